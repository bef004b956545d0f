//! From a page of the answer to rows of cells.

use super::{
    ReportError,
    columns::{Columns, SEPARATOR, Source},
};
use crate::sheet::{Cell, Kind};
use serde_json::Value;

/// A row, and whether it is the first of its entry: what stands outside the list that rows are made of is
/// repeated in the others.
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) first: bool,
}

/// The rows of one entry.
pub(super) fn rows(columns: &Columns, entry: &Value) -> Result<Vec<Row>, ReportError> {
    let none = Value::Null;
    let inner: Vec<&Value> = match &columns.unwound {
        None => vec![&none],
        Some(path) => match at(entry, path) {
            Some(Value::Array(entries)) if !entries.is_empty() => entries.iter().collect(),
            // An entry without any is a row all the same.
            _ => vec![&none],
        },
    };
    let rows = inner.into_iter().enumerate().map(|(place, inner)| {
        let cells = columns.sources.iter().map(|source| {
            let value = at(if source.inner { inner } else { entry }, &source.path);
            cell(source, value.unwrap_or(&none))
        });
        Ok(Row {
            cells: cells.collect::<Result<_, _>>()?,
            first: place == 0,
        })
    });
    rows.collect()
}

fn at<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

fn cell(source: &Source, value: &Value) -> Result<Cell, ReportError> {
    let cell = match (source.column.kind, value) {
        (_, Value::Null) => Some(Cell::Null),
        (Kind::Text, Value::Array(entries)) if source.list => {
            let texts: Vec<String> = entries.iter().map(text).collect();
            Some(Cell::Text(texts.join(SEPARATOR)))
        }
        (Kind::Text, value) => Some(Cell::Text(text(value))),
        (Kind::Integer, Value::Number(number)) => number.as_i64().map(Cell::Integer),
        (Kind::Decimal { .. }, Value::String(text)) => Some(Cell::Decimal(text.clone())),
        (Kind::Date, Value::String(text)) => Some(Cell::Date(text.clone())),
        (Kind::Flag, Value::Bool(flag)) => Some(Cell::Flag(*flag)),
        _ => None,
    };
    cell.ok_or_else(|| {
        let name = &source.column.name;
        ReportError::Unanswered(format!(
            "The answer for {name} is of another kind than the schema says."
        ))
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
