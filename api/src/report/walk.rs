//! All pages of a question's one list, one after another.

use super::{
    ReportError, Totals, Types,
    columns::{Columns, columns},
    document::{keep, key, root, root_mut, select, selected, set},
    rows::rows,
};
use crate::{
    graphql::{LARGEST_PAGE, MOST_GROUPS},
    sheet::{Column, Sheet},
};
use async_graphql::{
    Name, Value, Variables,
    parser::types::{ExecutableDocument, Field, SelectionSet},
};
use serde_json::Value as Json;

/// The part of the rows that is wanted.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// At most so many entries.
    pub first: Option<u64>,
    /// Only those behind this cursor.
    pub after: Option<String>,
}

/// A question on its way to a table.
pub struct Walk {
    document: ExecutableDocument,
    listing: Listing,
    /// The key of the root field in the answer.
    root: String,
    /// From there to the list.
    path: Vec<String>,
    /// From an entry of it to what the columns are of.
    entry: Option<String>,
    columns: Columns,
    totals: Totals,
    page: u64,
    /// Entries that are still wanted.
    left: Option<u64>,
    at: At,
}

/// How the list is had in pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listing {
    Connection,
    Summary,
    /// One page, as the question says.
    Once,
}

/// Where the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
enum At {
    Cursor(Option<String>),
    Group(u64),
    End,
}

/// What tells whether the list goes on, under a name that no question has for another field.
const MORE: &str = "exportedPage";

impl Walk {
    /// Makes a table of a question.
    ///
    /// # Errors
    /// If it has not the form of one: a query for one list.
    pub fn begin(
        types: &Types,
        document: ExecutableDocument,
        operation: Option<&str>,
        variables: &Variables,
        part: Part,
    ) -> Result<Self, ReportError> {
        let mut document = document;
        keep(&mut document, operation)?;
        let root = root(&document)?;
        let name = root.name.node.as_str();
        let field = types.field("Query", name);
        let field =
            field.ok_or_else(|| ReportError::form(format!("There is no list `{name}`.")))?;
        let connection = field.of.ends_with("Connection") && name != "search";
        let summary = field.of.ends_with("Summary");
        if !connection && !summary {
            return Err(ReportError::form(format!(
                "`{name}` is no list: a table is made of a list such as `contributions`, or of a summary."
            )));
        }
        let given = |argument: &str| {
            let value = root.get_argument(argument)?;
            let value = value.node.clone().into_const_with(|name| {
                let value = variables.get(&name).cloned();
                Ok::<_, std::convert::Infallible>(value.unwrap_or_default())
            });
            value.ok().filter(|value| *value != Value::Null)
        };
        for argument in ["last", "before"] {
            if given(argument).is_some() {
                return Err(ReportError::form(format!(
                    "A table is read from its beginning: `{argument}` cannot be given."
                )));
            }
        }
        let first = match given("first") {
            Some(Value::Number(first)) => first.as_u64(),
            _ => None,
        };
        let after = match given("after") {
            Some(Value::String(after)) => Some(after),
            _ => None,
        };
        let (path, entry, set, object) = match connection {
            true => entries(types, &document, root, &field.of)?,
            false => {
                let groups = selected(&document, root, "groups");
                let groups = groups
                    .ok_or_else(|| ReportError::form("Select `groups { … }` of the summary."))?;
                let of = types
                    .field(&field.of, "groups")
                    .map(|groups| groups.of.clone());
                (
                    key(groups),
                    None,
                    &groups.selection_set.node,
                    of.unwrap_or_default(),
                )
            }
        };
        let columns = columns(types, &document, set, &object)?;
        let listing = match (connection, given("top").is_some()) {
            (true, _) => Listing::Connection,
            (false, false) => Listing::Summary,
            (false, true) => Listing::Once,
        };
        Ok(Self {
            listing,
            root: root.response_key().node.to_string(),
            path,
            entry,
            totals: Totals::of(&columns),
            columns,
            page: match listing {
                Listing::Connection => u64::from(LARGEST_PAGE),
                _ => MOST_GROUPS as u64,
            },
            left: part.first.or(first),
            at: match listing {
                Listing::Connection => At::Cursor(part.after.or(after)),
                _ => At::Group(0),
            },
            document,
        })
    }

