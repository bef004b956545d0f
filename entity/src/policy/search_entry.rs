//! Which entries of the search index a viewer may see: those of what it may see.

use super::{
    Condition, Policy, Recorded,
    condition::{all, any, exists, sql},
    sight::{Sight, column, word},
};
use crate::{
    query::{Institute, InstituteField, Output, OutputField, Project, ProjectField},
    read::{Field, Noun},
    search::SearchKind,
    table::search_entry as table,
};
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr},
};

/// An entry of the search index. It is no noun: a search gives keys, and reads what they name.
pub(super) struct SearchEntry;

impl Policy for SearchEntry {
    const RECORDED: Recorded = Recorded::Never;

    fn rows(sight: &Sight<'_>, at: &DynIden) -> Condition {
        any(SearchKind::ALL.map(|kind| {
            all([
                sql(column(at, table::Column::Kind).eq(word(kind.word()))),
                match kind {
                    SearchKind::Project => points_to::<Project>(sight, at, ProjectField::Number),
                    SearchKind::Institute => points_to::<Institute>(sight, at, InstituteField::Key),
                    SearchKind::Output => points_to::<Output>(sight, at, OutputField::Key),
                },
            ])
        }))
    }
}

fn points_to<N: Noun>(sight: &Sight<'_>, at: &DynIden, key: N::Field) -> Condition {
    let of = sight.name();
    if matches!(N::rows(sight, &of), Condition::Always) {
        return Condition::Always;
    }
    let is_it = Expr::col((of.clone(), key.shape().column)).eq(column(at, table::Column::Key));
    exists(
        sight,
        N::table(),
        &of,
        all([sql(is_it), sight.sees::<N>(&of)]),
    )
}
