//! What is wrong with `istc.toml`, and where: line, column and key. What stands there is never repeated, because a line
//! may hold a password and a wrong value may be one that belongs elsewhere.

use serde::de::DeserializeOwned;
use std::{fmt, ops::Range};
use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue, Error},
};

/// What is said of text that is not TOML; the library would say what it found.
const NOT_TOML: &str = "this is not TOML, where each line is a key, an equals sign and a value, and texts stand in quotes";

/// A mistake in the file.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    line: usize,
    column: usize,
    key: Option<String>,
    expected: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: ", self.line, self.column)?;
        if let Some(key) = &self.key {
            write!(f, "`{key}`: ")?;
        }
        f.write_str(&self.expected)
    }
}

/// What the text says.
///
/// # Errors
/// The first mistake in it.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    let table = DeTable::parse(text).map_err(|error| Mistake {
        key: error.span().and_then(|span| key_before(text, span.start)),
        expected: NOT_TOML.into(),
        ..Mistake::at(text, error.span())
    })?;
    toml::from_str(text).map_err(|error| {
        let span = error.span();
        Mistake {
            key: span.clone().and_then(|span| key(table.get_ref(), &span)),
            expected: expected(&error),
            ..Mistake::at(text, span)
        }
    })
}

impl Mistake {
    fn at(text: &str, span: Option<Range<usize>>) -> Self {
        let at = span.map_or(0, |span| span.start);
        let before = text.get(..at).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            key: None,
            expected: String::new(),
        }
    }
}

/// What the library expected, without what it found: of its messages only the part that comes from this program's own
/// types is taken.
fn expected(error: &Error) -> String {
    let message = error.message();
    let kind = |begin: &str| message.starts_with(begin);
    if kind("missing field `") {
        return message.to_owned();
    }
    // Split at the last `, expected `: the value that was found comes earlier in the message, and may hold these
    // words itself.
    match message.rsplit_once(", expected ") {
        Some((_, expected)) if kind("unknown field `") => {
            format!("unknown key, expected {expected}")
        }
        Some((_, expected)) if kind("unknown variant `") || kind("invalid ") => {
            format!("expected {expected}")
        }
        _ => "cannot be used".to_owned(),
    }
}

/// The key of what stands here, from the outermost table on. One that is not a plain word is not shown.
fn key(table: &DeTable<'_>, here: &Range<usize>) -> Option<String> {
    let mut path: Vec<&str> = Vec::new();
    within(table, here, &mut path);
    let shown: Vec<&str> = path.iter().map(|word| shown(word)).collect();
    (!shown.is_empty()).then(|| shown.join("."))
}

/// A key, if it is a plain word.
fn shown(word: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    match !word.is_empty() && word.len() <= 40 && word.bytes().all(plain) {
        true => word,
        false => "(not shown)",
    }
}

/// The key that begins the line in which the text ends to be TOML. All before is TOML, so that it is a key indeed.
fn key_before(text: &str, end: usize) -> Option<String> {
    let (table, _) = DeTable::parse_recoverable(text);
    let last = last_key(table.get_ref(), end)?;
    let between = text.get(last.span().end..end)?;
    (!between.contains('\n')).then(|| shown(last.get_ref()).to_owned())
}

/// The last key that stands before this place.
fn last_key<'a, 'i>(table: &'a DeTable<'i>, end: usize) -> Option<&'a Spanned<DeString<'i>>> {
    let mut last: Option<&Spanned<DeString<'_>>> = None;
    for (key, value) in table {
        let inner = match value.get_ref() {
            DeValue::Table(table) => last_key(table, end),
            DeValue::Array(values) => values.iter().rev().find_map(|value| match value.get_ref() {
                DeValue::Table(table) => last_key(table, end),
                _ => None,
            }),
            _ => None,
        };
        for key in [Some(key), inner].into_iter().flatten() {
            let later = last.is_none_or(|last| last.span().start < key.span().start);
            if key.span().end <= end && later {
                last = Some(key);
            }
        }
    }
    last
}

fn within<'a>(table: &'a DeTable<'_>, here: &Range<usize>, path: &mut Vec<&'a str>) {
    let holds =
        |span: Range<usize>| span.start <= here.start && here.start < span.end.max(span.start + 1);
    for (key, value) in table {
        if holds(key.span()) || holds(value.span()) {
            path.push(key.get_ref());
            return inside(value, here, path);
        }
    }
    // A table with a header of its own has the header's place, not that of its keys.
    for (key, value) in table {
        let before = path.len();
        path.push(key.get_ref());
        inside(value, here, path);
        if path.len() > before + 1 {
            return;
        }
        path.truncate(before);
    }
}

fn inside<'a>(value: &'a Spanned<DeValue<'_>>, here: &Range<usize>, path: &mut Vec<&'a str>) {
    match value.get_ref() {
        DeValue::Table(table) => within(table, here, path),
        DeValue::Array(values) => {
            let before = path.len();
            for value in values {
                inside(value, here, path);
                if path.len() > before {
                    return;
                }
            }
        }
        _ => {}
    }
}
