//! One level of a question: one statement for its rows, whatever the number of parents, one for the
//! totals if they are asked for, then the levels below.

use super::{
    Found, Key, Noun, Read, Relation, Row,
    cursor::{Sort, anchor, beyond, short_of, sorts},
    noun::Field,
    question::Child,
    relation::Tie,
    row::Value,
};
use crate::{
    policy::{Condition, Recorded, Visible, sight::Sight},
    store::{ReadError, Sitting},
};
use futures_util::future::BoxFuture;
use sea_orm::{
    ExprTrait, Order,
    sea_query::{
        Alias, DynIden, Expr, Func, OverStatement, Query, SelectStatement, WindowStatement,
    },
};
use std::{any::Any, collections::HashMap, sync::Arc};

/// Answers a question that hangs on nothing.
pub(crate) async fn run<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    read: &Read<N>,
) -> Result<Found<N>, ReadError> {
    let mut found = answer(sitting, sight, read, None).await?;
    Ok(found.remove("").unwrap_or_else(|| Found::none(read.total)))
}

/// Answers a question for the rows with these keys only.
pub(crate) async fn find<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    read: &Read<N>,
    keys: &[Key],
) -> Result<Found<N>, ReadError> {
    #[cfg(mutants)]
    let everything = crate::mutant::everything(sight.day());
    #[cfg(mutants)]
    let everything = Sight::new(&everything, sight.backend);
    #[cfg(mutants)]
    let sight = if crate::mutant::is("node_without_the_policy")
        || crate::mutant::is("snippet_from_a_hidden_output")
    {
        &everything
    } else {
        sight
    };
    let under = match N::KEY {
        // The rows "hang" on their own keys: one bound value, however many there are.
        [field] => Under {
            tie: Tie::Column(field.shape().column),
            parents: keys
                .iter()
                .filter_map(|key| key.0.first().cloned())
                .collect(),
        },
        _ => return Ok(Found::none(false)),
    };
    let mut found = Found::none(false);
    for one in answer(sitting, sight, read, Some(&under))
        .await?
        .into_values()
    {
        found.rows.extend(one.rows);
    }
    Ok(found)
}

/// A level below a row of `P`, whatever noun it is of.
pub(crate) trait Step<P: Noun>: Send + Sync {
    /// The parent's field that its children hang on.
    fn parent(&self) -> P::Field;

    /// What hangs on each of these parents.
    fn run<'a>(
        &'a self,
        sitting: &'a Sitting,
        sight: &'a Sight<'_>,
        parents: Vec<String>,
    ) -> BoxFuture<'a, Result<Below, ReadError>>;
}

/// What hangs on each parent, and what a parent has on which nothing hangs.
pub(crate) struct Below {
    found: HashMap<String, Arc<dyn Any + Send + Sync>>,
    none: Arc<dyn Any + Send + Sync>,
}

pub(crate) struct Related<P: Noun, C: Noun> {
    pub(crate) relation: Relation<P, C>,
    pub(crate) read: Read<C>,
}

impl<P: Noun, C: Noun> Step<P> for Related<P, C> {
    fn parent(&self) -> P::Field {
        self.relation.parent
    }

    fn run<'a>(
        &'a self,
        sitting: &'a Sitting,
        sight: &'a Sight<'_>,
        parents: Vec<String>,
    ) -> BoxFuture<'a, Result<Below, ReadError>> {
        Box::pin(async move {
            let under = Under {
                tie: self.relation.tie,
                parents,
            };
            let found = if under.parents.is_empty() {
                HashMap::new()
            } else {
                answer(sitting, sight, &self.read, Some(&under)).await?
            };
            let shared = |found: Found<C>| Arc::new(found) as Arc<dyn Any + Send + Sync>;
            Ok(Below {
                found: found
                    .into_iter()
                    .map(|(parent, found)| (parent, shared(found)))
                    .collect(),
                none: shared(Found::none(self.read.total)),
            })
        })
    }
}

/// The parents of a level, and what ties its rows to them.
struct Under {
    tie: Tie,
    parents: Vec<String>,
}

/// Where a cursor cuts the list: by what its row is sorted, and whether the page lies before it.
struct Bound {
    values: Vec<Value>,
    before: bool,
}

