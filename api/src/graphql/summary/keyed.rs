//! The rows that the keys of groups name, read with whatever is selected of them.

use super::{
    shape::Shape,
    year::{FiscalYear, Quarter},
};
use crate::graphql::{
    area::TechnologyArea,
    country::Country,
    error::{Problem, Result},
    funder::Funder,
    institute::Institute,
    loaders::Loaders,
    party::Party,
    project::Project,
    question::{Entry, Part, reader, this_place},
    scalar::Date,
};
use async_graphql::{Context, OutputType};
use entity::{
    read::{Key, Place, Row},
    summary::{self, Group},
    value::FiscalCalendar,
};
use std::{any::Any, collections::HashMap, sync::Arc};

/// What groups are grouped by, and the rows that their keys name.
pub(in crate::graphql) struct Keyed<D> {
    pub(super) by: Vec<D>,
    pub(super) calendar: FiscalCalendar,
    rows: HashMap<Place, Arc<dyn Any + Send + Sync>>,
}

type Rows<T> = HashMap<Key, Arc<Row<<T as Entry>::Noun>>>;

/// Of which kind a row is that a key names.
pub(in crate::graphql) enum KeyRow {
    Party,
    Funder,
    TechnologyArea,
    Country,
    Institute,
    Project,
}

impl<D: Copy + PartialEq> Keyed<D> {
    /// Reads what is selected of the groups' keys: one statement for each kind of row, however many groups.
    pub(super) async fn read<S: Shape<Dimension = D>>(
        ctx: &Context<'_>,
        keys: &[Part<'_>],
        by: Vec<D>,
        calendar: FiscalCalendar,
        groups: &[Group],
    ) -> Result<Self> {
        let mut keyed = Self {
            by,
            calendar,
            rows: HashMap::new(),
        };
        let of = S::Keys::type_name();
        for part in keys.iter().flat_map(|keys| keys.parts(&of)) {
            let Some((by, row)) = S::row(part.name()) else {
                continue;
            };
            match row {
                KeyRow::Party => keyed.load::<Party>(ctx, &part, by, groups).await?,
                KeyRow::Funder => keyed.load::<Funder>(ctx, &part, by, groups).await?,
                KeyRow::TechnologyArea => {
                    keyed.load::<TechnologyArea>(ctx, &part, by, groups).await?
                }
                KeyRow::Country => keyed.load::<Country>(ctx, &part, by, groups).await?,
                KeyRow::Institute => keyed.load::<Institute>(ctx, &part, by, groups).await?,
                KeyRow::Project => keyed.load::<Project>(ctx, &part, by, groups).await?,
            }
        }
        Ok(keyed)
    }

    async fn load<T: Entry>(
        &mut self,
        ctx: &Context<'_>,
        part: &Part<'_>,
        by: D,
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
        let rows: Rows<T> = match reader(ctx)?.named(&ask()?, &keys) {
            Some(rows) => rows.into_iter().map(|row| (row.key(), row)).collect(),
            None => loaders.load::<T::Noun>(part.places(), ask, keys).await?,
        };
        let rows: Arc<dyn Any + Send + Sync> = Arc::new(rows);
        for place in part.places() {
            self.rows.insert(place, rows.clone());
        }
        Ok(())
    }
}

/// What a group is grouped by.
pub(in crate::graphql) struct GroupKey<D> {
    pub(super) keyed: Arc<Keyed<D>>,
    pub(super) key: Vec<summary::Part>,
}

impl<D: Copy + PartialEq> GroupKey<D> {
    fn part(&self, by: D) -> Option<&summary::Part> {
        let place = self.keyed.by.iter().position(|known| *known == by)?;
        self.key.get(place)
    }

    pub(super) fn word(&self, by: D) -> Option<&str> {
        self.part(by)?.word()
    }

    pub(super) fn row<T: Entry>(&self, ctx: &Context<'_>, by: D) -> Option<T> {
        self.row_at(this_place(ctx), by)
    }

    /// The row that was asked for at this place.
    pub(super) fn row_at<T: Entry>(&self, place: Place, by: D) -> Option<T> {
        let key = Key(vec![self.word(by)?.to_owned()]);
        let rows = self.keyed.rows.get(&place)?;
        let row = rows.downcast_ref::<Rows<T>>()?.get(&key)?;
        Some(T::from(row.clone()))
    }

    pub(super) fn year(&self, by: D) -> Option<i32> {
        match self.part(by)? {
            summary::Part::Year(year) => Some(*year),
            _ => None,
        }
    }

    pub(super) fn quarter(&self, by: D) -> Option<Quarter> {
        match self.part(by)? {
            summary::Part::Quarter(year, quarter) => Some(Quarter {
                year: *year,
                quarter: *quarter,
            }),
            _ => None,
        }
    }

    pub(super) fn fiscal_year(&self, by: D) -> Option<FiscalYear> {
        let year = self.year(by)?;
        let (first, last) = self.keyed.calendar.days(year)?;
        Some(FiscalYear {
            label: format!("FY{year}"),
            starts_on: Date(first.to_string()),
            ends_on: Date(last.to_string()),
        })
    }
}
