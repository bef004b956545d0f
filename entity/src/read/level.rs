//! A question as one statement: the rows of its first level as columns, what there is at most one of
//! beside them, lists below them as arrays in JSON, and numbers of rows and ends of pages along with
//! them.
//!
//! First the rows that cursors point to are looked up, then the statement is written, level by level,
//! then its result is read in the same order.

use super::{
    Filter, Found, Key, Noun, Place, Read, Relation, Row,
    cells::{Cells, MOST_ITEMS},
    cursor::{Sort, anchor, beyond, short_of, sorts},
    noun::{Field, Kind},
    relation::Tie,
    row::{Fields, Value},
};
use crate::{
    policy::{
        ByEntries, Condition, Recorded, Visible, is_of_the_card, sight::Sight, visible_as_related,
    },
    query::Country,
    store::{ReadError, Sitting},
    table::row_entry,
};
use futures_util::future::BoxFuture;
use sea_orm::{
    DbBackend, ExprTrait, JoinType,
    sea_query::{Alias, DynIden, Expr, Func, IntoTableRef, Query, SelectStatement, UnionType},
};
use serde_json::Value as Json;
use std::{any::Any, collections::HashMap, sync::Arc};

/// Answers a question.
pub(crate) async fn run<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    read: &Read<N>,
) -> Result<Found<N>, ReadError> {
    answer(sitting, sight, read, &Under::Nothing).await
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
    if N::KEY.len() != 1 {
        return Ok(Found::none(false));
    }
    let keys = keys.iter().filter_map(|key| key.0.first().cloned());
    answer(sitting, sight, read, &Under::Keys(keys.collect())).await
}

/// What is related to each row of `P`, whatever noun it is of.
pub(crate) trait Step<P: Noun>: Send + Sync {
    /// The parent's field that its children hang on.
    fn parent(&self) -> P::Field;

    /// Looks up the rows that cursors point to.
    fn prepare<'a>(
        &'a self,
        sitting: &'a Sitting,
        sight: &'a Sight<'_>,
    ) -> BoxFuture<'a, Result<Box<dyn Branch + 'a>, ReadError>>;
}

/// What is related to the rows of one level: a part of the statement, and of each of its rows.
pub(crate) trait Branch: Send {
    /// Adds it to the statement for the level's rows, for the row whose field is `parent`.
    fn add(&mut self, build: &Build<'_>, rows: &mut Rows, parent: Expr);

    /// Reads what is related to a row whose field has this value.
    fn read(
        &mut self,
        sitting: &Sitting,
        cells: &mut Cells<'_>,
        parent: Above<'_>,
    ) -> Result<Arc<dyn Any + Send + Sync>, ReadError>;
}

/// The row that others are related to.
#[derive(Clone, Copy, Default)]
pub(crate) struct Above<'a> {
    /// What it has in the field that they hang on.
    field: Option<&'a str>,
    /// Whether the public would not be shown it.
    is_guarded: bool,
}

pub(crate) struct Related<P: Noun, C: Noun> {
    pub(crate) relation: Relation<P, C>,
    pub(crate) read: Read<C>,
}

impl<P: Noun, C: Noun> Step<P> for Related<P, C> {
    fn parent(&self) -> P::Field {
        self.relation.parent
    }

    fn prepare<'a>(
        &'a self,
        sitting: &'a Sitting,
        sight: &'a Sight<'_>,
    ) -> BoxFuture<'a, Result<Box<dyn Branch + 'a>, ReadError>> {
        Box::pin(async move {
            let level = match Level::prepare(sitting, sight, &self.read).await {
                Ok(level) => Some(Level {
                    is_of_the_card: is_of_the_card::<P, C>(),
                    ..level
                }),
                Err(ReadError::UnknownCursor) => None,
                Err(error) => return Err(error),
            };
            let list: Box<dyn Branch + 'a> = Box::new(Hanging {
                tie: self.relation.tie,
                visible: match self.relation.tie {
                    Tie::Column(_) => visible_as_related::<P, C>,
                    Tie::Through { .. } => {
                        |sight, at, is_related| sight.visible(at).keyed(is_related)
                    }
                },
                level,
                is_joined: false,
                width: 0,
                found: HashMap::new(),
                none: Arc::new(Found::<C>::none(self.read.total)),
            });
            Ok(list)
        })
    }
}

