//! The tests that a field or a relation may be put to, as a filter spells them and as plain Rust.

use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};

/// A filter, and what it lets through.
#[derive(Clone)]
pub struct Check {
    pub filter: String,
    pub passes: Arc<dyn Fn(&Value) -> bool + Send + Sync>,
}

pub type Checks = Vec<Check>;

pub fn check(filter: String, passes: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Check {
    Check {
        filter,
        passes: Arc::new(passes),
    }
}

/// The value at `at`, if there is one.
pub fn value<'v>(row: &'v Value, at: &str) -> Option<&'v Value> {
    row.pointer(at).filter(|value| !value.is_null())
}

pub fn text<'v>(row: &'v Value, at: &str) -> Option<&'v str> {
    value(row, at).and_then(Value::as_str)
}

/// Some of the values that stand at `at`: the first, the last, and one between.
pub fn samples(rows: &[Value], at: &str) -> Vec<String> {
    let all: BTreeSet<String> = rows
        .iter()
        .filter_map(|row| text(row, at))
        .map(str::to_owned)
        .collect();
    let all: Vec<String> = all.into_iter().collect();
    let places: BTreeSet<usize> = [0, all.len() / 2, all.len().saturating_sub(1)].into();
    places
        .into_iter()
        .filter_map(|place| all.get(place).cloned())
        .collect()
}

pub fn quoted(text: &str) -> String {
    json!(text).to_string()
}

/// `eq` and `in` of a text: the same for keys, countries and words.
pub fn equal(
    field: &str,
    at: &'static str,
    spell: fn(&str) -> String,
    samples: &[String],
) -> Checks {
    let mut checks = vec![check(format!("{field}: {{in: []}}"), |_| false)];
    for sample in samples {
        let wanted = sample.clone();
        checks.push(check(
            format!("{field}: {{eq: {}}}", spell(sample)),
            move |row| text(row, at) == Some(&wanted),
        ));
    }
    let list: Vec<String> = samples.iter().map(|sample| spell(sample)).collect();
    for one_of in [samples, &samples[..samples.len().min(2)]] {
        let (wanted, list) = (one_of.to_vec(), list[..one_of.len()].join(", "));
        let passes = move |row: &Value| {
            text(row, at).is_some_and(|text| wanted.iter().any(|wanted| wanted == text))
        };
        checks.push(check(format!("{field}: {{in: [{list}]}}"), passes));
    }
    checks
}

pub fn null(field: &str, at: &'static str) -> Checks {
    vec![
        check(format!("{field}: {{isNull: true}}"), move |row| {
            value(row, at).is_none()
        }),
        check(format!("{field}: {{isNull: false}}"), move |row| {
            value(row, at).is_some()
        }),
    ]
}

/// A `KeyFilter`.
pub fn key(field: &str, at: &'static str, rows: &[Value]) -> Checks {
    let mut samples = samples(rows, at);
    samples.push("nothing-of-this-name".into());
    [equal(field, at, quoted, &samples), null(field, at)].concat()
}

/// A `KeyFilter` of an identifier, which has a form; `unknown` is one that nothing has.
pub fn identifier(field: &str, at: &'static str, unknown: &str, rows: &[Value]) -> Checks {
    let mut samples = samples(rows, at);
    samples.push(unknown.into());
    [equal(field, at, quoted, &samples), null(field, at)].concat()
}

/// A `CountryFilter`; a code may be written without quotes.
pub fn country(field: &str, at: &'static str, rows: &[Value]) -> Checks {
    let mut samples = samples(rows, at);
    samples.push("ZZ".into());
    [
        equal(field, at, str::to_owned, &samples),
        equal(field, at, quoted, &samples),
        null(field, at),
    ]
    .concat()
}

/// A `CurrencyFilter`.
pub fn currency(field: &str, at: &'static str, rows: &[Value]) -> Checks {
    equal(field, at, str::to_owned, &samples(rows, at))
}

