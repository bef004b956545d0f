//! Which projects exist for a viewer, and what hangs on them.

use super::{
    Policy, Recorded,
    condition::{Condition, all, any, sql},
    sight::{Sight, column, one_of},
    table::{ANY_STATUS, BOARD_STATUSES, PUBLIC_STATUSES},
};
use crate::{
    query::{Participation, Project},
    standing::Standing,
    table::{participation, project as table},
};
use sea_orm::sea_query::{DynIden, Expr};

impl Policy for Project {
    const RECORDED: Recorded = Recorded::Card;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let status = || column(at, table::Column::Status);
        any([
            sql(one_of(status(), PUBLIC_STATUSES)),
            sight.is_secretariat(),
            all([
                sql(one_of(status(), BOARD_STATUSES)),
                sight.has(Standing::Board),
            ]),
            sight.holds(ANY_STATUS, column(at, table::Column::Number)),
        ])
    }
}

/// Whether the project with this number exists for the viewer.
pub(super) fn is_visible(sight: &Sight<'_>, number: Expr) -> Condition {
    let at = sight.name();
    let seen = sight.sees::<Project>(&at);
    sight.names_one(number, table::Entity, &at, table::Column::Number, seen)
}

/// Institutes and their roles belong to the card.
impl Policy for Participation {
    const RECORDED: Recorded = Recorded::Card;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        is_visible(sight, column(at, participation::Column::Project))
    }
}
