//! Files and answers read back to the same: rows of texts by column, nothing as an empty text.

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashMap},
    io::Cursor,
};

pub type Row = BTreeMap<String, String>;

/// A file.
#[derive(Debug, PartialEq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// The rows that the one list in an answer amounts to.
pub fn of_answer(data: &Value) -> Vec<Row> {
    let root = data.as_object().unwrap().values().next().unwrap();
    let list = root.get("nodes").or_else(|| root.get("groups")).unwrap();
    list.as_array()
        .unwrap()
        .iter()
        .flat_map(|entry| flat("", entry))
        .collect()
}

/// An object of objects becomes one row, or one for each entry of the list of objects in it.
fn flat(name: &str, value: &Value) -> Vec<Row> {
    let named = |name: &str, text: String| vec![Row::from([(name.to_owned(), text)])];
    match value {
        Value::Object(members) => members.iter().fold(vec![Row::new()], |rows, (key, value)| {
            let key: String = key
                .chars()
                .map(|letter| match letter.is_uppercase() {
                    true => format!("_{}", letter.to_lowercase()),
                    false => letter.to_string(),
                })
                .collect();
            let within = if name.is_empty() {
                key
            } else {
                format!("{name}_{key}")
            };
            let more = flat(&within, value);
            let joined = rows.iter().flat_map(|row| {
                more.iter()
                    .map(move |more| row.clone().into_iter().chain(more.clone()).collect())
            });
            joined.collect()
        }),
        Value::Array(entries) if entries.iter().any(Value::is_object) => {
            entries.iter().flat_map(|entry| flat(name, entry)).collect()
        }
        Value::Array(entries) => {
            let texts: Vec<&str> = entries
                .iter()
                .map(|entry| entry.as_str().unwrap())
                .collect();
            named(name, texts.join("; "))
        }
        Value::Null => named(name, String::new()),
        Value::String(text) => named(name, text.clone()),
        other => named(name, other.to_string()),
    }
}

/// Without what is not there: of a missing object, an answer has one null, a table one for each column.
pub fn known(row: &Row) -> Row {
    row.iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(column, text)| (column.clone(), text.clone()))
        .collect()
}

pub fn of_csv(text: &str) -> Table {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let cells = columns.iter().zip(record.iter());
        // A text that a spreadsheet could take for a formula has an apostrophe in front.
        cells
            .map(|(column, cell)| {
                (
                    column.clone(),
                    cell.strip_prefix('\'').unwrap_or(cell).to_owned(),
                )
            })
            .collect()
    });
    Table {
        rows: rows.collect(),
        columns: columns.clone(),
    }
}

/// The rows, and the kind of each column.
pub fn of_json(json: &Value) -> (Table, HashMap<String, String>) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let columns = json["columns"].as_array().unwrap();
    let kinds = columns
        .iter()
        .map(|column| (text(&column["name"]), text(&column["kind"])));
    let columns: Vec<String> = columns.iter().map(|column| text(&column["name"])).collect();
    let rows = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| of_object(row, &columns));
    let table = Table {
        rows: rows.collect(),
        columns: columns.clone(),
    };
    (table, kinds.collect())
}

pub fn of_ndjson(text: &str, columns: &[String]) -> Table {
    let rows = text
        .lines()
        .map(|line| of_object(&serde_json::from_str(line).unwrap(), columns));
    Table {
        rows: rows.collect(),
        columns: columns.to_vec(),
    }
}

fn of_object(row: &Value, columns: &[String]) -> Row {
    let cell = |column: &String| match &row[column.as_str()] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    columns
        .iter()
        .map(|column| (column.clone(), cell(column)))
        .collect()
}

/// The same with decimals as a workbook has them: as numbers, without zeros at their end.
pub fn numbers(mut table: Table, kinds: &HashMap<String, String>) -> Table {
    for row in &mut table.rows {
        for (column, text) in row {
            if kinds[column] == "decimal" && text.contains('.') {
                *text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            }
        }
    }
    table
}

/// A workbook's amounts come with six decimals at most, which is what the world has.
pub fn of_xlsx(bytes: Vec<u8>, kinds: &HashMap<String, String>) -> Table {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheets = book.sheet_names();
    let range = book.worksheet_range(&sheets[0]).unwrap();
    let mut lines = range.rows();
    let columns: Vec<String> = lines.next().unwrap().iter().map(Data::to_string).collect();
    let rows = lines.map(|line| {
        let cells = columns.iter().zip(line).map(|(column, cell)| {
            let text = match (kinds[column].as_str(), cell) {
                (_, Data::Empty) => String::new(),
                ("integer", Data::Float(number)) => format!("{number}"),
                ("decimal", Data::Float(number)) => format!("{number:.6}"),
                ("date", Data::DateTime(day)) => {
                    let (year, month, day, ..) = day.to_ymd_hms_milli();
                    format!("{year:04}-{month:02}-{day:02}")
                }
                ("flag", Data::Bool(flag)) => flag.to_string(),
                (_, Data::String(text)) => text.clone(),
                (kind, other) => panic!("{column}, which is {kind}, holds {other:?}"),
            };
            (column.clone(), text)
        });
        cells.collect()
    });
    let table = Table {
        rows: rows.collect(),
        columns: columns.clone(),
    };
    numbers(table, kinds)
}