/// Rows of `C` related to those of a level.
struct Hanging<'r, C: Noun> {
    tie: Tie,
    visible: Seen<C>,
    /// Nothing, if a cursor points to no row: that is an error as soon as there is a row to relate to.
    level: Option<Level<'r, C>>,
    /// Whether there is at most one row, which stands in columns of its own beside its parent's.
    is_joined: bool,
    /// How many values of the parent's row it takes.
    width: usize,
    /// What was read, by the parent's field: several parents may share it.
    found: HashMap<String, Arc<dyn Any + Send + Sync>>,
    none: Arc<dyn Any + Send + Sync>,
}

/// So many rows of other nouns are joined to one row; more are read as lists of one. SQLite joins 64
/// tables.
const MOST_JOINED: usize = 16;

impl<C: Noun> Branch for Hanging<'_, C> {
    fn add(&mut self, build: &Build<'_>, rows: &mut Rows, parent: Expr) {
        let before = rows.values.len();
        if let Some(level) = &mut self.level {
            self.is_joined = level.is_of_one(self.tie) && rows.joined < MOST_JOINED;
            let under = Under::Parent {
                tie: self.tie,
                parent,
                visible: self.visible,
            };
            if self.is_joined {
                level.join(build, &under, rows);
            } else {
                level.list(build, &under, rows);
            }
        }
        self.width = rows.values.len() - before;
    }

    fn read(
        &mut self,
        sitting: &Sitting,
        cells: &mut Cells<'_>,
        above: Above<'_>,
    ) -> Result<Arc<dyn Any + Send + Sync>, ReadError> {
        let known = match above.field {
            None => Some(&self.none),
            Some(parent) => self.found.get(parent),
        };
        if let Some(found) = known {
            cells.skip(self.width);
            return Ok(found.clone());
        }
        let level = self.level.as_mut().ok_or(ReadError::UnknownCursor)?;
        if self.found.is_empty() {
            level.examine(sitting);
        }
        let found = match self.is_joined {
            true => level.read_joined(sitting, cells, above)?,
            false => level.read_list(sitting, cells, above)?,
        };
        let found: Arc<dyn Any + Send + Sync> = Arc::new(found);
        self.found
            .insert(above.field.unwrap_or_default().to_owned(), found.clone());
        Ok(found)
    }
}

/// What the rows of a level hang on.
enum Under<N: Noun> {
    Nothing,
    /// Their own keys.
    Keys(Vec<String>),
    /// A row of the level above, by this value of it.
    Parent {
        tie: Tie,
        parent: Expr,
        visible: Seen<N>,
    },
}

/// The visible rows of the table under a name that are related to a row, by the condition that says so.
type Seen<N> = fn(&Sight<'_>, &DynIden, Expr) -> Visible<N>;

/// For whom a statement is written.
pub(crate) struct Build<'a> {
    sitting: &'a Sitting,
    sight: &'a Sight<'a>,
}

/// A statement for the rows of a level, which stand in it under a name, and the values that each gives.
pub(crate) struct Rows {
    select: SelectStatement,
    values: Vec<Expr>,
    /// How many rows of other nouns are joined to each.
    joined: usize,
    /// Whether arrays are handed over as text, because this is the whole statement.
    is_whole: bool,
}

impl Rows {
    fn push_array(&mut self, build: &Build<'_>, array: Expr) {
        let as_text = self.is_whole && build.sight.backend == DbBackend::Postgres;
        self.values.push(match as_text {
            true => build.sight.phrase("cast(? as text)", [array]),
            false => array,
        });
    }
}

/// One level of a question whose cursors are looked up.
struct Level<'r, N: Noun> {
    read: &'r Read<N>,
    fields: Arc<Fields>,
    sorts: Vec<Sort>,
    bounds: Vec<Bound>,
    below: Vec<Below<'r, N>>,
    /// Which of its rows the public would not be shown, once the statement is written.
    guarded: Told,
    /// Whether its rows are seen by exactly those who see the row that they hang on.
    is_of_the_card: bool,
    /// How many values a row gives.
    width: usize,
}

/// Where a cursor cuts the list: by what its row is sorted, and whether the page lies before it.
struct Bound {
    values: Vec<Value>,
    before: bool,
}

struct Below<'r, N: Noun> {
    places: &'r [Place],
    field: N::Field,
    branch: Box<dyn Branch + 'r>,
}

