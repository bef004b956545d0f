//! All of a viewer's own standing that is live, in the programme and on projects: told to that viewer
//! and nobody else (entitlement, section 5.4).

use super::{
    Policy, Recorded,
    condition::{Condition, all, any, sql},
    sight::{Sight, column, one_of},
};
use crate::{
    query::{Ending, OwnStanding},
    standing::Standing,
    table::standing,
};
use sea_orm::{ExprTrait, sea_query::DynIden};

/// Live standings of the viewer on projects that exist for it, and in the programme.
impl Policy for Ending {
    const RECORDED: Recorded = Recorded::Never;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        any([OwnStanding::rows(sight, at), in_the_programme(sight, at)])
    }
}

fn in_the_programme(sight: &Sight<'_>, at: &DynIden) -> Condition {
    let kinds: Vec<&'static str> = Standing::ALL
        .into_iter()
        .filter(|standing| !standing.is_of_a_project())
        .map(Standing::word)
        .collect();
    let is_it = column(at, standing::Column::Project)
        .eq("")
        .and(one_of(column(at, standing::Column::Kind), &kinds));
    all([sight.is_live_and_viewers(at), sql(is_it)])
}
