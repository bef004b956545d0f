//! A workbook of Excel: a sheet with the data, one with the dictionary, one with the provenance. Rows are
//! spooled to disk one by one; the workbook is put together at the end, straight into the writer.
//!
//! Numbers are numbers, dates are dates, flags are booleans, with three exceptions that stand as text:
//! - a number of more than 15 digits, for Excel keeps no more and would change it;
//! - a date that is known only to the month or year;
//! - a date before March 1900, for Excel's calendar has a 29 February 1900 and nothing before that year.
//!
//! A text is always a text, never a formula or a link. One that would become something else when it is
//! edited is marked with Excel's own quote prefix, which is no part of the text: nothing is to be undone.
//!
//! The same table gives the same bytes: the workbook does not say when it was made. Provenance may.

mod look;
mod pages;

use super::{
    Cell, Options, Provenance, Sheet, SheetError,
    column::Columns,
    guard::is_hazard,
    value::{day, significant},
};
use look::Look;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use std::{
    io::{BufWriter, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// How many rows a sheet of Excel holds below its header.
pub(super) const ROWS: u32 = 1_048_575;
/// How many columns it holds.
const COLUMNS: usize = 16_384;
/// How many digits of a number Excel keeps.
const DIGITS: usize = 15;
/// How many UTF-16 units a cell holds.
const LENGTH: usize = 32_767;
/// Names that are taken, the last by Excel.
const TAKEN: [&str; 3] = [pages::DICTIONARY, pages::PROVENANCE, "History"];

/// A workbook that is being written.
pub(super) struct Xlsx<W: Write> {
    out: W,
    columns: Columns,
    book: Workbook,
    data: Worksheet,
    look: Look,
    /// The most characters in a cell of each column.
    widths: Vec<usize>,
    rows: u32,
    room: u32,
    broken: bool,
}

impl<W: Write + Send> Xlsx<W> {
    pub(super) fn begin(out: W, columns: Columns, options: &Options) -> Result<Self, SheetError> {
        let count = columns.list().len();
        if count > COLUMNS {
            return Err(SheetError::Columns(count));
        }
        let name = &options.name;
        if TAKEN.iter().any(|taken| taken.eq_ignore_ascii_case(name)) {
            return Err(SheetError::Name(name.clone()));
        }
        let mut book = Workbook::new();
        if let Some(folder) = &options.spool {
            book.set_tempdir(folder).map_err(failure)?;
        }
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failure)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let mut data = book.new_worksheet_with_constant_memory().map_err(failure)?;
        data.set_name(name)
            .map_err(|_| SheetError::Name(name.clone()))?;
        let look = Look::new();
        for (at, column) in (0..).zip(columns.list()) {
            data.write_string_with_format(0, at, &column.name, &look.header)
                .map_err(failure)?;
        }
        data.set_freeze_panes(1, 0).map_err(failure)?;
        Ok(Self {
            widths: columns
                .list()
                .iter()
                .map(|column| column.name.len())
                .collect(),
            out,
            columns,
            book,
            data,
            look,
            rows: 0,
            room: ROWS,
            broken: false,
        })
    }

    /// The same, as if Excel held only so many rows.
    #[cfg(test)]
    pub(super) fn with_room(mut self, room: u32) -> Self {
        self.room = room;
        self
    }

    /// Whether every text of the next row fits a cell.
    fn measure(&self, cells: &[Cell]) -> Result<(), SheetError> {
        for (column, cell) in self.columns.list().iter().zip(cells) {
            // Only a text of so many bytes can have so many UTF-16 units.
            if let Cell::Text(text) = cell
                && text.len() > LENGTH
                && text.encode_utf16().count() > LENGTH
            {
                return Err(SheetError::Length {
                    row: self.columns.rows() + 1,
                    column: column.name.clone(),
                });
            }
        }
        Ok(())
    }

    fn write(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let at = self.rows + 1;
        for ((column, cell), width) in (0..).zip(cells).zip(&mut self.widths) {
            let shown = write(&mut self.data, &self.look, (at, column), cell)?;
            *width = shown.max(*width);
        }
        Ok(())
    }

    fn assemble(&mut self, provenance: &Provenance) -> Result<(), XlsxError> {
        let mut data = std::mem::take(&mut self.data);
        for (column, width) in (0..).zip(&self.widths) {
            data.set_column_width(column, look::width(*width))?;
        }
        // At most 16,384 columns, which was seen to in the beginning.
        let last = u16::try_from(self.widths.len()).map_or(0, |count| count.saturating_sub(1));
        data.autofilter(0, 0, self.rows, last)?;
        self.book.push_worksheet(data);
        pages::dictionary(&mut self.book, &self.look, self.columns.list())?;
        pages::provenance(&mut self.book, &self.look, provenance)?;
        let mut out = BufWriter::new(&mut self.out);
        self.book.save_to_writer(&mut out)?;
        out.flush().map_err(XlsxError::IoError)
    }

    /// Does something with the spool. The library panics when it cannot write there, which is no more
    /// than a full disk; it is never used again after that.
    fn spool<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> Result<T, SheetError> {
        if self.broken {
            return Err(SheetError::Spool);
        }
        catch_unwind(AssertUnwindSafe(|| act(self))).map_err(|_| {
            self.broken = true;
            SheetError::Spool
        })
    }
}

impl<W: Write + Send> Sheet for Xlsx<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), SheetError> {
        self.columns.check(cells)?;
        self.measure(cells)?;
        if self.rows >= self.room {
            return Err(SheetError::Rows(u64::from(self.room)));
        }
        self.spool(|sheet| sheet.write(cells))?.map_err(failure)?;
        self.rows += 1;
        self.columns.count();
        Ok(())
    }

    fn finish(mut self: Box<Self>, provenance: &Provenance) -> Result<u64, SheetError> {
        self.spool(|sheet| sheet.assemble(provenance))?
            .map_err(failure)?;
        Ok(self.columns.rows())
    }
}