/// Which rows the public would not be shown, as it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    No,
    Every,
    /// Those of which the row that they hang on is one.
    AsTheRowAbove,
    /// Each row says so.
    ByRow,
}

async fn answer<N: Noun>(
    sitting: &Sitting,
    sight: &Sight<'_>,
    read: &Read<N>,
    under: &Under<N>,
) -> Result<Found<N>, ReadError> {
    let build = Build { sitting, sight };
    let mut level = Level::prepare(sitting, sight, read).await?;
    level.examine(sitting);
    if !read.rows && !read.total {
        return Ok(Found::none(false));
    }
    let version = sitting.reads_version();
    let reads_version = version.is_some();
    let beside: Vec<Expr> = version
        .into_iter()
        .chain(level.beside(&build, under))
        .collect();
    let mut found = Found::none(read.total);
    let mut rows = Rows {
        select: Query::select(),
        values: Vec::new(),
        joined: 0,
        is_whole: true,
    };
    // What stands beside the rows is read also if there is none: they are joined to it.
    let has_beside = !beside.is_empty();
    let width = beside.len();
    if has_beside {
        let at = sight.name();
        let names = (0..width).map(|place| Alias::new(format!("beside{place}")));
        let mut once = Query::select();
        for (value, name) in beside.into_iter().zip(names.clone()) {
            once.expr_as(value, name);
        }
        rows.values = names.map(|name| Expr::col((at.clone(), name))).collect();
        rows.select.from_subquery(once, at);
    }
    if read.rows {
        level.rows(&build, under, &mut rows);
    }
    rows.select.exprs(rows.values);
    let results = sitting.by_itself(&rows.select).await?;
    let mut page = Vec::with_capacity(results.len());
    for (place, result) in results.iter().enumerate() {
        let mut cells = Cells::of(result);
        match place {
            0 => {
                if reads_version && let Value::Text(version) = cells.value(Kind::Text)? {
                    sitting.has_read_version(&version);
                }
                level.read_beside(sitting, &mut cells, &mut found)?;
            }
            _ => cells.skip(width),
        }
        if read.rows && !(has_beside && level.is_absent(&cells)?) {
            page.push(cells);
        }
    }
    level.read_page(sitting, page, Above::default(), &mut found)?;
    Ok(found)
}

impl<'r, N: Noun> Level<'r, N> {
    /// Looks up the rows that cursors point to, here and below.
    async fn prepare<'a: 'r>(
        sitting: &'a Sitting,
        sight: &'a Sight<'_>,
        read: &'r Read<N>,
    ) -> Result<Self, ReadError> {
        let mut level = Self {
            read,
            fields: Fields::asked(&read.asked),
            sorts: sorts::<N>(&read.order),
            bounds: Vec::new(),
            below: Vec::new(),
            guarded: Told::No,
            is_of_the_card: false,
            width: 0,
        };
        if !read.rows {
            return Ok(level);
        }
        for (key, before) in [(&read.page.after, false), (&read.page.before, true)] {
            if let Some(key) = key {
                let values = anchor::<N>(sitting, sight, &level.sorts, key).await?;
                level.bounds.push(Bound { values, before });
            }
        }
        for child in &read.children {
            level.below.push(Below {
                places: &child.places,
                field: child.step.parent(),
                branch: child.step.prepare(sitting, sight).await?,
            });
        }
        Ok(level)
    }

    /// Enters what the question examines of this level.
    fn examine(&self, sitting: &Sitting) {
        if let Some(filter) = &self.read.filter {
            sitting.examine(filter.examined());
        }
        if self.read.total || !self.read.order.is_empty() {
            sitting.examine(N::RECORDED.by_itself());
        }
    }

    /// Whether at most one row hangs so on another, and nothing else is asked of the list.
    fn is_of_one(&self, tie: Tie) -> bool {
        let is_key = match (tie, N::KEY) {
            (Tie::Column(column), [key]) => key.shape().column == column,
            _ => false,
        };
        let wants_first = self.read.page.limit != Some(0);
        is_key && wants_first && self.read.rows && !self.read.total && self.bounds.is_empty()
    }

    /// Adds this level's rows to a statement, in order, with all that hangs on them.
    fn rows(&mut self, build: &Build<'_>, under: &Under<N>, rows: &mut Rows) {
        let page = build.sight.name();
        let guarded = self.page(build, under, &page, rows);
        self.values(build, &page, guarded, rows);
    }

