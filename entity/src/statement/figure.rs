//! What was committed and paid for one project in one year and currency.

use super::{
    balance::Moved,
    entry::{Entry, When},
};
use crate::summary::Part;
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
}

/// In the order of project, year and currency; what lies on an unknown side of a bound is in none.
pub(super) fn figures(entries: &[Entry]) -> Vec<Figure> {
    let mut figures: BTreeMap<(&str, &Part, &str), (Moved, u64)> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.when == When::Within) {
        let key = (entry.project.as_str(), &entry.year, entry.currency.as_str());
        let (moved, count) = figures.entry(key).or_default();
        moved.add(entry);
        *count += 1;
    }
    figures
        .into_iter()
        .map(|((project, year, currency), (moved, entries))| Figure {
            project: project.to_owned(),
            year: year.clone(),
            currency: currency.to_owned(),
            moved,
            entries,
        })
        .collect()
}
