//! Whether a viewer may see a row: known before the database is asked, or a question for it.
//!
//! Policies are written in these words, once. For one viewer most of a rule is known beforehand and
//! folds away, so that a reader sends only what is left of it.

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
    /// The rows that go one of these ways.
    Ways(Vec<Way>),
}

/// One way to be let through, as SQL.
#[derive(Clone, Debug)]
pub struct Way {
    pub(crate) sql: Expr,
    /// Whether rows of other tables decide; if not, the row itself does.
    pub(crate) asks_elsewhere: bool,
}

/// The row itself decides.
pub(crate) fn row(sql: Expr) -> Condition {
    Condition::Ways(vec![Way {
        sql,
        asks_elsewhere: false,
    }])
}

/// A row of `table`, which stands there under the name `at`, decides by being there.
pub(crate) fn exists(table: impl IntoTableRef, at: &DynIden, condition: Condition) -> Condition {
    if matches!(condition, Condition::Never) {
        return Condition::Never;
    }
    Condition::Ways(vec![Way {
        sql: Expr::exists(
            Query::select()
                .expr(Expr::cust("1"))
                .from_as(table, at.clone())
                .and_where(condition.sql())
                .take(),
        ),
        asks_elsewhere: true,
    }])
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
    let mut ways = Vec::new();
    for condition in conditions {
        match condition {
            Condition::Always => return Condition::Always,
            Condition::Never => {}
            Condition::Ways(more) => ways.extend(more),
        }
    }
    if ways.is_empty() {
        return Condition::Never;
    }
    Condition::Ways(ways)
}

/// All of them; always, of none.
pub(crate) fn all(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    let mut conjoined: Option<Way> = None;
    for condition in conditions {
        let way = match condition {
            Condition::Always => continue,
            Condition::Never => return Condition::Never,
            Condition::Ways(ways) => one(ways),
        };
        conjoined = Some(match conjoined {
            None => way,
            Some(before) => Way {
                sql: before.sql.and(way.sql),
                asks_elsewhere: before.asks_elsewhere || way.asks_elsewhere,
            },
        });
    }
    conjoined.map_or(Condition::Always, |way| Condition::Ways(vec![way]))
}

impl Condition {
    /// Its plain complement.
    pub(crate) fn not(self) -> Self {
        match self {
            Condition::Always => Condition::Never,
            Condition::Never => Condition::Always,
            Condition::Ways(ways) => {
                let Way {
                    sql,
                    asks_elsewhere,
                } = one(ways);
                Condition::Ways(vec![Way {
                    sql: sql.not(),
                    asks_elsewhere,
                }])
            }
        }
    }

    /// As a condition of a statement.
    pub(crate) fn sql(self) -> Expr {
        match self {
            Condition::Always => super::sight::always(),
            Condition::Never => super::sight::never(),
            Condition::Ways(ways) => one(ways).sql,
        }
    }
}

/// The ways as one.
fn one(ways: Vec<Way>) -> Way {
    let asks_elsewhere = ways.iter().any(|way| way.asks_elsewhere);
    let sql = super::sight::any(ways.into_iter().map(|way| way.sql));
    Way {
        sql,
        asks_elsewhere,
    }
}
