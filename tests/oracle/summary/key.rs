//! By what rows can be grouped, the keys of groups, and how they are told. Nothing here knows of rows.

use chrono::{Datelike, Months, NaiveDate};
use serde_json::{Map, Value, json};

use super::Rows;

/// By what rows are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    Party,
    Funder,
    FunderKind,
    Programme,
    Status,
    TechnologyArea,
    HostCountry,
    LeadInstitute,
    Year,
    Quarter,
    FiscalYear,
    /// Of the ledger alone.
    EntryKind,
    /// Of outputs alone, as the next three.
    Kind,
    Level,
    Institute,
    Project,
}

/// What money is grouped by.
const MONEY: &[Dimension] = &[
    Dimension::Party,
    Dimension::Funder,
    Dimension::FunderKind,
    Dimension::Programme,
    Dimension::Status,
    Dimension::TechnologyArea,
    Dimension::HostCountry,
    Dimension::LeadInstitute,
    Dimension::Year,
    Dimension::Quarter,
    Dimension::FiscalYear,
    Dimension::EntryKind,
];

/// What projects are grouped by.
const PROJECTS: &[Dimension] = &[
    Dimension::Programme,
    Dimension::Status,
    Dimension::TechnologyArea,
    Dimension::HostCountry,
    Dimension::LeadInstitute,
    Dimension::Party,
    Dimension::Funder,
    Dimension::Year,
    Dimension::Quarter,
    Dimension::FiscalYear,
];

/// What outputs are grouped by.
const OUTPUTS: &[Dimension] = &[
    Dimension::Kind,
    Dimension::Level,
    Dimension::Institute,
    Dimension::Project,
    Dimension::Programme,
    Dimension::TechnologyArea,
    Dimension::HostCountry,
    Dimension::Year,
    Dimension::Quarter,
    Dimension::FiscalYear,
];

impl Rows {
    pub const ALL: [Rows; 4] = [
        Rows::Contributions,
        Rows::Ledger,
        Rows::Projects,
        Rows::Outputs,
    ];

    /// What their keys can hold.
    pub fn dimensions(self) -> &'static [Dimension] {
        match self {
            Rows::Contributions | Rows::Ledger => MONEY,
            Rows::Projects => PROJECTS,
            Rows::Outputs => OUTPUTS,
        }
    }

    /// Whether a row can belong to several: "several areas / leading institutes"; a project also has several
    /// contributions, and an output several projects.
    pub fn has_several(self, dimension: Dimension) -> bool {
        match dimension {
            Dimension::TechnologyArea | Dimension::LeadInstitute | Dimension::Project => true,
            Dimension::Party | Dimension::Funder => self == Rows::Projects,
            Dimension::Programme | Dimension::HostCountry => self == Rows::Outputs,
            _ => false,
        }
    }
}

impl Dimension {
    pub fn word(self) -> &'static str {
        match self {
            Dimension::Party => "PARTY",
            Dimension::Funder => "FUNDER",
            Dimension::FunderKind => "FUNDER_KIND",
            Dimension::Programme => "PROGRAMME",
            Dimension::Status => "STATUS",
            Dimension::TechnologyArea => "TECHNOLOGY_AREA",
            Dimension::HostCountry => "HOST_COUNTRY",
            Dimension::LeadInstitute => "LEAD_INSTITUTE",
            Dimension::Year => "YEAR",
            Dimension::Quarter => "QUARTER",
            Dimension::FiscalYear => "FISCAL_YEAR",
            Dimension::EntryKind => "ENTRY_KIND",
            Dimension::Kind => "KIND",
            Dimension::Level => "LEVEL",
            Dimension::Institute => "INSTITUTE",
            Dimension::Project => "PROJECT",
        }
    }
}

/// The key of a group: a part for each thing it is grouped by.
pub type Key = Vec<Part>;

/// One part of a key. Those that are not known come last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A key, a code or a word of the data package, in the order of bytes.
    Word(String),
    Year(i32),
    Quarter(i32, u32),
    Unknown,
}

