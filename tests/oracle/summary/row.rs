//! The rows that are summed, and the keys they have by what they are grouped. Nothing is added up here.

use chrono::{Datelike, NaiveDate};

use super::Rows;
use super::figures::{Cell, minor};
use super::key::{Calendar, Dimension, Key, Part};
use crate::oracle::Sight;
use crate::oracle::time::Written;
use crate::oracle::world::{Contribution, Funder, LedgerEntry, Project};

/// A row of the data with what it hangs on.
pub struct Row<'a> {
    pub project: &'a Project,
    pub funder: &'a Funder,
    pub contribution: &'a Contribution,
    /// The ledger's own row; none where the contribution itself is summed.
    pub entry: Option<&'a LedgerEntry>,
    /// "institutes with role leading".
    // Reading: also where the participation is disputed, and where the institute is the Centre's own:
    // both are shown.
    pub leads: Vec<&'a str>,
}

impl Sight<'_> {
    /// What of it the viewer sees.
    pub(super) fn rows(&self, rows: Rows) -> Vec<Row<'_>> {
        let world = self.world;
        match rows {
            Rows::Contributions => world
                .contributions
                .iter()
                .filter(|contribution| self.sees_contribution(&contribution.key))
                .map(|contribution| self.row(contribution, None))
                .collect(),
            Rows::Ledger => world
                .ledger
                .iter()
                .filter(|entry| self.sees_ledger(&entry.key))
                .map(|entry| {
                    let contribution = world.contribution(&entry.contribution);
                    self.row(contribution.expect("of the world"), Some(entry))
                })
                .collect(),
        }
    }

    fn row<'a>(
        &'a self,
        contribution: &'a Contribution,
        entry: Option<&'a LedgerEntry>,
    ) -> Row<'a> {
        let world = self.world;
        let mut funders = world.funders.iter();
        Row {
            project: world
                .project(&contribution.project)
                .expect("a project of the world"),
            funder: funders
                .find(|funder| funder.key == contribution.funder)
                .expect("a funder of the world"),
            contribution,
            entry,
            leads: world
                .participations
                .iter()
                .filter(|row| row.project == contribution.project && row.role == "leading")
                .map(|row| row.institute.as_str())
                .collect(),
        }
    }
}

impl<'a> Row<'a> {
    pub fn currency(&self) -> &'a str {
        match self.entry {
            Some(entry) => &entry.currency,
            None => &self.contribution.currency,
        }
    }

    /// In minor units.
    pub fn amount(&self) -> i128 {
        let text = match self.entry {
            Some(entry) => &entry.amount,
            None => &self.contribution.amount,
        };
        minor(text, self.currency())
    }

    /// "of committedOn (ledger: bookedOn)": the first and the last day that it may mean.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let date = match self.entry {
            Some(entry) => &entry.booked_on,
            None => &self.contribution.committed_on,
        };
        let date = Written::read(date)?;
        Some((date.as_end(), date.as_beginning()))
    }

    /// The row, or a part of it.
    pub fn cell(&self, amount: i128, weight: i128) -> Cell<'a> {
        Cell {
            project: &self.project.number,
            currency: self.currency(),
            amount,
            weight,
        }
    }

    /// The keys of its cells, in order: one, or one for each area and leading institute.
    // Reading: the order of the keys is that of `groupBy`.
    pub fn keys(&self, by: &[Dimension], years: Calendar) -> Vec<Key> {
        let mut keys = vec![Key::new()];
        for dimension in by {
            let parts = self.parts(*dimension, years);
            keys = keys
                .iter()
                .flat_map(|key| {
                    parts
                        .iter()
                        .map(move |part| [key.as_slice(), std::slice::from_ref(part)].concat())
                })
                .collect();
        }
        keys.sort();
        keys
    }

    /// What it has of this dimension; at least one, if only that it is not known.
    fn parts(&self, dimension: Dimension, years: Calendar) -> Vec<Part> {
        let several = match dimension {
            Dimension::TechnologyArea => self.project.areas.split(';').map(str::trim).collect(),
            Dimension::LeadInstitute => self.leads.clone(),
            _ => return vec![self.part(dimension, years)],
        };
        let mut parts: Vec<Part> = several.into_iter().map(Part::of).collect();
        if parts.is_empty() {
            parts.push(Part::Unknown);
        }
        parts
    }

    fn part(&self, dimension: Dimension, years: Calendar) -> Part {
        match dimension {
            Dimension::Party => Part::of(&self.funder.party),
            Dimension::Funder => Part::of(&self.funder.key),
            Dimension::FunderKind => Part::of(&self.funder.kind),
            // Reading: the programme `unknown` is a programme, not a key that is not known.
            Dimension::Programme => Part::of(&self.project.programme),
            Dimension::Status => Part::of(&self.project.status),
            Dimension::HostCountry => Part::of(&self.project.host_country),
            Dimension::EntryKind => self
                .entry
                .map_or(Part::Unknown, |entry| Part::of(&entry.kind)),
            Dimension::Year => self.bucket(|day| Part::Year(day.year())),
            Dimension::Quarter => {
                self.bucket(|day| Part::Quarter(day.year(), day.month0() / 3 + 1))
            }
            Dimension::FiscalYear => self.bucket(|day| Part::Year(years.year(day))),
            Dimension::TechnologyArea | Dimension::LeadInstitute => Part::Unknown,
        }
    }

    /// "a reduced date counts only if all days it may mean lie in the same bucket, otherwise unknown".
    fn bucket(&self, of: impl Fn(NaiveDate) -> Part) -> Part {
        match self.days().map(|(first, last)| (of(first), of(last))) {
            Some((first, last)) if first == last => first,
            _ => Part::Unknown,
        }
    }
}
