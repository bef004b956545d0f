//! The ledger: what was paid out of contributions, and what was corrected.

use super::{
    error::Result,
    filter::{
        Conditions, Filtering, KeyFilter, MoneyFilter, PartialDateFilter, list_filter, word_filter,
    },
    funding::{Contribution, ContributionFilter, Money},
    handle,
    order::order,
    question::{Entry, Listed, Part, ask_field, ask_one, related_one},
    scalar::PartialDate,
    words::LedgerEntryKind,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    LedgerEntryField,
    read::{Filter, Noun, Read, Row},
};
use std::sync::Arc;

/// Money paid out, or a correction.
pub(super) struct LedgerEntry(Arc<Row<entity::LedgerEntry>>);

impl From<Arc<Row<entity::LedgerEntry>>> for LedgerEntry {
    fn from(row: Arc<Row<entity::LedgerEntry>>) -> Self {
        Self(row)
    }
}

impl Entry for LedgerEntry {
    type Noun = entity::LedgerEntry;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "amount" => {
                    read.field(LedgerEntryField::Amount)
                        .field(LedgerEntryField::Currency);
                }
                "contribution" => {
                    ask_one::<Contribution, _>(read, entity::LedgerEntry::contribution(), &part)?
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for LedgerEntry {
    type Filter = LedgerEntryFilter;
    type Order = LedgerEntryOrder;
}

/// Money paid out of a contribution, or a correction.
#[Object]
impl LedgerEntry {
    /// Its global id: opaque, and stable across imports.
    pub(super) async fn id(&self) -> ID {
        handle::id(entity::LedgerEntry::NAME, &self.0.key())
    }

    /// Its stable key.
    async fn key(&self) -> Result<&str> {
        Ok(self.0.known_text(LedgerEntryField::Key)?)
    }

    /// What it books.
    async fn kind(&self) -> Result<Option<LedgerEntryKind>> {
        Ok(LedgerEntryKind::of(
            self.0.known_text(LedgerEntryField::Kind)?,
        ))
    }

    /// The amount; a correction may be below zero.
    async fn amount(&self) -> Result<Money> {
        Ok(Money::of(
            self.0.int(LedgerEntryField::Amount)?,
            self.0.known_text(LedgerEntryField::Currency)?,
        ))
    }

    /// When it was booked.
    async fn booked_on(&self) -> Result<PartialDate> {
        Ok(PartialDate(
            self.0.known_text(LedgerEntryField::BookedOn)?.to_owned(),
        ))
    }

    /// The contribution it belongs to.
    async fn contribution(&self, ctx: &Context<'_>) -> Result<Option<Contribution>> {
        related_one(ctx, &self.0)
    }

    /// A remark on the record.
    async fn note(&self) -> Result<Option<&str>> {
        Ok(self.0.text(LedgerEntryField::Note)?)
    }
}

/// Which ledger entries are wanted, among those the viewer may see.
#[derive(InputObject, Clone)]
pub(super) struct LedgerEntryFilter {
    /// All of these.
    and: Option<Vec<LedgerEntryFilter>>,
    /// At least one of these.
    or: Option<Vec<LedgerEntryFilter>>,
    /// Not this.
    not: Option<Box<LedgerEntryFilter>>,
    /// Its key.
    key: Option<KeyFilter>,
    /// What it books.
    kind: Option<LedgerEntryKindFilter>,
    /// The amount.
    amount: Option<MoneyFilter>,
    /// When it was booked.
    booked_on: Option<PartialDateFilter>,
    /// The contribution it belongs to.
    contribution: Option<Box<ContributionFilter>>,
}

impl Filtering<entity::LedgerEntry> for LedgerEntryFilter {
    fn filter(self) -> Result<Filter<entity::LedgerEntry>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(LedgerEntryField::Key, self.key)?
            .field(LedgerEntryField::Kind, self.kind)?
            .money(
                LedgerEntryField::Amount,
                LedgerEntryField::Currency,
                self.amount,
            )?
            .field(LedgerEntryField::BookedOn, self.booked_on)?
            .one(entity::LedgerEntry::contribution(), self.contribution)?
            .all())
    }
}

word_filter! {
    /// Tests of what a ledger entry books.
    LedgerEntryKindFilter of LedgerEntryKind
}

list_filter! {
    /// A condition on the ledger entries that the viewer may see.
    LedgerEntryListFilter of LedgerEntryFilter
}

order! {
    /// How ledger entries are sorted.
    LedgerEntryOrder by LedgerEntryOrderField of entity::LedgerEntry, LedgerEntryField {
        /// By key.
        Key,
        /// By date.
        BookedOn,
        /// By amount in minor units; sort by currency first.
        Amount,
        /// By currency.
        Currency,
    }
}
