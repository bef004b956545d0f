//! Who takes part in the programme: to them outputs of level `programme` are open.

use super::{
    condition::{Condition, all, any, exists, row},
    project,
    sight::{Sight, column},
    terms::Kind,
};
use crate::{
    standing::Standing,
    table::{project as table, standing},
};
use sea_orm::ExprTrait;

/// The word under which `write/derive.rs` keeps when an institute may read the programme's outputs.
pub(crate) const PROGRAMME: &str = "programme";

/// Parties that are members. Partners and institutes with at least one live standing on a project
/// that they see; an institute only while the Party whose country it stands in has not left.
pub(crate) fn participates(sight: &Sight<'_>) -> Condition {
    let may = any([
        sight.is(Kind::Funder),
        all([sight.is(Kind::Institute), its_party_has_not_left(sight)]),
    ]);
    any([
        sight.is_secretariat(),
        sight.has(Standing::Member),
        all([may, stands_on_a_visible_project(sight)]),
    ])
}

fn its_party_has_not_left(sight: &Sight<'_>) -> Condition {
    let at = sight.name();
    let is_it = column(&at, standing::Column::Project)
        .eq("")
        .and(column(&at, standing::Column::Kind).eq(PROGRAMME));
    exists(
        standing::Entity,
        &at,
        all([sight.is_live_and_viewers(&at), row(is_it)]),
    )
}

fn stands_on_a_visible_project(sight: &Sight<'_>) -> Condition {
    let at = sight.name();
    exists(
        table::Entity,
        &at,
        all([
            sight.holds(&Standing::ALL, column(&at, table::Column::Number)),
            project::visible(sight, &at),
        ]),
    )
}
