//! The tables that a sum is read from: the rows of one noun, and whatever leads to what they are grouped by,
//! each under its policy.

use super::{
    dimension::{Dimension, Summed},
    route::Step,
    selection::Selection,
};
use crate::{
    policy::sight::Sight,
    read::{Filter, noun::Kind},
};
use sea_orm::{
    DbBackend, JoinType,
    sea_query::{Alias, DynIden, Expr},
};
use std::collections::HashMap;

/// The tables of the statement, by the ways that led to them.
pub(super) struct Tables {
    pub(super) selection: Selection,
    /// The table of the rows that are summed.
    pub(super) at: DynIden,
    reached: HashMap<Vec<&'static str>, DynIden>,
}

impl Tables {
    /// The visible rows that this lets through.
    pub(super) fn of<N: Summed>(sight: &Sight<'_>, filter: Option<&Filter<N>>) -> Self {
        let at = sight.name();
        let mut visible = sight.visible::<N>(&at);
        if let Some(filter) = filter {
            visible = filter.among(&sight.of_single_rows(), &at, visible);
        }
        let mut selection = Selection::from(N::table(), &at);
        selection.select.and_where(visible.sql());
        Self {
            selection,
            at,
            reached: HashMap::new(),
        }
    }

    /// Joins what the steps lead to, if it is not joined yet. A row without anything there stays.
    pub(super) fn reach(&mut self, sight: &Sight<'_>, steps: &[Step]) -> DynIden {
        let mut before = self.at.clone();
        let mut way = Vec::new();
        for step in steps {
            way.push(step.name);
            before = match self.reached.get(&way) {
                Some(known) => known.clone(),
                None => {
                    let at = sight.name();
                    let on = (step.on)(&sight.of_joined_rows(), &before, &at);
                    let table = Alias::new(step.table);
                    self.selection
                        .select
                        .join_as(JoinType::LeftJoin, table, at.clone(), on);
                    self.reached.insert(way.clone(), at.clone());
                    at
                }
            };
        }
        before
    }
}

/// The part of a group's key that a row has: a value, or the number of the bucket that its date lies in. A
/// reduced date lies in one only if every day that it may mean does.
pub(super) fn key<N: Summed>(sight: &Sight<'_>, at: &DynIden, by: &Dimension<N>) -> Expr {
    let column = |name: &'static str| Expr::col((at.clone(), Alias::new(name)));
    let (Some((length, late)), Kind::Partial { first, last }) =
        (by.bucket.months(), by.source.kind)
    else {
        return column(by.source.column);
    };
    let months = by.source.months.map_or_else(
        || [first, last].map(|day| month(sight, &column(day))),
        |kept| kept.map(column),
    );
    let [begins, ends] =
        months.map(|month| sight.phrase(&format!("(? - {late}) / {length}"), [month]));
    sight.phrase("case when ? = ? then ? end", [begins.clone(), ends, begins])
}

/// The month of a day, counted from the year 0.
fn month(sight: &Sight<'_>, day: &Expr) -> Expr {
    let month = match sight.backend {
        DbBackend::Postgres => {
            "cast(extract(year from ?) as bigint) * 12 + cast(extract(month from ?) as bigint) - 1"
        }
        _ => "cast(substr(?, 1, 4) as bigint) * 12 + cast(substr(?, 6, 2) as bigint) - 1",
    };
    sight.phrase(&format!("({month})"), [day.clone(), day.clone()])
}
