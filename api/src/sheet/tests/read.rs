//! How a reader gets the typed rows back from each format, knowing only the columns.

use super::super::{Cell, Column, Kind, unguarded};
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::io::Cursor;

pub(super) fn csv(columns: &[Column], bytes: &[u8]) -> Vec<Vec<Cell>> {
    let mut reader = ::csv::Reader::from_reader(bytes);
    let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(reader.headers().unwrap(), names);
    let cell = |column: &Column, text: &str| match column.kind {
        _ if text.is_empty() => Cell::Null,
        Kind::Text => Cell::Text(unguarded(text).into_owned()),
        Kind::Integer => Cell::Integer(text.parse().unwrap()),
        Kind::Decimal { .. } => Cell::Decimal(text.to_owned()),
        Kind::Date => Cell::Date(text.to_owned()),
        Kind::Flag => Cell::Flag(text.parse().unwrap()),
    };
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            columns
                .iter()
                .zip(&record)
                .map(|(column, text)| cell(column, text))
                .collect()
        })
        .collect()
}

pub(super) fn ndjson(columns: &[Column], bytes: &[u8]) -> Vec<Vec<Cell>> {
    std::str::from_utf8(bytes)
        .unwrap()
        .split_terminator('\n')
        .map(|line| object(columns, &serde_json::from_str(line).unwrap()))
        .collect()
}

pub(super) fn json(columns: &[Column], bytes: &[u8]) -> Vec<Vec<Cell>> {
    let document: Value = serde_json::from_slice(bytes).unwrap();
    let rows = document["rows"].as_array().unwrap();
    rows.iter().map(|row| object(columns, row)).collect()
}

fn object(columns: &[Column], row: &Value) -> Vec<Cell> {
    assert_eq!(row.as_object().unwrap().len(), columns.len());
    columns
        .iter()
        .map(|column| match (&row[&column.name], column.kind) {
            (Value::Null, _) => Cell::Null,
            (Value::Number(number), Kind::Integer) => Cell::Integer(number.as_i64().unwrap()),
            (Value::Bool(flag), Kind::Flag) => Cell::Flag(*flag),
            (Value::String(text), Kind::Text) => Cell::Text(text.clone()),
            (Value::String(text), Kind::Decimal { .. }) => Cell::Decimal(text.clone()),
            (Value::String(text), Kind::Date) => Cell::Date(text.clone()),
            (value, kind) => panic!("{value} for {kind:?}"),
        })
        .collect()
}

/// The cells of a sheet as they stand, without those at the end that are empty.
pub(super) fn grid(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// Like the others. How many decimals a number is shown with is no part of its value, so that is taken
/// from the rows that were written; rows of nothing at the end leave no trace.
pub(super) fn xlsx(columns: &[Column], bytes: &[u8], rows: &[Vec<Cell>]) -> Vec<Vec<Cell>> {
    let mut grid = grid(bytes, "Data").into_iter();
    let names: Vec<_> = columns
        .iter()
        .map(|column| Data::String(column.name.clone()))
        .collect();
    assert_eq!(grid.next().unwrap(), names);
    rows.iter()
        .map(|row| {
            let cells = grid.next().unwrap_or_else(|| vec![Data::Empty; row.len()]);
            let pairs = cells.iter().zip(columns).zip(row);
            pairs
                .map(|((data, column), cell)| data_cell(data, column.kind, cell))
                .collect()
        })
        .collect()
}

fn data_cell(data: &Data, kind: Kind, original: &Cell) -> Cell {
    match (data, kind) {
        (Data::Empty, _) => Cell::Null,
        (Data::String(text), Kind::Text) => Cell::Text(text.clone()),
        (Data::String(text), Kind::Integer) => Cell::Integer(text.parse().unwrap()),
        (Data::Float(number), Kind::Integer) => {
            Cell::Integer(format!("{number:.0}").parse().unwrap())
        }
        (Data::String(text), Kind::Decimal { .. }) => Cell::Decimal(text.clone()),
        (Data::Float(number), Kind::Decimal { .. }) => {
            let Cell::Decimal(text) = original else {
                panic!("{number} for {original:?}");
            };
            let decimals = text.split_once('.').map_or(0, |(_, digits)| digits.len());
            Cell::Decimal(format!("{number:.decimals$}"))
        }
        (Data::String(text), Kind::Date) => Cell::Date(text.clone()),
        (Data::DateTime(date), Kind::Date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Cell::Date(format!("{year:04}-{month:02}-{day:02}"))
        }
        (Data::Bool(flag), Kind::Flag) => Cell::Flag(*flag),
        (data, kind) => panic!("{data:?} for {kind:?}"),
    }
}