    /// The rows themselves, cut to the page, as what the statement reads from. Whatever hangs on them is
    /// looked up for the rows of the page alone.
    fn page(
        &mut self,
        build: &Build<'_>,
        under: &Under<N>,
        page: &DynIden,
        rows: &mut Rows,
    ) -> Option<Expr> {
        let in_key_order = self.sorts.first().is_none_or(Sort::is_key);
        let is_of_whole_table = self.is_of_whole_table(under);
        let by_entries = match in_key_order && is_of_whole_table {
            true => self.by_entries(build.sight),
            false => None,
        };
        let in_parts = match is_of_whole_table {
            true => self.in_parts(build.sight),
            false => Vec::new(),
        };
        let select = match (by_entries, in_parts.is_empty()) {
            (Some((matching, keys)), _) => self.part(build, matching, &keys, true, false),
            (None, false) => self.together(build, in_parts),
            (None, true) => {
                let as_a_set = build.sight.backend == DbBackend::Postgres
                    && (!in_key_order || self.read.filter.is_some())
                    && is_of_whole_table;
                let matching = self.matching(build.sight, under, as_a_set);
                let keys = matching.at.clone();
                let by_index = matching.visible.is_everything() || in_key_order;
                self.part(build, matching, &keys, by_index, false)
            }
        };
        let is_guarded = Expr::col((page.clone(), GUARDED));
        let guarded = (self.guarded == Told::ByRow).then_some(is_guarded);
        // Nothing but nested loops can join to it what belongs to each row, so that the order stays.
        match rows.values.is_empty() {
            true => rows.select.from_subquery(select, page.clone()),
            false => rows.select.join_subquery(
                JoinType::LeftJoin,
                select,
                page.clone(),
                Expr::cust("1 = 1"),
            ),
        };
        guarded
    }

    /// The rows of one part of a table, in order, cut to the page; `keys` is where the columns of the key are
    /// read. Where several parts are put together, each row says by what it is sorted.
    fn part(
        &mut self,
        build: &Build<'_>,
        matching: Matching<N>,
        keys: &DynIden,
        by_index: bool,
        is_one_of_several: bool,
    ) -> SelectStatement {
        let Matching {
            mut select,
            at,
            mut visible,
        } = matching;
        let page = &self.read.page;
        let sorts: Vec<Sort> = match is_one_of_several {
            true => self.sorts_of_parts().collect(),
            false => self.sorts.clone(),
        };
        for bound in &self.bounds {
            visible = beyond(
                build.sight,
                visible,
                keys,
                &sorts,
                &bound.values,
                bound.before,
            );
        }
        select.and_where(visible.sql());
        for column in self.columns() {
            select.column((at.clone(), column));
        }
        #[cfg(mutants)]
        crate::mutant::order::<N>(&mut select, &at);
        if let Some(guarded) = self.guarded(build, &at) {
            select.expr_as(guarded, GUARDED);
        }
        for (place, sort) in sorts.iter().enumerate() {
            let value = sort.value(build.sight, keys, by_index);
            if is_one_of_several {
                select.expr_as(value.clone(), sorted_by(place));
            }
            sort.order(&mut select, value, page.from_the_end);
        }
        limit(&mut select, page.limit, build.sight.backend);
        select
    }

    /// The parts of a table that are read by themselves: the rows that everyone sees, which indexes of their own
    /// lead to, and the others, behind the policy.
    fn in_parts(&self, sight: &Sight<'_>) -> Vec<(Matching<N>, bool)> {
        let at = sight.name();
        #[cfg(mutants)]
        if crate::mutant::is("order_by_a_withheld_total") {
            return Vec::new();
        }
        let of = |at: DynIden, mut visible: Visible<N>, led_by: &[&'static str]| {
            #[cfg(mutants)]
            if self.read.filter.is_some() {
                visible = visible.without_the_policy("filter_past_the_policy");
            }
            if let Some(filter) = &self.read.filter {
                visible = filter.among(sight, &at, visible);
                let led_by = filter.led_by(sight, &at, led_by).into_iter();
                visible = led_by.fold(visible, Visible::keyed);
            }
            let mut select = Query::select();
            select.from_as(N::table(), at.clone());
            Matching {
                select,
                at,
                visible,
            }
        };
        let everyones = sight.visible_to_everyone::<N>(&at);
        let everyones = everyones.map(|visible| (of(at, visible, N::LED_BY), true));
        let at = sight.name();
        let others = sight.visible_to_some::<N>(&at);
        let others = others.map(|visible| (of(at, visible, &[]), false));
        everyones.into_iter().chain(others).collect()
    }

