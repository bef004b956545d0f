//! Twins: worlds that differ in what one viewer may not see on one day, and in nothing else.

use super::{Chance, Sheets, cells, prune};
use crate::oracle::{self, Live, Table, Viewer, World};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// All that a viewer may learn on a day, by the oracle: two worlds of which it is the same are equal
/// for the viewer (entitlement, section 6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    admitted: bool,
    shown: BTreeMap<&'static str, Table>,
    told: Vec<Live>,
}

impl Truth {
    pub fn of(world: &World, viewer: &Viewer, today: NaiveDate) -> Self {
        Self {
            admitted: oracle::admitted(world, viewer, today),
            shown: oracle::shown(world, viewer, today),
            told: oracle::told(world, viewer, today),
        }
    }

    pub fn admitted(&self) -> bool {
        self.admitted
    }
}

/// Tables of which rows can be hidden, more often those of which most are.
const GUARDED: &[&str] = &[
    "projects",
    "projects",
    "projects",
    "allocations",
    "proposals",
    "participations",
    "participations",
    "contributions",
    "contributions",
    "contributions",
    "ledger",
    "ledger",
    "funders",
    "outputs",
    "outputs",
    "outputs",
    "output_projects",
    "output_projects",
    "output_grants",
];

/// A world that the viewer cannot tell from this one on that day: rows added, removed and changed
/// where the oracle says that it makes no difference, and all tables in another order.
pub fn twin(world: &World, viewer: &Viewer, today: NaiveDate, chance: &mut Chance) -> World {
    let truth = Truth::of(world, viewer, today);
    let mut twin = Sheets::of(world);
    for _ in 0..chance.between(20, 80) {
        let mut next = twin.clone();
        change(&mut next, today, chance);
        if next != twin && Truth::of(&next.world(), viewer, today) == truth {
            twin = next;
        }
    }
    for sheet in &mut twin.0 {
        chance.shuffle(&mut sheet.rows);
    }
    twin.world()
}

/// One change, hidden or not.
fn change(sheets: &mut Sheets, today: NaiveDate, chance: &mut Chance) {
    let table = *chance.pick(GUARDED);
    let rows = sheets.sheet(table).rows.clone();
    match chance.below(3) {
        0 => {
            let row = chance.below(rows.len());
            if row < rows.len() {
                sheets.sheet_mut(table).rows.remove(row);
                prune(sheets);
            }
        }
        1 => {
            if let Some(row) = cells::row(sheets, table, today, chance) {
                sheets.put(table, row);
            }
        }
        _ => {
            // Other values under the same key.
            let (Some(old), Some(mut row)) = (
                chance.any(&rows).cloned(),
                cells::row(sheets, table, today, chance),
            ) else {
                return;
            };
            let key = sheets.sheet(table).key;
            row[..key].clone_from_slice(&old[..key]);
            // Mostly one value only, so that what is left stays near to what may be seen.
            if !chance.one_in(4) {
                let kept = chance.between(key, row.len() - 1);
                for (place, cell) in old.into_iter().enumerate() {
                    if place != kept {
                        row[place] = cell;
                    }
                }
            }
            cells::mend(table, &mut row);
            sheets.put(table, row);
            prune(sheets);
        }
    }
}

/// Columns of which no standing and no visibility follows, and what kind of value they hold.
const FREE: &[(&str, &[(&str, Free)])] = &[
    (
        "projects",
        &[
            ("title", Free::Text),
            ("summary", Free::Text),
            ("registered_on", Free::Date),
            ("duration_months", Free::Number),
            ("url", Free::Address),
        ],
    ),
    (
        "outputs",
        &[
            ("title", Free::Text),
            ("published_on", Free::Date),
            ("doi", Free::Doi),
            ("url", Free::Address),
        ],
    ),
    ("funders", &[("name", Free::Text)]),
    (
        "contributions",
        &[("amount", Free::Amount), ("note", Free::Text)],
    ),
    (
        "ledger",
        &[
            ("amount", Free::Amount),
            ("booked_on", Free::Date),
            ("note", Free::Text),
        ],
    ),
    ("allocations", &[("amount", Free::Amount)]),
    ("proposals", &[("text", Free::Text)]),
];

#[derive(Clone, Copy)]
enum Free {
    Text,
    Date,
    Number,
    Address,
    Doi,
    Amount,
}

/// A world with the same rows, in which those that the viewer may not see hold other values; and how many
/// values are others.
pub fn veil(world: &World, viewer: &Viewer, today: NaiveDate) -> (World, usize) {
    let truth = Truth::of(world, viewer, today);
    let mut sheets = Sheets::of(world);
    let mut changed = 0;
    for (table, columns) in FREE {
        let seen = &truth.shown[table];
        let sheet = sheets.sheet_mut(table);
        for row in &mut sheet.rows {
            let key = row[..sheet.key].join("\u{1f}");
            if seen.contains_key(&key) {
                continue;
            }
            for (name, free) in *columns {
                let place = sheet.columns.iter().position(|column| column == name);
                let cell = &mut row[place.expect("a column of the sheet")];
                if cell.is_empty() {
                    continue;
                }
                changed += 1;
                *cell = match free {
                    Free::Text => format!("Veiled {changed} unlike anything"),
                    Free::Date => "1999".into(),
                    Free::Number => "7".into(),
                    Free::Address => format!("https://veiled.example.org/{changed}"),
                    Free::Doi => format!("10.1000/veiled-{changed}"),
                    // Above zero stays above zero.
                    Free::Amount => cell
                        .chars()
                        .map(|letter| match letter {
                            '1'..='8' => '9',
                            '9' => '1',
                            other => other,
                        })
                        .collect(),
                };
            }
        }
    }
    let veiled = sheets.world();
    assert!(
        Truth::of(&veiled, viewer, today) == truth,
        "what is hidden changes what is seen"
    );
    (veiled, changed)
}
