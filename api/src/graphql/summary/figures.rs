//! The figures of a group, as the schema shows them.

use super::converted::ConvertedFigures;
use crate::graphql::{
    funding::Money,
    known::{AtOnce, Form, Known, Plan},
    scalar::{CurrencyCode, Decimal},
};
use async_graphql::{Enum, Object, Positioned, ScalarType, parser::types::Field};
use entity::{
    summary::{self, Amounts, Figures, WHOLE},
    value::Currency,
};

/// A measure of a group.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum SummaryMeasure {
    /// How many entries.
    Count,
    /// How many distinct projects.
    Projects,
    /// The sum of the amounts in one currency.
    Sum,
    /// The least amount in one currency.
    Min,
    /// The greatest amount in one currency.
    Max,
    /// The mean of the amounts in one currency.
    Mean,
    /// The median of the amounts in one currency.
    Median,
}

impl From<SummaryMeasure> for summary::Measure {
    fn from(measure: SummaryMeasure) -> Self {
        match measure {
            SummaryMeasure::Count => summary::Measure::Count,
            SummaryMeasure::Projects => summary::Measure::Projects,
            SummaryMeasure::Sum => summary::Measure::Sum,
            SummaryMeasure::Min => summary::Measure::Min,
            SummaryMeasure::Max => summary::Measure::Max,
            SummaryMeasure::Mean => summary::Measure::Mean,
            SummaryMeasure::Median => summary::Measure::Median,
        }
    }
}

/// The figures of some entries.
pub(in crate::graphql) struct FundingFigures(Figures);

impl From<Figures> for AtOnce<FundingFigures> {
    fn from(figures: Figures) -> Self {
        Self(FundingFigures(figures))
    }
}

impl FundingFigures {
    fn in_each(&self) -> impl Iterator<Item = AmountFigures<'_>> {
        let amounts = self.0.amounts.iter();
        amounts.map(|(currency, amounts)| AmountFigures::of(currency, amounts))
    }
}

/// What is known of figures.
pub(in crate::graphql) enum FundingWay {
    Counted(CountWay),
    Amounts(Plan<AmountWay>),
}

impl Known for FundingFigures {
    type Way = FundingWay;

    fn way(field: &Positioned<Field>) -> Option<FundingWay> {
        match field.node.name.node.as_str() {
            "amounts" => Plan::of::<AmountFigures<'_>>(&field.node.selection_set.node)
                .map(FundingWay::Amounts),
            _ => CountWay::of(field).map(FundingWay::Counted),
        }
    }

    fn show<F: Form>(&self, way: &FundingWay, form: F) -> Option<F::Shown> {
        match way {
            FundingWay::Counted(way) => way.show(&self.0, form),
            FundingWay::Amounts(plan) => form.list::<AmountFigures<'_>>(plan, self.in_each()),
        }
    }
}

/// The figures of some entries: how many, for how many projects, and their amounts.
#[Object]
impl FundingFigures {
    /// How many entries. With `FRACTIONAL` an entry that is divided counts in each group that has a part of it.
    async fn count(&self) -> u64 {
        self.0.rows
    }

    /// The same with parts of entries as parts, to six decimals: over all groups they sum to the number of
    /// entries.
    async fn weight(&self) -> Decimal {
        weight(&self.0)
    }

    /// How many distinct projects.
    async fn projects(&self) -> usize {
        self.0.projects.len()
    }

    /// The same amounts in the currency that `convertTo` names; null without it.
    async fn converted(&self) -> Option<ConvertedFigures> {
        let converted = self.0.converted.clone();
        converted.map(|converted| ConvertedFigures(*converted))
    }

    /// The amounts, one entry for each currency in the order of their codes. Amounts in different currencies
    /// are never added.
    async fn amounts(&self) -> Vec<AmountFigures<'_>> {
        self.in_each().collect()
    }
}

/// Amounts in one currency.
pub(in crate::graphql) struct AmountFigures<'a> {
    code: &'a str,
    currency: Option<Currency>,
    amounts: &'a Amounts,
}

impl<'a> AmountFigures<'a> {
    pub(super) fn of(code: &'a str, amounts: &'a Amounts) -> Self {
        Self {
            code,
            currency: Currency::parse(code),
            amounts,
        }
    }

    fn decimal(&self, minor: impl Into<i128>) -> Decimal {
        written(minor.into(), self.currency)
    }
}

