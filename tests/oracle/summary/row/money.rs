//! Contributions and ledger entries.

use chrono::NaiveDate;

use super::super::figures::minor;
use super::super::key::{Calendar, Dimension, Part};
use super::{bucket, days, several};
use crate::oracle::Sight;
use crate::oracle::world::{Contribution, Funder, LedgerEntry, Project};

/// A row of the data with what it hangs on.
pub struct Money<'a> {
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
    pub(super) fn contributions(&self) -> Vec<Money<'_>> {
        let contributions = self.world.contributions.iter();
        contributions
            .filter(|contribution| self.sees_contribution(&contribution.key))
            .map(|contribution| self.money(contribution, None))
            .collect()
    }

    pub(super) fn ledger(&self) -> Vec<Money<'_>> {
        let entries = self.world.ledger.iter();
        entries
            .filter(|entry| self.sees_ledger(&entry.key))
            .map(|entry| {
                let contribution = self.world.contribution(&entry.contribution);
                self.money(contribution.expect("of the world"), Some(entry))
            })
            .collect()
    }

    fn money<'a>(
        &'a self,
        contribution: &'a Contribution,
        entry: Option<&'a LedgerEntry>,
    ) -> Money<'a> {
        let world = self.world;
        let mut funders = world.funders.iter();
        Money {
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

impl<'a> Money<'a> {
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

    /// "of committedOn (ledger: bookedOn)".
    pub fn date(&self) -> &str {
        match self.entry {
            Some(entry) => &entry.booked_on,
            None => &self.contribution.committed_on,
        }
    }

    /// The first and the last day that its date may mean.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        days(self.date())
    }

    /// What it has of this dimension.
    pub(super) fn parts(&self, dimension: Dimension, years: Calendar) -> Vec<Part> {
        let one = match dimension {
            Dimension::TechnologyArea => {
                return several(self.project.areas.split(';').map(str::trim));
            }
            Dimension::LeadInstitute => return several(self.leads.iter().copied()),
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
            date => bucket(self.date(), date, years),
        };
        vec![one]
    }
}
