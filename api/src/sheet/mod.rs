//! One table of typed rows, written to several formats: the same rows, in the same order, with the same
//! decimals in each. Rows go through one at a time and none is kept, so memory does not grow with them.
//!
//! What the rows mean, who may see them and what is said about them is decided before: nothing here
//! knows a question, a viewer or a rule.

mod column;
mod csv;
mod dictionary;
mod format;
mod guard;
mod hashing;
mod json;
mod ndjson;
mod provenance;
mod spool;
#[cfg(test)]
mod tests;
mod value;
mod xlsx;

pub use column::{Cell, Column, Kind};
pub use dictionary::{File, descriptor, schema};
pub use format::Format;
pub use guard::{guarded, unguarded};
pub use hashing::Hashing;
pub use provenance::Provenance;
pub use spool::{Spool, Spooled};

use std::{
    io::{self, Write},
    path::PathBuf,
};
use thiserror::Error;

/// A table that is being written. It is made by [`begin`], which has written what comes before the rows.
///
/// After an error the file is incomplete and is to be thrown away, except after one about a row
/// ([`SheetError::Width`], [`SheetError::Kind`], [`SheetError::Value`], [`SheetError::Length`]): of that
/// row nothing was written.
pub trait Sheet: Send {
    /// Writes the next row: a cell for every column, in the columns' order. A text that is empty is no
    /// value, in every format: CSV and XLSX cannot tell the two apart.
    ///
    /// # Errors
    /// If the row does not fit the columns, if the format cannot hold it, or if writing fails.
    fn row(&mut self, cells: &[Cell]) -> Result<(), SheetError>;

    /// Writes what comes after the rows, and tells how many rows there were. CSV and NDJSON have no
    /// place for provenance; it goes into the [`descriptor`] beside them.
    ///
    /// # Errors
    /// If writing fails.
    fn finish(self: Box<Self>, provenance: &Provenance) -> Result<u64, SheetError>;
}

/// What a caller may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// CSV only: begins with a byte order mark, without which Excel takes UTF-8 for the local code page.
    pub bom: bool,
    /// XLSX only: the name of the sheet with the data. At most 31 characters, none of `[]:*?/\`, and
    /// neither `Dictionary` nor `Provenance`.
    pub name: String,
    /// XLSX only: the folder in which rows are spooled, in a file without a name, until the workbook is
    /// put together. Without one, the system's folder for temporary files.
    pub spool: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            bom: false,
            name: "Data".to_owned(),
            spool: None,
        }
    }
}

/// Why a table cannot be written. Rows are counted from one, without a header. No message repeats what
/// stands in a cell.
#[derive(Debug, Error)]
pub enum SheetError {
    /// There is nothing to write.
    #[error("the table has no columns")]
    Empty,
    /// A name that is not snake case, or that another column has too.
    #[error("column {0:?} needs a name of its own in snake case")]
    Column(String),
    /// Too few or too many cells. The column is the first without a cell, or else the last.
    #[error("row {row} has {found} cells instead of {expected}, see column {column:?}")]
    Width {
        /// Which row.
        row: u64,
        /// Near which column.
        column: String,
        /// How many columns there are.
        expected: usize,
        /// How many cells there are.
        found: usize,
    },
    /// A cell of another kind than its column.
    #[error("row {row}, column {column:?}: {found} instead of {expected}")]
    Kind {
        /// Which row.
        row: u64,
        /// Which column.
        column: String,
        /// The kind of the column.
        expected: &'static str,
        /// The kind of the cell.
        found: &'static str,
    },
    /// A decimal or a date that is none.
    #[error("row {row}, column {column:?}: not {expected}")]
    Value {
        /// Which row.
        row: u64,
        /// Which column.
        column: String,
        /// What it had to be.
        expected: String,
    },
    /// A text that no cell of Excel holds. It is refused and not cut: the other formats hold it.
    #[error(
        "row {row}, column {column:?}: longer than the 32,767 characters a cell of Excel holds"
    )]
    Length {
        /// Which row.
        row: u64,
        /// Which column.
        column: String,
    },
    /// One row too many for Excel.
    #[error("a sheet of Excel holds {0} rows and a header: choose another format, or ask for less")]
    Rows(u64),
    /// More columns than Excel has.
    #[error("a sheet of Excel holds 16,384 columns, not {0}")]
    Columns(usize),
    /// No name for a sheet of Excel.
    #[error("{0:?} cannot be the name of a sheet in Excel")]
    Name(String),
    /// The rows cannot be spooled: most likely the disk is full.
    #[error("the rows of the workbook cannot be spooled to disk")]
    Spool,
    /// The workbook cannot be put together.
    #[error("the workbook cannot be written")]
    Workbook(#[source] rust_xlsxwriter::XlsxError),
    /// The writer failed.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// Begins a table in this format.
///
/// # Errors
/// If the columns are none or their names are not of use, if the format cannot hold them, or if writing
/// fails.
pub fn begin<'w>(
    format: Format,
    out: impl Write + Send + 'w,
    columns: Vec<Column>,
    options: &Options,
) -> Result<Box<dyn Sheet + 'w>, SheetError> {
    let columns = column::Columns::new(columns)?;
    Ok(match format {
        Format::Csv => Box::new(csv::Csv::begin(out, columns, options.bom)?),
        Format::Ndjson => Box::new(ndjson::Ndjson::begin(out, columns)),
        Format::Json => Box::new(json::Json::begin(out, columns)?),
        Format::Xlsx => Box::new(xlsx::Xlsx::begin(out, columns, options)?),
    })
}
