//! What is told of a group: how many rows, how many projects, and the amounts in each unit.

use super::{by_unit::ByUnit, converted::InAnother, facts::Folded};
use std::collections::{BTreeMap, HashSet};

/// The figures of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many rows; one that is divided counts wherever a part of it is.
    pub rows: u64,
    /// The same in millionths of a row, with each part for what it is.
    pub millionths: u128,
    /// The distinct projects, if they were asked for.
    pub projects: HashSet<String>,
    /// The amounts, by their unit: a currency, or nothing for plain numbers.
    pub amounts: ByUnit,
    /// The amounts in another currency, if that was asked for.
    pub converted: Option<Box<InAnother>>,
}

/// Amounts of one unit, in whole minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub sum: i128,
    /// The sum that their mean is of: the same, but of plain numbers undivided.
    whole: i128,
    /// The least of them.
    pub least: i64,
    /// The greatest of them.
    pub most: i64,
    /// How often each occurs, if medians were asked for.
    values: BTreeMap<i64, u64>,
}

/// What is told of the amounts of a group, or of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How many rows.
    Count,
    /// How many distinct projects.
    Projects,
    /// The sum of the amounts.
    Sum,
    /// The least amount.
    Min,
    /// The greatest amount.
    Max,
    /// The mean, rounded half to even: of plain numbers in hundredths.
    Mean,
    /// The median; between two amounts their mean, rounded half to even: of plain numbers in hundredths.
    Median,
}

impl Figures {
    pub(super) fn add<'p>(
        &mut self,
        rows: u64,
        millionths: u128,
        projects: impl IntoIterator<Item = &'p String>,
        unit: &str,
        amounts: Option<Folded>,
    ) {
        self.rows += rows;
        self.millionths += millionths;
        for project in projects {
            if !self.projects.contains(project) {
                self.projects.insert(project.clone());
            }
        }
        if let Some(folded) = amounts {
            self.amounts.add(unit, |amounts| amounts.add(folded));
        }
    }

    /// Both together.
    pub(super) fn join(&mut self, other: &Figures) {
        self.rows += other.rows;
        self.millionths += other.millionths;
        self.projects.extend(other.projects.iter().cloned());
        for (unit, more) in other.amounts.iter() {
            self.amounts.add(unit, |amounts| amounts.join(more));
        }
        if let Some(more) = &other.converted {
            match &mut self.converted {
                Some(converted) => converted.join(more),
                None => self.converted = Some(more.clone()),
            }
        }
    }

    /// A measure; `None` where there is nothing to measure. `unit` is that of the amounts.
    pub fn measure(&self, measure: Measure, unit: &str) -> Option<i128> {
        let amounts = self.amounts.get(unit);
        match measure {
            Measure::Count => Some(self.rows.into()),
            Measure::Projects => Some(self.projects.len() as i128),
            Measure::Sum => amounts.map(|amounts| amounts.sum),
            Measure::Min => amounts.map(|amounts| amounts.least.into()),
            Measure::Max => amounts.map(|amounts| amounts.most.into()),
            Measure::Mean if unit.is_empty() => amounts.map(|amounts| amounts.mean_in(HUNDREDTHS)),
            Measure::Median if unit.is_empty() => {
                amounts.and_then(|amounts| amounts.median_in(HUNDREDTHS))
            }
            Measure::Mean => amounts.map(Amounts::mean),
            Measure::Median => amounts.and_then(Amounts::median),
        }
    }
}

impl Amounts {
    pub(super) fn add(&mut self, folded: Folded) {
        let first = self.count == 0;
        self.least = if first {
            folded.least
        } else {
            self.least.min(folded.least)
        };
        self.most = if first {
            folded.most
        } else {
            self.most.max(folded.most)
        };
        self.count += folded.count;
        self.sum += folded.sum;
        self.whole += folded.whole;
        // Only amounts that are folded with their equals can be told apart.
        if folded.least == folded.most {
            *self.values.entry(folded.least).or_default() += folded.count;
        }
    }

    pub(super) fn join(&mut self, other: &Amounts) {
        let first = self.count == 0;
        self.least = if first {
            other.least
        } else {
            self.least.min(other.least)
        };
        self.most = if first {
            other.most
        } else {
            self.most.max(other.most)
        };
        self.count += other.count;
        self.sum += other.sum;
        self.whole += other.whole;
        for (value, times) in &other.values {
            *self.values.entry(*value).or_default() += times;
        }
    }

    /// Their mean, rounded half to even.
    pub fn mean(&self) -> i128 {
        self.mean_in(1)
    }

    /// The same in parts of the unit.
    pub fn mean_in(&self, parts: i128) -> i128 {
        rounded(self.whole * parts, self.count.max(1).into())
    }

    /// The one in the middle, or the mean of the two, rounded half to even; `None` if medians were not asked
    /// for.
    pub fn median(&self) -> Option<i128> {
        self.median_in(1)
    }

    /// The same in parts of the unit.
    pub fn median_in(&self, parts: i128) -> Option<i128> {
        if self.count == 0 || self.values.values().sum::<u64>() != self.count {
            return None;
        }
        let at = |place: u64| {
            let mut passed = 0;
            self.values.iter().find_map(|(value, times)| {
                passed += times;
                (place < passed).then_some(i128::from(*value))
            })
        };
        let (below, above) = (at((self.count - 1) / 2)?, at(self.count / 2)?);
        Some(rounded((below + above) * parts, 2))
    }
}

/// Of a plain number, means and medians are told in these.
pub const HUNDREDTHS: i128 = 100;

/// `sum / parts`, half to even.
fn rounded(sum: i128, parts: i128) -> i128 {
    let (whole, rest) = (sum.div_euclid(parts), sum.rem_euclid(parts));
    match (rest * 2).cmp(&parts) {
        std::cmp::Ordering::Less => whole,
        std::cmp::Ordering::Greater => whole + 1,
        std::cmp::Ordering::Equal => whole + whole.rem_euclid(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(amounts: &[i64]) -> Amounts {
        let mut all = Amounts::default();
        for amount in amounts {
            all.add(Folded {
                count: 1,
                sum: (*amount).into(),
                whole: (*amount).into(),
                least: *amount,
                most: *amount,
            });
        }
        all
    }

    #[test]
    fn of_plain_numbers_they_are_told_in_hundredths() {
        let months = of(&[36, 36, 24, 25]);
        assert_eq!(months.mean_in(HUNDREDTHS), 3025);
        assert_eq!(months.median_in(HUNDREDTHS), Some(3050));
        assert_eq!(of(&[1, 1, 2]).mean_in(HUNDREDTHS), 133);
    }

    #[test]
    fn means_and_medians_are_rounded_half_to_even() {
        for (amounts, mean, median) in [
            (&[5][..], 5, 5),
            (&[1, 2], 2, 2),
            (&[2, 3], 2, 2),
            (&[-1, -2], -2, -2),
            (&[-2, -3], -2, -2),
            (&[1, 1, 2], 1, 1),
            (&[1, 2, 2], 2, 2),
            (
                &[i64::MAX, i64::MAX, i64::MIN],
                3_074_457_345_618_258_602,
                i64::MAX.into(),
            ),
            (&[9, 1, 4, 4], 4, 4),
        ] {
            let all = of(amounts);
            assert_eq!(
                (all.mean(), all.median()),
                (mean, Some(median)),
                "{amounts:?}"
            );
        }
    }
}
