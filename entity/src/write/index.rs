//! The search index, written anew from the cards of projects, institutes and outputs.
//!
//! An entry holds one row's text and nothing else's, so that whoever may see the row may see every
//! word that found it. The full-text index and the vocabulary for misspelt words are made of text
//! that is public on every day; other entries are compared word by word, once the viewer's policy has
//! let them through.

use super::stage::{self, Field, Sql, Values};
use crate::{
    policy::derived::Audience,
    search::{SearchKind, grams},
    standing::always,
    value::fold,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};
use std::collections::BTreeSet;

/// PostgreSQL's `tsvector` holds at most so many bytes of words; `array_to_tsvector` does not check, and
/// writes others than it was given.
const MOST: usize = 1_000_000;

/// So many rows are read and indexed at once.
const BATCH: usize = 2_000;

/// Where the text of a kind comes from: the key, the title, and the rest; and whether it is public.
struct Source {
    kind: SearchKind,
    select: String,
}

fn sources() -> Vec<Source> {
    let (everyone, always) = (Audience::Everyone as i32, always());
    vec![
        Source {
            kind: SearchKind::Project,
            select: format!(
                "select number, number || ' ' || title, coalesce(summary, ''), audience = {everyone} from projects \
                 where number > $1 order by number"
            ),
        },
        Source {
            kind: SearchKind::Institute,
            select: "select \"key\", name || ' ' || coalesce(short_name, ''), \
                     coalesce(aliases, '') || ' ' || coalesce(city, ''), 1 = 1 from institutes \
                     where \"key\" > $1 order by \"key\""
                .into(),
        },
        Source {
            kind: SearchKind::Output,
            // Public at any time: never embargoed, and not behind hidden projects.
            select: format!(
                "select \"key\", title, coalesce(doi, ''), public_from = '{always}' from outputs where \"key\" > $1 order by \"key\""
            ),
        },
    ]
}

/// Writes the index anew.
pub(super) async fn rebuild(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let sqlite = tx.get_database_backend() == DbBackend::Sqlite;
    for table in ["search_entries", "search_words", "search_grams"] {
        tx.execute_unprepared(&format!("delete from {table}"))
            .await?;
    }
    if sqlite {
        tx.execute_unprepared("delete from search_text").await?;
    }
    let mut vocabulary: BTreeSet<String> = BTreeSet::new();
    let mut id: u64 = 0;
    for source in sources() {
        let mut after = String::new();
        loop {
            let sql = format!("{} limit {BATCH}", source.select);
            let sql = if sqlite { sql.replace("$1", "?") } else { sql };
            let statement = Statement::from_sql_and_values(
                tx.get_database_backend(),
                sql,
                [after.as_str().into()],
            );
            let rows = tx.query_all_raw(statement).await?;
            let mut entries: Vec<Values> = Vec::with_capacity(rows.len());
            let mut texts: Vec<Values> = Vec::with_capacity(rows.len());
            for row in &rows {
                id += 1;
                let key: String = row.try_get_by_index(0)?;
                let is_public: bool = row.try_get_by_index(3)?;
                let mut room = MOST;
                let title = indexed(&row.try_get_by_index::<String>(1)?, &mut room);
                let rest = indexed(&row.try_get_by_index::<String>(2)?, &mut room);
                if is_public {
                    let words = title.iter().chain(&rest);
                    vocabulary.extend(words.map(|word| grams::beginning(word).to_owned()));
                }
                let words = title
                    .iter()
                    .chain(&rest)
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(" ");
                let mut entry = vec![
                    Some(id.to_string()),
                    Some(source.kind.word().to_owned()),
                    Some(key.clone()),
                    Some(title.join(" ")),
                    Some(is_public.to_string()),
                ];
                // In SQLite the full-text index is a table of its own; an entry that is not in it carries
                // its words between spaces.
                entry.push(match (sqlite, is_public) {
                    (false, _) => Some(words),
                    (true, false) => Some(format!(" {words} ")),
                    (true, true) => {
                        texts.push(vec![Some(id.to_string()), Some(words)]);
                        None
                    }
                });
                entries.push(entry);
                after = key;
            }
            put(tx, &entries, &texts).await?;
            if rows.len() < BATCH {
                break;
            }
        }
    }
    put_vocabulary(tx, &vocabulary).await
}

/// The words of a text that an entry has room for.
fn indexed(text: &str, room: &mut usize) -> Vec<String> {
    let mut words = fold::words(text);
    words.retain(|word| {
        let fits = word.len() <= *room;
        if fits {
            *room -= word.len();
        }
        fits
    });
    words
}

async fn put(tx: &DatabaseTransaction, entries: &[Values], texts: &[Values]) -> Result<(), DbErr> {
    let words = match tx.get_database_backend() {
        DbBackend::Postgres => Sql::Words,
        _ => Sql::Text,
    };
    let columns = [
        Field::new("id", Sql::Big),
        Field::new("kind", Sql::Text),
        Field::new("key", Sql::Text),
        Field::new("title", Sql::Text),
        Field::new("is_public", Sql::Flag),
        Field::new("words", words),
    ];
    stage::append(tx, "search_entries", &columns, entries).await?;
    let columns = [
        Field::new("rowid", Sql::Big),
        Field::new("words", Sql::Text),
    ];
    stage::append(tx, "search_text", &columns, texts).await
}

async fn put_vocabulary(
    tx: &DatabaseTransaction,
    vocabulary: &BTreeSet<String>,
) -> Result<(), DbErr> {
    let mut words: Vec<Values> = Vec::with_capacity(BATCH);
    let mut pairs: Vec<Values> = Vec::new();
    for (place, word) in vocabulary.iter().enumerate() {
        words.push(vec![Some(word.clone())]);
        if grams::is_correctable(word) {
            let grams = grams::of(word).into_iter();
            pairs.extend(grams.map(|gram| vec![Some(gram), Some(word.clone())]));
        }
        if words.len() == BATCH || place + 1 == vocabulary.len() {
            stage::append(tx, "search_words", &[Field::new("word", Sql::Text)], &words).await?;
            let columns = [Field::new("gram", Sql::Text), Field::new("word", Sql::Text)];
            stage::append(tx, "search_grams", &columns, &pairs).await?;
            words.clear();
            pairs.clear();
        }
    }
    Ok(())
}
