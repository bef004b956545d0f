//! Figures in another currency, beside those in the currencies of the records.
//!
//! The amount of each row is converted once. Then it is added up, or divided among groups, by the same
//! rules as the original, so that lines and figures agree to the last minor unit. What cannot be converted is
//! added up as it stands, apart, by its currency and the reason.

use super::{
    Summed, Summing, Sums,
    facts::{self, Folded},
    figures::{Amounts, Figures},
    fold,
};
use crate::{
    rate::{Applied, Conversion, Converted, NamedTable, RateError, Reason},
    store::Reader,
    value::Currency,
};
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The figures of a group in another currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InAnother {
    /// The currency.
    pub currency: Currency,
    /// The table of rates.
    pub table: Arc<NamedTable>,
    /// The amounts that were converted.
    pub amounts: Amounts,
    /// Those that were not, in their own currency: by it, and by the reason.
    pub unconverted: BTreeMap<(String, Reason), Together>,
    /// How often each rate was applied, by the currency it was applied to.
    pub rates: BTreeMap<(String, Applied), Used>,
}

/// Amounts of one currency together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// How many.
    pub count: u64,
    /// Their sum in minor units.
    pub sum: i128,
}

/// What a rate was applied to, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// The amounts as they are stated.
    pub original: Together,
    /// Their sum in the other currency, in minor units.
    pub converted: i128,
}

/// What became of the amounts of a fact, which are all the same.
pub(super) struct Outcome {
    unit: String,
    original: Folded,
    converted: Result<(Folded, Applied), Reason>,
}

impl Outcome {
    pub(super) fn of(
        conversion: &Conversion,
        unit: &str,
        original: Folded,
        days: Option<(NaiveDate, NaiveDate)>,
    ) -> Self {
        let (first, last) = days.unzip();
        let converted = match conversion.convert(original.least, unit, first, last) {
            Converted::To { amount, applied } => Ok((original.each(amount), applied)),
            Converted::Not(reason) => Err(reason),
        };
        Self {
            unit: unit.to_owned(),
            original,
            converted,
        }
    }
}

impl Folded {
    /// As many amounts, each of them this one.
    fn each(self, amount: i64) -> Self {
        Self {
            count: self.count,
            sum: i128::from(amount) * i128::from(self.count),
            whole: i128::from(amount) * i128::from(self.count),
            least: amount,
            most: amount,
        }
    }
}

impl Together {
    fn add(&mut self, count: u64, sum: i128) {
        self.count += count;
        self.sum += sum;
    }
}

impl Figures {
    /// Adds what became of amounts; `part` is the part of them that falls to this group.
    pub(super) fn convert(
        &mut self,
        conversion: &Conversion,
        outcome: &Outcome,
        part: impl Fn(Folded) -> Folded,
    ) {
        let figures = self
            .converted
            .get_or_insert_with(|| Box::new(InAnother::of(conversion)));
        let original = part(outcome.original);
        match &outcome.converted {
            Ok((converted, applied)) => {
                let converted = part(*converted);
                figures.amounts.add(converted);
                let key = (outcome.unit.clone(), applied.clone());
                let used = figures.rates.entry(key).or_default();
                used.original.add(original.count, original.sum);
                used.converted += converted.sum;
            }
            Err(reason) => {
                let key = (outcome.unit.clone(), *reason);
                let together = figures.unconverted.entry(key).or_default();
                together.add(original.count, original.sum);
            }
        }
    }
}

impl InAnother {
    /// No figures yet.
    pub(super) fn of(conversion: &Conversion) -> Self {
        Self {
            currency: conversion.target(),
            table: conversion.table().clone(),
            amounts: Amounts::default(),
            unconverted: BTreeMap::new(),
            rates: BTreeMap::new(),
        }
    }

    /// Both together.
    pub(super) fn join(&mut self, other: &InAnother) {
        // Nothing has no least and no greatest amount.
        if other.amounts.count > 0 {
            self.amounts.join(&other.amounts);
        }
        for (key, more) in &other.unconverted {
            let together = self.unconverted.entry(key.clone()).or_default();
            together.add(more.count, more.sum);
        }
        for (key, more) in &other.rates {
            let used = self.rates.entry(key.clone()).or_default();
            used.original.add(more.original.count, more.original.sum);
            used.converted += more.converted;
        }
    }

    /// Whether the parts add up to the total in what was converted and in what was not, and both together,
    /// in the currencies they are stated in, to all that there is.
    pub(super) fn adds_up(parts: &[&Figures], total: &Figures) -> bool {
        let Some(whole) = &total.converted else {
            return true;
        };
        let parts_of = || parts.iter().filter_map(|part| part.converted.as_deref());
        let converted: i128 = parts_of().map(|part| part.amounts.sum).sum();
        let mut unconverted: BTreeMap<&(String, Reason), i128> = BTreeMap::new();
        for (key, together) in parts_of().flat_map(|part| &part.unconverted) {
            *unconverted.entry(key).or_default() += together.sum;
        }
        let wanted: BTreeMap<&(String, Reason), i128> = whole
            .unconverted
            .iter()
            .map(|(key, together)| (key, together.sum))
            .collect();
        converted == whole.amounts.sum
            && unconverted == wanted
            && whole.holds_all_of(total)
            && parts.iter().all(|part| {
                part.converted
                    .as_ref()
                    .is_none_or(|own| own.holds_all_of(part))
            })
    }

    /// Whether every amount was either converted or told apart.
    fn holds_all_of(&self, figures: &Figures) -> bool {
        let mut originals: BTreeMap<&str, Together> = BTreeMap::new();
        let unconverted = self.unconverted.iter();
        let unconverted = unconverted.map(|((unit, _), together)| (unit, together));
        let used = self
            .rates
            .iter()
            .map(|((unit, _), used)| (unit, &used.original));
        for (unit, together) in unconverted.chain(used) {
            let original = originals.entry(unit).or_default();
            original.add(together.count, together.sum);
        }
        let amounts = figures.amounts.iter();
        let amounts = amounts.map(|(unit, amounts)| {
            let (count, sum) = (amounts.count, amounts.sum);
            (unit, Together { count, sum })
        });
        let converted: i128 = self.rates.values().map(|used| used.converted).sum();
        converted == self.amounts.sum && amounts.collect::<BTreeMap<_, _>>() == originals
    }
}

impl Reader {
    /// Sums what the viewer may see, and beside it the same in another currency by the table with this key;
    /// `None` if there is no such table.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sum_converted<N: Summed>(
        &self,
        summing: &Summing<N>,
        target: Currency,
        table: &str,
    ) -> Result<Option<Sums>, RateError> {
        let sight = self.sight().of_whole_tables();
        let facts = facts::read_dated(&self.sitting, &sight, summing, N::dated()).await?;
        let currencies: BTreeSet<String> = facts.iter().map(|fact| fact.unit.clone()).collect();
        let conversion = self.conversion(target, table, &currencies).await?;
        let plain = matches!(N::measure(), Some((_, None)));
        Ok(conversion
            .map(|conversion| fold::fold(facts, summing.divided, plain, Some(&conversion))))
    }
}
