//! The typed keys of groups: a group by Party has the Party, with whatever is selected of it.

use super::dimension::SummaryDimension;
use crate::graphql::{
    area::TechnologyArea,
    country::Country,
    error::{Problem, Result},
    funder::Funder,
    institute::Institute,
    loaders::Loaders,
    party::Party,
    question::{Entry, Part, this_place},
    scalar::Date,
    words::{FunderKind, LedgerEntryKind, Programme, ProjectStatus},
};
use async_graphql::{Context, Object, SimpleObject};
use entity::{
    read::{Key, Place, Row},
    summary::{self, Group},
    value::FiscalCalendar,
};
use std::{any::Any, collections::HashMap, sync::Arc};

/// What groups are grouped by, and the rows that their keys name.
pub(super) struct Keyed {
    pub(super) by: Vec<SummaryDimension>,
    pub(super) calendar: FiscalCalendar,
    rows: HashMap<Place, Arc<dyn Any + Send + Sync>>,
}

type Rows<T> = HashMap<Key, Arc<Row<<T as Entry>::Noun>>>;

impl Keyed {
    /// Reads what is selected of the groups' keys: one statement for each kind of row, however many groups.
    pub(super) async fn read(
        ctx: &Context<'_>,
        keys: &[Part<'_>],
        by: Vec<SummaryDimension>,
        calendar: FiscalCalendar,
        groups: &[Group],
    ) -> Result<Self> {
        let mut keyed = Self {
            by,
            calendar,
            rows: HashMap::new(),
        };
        for part in keys.iter().flat_map(|keys| keys.parts("SummaryKeys")) {
            match part.name() {
                "party" => {
                    keyed
                        .load::<Party>(ctx, &part, SummaryDimension::Party, groups)
                        .await?
                }
                "funder" => {
                    keyed
                        .load::<Funder>(ctx, &part, SummaryDimension::Funder, groups)
                        .await?
                }
                "technologyArea" => {
                    let by = SummaryDimension::TechnologyArea;
                    keyed.load::<TechnologyArea>(ctx, &part, by, groups).await?;
                }
                "hostCountry" => {
                    keyed
                        .load::<Country>(ctx, &part, SummaryDimension::HostCountry, groups)
                        .await?;
                }
                "leadInstitute" => {
                    let by = SummaryDimension::LeadInstitute;
                    keyed.load::<Institute>(ctx, &part, by, groups).await?;
                }
                _ => {}
            }
        }
        Ok(keyed)
    }

    async fn load<T: Entry>(
        &mut self,
        ctx: &Context<'_>,
        part: &Part<'_>,
        by: SummaryDimension,
        groups: &[Group],
    ) -> Result<()> {
        let Some(place) = self.by.iter().position(|known| *known == by) else {
            return Ok(());
        };
        let words = groups
            .iter()
            .filter_map(|group| group.key.get(place)?.word());
        let mut keys: Vec<Key> = words.map(|word| Key(vec![word.to_owned()])).collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() {
            return Ok(());
        }
        let loaders = ctx
            .data::<Loaders>()
            .map_err(|_| Problem::of_ours("executed without loaders"))?;
        let ask = || {
            let mut read = entity::read::Read::new();
            T::ask(&mut read, part)?;
            Ok(read)
        };
        let rows: Rows<T> = loaders.load::<T::Noun>(part.places(), ask, keys).await?;
        let rows: Arc<dyn Any + Send + Sync> = Arc::new(rows);
        for place in part.places() {
            self.rows.insert(place, rows.clone());
        }
        Ok(())
    }
}

/// What a group is grouped by.
pub(in crate::graphql) struct SummaryKeys {
    pub(super) keyed: Arc<Keyed>,
    pub(super) key: Vec<summary::Part>,
}

impl SummaryKeys {
    fn part(&self, by: SummaryDimension) -> Option<&summary::Part> {
        let place = self.keyed.by.iter().position(|known| *known == by)?;
        self.key.get(place)
    }

