//! Money: contributions, allocations, and amounts themselves.

use super::{
    error::Result,
    filter::{
        Conditions, CurrencyFilter, Filtering, KeyFilter, MoneyFilter, PartialDateFilter,
        list_filter,
    },
    funder::{Funder, FunderFilter},
    handle,
    ledger::{LedgerEntry, LedgerEntryFilter, LedgerEntryListFilter, LedgerEntryOrder},
    order::order,
    page::Connection,
    project::{Project, ProjectFilter},
    question::{Entry, Listed, Part, ask_field, ask_list, ask_one, related_list, related_one},
    scalar::{CurrencyCode, Decimal, PartialDate},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{
    AllocationField, ContributionField,
    read::{Filter, Noun, Read, Row},
    value::Currency,
};
use std::sync::Arc;

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

    /// What was allocated to a project in one currency.
    pub(super) fn allocated(row: &Row<entity::Allocation>) -> Result<Self> {
        Ok(Money::of(
            row.int(AllocationField::Amount)?,
            row.known_text(AllocationField::Currency)?,
        ))
    }
}

/// What one funder committed to one project.
pub(super) struct Contribution(Arc<Row<entity::Contribution>>);

impl From<Arc<Row<entity::Contribution>>> for Contribution {
    fn from(row: Arc<Row<entity::Contribution>>) -> Self {
        Self(row)
    }
}

impl Entry for Contribution {
    type Noun = entity::Contribution;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "amount" => {
                    read.field(ContributionField::Amount)
                        .field(ContributionField::Currency);
                }
                "project" => ask_one::<Project, _>(read, entity::Contribution::project(), &part)?,
                "funder" => ask_one::<Funder, _>(read, entity::Contribution::funder(), &part)?,
                "ledger" => {
                    ask_list::<LedgerEntry, _>(read, entity::Contribution::ledger(), &part)?
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for Contribution {
    type Filter = ContributionFilter;
    type Order = ContributionOrder;
}

/// What one funder committed to one project.
#[Object]
impl Contribution {
    /// Its global id: opaque, and stable across imports.
    pub(super) async fn id(&self) -> ID {
        handle::id(entity::Contribution::NAME, &self.0.key())
    }

    /// Its stable key.
    async fn key(&self) -> Result<&str> {
        Ok(self.0.known_text(ContributionField::Key)?)
    }

    /// The amount that was committed.
    async fn amount(&self) -> Result<Money> {
        Ok(Money::of(
            self.0.int(ContributionField::Amount)?,
            self.0.known_text(ContributionField::Currency)?,
        ))
    }

    /// When it was committed, where a source states it.
    async fn committed_on(&self) -> Result<Option<PartialDate>> {
        Ok(self
            .0
            .text(ContributionField::CommittedOn)?
            .map(|text| PartialDate(text.to_owned())))
    }

    /// Who committed it.
    async fn funder(&self, ctx: &Context<'_>) -> Result<Option<Funder>> {
        related_one(ctx, &self.0)
    }

    /// The project it is for.
    async fn project(&self, ctx: &Context<'_>) -> Result<Option<Project>> {
        related_one(ctx, &self.0)
    }

    /// A remark on the record.
    async fn note(&self) -> Result<Option<&str>> {
        Ok(self.0.text(ContributionField::Note)?)
    }

    /// Where the record comes from.
    async fn source(&self) -> Result<Option<&str>> {
        Ok(self.0.text(ContributionField::Source)?)
    }

    /// What was paid out of it and what was corrected, as far as the viewer may see it.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn ledger(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<LedgerEntryFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<LedgerEntryOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<LedgerEntry>> {
        related_list(ctx, &self.0)
    }
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
