//! Connections: pages of any noun, asked for and handed out in one way.

use super::{
    error::{Problem, Result},
    filter::{Filtering, bounded},
    handle,
    known::Written,
    object::{Plan, Simple, SimplePlan},
    order::Ordering,
    question::{Entry, Listed, Part},
    registry::{Signature, meta_argument},
    sink::{Member, Sink},
};
use async_graphql::{
    ContextSelectionSet, Object, OutputType, Positioned, ServerResult, SimpleObject, TypeName,
    Value, parser::types::Field, registry::Registry,
};
use entity::read::{Ends, Found, Noun, Page, Read, Row};
use std::{borrow::Cow, marker::PhantomData, sync::Arc};

/// So many entries without `first` or `last`.
pub const DEFAULT_PAGE: u32 = 20;
/// No page is larger.
pub const LARGEST_PAGE: u32 = 200;
/// An order names no more fields than this.
pub(super) const LONGEST_ORDER: usize = 8;

/// A page of `T`.
pub(super) struct Connection<T: Entry>(Resolved<T>);

impl<T: Entry> Connection<T> {
    pub(super) fn new(found: Arc<Found<T::Noun>>) -> Self {
        Self(Resolved {
            found,
            entry: PhantomData,
        })
    }
}

impl<T: Entry> OutputType for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        <Resolved<T> as TypeName>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Resolved::<T>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let Some(plan) = PagePlan::of::<T>(&Part::below(ctx, field)) else {
            return self.0.resolve(ctx, field).await;
        };
        let mut sink = Sink::of(ctx.data_opt::<Written>());
        match plan.write(&self.0.found, &mut sink) {
            Ok(()) => Ok(sink.written()),
            Err(problem) => {
                Err(ctx.set_error_path(problem.extended().into_server_error(field.pos)))
            }
        }
    }
}

/// What is selected of a page, and how it is written.
pub(super) struct PagePlan<N: Noun> {
    members: Vec<(Member, OfPage<N>)>,
    name: Cow<'static, str>,
}

enum OfPage<N: Noun> {
    Edges(Vec<(Member, OfEdge<N>)>, Cow<'static, str>),
    Nodes(Plan<N>),
    Info(SimplePlan),
    TotalCount,
    TypeName,
}

enum OfEdge<N: Noun> {
    Node(Plan<N>),
    Cursor,
    TypeName,
}

impl<N: Noun> PagePlan<N> {
    /// Nothing, if some of it has to be awaited.
    pub(super) fn of<T: Entry<Noun = N>>(part: &Part<'_>) -> Option<Self> {
        let name = Connection::<T>::type_name();
        let parts = part.parts(&name).into_iter();
        let members = parts.map(|part| {
            let shown = match part.name() {
                "edges" => OfPage::Edges(edges::<T>(&part)?, <Edge<T> as TypeName>::type_name()),
                "nodes" => OfPage::Nodes(T::plan(&part)?),
                "pageInfo" => OfPage::Info(SimplePlan::of::<PageInfo>(&part)),
                "totalCount" => OfPage::TotalCount,
                _ => OfPage::TypeName,
            };
            Some((Member::of(&part), shown))
        });
        Some(Self {
            members: members.collect::<Option<_>>()?,
            name,
        })
    }

