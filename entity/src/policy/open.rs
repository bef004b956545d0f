//! The nouns that everyone sees: institutes, countries, Parties with their intervals, technology
//! areas, published statistics and exchange rates. And a viewer's own standing, which is told to nobody else.

use super::{
    Policy, Recorded,
    condition::{Condition, all, any, sql},
    project,
    sight::{Sight, column, one_of},
};
use crate::{
    query::{
        BoardSeat, Country, ExchangeRate, Institute, Membership, OwnStanding, Party, ProjectArea,
        RateTable, Statistic, TechnologyArea,
    },
    standing::Standing,
    table::{project_area, standing},
};
use sea_orm::{ExprTrait, sea_query::DynIden};

macro_rules! open {
    ($($noun:ty),*) => {
        $(impl Policy for $noun {
            const RECORDED: Recorded = Recorded::Never;

            fn rows(_: &Sight<'_>, _: &DynIden) -> Condition {
                Condition::Always
            }
        })*
    };
}

open!(
    BoardSeat,
    Country,
    ExchangeRate,
    Institute,
    Membership,
    Party,
    RateTable,
    Statistic,
    TechnologyArea
);

/// A project's areas belong to its card.
impl Policy for ProjectArea {
    const RECORDED: Recorded = Recorded::Card;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        project::is_visible(sight, column(at, project_area::Column::Project))
    }
}

/// Live standings of the viewer on projects that exist for it.
impl Policy for OwnStanding {
    const RECORDED: Recorded = Recorded::Never;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let of_a_project: Vec<&'static str> = Standing::ALL
            .into_iter()
            .filter(|standing| standing.is_of_a_project())
            .map(Standing::word)
            .collect();
        all([
            sight.is_live_and_viewers(at),
            sql(one_of(column(at, standing::Column::Kind), &of_a_project)),
            project::is_visible(sight, column(at, standing::Column::Project)),
        ])
    }
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
