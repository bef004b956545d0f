//! What a workbook holds beyond the values.

use super::{
    super::{Cell, Format, Options, Provenance, begin},
    columns, provenance, read, row, written,
};
use calamine::Data;
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    ZipArchive::new(Cursor::new(bytes))
        .unwrap()
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn texts(cells: &[Data]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

#[test]
fn numbers_are_numbers_and_dates_are_dates() {
    let bytes = written(
        Format::Xlsx,
        columns(),
        &[
            row("2015", "-1234567890123.45", "2015-03-07"),
            row("=1+1", "-12345678901234.50", "2015-03"),
            row("https://istc.int", "0.10", "1900-02-28"),
        ],
    );
    let grid = read::grid(&bytes, "Data");
    let first = &grid[1];
    assert_eq!(first[0], Data::String("2015".to_owned()));
    assert_eq!(first[1], Data::Float(-7.0));
    assert_eq!(first[2], Data::Float(-1_234_567_890_123.45));
    let Data::DateTime(date) = &first[4] else {
        panic!("{:?}", first[4]);
    };
    assert_eq!(date.to_ymd_hms_milli(), (2015, 3, 7, 0, 0, 0, 0));
    assert_eq!(first[5], Data::Bool(true));
    // Sixteen digits, a month, and a day before Excel's calendar can be trusted.
    assert_eq!(grid[2][2], Data::String("-12345678901234.50".to_owned()));
    assert_eq!(grid[2][4], Data::String("2015-03".to_owned()));
    assert_eq!(grid[3][4], Data::String("1900-02-28".to_owned()));
    assert_eq!(grid[2][0], Data::String("=1+1".to_owned()));
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("hyperlink"));
}

#[test]
fn decimals_and_dates_are_shown_as_they_are_written() {
    let bytes = written(Format::Xlsx, columns(), &[row("A", "-12.50", "2015-03-07")]);
    let styles = part(&bytes, "xl/styles.xml");
    for code in ["yyyy-mm-dd", "#,##0.00", "#,##0.0", "0"] {
        assert!(styles.contains(&format!("formatCode=\"{code}\"")), "{code}");
    }
}

#[test]
fn texts_that_could_become_formulas_are_marked() {
    let marked = |text: &str| {
        let bytes = written(Format::Xlsx, columns(), &[row(text, "1.00", "2015-03-07")]);
        part(&bytes, "xl/styles.xml").matches("quotePrefix").count()
    };
    // One is that of the other two sheets.
    assert_eq!(marked("harmless"), 1);
    for text in ["=1+1", " -1", "'a", "@x"] {
        assert_eq!(marked(text), 2, "{text}");
    }
}

#[test]
fn the_header_stays_and_filters() {
    let bytes = written(Format::Xlsx, columns(), &[row("A", "1.00", "2015")]);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<pane ySplit=\"1\""));
    assert!(sheet.contains("state=\"frozen\""));
    assert!(sheet.contains("<autoFilter ref=\"A1:F2\"/>"));
    assert_eq!(sheet.matches("<col ").count(), 6);
    assert!(part(&bytes, "xl/styles.xml").contains("<b/>"));
    // A table without rows has a header and a filter all the same.
    let empty = written(Format::Xlsx, columns(), &[]);
    assert_eq!(read::grid(&empty, "Data").len(), 1);
    assert!(part(&empty, "xl/worksheets/sheet1.xml").contains("<autoFilter ref=\"A1:F1\"/>"));
}

#[test]
fn the_other_sheets_say_what_it_is() {
    let bytes = written(Format::Xlsx, columns(), &[]);
    let dictionary = read::grid(&bytes, "Dictionary");
    assert_eq!(
        texts(&dictionary[0]),
        ["name", "title", "kind", "unit", "description"]
    );
    assert_eq!(
        texts(&dictionary[1]),
        ["title", "TITLE", "text", "", "What it is"]
    );
    assert_eq!(
        texts(&dictionary[3]),
        [
            "budget",
            "BUDGET",
            "decimal with 2 decimals (as text if it has more than 15 digits)",
            "EUR",
            "What it is"
        ]
    );
    assert_eq!(dictionary.len(), 7);
    let said = read::grid(&bytes, "Provenance");
    assert_eq!(texts(&said[0]), ["title", "value"]);
    let rows: Vec<_> = said[1..].iter().map(|cells| texts(cells)).collect();
    let expected: Vec<_> = provenance()
        .entries()
        .iter()
        .map(|(title, value)| vec![title.clone(), value.clone()])
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn what_is_too_long_for_a_cell_goes_on_in_the_next_row() {
    let question = "é🧪".repeat(30_000);
    let mut provenance = Provenance::new();
    provenance.push("Question", question.clone());
    let mut bytes = Vec::new();
    let sheet = begin(Format::Xlsx, &mut bytes, columns(), &Options::default()).unwrap();
    sheet.finish(&provenance).unwrap();
    let said = read::grid(&bytes, "Provenance");
    assert_eq!(said.len(), 4);
    let whole: String = said[1..].iter().map(|cells| cells[1].to_string()).collect();
    assert_eq!(whole, question);
}

#[test]
fn the_sheet_has_the_name_that_was_given() {
    let options = Options {
        name: "Projekte 北京".to_owned(),
        ..Options::default()
    };
    let mut bytes = Vec::new();
    let mut sheet = begin(Format::Xlsx, &mut bytes, columns(), &options).unwrap();
    sheet.row(&vec![Cell::Null; 6]).unwrap();
    sheet.finish(&Provenance::new()).unwrap();
    assert_eq!(read::grid(&bytes, "Projekte 北京").len(), 1);
}
