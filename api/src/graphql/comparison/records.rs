//! The records behind comparisons: what the viewer may see, summed once for a request, however many published
//! figures are compared with it.

use super::definition::{Counts, Definition, Of, Time};
use crate::graphql::error::{Problem, Result};
use entity::{
    Contribution, ContributionField, Project, ProjectField, Reader,
    summary::{Bucket, Dimension, Figures, Route, Source, Summed, Summing},
    value::PartialDate,
};
use std::{collections::BTreeSet, sync::Arc};
use tokio::sync::OnceCell;

/// The records of one request, each sum made when it is first needed.
pub(in crate::graphql) struct Records {
    reader: Arc<Reader>,
    projects: OnceCell<Vec<Entries>>,
    projects_by_area: OnceCell<Vec<Entries>>,
    funding: OnceCell<Vec<Entries>>,
    funding_by_area: OnceCell<Vec<Entries>>,
}

/// Entries that are alike in all that definitions ask for.
struct Entries {
    status: Option<String>,
    country: Option<String>,
    party: Option<String>,
    area: Option<String>,
    /// When they begin or were committed.
    begins: Option<PartialDate>,
    ends: Option<PartialDate>,
    figures: Figures,
}

/// What the records amount to.
#[derive(Debug, Default)]
pub(super) struct Computed {
    /// A number, or minor units.
    pub(super) figure: i128,
    /// Entries that may belong to it, of which the records do not tell enough.
    pub(super) unknown: u64,
    /// Entries that belong to it.
    pub(super) counted: u64,
}

impl Records {
    pub(in crate::graphql) fn new(reader: &Arc<Reader>) -> Self {
        Self {
            reader: reader.clone(),
            projects: OnceCell::new(),
            projects_by_area: OnceCell::new(),
            funding: OnceCell::new(),
            funding_by_area: OnceCell::new(),
        }
    }

    /// What the definition amounts to, of what the viewer may see. `currency`: of amounts of money.
    pub(super) async fn computed(
        &self,
        definition: &Definition,
        of: &Of,
        period: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
        currency: &str,
    ) -> Result<Computed> {
        let mut computed = Computed::default();
        let mut projects = [BTreeSet::new(), BTreeSet::new()];
        for entries in self.entries(definition.counts, of).await? {
            let (rows, amount) = match definition.counts {
                Counts::Funding => match entries.figures.amounts.get(currency) {
                    Some(amounts) => (amounts.count, amounts.sum),
                    None => continue,
                },
                _ => (entries.figures.rows, i128::from(entries.figures.rows)),
            };
            let belongs = both(entries.is_of(of), entries.lies(definition.time, period));
            match belongs {
                Some(true) => {
                    computed.figure += amount;
                    computed.counted += rows;
                    projects[0].extend(&entries.figures.projects);
                }
                None => {
                    computed.unknown += rows;
                    projects[1].extend(&entries.figures.projects);
                }
                Some(false) => {}
            }
        }
        if definition.counts == Counts::FundedProjects {
            let [counted, unknown] = projects;
            let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
            computed.unknown = number(unknown.difference(&counted).count());
            computed.figure = number(counted.len()).into();
        }
        Ok(computed)
    }

    async fn entries(&self, counts: Counts, of: &Of) -> Result<&[Entries]> {
        let by_area = matches!(of, Of::Area(_));
        let entries = match (counts, by_area) {
            (Counts::Projects, false) => self.projects.get_or_try_init(|| self.of_projects()).await,
            (Counts::Projects, true) => {
                let by_area = || self.of_projects_by_area();
                self.projects_by_area.get_or_try_init(by_area).await
            }
            (_, false) => self.funding.get_or_try_init(|| self.of_funding()).await,
            (_, true) => {
                let by_area = || self.of_funding_by_area();
                self.funding_by_area.get_or_try_init(by_area).await
            }
        };
        entries.map(Vec::as_slice)
    }

    async fn of_projects(&self) -> Result<Vec<Entries>> {
        let here = |field| -> Source<Project> { Route::here().field(field) };
        let by = [
            ProjectField::Status,
            ProjectField::HostCountryCode,
            ProjectField::StartsOn,
            ProjectField::EndsOn,
        ];
        let groups = self.sum(by.map(here).into(), false).await?;
        let entries = groups
            .into_iter()
            .map(|([status, country, begins, ends], figures)| Entries {
                status,
                country,
                begins: date(begins),
                ends: date(ends),
                ..Entries::of(figures)
            });
        Ok(entries.collect())
    }

