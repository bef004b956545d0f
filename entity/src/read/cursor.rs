//! Keyset paging: everything behind a row, in any order, without carrying a value in the cursor.
//!
//! A cursor is a natural key. The values by which its row is sorted are read where the row is, under
//! the viewer's policy; a row the viewer may not see and a row that does not exist are the same.

use super::{
    Direction, Filter, Key, Noun, Value,
    noun::{Field, Kind},
    row::read_value,
};
use crate::{
    policy::{
        Visible,
        sight::{NEVER_KEPT, Sight, all, any, never},
    },
    store::{ReadError, Sitting},
    value::natural,
};
use sea_orm::{
    DbBackend, ExprTrait, Order,
    sea_query::{DynIden, Expr, NullOrdering, Query, SelectStatement},
};

/// One column of an order.
#[derive(Clone, Copy)]
pub(crate) struct Sort {
    column: &'static str,
    kind: Kind,
    descending: bool,
    /// Whether it is of the natural key.
    is_key: bool,
    missing: Missing,
}

/// How rows without a value are sorted: at the list's end, whichever way it is sorted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// There is none.
    Never,
    Null,
    /// As if they had a value behind all others (`coalesce(column, last)`). Indexes are over this expression, so that
    /// the rows behind a cursor are one range of an index.
    AsTheLast,
}

/// The columns that decide the order of a list: those asked for, then the natural key. Behind the whole key nothing
/// is left to decide.
pub(crate) fn sorts<N: Noun>(order: &[(N::Field, Direction)]) -> Vec<Sort> {
    let key = N::KEY.iter().map(|field| (*field, Direction::Ascending));
    let mut sorts: Vec<Sort> = Vec::new();
    let mut decided: Vec<N::Field> = Vec::new();
    for (field, direction) in order.iter().copied().chain(key) {
        if N::KEY.iter().all(|field| decided.contains(field)) {
            break;
        }
        decided.push(field);
        let shape = field.shape();
        let is_key = N::KEY.contains(&field);
        let missing = match is_key || field.is_required() {
            true => Missing::Never,
            false => Missing::Null,
        };
        for column in shape.order() {
            if sorts.iter().all(|sort| sort.column != column) {
                sorts.push(Sort {
                    column,
                    kind: match shape.kind {
                        Kind::Partial { .. } => Kind::Day,
                        Kind::Folded { .. } | Kind::Natural { .. } => Kind::Text,
                        kind => kind,
                    },
                    descending: direction == Direction::Descending,
                    is_key,
                    missing,
                });
            }
        }
    }
    sorts
}

impl Sort {
    /// The same order, where a missing value is sorted as one behind all others.
    pub(crate) fn with_the_missing_as_last(self) -> Self {
        match self.missing {
            Missing::Never => self,
            _ => Self {
                missing: Missing::AsTheLast,
                ..self
            },
        }
    }

    fn expr(&self, sight: &Sight<'_>, at: &DynIden) -> Expr {
        let column = Expr::col((at.clone(), self.column));
        match self.missing {
            Missing::AsTheLast => sight.phrase("coalesce(?, ?)", [column, self.last(sight)]),
            _ => column,
        }
    }

    /// The value that sorts behind all others in this direction, spelled exactly as in the expression indexes over
    /// public projects (migration 19): otherwise they are not used.
    fn last(&self, sight: &Sight<'_>) -> Expr {
        let [least, greatest] = match (self.kind, sight.backend) {
            (Kind::Day, DbBackend::Postgres) => ["date '-infinity'", "date 'infinity'"],
            (Kind::Int | Kind::Minor, _) => ["-9223372036854775807", "9223372036854775807"],
            (Kind::Flag, _) => ["false", "true"],
            // Days are text on SQLite.
            _ => ["''", "'\u{10ffff}'"],
        };
        Expr::cust(if self.descending { least } else { greatest })
    }

    /// The value that a cursor's row has in this column, or the one that a missing value is sorted as; nothing, if a
    /// missing value is sorted as null.
    fn value_of(&self, sight: &Sight<'_>, value: &Value) -> Option<Expr> {
        match (value.sql(), self.missing) {
            (None, Missing::AsTheLast) => Some(self.last(sight)),
            (value, _) => value,
        }
    }

