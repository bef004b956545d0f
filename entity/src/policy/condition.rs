//! Whether a viewer may see a row: known before the database is asked, or a question for it.
//!
//! Policies are written in these words, once. For one viewer most of a rule is known beforehand and
//! folds away, so that a reader sends only what is left of it.

use super::sight::Sight;
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, IntoTableRef, Query},
};

/// Whether a row is let through.
#[derive(Clone, Debug)]
pub enum Condition {
    /// Every row.
    Always,
    /// No row.
    Never,
    /// The rows that the database finds so.
    Sql(Expr),
}

/// The rows that the database finds so.
pub(crate) fn sql(condition: Expr) -> Condition {
    Condition::Sql(condition)
}

/// There is a row of `table`, which stands there under the name `at`, that meets the condition.
pub(crate) fn exists(
    sight: &Sight<'_>,
    table: impl IntoTableRef,
    at: &DynIden,
    condition: Condition,
) -> Condition {
    if matches!(condition, Condition::Never) {
        return Condition::Never;
    }
    let mut select = Query::select();
    select
        .expr(Expr::cust("1"))
        .from_as(table, at.clone())
        .and_where(condition.sql());
    sql(sight.row_by_row(select))
}

/// Known beforehand.
pub(crate) fn known(open: bool) -> Condition {
    match open {
        true => Condition::Always,
        false => Condition::Never,
    }
}

/// At least one of them; never, of none.
pub(crate) fn any(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    let mut joined = Condition::Never;
    for condition in conditions {
        joined = match (joined, condition) {
            (_, Condition::Always) => return Condition::Always,
            (joined, Condition::Never) => joined,
            (Condition::Sql(before), Condition::Sql(more)) => sql(before.or(more)),
            (_, more) => more,
        };
    }
    joined
}

/// All of them; always, of none.
pub(crate) fn all(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    let mut joined = Condition::Always;
    for condition in conditions {
        joined = match (joined, condition) {
            (_, Condition::Never) => return Condition::Never,
            (joined, Condition::Always) => joined,
            (Condition::Sql(before), Condition::Sql(more)) => sql(before.and(more)),
            (_, more) => more,
        };
    }
    joined
}

impl Condition {
    /// Its plain complement.
    pub(crate) fn not(self) -> Self {
        match self {
            Condition::Always => Condition::Never,
            Condition::Never => Condition::Always,
            Condition::Sql(condition) => sql(condition.not()),
        }
    }

    /// As a condition of a statement.
    pub(crate) fn sql(self) -> Expr {
        match self {
            Condition::Always => super::sight::always(),
            Condition::Never => super::sight::never(),
            Condition::Sql(condition) => condition,
        }
    }
}
