//! What is worked out of amounts: parts, sums, means, medians, all in whole minor units and whole
//! millionths, and how they are written. Knows nothing of groups and their keys.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Measure;

/// A row, or the part of it that belongs to one group.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    pub project: &'a str,
    pub currency: &'a str,
    /// In minor units.
    pub amount: i128,
    /// In millionths.
    pub weight: i128,
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
}

/// What is told of them in one currency.
#[derive(Clone, Debug)]
struct Amounts {
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
    pub fn of(cells: &[&Cell<'_>]) -> Figures {
        let mut amounts: BTreeMap<String, Vec<i128>> = BTreeMap::new();
        for cell in cells {
            let of_currency = amounts.entry(cell.currency.to_string()).or_default();
            of_currency.push(cell.amount);
        }
        let projects: BTreeSet<&str> = cells.iter().map(|cell| cell.project).collect();
        Figures {
            count: cells.len(),
            weight: added(cells),
            projects: projects.len(),
            amounts: amounts
                .into_iter()
                .map(|(currency, amounts)| (currency, Amounts::of(amounts)))
                .collect(),
        }
    }

    /// None where there is nothing in that currency.
    // Reading: groups are sorted by the mean and the median that are told, which are rounded.
    pub fn measure(&self, measure: Measure, currency: Option<&str>) -> Option<i128> {
        let amounts = currency.and_then(|currency| self.amounts.get(currency));
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

    pub fn json(&self) -> Value {
        let amounts: Vec<Value> = self
            .amounts
            .iter()
            .map(|(currency, amounts)| {
                let text = |minor: i128| decimal(minor, currency);
                json!({
                    "currency": currency,
                    "count": amounts.count,
                    "sum": text(amounts.sum),
                    "min": text(amounts.min),
                    "max": text(amounts.max),
                    "mean": text(amounts.mean),
                    "median": text(amounts.median),
                })
            })
            .collect();
        json!({
            "count": self.count,
            "weight": millionths(self.weight),
            "projects": self.projects,
            "amounts": amounts,
        })
    }
}

impl Amounts {
    fn of(amounts: Vec<i128>) -> Amounts {
        let sum: i128 = amounts.iter().sum();
        Amounts {
            count: amounts.len(),
            sum,
            min: *amounts.iter().min().expect("at least one"),
            max: *amounts.iter().max().expect("at least one"),
            mean: rounded(sum, amounts.len() as i128),
            median: median(amounts),
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
    for cell in cells {
        *sums.entry(cell.currency.to_string()).or_insert(0) += cell.amount;
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
