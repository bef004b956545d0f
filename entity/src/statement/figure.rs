//! What was committed and paid for one project in one year and currency.

use super::{
    balance::Moved,
    entry::{Entry, When},
};
use crate::{rate::Converted, summary::Part};
use std::collections::BTreeMap;

/// What was committed and paid for one project in one year and currency, within the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The number of the project.
    pub project: String,
    /// The year, if the records tell it.
    pub year: Part,
    /// The currency.
    pub currency: String,
    /// The amounts.
    pub moved: Moved,
    /// How many lines are behind it.
    pub entries: u64,
    /// The amounts in another currency, as far as they could be converted.
    pub converted: Moved,
    /// How many lines could not be.
    pub unconverted: u64,
}

/// In the order of project, year and currency; what lies on an unknown side of a bound is in none.
pub(super) fn figures(entries: &[Entry]) -> Vec<Figure> {
    let mut figures: BTreeMap<(&str, &Part, &str), Vec<&Entry>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.when == When::Within) {
        let key = (entry.project.as_str(), &entry.year, entry.currency.as_str());
        figures.entry(key).or_default().push(entry);
    }
    let sum = |entries: &[&Entry]| {
        let mut moved = Moved::default();
        entries.iter().for_each(|entry| moved.add(entry));
        moved
    };
    let converted = |entries: &[&Entry]| {
        let mut moved = Moved::default();
        let there = entries.iter().filter_map(|entry| entry.in_another(""));
        there.for_each(|entry| moved.add(&entry));
        moved
    };
    let apart = |entries: &[&Entry]| {
        let not = |entry: &&&Entry| matches!(entry.converted, Some(Converted::Not(_)));
        entries.iter().filter(not).count() as u64
    };
    figures
        .into_iter()
        .map(|((project, year, currency), entries)| Figure {
            project: project.to_owned(),
            year: year.clone(),
            currency: currency.to_owned(),
            moved: sum(&entries),
            entries: entries.len() as u64,
            converted: converted(&entries),
            unconverted: apart(&entries),
        })
        .collect()
}
