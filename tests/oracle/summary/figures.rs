//! What is worked out of amounts: parts, sums, means, medians, all in whole minor units and whole
//! millionths, and how they are written. Knows nothing of groups and their keys.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Measure, Rows, converted};
use crate::oracle::World;
use crate::oracle::rate::{Outcome, Target};

/// A row, or the part of it that belongs to one group.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    pub projects: Vec<&'a str>,
    pub amount: Option<Amount<'a>>,
    /// In millionths.
    pub weight: i128,
    /// What it became in another currency, if that was asked.
    pub converted: Option<Outcome>,
}

/// An amount of money, or a number of months.
#[derive(Clone, Copy, Debug)]
pub struct Amount<'a> {
    /// Empty for months.
    pub currency: &'a str,
    /// In minor units, or months: what is added.
    pub part: i128,
    /// What least, most, mean and median are told of.
    // Reading: a part of a sum of money is an amount of money, but half a project does not last half as long.
    pub told: i128,
}

impl<'a> Cell<'a> {
    pub fn whole(projects: Vec<&'a str>, amount: Option<(&'a str, i128)>) -> Cell<'a> {
        Cell {
            projects,
            amount: amount.map(|(currency, whole)| Amount {
                currency,
                part: whole,
                told: whole,
            }),
            weight: WHOLE,
            converted: None,
        }
    }

    /// The same, with what became of it in another currency.
    pub fn became(self, converted: Option<Outcome>) -> Cell<'a> {
        Cell { converted, ..self }
    }

    /// The part at this place, if it is divided so many ways.
    pub fn part(self, place: usize, ways: usize) -> Cell<'a> {
        Cell {
            amount: self.amount.map(|amount| {
                let part = parts(amount.part, ways)[place];
                let is_money = !amount.currency.is_empty();
                Amount {
                    part,
                    told: if is_money { part } else { amount.told },
                    ..amount
                }
            }),
            weight: parts(WHOLE, ways)[place],
            // "convert the row first, then divide the converted minor units by the same rule".
            converted: self.converted.map(|converted| match converted {
                Outcome::To(amount, how) => Outcome::To(parts(amount, ways)[place], how),
                not => not,
            }),
            ..self
        }
    }
}

/// The weight of a whole row.
pub const WHOLE: i128 = 1_000_000;

/// Divided "into k equal parts; the remainder goes unit by unit to the cells in the order of their
/// keys".
// Reading: what is below zero is divided like what is above it, so that a correction takes from each
// cell what the corrected amount gave it: −3 in two is −2 and −1, as 3 is 2 and 1.
pub fn parts(whole: i128, k: usize) -> Vec<i128> {
    let count = k as i128;
    let (part, remainder) = (whole / count, whole % count);
    (0..count)
        .map(|place| {
            if place < remainder.abs() {
                part + remainder.signum()
            } else {
                part
            }
        })
        .collect()
}

/// The quotient, "rounded to the minor unit, half to even".
pub fn rounded(whole: i128, by: i128) -> i128 {
    let (down, over) = (whole.div_euclid(by), whole.rem_euclid(by));
    let is_up = match (2 * over).cmp(&by) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => down % 2 != 0,
    };
    down + i128::from(is_up)
}

/// The middle one, or what lies between the middle two.
pub fn median(mut amounts: Vec<i128>) -> i128 {
    amounts.sort_unstable();
    let middle = amounts.len() / 2;
    if amounts.len() % 2 == 1 {
        amounts[middle]
    } else {
        rounded(amounts[middle - 1] + amounts[middle], 2)
    }
}

/// What is told of several cells.
#[derive(Clone, Debug)]
pub struct Figures {
    count: usize,
    weight: i128,
    projects: usize,
    amounts: BTreeMap<String, Amounts>,
    converted: Option<Value>,
}

/// What is told of them in one currency.
#[derive(Clone, Debug)]
pub struct Amounts {
    count: usize,
    sum: i128,
    min: i128,
    max: i128,
    mean: i128,
    median: i128,
}