    /// How these parts are sorted: as the indexes over what everyone sees are.
    fn sorts_of_parts(&self) -> impl Iterator<Item = Sort> {
        let sorts = self.sorts.iter().copied();
        sorts.map(Sort::with_the_missing_as_last)
    }

    /// The page of all these parts.
    fn together(&mut self, build: &Build<'_>, parts: Vec<(Matching<N>, bool)>) -> SelectStatement {
        let in_key_order = self.sorts.first().is_none_or(Sort::is_key);
        let mut selects = Vec::with_capacity(parts.len());
        for (matching, is_everyones) in parts {
            let keys = matching.at.clone();
            let by_index = is_everyones || in_key_order;
            let part = self.part(build, matching, &keys, by_index, true);
            let every = Query::select()
                .expr(Expr::cust("*"))
                .from_subquery(part, build.sight.name())
                .take();
            selects.push(every);
        }
        let all = selects.into_iter().reduce(|mut all, part| {
            all.union(UnionType::All, part);
            all
        });
        let mut all = all.unwrap_or_default();
        for (place, sort) in self.sorts_of_parts().enumerate() {
            let value = Expr::col(sorted_by(place));
            sort.order(&mut all, value, self.read.page.from_the_end);
        }
        limit(&mut all, self.read.page.limit, build.sight.backend);
        all
    }

    /// Joins the one row that there can be to a row of the level above.
    fn join(&mut self, build: &Build<'_>, under: &Under<N>, rows: &mut Rows) {
        if let (Under::Parent { parent, .. }, true) = (under, self.is_named()) {
            rows.values.push(parent.clone());
            self.width = 1;
            return;
        }
        rows.joined += 1;
        let Matching {
            mut select,
            at,
            visible,
        } = self.matching(build.sight, under, false);
        let guarded = self.guarded(build, &at);
        match build.sight.backend {
            // In a place of its own, so that it is looked up for each row, by its key.
            DbBackend::Postgres => {
                let joined = build.sight.name();
                for column in self.columns() {
                    select.column((at.clone(), column));
                }
                let guarded = guarded.map(|guarded| {
                    select.expr_as(guarded, GUARDED);
                    Expr::col((joined.clone(), GUARDED))
                });
                select.and_where(visible.sql());
                build.sight.fence(&mut select);
                let every = Expr::cust("true");
                rows.select
                    .join_lateral(JoinType::LeftJoin, select, joined.clone(), every);
                self.values(build, &joined, guarded, rows);
            }
            // SQLite reads tables that are joined so in their order, and each row by its key.
            _ => {
                let table = N::table();
                rows.select
                    .join_as(JoinType::LeftJoin, table, at.clone(), visible.sql());
                self.values(build, &at, guarded, rows);
            }
        }
    }

    /// Whether the row need not be read: a country of which nothing but its code is asked is what the row that
    /// names it says, and the database sees to it that there is one.
    fn is_named(&self) -> bool {
        // Each row that is read in a build with known mistakes has a value more.
        !cfg!(mutants) && N::NAME == Country::NAME && self.read.key_alone().is_some()
    }

    /// What each row under the name `at` gives: the fields that were asked for, whether the public would
    /// not be shown it, and what hangs on it.
    fn values(&mut self, build: &Build<'_>, at: &DynIden, guarded: Option<Expr>, rows: &mut Rows) {
        let before = rows.values.len();
        for column in self.columns() {
            rows.values.push(Expr::col((at.clone(), column)));
        }
        rows.values.extend(guarded);
        #[cfg(mutants)]
        rows.values.push(crate::mutant::betrayed::<N>(at));
        for below in &mut self.below {
            let parent = Expr::col((at.clone(), below.field.shape().column));
            below.branch.add(build, rows, parent);
        }
        self.width = rows.values.len() - before;
    }