    fn word(&self, by: SummaryDimension) -> Option<&str> {
        self.part(by)?.word()
    }

    fn row<T: Entry>(&self, ctx: &Context<'_>, by: SummaryDimension) -> Option<T> {
        let key = Key(vec![self.word(by)?.to_owned()]);
        let rows = self.keyed.rows.get(&this_place(ctx))?;
        let row = rows.downcast_ref::<Rows<T>>()?.get(&key)?;
        Some(T::from(row.clone()))
    }
}

/// What a group is grouped by: null where it was not grouped by it, and where it is unknown, which
/// `unknown` tells.
#[Object]
impl SummaryKeys {
    /// The Party that the funder belongs to.
    async fn party(&self, ctx: &Context<'_>) -> Option<Party> {
        self.row(ctx, SummaryDimension::Party)
    }

    /// The funder.
    async fn funder(&self, ctx: &Context<'_>) -> Option<Funder> {
        self.row(ctx, SummaryDimension::Funder)
    }

    /// What kind of organisation the funder is.
    async fn funder_kind(&self) -> Option<FunderKind> {
        self.word(SummaryDimension::FunderKind)
            .and_then(FunderKind::of)
    }

    /// The project's programme.
    async fn programme(&self) -> Option<Programme> {
        self.word(SummaryDimension::Programme)
            .and_then(Programme::of)
    }

    /// The project's status.
    async fn status(&self) -> Option<ProjectStatus> {
        self.word(SummaryDimension::Status)
            .and_then(ProjectStatus::of)
    }

    /// The technology area.
    async fn technology_area(&self, ctx: &Context<'_>) -> Option<TechnologyArea> {
        self.row(ctx, SummaryDimension::TechnologyArea)
    }

    /// The host state.
    async fn host_country(&self, ctx: &Context<'_>) -> Option<Country> {
        self.row(ctx, SummaryDimension::HostCountry)
    }

    /// The institute that leads the project.
    async fn lead_institute(&self, ctx: &Context<'_>) -> Option<Institute> {
        self.row(ctx, SummaryDimension::LeadInstitute)
    }

    /// What the ledger entry books.
    async fn entry_kind(&self) -> Option<LedgerEntryKind> {
        self.word(SummaryDimension::EntryKind)
            .and_then(LedgerEntryKind::of)
    }

    /// The calendar year.
    async fn year(&self) -> Option<i32> {
        match self.part(SummaryDimension::Year)? {
            summary::Part::Year(year) => Some(*year),
            _ => None,
        }
    }

    /// The quarter of the calendar year.
    async fn quarter(&self) -> Option<Quarter> {
        match self.part(SummaryDimension::Quarter)? {
            summary::Part::Quarter(year, quarter) => Some(Quarter {
                year: *year,
                quarter: *quarter,
            }),
            _ => None,
        }
    }

    /// The fiscal year.
    async fn fiscal_year(&self) -> Option<FiscalYear> {
        let year = match self.part(SummaryDimension::FiscalYear)? {
            summary::Part::Year(year) => *year,
            _ => return None,
        };
        let (first, last) = self.keyed.calendar.days(year)?;
        Some(FiscalYear {
            label: format!("FY{year}"),
            starts_on: Date(first.to_string()),
            ends_on: Date(last.to_string()),
        })
    }
}

/// A quarter of a calendar year.
#[derive(SimpleObject)]
#[graphql(name = "CalendarQuarter")]
pub(in crate::graphql) struct Quarter {
    /// The year.
    year: i32,
    /// 1 to 4.
    quarter: u32,
}

/// A year as a government counts it.
#[derive(SimpleObject)]
pub(in crate::graphql) struct FiscalYear {
    /// As its government calls it: `FY2015`.
    label: String,
    /// Its first day.
    starts_on: Date,
    /// Its last day.
    ends_on: Date,
}
