//! A world as plain tables: which column refers to which table, what hangs on what, and how rows
//! are put in and taken out without leaving anything dangling.

use crate::oracle::{World, world::Sheet};

/// Columns that hold a key of another table: table, column, the other table. `areas` holds several.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("memberships", "party", "parties"),
    ("memberships", "represented_by", "parties"),
    ("board_seats", "party", "parties"),
    ("technology_areas", "parent", "technology_areas"),
    ("funders", "party", "parties"),
    ("projects", "areas", "technology_areas"),
    ("allocations", "project", "projects"),
    ("proposals", "project", "projects"),
    ("participations", "project", "projects"),
    ("participations", "institute", "institutes"),
    ("contributions", "project", "projects"),
    ("contributions", "funder", "funders"),
    ("ledger", "contribution", "contributions"),
    ("outputs", "institute", "institutes"),
    ("output_projects", "output", "outputs"),
    ("output_projects", "project", "projects"),
    ("output_grants", "output", "outputs"),
    ("rates", "table", "rate_tables"),
];

/// The tables of a world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheets(pub Vec<Sheet>);

impl Sheets {
    pub fn of(world: &World) -> Self {
        Self(world.sheets())
    }

    pub fn world(&self) -> World {
        World::of(&self.0)
    }

    pub fn sheet(&self, name: &str) -> &Sheet {
        self.0
            .iter()
            .find(|sheet| sheet.name == name)
            .unwrap_or_else(|| panic!("no table {name}"))
    }

    pub fn sheet_mut(&mut self, name: &str) -> &mut Sheet {
        self.0
            .iter_mut()
            .find(|sheet| sheet.name == name)
            .unwrap_or_else(|| panic!("no table {name}"))
    }

    /// The first columns of the keys of a table.
    pub fn keys(&self, name: &str) -> Vec<String> {
        let rows = self.sheet(name).rows.iter();
        rows.map(|row| row[0].clone()).collect()
    }

    /// To which table a column refers.
    pub fn reference(table: &str, column: &str) -> Option<&'static str> {
        REFERENCES
            .iter()
            .find(|(from, name, _)| *from == table && *name == column)
            .map(|(_, _, to)| *to)
    }

    /// How many rows there are in all.
    pub fn len(&self) -> usize {
        self.0.iter().map(|sheet| sheet.rows.len()).sum()
    }

    /// Puts a row in, or in the place of the one with the same key.
    pub fn put(&mut self, table: &str, row: Vec<String>) {
        let sheet = self.sheet_mut(table);
        let key = sheet.key;
        match sheet.rows.iter_mut().find(|old| old[..key] == row[..key]) {
            Some(old) => *old = row,
            None => sheet.rows.push(row),
        }
    }

    /// The rows of both that stand in one only, as lines.
    pub fn differences(&self, other: &Sheets) -> Vec<String> {
        let mut lines = Vec::new();
        for (one, two) in self.0.iter().zip(&other.0) {
            let only = |these: &Sheet, those: &Sheet, mark: char| -> Vec<String> {
                let rows = these.rows.iter().filter(|row| !those.rows.contains(row));
                rows.map(|row| format!("{mark} {}: {}", these.name, row.join(",")))
                    .collect()
            };
            lines.extend(only(one, two, '-'));
            lines.extend(only(two, one, '+'));
        }
        lines
    }
}

/// Takes out whatever refers to something that is not there, until nothing does.
pub fn prune(sheets: &mut Sheets) {
    loop {
        let before = sheets.len();
        for (table, column, other) in REFERENCES {
            let known = sheets.keys(other);
            let sheet = sheets.sheet_mut(table);
            let Some(place) = sheet.columns.iter().position(|name| name == column) else {
                panic!("{table} has no column {column}");
            };
            sheet.rows.retain(|row| {
                let items = row[place].split(';').filter(|item| !item.is_empty());
                items
                    .into_iter()
                    .all(|item| known.iter().any(|key| key == item))
            });
        }
        let (parties, funders, institutes) = (
            sheets.keys("parties"),
            sheets.keys("funders"),
            sheets.keys("institutes"),
        );
        sheets.sheet_mut("output_grants").rows.retain(|row| {
            let holders = match row[1].as_str() {
                "party" => &parties,
                "funder" => &funders,
                _ => &institutes,
            };
            holders.contains(&row[2])
        });
        if sheets.len() == before {
            return;
        }
    }
}
