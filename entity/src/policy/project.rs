//! Which projects exist for a viewer, and what hangs on them.

use super::{
    Policy, Recorded,
    condition::{Condition, all, any, sql},
    derived::{Audience, Opens},
    sight::{Sight, column},
};
use crate::{
    query::{Participation, Project},
    standing::Standing,
    table::{participation, project as table},
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr},
};

impl Policy for Project {
    const RECORDED: Recorded = Recorded::Card;
    const LED_BY: &'static [&'static str] = &["status", "host_country"];

    fn everyones(at: &DynIden) -> Option<Expr> {
        Some(is_for(Audience::Everyone, at))
    }

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        let is_for = |audience| sql(is_for(audience, at));
        any([
            is_for(Audience::Everyone),
            sight.is_secretariat(),
            all([is_for(Audience::Board), sight.has(Standing::Board)]),
            sight.is_opened(Opens::Project, column(at, table::Column::Number)),
        ])
    }
}

/// Whether a project exists for this audience.
fn is_for(audience: Audience, at: &DynIden) -> Expr {
    column(at, table::Column::Audience).eq(Expr::cust((audience as i32).to_string()))
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
