//! How an amount becomes one of another currency: the rules, in the order in which they are tried.

use super::{DateRule, exact};
use crate::value::{Currency, Rate};
use chrono::NaiveDate;
use std::{collections::HashMap, sync::Arc};

/// A table of rates, as the figures made with it name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedTable {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How it is dated.
    pub date_rule: DateRule,
    /// Who published it, and where.
    pub source: String,
}

/// By which rule an amount was converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// It is stated in the target currency, and stays as it is.
    SameCurrency,
    /// One ECU is one euro (Council Regulation (EC) No 1103/97, Article 2(1)).
    LegalEquivalence,
    /// Multiplied by the rate that the table quotes for the pair.
    Quoted,
    /// Divided by the rate that the table quotes for the pair the other way round.
    InverseQuote,
}

/// Why an amount was not converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The row has no date.
    NoDate,
    /// The row's date does not say which of the table's periods it lies in.
    DateTooReduced,
    /// The table quotes the pair neither way in that period.
    NoRate,
    /// In the target currency it is more than about 9.2 × 10^18 minor units.
    TooLarge,
}

/// A rate as the table quotes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quote {
    /// One unit of this currency is worth the rate.
    pub from: String,
    /// The rate is in units of this one.
    pub to: String,
    /// The period, as the table writes it.
    pub period: String,
    /// The rate, as the table writes it.
    pub rate: String,
}

/// How an amount was converted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Applied {
    /// By which rule.
    pub method: Method,
    /// With which rate, where the table gave one.
    pub quote: Option<Arc<Quote>>,
}

/// What became of an amount. It is in whole minor units and fits in 64 bits, as every amount of a row does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Converted {
    /// It was converted, and rounded once: half to even, to the minor unit of the target currency.
    To {
        /// Minor units of the target currency.
        amount: i64,
        /// How.
        applied: Applied,
    },
    /// It was not.
    Not(Reason),
}

/// Amounts become amounts of one currency by one table of rates.
#[derive(Clone, Debug)]
pub struct Conversion {
    target: Currency,
    table: Arc<NamedTable>,
    quotes: HashMap<(String, i32), Quotes>,
}

/// What the table quotes for a currency and the target in one period.
#[derive(Clone, Debug, Default)]
struct Quotes {
    direct: Option<(Rate, Arc<Quote>)>,
    inverse: Option<(Rate, Arc<Quote>)>,
}

impl Conversion {
    pub(super) fn new(target: Currency, table: NamedTable) -> Self {
        Self {
            target,
            table: Arc::new(table),
            quotes: HashMap::new(),
        }
    }

    /// Adds a rate of the table, whose period begins on this day. One that does not lead to the target, or
    /// from it, is of no use.
    pub(super) fn add(&mut self, begins: NaiveDate, quote: Quote) {
        let Some(rate) = Rate::parse(&quote.rate) else {
            return;
        };
        let period = self.table.date_rule.period(begins);
        let target = self.target.code();
        let direct = quote.to == target;
        let other = if direct { &quote.from } else { &quote.to };
        if !direct && quote.from != target {
            return;
        }
        let quotes = self.quotes.entry((other.clone(), period)).or_default();
        let place = if direct {
            &mut quotes.direct
        } else {
            &mut quotes.inverse
        };
        *place = Some((rate, Arc::new(quote)));
    }

    /// The currency that amounts are converted to.
    pub fn target(&self) -> Currency {
        self.target
    }

    /// The table of rates.
    pub fn table(&self) -> &Arc<NamedTable> {
        &self.table
    }

