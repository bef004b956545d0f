//! A statement in another currency, beside the currencies of the records.
//!
//! Each line is converted once, by the rate of its own day; balances and years are sums of what came of it.

use super::{
    StatementError,
    balance::{Balance, Moved, balances},
    entry::Entry,
};
use crate::{
    rate::{Conversion, Converted, NamedTable, Reason},
    store::Reader,
    value::{Currency, PartialDate},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Into which currency, by which table of rates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The currency.
    pub currency: Currency,
    /// The key of the table.
    pub table: String,
}

/// What became of a statement's lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InAnother {
    /// The table of rates.
    pub table: Arc<NamedTable>,
    /// What moved, as far as it could be converted.
    pub balance: Balance,
    /// What could not be, whatever its day, by its currency and the reason.
    pub unconverted: BTreeMap<(String, Reason), Apart>,
}

/// Lines that were not converted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Apart {
    /// How many.
    pub count: u64,
    /// What they book.
    pub moved: Moved,
}

/// The table, with what it has for these currencies.
pub(super) async fn conversion(
    reader: &Reader,
    target: &Target,
    currencies: &BTreeSet<String>,
) -> Result<Conversion, StatementError> {
    reader
        .conversion(target.currency, &target.table, currencies)
        .await?
        .ok_or_else(|| StatementError::UnknownTable(target.table.clone()))
}

/// What becomes of an amount that is dated so.
pub(super) fn convert(
    conversion: &Conversion,
    amount: i64,
    currency: &str,
    date: Option<&str>,
) -> Converted {
    let date = date.and_then(PartialDate::parse);
    let (first, last) = (
        date.as_ref().map(PartialDate::first),
        date.as_ref().map(PartialDate::last),
    );
    conversion.convert(amount, currency, first, last)
}

/// Converts each line.
pub(super) async fn lines(
    reader: &Reader,
    target: &Target,
    entries: &mut [Entry],
) -> Result<InAnother, StatementError> {
    let currencies = entries.iter().map(|entry| entry.currency.clone()).collect();
    let conversion = conversion(reader, target, &currencies).await?;
    for entry in &mut *entries {
        let date = entry.date.as_deref();
        entry.converted = Some(convert(&conversion, entry.amount, &entry.currency, date));
    }
    Ok(InAnother::of(&conversion, entries))
}

impl InAnother {
    fn of(conversion: &Conversion, entries: &[Entry]) -> Self {
        let target = conversion.target();
        let currency = target.code();
        let converted: Vec<Entry> = entries
            .iter()
            .filter_map(|entry| entry.in_another(currency))
            .collect();
        let nothing = || Balance {
            currency: currency.to_owned(),
            ..Balance::default()
        };
        let mut unconverted: BTreeMap<(String, Reason), Apart> = BTreeMap::new();
        for entry in entries {
            if let Some(Converted::Not(reason)) = entry.converted {
                let key = (entry.currency.clone(), reason);
                let apart = unconverted.entry(key).or_default();
                apart.count += 1;
                apart.moved.add(entry);
            }
        }
        Self {
            table: conversion.table().clone(),
            balance: balances(&converted).pop().unwrap_or_else(nothing),
            unconverted,
        }
    }

    /// Whether the lines tell what the database's sums, taken apart from them and converted, tell.
    pub(super) fn is(&self, sums: &Sums) -> bool {
        let mut all = self.balance.before;
        for moved in [
            &self.balance.within,
            &self.balance.after,
            &self.balance.unclear,
        ] {
            all.join(moved);
        }
        let apart: BTreeMap<(String, Reason), (i128, i128)> = self
            .unconverted
            .iter()
            .map(|(key, apart)| (key.clone(), (apart.moved.committed, apart.moved.booked())))
            .collect();
        (all.committed, all.booked()) == (sums.committed, sums.booked) && apart == sums.unconverted
    }
}

/// Sums in another currency that are not taken from lines.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) committed: i128,
    pub(super) booked: i128,
    /// What was not converted: committed and booked.
    pub(super) unconverted: BTreeMap<(String, Reason), (i128, i128)>,
}

impl Entry {
    /// The line as it would be in the other currency, if it could be converted.
    pub(super) fn in_another(&self, currency: &str) -> Option<Self> {
        match &self.converted {
            Some(Converted::To { amount, .. }) => Some(Self {
                amount: *amount,
                currency: currency.to_owned(),
                ..self.clone()
            }),
            _ => None,
        }
    }
}
