//! What the columns of a file mean, for programs: a Table Schema, and a `datapackage.json` for a file
//! that cannot say it by itself (Frictionless Data Package, version 1).

use super::{Column, Format, Kind, Provenance, provenance::entries};
use serde_json::{Map, Value, json};

/// A file that was written.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its name, without folders.
    pub name: &'a str,
    /// Its format.
    pub format: Format,
    /// Its SHA-256, as [`Hashing::sha256`](super::Hashing::sha256) tells it.
    pub sha256: &'a str,
    /// Its size in bytes.
    pub bytes: u64,
}

/// How a reader of CSV gets the texts back.
const GUARD: &str = "Each part of a text that a spreadsheet could take for a formula, or that begins with an \
    apostrophe, has an apostrophe in front; parts end at commas, semicolons, tabs, bars and line ends. Drop one \
    apostrophe from every part that begins with one. Numbers, dates and flags are as they are. An empty field is no value.";

/// The `datapackage.json` that goes with a file: its columns, size, checksum and provenance.
pub fn descriptor(columns: &[Column], provenance: &Provenance, file: File<'_>) -> Value {
    let name = identifier(file.name);
    let media = file.format.media_type();
    let mut resource = object(json!({
        "profile": "tabular-data-resource",
        "name": name,
        "path": file.name,
        "format": file.format.extension(),
        "mediatype": media.split(';').next().unwrap_or(media),
        "bytes": file.bytes,
        "hash": format!("sha256:{}", file.sha256),
        "schema": schema(columns),
    }));
    if file.format != Format::Xlsx {
        resource.insert("encoding".to_owned(), json!("utf-8"));
    }
    if file.format == Format::Csv {
        resource.insert("description".to_owned(), json!(GUARD));
        resource.insert("formulaGuard".to_owned(), json!("apostrophe"));
        resource.insert(
            "dialect".to_owned(),
            json!({
                "delimiter": ",",
                "lineTerminator": "\r\n",
                "quoteChar": "\"",
                "doubleQuote": true,
                "header": true,
            }),
        );
    }
    json!({
        "profile": "tabular-data-package",
        "name": name,
        "resources": [resource],
        "provenance": entries(provenance).collect::<Vec<_>>(),
    })
}

/// The Table Schema of these columns.
pub fn schema(columns: &[Column]) -> Value {
    json!({
        "fields": columns.iter().map(field).collect::<Vec<_>>(),
        "missingValues": [""],
    })
}

fn field(column: &Column) -> Value {
    let mut field = object(json!({
        "name": column.name,
        "title": column.title,
        "description": column.description,
    }));
    let mut say = |key: &str, value: Value| field.insert(key.to_owned(), value);
    match column.kind {
        Kind::Text => say("type", json!("string")),
        Kind::Integer => say("type", json!("integer")),
        Kind::Decimal { decimals } => {
            // Not a member of Table Schema, which knows only where the point stands.
            if let Some(decimals) = decimals {
                say("decimals", json!(decimals));
            }
            say("type", json!("number"))
        }
        Kind::Date => {
            // Table Schema's own dates are always known to the day.
            let pattern = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?";
            say("constraints", json!({ "pattern": pattern }));
            say("type", json!("string"))
        }
        Kind::Flag => {
            say("trueValues", json!(["true"]));
            say("falseValues", json!(["false"]));
            say("type", json!("boolean"))
        }
    };
    if let Some(unit) = &column.unit {
        say("unit", json!(unit));
    }
    Value::Object(field)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The file's name without its extension, as names of resources must be: lower case letters, digits,
/// points, hyphens and underscores.
fn identifier(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.chars()
        .map(|char| match char.to_ascii_lowercase() {
            char @ ('a'..='z' | '0'..='9' | '.' | '-' | '_') => char,
            _ => '-',
        })
        .collect()
}
