//! Exchange rates, and the tables they stand in.

use super::{
    error::Result,
    filter::{
        Conditions, CurrencyFilter, Filtering, KeyFilter, PartialDateFilter, StringFilter,
        word_filter,
    },
    order::order,
    question::{Entry, Listed, Part, ask_field, ask_one, related_one},
    scalar::{CurrencyCode, Decimal, PartialDate},
    words::DateRule,
};
use async_graphql::{Context, InputObject, Object};
use entity::{
    ExchangeRateField, RateTableField,
    read::{Filter, Noun, Read, Row},
};
use std::sync::Arc;

/// A table of exchange rates.
pub(super) struct RateTable(Arc<Row<entity::RateTable>>);

impl From<Arc<Row<entity::RateTable>>> for RateTable {
    fn from(row: Arc<Row<entity::RateTable>>) -> Self {
        Self(row)
    }
}

impl Entry for RateTable {
    type Noun = entity::RateTable;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            ask_field(read, part.name());
        }
        Ok(())
    }
}

impl Listed for RateTable {
    type Filter = RateTableFilter;
    type Order = RateTableOrder;
}

/// A table of exchange rates as one source publishes them, with which amounts can be converted.
#[Object]
impl RateTable {
    /// Its stable key, by which `convertTo` names it.
    async fn key(&self) -> Result<&str> {
        Ok(self.0.known_text(RateTableField::Key)?)
    }

    /// Its name.
    async fn name(&self) -> Result<&str> {
        Ok(self.0.known_text(RateTableField::Name)?)
    }

    /// For which periods it has rates.
    async fn date_rule(&self) -> Result<Option<DateRule>> {
        Ok(DateRule::of(self.0.known_text(RateTableField::DateRule)?))
    }

    /// Who published it, and where.
    async fn source(&self) -> Result<&str> {
        Ok(self.0.known_text(RateTableField::Source)?)
    }

    /// What else is to be known of it.
    async fn note(&self) -> Result<Option<&str>> {
        Ok(self.0.text(RateTableField::Note)?)
    }
}

/// Which tables of exchange rates are wanted.
#[derive(InputObject, Clone)]
pub(super) struct RateTableFilter {
    /// All of these.
    and: Option<Vec<RateTableFilter>>,
    /// At least one of these.
    or: Option<Vec<RateTableFilter>>,
    /// Not this.
    not: Option<Box<RateTableFilter>>,
    /// Its key.
    key: Option<KeyFilter>,
    /// Its name.
    name: Option<StringFilter>,
    /// For which periods it has rates.
    date_rule: Option<DateRuleFilter>,
}

impl Filtering<entity::RateTable> for RateTableFilter {
    fn filter(self) -> Result<Filter<entity::RateTable>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(RateTableField::Key, self.key)?
            .field(RateTableField::Name, self.name)?
            .field(RateTableField::DateRule, self.date_rule)?
            .all())
    }
}

word_filter! {
    /// Tests of how a table of rates is dated.
    DateRuleFilter of DateRule
}

order! {
    /// How tables of exchange rates are sorted.
    RateTableOrder by RateTableOrderField of entity::RateTable, RateTableField {
        /// By key.
        Key,
        /// By name.
        Name,
    }
}

/// An exchange rate.
pub(super) struct ExchangeRate(Arc<Row<entity::ExchangeRate>>);

impl From<Arc<Row<entity::ExchangeRate>>> for ExchangeRate {
    fn from(row: Arc<Row<entity::ExchangeRate>>) -> Self {
        Self(row)
    }
}

impl Entry for ExchangeRate {
    type Noun = entity::ExchangeRate;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "table" => {
                    ask_one::<RateTable, _>(read, entity::ExchangeRate::rate_table(), &part)?
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for ExchangeRate {
    type Filter = ExchangeRateFilter;
    type Order = ExchangeRateOrder;
}

/// An exchange rate of a table: what one unit of a currency was worth in another, in one period.
#[Object]
impl ExchangeRate {
    /// The table it stands in.
    async fn table(&self, ctx: &Context<'_>) -> Result<Option<RateTable>> {
        related_one(ctx, &self.0)
    }

    /// One unit of this currency …
    async fn from(&self) -> Result<CurrencyCode> {
        Ok(CurrencyCode(
            self.0.known_text(ExchangeRateField::From)?.to_owned(),
        ))
    }

    /// … was worth so many units of this one.
    async fn to(&self) -> Result<CurrencyCode> {
        Ok(CurrencyCode(
            self.0.known_text(ExchangeRateField::To)?.to_owned(),
        ))
    }

    /// The day, month or year it is for; a quarter is written as its first month.
    async fn period(&self) -> Result<PartialDate> {
        Ok(PartialDate(
            self.0.known_text(ExchangeRateField::Period)?.to_owned(),
        ))
    }

    /// The rate, with the decimals that the source gave it.
    async fn rate(&self) -> Result<Decimal> {
        Ok(Decimal(
            self.0.known_text(ExchangeRateField::Rate)?.to_owned(),
        ))
    }
}

/// Which exchange rates are wanted.
#[derive(InputObject, Clone)]
pub(super) struct ExchangeRateFilter {
    /// All of these.
    and: Option<Vec<ExchangeRateFilter>>,
    /// At least one of these.
    or: Option<Vec<ExchangeRateFilter>>,
    /// Not this.
    not: Option<Box<ExchangeRateFilter>>,
    /// The table it stands in.
    table: Option<Box<RateTableFilter>>,
    /// The currency of which one unit is worth the rate.
    from: Option<CurrencyFilter>,
    /// The currency that the rate is in.
    to: Option<CurrencyFilter>,
    /// The period it is for.
    period: Option<PartialDateFilter>,
}

impl Filtering<entity::ExchangeRate> for ExchangeRateFilter {
    fn filter(self) -> Result<Filter<entity::ExchangeRate>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .one(entity::ExchangeRate::rate_table(), self.table)?
            .field(ExchangeRateField::From, self.from)?
            .field(ExchangeRateField::To, self.to)?
            .field(ExchangeRateField::Period, self.period)?
            .all())
    }
}

order! {
    /// How exchange rates are sorted.
    ExchangeRateOrder by ExchangeRateOrderField of entity::ExchangeRate, ExchangeRateField {
        /// By the currency of which one unit is worth the rate.
        From,
        /// By the currency that the rate is in.
        To,
        /// By period.
        Period,
    }
}
