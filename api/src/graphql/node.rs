//! Anything by its global id. An id of something invisible and an id of nothing take the same way.

use super::{
    area::TechnologyArea,
    error::{Problem, Result},
    funder::Funder,
    funding::Contribution,
    handle,
    institute::Institute,
    ledger::LedgerEntry,
    loaders::Loaders,
    output::Output,
    party::Party,
    project::Project,
    question::{Entry, Part},
};
use async_graphql::{Context, ID, Interface};
use entity::read::{Key, Noun, Read};
use std::collections::HashMap;

/// So many ids are looked up at once.
pub const MOST_IDS: usize = 100;

/// Something that has a global id.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Its global id: opaque, and stable across imports."
))]
pub(super) enum Node {
    Project(Project),
    Institute(Institute),
    Funder(Funder),
    Party(Party),
    Output(Output),
    TechnologyArea(TechnologyArea),
    Contribution(Contribution),
    LedgerEntry(LedgerEntry),
}

/// What these ids stand for, in their order, with whatever is selected of each.
pub(super) async fn find(ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>> {
    if ids.len() > MOST_IDS {
        return Err(Problem::input(format!(
            "`ids` holds at most {MOST_IDS} ids."
        )));
    }
    let handles: Vec<Option<(String, Key)>> = ids.iter().map(|id| handle::read_id(id)).collect();
    let part = Part::of(ctx);
    let mut found = Nodes::default();
    for noun in NOUNS {
        let keys: Vec<Key> = handles
            .iter()
            .flatten()
            .filter(|(name, _)| name == noun)
            .map(|(_, key)| key.clone())
            .collect();
        if !keys.is_empty() {
            found.load(ctx, &part, noun, keys).await?;
        }
    }
    Ok(handles
        .into_iter()
        .map(|handle| handle.and_then(|(noun, key)| found.take(&noun, &key)))
        .collect())
}

/// The nouns that have global ids.
const NOUNS: &[&str] = &[
    entity::Project::NAME,
    entity::Institute::NAME,
    entity::Funder::NAME,
    entity::Party::NAME,
    entity::Output::NAME,
    entity::TechnologyArea::NAME,
    entity::Contribution::NAME,
    entity::LedgerEntry::NAME,
];

type Make = Box<dyn Fn() -> Node + Send + Sync>;

/// Rows of any noun, by name and key.
#[derive(Default)]
pub(super) struct Nodes(HashMap<(&'static str, Key), Make>);

impl Nodes {
    /// Loads the rows of one noun, with what the part selects of them.
    pub(super) async fn load(
        &mut self,
        ctx: &Context<'_>,
        part: &Part<'_>,
        noun: &str,
        keys: Vec<Key>,
    ) -> Result<()> {
        match noun {
            entity::Project::NAME => self.load_as(ctx, part, keys, Node::Project).await,
            entity::Institute::NAME => self.load_as(ctx, part, keys, Node::Institute).await,
            entity::Funder::NAME => self.load_as(ctx, part, keys, Node::Funder).await,
            entity::Party::NAME => self.load_as(ctx, part, keys, Node::Party).await,
            entity::Output::NAME => self.load_as(ctx, part, keys, Node::Output).await,
            entity::TechnologyArea::NAME => {
                self.load_as(ctx, part, keys, Node::TechnologyArea).await
            }
            entity::Contribution::NAME => self.load_as(ctx, part, keys, Node::Contribution).await,
            entity::LedgerEntry::NAME => self.load_as(ctx, part, keys, Node::LedgerEntry).await,
            _ => Ok(()),
        }
    }

    async fn load_as<T: Entry>(
        &mut self,
        ctx: &Context<'_>,
        part: &Part<'_>,
        keys: Vec<Key>,
        node: fn(T) -> Node,
    ) -> Result<()> {
        let loaders = ctx
            .data::<Loaders>()
            .map_err(|_| Problem::of_ours("executed without loaders"))?;
        let ask = || {
            let mut read = Read::new();
            T::ask(&mut read, part)?;
            Ok(read)
        };
        for (key, row) in loaders.load::<T::Noun>(part.places(), ask, keys).await? {
            let make = move || node(T::from(row.clone()));
            self.0.insert((T::Noun::NAME, key), Box::new(make));
        }
        Ok(())
    }

    /// The row of this noun with this key, if it was found.
    pub(super) fn take(&self, noun: &str, key: &Key) -> Option<Node> {
        let noun = NOUNS.iter().find(|name| **name == noun)?;
        self.0.get(&(*noun, key.clone())).map(|make| make())
    }
}
