//! What stood open before the period and stands open after it, and whether all of it adds up.

use super::{
    entry::{Booking, Entry, When},
    figure::Figure,
};
use std::collections::BTreeMap;

/// Amounts of one currency, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// What was committed.
    pub committed: i128,
    /// What was paid out.
    pub disbursed: i128,
    /// Corrections of what was paid out.
    pub adjusted: i128,
}

/// What moved in one currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// The currency.
    pub currency: String,
    /// Before the period.
    pub before: Moved,
    /// In the period.
    pub within: Moved,
    /// After the period.
    pub after: Moved,
    /// On a side of a bound that the records do not tell.
    pub unclear: Moved,
}

/// Counts and sums to check a statement with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// Every line that the viewer may see, whatever its day.
    pub entries: u64,
    /// The lines before the period.
    pub before: u64,
    /// The lines in it.
    pub within: u64,
    /// The lines after it.
    pub after: u64,
    /// The lines on a side of a bound that the records do not tell.
    pub unclear: u64,
    /// By currency, what was committed and what was booked, summed apart from the entries.
    pub totals: Vec<(String, i128, i128)>,
    /// Whether all of this agrees; `None` if the sums that are taken apart were not asked for.
    pub reconciles: bool,
}

/// Sums that are not taken from the lines.
pub(super) struct Compared {
    /// By currency, what was committed and what was booked.
    pub(super) totals: Vec<(String, i128, i128)>,
    /// Whether what was converted agrees with such sums, too.
    pub(super) converted: bool,
}

impl Moved {
    pub(super) fn add(&mut self, entry: &Entry) {
        let amount = i128::from(entry.amount);
        match entry.booking {
            Booking::Commitment => self.committed += amount,
            Booking::Disbursement => self.disbursed += amount,
            Booking::Adjustment => self.adjusted += amount,
        }
    }

    pub(super) fn join(&mut self, other: &Moved) {
        self.committed += other.committed;
        self.disbursed += other.disbursed;
        self.adjusted += other.adjusted;
    }

    /// What was booked: paid out, and corrected.
    pub fn booked(&self) -> i128 {
        self.disbursed + self.adjusted
    }

    /// What is committed and not yet paid out.
    pub fn open(&self) -> i128 {
        self.committed - self.booked()
    }
}

impl Balance {
    /// What stood open before the period.
    pub fn opening(&self) -> i128 {
        self.before.open()
    }

    /// What stands open after it.
    pub fn closing(&self) -> i128 {
        self.before.open() + self.within.open()
    }
}

/// In the order of the currencies' codes.
pub(super) fn balances(entries: &[Entry]) -> Vec<Balance> {
    let mut balances: BTreeMap<&str, Balance> = BTreeMap::new();
    for entry in entries {
        let balance = balances.entry(&entry.currency).or_default();
        match entry.when {
            When::Before => balance.before.add(entry),
            When::Within => balance.within.add(entry),
            When::After => balance.after.add(entry),
            When::Unclear => balance.unclear.add(entry),
        }
    }
    balances
        .into_iter()
        .map(|(currency, balance)| Balance {
            currency: currency.to_owned(),
            ..balance
        })
        .collect()
}

pub(super) fn control(
    entries: &[Entry],
    balances: &[Balance],
    figures: &[Figure],
    compared: Option<Compared>,
) -> Control {
    let count = |when| entries.iter().filter(|entry| entry.when == when).count() as u64;
    let totals: Vec<(String, i128, i128)> = balances
        .iter()
        .map(|balance| {
            let mut all = balance.before;
            all.join(&balance.within);
            all.join(&balance.after);
            all.join(&balance.unclear);
            (balance.currency.clone(), all.committed, all.booked())
        })
        .collect();
    let mut by_figures: BTreeMap<&str, Moved> = BTreeMap::new();
    for figure in figures {
        by_figures
            .entry(&figure.currency)
            .or_default()
            .join(&figure.moved);
    }
    let figures_agree = balances.iter().all(|balance| {
        let figures = by_figures.get(balance.currency.as_str());
        figures.copied().unwrap_or_default() == balance.within
    });
    let lines = figures.iter().map(|figure| figure.entries).sum::<u64>();
    Control {
        entries: entries.len() as u64,
        before: count(When::Before),
        within: count(When::Within),
        after: count(When::After),
        unclear: count(When::Unclear),
        reconciles: figures_agree
            && lines == count(When::Within)
            && compared
                .as_ref()
                .is_none_or(|compared| compared.converted && compared.totals == totals),
        totals: compared.map_or(totals, |compared| compared.totals),
    }
}