    /// Converts the amount of one row, in minor units, with the first and the last day that the row's date may
    /// mean.
    ///
    /// An ECU becomes a euro whatever the date, also one before 1999: the regulation replaced each reference
    /// to the ECU, whenever it was made, by one to the euro. What an ECU could buy on that day is not asked.
    /// There is no way back, and no other rate of the euro is used for the ECU: that would be a second step.
    pub fn convert(
        &self,
        minor: i64,
        currency: &str,
        first_day: Option<NaiveDate>,
        last_day: Option<NaiveDate>,
    ) -> Converted {
        let unchanged = |method| Converted::To {
            amount: minor,
            applied: Applied {
                method,
                quote: None,
            },
        };
        if currency == self.target.code() {
            return unchanged(Method::SameCurrency);
        }
        if currency == "XEU" && self.target.code() == "EUR" {
            return unchanged(Method::LegalEquivalence);
        }
        let (Some(first), Some(last)) = (first_day, last_day) else {
            return Converted::Not(Reason::NoDate);
        };
        let Some(period) = self.table.date_rule.period_of(first, last) else {
            return Converted::Not(Reason::DateTooReduced);
        };
        let quotes = self.quotes.get(&(currency.to_owned(), period));
        let (Some(quotes), Some(from)) = (quotes, Currency::parse(currency)) else {
            return Converted::Not(Reason::NoRate);
        };
        let (amount, method, quote) = match (&quotes.direct, &quotes.inverse) {
            (Some((rate, quote)), _) => (
                exact::times(minor, from, *rate, self.target),
                Method::Quoted,
                quote,
            ),
            (None, Some((rate, quote))) => (
                exact::divided(minor, from, *rate, self.target),
                Method::InverseQuote,
                quote,
            ),
            (None, None) => return Converted::Not(Reason::NoRate),
        };
        amount.map_or(Converted::Not(Reason::TooLarge), |amount| Converted::To {
            amount,
            applied: Applied {
                method,
                quote: Some(quote.clone()),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::PartialDate;

    fn conversion(
        target: &str,
        date_rule: DateRule,
        rates: &[(&str, &str, &str, &str)],
    ) -> Conversion {
        let table = NamedTable {
            key: "t".into(),
            name: "A table".into(),
            date_rule,
            source: "made up".into(),
        };
        let mut conversion = Conversion::new(Currency::parse(target).unwrap(), table);
        for (from, to, period, rate) in rates {
            let begins = PartialDate::parse(period).unwrap().first();
            let text = |text: &str| text.to_owned();
            conversion.add(
                begins,
                Quote {
                    from: text(from),
                    to: text(to),
                    period: text(period),
                    rate: text(rate),
                },
            );
        }
        conversion
    }

    fn told(
        conversion: &Conversion,
        minor: i64,
        currency: &str,
        date: &str,
    ) -> Result<(i64, Method), Reason> {
        let date = PartialDate::parse(date);
        let days = (
            date.as_ref().map(PartialDate::first),
            date.as_ref().map(PartialDate::last),
        );
        match conversion.convert(minor, currency, days.0, days.1) {
            Converted::To { amount, applied } => Ok((amount, applied.method)),
            Converted::Not(reason) => Err(reason),
        }
    }

    #[test]
    fn the_rules_are_tried_in_their_order() {
        let by_month = conversion(
            "EUR",
            DateRule::Month,
            &[
                ("USD", "EUR", "2019-11", "0.90"),
                ("EUR", "USD", "2019-11", "1.25"),
                ("EUR", "USD", "2019-12", "1.25"),
                ("JPY", "USD", "2019-11", "0.0071"),
                ("XEU", "EUR", "2019-11", "2"),
                ("USD", "EUR", "2020-01", "999999999999"),
            ],
        );
        for (minor, currency, date, expected) in [
            (100, "EUR", "", Ok((100, Method::SameCurrency))),
            (100, "XEU", "", Ok((100, Method::LegalEquivalence))),
            (100, "XEU", "2019-11", Ok((100, Method::LegalEquivalence))),
            (-100, "XEU", "1994", Ok((-100, Method::LegalEquivalence))),
            (100, "USD", "2019-11", Ok((90, Method::Quoted))),
            (100, "USD", "2019-11-20", Ok((90, Method::Quoted))),
            (100, "USD", "2019-12-31", Ok((80, Method::InverseQuote))),
            (100, "USD", "2019-10-31", Err(Reason::NoRate)),
            (100, "USD", "2019", Err(Reason::DateTooReduced)),
            (100, "USD", "", Err(Reason::NoDate)),
            // There is a way by the dollar, and it is not taken.
            (100, "JPY", "2019-11", Err(Reason::NoRate)),
            (i64::MAX, "USD", "2020-01", Err(Reason::TooLarge)),
        ] {
            assert_eq!(
                told(&by_month, minor, currency, date),
                expected,
                "{minor} {currency} {date}"
            );
        }
    }

    #[test]
    fn there_is_no_way_back_from_the_euro_and_none_by_it() {
        let to_ecu = conversion("XEU", DateRule::Year, &[]);
        assert_eq!(told(&to_ecu, 100, "EUR", "1999"), Err(Reason::NoRate));
        let to_dollars = conversion("USD", DateRule::Year, &[("EUR", "USD", "1999", "1.0658")]);
        assert_eq!(told(&to_dollars, 100, "XEU", "1999"), Err(Reason::NoRate));
        assert_eq!(
            told(&to_dollars, 100, "EUR", "1999-05-01"),
            Ok((107, Method::Quoted))
        );
    }
}