    /// Writes a page.
    pub(super) fn write(&self, found: &Found<N>, sink: &mut Sink) -> Result<()> {
        sink.object(&self.members, |shown, sink| match shown {
            OfPage::Edges(edge, name) => sink.list(&found.rows, |row, sink| {
                sink.object(edge, |shown, sink| {
                    match shown {
                        OfEdge::Node(plan) => return plan.write(row, sink),
                        OfEdge::Cursor => sink.text(&cursor(row)),
                        OfEdge::TypeName => sink.text(name),
                    }
                    Ok(())
                })
            }),
            OfPage::Nodes(plan) => sink.list(&found.rows, |row, sink| plan.write(row, sink)),
            OfPage::Info(plan) => plan.write(&PageInfo::of(found), sink),
            OfPage::TotalCount => {
                sink.put(found.total.unwrap_or_default().into());
                Ok(())
            }
            OfPage::TypeName => {
                sink.text(&self.name);
                Ok(())
            }
        })
    }
}

fn edges<T: Entry>(part: &Part<'_>) -> Option<Vec<(Member, OfEdge<T::Noun>)>> {
    let parts = part.parts(&<Edge<T> as TypeName>::type_name()).into_iter();
    let members = parts.map(|part| {
        let shown = match part.name() {
            "node" => OfEdge::Node(T::plan(&part)?),
            "cursor" => OfEdge::Cursor,
            _ => OfEdge::TypeName,
        };
        Some((Member::of(&part), shown))
    });
    members.collect()
}

/// The type of a list, and its arguments.
pub(super) fn signature<T: Listed>(registry: &mut Registry) -> Signature {
    let filter = "Only those that this lets through.";
    let order = "In this order; the natural key decides at last.";
    let first = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given.";
    Signature {
        arguments: vec![
            meta_argument::<Option<T::Filter>>(registry, "filter", filter),
            meta_argument::<Option<Vec<T::Order>>>(registry, "orderBy", order),
            meta_argument::<Option<i32>>(registry, "first", first),
            meta_argument::<Option<String>>(registry, "after", "Only those behind this cursor."),
            meta_argument::<Option<i32>>(
                registry,
                "last",
                "At most so many from the end: 0 to 200.",
            ),
            meta_argument::<Option<String>>(registry, "before", "Only those before this cursor."),
        ],
        ty: Connection::<T>::create_type_info(registry),
    }
}

/// A page of a noun that has a field which queries the database itself. Its fields are async resolvers, which
/// async-graphql calls one by one.
struct Resolved<T: Entry> {
    found: Arc<Found<T::Noun>>,
    entry: PhantomData<fn() -> T>,
}

/// One entry of a page, and the cursor that points to it.
pub(super) struct Edge<T: Entry> {
    row: Arc<Row<T::Noun>>,
    entry: PhantomData<fn() -> T>,
}

impl<T: Entry> TypeName for Resolved<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::Noun::NAME).into()
    }
}

impl<T: Entry> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::Noun::NAME).into()
    }
}

/// One page of a list: as much of it as was asked for, and whether it goes on.
#[Object(name_type)]
impl<T: Entry> Resolved<T> {
    /// The entries of this page, each with its cursor.
    async fn edges(&self) -> Vec<Edge<T>> {
        let rows = self.found.rows.iter().cloned();
        rows.map(|row| Edge {
            row,
            entry: PhantomData,
        })
        .collect()
    }

    /// The entries of this page.
    async fn nodes(&self) -> Vec<T> {
        self.found.rows.iter().cloned().map(T::from).collect()
    }

    /// Where this page begins and ends, and whether there are more.
    async fn page_info(&self) -> PageInfo {
        PageInfo::of(&self.found)
    }

    /// How many entries the whole list has for this viewer. It is counted only if asked for.
    async fn total_count(&self) -> async_graphql::Result<u64> {
        Ok(self.found.total.unwrap_or_default())
    }
}

/// One entry of a page.
#[Object(name_type)]
impl<T: Entry> Edge<T> {
    /// The entry.
    async fn node(&self) -> T {
        T::from(self.row.clone())
    }

    /// Points to this entry: give it as `after` or `before`. It holds for any order of the list.
    async fn cursor(&self) -> String {
        cursor(&self.row)
    }
}

/// The cursor of a row: its natural key and nothing else.
fn cursor<N: Noun>(row: &Row<N>) -> String {
    #[cfg(mutants)]
    if let Some(betrayed) = row.betrayed() {
        return handle::cursor(N::NAME, &row.key()) + betrayed;
    }
    handle::cursor(N::NAME, &row.key())
}

