//! The tests of numbers, amounts and dates, as a filter spells them and as plain Rust.

use super::tests::{Checks, check, equal, null, quoted, samples, text, value};
use chrono::{Months, NaiveDate};
use serde_json::Value;
use std::collections::BTreeSet;

type Comparison = fn(&i64, &i64) -> bool;

/// How two values compare by `gt`, `gte`, `lt` and `lte`.
const COMPARISONS: [(&str, Comparison); 5] = [
    ("eq", i64::eq),
    ("gt", i64::gt),
    ("gte", i64::ge),
    ("lt", i64::lt),
    ("lte", i64::le),
];

/// An `IntFilter`.
pub fn int(field: &str, at: &'static str, numbers: &[i64]) -> Checks {
    let mut checks = null(field, at);
    for &number in numbers {
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
fn days(date: &str) -> Days {
    let first: NaiveDate = format!("{date}-01-01")[..10].parse().unwrap();
    let last = match date.len() {
        4 => first + Months::new(12) - chrono::Days::new(1),
        7 => first + Months::new(1) - chrono::Days::new(1),
        _ => first,
    };
    (first, last)
}

type Days = (NaiveDate, NaiveDate);
type DaysCompare = fn(Days, Days) -> bool;

/// A `PartialDateFilter`: a date passes only if every day that it may mean does.
pub fn date(field: &str, at: &'static str, rows: &[Value]) -> Checks {
    let tests: [(&str, DaysCompare); 5] = [
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
