//! The sheets of a data package: every file, its columns, their forms, keys and references.
//!
//! This is the format's one definition: import, export, the Table Schema in `datapackage.json` and
//! the staging tables are made from it.

use self::Form::*;

/// One file of a data package, and the table it fills.
#[derive(Debug)]
pub struct Sheet {
    /// The file's name without extension; also the table's name.
    pub name: &'static str,
    /// The columns, in the format's order.
    pub columns: &'static [Column],
    pub(crate) checks: &'static [Check],
}

/// One column of a sheet.
#[derive(Debug)]
pub struct Column {
    /// Its name, in the file and in the table.
    pub name: &'static str,
    /// What its cells look like.
    pub form: Form,
    /// Whether it is part of the key.
    pub key: bool,
    /// Whether every row must have a value.
    pub required: bool,
    /// The sheet and the column whose values it refers to.
    pub refers: Option<(&'static str, &'static str)>,
    /// Whether the table has `…_folded` beside it, for finding it without regard to case and marks.
    pub(crate) is_folded: bool,
    /// Whether the table has `…_order` beside it, for its natural order.
    pub(crate) is_natural: bool,
}

/// What the cells of a column look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 1 to 200 characters, none of them a control character.
    Key,
    /// At most 2,000 characters, none of them a control character.
    Name,
    /// At most 100,000 characters; tabs and line breaks are allowed.
    Text,
    /// `true` or `false`; empty is false.
    Flag,
    /// A whole number from 0 to 100,000.
    Whole,
    /// `2015`, `2013-11` or `1992-11-27`.
    Date,
    /// Decimal text in the currency of the same row.
    Amount {
        /// Whether it may be below zero.
        signed: bool,
    },
    /// A code of ISO 4217.
    Currency,
    /// Decimal text above zero, at most twelve digits on either side of the point, kept as it is.
    Rate,
    /// A code of the countries' list.
    Country,
    /// A bare DOI of at most 200 characters.
    Doi,
    /// A ROR address with its check digits.
    Ror,
    /// An absolute http or https address of at most 2,000 characters.
    Url,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Some of these words, separated by `;`.
    SomeOf(&'static [&'static str]),
    /// Names separated by `;`.
    Names,
    /// Keys of the sheet referred to, separated by `;`, kept in a table of ties.
    Keys,
}

/// A condition that no row may meet once the sheet is in place.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) kind: super::ProblemKind,
    pub(crate) column: &'static str,
    /// In SQL, on the sheet's table under the name `t`.
    pub(crate) wrong: &'static str,
    pub(crate) expected: &'static str,
}

/// The statuses of a project, in the order of its life.
pub const STATUSES: &[&str] = &[
    "received",
    "concurrence_pending",
    "registered",
    "under_review",
    "submitted_to_board",
    "approved_without_funding",
    "approved_for_funding",
    "agreement_signed",
    "underway",
    "completed",
    "terminated",
    "rejected",
    "withdrawn",
];

const CAPACITIES: &[&str] = &["funding", "host"];
const FUNDERS: &[&str] = &["party", "agency", "partner"];
const PROGRAMMES: &[&str] = &["regular", "partner", "initiative", "unknown"];
const ROLES: &[&str] = &["leading", "participating", "collaborator"];
const ENTRIES: &[&str] = &["disbursement", "adjustment"];
const OUTPUTS: &[&str] = &[
    "report",
    "publication",
    "patent",
    "dataset",
    "software",
    "conference",
    "other",
];
const LEVELS: &[&str] = &["public", "programme", "project", "confidential"];
/// How a table of exchange rates is dated.
pub const DATE_RULES: &[&str] = &["day", "month", "quarter", "year"];
const HOLDERS: &[&str] = &["party", "funder", "institute"];

/// That a period is not written as the date rule of its table asks.
macro_rules! period_misfits {
    ($rate:literal, $table:literal) => {
        concat!(
            "not (case ",
            $table,
            ".date_rule when 'day' then length(",
            $rate,
            ".period) = 10 ",
            "when 'month' then length(",
            $rate,
            ".period) = 7 ",
            "when 'quarter' then length(",
            $rate,
            ".period) = 7 ",
            "and substr(",
            $rate,
            ".period, 6, 2) in ('01', '04', '07', '10') ",
            "else length(",
            $rate,
            ".period) = 4 end)"
        )
    };
}

impl Check {
    /// Whether it asks other tables, and has to wait until they are in place.
    pub(crate) fn asks_other_tables(&self) -> bool {
        use super::ProblemKind::{DanglingReference, RatePeriod};
        matches!(self.kind, DanglingReference | RatePeriod)
    }
}

