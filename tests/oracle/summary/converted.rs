//! What is told of several cells in another currency: what became of each, added up.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::figures::{Amount, Amounts, Cell, decimal};
use crate::oracle::World;
use crate::oracle::rate::{How, Outcome, REASONS, Target};

/// The amounts that were converted, in minor units.
fn converted(cells: &[&Cell<'_>]) -> Vec<i128> {
    let amounts = cells.iter().filter_map(|cell| match cell.converted {
        Some(Outcome::To(amount, _)) => Some(amount),
        _ => None,
    });
    amounts.collect()
}

/// What was to be converted.
fn of<'a>(cell: &Cell<'a>) -> Amount<'a> {
    cell.amount.expect("only money is converted")
}

fn of_all(amounts: &[i128], currency: &str) -> Value {
    let amount = |minor: &i128| Amount {
        currency,
        part: *minor,
        told: *minor,
    };
    let amounts: Vec<Amount> = amounts.iter().map(amount).collect();
    Amounts::of(&amounts, 1).of_money(currency)
}

/// "per currency and reason: count, sum".
pub fn unconverted(cells: &[&Cell<'_>]) -> Vec<Value> {
    let mut all: BTreeMap<(&str, usize), (usize, i128)> = BTreeMap::new();
    for cell in cells {
        if let Some(Outcome::Not(reason)) = &cell.converted {
            let place = REASONS
                .iter()
                .position(|known| known == reason)
                .expect("a reason");
            let (count, sum) = all.entry((of(cell).currency, place)).or_default();
            *count += 1;
            *sum += of(cell).part;
        }
    }
    let rows = all.into_iter().map(|((currency, place), (count, sum))| {
        json!({"currency": currency, "reason": REASONS[place], "count": count, "sum": decimal(sum, currency)})
    });
    rows.collect()
}

/// The sum of what was converted, as money.
pub fn sum(cells: &[&Cell<'_>], to: &Target) -> Value {
    let sum: i128 = converted(cells).iter().sum();
    json!({"amount": decimal(sum, &to.currency), "currency": to.currency})
}

/// Everything that is told of these cells.
pub fn json(cells: &[&Cell<'_>], to: &Target, world: &World) -> Value {
    let amounts = converted(cells);
    let rates = rates(cells, to, world);
    json!({
        "currency": to.currency,
        "amounts": if amounts.is_empty() { Value::Null } else { of_all(&amounts, &to.currency) },
        "unconverted": unconverted(cells),
        "ratesInAll": rates.len(),
        "rates": rates.iter().take(6).collect::<Vec<_>>(),
        "further": rates.iter().skip(6).take(6).collect::<Vec<_>>(),
    })
}

/// "each rate that was applied".
fn rates(cells: &[&Cell<'_>], to: &Target, world: &World) -> Vec<Value> {
    let mut all: BTreeMap<(&str, &How), (usize, i128, i128)> = BTreeMap::new();
    for cell in cells {
        if let Some(Outcome::To(amount, how)) = &cell.converted {
            let (count, original, became) = all.entry((of(cell).currency, how)).or_default();
            *count += 1;
            *original += of(cell).part;
            *became += amount;
        }
    }
    let rows = all
        .into_iter()
        .map(|((from, how), what)| to.applied(world, from, how, what));
    rows.collect()
}

/// What must be equal of the parts and the whole.
pub fn compared(cells: &[&Cell<'_>]) -> (i128, BTreeMap<(String, &'static str), i128>) {
    let mut not = BTreeMap::new();
    for cell in cells {
        if let Some(Outcome::Not(reason)) = &cell.converted {
            *not.entry((of(cell).currency.to_owned(), *reason))
                .or_insert(0) += of(cell).part;
        }
    }
    (converted(cells).iter().sum(), not)
}
