//! Connections: pages of any noun, asked for and handed out in one way.

use super::{
    error::{Problem, Result},
    filter::{Filtering, bounded},
    handle,
    order::Ordering,
    question::{Entry, Listed, Part},
};
use async_graphql::{Object, SimpleObject, TypeName, Value};
use entity::read::{Found, Noun, Page, Read, Row};
use std::{borrow::Cow, marker::PhantomData, sync::Arc};

/// So many entries without `first` or `last`.
pub const DEFAULT_PAGE: u32 = 20;
/// No page is larger.
pub const LARGEST_PAGE: u32 = 200;
/// An order names no more fields than this.
pub(super) const LONGEST_ORDER: usize = 8;

/// A page of `T`.
pub(super) struct Connection<T: Entry> {
    found: Arc<Found<T::Noun>>,
    entry: PhantomData<fn() -> T>,
}

impl<T: Entry> Connection<T> {
    pub(super) fn new(found: Arc<Found<T::Noun>>) -> Self {
        Self {
            found,
            entry: PhantomData,
        }
    }
}

/// One entry of a page, and the cursor that points to it.
pub(super) struct Edge<T: Entry> {
    row: Arc<Row<T::Noun>>,
    entry: PhantomData<fn() -> T>,
}

impl<T: Entry> TypeName for Connection<T> {
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
impl<T: Entry> Connection<T> {
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
        let cursor = |row: &Arc<Row<T::Noun>>| cursor(row);
        PageInfo {
            has_next_page: self.found.more_after,
            has_previous_page: self.found.more_before,
            start_cursor: self.found.rows.first().map(cursor),
            end_cursor: self.found.rows.last().map(cursor),
        }
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
                for edge in inner.parts(&Edge::<T>::type_name()) {
                    if edge.name() == "node" {
                        T::ask(&mut read, &edge)?;
                    }
                }
            }
            "pageInfo" => {
                rows = true;
                read.ended(true);
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
