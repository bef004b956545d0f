//! Records, by the letter of RFC 4180.

use crate::package::rows::{Bounds, Fault, Record, Rows};

/// Every record of the text, and how it ends: well, or with a fault on a line.
fn split(text: &[u8], bounds: Bounds) -> (Vec<Record>, Option<(u64, Fault)>) {
    let mut rows = Rows::within(text, bounds);
    let mut records = Vec::new();
    loop {
        match rows.record() {
            Ok(Some(record)) => records.push(record),
            Ok(None) => return (records, None),
            Err(fault) => return (records, Some((rows.line(), fault))),
        }
    }
}

fn whole(text: &str) -> Vec<(u64, Vec<String>)> {
    let (records, fault) = split(text.as_bytes(), Bounds::default());
    assert!(fault.is_none(), "{text:?}: {fault:?}");
    let parts = |record: Record| (record.line, record.cells);
    records.into_iter().map(parts).collect()
}

fn record(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

/// The line of the broken record, and how many whole ones stand before it.
fn broken(text: &str) -> (u64, usize) {
    match split(text.as_bytes(), Bounds::default()) {
        (records, Some((line, Fault::Broken(..)))) => (line, records.len()),
        other => panic!("{text:?} is not broken: {other:?}"),
    }
}

#[test]
fn lines_end_in_either_way_or_with_the_file() {
    let expected = [record(1, &["a", "b"]), record(2, &["1", ""])];
    for text in ["a,b\n1,\n", "a,b\r\n1,\r\n", "a,b\n1,", "a,b\r\n1,\n"] {
        assert_eq!(whole(text), expected, "{text:?}");
    }
}

#[test]
fn quoted_cells_hold_anything() {
    assert_eq!(
        whole("\"a,\"\"b\"\"\",\"\"\n\"\"\"\",\"x\ny\r\n\nz\"\nlast,\"\"\n"),
        [
            record(1, &["a,\"b\"", ""]),
            record(2, &["\"", "x\ny\r\n\nz"]),
            record(6, &["last", ""]),
        ]
    );
}

#[test]
fn spaces_belong_to_the_cell() {
    assert_eq!(whole(" a , b\n"), [record(1, &[" a ", " b"])]);
}

#[test]
fn a_byte_order_mark_is_dropped_at_the_beginning_only() {
    let mark = "\u{feff}";
    assert_eq!(whole(&format!("{mark}\"a\",b\n")), [record(1, &["a", "b"])]);
    let second = format!("a,b\n{mark}c,d\n");
    assert_eq!(whole(&second)[1], record(2, &["\u{feff}c", "d"]));
}

#[test]
fn blank_lines_may_end_a_file_but_not_stand_in_it() {
    for text in ["a,b\n\n", "a,b\n\r\n\n", "a,b\r\n\r\n"] {
        assert_eq!(whole(text), [record(1, &["a", "b"])], "{text:?}");
    }
    assert_eq!(whole(""), []);
    assert_eq!(whole("\n"), []);
    assert_eq!(broken("a,b\n\n\n1,2\n"), (2, 1));
    assert_eq!(broken("\na,b\n"), (1, 0));
}

#[test]
fn broken_quoting_ends_the_file_where_its_record_begins() {
    assert_eq!(broken("a\"b\"\n"), (1, 0));
    assert_eq!(broken("a,b\n1,x\"\n"), (2, 1));
    assert_eq!(broken("a,b\n\"1\" ,2\n"), (2, 1));
    assert_eq!(broken("a,b\n1,\"2\"3\"\n"), (2, 1));
    assert_eq!(broken("a,b\n \"1\",2\n"), (2, 1));
    assert_eq!(broken("a,b\n1,\"2\n3,4\n5,6\n"), (2, 1));
    assert_eq!(broken("a,b\n1,2\n3,\"x\ny\"z\n5,6\n"), (3, 2));
    assert_eq!(broken("a,\""), (1, 0));
}

#[test]
fn a_lone_carriage_return_is_no_line_end() {
    assert_eq!(broken("a,b\r1,2\r"), (1, 0));
    assert_eq!(broken("a,b\n1,2\r"), (2, 1));
    assert_eq!(whole("\"a\rb\",c\n"), [record(1, &["a\rb", "c"])]);
}

#[test]
fn only_utf8_is_text() {
    for bad in [&b"a,b\nM\xfcnchen,2\n"[..], b"a,b\n\"x\n\xff\xfe\",2\n"] {
        let (records, fault) = split(bad, Bounds::default());
        assert_eq!(records.len(), 1);
        assert!(matches!(fault, Some((2, Fault::NotUtf8))), "{fault:?}");
    }
    let (_, fault) = split(b"\xff\xfea\x00,\x00b\x00\n\x00", Bounds::default());
    assert!(matches!(fault, Some((1, Fault::NotUtf8))), "{fault:?}");
}

#[test]
fn a_record_has_a_bound_on_one_line_and_on_many() {
    let bounds = Bounds {
        record: 16,
        rows: 9,
    };
    let large = |text: &str| match split(text.as_bytes(), bounds) {
        (records, Some((line, Fault::TooLarge(_)))) => Some((line, records.len())),
        _ => None,
    };
    assert_eq!(large("a,b\n123456789012345\n"), None);
    assert_eq!(large("a,b\n1234567890123456\n"), Some((2, 1)));
    assert_eq!(large("a,b\n\"345\n3456\n3456\"\n"), None);
    assert_eq!(large("a,b\n\"345\n3456\n34567\"\n"), Some((2, 1)));
}

#[test]
fn a_file_has_a_bound_of_rows_beside_its_header() {
    let bounds = Bounds { record: 9, rows: 2 };
    assert!(split(b"a\n1\n2\n", bounds).1.is_none());
    let (records, fault) = split(b"a\n1\n2\n3\n", bounds);
    assert_eq!(records.len(), 3);
    assert!(matches!(fault, Some((4, Fault::TooLarge(_)))), "{fault:?}");
}

#[test]
fn what_the_csv_crate_writes_is_read_back() {
    let cells = [
        "",
        " ",
        "a",
        "a,b",
        "\"",
        "\"\"",
        "a\nb",
        "a\r\nb",
        "\r",
        "ß \u{1f600}",
        "NA",
        "'",
    ];
    let mut table: Vec<Vec<String>> = Vec::new();
    for first in cells {
        for second in cells {
            table.push(vec![first.to_owned(), second.to_owned()]);
        }
    }
    let mut csv = csv::Writer::from_writer(Vec::new());
    table.iter().for_each(|row| csv.write_record(row).unwrap());
    let text = String::from_utf8(csv.into_inner().unwrap()).unwrap();
    let read: Vec<Vec<String>> = whole(&text).into_iter().map(|(_, cells)| cells).collect();
    assert_eq!(read, table);
}
