//! Every format gives the same rows back.

use super::{
    super::{Cell, Format},
    columns, csv, read, row, written,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// Pieces of texts that have been trouble somewhere.
const PIECES: [&str; 32] = [
    "=",
    "+",
    "-",
    "@",
    "＝",
    "'",
    "\"",
    ",",
    ";",
    "\t",
    "\r",
    "\n",
    "\r\n",
    " ",
    "\u{a0}",
    "\u{feff}",
    "\u{0}",
    "\u{1b}",
    "\u{fffe}",
    "_x000D_",
    "_x",
    "<b>&amp;",
    "]]>",
    "\\",
    "cmd|' /C calc'!A0",
    "1e5",
    "007",
    "http://x.org",
    "Ж",
    "e\u{301}",
    "北京",
    "🧪",
];

fn text() -> impl Strategy<Value = String> {
    vec(
        prop_oneof![select(&PIECES[..]).prop_map(str::to_owned), "[ -~]{0,3}"],
        0..8,
    )
    .prop_map(|pieces| pieces.concat())
}

/// Decimals of up to 20 digits, beyond what Excel keeps.
fn decimal(scale: impl Strategy<Value = usize>) -> impl Strategy<Value = String> {
    (any::<bool>(), "0|[1-9][0-9]{0,18}", "[0-9]{9}", scale).prop_map(
        |(minus, whole, fraction, scale)| {
            let point = if scale == 0 { "" } else { "." };
            let text = format!("{whole}{point}{}", &fraction[..scale]);
            let zero = !text.contains(|char: char| char.is_ascii_digit() && char != '0');
            format!("{}{text}", if minus && !zero { "-" } else { "" })
        },
    )
}

fn date() -> impl Strategy<Value = String> {
    let year = prop_oneof![0u32..=9999, 1898u32..=1901, 1990u32..=2040];
    (year, 1u32..=12, 1u32..=28, 0u8..3).prop_map(|(year, month, day, exact)| match exact {
        0 => format!("{year:04}"),
        1 => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    })
}

fn rows() -> impl Strategy<Value = Vec<Vec<Cell>>> {
    let integer = prop_oneof![any::<i64>(), -9999i64..9999];
    let cells = (
        option::of(text()),
        option::of(integer),
        option::of(decimal(Just(2))),
        option::of(decimal(0usize..=9)),
        option::of(date()),
        option::of(any::<bool>()),
    );
    let row = cells.prop_map(|(title, partners, budget, rate, started, closed)| {
        vec![
            title.map_or(Cell::Null, Cell::Text),
            partners.map_or(Cell::Null, Cell::Integer),
            budget.map_or(Cell::Null, Cell::Decimal),
            rate.map_or(Cell::Null, Cell::Decimal),
            started.map_or(Cell::Null, Cell::Date),
            closed.map_or(Cell::Null, Cell::Flag),
        ]
    });
    vec(row, 0..12)
}

/// The rows as every format has them: an empty text is no value.
fn expected(rows: &[Vec<Cell>]) -> Vec<Vec<Cell>> {
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) if text.is_empty() => Cell::Null,
        cell => cell.clone(),
    };
    rows.iter()
        .map(|row| row.iter().map(cell).collect())
        .collect()
}

proptest! {
    #[test]
    fn every_format_gives_the_rows_back(rows in rows()) {
        let columns = columns();
        let expected = expected(&rows);
        for format in Format::ALL {
            let bytes = written(format, columns.clone(), &rows);
            let found = match format {
                Format::Csv => read::csv(&columns, &bytes),
                Format::Ndjson => read::ndjson(&columns, &bytes),
                Format::Json => read::json(&columns, &bytes),
                Format::Xlsx => read::xlsx(&columns, &bytes, &rows),
            };
            prop_assert_eq!(&found, &expected, "{:?}", format);
        }
    }
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let rows = [row("A", "1.00", "2015-03-07"), row("B", "-2.50", "2015")];
    for format in Format::ALL {
        let once = written(format, columns(), &rows);
        assert!(once == written(format, columns(), &rows), "{format:?}");
    }
}

#[test]
fn numbers_that_are_negative_stay_as_they_are_in_csv() {
    assert_eq!(
        csv(&[
            row("=1+1", "-12.50", "2015-03-07"),
            row("a, \"b\"", "0.00", "2015")
        ]),
        "title,partners,budget,rate,started,closed\r\n\
         '=1+1,-7,-12.50,1.5,2015-03-07,true\r\n\
         \"a, \"\"b\"\"\",-7,0.00,1.5,2015,true\r\n"
    );
}

#[test]
fn rows_are_objects_in_the_order_of_the_columns() {
    let mut second = row("", "0.10", "2015-03");
    second[5] = Cell::Null;
    let rows = [row("a\n\"b\"", "-12.50", "2015-03-07"), second];
    let first = r#"{"title":"a\n\"b\"","partners":-7,"budget":"-12.50","rate":"1.5","started":"2015-03-07","closed":true}"#;
    let second = r#"{"title":null,"partners":-7,"budget":"0.10","rate":"1.5","started":"2015-03","closed":null}"#;
    let ndjson = String::from_utf8(written(Format::Ndjson, columns(), &rows)).unwrap();
    assert_eq!(ndjson, format!("{first}\n{second}\n"));
    let json = String::from_utf8(written(Format::Json, columns(), &rows)).unwrap();
    assert!(json.contains(&format!("\"rows\":[\n{first},\n{second}\n],")));
}

#[test]
fn a_document_says_what_its_columns_mean_and_where_it_is_from() {
    let json: serde_json::Value =
        serde_json::from_slice(&written(Format::Json, columns(), &[])).unwrap();
    assert_eq!(json["rows"].as_array().unwrap().len(), 0);
    assert_eq!(json["columns"].as_array().unwrap().len(), 6);
    assert_eq!(json["columns"][2]["unit"], "EUR");
    assert_eq!(json["columns"][2]["kind"], "decimal");
    assert_eq!(json["columns"][2]["decimals"], 2);
    assert_eq!(json["provenance"][0]["title"], "Question");
    assert_eq!(json["provenance"][1]["value"], "3 under rule A");
    assert_eq!(json["provenance"][2]["value"], "=1+1");
}
