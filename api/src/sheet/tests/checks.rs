//! What does not fit is refused, and the refusal says where.

use super::{
    super::{Cell, Column, Format, Kind, Options, SheetError, begin, column::Columns, xlsx::Xlsx},
    columns, provenance, row, written,
};
use std::io::{self, Write};

/// What the second row is refused with, in every format, which then holds the first and a third.
fn refusal(cells: &[Cell]) -> String {
    let good = row("A", "1.00", "2015");
    let mut texts = Format::ALL.map(|format| {
        let mut bytes = Vec::new();
        let mut sheet = begin(format, &mut bytes, columns(), &Options::default()).unwrap();
        sheet.row(&good).unwrap();
        let error = sheet.row(cells).unwrap_err();
        sheet.row(&good).unwrap();
        assert_eq!(sheet.finish(&provenance()).unwrap(), 2);
        assert!(bytes == written(format, columns(), &[good.clone(), good.clone()]));
        error.to_string()
    });
    texts.sort();
    assert_eq!(texts[0], texts[3]);
    texts[0].clone()
}

fn with(column: usize, cell: Cell) -> Vec<Cell> {
    let mut row = row("A", "1.00", "2015");
    row[column] = cell;
    row
}

#[test]
fn a_row_of_another_width_is_named() {
    let row = row("A", "1.00", "2015");
    assert_eq!(
        refusal(&row[..4]),
        "row 2 has 4 cells instead of 6, see column \"started\""
    );
    assert_eq!(
        refusal(&[row.clone(), row].concat()),
        "row 2 has 12 cells instead of 6, see column \"closed\""
    );
}

#[test]
fn a_cell_of_another_kind_is_named() {
    assert_eq!(
        refusal(&with(2, Cell::Text("secret".to_owned()))),
        "row 2, column \"budget\": text instead of decimal"
    );
    assert_eq!(
        refusal(&with(5, Cell::Integer(1))),
        "row 2, column \"closed\": integer instead of flag"
    );
}

#[test]
fn a_decimal_that_is_none_is_named() {
    for text in [
        "", "-", ".5", "5.", "1.2.3", "1e5", "+1", "01", "-01.00", "-0", "-0.00", "1,5", " 1", "٣",
        "NaN", "inf", "=1", "--1",
    ] {
        let cell = Cell::Decimal(text.to_owned());
        assert_eq!(
            refusal(&with(3, cell)),
            "row 2, column \"rate\": not a plain decimal",
            "{text}"
        );
    }
    for text in ["1", "1.0", "1.000", "x.00"] {
        assert_eq!(
            refusal(&with(2, Cell::Decimal(text.to_owned()))),
            "row 2, column \"budget\": not a plain decimal with 2 decimals"
        );
    }
}

#[test]
fn a_date_that_is_none_is_named() {
    for text in [
        "",
        "15",
        "02015",
        "2015-",
        "2015-3",
        "2015-13",
        "2015-00",
        "2015-02-29",
        "2015-04-31",
        "2015-01-00",
        "2015-01-01-01",
        "1900-02-29",
        "2015/01",
        "+201",
        "=201",
    ] {
        assert_eq!(
            refusal(&with(4, Cell::Date(text.to_owned()))),
            "row 2, column \"started\": not a date, a month or a year of ISO 8601",
            "{text}"
        );
    }
    let mut sheet = begin(Format::Csv, io::sink(), columns(), &Options::default()).unwrap();
    for text in ["2000-02-29", "2016-02-29", "0001", "1899-12", "9999-12-31"] {
        sheet.row(&with(4, Cell::Date(text.to_owned()))).unwrap();
    }
}

#[test]
fn columns_need_names_of_their_own() {
    let start = |names: &[&str]| {
        let columns = names
            .iter()
            .map(|name| Column::new(*name, "", Kind::Text, ""))
            .collect();
        begin(Format::Csv, io::sink(), columns, &Options::default()).err()
    };
    assert!(matches!(start(&[]), Some(SheetError::Empty)));
    for name in ["", "Title", "=a", "a b", "_a", "1a", "é"] {
        assert!(matches!(start(&["a", name]), Some(SheetError::Column(found)) if found == name));
    }
    assert!(matches!(
        start(&["a", "b", "a"]),
        Some(SheetError::Column(_))
    ));
    assert!(start(&["a", "a_1"]).is_none());
}

#[test]
fn excel_has_limits() {
    let options = Options::default();
    let columns = Columns::new(columns()).unwrap();
    let mut sheet: Box<dyn super::super::Sheet> = Box::new(
        Xlsx::begin(io::sink(), columns, &options)
            .unwrap()
            .with_room(2),
    );
    let good = row("A", "1.00", "2015");
    sheet.row(&good).unwrap();
    let long = with(0, Cell::Text("é".repeat(32_768)));
    assert_eq!(
        sheet.row(&long).unwrap_err().to_string(),
        "row 2, column \"title\": longer than the 32,767 characters a cell of Excel holds"
    );
    sheet.row(&with(0, Cell::Text("é".repeat(32_767)))).unwrap();
    assert_eq!(
        sheet.row(&good).unwrap_err().to_string(),
        "a sheet of Excel holds 2 rows and a header: choose another format, or ask for less"
    );
    assert_eq!(super::super::xlsx::ROWS + 1, 1_048_576);

    let many = (0..16_385)
        .map(|at| Column::new(format!("c{at}"), "", Kind::Text, ""))
        .collect();
    let error = begin(Format::Xlsx, io::sink(), many, &options)
        .err()
        .unwrap();
    assert!(matches!(error, SheetError::Columns(16_385)));
}

#[test]
fn a_sheet_needs_a_name_that_excel_takes() {
    for name in [
        "",
        "a/b",
        "dictionary",
        "Provenance",
        "History",
        "'a",
        &"x".repeat(32),
    ] {
        let options = Options {
            name: name.to_owned(),
            ..Options::default()
        };
        let error = begin(Format::Xlsx, io::sink(), columns(), &options)
            .err()
            .unwrap();
        assert!(matches!(error, SheetError::Name(found) if found == name));
    }
}

#[test]
fn a_spool_that_is_not_there_is_an_error() {
    let options = Options {
        spool: Some("/nowhere/at/all".into()),
        ..Options::default()
    };
    let error = begin(Format::Xlsx, io::sink(), columns(), &options)
        .err()
        .unwrap();
    assert!(matches!(error, SheetError::Spool));
}

/// A writer that takes so many bytes and no more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = buffer.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_is_an_error_wherever_it_does() {
    for format in Format::ALL {
        let row = row("A", "1.00", "2015");
        let whole = written(format, columns(), std::slice::from_ref(&row)).len();
        for taken in (0..whole).step_by(151).chain([whole - 1]) {
            let error = begin(format, Full(taken), columns(), &Options::default())
                .and_then(|mut sheet| {
                    sheet.row(&row)?;
                    sheet.finish(&provenance())
                })
                .unwrap_err();
            assert!(
                matches!(&error, SheetError::Write(error) if error.kind() == io::ErrorKind::StorageFull),
                "{format:?} {taken} {error:?}"
            );
        }
    }
}