impl Part {
    pub fn of(cell: &str) -> Part {
        if cell.is_empty() {
            Part::Unknown
        } else {
            Part::Word(cell.to_string())
        }
    }

    pub fn known(&self) -> Option<&Part> {
        (*self != Part::Unknown).then_some(self)
    }
}

/// How a Party counts its years.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    /// The month in which a year begins.
    begins: u32,
    /// Whether a year is called by the one it ends in.
    by_its_end: bool,
}

impl Calendar {
    /// "US October–September, labelled by the year it ends in; JP and CA April–March, labelled by the year
    /// it begins in; every other Party and no argument: calendar year".
    pub fn of(party: Option<&str>) -> Calendar {
        let (begins, by_its_end) = match party {
            Some("US") => (10, true),
            Some("JP" | "CA") => (4, false),
            _ => (1, false),
        };
        Calendar { begins, by_its_end }
    }

    /// The number in the label of the year in which the day lies.
    pub fn year(self, day: NaiveDate) -> i32 {
        let begun = if day.month() < self.begins {
            day.year() - 1
        } else {
            day.year()
        };
        if self.by_its_end { begun + 1 } else { begun }
    }

    // Reading: a calendar year is labelled like any other.
    pub fn json(self, year: i32) -> Value {
        let begins = if self.by_its_end { year - 1 } else { year };
        let first = NaiveDate::from_ymd_opt(begins, self.begins, 1).expect("a first day");
        let last = (first + Months::new(12)).pred_opt().expect("a last day");
        json!({
            "label": format!("FY{year}"),
            "startsOn": first.to_string(),
            "endsOn": last.to_string(),
        })
    }
}

/// The names of the parts that are not known, in the order of `groupBy`.
pub fn unknown(by: &[Dimension], key: &[Part]) -> Vec<&'static str> {
    by.iter()
        .zip(key)
        .filter(|(_, part)| part.known().is_none())
        .map(|(dimension, _)| dimension.word())
        .collect()
}

/// "null where it was not grouped by, or where it is unknown".
pub fn keys(rows: Rows, by: &[Dimension], key: &[Part], years: Calendar) -> Value {
    let mut keys = Map::new();
    for dimension in rows.dimensions().iter().copied() {
        let at = by.iter().position(|by| *by == dimension);
        let part = at.map_or(&Part::Unknown, |at| &key[at]);
        let value = match part {
            Part::Unknown => Value::Null,
            Part::Quarter(year, quarter) => json!({"year": year, "quarter": quarter}),
            Part::Year(year) if dimension == Dimension::FiscalYear => years.json(*year),
            Part::Year(year) => json!(year),
            Part::Word(word) => match dimension {
                Dimension::Party | Dimension::HostCountry => json!({"code": word}),
                Dimension::Funder
                | Dimension::TechnologyArea
                | Dimension::LeadInstitute
                | Dimension::Institute => json!({"key": word}),
                Dimension::Project => json!({"number": word}),
                // The words of the data package, as the schema writes them.
                _ => json!(word.to_uppercase()),
            },
        };
        keys.insert(field(dimension).to_string(), value);
    }
    Value::Object(keys)
}

/// The field of `SummaryKeys`, `ProjectKeys` or `OutputKeys`.
fn field(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Party => "party",
        Dimension::Funder => "funder",
        Dimension::FunderKind => "funderKind",
        Dimension::Programme => "programme",
        Dimension::Status => "status",
        Dimension::TechnologyArea => "technologyArea",
        Dimension::HostCountry => "hostCountry",
        Dimension::LeadInstitute => "leadInstitute",
        Dimension::Year => "year",
        Dimension::Quarter => "quarter",
        Dimension::FiscalYear => "fiscalYear",
        Dimension::EntryKind => "entryKind",
        Dimension::Kind => "kind",
        Dimension::Level => "level",
        Dimension::Institute => "institute",
        Dimension::Project => "project",
    }
}
