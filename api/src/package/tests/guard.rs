//! Texts on their way through the CSV files of a package: inert in a spreadsheet, and the same when they are read.

use super::super::{from_cell, rows::Rows, to_cell};
use entity::write::Form;
use proptest::prelude::*;

const FORMULA: &str = "=+-@＝＋－＠";
const SEPARATORS: &[char] = &[',', ';', '\t', '|', '\r', '\n'];
const FREE: [Form; 7] = [
    Form::Key,
    Form::Name,
    Form::Text,
    Form::Names,
    Form::Keys,
    Form::Url,
    Form::Doi,
];

/// The file that holds these rows, as a package has it.
fn written(rows: &[Vec<String>], form: Form) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    // As in every file, names come first; a byte order mark before them is none of the text.
    csv.write_record(["a", "b", "c"]).unwrap();
    for row in rows {
        csv.write_record(row.iter().map(|text| to_cell(form, text).into_owned()))
            .unwrap();
    }
    String::from_utf8(csv.into_inner().unwrap()).unwrap()
}

fn read(file: &str, form: Form) -> Vec<Vec<String>> {
    let mut rows = Rows::new(file.as_bytes());
    let mut all = Vec::new();
    rows.record().unwrap();
    while let Some(record) = rows.record().unwrap() {
        let cells = record.cells.into_iter();
        all.push(cells.map(|cell| from_cell(form, cell)).collect());
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_row_comes_back_and_no_cell_of_it_is_a_formula(
        rows in prop::collection::vec(
            prop::collection::vec("[;,|\t\n'\"=+@＝＠ \u{feff}\u{3000}a-]{0,8}", 3), 1..4
        ),
        form in prop::sample::select(&FREE[..]),
    ) {
        let file = written(&rows, form);
        prop_assert_eq!(read(&file, form), rows);
        // Whatever a spreadsheet splits at, with or without an eye for quotes.
        for cell in file.split(SEPARATORS) {
            let shown = cell.trim_start_matches(['"', ' ', '\u{feff}', '\u{3000}']);
            prop_assert!(!shown.starts_with(|first: char| FORMULA.contains(first)), "{:?} in {:?}", cell, file);
        }
    }
}

#[test]
fn numbers_are_as_they_are() {
    for form in [
        Form::Amount { signed: true },
        Form::Whole,
        Form::Rate,
        Form::Date,
    ] {
        assert_eq!(to_cell(form, "-1250.75"), "-1250.75");
        assert_eq!(from_cell(form, "'1".to_owned()), "'1");
    }
}
