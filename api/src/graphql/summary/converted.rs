//! Figures in another currency, as the schema shows them.

use super::figures::{AmountFigures, decimal};
use crate::graphql::{
    cut::Cut,
    error::{Problem, Result},
    funding::Money,
    scalar::{CurrencyCode, Decimal, PartialDate},
    words::DateRule,
};
use async_graphql::{Enum, InputObject, Object, SimpleObject};
use entity::{
    rate::{self, Applied, NamedTable},
    summary::{Control, Figures, InAnother, Together, Used},
    value::Currency,
};

/// Into which currency amounts are converted, and by which table of rates.
#[derive(InputObject)]
pub(in crate::graphql) struct ConvertTo {
    /// The currency.
    pub(in crate::graphql) currency: CurrencyCode,
    /// The key of one of `rateTables`.
    pub(in crate::graphql) table: String,
}

impl ConvertTo {
    /// The currency, if there is one with that code.
    pub(in crate::graphql) fn target(&self) -> Result<Currency> {
        Currency::parse(&self.currency.0)
            .ok_or_else(|| Problem::input("`convertTo`: `currency` is a code of ISO 4217."))
    }

    /// There is no such table.
    pub(in crate::graphql) fn unknown() -> Problem {
        Problem::input(
            "`convertTo`: `table` is the key of a table of rates; `rateTables` lists them.",
        )
    }
}

/// By which rule amounts were converted.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum ConversionMethod {
    /// They are stated in the currency that was asked for, and stay as they are.
    SameCurrency,
    /// One ECU is one euro (Council Regulation (EC) No 1103/97, Article 2(1)), whatever the date: from 1999
    /// every reference to the ECU is one to the euro.
    LegalEquivalence,
    /// Multiplied by the rate that the table has for the pair.
    Quoted,
    /// Divided by the rate that the table has for the pair the other way round.
    InverseQuote,
}

/// Why an amount was not converted.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum UnconvertedReason {
    /// The entry has no date.
    NoDate,
    /// The entry's date does not say in which period of the table it lies: a year, where the table has
    /// months.
    DateTooReduced,
    /// The table has no rate for the pair in that period, either way round. No rate of another period is
    /// taken, and none by way of a third currency.
    NoRate,
    /// What would come of it is more than 64 bits hold.
    TooLarge,
}

/// The source of the rule that one ECU is one euro.
const REGULATION: &str = "Council Regulation (EC) No 1103/97, Article 2(1)";

/// Figures in another currency.
pub(in crate::graphql) struct ConvertedFigures(pub(super) InAnother);

/// Figures in the currency that was asked for. Each entry's amount is converted once, by the rate of its own
/// date, and rounded once, half to even, to the minor unit; only then it is divided among groups and added up.
#[Object]
impl ConvertedFigures {
    /// The currency.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.currency.code().to_owned())
    }

    /// The amounts that could be converted; null if there is none.
    async fn amounts(&self) -> Option<AmountFigures<'_>> {
        let amounts = &self.0.amounts;
        (amounts.count > 0).then(|| AmountFigures::of(self.0.currency.code(), amounts))
    }

    /// The amounts that could not be, in their own currencies and with the reason. They are in no figure of
    /// `amounts`.
    async fn unconverted(&self) -> Vec<UnconvertedAmounts> {
        unconverted(&self.0)
    }

    /// Each rate that was applied, to what, and what came of it: all of them add up to `amounts`. In the order of
    /// currency, rule and period.
    async fn rates(
        &self,
        #[graphql(desc = "At most so many: 0 to 200; 20 where nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "So many before them are left out.")] skip: Option<i32>,
    ) -> Result<Vec<AppliedRate>> {
        let cut = Cut::of(first, skip)?;
        let rates = cut.within(&self.0.rates);
        Ok(rates
            .map(|((from, applied), used)| {
                AppliedRate::of(&self.0.table, self.0.currency, from, applied, used)
            })
            .collect())
    }

    /// How many `rates` there are.
    async fn rates_in_all(&self) -> usize {
        self.0.rates.len()
    }
}

/// Amounts of one currency that were not converted, for one reason.
#[derive(SimpleObject)]
pub(in crate::graphql) struct UnconvertedAmounts {
    /// The currency that they are stated in.
    currency: CurrencyCode,
    /// Why.
    reason: UnconvertedReason,
    /// How many.
    count: u64,
    /// Their sum, exact, in that currency.
    sum: Decimal,
}

/// A rate, what it was applied to, and what came of it.
#[derive(SimpleObject)]
pub(in crate::graphql) struct AppliedRate {
    /// The currency of the amounts.
    from: CurrencyCode,
    /// The currency that they were converted to.
    to: CurrencyCode,
    /// By which rule.
    method: ConversionMethod,
    /// The rate, as its source has it: of the pair, or with `INVERSE_QUOTE` of the pair the other way round.
    /// Null where the currency is the same.
    rate: Option<Decimal>,
    /// The period that the rate is for; null where none is asked about.
    period: Option<PartialDate>,
    /// How the table is dated; null where no table was asked.
    date_rule: Option<DateRule>,
    /// The key of the table; null where none was asked.
    table: Option<String>,
    /// Who published the rate, or laid it down; null where the currency is the same.
    source: Option<String>,
    /// To how many amounts it was applied.
    count: u64,
    /// Their sum in their own currency: with `FRACTIONAL` of the parts that fall to the group.
    original_sum: Decimal,
    /// The sum of what each of them became.
    sum: Decimal,
}

