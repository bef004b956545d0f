//! Reading records: a page of a list that runs through several nouns, and a single one.

use super::{
    Collection, Trouble,
    record::{Harvested, Record},
};
use entity::{
    Funder, Institute, Output, OutputField, Party, Project, Reader,
    read::{Filter, Key, Page, Read, Test, Value},
};

/// A page of records, and whether the list goes on behind it.
pub(super) struct Found {
    pub(super) records: Vec<Record>,
    pub(super) more: bool,
}

/// What is wanted of a collection.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    /// So many records behind this key.
    Behind(Option<&'a str>, usize),
    /// The record with this key.
    Only(&'a str),
}

/// So many records of these collections behind this one.
pub(super) async fn page(
    reader: &Reader,
    collections: &[Collection],
    behind: Option<(Collection, &str)>,
    size: usize,
) -> Result<Found, Trouble> {
    let begun = |one: &&Collection| behind.is_none_or(|(collection, _)| **one == collection);
    let skipped = collections.iter().take_while(|one| !begun(one)).count();
    let mut records = Vec::new();
    for collection in collections.iter().skip(skipped).copied() {
        // One more than a page holds tells whether there is another.
        let left = (size + 1).saturating_sub(records.len());
        if left == 0 {
            break;
        }
        let key = behind.and_then(|(of, key)| (of == collection).then_some(key));
        records.extend(read(reader, collection, Wanted::Behind(key, left)).await?);
    }
    let more = records.len() > size;
    records.truncate(size);
    Ok(Found { records, more })
}

/// The record with this key; none of what does not exist or may not be seen.
pub(super) async fn one(
    reader: &Reader,
    collection: Collection,
    key: &str,
) -> Result<Option<Record>, Trouble> {
    Ok(read(reader, collection, Wanted::Only(key)).await?.pop())
}

/// How many records these collections hold.
pub(super) async fn count(reader: &Reader, collections: &[Collection]) -> Result<u64, Trouble> {
    let mut all = 0;
    for collection in collections {
        all += match collection {
            Collection::Parties => counted::<Party>(reader, Read::new()).await?,
            Collection::Funders => counted::<Funder>(reader, Read::new()).await?,
            Collection::Institutes => counted::<Institute>(reader, Read::new()).await?,
            Collection::Projects => counted::<Project>(reader, Read::new()).await?,
            _ => counted::<Output>(reader, of_kind(Read::new(), *collection)).await?,
        };
    }
    Ok(all)
}

async fn counted<N: Harvested>(reader: &Reader, mut read: Read<N>) -> Result<u64, Trouble> {
    read.listed(false).counted(true);
    Ok(reader.read(&read).await?.total.unwrap_or_default())
}

async fn read(
    reader: &Reader,
    collection: Collection,
    wanted: Wanted<'_>,
) -> Result<Vec<Record>, Trouble> {
    match collection {
        Collection::Parties => rows::<Party>(reader, collection, Party::question(), wanted).await,
        Collection::Funders => rows::<Funder>(reader, collection, Funder::question(), wanted).await,
        Collection::Institutes => {
            rows::<Institute>(reader, collection, Institute::question(), wanted).await
        }
        Collection::Projects => {
            rows::<Project>(reader, collection, Project::question(), wanted).await
        }
        _ => {
            let question = of_kind(Output::question(), collection);
            rows::<Output>(reader, collection, question, wanted).await
        }
    }
}

fn of_kind(read: Read<Output>, collection: Collection) -> Read<Output> {
    let kinds = collection.kinds().iter();
    let kinds = kinds.map(|kind| Value::Text((*kind).to_owned())).collect();
    read.only(Filter::Is(OutputField::Kind, Test::In(kinds)))
}

async fn rows<N: Harvested>(
    reader: &Reader,
    collection: Collection,
    question: Read<N>,
    wanted: Wanted<'_>,
) -> Result<Vec<Record>, Trouble> {
    let key = |key: &str| Key(vec![key.to_owned()]);
    let question = match wanted {
        Wanted::Only(only) => question.only(Filter::key(&key(only))),
        Wanted::Behind(behind, limit) => question.page(Page {
            limit: Some(u32::try_from(limit).unwrap_or(u32::MAX)),
            after: behind.map(key),
            ..Page::default()
        }),
    };
    let found = reader.read(&question).await?;
    let records = found.rows.iter().map(|row| N::record(collection, row));
    records.collect()
}
