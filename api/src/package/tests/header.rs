//! Headers, against the columns of their sheets.

use crate::package::header::columns;
use entity::write::{ProblemKind, Sheet};

/// The names of the columns, or the kind and the column of each problem.
fn header(cells: &[&str]) -> Result<Vec<&'static str>, Vec<(ProblemKind, String)>> {
    let sheet = Sheet::named("participations").unwrap();
    let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
    match columns(sheet, "participations.csv", &cells) {
        Ok(columns) => Ok(columns.iter().map(|column| column.name).collect()),
        Err(problems) => Err(problems
            .into_iter()
            .map(|problem| {
                assert_eq!(problem.line, Some(1));
                (problem.kind, problem.column.unwrap())
            })
            .collect()),
    }
}

#[test]
fn columns_stand_in_any_order_and_optional_ones_may_be_absent() {
    let names = ["role", "note", "institute", "project"];
    assert_eq!(header(&names).unwrap(), names);
}

#[test]
fn unknown_and_double_columns_are_problems() {
    assert_eq!(
        header(&["project", "institute", "role", "Note", "role", ""]).unwrap_err(),
        [
            (ProblemKind::UnknownColumn, "Note".to_owned()),
            (ProblemKind::UnknownColumn, "role".to_owned()),
            (ProblemKind::UnknownColumn, String::new()),
        ]
    );
}

#[test]
fn every_column_of_the_key_is_required() {
    let missing = |name: &str| (ProblemKind::MissingColumn, name.to_owned());
    let all = ["project", "institute", "role"].map(missing);
    assert_eq!(header(&["note"]).unwrap_err(), all);
    assert_eq!(header(&[]).unwrap_err(), all);
}