    /// How this column sorts, forwards or backwards; missing values stay at the list's end. Of a column
    /// without missing values nothing is said of them, so that its index serves in both directions.
    pub(crate) fn ordering(&self, backwards: bool) -> (Order, Option<NullOrdering>) {
        let order = if self.descending == backwards {
            Order::Asc
        } else {
            Order::Desc
        };
        let nulls = if backwards {
            NullOrdering::First
        } else {
            NullOrdering::Last
        };
        (order, (self.missing == Missing::Null).then_some(nulls))
    }

    /// Sorts a selection by this value.
    pub(crate) fn order(&self, select: &mut SelectStatement, value: Expr, backwards: bool) {
        let (order, nulls) = self.ordering(backwards);
        match nulls {
            Some(nulls) => select.order_by_expr_with_nulls(value, order, nulls),
            None => select.order_by_expr(value, order),
        };
    }

    pub(crate) fn is_key(&self) -> bool {
        self.is_key
    }

    /// What rows are sorted by. Where hidden rows lie among them only keys are read in the order of an
    /// index: how many rows it passes until a page is full would tell where hidden values lie.
    pub(crate) fn value(&self, sight: &Sight<'_>, at: &DynIden, by_index: bool) -> Expr {
        let value = self.expr(sight, at);
        match by_index {
            true => value,
            false => sight.without_index(value),
        }
    }
}

/// The visible rows strictly behind (or before) the one whose sorting values are `values`.
pub(crate) fn beyond<N: Noun>(
    sight: &Sight<'_>,
    visible: Visible<N>,
    at: &DynIden,
    sorts: &[Sort],
    values: &[Value],
    backwards: bool,
) -> Visible<N> {
    restricted(visible, sorts, further(sight, at, sorts, values, backwards))
}

/// The visible rows that meet a condition on the columns of the order. A condition on keys alone stands beside the
/// policy, so that an index leads to the page; any other one only where everyone sees every row.
fn restricted<N: Noun>(visible: Visible<N>, sorts: &[Sort], condition: Expr) -> Visible<N> {
    match sorts.iter().all(Sort::is_key) {
        true => visible.keyed(condition),
        false => visible.in_range(condition),
    }
}

/// Whether a row comes after (or before) the one whose sorting values are `values`.
fn further(
    sight: &Sight<'_>,
    at: &DynIden,
    sorts: &[Sort],
    values: &[Value],
    backwards: bool,
) -> Expr {
    let is_ascending = |sort: &Sort| sort.descending == backwards;
    if let Some(range) = range(sight, at, sorts, values, backwards) {
        return range;
    }
    let mut ways = Vec::new();
    let mut equal: Vec<Expr> = Vec::new();
    for (sort, value) in sorts.iter().zip(values) {
        let column = || sort.expr(sight, at);
        let value = sort.value_of(sight, value);
        let further = match (value.clone(), backwards) {
            (None, false) => never(),
            (None, true) => column().is_not_null(),
            (Some(value), _) => {
                let past = match is_ascending(sort) {
                    true => column().gt(value),
                    false => column().lt(value),
                };
                match backwards || sort.missing != Missing::Null {
                    true => past,
                    false => past.or(column().is_null()),
                }
            }
        };
        ways.push(all(equal.iter().cloned().chain([further])));
        equal.push(match value {
            None => column().is_null(),
            Some(value) => column().eq(value),
        });
    }
    let behind = any(ways);
    // Said twice, where every row has a value in the first column, so that an index leads to the first row of the
    // page instead of past all rows before it.
    let first = sorts.first().zip(values.first());
    match first.filter(|(sort, _)| sort.missing != Missing::Null) {
        Some((sort, value)) => match sort.value_of(sight, value) {
            Some(value) if is_ascending(sort) => all([sort.expr(sight, at).gte(value), behind]),
            Some(value) => all([sort.expr(sight, at).lte(value), behind]),
            None => behind,
        },
        None => behind,
    }
}