/// The pages of this level, by parent; a level that hangs on nothing has the parent "".
async fn answer<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    read: &Read<N>,
    under: Option<&Under>,
) -> Result<HashMap<String, Found<N>>, ReadError> {
    let mut pages: HashMap<String, Found<N>> = HashMap::new();
    if let Some(filter) = &read.filter {
        sitting.examine(filter.examined());
    }
    if read.total || !read.order.is_empty() {
        sitting.examine(N::RECORDED.by_itself());
    }
    if read.rows {
        let sorts = sorts::<N>(&read.order);
        let mut bounds = Vec::new();
        for (key, before) in [(&read.page.after, false), (&read.page.before, true)] {
            if let Some(key) = key {
                let values = anchor::<N>(sitting, sight, &sorts, key).await?;
                bounds.push(Bound { values, before });
            }
        }
        let mut rows = rows(sitting, sight, read, under, &sorts, &bounds).await?;
        for child in &read.children {
            hang(sitting, sight, child, &mut rows).await?;
        }
        for (parent, row) in rows {
            pages
                .entry(parent)
                .or_insert_with(|| Found::none(read.total))
                .rows
                .push(Arc::new(row));
        }
        for found in pages.values_mut() {
            cut(read, found);
            let guarded = found.rows.iter().filter(|row| row.is_guarded).count();
            sitting.delivering().add(N::RECORDED, guarded as u64);
        }
        for bound in bounds.iter().filter(|_| read.ends) {
            for parent in on_the_other_side(sitting, sight, read, under, &sorts, bound).await? {
                let found = pages
                    .entry(parent)
                    .or_insert_with(|| Found::none(read.total));
                if bound.before {
                    found.more_after = true;
                } else {
                    found.more_before = true;
                }
            }
        }
    }
    if read.total {
        for (parent, total) in totals(sitting, sight, read, under).await? {
            pages
                .entry(parent)
                .or_insert_with(|| Found::none(true))
                .total = Some(total);
        }
    }
    Ok(pages)
}

/// Fetches what hangs on these rows in one go, and gives each row its own.
async fn hang<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    child: &Child<N>,
    rows: &mut [(String, Row<N>)],
) -> Result<(), ReadError> {
    let field = child.step.parent();
    let tie = |row: &Row<N>| row.text(field).ok().flatten().map(str::to_owned);
    let mut parents: Vec<String> = rows.iter().filter_map(|(_, row)| tie(row)).collect();
    parents.sort_unstable();
    parents.dedup();
    let below = child.step.run(sitting, sight, parents).await?;
    for (_, row) in rows {
        let found = tie(row).and_then(|tie| below.found.get(&tie).cloned());
        row.children.push((
            child.places.clone(),
            found.unwrap_or_else(|| below.none.clone()),
        ));
    }
    Ok(())
}

/// Drops the one row too many that tells whether the list goes on; turns a page from the end round.
fn cut<N: Noun>(read: &Read<N>, found: &mut Found<N>) {
    let page = &read.page;
    let more = match page.limit {
        Some(limit) if found.rows.len() > limit as usize => {
            found.rows.truncate(limit as usize);
            true
        }
        _ => false,
    };
    if page.from_the_end {
        found.rows.reverse();
        found.more_before = more;
    } else {
        found.more_after = more;
    }
}

/// The parents of whose lists a cursor cuts something off: its own row, or one on its other side.
async fn on_the_other_side<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    read: &Read<N>,
    under: Option<&Under>,
    sorts: &[Sort],
    bound: &Bound,
) -> Result<Vec<String>, ReadError> {
    let Matching {
        mut select,
        at,
        parent,
        visible,
    } = matching(sight, read, under);
    let visible = short_of(visible, &at, sorts, &bound.values, bound.before);
    select.expr(parent).distinct().and_where(visible.sql());
    // Of a list that hangs on nothing one row tells it; without, all rows before a late page would be read.
    if under.is_none() {
        select.limit(1);
    }
    let rows = sitting.all(&select).await?;
    let parents = rows.iter().map(|row| Ok(row.try_get_by_index(0)?));
    parents.collect()
}

/// The rows of this level with the parent each hangs on, in order.
async fn rows<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    read: &Read<N>,
    under: Option<&Under>,
    sorts: &[Sort],
    bounds: &[Bound],
) -> Result<Vec<(String, Row<N>)>, ReadError> {
    let Matching {
        mut select,
        at,
        parent,
        mut visible,
    } = matching(sight, read, under);
    let backwards = read.page.from_the_end;
    for bound in bounds {
        visible = beyond(visible, &at, sorts, &bound.values, bound.before);
    }
    let by_index = visible.is_everything() || sorts.first().is_none_or(Sort::is_key);
    select.and_where(visible.sql()).expr(parent.clone());
    for (field, asked) in N::Field::ALL.iter().zip(&read.asked) {
        if *asked {
            select.column((at.clone(), Alias::new(field.shape().column)));
        }
    }
    #[cfg(mutants)]
    crate::mutant::betray::<N>(&mut select, &at);
    let guarded = guarded::<N>(sitting, sight, &at);
    if let Guarded::Told(is_guarded) = &guarded {
        select.expr_as(is_guarded.clone(), Alias::new(GUARDED));
    }
    let limit = read.page.limit.map(|limit| u64::from(limit) + 1);
    let select = match (under, limit) {
        (Some(_), Some(limit)) => {
            let mut window = WindowStatement::new();
            window.add_partition_by(parent);
            for sort in sorts {
                let (order, nulls) = sort.ordering(backwards);
                let value = sort.value(sight, &at, by_index);
                match nulls {
                    Some(nulls) => window.order_by_expr_with_nulls(value, order, nulls),
                    None => window.order_by_expr(value, order),
                };
            }
            select.expr_window_as(Func::cust("row_number"), window, Alias::new("place"));
            let page = sight.name();
            Query::select()
                .expr(Expr::cust("*"))
                .from_subquery(select, page.clone())
                .and_where(Expr::col((page.clone(), Alias::new("place"))).lte(limit))
                .order_by((page, Alias::new("place")), Order::Asc)
                .take()
        }
        _ => {
            for sort in sorts {
                let (order, nulls) = sort.ordering(backwards);
                let value = sort.value(sight, &at, by_index);
                match nulls {
                    Some(nulls) => select.order_by_expr_with_nulls(value, order, nulls),
                    None => select.order_by_expr(value, order),
                };
            }
            if let Some(limit) = limit {
                select.limit(limit);
            }
            select
        }
    };
    sitting
        .all(&select)
        .await?
        .iter()
        .map(|result| {
            let parent = result.try_get_by_index(0)?;
            let mut row = Row::read(result, &read.asked, 1)?;
            row.is_guarded = match guarded {
                Guarded::Every => true,
                Guarded::No => false,
                Guarded::Told(_) => result.try_get("", GUARDED)?,
            };
            #[cfg(mutants)]
            let row = row.betraying(
                result,
                1 + read.asked.iter().filter(|asked| **asked).count(),
            )?;
            Ok((parent, row))
        })
        .collect()
}