    /// The list of this level's rows, and what stands beside it, as values of the row that it hangs on.
    fn list(&mut self, build: &Build<'_>, under: &Under<N>, rows: &mut Rows) {
        if self.read.rows {
            let mut list = Rows {
                select: Query::select(),
                values: Vec::new(),
                joined: 0,
                is_whole: false,
            };
            self.rows(build, under, &mut list);
            let row = build.array(list.values);
            let all = match build.sight.backend {
                DbBackend::Postgres => "coalesce(json_agg(?), '[]')",
                _ => "json_group_array(?)",
            };
            list.select.expr(build.sight.phrase(all, [row]));
            rows.push_array(build, list.select.into());
        }
        let beside = self.beside(build, under);
        rows.values.extend(beside);
    }

    /// What is asked beside the rows: whether a list goes on behind its cursors, and how many rows there are.
    fn beside(&self, build: &Build<'_>, under: &Under<N>) -> Vec<Expr> {
        let mut beside: Vec<Expr> = self
            .asked_bounds()
            .map(|bound| self.goes_on(build, under, bound))
            .collect();
        if self.read.total {
            beside.push(self.total(build, under));
        }
        beside
    }

    /// The cursors of which it matters whether they cut something off.
    fn asked_bounds(&self) -> impl Iterator<Item = &Bound> {
        let ends = self.read.ends;
        let bounds = self.bounds.iter();
        bounds.filter(move |bound| match bound.before {
            true => ends.behind,
            false => ends.before,
        })
    }

    /// Whether a cursor cuts something off: its own row, or one on its other side.
    fn goes_on(&self, build: &Build<'_>, under: &Under<N>, bound: &Bound) -> Expr {
        let Matching {
            mut select,
            at,
            visible,
        } = self.matching(build.sight, under, false);
        let (sorts, values) = (&self.sorts, &bound.values);
        let visible = short_of(build.sight, visible, &at, sorts, values, bound.before);
        select.expr(Expr::cust("1")).and_where(visible.sql());
        Expr::exists(select)
    }

    /// How many rows there are in all, and how many of them the public would not be shown.
    fn total(&self, build: &Build<'_>, under: &Under<N>) -> Expr {
        let sight = build.sight;
        #[cfg(mutants)]
        let everything = crate::mutant::everything(sight.day());
        #[cfg(mutants)]
        let everything = Sight::of_another_beside(&everything, sight);
        #[cfg(mutants)]
        let sight = crate::mutant::instead("count_before_the_policy", sight, || &everything);
        let is_plain = self.read.filter.is_none() || sight.backend == DbBackend::Postgres;
        let as_a_set = is_plain && self.is_of_whole_table(under);
        let Matching {
            mut select,
            at,
            visible,
        } = self.matching(sight, under, as_a_set);
        let count = || Expr::cust("count(*)");
        // Of cards only those count as examined that are not everyone's.
        let guarded = match N::RECORDED {
            Recorded::Card => match guarded::<N>(build.sitting, build.sight, &at) {
                Guarded::No => Expr::cust("0"),
                Guarded::Every => count(),
                Guarded::Told(guarded) => {
                    sight.phrase("coalesce(sum(case when ? then 1 else 0 end), 0)", [guarded])
                }
            },
            _ => Expr::cust("0"),
        };
        select
            .expr(build.array(vec![count(), guarded]))
            .and_where(visible.sql());
        let total = select.into();
        match build.sight.backend {
            DbBackend::Postgres => build.sight.phrase("cast(? as text)", [total]),
            _ => total,
        }
    }

    /// A statement from the noun's table that has no condition yet, and the rows that it may read:
    /// those that hang on what the level hangs on, and meet the question's filter.
    fn matching(&self, sight: &Sight<'_>, under: &Under<N>, as_a_set: bool) -> Matching<N> {
        let at = sight.name();
        let mut select = Query::select();
        select.from_as(N::table(), at.clone());
        let mut visible = match under {
            Under::Nothing if as_a_set => sight.of_whole_tables().visible::<N>(&at),
            Under::Nothing => sight.visible::<N>(&at),
            Under::Keys(keys) => {
                let visible = sight.visible::<N>(&at);
                match N::KEY {
                    [key] => {
                        let key = Expr::col((at.clone(), key.shape().column));
                        visible.keyed(sight.among(key, keys.clone()))
                    }
                    _ => visible,
                }
            }
            Under::Parent {
                tie,
                parent,
                visible,
            } => {
                let is_related = tie.join(sight, &mut select, &at).eq(parent.clone());
                match tie {
                    Tie::Column(column) => {
                        let sight = sight.knowing(&at, column, parent.clone());
                        visible(&sight, &at, is_related)
                    }
                    Tie::Through { .. } => visible(sight, &at, is_related),
                }
            }
        };
        #[cfg(mutants)]
        if self.read.filter.is_some() {
            visible = visible.without_the_policy("filter_past_the_policy");
        }
        if let Some(filter) = &self.read.filter {
            visible = filter.among(sight, &at, visible);
        }
        Matching {
            select,
            at,
            visible,
        }
    }

