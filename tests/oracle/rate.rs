//! Amounts in another currency: the rules said once more, on the text of the rows and with whole numbers
//! of any length.

use num_bigint::BigInt;
use serde_json::{Value, json};

use super::World;
use super::summary::decimal;
use super::world::ExchangeRate;

/// Why an amount is not converted, in the order in which it is told.
pub const REASONS: [&str; 4] = ["NO_DATE", "DATE_TOO_REDUCED", "NO_RATE", "TOO_LARGE"];

/// Into which currency, and by which table.
#[derive(Clone, Debug)]
pub struct Target {
    pub currency: String,
    pub table: String,
}

/// What became of an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Minor units of the target, and how.
    To(i128, How),
    /// Why not.
    Not(&'static str),
}

/// By which rule, and with which rate. They come in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    Same,
    Legal,
    Quoted,
    Inverse,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct How {
    pub method: Method,
    pub period: Option<String>,
    pub rate: Option<String>,
}

impl Target {
    /// What is told of a rate that was applied: to how many amounts, which sum, and what came of it.
    pub fn applied(
        &self,
        world: &World,
        from: &str,
        how: &How,
        (count, original, became): (usize, i128, i128),
    ) -> Value {
        let mut tables = world.rate_tables.iter();
        let table = tables.find(|table| table.key == self.table);
        let table = table.expect("a table of the world");
        let by_table = matches!(how.method, Method::Quoted | Method::Inverse);
        let by_law = "Council Regulation (EC) No 1103/97, Article 2(1)";
        let (method, source) = match how.method {
            Method::Same => ("SAME_CURRENCY", None),
            Method::Legal => ("LEGAL_EQUIVALENCE", Some(by_law)),
            Method::Quoted => ("QUOTED", Some(table.source.as_str())),
            Method::Inverse => ("INVERSE_QUOTE", Some(table.source.as_str())),
        };
        json!({
            "from": from, "to": self.currency, "method": method, "rate": how.rate, "period": how.period,
            "dateRule": by_table.then(|| table.date_rule.to_uppercase()),
            "table": by_table.then_some(&table.key), "source": source,
            "count": count, "originalSum": decimal(original, from), "sum": decimal(became, &self.currency),
        })
    }

    /// The amount of a row in minor units, with its currency and its date as they are written.
    pub fn convert(&self, world: &World, minor: i128, currency: &str, date: &str) -> Outcome {
        let as_it_is = |method, rate: Option<&str>| {
            let rate = rate.map(str::to_owned);
            let period = None;
            Outcome::To(
                minor,
                How {
                    method,
                    period,
                    rate,
                },
            )
        };
        if currency == self.currency {
            return as_it_is(Method::Same, None);
        }
        // "1 XEU = 1 EUR", for every date.
        if (currency, self.currency.as_str()) == ("XEU", "EUR") {
            return as_it_is(Method::Legal, Some("1"));
        }
        if date.is_empty() {
            return Outcome::Not("NO_DATE");
        }
        let table = world
            .rate_tables
            .iter()
            .find(|table| table.key == self.table);
        let table = table.expect("a table of the world");
        let Some(period) = period(&table.date_rule, date) else {
            return Outcome::Not("DATE_TOO_REDUCED");
        };
        let quoted = |from: &str, to: &str| {
            let mut rates = world.rates.iter();
            rates.find(|row| {
                [&row.table, &row.from, &row.to, &row.period] == [&self.table, from, to, &period]
            })
        };
        let (method, row) = match (
            quoted(currency, &self.currency),
            quoted(&self.currency, currency),
        ) {
            (Some(row), _) => (Method::Quoted, row),
            (None, Some(row)) => (Method::Inverse, row),
            (None, None) => return Outcome::Not("NO_RATE"),
        };
        match worked_out(minor, currency, &self.currency, method, row) {
            Some(amount) => {
                let (period, rate) = (Some(period), Some(row.rate.clone()));
                Outcome::To(
                    amount,
                    How {
                        method,
                        period,
                        rate,
                    },
                )
            }
            None => Outcome::Not("TOO_LARGE"),
        }
    }
}

/// How a table with this rule writes the period that the date lies in; none if it may lie in several.
fn period(rule: &str, date: &str) -> Option<String> {
    let month = || date.get(5..7);
    match rule {
        "day" => (date.len() == 10).then(|| date.to_owned()),
        "month" => date.get(..7).map(str::to_owned),
        "quarter" => {
            let first = match month()? {
                "01" | "02" | "03" => "01",
                "04" | "05" | "06" => "04",
                "07" | "08" | "09" => "07",
                _ => "10",
            };
            Some(format!("{}-{first}", &date[..4]))
        }
        _ => Some(date[..4].to_owned()),
    }
}

/// "rounded half to even to the target's minor unit".
fn worked_out(
    minor: i128,
    from: &str,
    to: &str,
    method: Method,
    row: &ExchangeRate,
) -> Option<i128> {
    let (whole, fraction) = row.rate.split_once('.').unwrap_or((&row.rate, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().expect("digits");
    let ten = |power: usize| BigInt::from(10).pow(power as u32);
    let scale = ten(fraction.len());
    let (decimals_from, decimals_to) = (ten(decimals(from)), ten(decimals(to)));
    let (over, under) = match method {
        Method::Inverse => (minor * scale * decimals_to, digits * decimals_from),
        _ => (minor * digits * decimals_to, scale * decimals_from),
    };
    // Of the whole numbers on both sides the nearer; between both the even one.
    let mut below = &over / &under;
    if &below * &under > over {
        below -= 1;
    }
    let (under_it, over_it) = (&over - &below * &under, (&below + 1) * &under - &over);
    let nearest = match under_it.cmp(&over_it) {
        std::cmp::Ordering::Less => below,
        std::cmp::Ordering::Greater => below + 1,
        std::cmp::Ordering::Equal => below.clone() + (&below % 2i32 + 2i32) % 2i32,
    };
    i64::try_from(nearest).ok().map(i128::from)
}

fn decimals(currency: &str) -> usize {
    if currency == "JPY" { 0 } else { 2 }
}