/// Which rows the public would not be shown.
pub(crate) enum Guarded {
    No,
    Every,
    /// Those of which this holds.
    Told(Expr),
}

/// The name under which a row says so.
const GUARDED: &str = "is_guarded";

pub(crate) fn guarded<N: Noun>(sitting: &Sitting, sight: &Sight<'_>, at: &DynIden) -> Guarded {
    let Some(public) = sitting.public().filter(|_| N::RECORDED != Recorded::Never) else {
        return Guarded::No;
    };
    let public = Sight::of_the_public_beside(public, sight);
    match N::rows(&public, at) {
        Condition::Always => Guarded::No,
        Condition::Never => Guarded::Every,
        Condition::Sql(open) => Guarded::Told(open.not()),
    }
}

/// How many rows there are in all, by parent.
async fn totals<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    read: &Read<N>,
    under: Option<&Under>,
) -> Result<Vec<(String, u64)>, ReadError> {
    #[cfg(mutants)]
    let everything = crate::mutant::everything(sight.day());
    #[cfg(mutants)]
    let everything = Sight::new(&everything, sight.backend);
    #[cfg(mutants)]
    let sight = crate::mutant::instead("count_before_the_policy", sight, || &everything);
    let whole = sight.of_whole_tables();
    let sight = if under.is_none() && read.filter.is_none() {
        &whole
    } else {
        sight
    };
    let Matching {
        mut select,
        at,
        parent,
        visible,
    } = matching(sight, read, under);
    select
        .expr(parent.clone())
        .expr(Expr::cust("count(*)"))
        .and_where(visible.sql());
    // Of cards only those count as examined that are not everyone's.
    let guarded = match N::RECORDED {
        Recorded::Card => guarded::<N>(sitting, sight, &at),
        _ => Guarded::No,
    };
    if let Guarded::Told(is_guarded) = &guarded {
        select.expr(sight.phrase("sum(case when ? then 1 else 0 end)", [is_guarded.clone()]));
    }
    if under.is_some() {
        select.add_group_by([parent]);
    }
    sitting
        .all(&select)
        .await?
        .iter()
        .map(|result| {
            let total: i64 = result.try_get_by_index(1)?;
            let examined = match guarded {
                Guarded::No => false,
                Guarded::Every => total > 0,
                // Nothing, of no rows.
                Guarded::Told(_) => result
                    .try_get_by_index::<Option<i64>>(2)?
                    .is_some_and(|rows| rows > 0),
            };
            if examined {
                sitting.examine([N::RECORDED]);
            }
            Ok((result.try_get_by_index(0)?, total.unsigned_abs()))
        })
        .collect()
}

/// A statement from a noun's table that has no condition yet, and the rows that it may read.
struct Matching<N: Noun> {
    select: SelectStatement,
    /// The table's name in it.
    at: DynIden,
    /// The column that names the parent.
    parent: Expr,
    /// The visible rows that hang on the parents and meet the question's filter.
    visible: Visible<N>,
}

fn matching<N: Noun>(sight: &Sight<'_>, read: &Read<N>, under: Option<&Under>) -> Matching<N> {
    let at = sight.name();
    let mut visible = sight.visible::<N>(&at);
    #[cfg(mutants)]
    if read.filter.is_some() {
        visible = visible.without_the_policy("filter_past_the_policy");
    }
    let mut select = Query::select();
    select.from_as(Alias::new(N::table()), at.clone());
    let parent = match under {
        Some(under) => {
            let tie = under.tie.join(sight, &mut select, &at);
            visible = visible.keyed(sight.among(tie.clone(), under.parents.clone()));
            tie
        }
        None => Expr::cust("''"),
    };
    if let Some(filter) = &read.filter {
        visible = filter.among(sight, &at, visible);
    }
    Matching {
        select,
        at,
        parent,
        visible,
    }
}
