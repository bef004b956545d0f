//! Who takes part in the programme: to them outputs of level `programme` are open.

use super::{
    condition::{Condition, all, any, exists, sql},
    derived::Opens,
    sight::Sight,
    terms::Kind,
};
use crate::{standing::Standing, table::standing};
use sea_orm::sea_query::Expr;

/// The word under which `write/derive.rs` keeps when an institute may read the programme's outputs.
const PROGRAMME: &str = "programme";

/// Parties that are members. Partners and institutes with at least one live standing on a project
/// that they see; an institute only while the Party whose country it stands in has not left.
pub(crate) fn participates(sight: &Sight<'_>) -> Condition {
    let of_itself = any([sight.is_secretariat(), sight.has(Standing::Member)]);
    if matches!(of_itself, Condition::Always) {
        return of_itself;
    }
    let its_party_has_not_left = sight.stands_on(Expr::val(""), &[PROGRAMME]);
    let may = any([
        sight.is(Kind::Funder),
        all([sight.is(Kind::Institute), its_party_has_not_left]),
    ]);
    any([of_itself, all([may, stands_on_a_visible_project(sight)])])
}

fn stands_on_a_visible_project(sight: &Sight<'_>) -> Condition {
    let at = sight.name();
    let sees_it = sql(Expr::cust(Opens::Project.is_among(&at.to_string())));
    exists(
        sight,
        standing::Entity,
        &at,
        all([sight.is_live_and_viewers(&at), sees_it]),
    )
}