impl Sheet {
    /// The sheet of this name.
    pub fn named(name: &str) -> Option<&'static Sheet> {
        SHEETS.iter().find(|sheet| sheet.name == name)
    }

    /// The columns of the key.
    pub fn key(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().filter(|column| column.key)
    }
}

const fn column(name: &'static str, form: Form) -> Column {
    Column {
        name,
        form,
        key: false,
        required: false,
        refers: None,
        is_folded: false,
        is_natural: false,
    }
}

impl Column {
    const fn key(mut self) -> Self {
        self.key = true;
        self.required = true;
        self
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn refers(mut self, sheet: &'static str, column: &'static str) -> Self {
        self.refers = Some((sheet, column));
        self
    }

    const fn folded(mut self) -> Self {
        self.is_folded = true;
        self
    }

    const fn natural(mut self) -> Self {
        self.is_natural = true;
        self
    }
}

const fn backward(column: &'static str, wrong: &'static str, expected: &'static str) -> Check {
    Check {
        kind: super::ProblemKind::BackwardInterval,
        column,
        wrong,
        expected,
    }
}

/// Every sheet; what a sheet refers to stands before it.
#[rustfmt::skip]
pub const SHEETS: &[Sheet] = &[
    Sheet { name: "countries", checks: &[], columns: &[
        column("code", Country).key(),
        column("name", Name).required(),
    ] },
    Sheet { name: "parties", checks: &[], columns: &[
        column("code", Country).key().refers("countries", "code"),
        column("name", Name).required().folded(),
        column("initial", Flag),
    ] },
    Sheet { name: "memberships", checks: &[
        backward("left", r#"t.left_last < t.joined_first"#, "a day on or after `joined`"),
    ], columns: &[
        column("party", Key).key().refers("parties", "code"),
        column("seq", Whole).key(),
        column("capacity", SomeOf(CAPACITIES)).required(),
        column("joined", Date),
        column("left", Date),
        column("represented_by", Key).refers("parties", "code"),
        column("note", Text),
        column("source", Text),
    ] },
    Sheet { name: "board_seats", checks: &[
        backward("until", r#"t.until_last < t.from_first"#, "a day on or after `from`"),
    ], columns: &[
        column("party", Key).key().refers("parties", "code"),
        column("from", Date).key(),
        column("until", Date),
    ] },
    Sheet { name: "technology_areas", checks: &[], columns: &[
        column("key", Key).key(),
        column("name", Name).required().folded(),
        column("scheme", Key).required(),
        column("code", Key),
        column("parent", Key).refers("technology_areas", "key"),
    ] },
    Sheet { name: "institutes", checks: &[], columns: &[
        column("key", Key).key(),
        column("name", Name).required().folded(),
        column("short_name", Name).folded(),
        column("city", Name).folded(),
        column("country", Country).refers("countries", "code"),
        column("ror", Ror),
        column("url", Url),
        column("aliases", Names),
        column("own", Flag),
        column("note", Text),
        column("source", Text),
    ] },
    Sheet { name: "funders", checks: &[
        Check {
            kind: super::ProblemKind::FunderParty,
            column: "party",
            wrong: "(t.kind = 'party' and t.party is null) or (t.kind = 'partner' and t.party is not null)",
            expected: "a Party for kind `party`, a Party or nothing for `agency`, nothing for `partner`",
        },
    ], columns: &[
        column("key", Key).key(),
        column("name", Name).required().folded(),
        column("kind", OneOf(FUNDERS)).required(),
        column("party", Key).refers("parties", "code"),
        column("country", Country).refers("countries", "code"),
        column("listed", Flag),
        column("ror", Ror),
        column("source", Text),
    ] },
    Sheet { name: "projects", checks: &[
        backward("ends_on", "t.ends_on_last < t.starts_on_first", "a day on or after `starts_on`"),
    ], columns: &[
        column("number", Key).key().folded().natural(),
        column("title", Name).required().folded(),
        column("summary", Text).folded(),
        column("programme", OneOf(PROGRAMMES)).required(),
        column("status", OneOf(STATUSES)).required(),
        column("areas", Keys).refers("technology_areas", "key"),
        column("host_country", Country).refers("countries", "code"),
        column("registered_on", Date),
        column("starts_on", Date),
        column("ends_on", Date),
        column("duration_months", Whole),
        column("url", Url),
        column("source", Text),
    ] },
    Sheet { name: "allocations", checks: &[], columns: &[
        column("project", Key).key().refers("projects", "number"),
        column("currency", Currency).key(),
        column("amount", Amount { signed: false }).required(),
        column("source", Text),
    ] },
    Sheet { name: "proposals", checks: &[], columns: &[
        column("project", Key).key().refers("projects", "number"),
        column("text", Text).required(),
        column("submitted_on", Date),
    ] },
    Sheet { name: "participations", checks: &[], columns: &[
        column("project", Key).key().refers("projects", "number"),
        column("institute", Key).key().refers("institutes", "key"),
        column("role", OneOf(ROLES)).key(),
        column("disputed", Flag),
        column("note", Text),
    ] },
    Sheet { name: "contributions", checks: &[], columns: &[
        column("key", Key).key(),
        column("project", Key).required().refers("projects", "number"),
        column("funder", Key).required().refers("funders", "key"),
        column("amount", Amount { signed: false }).required(),
        column("currency", Currency).required(),
        column("committed_on", Date),
        column("note", Text),
        column("source", Text),
    ] },
    Sheet { name: "ledger", checks: &[], columns: &[
        column("key", Key).key(),
        column("contribution", Key).required().refers("contributions", "key"),
        column("kind", OneOf(ENTRIES)).required(),
        column("amount", Amount { signed: true }).required(),
        column("currency", Currency).required(),
        column("booked_on", Date).required(),
        column("note", Text),
    ] },
    Sheet { name: "outputs", checks: &[], columns: &[
        column("key", Key).key(),
        column("title", Name).required().folded(),
        column("kind", OneOf(OUTPUTS)).required(),
        column("access", OneOf(LEVELS)).required(),
        column("institute", Key).refers("institutes", "key"),
        column("published_on", Date),
        column("doi", Doi),
        column("url", Url),
        column("embargoed_until", Date),
        column("source", Text),
    ] },
    Sheet { name: "output_projects", checks: &[], columns: &[
        column("output", Key).key().refers("outputs", "key"),
        column("project", Key).key().refers("projects", "number"),
    ] },
    Sheet { name: "output_grants", checks: &[
        // The holder is a key of one of three tables, by its kind; no foreign key can say that.
        Check {
            kind: super::ProblemKind::DanglingReference,
            column: "holder",
            wrong: r#"(t.holder_kind = 'party' and not exists (select 1 from parties h where h.code = t.holder))
                or (t.holder_kind = 'funder' and not exists (select 1 from funders h where h."key" = t.holder))
                or (t.holder_kind = 'institute' and not exists (select 1 from institutes h where h."key" = t.holder))"#,
            expected: "the key of a party, funder or institute, as `holder_kind` says",
        },
    ], columns: &[
        column("output", Key).key().refers("outputs", "key"),
        column("holder_kind", OneOf(HOLDERS)).key(),
        column("holder", Key).key(),
    ] },
    Sheet { name: "statistics", checks: &[], columns: &[
        column("table", Key).key(),
        column("period", Key).key(),
        column("dimension", Key).key().folded(),
        column("value", Name).required(),
        column("unit", Name).required(),
        column("source", Text).required(),
    ] },
    Sheet { name: "rate_tables", checks: &[
        Check {
            kind: super::ProblemKind::RatePeriod,
            column: "date_rule",
            wrong: concat!(r#"exists (select 1 from rates r where r."table" = t."key" and "#, period_misfits!("r", "t"), ")"),
            expected: "the rule that the table's rates are dated by",
        },
    ], columns: &[
        column("key", Key).key(),
        column("name", Name).required().folded(),
        column("date_rule", OneOf(DATE_RULES)).required(),
        column("source", Text).required(),
        column("note", Text),
    ] },
    Sheet { name: "rates", checks: &[
        Check {
            kind: super::ProblemKind::RateCurrency,
            column: "to",
            wrong: r#"t."from" = t."to""#,
            expected: "another currency than `from`",
        },
        Check {
            kind: super::ProblemKind::RatePeriod,
            column: "period",
            wrong: concat!(r#"exists (select 1 from rate_tables r where r."key" = t."table" and "#, period_misfits!("t", "r"), ")"),
            expected: "a period as the table's `date_rule` has it: `2019-11-20`, `2019-11`, the quarter's first month such as `2019-10`, or `2019`",
        },
    ], columns: &[
        column("table", Key).key().refers("rate_tables", "key"),
        column("from", Currency).key(),
        column("to", Currency).key(),
        column("period", Date).key(),
        column("rate", Rate).required(),
    ] },
];
