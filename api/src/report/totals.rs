//! Control totals of a table: what its amounts sum to, currency by currency, counted while they are written.

use super::{columns::Columns, rows::Row};
use crate::sheet::Cell;
use entity::value::Currency;
use std::collections::BTreeMap;

/// What the amounts of each column sum to.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    pairs: Vec<Pair>,
    sums: BTreeMap<(usize, String), i128>,
}

/// A column of amounts, and the column of their currency beside it.
#[derive(Debug, Clone)]
struct Pair {
    name: String,
    amount: usize,
    currency: usize,
    inner: bool,
}

/// Fields that hold amounts which may be added.
const ADDITIVE: [&str; 2] = ["amount", "sum"];
/// The field that holds their currency.
const CURRENCY: &str = "currency";

impl Totals {
    pub(super) fn of(columns: &Columns) -> Self {
        let sources = &columns.sources;
        let mut pairs = Vec::new();
        for (amount, source) in sources.iter().enumerate() {
            if !ADDITIVE.contains(&source.field.as_str()) {
                continue;
            }
            let beside = |other: &super::columns::Source| {
                other.field == CURRENCY
                    && other.inner == source.inner
                    && other.path.split_last().map(|(_, path)| path)
                        == source.path.split_last().map(|(_, path)| path)
            };
            if let Some(currency) = sources.iter().position(beside) {
                pairs.push(Pair {
                    name: source.column.title.clone(),
                    amount,
                    currency,
                    inner: source.inner,
                });
            }
        }
        Self {
            pairs,
            sums: BTreeMap::new(),
        }
    }

    pub(super) fn count(&mut self, row: &Row) {
        for (place, pair) in self.pairs.iter().enumerate() {
            if !pair.inner && !row.first {
                continue;
            }
            if let (Some(Cell::Decimal(amount)), Some(Cell::Text(currency))) =
                (row.cells.get(pair.amount), row.cells.get(pair.currency))
                && let Some(minor) = minor(amount, currency)
            {
                *self.sums.entry((place, currency.clone())).or_default() += minor;
            }
        }
    }

    /// Each sum: the column's title, the amount, and the currency.
    pub fn told(&self) -> Vec<(String, String, String)> {
        let told = self.sums.iter().filter_map(|((place, code), minor)| {
            let currency = Currency::parse(code)?;
            let name = self.pairs.get(*place)?.name.clone();
            Some((name, currency.decimal(*minor), code.clone()))
        });
        told.collect()
    }
}

/// Minor units of a decimal of the currency, which may be a sum beyond 64 bits.
fn minor(amount: &str, currency: &str) -> Option<i128> {
    Currency::parse(currency)?;
    let digits: String = amount.chars().filter(|letter| *letter != '.').collect();
    digits.parse().ok()
}
