//! The rows that are summed, and the keys they have by what they are grouped. Nothing is added up here.

mod money;
mod output;
mod project;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::Rows;
use super::key::{Calendar, Dimension, Key, Part};
use crate::oracle::rate::{Outcome, Target};
use crate::oracle::time::Written;
use crate::oracle::{Sight, World};

pub use money::Money;
pub use output::OutputRow;
pub use project::ProjectRow;

/// A row of the data with what it hangs on.
pub enum Row<'a> {
    Money(Money<'a>),
    Project(ProjectRow<'a>),
    Output(OutputRow<'a>),
}

impl Sight<'_> {
    /// What of it the viewer sees.
    pub fn rows(&self, rows: Rows) -> Vec<Row<'_>> {
        match rows {
            Rows::Contributions => self.contributions().into_iter().map(Row::Money).collect(),
            Rows::Ledger => self.ledger().into_iter().map(Row::Money).collect(),
            Rows::Projects => self.projects().into_iter().map(Row::Project).collect(),
            Rows::Outputs => self.outputs().into_iter().map(Row::Output).collect(),
        }
    }
}

impl<'a> Row<'a> {
    /// Its currency, and how much of it in minor units; of a project its months.
    pub fn amount(&self) -> Option<(&'a str, i128)> {
        match self {
            Row::Money(row) => Some((row.currency(), row.amount())),
            Row::Project(row) => row.months().map(|months| ("", months)),
            Row::Output(_) => None,
        }
    }

    /// What its amount becomes, if that is asked; only money is converted.
    pub fn converted(&self, to: Option<(&Target, &World)>) -> Option<Outcome> {
        match (self, to) {
            (Row::Money(row), Some((to, world))) => {
                Some(to.convert(world, row.amount(), row.currency(), row.date()))
            }
            _ => None,
        }
    }

    /// The projects it is of.
    pub fn projects(&self) -> Vec<&'a str> {
        match self {
            Row::Money(row) => vec![&row.project.number],
            Row::Project(row) => vec![&row.project.number],
            Row::Output(row) => row
                .projects
                .iter()
                .map(|project| project.number.as_str())
                .collect(),
        }
    }

    /// The keys of its cells, in order, each with the projects that lead there.
    pub fn keys(&self, by: &[Dimension], years: Calendar) -> Vec<(Key, Vec<&'a str>)> {
        let mut keys: BTreeMap<Key, BTreeSet<&str>> = BTreeMap::new();
        let ways: Vec<(Vec<Key>, Option<&str>)> = match self {
            Row::Money(row) => {
                let parts = |dimension| row.parts(dimension, years);
                vec![(combined(by, parts), Some(&row.project.number))]
            }
            Row::Project(row) => row
                .ways()
                .into_iter()
                .map(|funder| {
                    let parts = |dimension| row.parts(dimension, funder, years);
                    (combined(by, parts), Some(row.project.number.as_str()))
                })
                .collect(),
            Row::Output(row) => row
                .ways()
                .into_iter()
                .map(|project| {
                    let parts = |dimension| row.parts(dimension, project, years);
                    (
                        combined(by, parts),
                        project.map(|project| project.number.as_str()),
                    )
                })
                .collect(),
        };
        for (of_way, project) in ways {
            for key in of_way {
                keys.entry(key).or_default().extend(project);
            }
        }
        let keys = keys.into_iter();
        keys.map(|(key, projects)| (key, projects.into_iter().collect()))
            .collect()
    }
}

/// Every key of one part for each dimension.
// Reading: the order of the keys is that of `groupBy`.
fn combined(by: &[Dimension], parts: impl Fn(Dimension) -> Vec<Part>) -> Vec<Key> {
    let mut keys = vec![Key::new()];
    for dimension in by {
        let parts = parts(*dimension);
        keys = keys
            .iter()
            .flat_map(|key| {
                let with = |part| [key.as_slice(), std::slice::from_ref(part)].concat();
                parts.iter().map(with)
            })
            .collect();
    }
    keys
}

/// The parts of what there are several of; at least one, if only that it is not known.
fn several<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<Part> {
    let mut parts: Vec<Part> = words.into_iter().map(Part::of).collect();
    if parts.is_empty() {
        parts.push(Part::Unknown);
    }
    parts
}

/// The first and the last day that a date may mean.
pub fn days(date: &str) -> Option<(NaiveDate, NaiveDate)> {
    let date = Written::read(date)?;
    Some((date.as_end(), date.as_beginning()))
}

/// The bucket of a date: "a reduced date counts only if all days it may mean lie in the same bucket, otherwise
/// unknown".
fn bucket(date: &str, dimension: Dimension, years: Calendar) -> Part {
    let of = |day: NaiveDate| match dimension {
        Dimension::Year => Part::Year(day.year()),
        Dimension::Quarter => Part::Quarter(day.year(), day.month0() / 3 + 1),
        _ => Part::Year(years.year(day)),
    };
    match days(date).map(|(first, last)| (of(first), of(last))) {
        Some((first, last)) if first == last => first,
        _ => Part::Unknown,
    }
}