    /// The same for a list that hangs on nothing, by way of the viewer's entries, with the name under which
    /// they stand: so no row is read that the viewer may not see.
    fn by_entries(&self, sight: &Sight<'_>) -> Option<(Matching<N>, DynIden)> {
        let [key] = N::KEY else {
            return None;
        };
        let at = sight.name();
        let key = Expr::col((at.clone(), key.shape().column));
        let ByEntries {
            entries,
            leads_to,
            mut visible,
        } = sight.visible_by_entries::<N>(key)?;
        let mut select = Query::select();
        select.from_as(row_entry::Entity, entries.clone());
        match sight.backend {
            // In a place of its own, so that the entries are read first, in their order.
            DbBackend::Postgres => {
                let mut row = Query::select()
                    .expr(Expr::cust("*"))
                    .from_as(N::table(), at.clone())
                    .and_where(leads_to)
                    .take();
                sight.fence(&mut row);
                select.join_lateral(JoinType::InnerJoin, row, at.clone(), Expr::cust("true"));
            }
            // SQLite reads tables that are joined so in their order.
            _ => {
                let table = N::table();
                select.cross_join(table.into_table_ref().alias(at.clone()));
            }
        }
        if let Some(filter) = &self.read.filter {
            visible = filter.among(sight, &at, visible);
        }
        let matching = Matching {
            select,
            at,
            visible,
        };
        Some((matching, entries))
    }

    /// Whether nothing but the policy and the question's conditions says which rows of the table are read.
    fn is_of_whole_table(&self, under: &Under<N>) -> bool {
        let is_keyed = self.read.filter.as_ref().is_some_and(Filter::is_keyed);
        matches!(under, Under::Nothing) && !is_keyed
    }

    /// The columns of the fields that were asked for.
    fn columns(&self) -> impl Iterator<Item = &'static str> + use<'r, N> {
        let fields = N::Field::ALL.iter().zip(&self.read.asked);
        let asked = fields.filter(|(_, asked)| **asked);
        asked.map(|(field, _)| field.shape().column)
    }

    /// Whether the row under the name `at` is one that the public would not be shown, if that depends on
    /// the row.
    fn guarded(&mut self, build: &Build<'_>, at: &DynIden) -> Option<Expr> {
        let (told, expression) = match guarded::<N>(build.sitting, build.sight, at) {
            Guarded::No => (Told::No, None),
            _ if self.is_of_the_card => (Told::AsTheRowAbove, None),
            Guarded::Every => (Told::Every, None),
            Guarded::Told(expression) => (Told::ByRow, Some(expression)),
        };
        self.guarded = told;
        expression
    }

    /// Reads the page, drops the one row too many that tells whether the list goes on, and turns a page
    /// from the end round.
    fn read_page(
        &mut self,
        sitting: &Sitting,
        mut rows: Vec<Cells<'_>>,
        above: Above<'_>,
        found: &mut Found<N>,
    ) -> Result<(), ReadError> {
        let page = &self.read.page;
        let (limit, backwards) = (page.limit.map(|limit| limit as usize), page.from_the_end);
        let goes_on = limit.is_some_and(|limit| rows.len() > limit);
        rows.truncate(limit.unwrap_or(usize::MAX));
        for mut cells in rows {
            let row = self.read_row(sitting, &mut cells, above)?;
            found.rows.push(Arc::new(row));
        }
        if backwards {
            found.rows.reverse();
            found.more_before |= goes_on;
        } else {
            found.more_after |= goes_on;
        }
        Ok(())
    }

