//! The columns of a table, their cells, and whether a row fits them. Nothing here writes.

use super::{
    SheetError,
    value::{is_date, scale},
};
use std::collections::HashSet;

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name for machines, in snake case; the same in every format.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What its cells are.
    pub kind: Kind,
    /// What it means.
    pub description: String,
    /// In what its numbers are counted, such as `EUR` or `months`.
    pub unit: Option<String>,
}

/// What the cells of a column are. Each may also be [`Cell::Null`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// An exact decimal.
    Decimal {
        /// With so many decimals, always. Without, each with its own, as amounts in several currencies.
        decimals: Option<u32>,
    },
    /// A date of ISO 8601, as exact as it is known: a year, a month or a day.
    Date,
    /// True or false.
    Flag,
}

/// A value in a row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// A text. An empty one is no value.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// An exact decimal such as `-12.50`: digits, at most one point with digits on both sides, a minus
    /// but for zero, no needless zero in front, no exponent.
    Decimal(String),
    /// `2015`, `2015-03` or `2015-03-07`.
    Date(String),
    /// True or false.
    Flag(bool),
}

impl Column {
    /// A column without a unit.
    pub fn new(
        name: impl Into<String>,
        title: impl Into<String>,
        kind: Kind,
        description: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            title: title.into(),
            kind,
            description: description.into(),
            unit: None,
        }
    }

    /// The same column, counted in this unit.
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }
}

impl Kind {
    /// Its name: `text`, `integer`, `decimal`, `date` or `flag`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal { .. } => "decimal",
            Self::Date => "date",
            Self::Flag => "flag",
        }
    }
}

impl Cell {
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Text(_) => "text",
            Self::Integer(_) => "integer",
            Self::Decimal(_) => "decimal",
            Self::Date(_) => "date",
            Self::Flag(_) => "flag",
        }
    }
}

/// Columns that can be told apart, and how many rows have passed them.
pub(super) struct Columns {
    list: Vec<Column>,
    rows: u64,
}

impl Columns {
    pub(super) fn new(list: Vec<Column>) -> Result<Self, SheetError> {
        if list.is_empty() {
            return Err(SheetError::Empty);
        }
        let mut seen = HashSet::new();
        if let Some(column) = list
            .iter()
            .find(|column| !is_snake(&column.name) || !seen.insert(&column.name))
        {
            return Err(SheetError::Column(column.name.clone()));
        }
        Ok(Self { list, rows: 0 })
    }

    pub(super) fn list(&self) -> &[Column] {
        &self.list
    }

    /// How many rows were counted.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Counts a row that was written.
    pub(super) fn count(&mut self) {
        self.rows += 1;
    }

    /// Whether these cells can be the next row.
    pub(super) fn check(&self, cells: &[Cell]) -> Result<(), SheetError> {
        let row = self.rows + 1;
        if cells.len() != self.list.len() {
            let near = self.list.get(cells.len()).or(self.list.last());
            return Err(SheetError::Width {
                row,
                column: near.map(|column| column.name.clone()).unwrap_or_default(),
                expected: self.list.len(),
                found: cells.len(),
            });
        }
        for (column, cell) in self.list.iter().zip(cells) {
            fits(row, column, cell)?;
        }
        Ok(())
    }
}

fn fits(row: u64, column: &Column, cell: &Cell) -> Result<(), SheetError> {
    let value = |expected: String| SheetError::Value {
        row,
        column: column.name.clone(),
        expected,
    };
    match (column.kind, cell) {
        (_, Cell::Null)
        | (Kind::Text, Cell::Text(_))
        | (Kind::Integer, Cell::Integer(_))
        | (Kind::Flag, Cell::Flag(_)) => Ok(()),
        (Kind::Decimal { decimals }, Cell::Decimal(text)) => match (scale(text), decimals) {
            (Some(found), Some(fixed)) if found == fixed => Ok(()),
            (Some(_), None) => Ok(()),
            (_, Some(fixed)) => Err(value(format!("a plain decimal with {fixed} decimals"))),
            (None, None) => Err(value("a plain decimal".to_owned())),
        },
        (Kind::Date, Cell::Date(text)) if is_date(text) => Ok(()),
        (Kind::Date, Cell::Date(_)) => {
            Err(value("a date, a month or a year of ISO 8601".to_owned()))
        }
        (kind, cell) => Err(SheetError::Kind {
            row,
            column: column.name.clone(),
            expected: kind.name(),
            found: cell.kind(),
        }),
    }
}

fn is_snake(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_')
}