/// Amounts in one currency: with `FRACTIONAL` the parts that fall to the group, where entries are divided.
#[Object]
impl AmountFigures<'_> {
    /// The currency.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.code.to_owned())
    }

    /// How many amounts.
    async fn count(&self) -> u64 {
        self.amounts.count
    }

    /// Their sum, exact.
    async fn sum(&self) -> Decimal {
        self.decimal(self.amounts.sum)
    }

    /// The least.
    async fn min(&self) -> Decimal {
        self.decimal(self.amounts.least)
    }

    /// The greatest.
    async fn max(&self) -> Decimal {
        self.decimal(self.amounts.most)
    }

    /// Their mean, rounded to the minor unit, half to even.
    async fn mean(&self) -> Decimal {
        self.decimal(self.amounts.mean())
    }

    /// The one in the middle; between two the mean of both, rounded to the minor unit, half to even.
    async fn median(&self) -> Decimal {
        // It is known wherever it was selected.
        self.decimal(self.amounts.median().unwrap_or_default())
    }
}

/// What is known of amounts.
pub(in crate::graphql) enum AmountWay {
    Currency,
    Count,
    Sum,
    Min,
    Max,
}

impl Known for AmountFigures<'_> {
    type Way = AmountWay;

    fn way(field: &Positioned<Field>) -> Option<AmountWay> {
        match field.node.name.node.as_str() {
            "currency" => Some(AmountWay::Currency),
            "count" => Some(AmountWay::Count),
            "sum" => Some(AmountWay::Sum),
            "min" => Some(AmountWay::Min),
            "max" => Some(AmountWay::Max),
            _ => None,
        }
    }

    fn show<F: Form>(&self, way: &AmountWay, form: F) -> Option<F::Shown> {
        let minor = match way {
            AmountWay::Currency => return form.leaf(self.code),
            AmountWay::Count => return form.leaf(self.amounts.count),
            AmountWay::Sum => self.amounts.sum,
            AmountWay::Min => self.amounts.least.into(),
            AmountWay::Max => self.amounts.most.into(),
        };
        form.leaf(self.decimal(minor).to_value())
    }
}

/// The sums of these figures, one for each currency.
pub(super) fn sums(figures: &Figures) -> Vec<Money> {
    let amounts = figures.amounts.iter();
    amounts
        .map(|(currency, amounts)| {
            Money::new(
                decimal(amounts.sum, currency),
                CurrencyCode(currency.to_owned()),
            )
        })
        .collect()
}

/// The sum of plain numbers.
pub(super) fn months(figures: &Figures) -> i64 {
    figures
        .amounts
        .get("")
        .map_or(0, |months| whole(months.sum))
}

/// A sum that is written as a number; beyond that it is the largest.
pub(super) fn whole(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(i64::MAX)
}

/// Hundredths as a decimal with two places.
pub(super) fn hundredths(number: i128) -> Decimal {
    let sign = if number < 0 { "-" } else { "" };
    let number = number.unsigned_abs();
    Decimal(format!("{sign}{}.{:02}", number / 100, number % 100))
}

/// What is known of the figures of every noun: how many rows, and parts of rows.
pub(in crate::graphql) enum CountWay {
    Count,
    Weight,
}

impl CountWay {
    pub(super) fn of(field: &Positioned<Field>) -> Option<Self> {
        match field.node.name.node.as_str() {
            "count" => Some(CountWay::Count),
            "weight" => Some(CountWay::Weight),
            _ => None,
        }
    }

    pub(super) fn show<F: Form>(&self, figures: &Figures, form: F) -> Option<F::Shown> {
        match self {
            CountWay::Count => form.leaf(figures.rows),
            CountWay::Weight => form.leaf(weight(figures).to_value()),
        }
    }
}

/// Rows, and parts of rows, to six decimals.
pub(super) fn weight(figures: &Figures) -> Decimal {
    let (whole, part) = (figures.millionths / WHOLE, figures.millionths % WHOLE);
    Decimal(format!("{whole}.{part:06}"))
}

/// Minor units as a decimal of the currency.
pub(in crate::graphql) fn decimal(minor: i128, currency: &str) -> Decimal {
    written(minor, Currency::parse(currency))
}

fn written(minor: i128, currency: Option<Currency>) -> Decimal {
    Decimal(currency.map_or_else(|| minor.to_string(), |currency| currency.decimal(minor)))
}