/// The same as one comparison of rows, which is one range of an index: where every row has a value in every
/// column, and all columns sort in the same direction.
fn range(
    sight: &Sight<'_>,
    at: &DynIden,
    sorts: &[Sort],
    values: &[Value],
    backwards: bool,
) -> Option<Expr> {
    let first = sorts.first()?;
    let is_one = |sort: &Sort| sort.missing != Missing::Null && sort.descending == first.descending;
    if !sorts.iter().all(is_one) {
        return None;
    }
    let places = sorts.iter().zip(values);
    let values: Option<Vec<Expr>> = places
        .map(|(sort, value)| sort.value_of(sight, value))
        .collect();
    let row = |mut row: Vec<Expr>| match (row.len(), row.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            row.extend(last);
            Expr::tuple(row)
        }
    };
    let here = row(sorts.iter().map(|sort| sort.expr(sight, at)).collect());
    let there = row(values?);
    Some(match first.descending == backwards {
        true => here.gt(there),
        false => here.lt(there),
    })
}

/// The other visible rows: the one whose sorting values are `values`, and those on its other side.
pub(crate) fn short_of<N: Noun>(
    sight: &Sight<'_>,
    visible: Visible<N>,
    at: &DynIden,
    sorts: &[Sort],
    values: &[Value],
    backwards: bool,
) -> Visible<N> {
    let equal = sorts.iter().zip(values).map(|(sort, value)| {
        let column = sort.expr(sight, at);
        match sort.value_of(sight, value) {
            None => column.is_null(),
            Some(value) => column.eq(value),
        }
    });
    let other_side = further(sight, at, sorts, values, !backwards).or(all(equal));
    restricted(visible, sorts, other_side)
}

/// The values by which the row with this key is sorted.
///
/// # Errors
/// [`ReadError::UnknownCursor`] if the viewer sees no such row.
pub(crate) async fn anchor<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    sorts: &[Sort],
    key: &Key,
) -> Result<Vec<Value>, ReadError> {
    if let Some(values) = from_key::<N>(sorts, key) {
        return Ok(values);
    }
    #[cfg(mutants)]
    crate::mutant::tell_hidden_from_absent::<N>(sitting, sight, key).await?;
    let at = sight.name();
    let visible = sight.visible::<N>(&at);
    #[cfg(mutants)]
    let visible = visible.without_the_policy("cursor_of_a_hidden_row");
    let mut select: SelectStatement = Query::select();
    select
        .from_as(N::table(), at.clone())
        .and_where(Filter::key(key).among(sight, &at, visible).sql());
    for sort in sorts {
        select.column((at.clone(), sort.column));
    }
    let reads_version = sitting.reads_version();
    let version_at = reads_version.is_some().then_some(sorts.len());
    select.exprs(reads_version);
    let rows = sitting.by_itself(&select).await?;
    let row = rows.first().ok_or(ReadError::UnknownCursor)?;
    if let Some(place) = version_at {
        let version: String = row.try_get_by_index(place)?;
        sitting.has_read_version(&version);
    }
    sorts
        .iter()
        .enumerate()
        .map(|(place, sort)| Ok(read_value(row, sort.kind, place)?))
        .collect()
}

