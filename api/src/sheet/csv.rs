//! CSV as RFC 4180 has it: UTF-8, commas, CRLF, a header of names, quotes only where they are needed.
//! No value is an empty field; flags are `true` and `false`; texts are guarded against formulas.

use super::{Cell, Provenance, Sheet, SheetError, column::Columns, guard::guarded};
use ::csv::{Terminator, Writer, WriterBuilder};
use std::io::{self, Write};

/// A CSV file that is being written.
pub(super) struct Csv<W: Write> {
    out: Writer<W>,
    columns: Columns,
}

impl<W: Write> Csv<W> {
    pub(super) fn begin(mut out: W, columns: Columns, bom: bool) -> Result<Self, SheetError> {
        if bom {
            out.write_all("\u{FEFF}".as_bytes())?;
        }
        let mut out = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .from_writer(out);
        let names = columns.list().iter().map(|column| &column.name);
        out.write_record(names).map_err(io::Error::from)?;
        Ok(Self { out, columns })
    }

    fn write(&mut self, cells: &[Cell]) -> Result<(), ::csv::Error> {
        for cell in cells {
            match cell {
                Cell::Null => self.out.write_field(""),
                Cell::Text(text) => self.out.write_field(guarded(text).as_bytes()),
                Cell::Integer(number) => self.out.write_field(number.to_string()),
                Cell::Decimal(text) | Cell::Date(text) => self.out.write_field(text),
                Cell::Flag(flag) => self.out.write_field(if *flag { "true" } else { "false" }),
            }?;
        }
        self.out.write_record(None::<&[u8]>)
    }
}

impl<W: Write + Send> Sheet for Csv<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), SheetError> {
        self.columns.check(cells)?;
        self.write(cells).map_err(io::Error::from)?;
        self.columns.count();
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: &Provenance) -> Result<u64, SheetError> {
        self.out.flush()?;
        Ok(self.columns.rows())
    }
}