impl Figures {
    // Reading: `rest` is told of all cells that are not in a listed group, so that a row with two cells
    // there counts twice in it, as it would in two groups; its projects are distinct nevertheless.
    pub fn of(cells: &[&Cell<'_>], to: Option<(&Target, &World)>) -> Figures {
        let mut amounts: BTreeMap<String, Vec<Amount>> = BTreeMap::new();
        for amount in cells.iter().filter_map(|cell| cell.amount) {
            let of_currency = amounts.entry(amount.currency.to_string()).or_default();
            of_currency.push(amount);
        }
        let projects: BTreeSet<&str> = cells
            .iter()
            .flat_map(|cell| cell.projects.clone())
            .collect();
        Figures {
            count: cells.len(),
            weight: added(cells),
            projects: projects.len(),
            amounts: amounts
                .into_iter()
                .map(|(currency, amounts)| {
                    let of_them = Amounts::of(&amounts, if currency.is_empty() { 100 } else { 1 });
                    (currency, of_them)
                })
                .collect(),
            converted: to.map(|(to, world)| converted::json(cells, to, world)),
        }
    }

    /// None where there is nothing in that currency.
    // Reading: groups are sorted by the mean and the median that are told, which are rounded.
    pub fn measure(&self, measure: Measure, currency: Option<&str>) -> Option<i128> {
        let amounts = self.amounts.get(currency.unwrap_or(""));
        match measure {
            Measure::Count => Some(self.count as i128),
            Measure::Projects => Some(self.projects as i128),
            Measure::Sum => amounts.map(|amounts| amounts.sum),
            Measure::Min => amounts.map(|amounts| amounts.min),
            Measure::Max => amounts.map(|amounts| amounts.max),
            Measure::Mean => amounts.map(|amounts| amounts.mean),
            Measure::Median => amounts.map(|amounts| amounts.median),
        }
    }

    pub fn json(&self, rows: Rows) -> Value {
        let mut told = json!({"count": self.count, "weight": millionths(self.weight)});
        match rows {
            Rows::Contributions | Rows::Ledger => {
                told["projects"] = json!(self.projects);
                let amounts = self.amounts.iter();
                told["amounts"] = amounts
                    .map(|(currency, amounts)| amounts.of_money(currency))
                    .collect();
                told["converted"] = json!(self.converted);
            }
            Rows::Projects => {
                told["durations"] = json!(self.amounts.get("").map(Amounts::of_months));
            }
            Rows::Outputs => told["projects"] = json!(self.projects),
        }
        told
    }
}

impl Amounts {
    /// Mean and median in such parts of the unit.
    pub fn of(amounts: &[Amount<'_>], parts: i128) -> Amounts {
        let told = || amounts.iter().map(|amount| amount.told);
        Amounts {
            count: amounts.len(),
            sum: amounts.iter().map(|amount| amount.part).sum(),
            min: told().min().expect("at least one"),
            max: told().max().expect("at least one"),
            mean: rounded(told().sum::<i128>() * parts, amounts.len() as i128),
            median: median(told().map(|amount| amount * parts).collect()),
        }
    }

    pub fn of_money(&self, currency: &str) -> Value {
        let text = |minor: i128| decimal(minor, currency);
        json!({
            "currency": currency,
            "count": self.count,
            "sum": text(self.sum),
            "min": text(self.min),
            "max": text(self.max),
            "mean": text(self.mean),
            "median": text(self.median),
        })
    }

    /// "to two decimals, rounded half to even".
    fn of_months(&self) -> Value {
        json!({
            "count": self.count,
            "sum": self.sum as i64,
            "min": self.min as i64,
            "max": self.max as i64,
            "mean": pointed(self.mean, 2),
            "median": pointed(self.median, 2),
        })
    }
}

impl Rows {
    /// What the control tells of a part in sums: the field, and what stands in it.
    pub fn control(self, part: &str, sums: &BTreeMap<String, i128>) -> Option<(String, Value)> {
        let is_all = part.is_empty();
        match self {
            Rows::Contributions | Rows::Ledger => {
                let name = if is_all {
                    "totals".to_string()
                } else {
                    format!("{part}Total")
                };
                Some((name, Value::Array(listed(sums))))
            }
            Rows::Projects => {
                let name = if is_all {
                    "months".to_string()
                } else {
                    format!("{part}Months")
                };
                Some((name, json!(sums.get("").copied().unwrap_or(0) as i64)))
            }
            Rows::Outputs => None,
        }
    }
}

/// The weights added.
pub fn added(cells: &[&Cell<'_>]) -> i128 {
    cells.iter().map(|cell| cell.weight).sum()
}

/// The amounts added, by currency.
pub fn sums(cells: &[&Cell<'_>]) -> BTreeMap<String, i128> {
    let mut sums = BTreeMap::new();
    for amount in cells.iter().filter_map(|cell| cell.amount) {
        *sums.entry(amount.currency.to_string()).or_insert(0) += amount.part;
    }
    sums
}

/// As a list of `Money`, by code.
// Reading: a currency stands in it if one of the cells is in it, even if they add up to nothing.
pub fn listed(sums: &BTreeMap<String, i128>) -> Vec<Value> {
    sums.iter()
        .map(|(currency, sum)| json!({"amount": decimal(*sum, currency), "currency": currency}))
        .collect()
}

/// The decimals of the currencies of the tests' worlds (ISO 4217; `XEU` from the page on the data
/// package).
fn decimals(currency: &str) -> usize {
    match currency {
        "JPY" => 0,
        "CAD" | "EUR" | "USD" | "XEU" => 2,
        _ => panic!("no world of the tests has money in {currency}"),
    }
}

/// The minor units of an amount as the data package writes it.
pub fn minor(amount: &str, currency: &str) -> i128 {
    let (sign, digits) = match amount.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, amount),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = decimals(currency);
    assert!(fraction.len() <= decimals, "{amount} {currency}");
    let digits = format!("{whole}{fraction:0<decimals$}");
    let minor: i128 = digits.parse().expect("an amount is digits and a point");
    sign * minor
}

/// An amount with all decimals of its currency.
pub fn decimal(minor: i128, currency: &str) -> String {
    pointed(minor, decimals(currency))
}

/// "six decimals".
pub fn millionths(number: i128) -> String {
    pointed(number, 6)
}

fn pointed(number: i128, decimals: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    // At least one digit stands before the point.
    let digits = format!("{:0>width$}", number.abs(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}
