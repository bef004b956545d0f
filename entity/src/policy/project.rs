//! Which projects exist for a viewer, and what hangs on them.

use super::{
    Policy,
    sight::{Sight, always, any, column, one_of},
    table::{ANY_STATUS, BOARD_STATUSES, PUBLIC_STATUSES},
};
use crate::{
    query::{Participation, Project},
    standing::Standing,
    table::{participation, project as table},
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, Query},
};

impl Policy for Project {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        visible(sight, at)
    }
}

/// Whether the project under the name `at` exists for the viewer.
pub(super) fn visible(sight: &Sight<'_>, at: &DynIden) -> Expr {
    if sight.terms.is_secretariat() {
        return always();
    }
    let status = || column(at, table::Column::Status);
    let mut ways = vec![one_of(status(), PUBLIC_STATUSES)];
    if sight.terms.has(Standing::Board) {
        ways.push(one_of(status(), BOARD_STATUSES));
    }
    if !sight.terms.of_a_project(ANY_STATUS).is_empty() {
        ways.push(sight.holds(ANY_STATUS, column(at, table::Column::Number)));
    }
    any(ways)
}

/// Whether the project with this number exists for the viewer.
pub(super) fn is_visible(sight: &Sight<'_>, number: Expr) -> Expr {
    let at = sight.name();
    Expr::exists(
        Query::select()
            .expr(Expr::cust("1"))
            .from_as(table::Entity, at.clone())
            .and_where(column(&at, table::Column::Number).eq(number))
            .and_where(visible(sight, &at))
            .take(),
    )
}

/// Institutes and their roles belong to the card.
impl Policy for Participation {
    fn rows(sight: &Sight<'_>, at: &DynIden) -> Expr {
        is_visible(sight, column(at, participation::Column::Project))
    }
}
