//! All pages of a question's one list, one after another.

use super::{
    ReportError, Totals, Types,
    columns::{Columns, columns},
    document::{direct, direct_mut, keep, key, root, root_mut, select, selected, set},
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
    /// What stands beside the list in the answer, once it was answered.
    beside: Option<Vec<(String, String)>>,
}

/// How the list is had in pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listing {
    Connection,
    Summary,
    /// A list of a statement, and the count of all its entries in `control`.
    Statement(&'static str, &'static str),
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

/// That the question declares every variable that is given: one that it does not know would change nothing, and the
/// file would not be the one that was meant.
fn declares(document: &ExecutableDocument, variables: &Variables) -> Result<(), ReportError> {
    let operations = document.operations.iter();
    let declared: Vec<&str> = operations
        .flat_map(|(_, operation)| &operation.node.variable_definitions)
        .map(|definition| definition.node.name.node.as_str())
        .collect();
    let is_unknown = |name: &&Name| !declared.contains(&name.as_str());
    let Some(unknown) = variables.keys().find(is_unknown) else {
        return Ok(());
    };
    let names: Vec<String> = declared.iter().map(|name| format!("`{name}`")).collect();
    Err(ReportError::form(match names.is_empty() {
        true => format!("The question declares no variables, and `{unknown}` is given."),
        false => format!(
            "The question does not declare the variable `{unknown}`; it declares {}.",
            names.join(", ")
        ),
    }))
}

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
        declares(&document, variables)?;
        let root = root(&document)?;
        let name = root.name.node.as_str();
        let field = types.field("Query", name);
        let field =
            field.ok_or_else(|| ReportError::form(format!("There is no list `{name}`.")))?;
        let connection = field.of.ends_with("Connection") && name != "search";
        let summary = field.of.ends_with("Summary");
        let statement = field.of.ends_with("Statement");
        if !connection && !summary && !statement {
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
        let plain = |list: &str, asked: &str| {
            let found = selected(&document, root, list).ok_or_else(|| ReportError::form(asked))?;
            let of = types.field(&field.of, list).map(|list| list.of.clone());
            let set = &found.selection_set.node;
            Ok::<_, ReportError>((key(found), None, set, of.unwrap_or_default()))
        };
        let (listing, (path, entry, set, object)) = if connection {
            let entries = entries(types, &document, root, &field.of)?;
            (Listing::Connection, entries)
        } else if statement {
            let (list, count) = of_statement(&document, root)?;
            let listing = match sliced(root, list) {
                true => Listing::Statement(list, count),
                false => Listing::Once,
            };
            (listing, plain(list, OF_STATEMENT)?)
        } else {
            let listing = match given("top") {
                Some(_) => Listing::Once,
                None => Listing::Summary,
            };
            let groups = plain("groups", "Select `groups { … }` of the summary.")?;
            (listing, groups)
        };
        let columns = columns(types, &document, set, &object)?;
        Ok(Self {
            listing,
            root: root.response_key().node.to_string(),
            path,
            entry,
            totals: Totals::of(&columns),
            columns,
            page: match listing {
                Listing::Connection | Listing::Statement(..) => u64::from(LARGEST_PAGE),
                _ => MOST_GROUPS as u64,
            },
            left: part.first.or(first),
            at: match listing {
                Listing::Connection => At::Cursor(part.after.or(after)),
                _ => At::Group(0),
            },
            document,
            beside: None,
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

    /// What the question selects beside the list, such as the method of a statement: names and values.
    pub fn beside(&self) -> &[(String, String)] {
        self.beside.as_deref().unwrap_or_default()
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
                At::Group(skip) if let Listing::Statement(list, count) = self.listing => {
                    if let Some(list) = direct_mut(root, list) {
                        set(list, "first", Value::from(page));
                        set(list, "skip", Value::from(*skip));
                    }
                    select(root, MORE, "control", &[count]);
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
        if self.beside.is_none() {
            let list = self.path.first().map(String::as_str).unwrap_or_default();
            self.beside = Some(beside(root, list));
        }
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
                let count = match self.listing {
                    Listing::Statement(_, count) => count,
                    _ => "groupsInAll",
                };
                let in_all = more.and_then(|more| more.get(count)?.as_u64());
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

/// The members of an object but for the list, and what tells whether that goes on; objects and lists as JSON.
fn beside(root: &Json, list: &str) -> Vec<(String, String)> {
    let members = root.as_object().into_iter().flatten();
    let members = members
        .filter(|(name, value)| name.as_str() != list && name.as_str() != MORE && !value.is_null());
    members
        .map(|(name, value)| {
            let text = match value {
                Json::String(text) => text.clone(),
                other => other.to_string(),
            };
            (name.clone(), text)
        })
        .collect()
}

type Entries<'d> = (Vec<String>, Option<String>, &'d SelectionSet, String);

/// The lists of a statement, and where `control` counts their entries.
const STATEMENT_LISTS: [(&str, &str); 3] = [
    ("years", "yearsInAll"),
    ("lines", "linesInAll"),
    ("results", "resultsInAll"),
];

const OF_STATEMENT: &str =
    "Select one list of the statement: `years { … }`, `lines { … }` or `results { … }`.";

/// The one list of a statement that is selected.
fn of_statement(
    document: &ExecutableDocument,
    root: &Field,
) -> Result<(&'static str, &'static str), ReportError> {
    let mut lists = STATEMENT_LISTS
        .into_iter()
        .filter(|(list, _)| selected(document, root, list).is_some());
    match (lists.next(), lists.next()) {
        (Some(list), None) => Ok(list),
        _ => Err(ReportError::form(OF_STATEMENT)),
    }
}

/// Whether a list can be had in parts: it is selected outside fragments, and no part of it was named.
fn sliced(root: &Field, list: &str) -> bool {
    direct(root, list).is_some_and(|list| list.arguments.is_empty())
}

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
