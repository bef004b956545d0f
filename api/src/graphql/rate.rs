//! Exchange rates, and the tables they stand in.

use super::{
    error::Result,
    filter::{
        Conditions, CurrencyFilter, Filtering, KeyFilter, PartialDateFilter, StringFilter,
        word_filter,
    },
    object::{Object, Of, Shown},
    order::order,
    question::Listed,
    scalar::{CurrencyCode, Decimal, PartialDate},
    words::DateRule,
};
use async_graphql::InputObject;
use entity::{ExchangeRateField, RateTableField, read::Filter};
use std::sync::LazyLock;

/// A table of exchange rates.
pub(super) type RateTable = Of<entity::RateTable>;

impl Shown for entity::RateTable {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::RateTable>> = LazyLock::new(|| {
            let description = "A table of exchange rates as one source publishes them, with which amounts can be converted.";
            Object::of("RateTable", description)
                .text(
                    RateTableField::Key,
                    "Its stable key, by which `convertTo` names it.",
                )
                .text(RateTableField::Name, "Its name.")
                .word::<DateRule>(RateTableField::DateRule, "For which periods it has rates.")
                .text(RateTableField::Source, "Who published it, and where.")
                .maybe_text(RateTableField::Note, "What else is to be known of it.")
        });
        &OBJECT
    }
}

impl Listed for RateTable {
    type Filter = RateTableFilter;
    type Order = RateTableOrder;
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
pub(super) type ExchangeRate = Of<entity::ExchangeRate>;

impl Shown for entity::ExchangeRate {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::ExchangeRate>> = LazyLock::new(|| {
            let description = "An exchange rate of a table: what one unit of a currency was worth in another, in one period.";
            Object::of("ExchangeRate", description)
                .one(
                    "table",
                    entity::ExchangeRate::rate_table(),
                    "The table it stands in.",
                )
                .scalar::<CurrencyCode>(ExchangeRateField::From, "One unit of this currency …")
                .scalar::<CurrencyCode>(
                    ExchangeRateField::To,
                    "… was worth so many units of this one.",
                )
                .scalar::<PartialDate>(
                    ExchangeRateField::Period,
                    "The day, month or year it is for; a quarter is written as its first month.",
                )
                .scalar::<Decimal>(
                    ExchangeRateField::Rate,
                    "The rate, with the decimals that the source gave it.",
                )
        });
        &OBJECT
    }
}

impl Listed for ExchangeRate {
    type Filter = ExchangeRateFilter;
    type Order = ExchangeRateOrder;
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
