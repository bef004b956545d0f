//! Money: contributions, allocations, and amounts themselves.

use super::{
    error::Result,
    filter::{
        Conditions, CurrencyFilter, Filtering, KeyFilter, MoneyFilter, PartialDateFilter,
        list_filter,
    },
    funder::FunderFilter,
    ledger::LedgerEntryListFilter,
    object::{Object, Of, Shown, Simple},
    order::order,
    project::ProjectFilter,
    question::Listed,
    scalar::{CurrencyCode, Decimal, PartialDate},
};
use async_graphql::{InputObject, SimpleObject, Value};
use entity::{
    AllocationField, ContributionField,
    read::{Filter, Noun, Row},
    value::Currency,
};
use std::sync::LazyLock;

/// An amount of money, exact, in the currency it was stated in. It is never converted.
#[derive(SimpleObject, Clone)]
pub(super) struct Money {
    /// How much.
    amount: Decimal,
    /// In which currency.
    currency: CurrencyCode,
}

impl Money {
    /// An amount that is written already.
    pub(super) fn new(amount: Decimal, currency: CurrencyCode) -> Self {
        Self { amount, currency }
    }

    /// An amount of minor units.
    pub(super) fn of(minor: Option<i64>, currency: &str) -> Self {
        let minor = minor.unwrap_or_default();
        let amount = Currency::parse(currency)
            .map_or_else(|| minor.to_string(), |currency| currency.decimal(minor));
        Self {
            amount: Decimal(amount),
            currency: CurrencyCode(currency.to_owned()),
        }
    }

    /// The amount in these columns of a row.
    pub(super) fn of_row<N: Noun>(
        row: &Row<N>,
        amount: N::Field,
        currency: N::Field,
    ) -> Result<Self> {
        Ok(Money::of(row.int(amount)?, row.known_text(currency)?))
    }
}

impl Simple for Money {
    const FIELDS: &'static [&'static str] = &["amount", "currency"];

    fn value(&self, place: usize) -> Value {
        match place {
            0 => self.amount.0.clone().into(),
            _ => self.currency.0.clone().into(),
        }
    }
}

/// What one funder committed to one project.
pub(super) type Contribution = Of<entity::Contribution>;

impl Shown for entity::Contribution {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::Contribution>> = LazyLock::new(|| {
            Object::of("Contribution", "What one funder committed to one project.")
                .id()
                .text(ContributionField::Key, "Its stable key.")
                .simple_of(
                    "amount",
                    "The amount that was committed.",
                    &[ContributionField::Amount, ContributionField::Currency],
                    |row| {
                        Money::of_row(row, ContributionField::Amount, ContributionField::Currency)
                    },
                )
                .maybe::<PartialDate>(
                    ContributionField::CommittedOn,
                    "When it was committed, where a source states it.",
                )
                .one("funder", entity::Contribution::funder(), "Who committed it.")
                .one("project", entity::Contribution::project(), "The project it is for.")
                .maybe_text(ContributionField::Note, "A remark on the record.")
                .maybe_text(ContributionField::Source, "Where the record comes from.")
                .list(
                    "ledger",
                    entity::Contribution::ledger(),
                    "What was paid out of it and what was corrected, as far as the viewer may see it.",
                )
        });
        &OBJECT
    }
}

impl Listed for Contribution {
    type Filter = ContributionFilter;
    type Order = ContributionOrder;
}

/// Which contributions are wanted, among those the viewer may see.
#[derive(InputObject, Clone)]
pub(super) struct ContributionFilter {
    /// All of these.
    and: Option<Vec<ContributionFilter>>,
    /// At least one of these.
    or: Option<Vec<ContributionFilter>>,
    /// Not this.
    not: Option<Box<ContributionFilter>>,
    /// Its key.
    key: Option<KeyFilter>,
    /// The amount that was committed.
    amount: Option<MoneyFilter>,
    /// Its currency.
    currency: Option<CurrencyFilter>,
    /// When it was committed.
    committed_on: Option<PartialDateFilter>,
    /// Who committed it.
    funder: Option<Box<FunderFilter>>,
    /// The project it is for.
    project: Option<Box<ProjectFilter>>,
    /// Its ledger.
    ledger: Option<Box<LedgerEntryListFilter>>,
}

impl Filtering<entity::Contribution> for ContributionFilter {
    fn filter(self) -> Result<Filter<entity::Contribution>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(ContributionField::Key, self.key)?
            .money(
                ContributionField::Amount,
                ContributionField::Currency,
                self.amount,
            )?
            .field(ContributionField::Currency, self.currency)?
            .field(ContributionField::CommittedOn, self.committed_on)?
            .one(entity::Contribution::funder(), self.funder)?
            .one(entity::Contribution::project(), self.project)?
            .many(
                entity::Contribution::ledger(),
                LedgerEntryListFilter::ways(self.ledger),
            )?
            .all())
    }
}

/// A condition on what was allocated, as far as the viewer may see it.
#[derive(InputObject, Clone)]
pub(super) struct AllocationFilter {
    /// All of these.
    and: Option<Vec<AllocationFilter>>,
    /// At least one of these.
    or: Option<Vec<AllocationFilter>>,
    /// Not this.
    not: Option<Box<AllocationFilter>>,
    /// The amount.
    amount: Option<MoneyFilter>,
    /// The currency.
    currency: Option<CurrencyFilter>,
}

impl Filtering<entity::Allocation> for AllocationFilter {
    fn filter(self) -> Result<Filter<entity::Allocation>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .money(
                AllocationField::Amount,
                AllocationField::Currency,
                self.amount,
            )?
            .field(AllocationField::Currency, self.currency)?
            .all())
    }
}

list_filter! {
    /// A condition on the contributions that the viewer may see.
    ContributionListFilter of ContributionFilter
}

list_filter! {
    /// A condition on the allocations that the viewer may see.
    AllocationListFilter of AllocationFilter
}

order! {
    /// How contributions are sorted.
    ContributionOrder by ContributionOrderField of entity::Contribution, ContributionField {
        /// By key.
        Key,
        /// By amount in minor units; sort by currency first.
        Amount,
        /// By currency.
        Currency,
        /// By the date of commitment.
        CommittedOn,
        /// By the project's number.
        ProjectNumber,
        /// By the funder's key.
        FunderKey,
    }
}
