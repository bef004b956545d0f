//! Filters picked by hand, as a client spells them, each with its meaning in plain Rust. That every test
//! of every field is right is told in `filters.rs`; here they are only joined with sums.

use crate::oracle::summary::{Money, OutputRow, ProjectRow, Row, Rows};
use chrono::NaiveDate;

pub struct Filter {
    /// What stands between the braces.
    pub spelt: &'static str,
    passes: Passes,
}

/// Whether a row passes, by what it is.
enum Passes {
    Money(fn(&Money<'_>) -> bool),
    Project(fn(&ProjectRow<'_>) -> bool),
    Output(fn(&OutputRow<'_>) -> bool),
}

impl Filter {
    pub fn passes(&self, row: &Row<'_>) -> bool {
        match (&self.passes, row) {
            (Passes::Money(passes), Row::Money(row)) => passes(row),
            (Passes::Project(passes), Row::Project(row)) => passes(row),
            (Passes::Output(passes), Row::Output(row)) => passes(row),
            _ => panic!("{} is a filter of other rows", self.spelt),
        }
    }
}

/// The filters of such rows.
pub fn of(rows: Rows) -> &'static [Filter] {
    match rows {
        Rows::Contributions => CONTRIBUTIONS,
        Rows::Ledger => LEDGER,
        Rows::Projects => PROJECTS,
        Rows::Outputs => OUTPUTS,
    }
}

const CONTRIBUTIONS: &[Filter] = &[
    Filter {
        spelt: r#"currency: {eq: "USD"}"#,
        passes: Passes::Money(|row| row.currency() == "USD"),
    },
    Filter {
        spelt: r#"committedOn: {gte: "2010"}"#,
        passes: Passes::Money(|row| surely_from(row, 2010)),
    },
    Filter {
        spelt: r#"funder: {party: {eq: "JP"}}"#,
        passes: Passes::Money(|row| row.funder.party == "JP"),
    },
    Filter {
        spelt: "project: {status: {eq: COMPLETED}}",
        passes: Passes::Money(|row| row.project.status == "completed"),
    },
    Filter {
        spelt: r#"amount: {currency: "USD", gte: "1000"}"#,
        passes: Passes::Money(|row| row.currency() == "USD" && row.amount() >= 100_000),
    },
    Filter {
        spelt: "not: {funder: {kind: {eq: PARTY}}}",
        passes: Passes::Money(|row| row.funder.kind != "party"),
    },
    Filter {
        spelt: "project: {hostCountry: {isNull: true}}",
        passes: Passes::Money(|row| row.project.host_country.is_empty()),
    },
    Filter {
        spelt: r#"or: [{currency: {eq: "JPY"}}, {committedOn: {isNull: true}}]"#,
        passes: Passes::Money(|row| row.currency() == "JPY" || row.days().is_none()),
    },
    Filter {
        spelt: "project: {participations: {some: {role: {eq: LEADING}}}}",
        passes: Passes::Money(|row| !row.leads.is_empty()),
    },
    Filter {
        spelt: "project: {areas: {some: {}}}",
        passes: Passes::Money(|row| !row.project.areas.is_empty()),
    },
];

const LEDGER: &[Filter] = &[
    Filter {
        spelt: "kind: {eq: DISBURSEMENT}",
        passes: Passes::Money(|row| row.entry.is_some_and(|entry| entry.kind == "disbursement")),
    },
    Filter {
        spelt: r#"bookedOn: {gte: "2010"}"#,
        passes: Passes::Money(|row| surely_from(row, 2010)),
    },
    Filter {
        spelt: r#"amount: {currency: "USD", lt: "100"}"#,
        passes: Passes::Money(|row| row.currency() == "USD" && row.amount() < 10_000),
    },
    Filter {
        spelt: r#"contribution: {currency: {eq: "USD"}}"#,
        passes: Passes::Money(|row| row.contribution.currency == "USD"),
    },
    Filter {
        spelt: "contribution: {project: {status: {eq: COMPLETED}}}",
        passes: Passes::Money(|row| row.project.status == "completed"),
    },
    Filter {
        spelt: r#"contribution: {funder: {party: {eq: "JP"}}}"#,
        passes: Passes::Money(|row| row.funder.party == "JP"),
    },
    Filter {
        spelt: "not: {contribution: {project: {programme: {eq: REGULAR}}}}",
        passes: Passes::Money(|row| row.project.programme != "regular"),
    },
];

const PROJECTS: &[Filter] = &[
    Filter {
        spelt: "status: {eq: COMPLETED}",
        passes: Passes::Project(|row| row.project.status == "completed"),
    },
    Filter {
        spelt: "durationMonths: {gte: 24}",
        passes: Passes::Project(|row| row.months().is_some_and(|months| months >= 24)),
    },
    Filter {
        spelt: "durationMonths: {isNull: true}",
        passes: Passes::Project(|row| row.months().is_none()),
    },
    Filter {
        spelt: "areas: {some: {}}",
        passes: Passes::Project(|row| !row.project.areas.is_empty()),
    },
    Filter {
        spelt: "contributions: {some: {funder: {kind: {eq: PARTY}}}}",
        passes: Passes::Project(|row| row.funders.iter().any(|funder| funder.kind == "party")),
    },
    Filter {
        spelt: "not: {contributions: {some: {}}}",
        passes: Passes::Project(|row| row.funders.is_empty()),
    },
];

const OUTPUTS: &[Filter] = &[
    Filter {
        spelt: "kind: {eq: REPORT}",
        passes: Passes::Output(|row| row.output.kind == "report"),
    },
    Filter {
        spelt: "not: {level: {eq: PUBLIC}}",
        passes: Passes::Output(|row| row.output.access != "public"),
    },
    Filter {
        spelt: "projects: {some: {}}",
        passes: Passes::Output(|row| !row.projects.is_empty()),
    },
    Filter {
        spelt: "projects: {some: {status: {eq: COMPLETED}}}",
        passes: Passes::Output(|row| {
            row.projects
                .iter()
                .any(|project| project.status == "completed")
        }),
    },
    Filter {
        spelt: "publishedOn: {isNull: true}",
        passes: Passes::Output(|row| row.output.published_on.is_empty()),
    },
];

/// A date that may mean several days passes only if each of them does.
fn surely_from(row: &Money<'_>, year: i32) -> bool {
    let from = NaiveDate::from_ymd_opt(year, 1, 1);
    row.days()
        .is_some_and(|(first, _)| from.is_some_and(|from| first >= from))
}
