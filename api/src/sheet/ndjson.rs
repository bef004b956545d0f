//! NDJSON: a JSON object a line, keyed by the columns' names in their order. Also how a row is an object,
//! which the JSON document shares: decimals and dates are strings exactly as given, for a number might be
//! read as floating point; integers are numbers.

use super::{Cell, Provenance, Sheet, SheetError, column::Columns};
use std::io::{self, BufWriter, Write};

/// An NDJSON file that is being written.
pub(super) struct Ndjson<W: Write> {
    out: BufWriter<W>,
    columns: Columns,
}

impl<W: Write> Ndjson<W> {
    pub(super) fn begin(out: W, columns: Columns) -> Self {
        Self {
            out: BufWriter::new(out),
            columns,
        }
    }
}

impl<W: Write + Send> Sheet for Ndjson<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), SheetError> {
        self.columns.check(cells)?;
        object(&mut self.out, &self.columns, cells)?;
        self.out.write_all(b"\n")?;
        self.columns.count();
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: &Provenance) -> Result<u64, SheetError> {
        self.out.flush()?;
        Ok(self.columns.rows())
    }
}

/// Writes a row as an object.
pub(super) fn object(out: &mut impl Write, columns: &Columns, cells: &[Cell]) -> io::Result<()> {
    let mut before = '{';
    for (column, cell) in columns.list().iter().zip(cells) {
        // A name in snake case needs no escapes.
        write!(out, "{before}\"{}\":", column.name)?;
        before = ',';
        match cell {
            Cell::Null => out.write_all(b"null")?,
            Cell::Text(text) if text.is_empty() => out.write_all(b"null")?,
            Cell::Text(text) | Cell::Decimal(text) | Cell::Date(text) => {
                serde_json::to_writer(&mut *out, text)?;
            }
            Cell::Integer(number) => write!(out, "{number}")?,
            Cell::Flag(flag) => write!(out, "{flag}")?,
        }
    }
    out.write_all(b"}")
}
