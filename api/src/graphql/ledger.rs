//! The ledger: what was paid out of contributions, and what was corrected.

use super::{
    error::Result,
    filter::{
        Conditions, Filtering, KeyFilter, MoneyFilter, PartialDateFilter, list_filter, word_filter,
    },
    funding::{ContributionFilter, Money},
    object::{Object, Of, Shown},
    order::order,
    question::Listed,
    scalar::PartialDate,
    words::LedgerEntryKind,
};
use async_graphql::InputObject;
use entity::{LedgerEntryField, read::Filter};
use std::sync::LazyLock;

/// Money paid out, or a correction.
pub(super) type LedgerEntry = Of<entity::LedgerEntry>;

impl Shown for entity::LedgerEntry {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::LedgerEntry>> = LazyLock::new(|| {
            let description = "Money paid out of a contribution, or a correction.";
            Object::of("LedgerEntry", description)
                .id()
                .text(LedgerEntryField::Key, "Its stable key.")
                .word::<LedgerEntryKind>(LedgerEntryField::Kind, "What it books.")
                .simple_of(
                    "amount",
                    "The amount; a correction may be below zero.",
                    &[LedgerEntryField::Amount, LedgerEntryField::Currency],
                    |row| Money::of_row(row, LedgerEntryField::Amount, LedgerEntryField::Currency),
                )
                .scalar::<PartialDate>(LedgerEntryField::BookedOn, "When it was booked.")
                .one(
                    "contribution",
                    entity::LedgerEntry::contribution(),
                    "The contribution it belongs to.",
                )
                .maybe_text(LedgerEntryField::Note, "A remark on the record.")
        });
        &OBJECT
    }
}

impl Listed for LedgerEntry {
    type Filter = LedgerEntryFilter;
    type Order = LedgerEntryOrder;
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