/// Writes a cell, and tells how many characters it shows.
fn write(
    data: &mut Worksheet,
    look: &Look,
    (row, column): (u32, u16),
    cell: &Cell,
) -> Result<usize, XlsxError> {
    match cell {
        Cell::Null => return Ok(0),
        Cell::Text(text) if is_hazard(text) => {
            data.write_string_with_format(row, column, text, &look.literal)?
        }
        Cell::Text(text) => data.write_string(row, column, text)?,
        Cell::Integer(number) => {
            let text = number.to_string();
            match exact(&text) {
                Some(value) => data.write_number_with_format(row, column, value, &look.integer)?,
                None => data.write_string_with_format(row, column, text, &look.long)?,
            }
        }
        Cell::Decimal(text) => match exact(text).zip(look.decimal(text)) {
            Some((value, format)) => data.write_number_with_format(row, column, value, format)?,
            None => data.write_string_with_format(row, column, text, &look.long)?,
        },
        Cell::Date(text) => match day(text).filter(|day| *day >= (1900, 3, 1)) {
            Some((year, month, day)) => {
                let date = ExcelDateTime::from_ymd(year, month, day)?;
                data.write_datetime_with_format(row, column, &date, &look.date)?
            }
            None => data.write_string_with_format(row, column, text, &look.literal)?,
        },
        Cell::Flag(flag) => data.write_boolean(row, column, *flag)?,
    };
    Ok(shown(cell))
}

/// The number, if Excel keeps all its digits.
fn exact(text: &str) -> Option<f64> {
    (significant(text) <= DIGITS)
        .then(|| text.parse().ok())
        .flatten()
}

/// How many characters a cell shows: the longest line, and commas between thousands.
fn shown(cell: &Cell) -> usize {
    match cell {
        Cell::Null => 0,
        Cell::Text(text) => text
            .lines()
            .map(|line| line.chars().take(look::WIDEST).count())
            .max()
            .unwrap_or_default(),
        Cell::Integer(number) => number.to_string().len(),
        Cell::Decimal(text) => text.len() + text.find('.').unwrap_or(text.len()) / 3,
        Cell::Date(text) => text.len(),
        Cell::Flag(_) => "FALSE".len(),
    }
}

fn failure(error: XlsxError) -> SheetError {
    match error {
        XlsxError::IoError(error) => SheetError::Write(error),
        XlsxError::TempFileError(..) => SheetError::Spool,
        error => SheetError::Workbook(error),
    }
}
