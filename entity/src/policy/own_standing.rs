//! A viewer's own standing that is live, in the programme and on projects: told to that viewer and nobody
//! else (entitlement, section 5.4).

use super::{
    Policy, Recorded,
    condition::{Condition, all, any, sql},
    project,
    sight::{Sight, column, one_of},
};
use crate::{
    query::{Ending, OwnStanding},
    standing::Standing,
    table::standing,
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr},
};

/// Live standings of the viewer on projects that exist for it.
impl Policy for OwnStanding {
    const RECORDED: Recorded = Recorded::Never;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        all([
            sight.is_live_and_viewers(at),
            is_on_a_visible_project(sight, at),
        ])
    }
}

/// Those, and the viewer's live standings in the programme. What both have in common stands before the
/// choice: with it inside, SQLite may read each side by an index of its own.
impl Policy for Ending {
    const RECORDED: Recorded = Recorded::Never;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        all([
            sight.is_live_and_viewers(at),
            any([is_on_a_visible_project(sight, at), is_in_the_programme(at)]),
        ])
    }
}

fn is_on_a_visible_project(sight: &Sight<'_>, at: &DynIden) -> Condition {
    all([
        sql(is_one_of(at, Standing::is_of_a_project)),
        project::is_visible(sight, column(at, standing::Column::Project)),
    ])
}

fn is_in_the_programme(at: &DynIden) -> Condition {
    let names_none = column(at, standing::Column::Project).eq("");
    sql(names_none.and(is_one_of(at, |standing| !standing.is_of_a_project())))
}

fn is_one_of(at: &DynIden, wanted: impl Fn(Standing) -> bool) -> Expr {
    let words: Vec<&'static str> = Standing::ALL
        .into_iter()
        .filter(|standing| wanted(*standing))
        .map(Standing::word)
        .collect();
    one_of(column(at, standing::Column::Kind), &words)
}

/// A row of the table of standing, as row security lets it through: the viewer's own, and what is tied
/// to no project, which follows from memberships and seats and is as public as they are. By this table
/// it is decided which projects the viewer sees, so it cannot depend on that.
pub(super) struct StandingRow;

impl Policy for StandingRow {
    const RECORDED: Recorded = Recorded::Never;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        any([
            sql(column(at, standing::Column::Project).eq("")),
            sight.is_live_and_viewers(at),
        ])
    }
}