    async fn of_projects_by_area(&self) -> Result<Vec<Entries>> {
        let here = || -> Route<Project, Project> { Route::here() };
        let by = vec![here().area_name(), here().field(ProjectField::StartsOn)];
        let groups = self.sum(by, false).await?;
        let entries = groups.into_iter().map(|([area, begins], figures)| Entries {
            area,
            begins: date(begins),
            ..Entries::of(figures)
        });
        Ok(entries.collect())
    }

    async fn of_funding(&self) -> Result<Vec<Entries>> {
        let here = || -> Route<Contribution, Contribution> { Route::here() };
        let by = vec![here().party(), here().field(ContributionField::CommittedOn)];
        let groups = self.sum(by, true).await?;
        let entries = groups
            .into_iter()
            .map(|([party, begins], figures)| Entries {
                party,
                begins: date(begins),
                ..Entries::of(figures)
            });
        Ok(entries.collect())
    }

    async fn of_funding_by_area(&self) -> Result<Vec<Entries>> {
        let here = || -> Route<Contribution, Contribution> { Route::here() };
        let by = vec![
            here().area_name(),
            here().field(ContributionField::CommittedOn),
        ];
        let groups = self.sum(by, false).await?;
        let entries = groups.into_iter().map(|([area, begins], figures)| Entries {
            area,
            begins: date(begins),
            ..Entries::of(figures)
        });
        Ok(entries.collect())
    }

    /// Sums by the values of these columns.
    async fn sum<N: Summed, const COLUMNS: usize>(
        &self,
        by: Vec<Source<N>>,
        projects: bool,
    ) -> Result<Vec<([Option<String>; COLUMNS], Figures)>> {
        let by = by.into_iter().map(|source| Dimension {
            source,
            bucket: Bucket::Value,
        });
        let summing = Summing {
            filter: None,
            by: by.collect(),
            divided: true,
            projects,
            medians: false,
        };
        let groups = self.reader.sum(&summing).await?.groups.into_iter();
        let keyed = groups.map(|(key, figures)| {
            let words: Vec<Option<String>> = key
                .iter()
                .map(|part| part.word().map(str::to_owned))
                .collect();
            let words = <[Option<String>; COLUMNS]>::try_from(words);
            let words = words.map_err(|_| Problem::of_ours("a group without its key"))?;
            Ok((words, figures))
        });
        keyed.collect()
    }
}

fn date(text: Option<String>) -> Option<PartialDate> {
    PartialDate::parse(&text?)
}

/// Whether both hold; `None` where that is not known.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

impl Entries {
    fn of(figures: Figures) -> Self {
        Self {
            status: None,
            country: None,
            party: None,
            area: None,
            begins: None,
            ends: None,
            figures,
        }
    }

    /// Whether they are of it; `None` where the records do not tell.
    fn is_of(&self, of: &Of) -> Option<bool> {
        let is = |known: &Option<String>, key: &str| known.as_deref().map(|known| known == key);
        match of {
            Of::All => Some(true),
            Of::Status(status) => is(&self.status, status),
            Of::Area(area) => is(&self.area, area),
            Of::Country(country) => is(&self.country, country),
            // A funder without a Party is none of any Party's.
            Of::Party(party) => Some(self.party.as_deref() == Some(party)),
        }
    }

    /// Whether they are of that time; `None` where the records do not tell.
    fn lies(
        &self,
        time: Time,
        period: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
    ) -> Option<bool> {
        let (from, until) = match (time, period) {
            (Time::Any, _) => return Some(true),
            (_, Some((_, until))) if time == Time::Until => (chrono::NaiveDate::MIN, until),
            (_, period) => period?,
        };
        if time == Time::Ended && self.status.as_deref() != Some("completed") {
            return Some(false);
        }
        let date = self.date(time)?;
        match (
            from <= date.first() && date.last() <= until,
            date.last() < from || until < date.first(),
        ) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    fn date(&self, time: Time) -> Option<&PartialDate> {
        match time {
            Time::Ended => self.ends.as_ref(),
            _ => self.begins.as_ref(),
        }
    }
}
