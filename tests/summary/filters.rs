//! Filters picked by hand, as a client spells them, each with its meaning in plain Rust. That every test
//! of every field is right is told in `filters.rs`; here they are only joined with sums.

use crate::oracle::summary::{Row, Rows};
use chrono::NaiveDate;

pub struct Filter {
    /// What stands between the braces.
    pub spelt: &'static str,
    pub passes: fn(&Row<'_>) -> bool,
}

/// The filters of such rows.
pub fn of(rows: Rows) -> &'static [Filter] {
    match rows {
        Rows::Contributions => CONTRIBUTIONS,
        Rows::Ledger => LEDGER,
    }
}

const CONTRIBUTIONS: &[Filter] = &[
    Filter {
        spelt: r#"currency: {eq: "USD"}"#,
        passes: |row| row.currency() == "USD",
    },
    Filter {
        spelt: r#"committedOn: {gte: "2010"}"#,
        passes: |row| surely_from(row, 2010),
    },
    Filter {
        spelt: r#"funder: {party: {eq: "JP"}}"#,
        passes: |row| row.funder.party == "JP",
    },
    Filter {
        spelt: "project: {status: {eq: COMPLETED}}",
        passes: |row| row.project.status == "completed",
    },
    Filter {
        spelt: r#"amount: {currency: "USD", gte: "1000"}"#,
        passes: |row| row.currency() == "USD" && row.amount() >= 100_000,
    },
    Filter {
        spelt: "not: {funder: {kind: {eq: PARTY}}}",
        passes: |row| row.funder.kind != "party",
    },
    Filter {
        spelt: "project: {hostCountry: {isNull: true}}",
        passes: |row| row.project.host_country.is_empty(),
    },
    Filter {
        spelt: r#"or: [{currency: {eq: "JPY"}}, {committedOn: {isNull: true}}]"#,
        passes: |row| row.currency() == "JPY" || row.days().is_none(),
    },
    Filter {
        spelt: "project: {participations: {some: {role: {eq: LEADING}}}}",
        passes: |row| !row.leads.is_empty(),
    },
    Filter {
        spelt: "project: {areas: {some: {}}}",
        passes: |row| !row.project.areas.is_empty(),
    },
];

const LEDGER: &[Filter] = &[
    Filter {
        spelt: "kind: {eq: DISBURSEMENT}",
        passes: |row| row.entry.is_some_and(|entry| entry.kind == "disbursement"),
    },
    Filter {
        spelt: r#"bookedOn: {gte: "2010"}"#,
        passes: |row| surely_from(row, 2010),
    },
    Filter {
        spelt: r#"amount: {currency: "USD", lt: "100"}"#,
        passes: |row| row.currency() == "USD" && row.amount() < 10_000,
    },
    Filter {
        spelt: r#"contribution: {currency: {eq: "USD"}}"#,
        passes: |row| row.contribution.currency == "USD",
    },
    Filter {
        spelt: "contribution: {project: {status: {eq: COMPLETED}}}",
        passes: |row| row.project.status == "completed",
    },
    Filter {
        spelt: r#"contribution: {funder: {party: {eq: "JP"}}}"#,
        passes: |row| row.funder.party == "JP",
    },
    Filter {
        spelt: "not: {contribution: {project: {programme: {eq: REGULAR}}}}",
        passes: |row| row.project.programme != "regular",
    },
];

/// A date that may mean several days passes only if each of them does.
fn surely_from(row: &Row<'_>, year: i32) -> bool {
    let from = NaiveDate::from_ymd_opt(year, 1, 1);
    row.days()
        .is_some_and(|(first, _)| from.is_some_and(|from| first >= from))
}
