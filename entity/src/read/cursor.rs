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
        Term, Visible,
        sight::{NEVER_KEPT, Sight, all, any, never},
    },
    store::{ReadError, Sitting},
    value::natural,
};
use sea_orm::{
    ExprTrait, Order,
    sea_query::{DynIden, Expr, NullOrdering, Query, SelectStatement},
};

/// One column of an order.
#[derive(Clone, Copy)]
pub(crate) struct Sort {
    column: &'static str,
    kind: Kind,
    descending: bool,
    /// Whether it is of the natural key, of which nothing is ever missing.
    is_key: bool,
}

/// The columns that decide the order of a list: those asked for, then the natural key.
pub(crate) fn sorts<N: Noun>(order: &[(N::Field, Direction)]) -> Vec<Sort> {
    let key = N::KEY.iter().map(|field| (*field, Direction::Ascending));
    let mut sorts: Vec<Sort> = Vec::new();
    for (field, direction) in order.iter().copied().chain(key) {
        let shape = field.shape();
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
                    is_key: N::KEY.contains(&field),
                });
            }
        }
    }
    sorts
}

impl Sort {
    fn expr(&self, at: &DynIden) -> Expr {
        Expr::col((at.clone(), self.column))
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
        (order, (!self.is_key).then_some(nulls))
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
        let value = self.expr(at);
        match by_index {
            true => value,
            false => sight.without_index(value),
        }
    }
}

/// The visible rows strictly behind (or before) the one whose sorting values are `values`.
pub(crate) fn beyond<N: Noun>(
    visible: Visible<N>,
    at: &DynIden,
    sorts: &[Sort],
    values: &[Value],
    backwards: bool,
) -> Visible<N> {
    restricted(visible, sorts, further(at, sorts, values, backwards))
}

/// The visible rows of which a condition on the columns of the order holds. A range of keys stands beside
/// the policy, so that an index leads to the page; any other condition is evaluated behind the policy.
fn restricted<N: Noun>(visible: Visible<N>, sorts: &[Sort], condition: Expr) -> Visible<N> {
    match sorts.iter().all(Sort::is_key) {
        true => visible.keyed(condition),
        false => visible.first_only(Term::new(condition)),
    }
}

/// Whether a row comes after (or before) the one whose sorting values are `values`.
fn further(at: &DynIden, sorts: &[Sort], values: &[Value], backwards: bool) -> Expr {
    let mut ways = Vec::new();
    let mut equal: Vec<Expr> = Vec::new();
    for (sort, value) in sorts.iter().zip(values) {
        let column = || sort.expr(at);
        let further = match (value.sql(), backwards) {
            (None, false) => never(),
            (None, true) => column().is_not_null(),
            (Some(value), _) => {
                let past = if sort.descending == backwards {
                    column().gt(value)
                } else {
                    column().lt(value)
                };
                if backwards || sort.is_key {
                    past
                } else {
                    past.or(column().is_null())
                }
            }
        };
        ways.push(all(equal.iter().cloned().chain([further])));
        equal.push(match value.sql() {
            None => column().is_null(),
            Some(value) => column().eq(value),
        });
    }
    let behind = any(ways);
    // Said twice, where the order begins with the key, so that the index leads to the first row of the page
    // instead of past all rows before it.
    match (sorts, values) {
        ([first, _, ..], [value, ..]) if first.is_key => match value.sql() {
            Some(value) if first.descending == backwards => {
                all([first.expr(at).gte(value), behind])
            }
            Some(value) => all([first.expr(at).lte(value), behind]),
            None => behind,
        },
        _ => behind,
    }
}

/// The other visible rows: the one whose sorting values are `values`, and those on its other side.
pub(crate) fn short_of<N: Noun>(
    visible: Visible<N>,
    at: &DynIden,
    sorts: &[Sort],
    values: &[Value],
    backwards: bool,
) -> Visible<N> {
    let equal = sorts.iter().zip(values).map(|(sort, value)| {
        let column = sort.expr(at);
        match value.sql() {
            None => column.is_null(),
            Some(value) => column.eq(value),
        }
    });
    let other_side = further(at, sorts, values, !backwards).or(all(equal));
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
        select.expr(sort.expr(&at));
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
    use crate::query::{Contribution, ContributionField, Participation, Project};
    use sea_orm::sea_query::SqliteQueryBuilder;

    /// What lies behind a row whose sorting values are all `x`, with the order.
    fn behind<N: Noun>(order: &[(N::Field, Direction)]) -> String {
        let at: DynIden = DynIden::from("t");
        let sorts = sorts::<N>(order);
        let values = vec![Value::Text("x".into()); sorts.len()];
        let mut select = Query::select();
        select
            .expr(Expr::val(1))
            .and_where(further(&at, &sorts, &values, false));
        for sort in &sorts {
            match sort.ordering(false) {
                (order, Some(nulls)) => {
                    select.order_by_expr_with_nulls(sort.expr(&at), order, nulls)
                }
                (order, None) => select.order_by_expr(sort.expr(&at), order),
            };
        }
        select.to_string(SqliteQueryBuilder)
    }

    /// Of the natural key nothing is missing. Were it asked nevertheless, no index would lead to the page.
    #[test]
    fn in_the_order_of_the_key_an_index_leads_to_the_page() {
        assert_eq!(
            behind::<Contribution>(&[]),
            r#"SELECT 1 WHERE "t"."key" > 'x' ORDER BY "t"."key" ASC"#
        );
        for text in [behind::<Project>(&[]), behind::<Participation>(&[])] {
            assert!(!text.contains("NULL"), "{text}");
            assert!(
                text.starts_with(r#"SELECT 1 WHERE "t".""#) && text.contains(">= 'x'"),
                "{text}"
            );
        }
        let by_date =
            behind::<Contribution>(&[(ContributionField::CommittedOn, Direction::Ascending)]);
        assert!(
            by_date.contains("IS NULL") && by_date.contains("NULLS LAST"),
            "{by_date}"
        );
    }
}