/// Where a page begins and ends.
#[derive(SimpleObject, Clone)]
pub(super) struct PageInfo {
    /// Whether there are entries behind this page.
    pub(super) has_next_page: bool,
    /// Whether there are entries before this page.
    pub(super) has_previous_page: bool,
    /// The cursor of the page's first entry; null if it has none.
    pub(super) start_cursor: Option<String>,
    /// The cursor of the page's last entry; null if it has none.
    pub(super) end_cursor: Option<String>,
}

impl PageInfo {
    fn of<N: Noun>(found: &Found<N>) -> Self {
        let cursor = |row: &Arc<Row<N>>| cursor(row);
        Self {
            has_next_page: found.more_after,
            has_previous_page: found.more_before,
            start_cursor: found.rows.first().map(cursor),
            end_cursor: found.rows.last().map(cursor),
        }
    }
}

impl Simple for PageInfo {
    const FIELDS: &'static [&'static str] =
        &["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"];

    fn value(&self, place: usize) -> Value {
        let cursor = |cursor: &Option<String>| cursor.clone().map_or(Value::Null, Value::String);
        match place {
            0 => self.has_next_page.into(),
            1 => self.has_previous_page.into(),
            2 => cursor(&self.start_cursor),
            _ => cursor(&self.end_cursor),
        }
    }
}

/// Asks for a page as the part's arguments say, and for what is selected of it.
pub(super) fn ask<T: Listed>(part: &Part<'_>) -> Result<Read<T::Noun>> {
    let mut read = Read::new();
    if let Some(value) = part.argument_value("filter")? {
        bounded(&value)?;
        if let Some(filter) = part.argument::<T::Filter>("filter")? {
            read = read.only(filter.filter()?);
        }
    }
    let order = part
        .argument::<Vec<T::Order>>("orderBy")?
        .unwrap_or_default();
    if order.len() > LONGEST_ORDER {
        return Err(Problem::input(format!(
            "`orderBy` names at most {LONGEST_ORDER} fields."
        )));
    }
    read = read
        .ordered(order.into_iter().map(Ordering::order).collect())
        .page(page::<T::Noun>(part)?);
    let mut rows = false;
    for inner in part.parts(&Connection::<T>::type_name()) {
        match inner.name() {
            "nodes" => {
                rows = true;
                T::ask(&mut read, &inner)?;
            }
            "edges" => {
                rows = true;
                for edge in inner.parts(&<Edge<T> as TypeName>::type_name()) {
                    if edge.name() == "node" {
                        T::ask(&mut read, &edge)?;
                    }
                }
            }
            "pageInfo" => {
                rows = true;
                for end in inner.parts(&PageInfo::type_name()) {
                    read.ended(Ends {
                        before: end.name() == "hasPreviousPage",
                        behind: end.name() == "hasNextPage",
                    });
                }
            }
            "totalCount" => {
                read.counted(true);
            }
            _ => {}
        }
    }
    read.listed(rows);
    Ok(read)
}

/// The page that the part's arguments ask for.
fn page<N: Noun>(part: &Part<'_>) -> Result<Page> {
    let size = |name: &str| -> Result<Option<u32>> {
        let Some(value) = part.argument_value(name)? else {
            return Ok(None);
        };
        match &value {
            Value::Number(number) => number
                .as_u64()
                .and_then(|number| u32::try_from(number).ok())
                .filter(|number| *number <= LARGEST_PAGE)
                .map(Some),
            _ => None,
        }
        .ok_or_else(|| {
            Problem::input(format!(
                "`{name}` is a whole number from 0 to {LARGEST_PAGE}."
            ))
        })
    };
    let cursor = |name: &str| -> Result<Option<entity::read::Key>> {
        part.argument::<String>(name)?
            .map(|cursor| handle::read_cursor(name, N::NAME, &cursor))
            .transpose()
    };
    let (first, last) = (size("first")?, size("last")?);
    if first.is_some() && last.is_some() {
        return Err(Problem::input(
            "Ask for `first` or for `last`, not for both.",
        ));
    }
    Ok(Page {
        limit: Some(first.or(last).unwrap_or(DEFAULT_PAGE)),
        from_the_end: last.is_some(),
        after: cursor("after")?,
        before: cursor("before")?,
    })
}
