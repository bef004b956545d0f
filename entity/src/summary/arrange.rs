//! Which groups are listed, in which order, and whether everything adds up.

use super::{
    converted::InAnother,
    figures::{Figures, Measure},
    fold::{Sums, WHOLE},
    part::Part,
};
use crate::read::Direction;
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

/// By what groups are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ordered {
    /// By the part of their key at this place; unknown ones come last both ways.
    Key(usize, Direction),
    /// By a measure in this unit; groups without it come last both ways.
    Measure(Measure, String, Direction),
}

/// Which groups are listed, of those in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Top {
    /// At most so many.
    pub most: usize,
    /// So many before them are left out.
    pub skip: usize,
}

/// A group that is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The parts of its key, in the order of the dimensions.
    pub key: Vec<Part>,
    /// Its figures.
    pub figures: Figures,
}

/// Groups in order, and what they add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The groups that are listed.
    pub groups: Vec<Group>,
    /// All others together; `None` if there is none.
    pub rest: Option<Figures>,
    /// All rows, each once.
    pub total: Figures,
    /// Whether the groups add up to it.
    pub control: Control,
}

/// Sums of the same thing taken in two ways, to be compared by whoever reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// How many groups there are, listed or not.
    pub groups: usize,
    /// The listed groups of which every part of the key is known.
    pub known: Figures,
    /// The listed groups of which a part is unknown.
    pub unknown: Figures,
    /// The groups that are not listed.
    pub rest: Figures,
    /// Whether the three add up to the total, in each unit and in rows, and in what was converted and what
    /// was not.
    pub reconciles: bool,
}

impl Sums {
    /// Lists the groups that `having` lets through, in this order and as far as `top` says.
    pub fn arranged(
        self,
        having: impl Fn(&Figures) -> bool,
        order: &[Ordered],
        top: Top,
    ) -> Summary {
        let in_all = self.groups.len();
        let (mut wanted, mut left): (Vec<Group>, Vec<Group>) = self
            .groups
            .into_iter()
            .map(|(key, figures)| Group { key, figures })
            .partition(|group| having(&group.figures));
        // The sort is stable, and they come in the order of their keys.
        wanted.sort_by(|a, b| {
            let by = order.iter().map(|by| by.compare(a, b));
            by.fold(Ordering::Equal, Ordering::then)
        });
        let behind = top.skip.saturating_add(top.most).min(wanted.len());
        left.extend(wanted.drain(behind..));
        left.extend(wanted.drain(..top.skip.min(wanted.len())));
        let mut control = Control {
            groups: in_all,
            known: Figures::default(),
            unknown: Figures::default(),
            rest: Figures::default(),
            reconciles: false,
        };
        for group in &wanted {
            match group.key.iter().any(Part::is_unknown) {
                true => control.unknown.join(&group.figures),
                false => control.known.join(&group.figures),
            }
        }
        for group in &left {
            control.rest.join(&group.figures);
        }
        control.reconciles = control.adds_up_to(&self.total);
        Summary {
            groups: wanted,
            rest: (!left.is_empty()).then(|| control.rest.clone()),
            total: self.total,
            control,
        }
    }
}

impl Control {
    fn adds_up_to(&self, total: &Figures) -> bool {
        let parts = [&self.known, &self.unknown, &self.rest];
        let millionths: u128 = parts.iter().map(|part| part.millionths).sum();
        let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
        for (unit, amounts) in parts.iter().flat_map(|part| part.amounts.iter()) {
            *sums.entry(unit).or_default() += amounts.sum;
        }
        let totals: BTreeMap<&str, i128> = total
            .amounts
            .iter()
            .map(|(unit, amounts)| (unit, amounts.sum))
            .collect();
        let units: BTreeSet<&&str> = sums.keys().chain(totals.keys()).collect();
        millionths == total.millionths
            && total.millionths == u128::from(total.rows) * WHOLE
            && InAnother::adds_up(&parts, total)
            && units
                .into_iter()
                .all(|unit| sums.get(*unit) == totals.get(*unit))
    }
}

impl Ordered {
    fn compare(&self, a: &Group, b: &Group) -> Ordering {
        match self {
            Ordered::Key(place, direction) => {
                let part = |group: &Group| {
                    group
                        .key
                        .get(*place)
                        .filter(|part| !part.is_unknown())
                        .cloned()
                };
                last_without(part(a), part(b), *direction)
            }
            Ordered::Measure(measure, unit, direction) => {
                let of = |group: &Group| group.figures.measure(*measure, unit);
                last_without(of(a), of(b), *direction)
            }
        }
    }
}

/// Whichever way, what has no value comes last.
fn last_without<T: Ord>(a: Option<T>, b: Option<T>, direction: Direction) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if direction == Direction::Descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}
