//! The tests that a field may be put to, as a filter spells them and as plain Rust.

use chrono::{Months, NaiveDate};
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};

/// A filter, and what it lets through.
#[derive(Clone)]
pub struct Check {
    pub filter: String,
    pub passes: Arc<dyn Fn(&Value) -> bool + Send + Sync>,
}

pub type Checks = Vec<Check>;

fn check(filter: String, passes: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Check {
    Check {
        filter,
        passes: Arc::new(passes),
    }
}

/// The value at `at`, if there is one.
fn value<'v>(row: &'v Value, at: &str) -> Option<&'v Value> {
    row.pointer(at).filter(|value| !value.is_null())
}

fn text<'v>(row: &'v Value, at: &str) -> Option<&'v str> {
    value(row, at).and_then(Value::as_str)
}

/// Some of the values that stand at `at`: the first, the last, and one between.
fn samples(rows: &[Value], at: &str) -> Vec<String> {
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

fn quoted(text: &str) -> String {
    json!(text).to_string()
}

/// `eq` and `in` of a text: the same for keys, countries and words.
fn equal(field: &str, at: &'static str, spell: fn(&str) -> String, samples: &[String]) -> Checks {
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

fn null(field: &str, at: &'static str) -> Checks {
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

/// How a text compares: as it is, or as it looks.
#[derive(Clone, Copy)]
pub enum Spelling {
    Exact,
    Folded,
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
pub fn string(field: &str, at: &'static str, spelling: Spelling, rows: &[Value]) -> Checks {
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
        let spelt = move |text: &str| match spelling {
            Spelling::Exact => text.to_owned(),
            Spelling::Folded => folded(text),
        };
        let (held, begun) = (spelt(&part), spelt(&part));
        let holds =
            move |row: &Value| text(row, at).is_some_and(|text| spelt(text).contains(&held));
        let begins =
            move |row: &Value| text(row, at).is_some_and(|text| spelt(text).starts_with(&begun));
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

/// How two values compare by `gt`, `gte`, `lt` and `lte`.
const COMPARISONS: [(&str, fn(&i64, &i64) -> bool); 5] = [
    ("eq", i64::eq),
    ("gt", i64::gt),
    ("gte", i64::ge),
    ("lt", i64::lt),
    ("lte", i64::le),
];

/// An `IntFilter`.
pub fn int(field: &str, at: &'static str, numbers: &[i64]) -> Checks {
    let mut checks = null(field, at);
    for number in numbers {
        let number = *number;
        for (name, holds) in COMPARISONS {
            let passes = move |row: &Value| {
                value(row, at)
                    .and_then(Value::as_i64)
                    .is_some_and(|found| holds(&found, &number))
            };
            checks.push(check(format!("{field}: {{{name}: {number}}}"), passes));
        }
    }
    let between = move |row: &Value| {
        value(row, at)
            .and_then(Value::as_i64)
            .is_some_and(|found| (24..36).contains(&found))
    };
    checks.push(check(format!("{field}: {{gte: 24, lt: 36}}"), between));
    checks
}

/// A `MoneyFilter`: every amount that stands somewhere, in its own currency and in another one.
pub fn money(field: &str, at: &'static str, rows: &[Value]) -> Checks {
    // Amounts are answered with all decimals of their currency.
    let minor = |amount: &str| amount.replace('.', "").parse::<i64>().unwrap();
    let amounts: BTreeSet<(String, String)> = rows
        .iter()
        .filter_map(|row| value(row, at))
        .map(|money| {
            (
                text(money, "/currency").unwrap().to_owned(),
                text(money, "/amount").unwrap().to_owned(),
            )
        })
        .collect();
    let currencies: BTreeSet<String> = amounts
        .iter()
        .map(|(currency, _)| currency.clone())
        .collect();
    let mut checks: Checks = Vec::new();
    for wanted in currencies.into_iter().chain(["CHF".into()]) {
        let of_it = wanted.clone();
        checks.push(check(
            format!("{field}: {{currency: {wanted}}}"),
            move |row| {
                text(&row.pointer(at).cloned().unwrap_or_default(), "/currency") == Some(&of_it)
            },
        ));
    }
    for (currency, amount) in amounts.iter().step_by(1 + amounts.len() / 5) {
        let number = minor(amount);
        for (name, holds) in COMPARISONS {
            let wanted = currency.clone();
            let passes = move |row: &Value| {
                let money = row.pointer(at).cloned().unwrap_or_default();
                text(&money, "/currency") == Some(&wanted)
                    && text(&money, "/amount").is_some_and(|amount| holds(&minor(amount), &number))
            };
            // Zeros that say nothing may be left out, and quotes where there is no point.
            let short = amount.strip_suffix(".00").unwrap_or(amount);
            let spelt = if short.contains('.') {
                quoted(amount)
            } else {
                short.to_owned()
            };
            checks.push(check(
                format!("{field}: {{currency: {currency}, {name}: {spelt}}}"),
                passes,
            ));
        }
    }
    checks
}

/// The first and the last day that a date may mean.
fn days(date: &str) -> (NaiveDate, NaiveDate) {
    let first: NaiveDate = format!("{date}-01-01")[..10].parse().unwrap();
    let last = match date.len() {
        4 => first + Months::new(12) - chrono::Days::new(1),
        7 => first + Months::new(1) - chrono::Days::new(1),
        _ => first,
    };
    (first, last)
}

/// A `PartialDateFilter`: a date passes only if every day that it may mean does.
pub fn date(field: &str, at: &'static str, rows: &[Value]) -> Checks {
    type Days = (NaiveDate, NaiveDate);
    let tests: [(&str, fn(Days, Days) -> bool); 5] = [
        ("during", |(first, last), (from, to)| {
            from <= first && last <= to
        }),
        ("gt", |(first, _), (_, to)| first > to),
        ("gte", |(first, _), (from, _)| first >= from),
        ("lt", |(_, last), (from, _)| last < from),
        ("lte", |(_, last), (_, to)| last <= to),
    ];
    let mut dates = samples(rows, at);
    dates.extend(["2024", "2024-02", "2013-12-01"].map(str::to_owned));
    let mut checks = [equal(field, at, quoted, &dates), null(field, at)].concat();
    checks.retain(|check| !check.filter.contains("in: ["));
    for date in dates {
        for (name, holds) in tests {
            let wanted = days(&date);
            let passes =
                move |row: &Value| text(row, at).is_some_and(|date| holds(days(date), wanted));
            checks.push(check(
                format!("{field}: {{{name}: {}}}", quoted(&date)),
                passes,
            ));
        }
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
