//! Tables are written and read back.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod checks;
mod dictionary;
mod guard;
mod read;
mod same;
mod workbook;

use super::{Cell, Column, Format, Kind, Options, Provenance, begin};

/// A column of every kind, and a second of decimals, each with its own.
fn columns() -> Vec<Column> {
    let column = |name: &str, kind| Column::new(name, name.to_uppercase(), kind, "What it is");
    vec![
        column("title", Kind::Text),
        column("partners", Kind::Integer),
        column("budget", Kind::Decimal { decimals: Some(2) }).unit("EUR"),
        column("rate", Kind::Decimal { decimals: None }),
        column("started", Kind::Date),
        column("closed", Kind::Flag),
    ]
}

/// A row of all kinds.
fn row(title: &str, budget: &str, started: &str) -> Vec<Cell> {
    vec![
        Cell::Text(title.to_owned()),
        Cell::Integer(-7),
        Cell::Decimal(budget.to_owned()),
        Cell::Decimal("1.5".to_owned()),
        Cell::Date(started.to_owned()),
        Cell::Flag(true),
    ]
}

fn provenance() -> Provenance {
    let mut provenance = Provenance::new();
    provenance.push("Question", "{ projects { title } }");
    provenance.push("Left out", "3 under rule A");
    provenance.push("Left out", "=1+1");
    provenance
}

fn written(format: Format, columns: Vec<Column>, rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut sheet = begin(format, &mut bytes, columns, &Options::default()).unwrap();
    for row in rows {
        sheet.row(row).unwrap();
    }
    assert_eq!(sheet.finish(&provenance()).unwrap(), rows.len() as u64);
    bytes
}

fn csv(rows: &[Vec<Cell>]) -> String {
    String::from_utf8(written(Format::Csv, columns(), rows)).unwrap()
}
