//! Rows and whole worlds made up: for every column a value that the format allows, chosen so that
//! things meet — days around today, equal titles and amounts, near spellings, keys that sort between
//! others — because what is guarded is betrayed where it meets what is not.

use super::{Chance, Sheets};
use crate::oracle::{World, world::Sheet};
use chrono::{Datelike, Days, Months, NaiveDate};

const CODES: &[&str] = &[
    "EU", "JP", "US", "NO", "KR", "KZ", "AM", "TJ", "KG", "RU", "CA", "GE", "SE", "FI",
];

/// Many are near spellings of another, some begin another, and some are spelt with Cyrillic letters.
const WORDS: &[&str] = &[
    "uranium",
    "uranum",
    "uraniun",
    "uranyl",
    "reactor",
    "reactors",
    "reaction",
    "vaccine",
    "vaccines",
    "vacine",
    "seismic",
    "seismik",
    "laser",
    "lasers",
    "isotope",
    "isotopes",
    "isotopic",
    "Semipalatinsk",
    "Semey",
    "radon",
    "rаdon",
    "waste",
    "wastes",
    "2014",
    "phase",
    "canary",
    "canaries",
    "β-decay",
    "molten-salt",
    "Kurchatov",
    "l'eau",
    "Ошибка",
];

const STATUSES: &[&str] = &[
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

/// How many rows an invented world has at most in each table, in the order in which they are made.
const SIZES: &[(&str, usize)] = &[
    ("parties", 7),
    ("memberships", 10),
    ("board_seats", 4),
    ("technology_areas", 4),
    ("institutes", 8),
    ("funders", 9),
    ("projects", 14),
    ("allocations", 10),
    ("proposals", 7),
    ("participations", 22),
    ("contributions", 18),
    ("ledger", 14),
    ("outputs", 16),
    ("output_projects", 18),
    ("output_grants", 8),
    ("statistics", 3),
    ("rate_tables", 2),
    ("rates", 30),
];

/// A small world that nobody made.
pub fn invent(today: NaiveDate, chance: &mut Chance) -> World {
    let mut sheets = Sheets(World::default().sheets());
    for (table, most) in SIZES {
        for _ in 0..chance.between(most / 2, *most) {
            if let Some(row) = row(&sheets, table, today, chance) {
                sheets.put(table, row);
            }
        }
    }
    sheets.world()
}

/// A row of this table that fits the others; none where what it must refer to is missing.
pub fn row(
    sheets: &Sheets,
    table: &str,
    today: NaiveDate,
    chance: &mut Chance,
) -> Option<Vec<String>> {
    let Sheet { columns, .. } = sheets.sheet(table);
    let mut row = Vec::with_capacity(columns.len());
    for column in *columns {
        let cell = match Sheets::reference(table, column) {
            Some(other) => refer(sheets, table, column, other, chance)?,
            None => cell(table, column, today, chance),
        };
        row.push(cell);
    }
    if table == "output_grants" {
        let holders = match row[1].as_str() {
            "party" => "parties",
            "funder" => "funders",
            _ => "institutes",
        };
        row[2] = chance.any(&sheets.keys(holders))?.clone();
    }
    if table == "rates" {
        let tables = &sheets.sheet("rate_tables").rows;
        let rule = tables.iter().find(|other| other[0] == row[0])?[2].as_str();
        row[3] = period(rule, today, chance);
    }
    mend(table, &mut row);
    Some(row)
}

/// Sets right what the columns of a row demand of each other.
pub fn mend(table: &str, row: &mut [String]) {
    let mut forward = |from: usize, until: usize| {
        // Compared as text, which calls some reduced dates backward that are not; that does no harm.
        if !row[from].is_empty() && row[until] < row[from] {
            row[until].clear();
        }
    };
    match table {
        "memberships" => {
            forward(3, 4);
            if row[5] == row[0] {
                row[5].clear();
            }
        }
        "board_seats" => forward(1, 2),
        "projects" => forward(8, 9),
        "funders" => match (row[2].as_str(), row[3].is_empty()) {
            ("partner", false) => row[3].clear(),
            ("party", true) => row[2] = "agency".into(),
            _ => {}
        },
        "rates" if row[1] == row[2] => row[2] = "KRW".into(),
        // The currency says how many decimals there are; and only some amounts have any.
        "allocations" if row[1] == "JPY" => whole(&mut row[2]),
        "contributions" | "ledger" if row[4] == "JPY" => whole(&mut row[3]),
        _ => {}
    }
}

fn whole(amount: &mut String) {
    if let Some(point) = amount.find('.') {
        amount.truncate(point);
    }
}

/// A key of the other table, or several, or none where none is needed.
fn refer(
    sheets: &Sheets,
    table: &str,
    column: &str,
    other: &str,
    chance: &mut Chance,
) -> Option<String> {
    let keys = sheets.keys(other);
    let optional = match (table, column) {
        ("memberships", "represented_by") => !chance.one_in(6),
        ("technology_areas", "parent") | ("outputs", "institute") => chance.one_in(2),
        ("funders", "party") => chance.one_in(3),
        ("projects", "areas") => {
            let some = (0..chance.below(3)).filter_map(|_| chance.any(&keys).cloned());
            let mut some: Vec<String> = some.collect();
            some.sort();
            some.dedup();
            return Some(some.join(";"));
        }
        _ => false,
    };
    if optional {
        return Some(String::new());
    }
    chance.any(&keys).cloned()
}

/// A value of a column that refers to no other table.
fn cell(table: &str, column: &str, today: NaiveDate, chance: &mut Chance) -> String {
    match (table, column) {
        ("parties", "code") => (*chance.pick(CODES)).into(),
        ("memberships", "seq") => chance.between(1, 2).to_string(),
        ("memberships", "capacity") => (*chance.pick(&["funding", "host", "funding;host"])).into(),
        ("memberships", "joined") => some(chance, 6, |chance| long_ago(today, chance)),
        ("memberships", "left") => some(chance, 2, |chance| ending(today, chance)),
        ("board_seats", "from") => long_ago(today, chance),
        ("rate_tables", "date_rule") => {
            (*chance.pick(&["year", "year", "quarter", "month", "day"])).into()
        }
        ("rate_tables", "source") => phrase(chance),
        ("rates", "from" | "to") => (*chance.pick(&["USD", "EUR", "JPY", "XEU"])).into(),
        ("rates", "rate") => {
            (*chance.pick(&["1", "0.5", "3", "1.130000000001", "0.0071", "140.85"])).into()
        }
        ("projects", "number") => number(chance),
        (_, "key") => key(table, chance),
        ("statistics", "table" | "period" | "dimension") => key(table, chance),
        ("statistics", "value" | "unit" | "source") => phrase(chance),
        ("technology_areas", "scheme") => (*chance.pick(&["area", "sub-area"])).into(),
        ("funders", "kind") => (*chance.pick(&["party", "agency", "partner", "partner"])).into(),
        ("funders", "listed") => flag(chance, 3),
        ("parties", "initial") => flag(chance, 2),
        ("institutes", "own") => flag(chance, 12),
        ("participations", "disputed") => flag(chance, 6),
        ("participations", "role") => {
            (*chance.pick(&["leading", "participating", "collaborator"])).into()
        }
        ("projects", "programme") => {
            (*chance.pick(&["regular", "regular", "partner", "initiative", "unknown"])).into()
        }
        ("projects", "status") => (*chance.pick(STATUSES)).into(),
        ("projects", "duration_months") => {
            some(chance, 4, |chance| (chance.between(1, 4) * 12).to_string())
        }
        ("ledger", "kind") => (*chance.pick(&["disbursement", "adjustment"])).into(),
        ("outputs", "kind") => {
            (*chance.pick(&["report", "publication", "patent", "dataset"])).into()
        }
        ("outputs", "access") => {
            (*chance.pick(&["public", "programme", "project", "confidential"])).into()
        }
        ("outputs", "doi") => some(chance, 3, |chance| format!("10.1000/{}", chance.below(90))),
        ("outputs", "embargoed_until") => some(chance, 3, |chance| near(today, chance)),
        ("output_grants", "holder_kind") => {
            (*chance.pick(&["party", "funder", "institute"])).into()
        }
        ("ledger", "booked_on") => long_ago(today, chance),
        (_, "from" | "until") => near(today, chance),
        (_, name) if name.ends_with("_on") => some(chance, 5, |chance| long_ago(today, chance)),
        (_, "country" | "host_country") => {
            some(chance, 6, |chance| (*chance.pick(&CODES[1..])).into())
        }
        (_, "currency") => (*chance.pick(&["USD", "USD", "EUR", "JPY"])).into(),
        ("ledger", "amount") if chance.one_in(3) => format!("-{}", amount(chance)),
        (_, "amount") => amount(chance),
        (_, "url") => some(chance, 2, |chance| {
            format!("https://example.org/{}", chance.below(50))
        }),
        ("institutes", "aliases") => some(chance, 2, phrase),
        (_, "name" | "title" | "text") => phrase(chance),
        (_, "summary" | "note" | "source" | "short_name" | "city") => some(chance, 2, phrase),
        _ => String::new(),
    }
}

/// Nothing, once in so many times.
fn some(chance: &mut Chance, nothing: usize, make: impl Fn(&mut Chance) -> String) -> String {
    if chance.one_in(nothing) {
        String::new()
    } else {
        make(chance)
    }
}

fn flag(chance: &mut Chance, once_in: usize) -> String {
    let word = if chance.one_in(once_in) { "true" } else { "" };
    word.into()
}

fn phrase(chance: &mut Chance) -> String {
    let words: Vec<&str> = (0..chance.between(1, 4))
        .map(|_| *chance.pick(WORDS))
        .collect();
    words.join(" ")
}

fn amount(chance: &mut Chance) -> String {
    (*chance.pick(&[
        "0",
        "0.01",
        "1",
        "100",
        "100.00",
        "100.5",
        "250000",
        "99999999.99",
    ]))
    .into()
}

/// Project numbers whose natural order is not that of their letters.
fn number(chance: &mut Chance) -> String {
    let prefix = *chance.pick(&["A", "K", "K", "KR", "PR", "a", "0"]);
    let number = chance.between(1, 40) * *chance.pick(&[1, 1, 10, 99]);
    let ending = *chance.pick(&["", "", "", ".1", "p", "-2"]);
    format!("{prefix}-{number}{ending}")
}

fn key(table: &str, chance: &mut Chance) -> String {
    let number = chance.between(1, 60);
    match chance.below(5) {
        0 => format!("{number}"),
        1 => format!("Z{number}"),
        2 => format!("é-{number}"),
        _ => format!("{}-{number}", &table[..1]),
    }
}

/// A day on which something may begin or end for somebody today, whole or reduced.
fn near(today: NaiveDate, chance: &mut Chance) -> String {
    let (before, after) = (today - Days::new(1), today + Days::new(1));
    let day = match chance.below(8) {
        0 | 1 => today,
        2 => before,
        3 => after,
        4 => today - Months::new(24),
        5 => today - Days::new(chance.below(60) as u64),
        6 => today + Days::new(chance.below(60) as u64),
        _ => today + Months::new(12),
    };
    reduced(day, chance)
}

/// Where a membership ends: around today, two years before, or long ago.
fn ending(today: NaiveDate, chance: &mut Chance) -> String {
    let two_years = today - Months::new(24);
    let day = match chance.below(7) {
        0 => two_years,
        1 => two_years - Days::new(1),
        2 => two_years + Days::new(1),
        3 | 4 => return near(today, chance),
        5 => today - Months::new(chance.between(1, 23) as u32),
        _ => today - Months::new(chance.between(25, 200) as u32),
    };
    reduced(day, chance)
}

fn long_ago(today: NaiveDate, chance: &mut Chance) -> String {
    if chance.one_in(5) {
        return near(today, chance);
    }
    let day = today - Months::new(chance.between(1, 300) as u32);
    reduced(day, chance)
}

/// A period in which the date of some row may lie.
fn period(rule: &str, today: NaiveDate, chance: &mut Chance) -> String {
    let day = today - Months::new(chance.between(1, 300) as u32);
    match rule {
        "day" => day.to_string(),
        "month" => day.format("%Y-%m").to_string(),
        "quarter" => format!("{}-{:02}", day.year(), day.month0() / 3 * 3 + 1),
        _ => day.year().to_string(),
    }
}

fn reduced(day: NaiveDate, chance: &mut Chance) -> String {
    let form = *chance.pick(&["%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%d", "%Y-%m", "%Y"]);
    day.format(form).to_string()
}