impl AppliedRate {
    /// `from` and `to` are the currencies.
    pub(in crate::graphql) fn of(
        table: &NamedTable,
        to: Currency,
        from: &str,
        applied: &Applied,
        used: &Used,
    ) -> Self {
        let by_law = applied.method == rate::Method::LegalEquivalence;
        let quote = applied.quote.as_deref();
        let table: Option<&NamedTable> = quote.map(|_| table);
        let to = to.code();
        Self {
            from: CurrencyCode(from.to_owned()),
            to: CurrencyCode(to.to_owned()),
            method: applied.method.into(),
            rate: quote
                .map(|quote| quote.rate.clone())
                .or(by_law.then(|| "1".to_owned()))
                .map(Decimal),
            period: quote.map(|quote| PartialDate(quote.period.clone())),
            date_rule: table.map(|table| table.date_rule.into()),
            table: table.map(|table| table.key.clone()),
            source: table
                .map(|table| table.source.clone())
                .or(by_law.then(|| REGULATION.to_owned())),
            count: used.original.count,
            original_sum: decimal(used.original.sum, from),
            sum: decimal(used.converted, to),
        }
    }
}

/// Control totals in another currency.
pub(in crate::graphql) struct ConvertedControl {
    control: Control,
    total: InAnother,
}

impl ConvertedControl {
    /// Nothing where nothing was to be converted.
    pub(super) fn of(total: Figures, control: Control) -> Option<Self> {
        let total = *total.converted?;
        Some(Self { control, total })
    }

    fn sum(&self, figures: &Figures) -> Money {
        let converted = figures.converted.as_ref();
        money(&self.total, converted.map_or(0, |own| own.amounts.sum))
    }
}

/// Control totals of what was converted and of what was not: listed groups, unknown ones and the rest add up
/// to the total in both, and in each of them what was converted and what was not are all its amounts.
#[Object]
impl ConvertedControl {
    /// The sum of all entries that could be converted, each once.
    async fn total(&self) -> Money {
        money(&self.total, self.total.amounts.sum)
    }

    /// The sum of the listed groups of which everything is known.
    async fn groups_total(&self) -> Money {
        self.sum(&self.control.known)
    }

    /// The sum of the listed groups of which something is unknown.
    async fn unknown_total(&self) -> Money {
        self.sum(&self.control.unknown)
    }

    /// The sum of the groups that are not listed.
    async fn rest_total(&self) -> Money {
        self.sum(&self.control.rest)
    }

    /// All amounts that could not be converted.
    async fn unconverted(&self) -> Vec<UnconvertedAmounts> {
        unconverted(&self.total)
    }

    /// Those in the listed groups of which everything is known.
    async fn groups_unconverted(&self) -> Vec<UnconvertedAmounts> {
        unconverted_of(&self.control.known)
    }

    /// Those in the listed groups of which something is unknown.
    async fn unknown_unconverted(&self) -> Vec<UnconvertedAmounts> {
        unconverted_of(&self.control.unknown)
    }

    /// Those in the groups that are not listed.
    async fn rest_unconverted(&self) -> Vec<UnconvertedAmounts> {
        unconverted_of(&self.control.rest)
    }
}

fn money(figures: &InAnother, minor: i128) -> Money {
    let code = figures.currency.code();
    Money::new(decimal(minor, code), CurrencyCode(code.to_owned()))
}

fn unconverted_of(figures: &Figures) -> Vec<UnconvertedAmounts> {
    figures
        .converted
        .as_deref()
        .map_or_else(Vec::new, unconverted)
}

fn unconverted(figures: &InAnother) -> Vec<UnconvertedAmounts> {
    let told =
        |((currency, reason), together): (&(String, rate::Reason), &Together)| UnconvertedAmounts {
            currency: CurrencyCode(currency.clone()),
            reason: (*reason).into(),
            count: together.count,
            sum: decimal(together.sum, currency),
        };
    figures.unconverted.iter().map(told).collect()
}

impl From<rate::Method> for ConversionMethod {
    fn from(method: rate::Method) -> Self {
        match method {
            rate::Method::SameCurrency => ConversionMethod::SameCurrency,
            rate::Method::LegalEquivalence => ConversionMethod::LegalEquivalence,
            rate::Method::Quoted => ConversionMethod::Quoted,
            rate::Method::InverseQuote => ConversionMethod::InverseQuote,
        }
    }
}

impl From<rate::Reason> for UnconvertedReason {
    fn from(reason: rate::Reason) -> Self {
        match reason {
            rate::Reason::NoDate => UnconvertedReason::NoDate,
            rate::Reason::DateTooReduced => UnconvertedReason::DateTooReduced,
            rate::Reason::NoRate => UnconvertedReason::NoRate,
            rate::Reason::TooLarge => UnconvertedReason::TooLarge,
        }
    }
}

impl From<rate::DateRule> for DateRule {
    fn from(rule: rate::DateRule) -> Self {
        match rule {
            rate::DateRule::Day => DateRule::Day,
            rate::DateRule::Month => DateRule::Month,
            rate::DateRule::Quarter => DateRule::Quarter,
            rate::DateRule::Year => DateRule::Year,
        }
    }
}