    /// The columns of the table.
    pub fn columns(&self) -> Vec<Column> {
        let sources = self.columns.sources.iter();
        sources.map(|source| source.column.clone()).collect()
    }

    /// What the amounts that were written sum to.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// The cursor behind which the rest is found, if not all was wanted.
    pub fn next_cursor(&self) -> Option<&str> {
        match &self.at {
            At::Cursor(cursor) => cursor.as_deref(),
            _ => None,
        }
    }

    /// The next page as a document; `None` if there is no more, or no more is wanted.
    pub fn next(&self) -> Option<ExecutableDocument> {
        if self.at == At::End || self.left == Some(0) {
            return None;
        }
        let page = self.left.map_or(self.page, |left| left.min(self.page));
        let mut document = self.document.clone();
        if let Some(root) = root_mut(&mut document) {
            match &self.at {
                At::Cursor(after) => {
                    set(root, "first", Value::from(page));
                    let after = after.as_deref().map_or(Value::Null, Value::from);
                    set(root, "after", after);
                    select(root, MORE, "pageInfo", &["hasNextPage", "endCursor"]);
                }
                At::Group(skip) if self.listing == Listing::Summary => {
                    let top = [("n", page), ("skip", *skip)];
                    let top = top.map(|(name, value)| (Name::new(name), Value::from(value)));
                    set(root, "top", Value::Object(top.into_iter().collect()));
                    select(root, MORE, "control", &["groupsInAll"]);
                }
                _ => {}
            }
        }
        Some(document)
    }

    /// Asks for smaller pages from now on; `false` if they cannot be any smaller.
    pub fn smaller(&mut self) -> bool {
        self.page /= 2;
        self.page > 0
    }

    /// Writes a page of the answer.
    ///
    /// # Errors
    /// If it was not answered in the form that was asked for, or cannot be written.
    pub fn take(&mut self, data: &Json, sheet: &mut dyn Sheet) -> Result<u64, ReportError> {
        let unanswered = || ReportError::Unanswered("The list was not answered.".to_owned());
        let root = data.get(&self.root).filter(|root| !root.is_null());
        let root = root.ok_or_else(unanswered)?;
        let list = self.path.iter().try_fold(root, |value, key| value.get(key));
        let list = list.and_then(Json::as_array).ok_or_else(unanswered)?;
        let mut written = 0;
        for entry in list {
            let entry = match &self.entry {
                Some(key) => entry.get(key).ok_or_else(unanswered)?,
                None => entry,
            };
            for row in rows(&self.columns, entry)? {
                sheet.row(&row.cells)?;
                self.totals.count(&row);
                written += 1;
            }
        }
        let entries = list.len() as u64;
        self.left = self.left.map(|left| left.saturating_sub(entries));
        let more = root.get(MORE);
        self.at = match &self.at {
            At::Cursor(_) => {
                let more = more.filter(|more| more.get("hasNextPage") == Some(&Json::Bool(true)));
                let cursor = more.and_then(|more| more.get("endCursor")?.as_str());
                cursor.map_or(At::End, |cursor| At::Cursor(Some(cursor.to_owned())))
            }
            At::Group(skip) => {
                let in_all = more.and_then(|more| more.get("groupsInAll")?.as_u64());
                let behind = skip + entries;
                match in_all {
                    Some(in_all) if entries > 0 && behind < in_all => At::Group(behind),
                    _ => At::End,
                }
            }
            At::End => At::End,
        };
        Ok(written)
    }
}

type Entries<'d> = (Vec<String>, Option<String>, &'d SelectionSet, String);

/// Where the entries of a connection's page are.
fn entries<'d>(
    types: &Types,
    document: &'d ExecutableDocument,
    root: &'d Field,
    connection: &str,
) -> Result<Entries<'d>, ReportError> {
    let of = types
        .field(connection, "nodes")
        .map(|nodes| nodes.of.clone());
    let of = of.unwrap_or_default();
    if let Some(nodes) = selected(document, root, "nodes") {
        return Ok((key(nodes), None, &nodes.selection_set.node, of));
    }
    let edges = selected(document, root, "edges");
    let node = edges.and_then(|edges| Some((edges, selected(document, edges, "node")?)));
    let (edges, node) =
        node.ok_or_else(|| ReportError::form("Select `nodes { … }` of the list."))?;
    let entry = node.response_key().node.to_string();
    Ok((key(edges), Some(entry), &node.selection_set.node, of))
}