/// In the order of the natural key the cursor itself says where it stands.
fn from_key<N: Noun>(sorts: &[Sort], key: &Key) -> Option<Vec<Value>> {
    let is_kept = |part: &String| !part.contains(NEVER_KEPT);
    if key.0.len() != N::KEY.len() || !key.0.iter().all(is_kept) {
        return None;
    }
    sorts
        .iter()
        .map(|sort| {
            let (field, part) = N::KEY
                .iter()
                .zip(&key.0)
                .find(|(field, _)| field.shape().order().contains(&sort.column))?;
            let shape = field.shape();
            match shape.kind {
                Kind::Text => Some(Value::Text(part.clone())),
                Kind::Int => part.parse().ok().map(Value::Int),
                Kind::Natural { order } if order == sort.column => {
                    Some(Value::Text(natural::order(part)))
                }
                Kind::Natural { .. } => Some(Value::Text(part.clone())),
                _ => None,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        policy::Terms,
        query::{Contribution, ContributionField, Participation, Project, ProjectField},
    };
    use sea_orm::sea_query::{PostgresQueryBuilder, SqliteQueryBuilder};

    /// What lies behind a row whose sorting values are all `x`, with the order.
    fn behind<N: Noun>(
        order: &[(N::Field, Direction)],
        backend: DbBackend,
        prepared: fn(Sort) -> Sort,
    ) -> String {
        let terms = Terms::of_the_public(chrono::NaiveDate::default());
        let sight = Sight::new(&terms, backend);
        let at: DynIden = DynIden::from("t");
        let sorts: Vec<Sort> = sorts::<N>(order).into_iter().map(prepared).collect();
        let values = vec![Value::Text("x".into()); sorts.len()];
        let mut select = Query::select();
        select
            .expr(Expr::cust("1"))
            .and_where(further(&sight, &at, &sorts, &values, false));
        for sort in &sorts {
            sort.order(&mut select, sort.expr(&sight, &at), false);
        }
        match backend {
            DbBackend::Postgres => select.to_string(PostgresQueryBuilder),
            _ => select.to_string(SqliteQueryBuilder),
        }
    }

    /// Of the natural key nothing is missing. Were it asked nevertheless, no index would lead to the page.
    #[test]
    fn in_the_order_of_the_key_an_index_leads_to_the_page() {
        let as_it_is = |sort| sort;
        let sqlite = DbBackend::Sqlite;
        assert_eq!(
            behind::<Contribution>(&[], sqlite, as_it_is),
            r#"SELECT 1 WHERE "t"."key" > 'x' ORDER BY "t"."key" ASC"#
        );
        assert_eq!(
            behind::<Project>(&[], sqlite, as_it_is),
            r#"SELECT 1 WHERE ("t"."number_order", "t"."number") > ('x', 'x') ORDER BY "t"."number_order" ASC, "t"."number" ASC"#
        );
        let text = behind::<Participation>(&[], sqlite, as_it_is);
        assert!(!text.contains("NULL"), "{text}");
        let by_date = [(ContributionField::CommittedOn, Direction::Ascending)];
        let by_date = behind::<Contribution>(&by_date, sqlite, as_it_is);
        assert!(
            by_date.contains("IS NULL") && by_date.contains("NULLS LAST"),
            "{by_date}"
        );
    }

    /// What stands behind the whole key decides nothing, and an index of keys need not have it.
    #[test]
    fn behind_the_key_nothing_is_sorted() {
        use Direction::{Ascending, Descending};
        let order = [
            (ContributionField::Key, Ascending),
            (ContributionField::ProjectNumber, Descending),
        ];
        let columns: Vec<&str> = sorts::<Contribution>(&order)
            .iter()
            .map(|sort| sort.column)
            .collect();
        assert_eq!(columns, ["key"]);
    }

    /// Where an index is over dates of which the missing ones are sorted as the last, so is the list.
    #[test]
    fn missing_dates_are_the_last_of_a_range() {
        use Direction::{Ascending, Descending};
        let as_last = Sort::with_the_missing_as_last;
        let down = [
            (ProjectField::StartsOn, Descending),
            (ProjectField::Number, Descending),
        ];
        assert_eq!(
            behind::<Project>(&down, DbBackend::Postgres, as_last),
            "SELECT 1 WHERE (coalesce(\"t\".\"starts_on_first\", date '-infinity'), \
             coalesce(\"t\".\"starts_on_last\", date '-infinity'), \"t\".\"number_order\", \"t\".\"number\") \
             < ('x', 'x', 'x', 'x') \
             ORDER BY coalesce(\"t\".\"starts_on_first\", date '-infinity') DESC, \
             coalesce(\"t\".\"starts_on_last\", date '-infinity') DESC, \
             \"t\".\"number_order\" DESC, \"t\".\"number\" DESC"
        );
        let mixed = [(ProjectField::StartsOn, Descending)];
        let text = behind::<Project>(&mixed, DbBackend::Sqlite, as_last);
        let range = r#"SELECT 1 WHERE (coalesce("t"."starts_on_first", '')) <= 'x' AND"#;
        assert!(text.starts_with(range), "{text}");
        let up = [(ProjectField::StartsOn, Ascending)];
        let text = behind::<Project>(&up, DbBackend::Sqlite, as_last);
        let range = "SELECT 1 WHERE (coalesce(\"t\".\"starts_on_first\", '\u{10ffff}'), ";
        assert!(text.starts_with(range) && !text.contains("NULL"), "{text}");
    }
}