    fn read_row(
        &mut self,
        sitting: &Sitting,
        cells: &mut Cells<'_>,
        above: Above<'_>,
    ) -> Result<Row<N>, ReadError> {
        let mut row = Row::read(cells, &self.read.asked, &self.fields)?;
        let is_guarded = match self.guarded {
            Told::No => false,
            Told::Every => true,
            Told::AsTheRowAbove => above.is_guarded,
            Told::ByRow => cells.flag()?,
        };
        sitting.delivering().add(N::RECORDED, is_guarded.into());
        #[cfg(mutants)]
        row.betray(cells.value(Kind::Text)?);
        for below in &mut self.below {
            let this = Above {
                field: row.text(below.field).ok().flatten(),
                is_guarded,
            };
            let found = below.branch.read(sitting, cells, this)?;
            row.children.push((below.places.to_vec(), found));
        }
        Ok(row)
    }

    fn read_joined(
        &mut self,
        sitting: &Sitting,
        cells: &mut Cells<'_>,
        above: Above<'_>,
    ) -> Result<Found<N>, ReadError> {
        let mut found = Found::none(false);
        match self.is_absent(cells)? {
            true => cells.skip(self.width),
            false => {
                let row = self.read_row(sitting, cells, above)?;
                found.rows.push(Arc::new(row));
            }
        }
        Ok(found)
    }

    fn read_list(
        &mut self,
        sitting: &Sitting,
        cells: &mut Cells<'_>,
        above: Above<'_>,
    ) -> Result<Found<N>, ReadError> {
        let mut found = Found::none(self.read.total);
        if self.read.rows {
            let width = self.width;
            let rows = cells.list()?.into_iter();
            let rows = rows.map(|row| Cells::of_array(row, width));
            self.read_page(sitting, rows.collect::<Result<_, _>>()?, above, &mut found)?;
        }
        self.read_beside(sitting, cells, &mut found)?;
        Ok(found)
    }

    fn read_beside(
        &self,
        sitting: &Sitting,
        cells: &mut Cells<'_>,
        found: &mut Found<N>,
    ) -> Result<(), ReadError> {
        for bound in self.asked_bounds() {
            let goes_on = cells.flag()?;
            match bound.before {
                true => found.more_after |= goes_on,
                false => found.more_before |= goes_on,
            }
        }
        if self.read.total {
            let total = cells.list()?;
            let number = |place: usize| total.get(place).and_then(Json::as_u64).unwrap_or_default();
            found.total = Some(number(0));
            if number(1) > 0 {
                sitting.examine([N::RECORDED]);
            }
        }
        Ok(())
    }

    /// Whether there is no row where one could be joined: then its key is null.
    fn is_absent(&self, cells: &Cells<'_>) -> Result<bool, ReadError> {
        let Some(key) = N::KEY.first() else {
            return Ok(true);
        };
        let before = self.read.asked.iter().take(key.place());
        let place = before.filter(|asked| **asked).count();
        Ok(cells.is_null(place, key.shape().kind)?)
    }
}

/// Under which name a row says what it is sorted by in this place.
fn sorted_by(place: usize) -> Alias {
    Alias::new(format!("sort{place}"))
}

/// Cuts a selection to a page and one row more, which tells whether the list goes on.
fn limit(select: &mut SelectStatement, size: Option<u32>, backend: DbBackend) {
    match size {
        Some(size) => select.limit(u64::from(size) + 1),
        // Without a limit SQLite may forget the order of what a statement reads from.
        None if backend == DbBackend::Sqlite => select.limit(i64::MAX.unsigned_abs()),
        None => select,
    };
}

impl Build<'_> {
    /// An array in JSON; of many values an array of arrays.
    fn array(&self, values: Vec<Expr>) -> Expr {
        let name = match self.sight.backend {
            DbBackend::Postgres => "json_build_array",
            _ => "json_array",
        };
        let array = |values: Vec<Expr>| -> Expr { Func::cust(name).args(values).into() };
        match values.len() > MOST_ITEMS {
            false => array(values),
            true => array(
                values
                    .chunks(MOST_ITEMS)
                    .map(|some| array(some.to_vec()))
                    .collect(),
            ),
        }
    }
}

/// A statement from a noun's table, the table's name in it, and the rows that it may read.
struct Matching<N: Noun> {
    select: SelectStatement,
    at: DynIden,
    visible: Visible<N>,
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
    let public = Sight::of_another_beside(public, sight);
    match N::rows(&public, at) {
        Condition::Always => Guarded::No,
        Condition::Never => Guarded::Every,
        Condition::Sql(open) => Guarded::Told(open.not()),
    }
}