/// A filter of one of the schema's enums.
pub fn word(field: &str, at: &'static str, words: &[&str]) -> Checks {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    equal(field, at, str::to_owned, &words)
}

/// A `BooleanFilter`.
pub fn flag(field: &str, at: &'static str) -> Checks {
    let one = |wanted: bool| {
        check(format!("{field}: {{eq: {wanted}}}"), move |row| {
            value(row, at) == Some(&json!(wanted))
        })
    };
    vec![one(true), one(false)]
}

/// The same for two spellings of one word: lower case, no marks, letters that look Latin as Latin ones.
pub fn folded(text: &str) -> String {
    let twin = |letter: char| match letter {
        'а' => 'a',
        'в' => 'b',
        'с' => 'c',
        'е' => 'e',
        'м' => 'm',
        'о' => 'o',
        'т' => 't',
        'é' | 'ë' => 'e',
        'ö' => 'o',
        other => other,
    };
    text.to_lowercase().chars().map(twin).collect()
}

/// A `StringFilter`.
pub fn string(field: &str, at: &'static str, rows: &[Value]) -> Checks {
    let samples = samples(rows, at);
    let mut checks = [equal(field, at, quoted, &samples), null(field, at)].concat();
    let mut parts: Vec<String> = ["", "%", "'"].map(str::to_owned).to_vec();
    for sample in &samples {
        let letters: Vec<char> = sample.chars().collect();
        let (middle, some) = (letters.len() / 2, letters.len().min(5));
        for piece in [
            &letters[..some],
            &letters[middle..letters.len().min(middle + 4)],
        ] {
            let piece: String = piece.iter().collect();
            parts.extend([piece.to_uppercase(), piece]);
        }
        checks.extend(equal(field, at, quoted, &[sample.to_lowercase()]));
    }
    parts.sort();
    parts.dedup();
    for part in parts {
        let (held, begun) = (folded(&part), folded(&part));
        let holds =
            move |row: &Value| text(row, at).is_some_and(|text| folded(text).contains(&held));
        let begins =
            move |row: &Value| text(row, at).is_some_and(|text| folded(text).starts_with(&begun));
        checks.push(check(
            format!("{field}: {{contains: {}}}", quoted(&part)),
            holds,
        ));
        checks.push(check(
            format!("{field}: {{startsWith: {}}}", quoted(&part)),
            begins,
        ));
    }
    checks
}

/// Every fifth of them, where they were all tried elsewhere.
pub fn few(checks: Checks) -> Checks {
    checks.into_iter().step_by(5).collect()
}

/// The row that a relation leads to passes each of these.
pub fn one(field: &str, at: &'static str, inner: Checks) -> Checks {
    let outer = |Check { filter, passes }: Check| {
        check(format!("{field}: {{{filter}}}"), move |row| {
            value(row, at).is_some_and(|row| passes(row))
        })
    };
    inner.into_iter().map(outer).collect()
}

/// Of the rows that stand in the list at `at`, each at `child` in its member, some, none or every one
/// passes each of these.
pub fn many(field: &str, at: &'static str, child: &'static str, mut inner: Checks) -> Checks {
    inner.push(check(String::new(), |_| true));
    let mut checks = Vec::new();
    for Check { filter, passes } in inner {
        let count = move |row: &Value| -> (usize, usize) {
            let list = row
                .pointer(at)
                .and_then(Value::as_array)
                .unwrap_or_else(|| panic!("{at} of {row}"));
            let passing = list
                .iter()
                .filter(|member| passes(member.pointer(child).unwrap()))
                .count();
            (passing, list.len())
        };
        let (some, none, every) = (count.clone(), count.clone(), count);
        checks.push(check(
            format!("{field}: {{some: {{{filter}}}}}"),
            move |row| some(row).0 > 0,
        ));
        checks.push(check(
            format!("{field}: {{none: {{{filter}}}}}"),
            move |row| none(row).0 == 0,
        ));
        checks.push(check(
            format!("{field}: {{every: {{{filter}}}}}"),
            move |row| every(row).0 == every(row).1,
        ));
    }
    checks
}
