//! The header of a CSV file: which columns of its sheet it has.

use entity::write::{Column, Problem, ProblemKind, Sheet, shortened};

/// The columns that these header cells name, in their order.
///
/// # Errors
/// Every column that is unknown, there twice, or required and missing.
pub fn columns(
    sheet: &'static Sheet,
    file: &str,
    cells: &[String],
) -> Result<Vec<&'static Column>, Vec<Problem>> {
    let mut columns: Vec<&'static Column> = Vec::with_capacity(cells.len());
    let mut problems = Vec::new();
    let problem = |kind, column: &str, value, expected| Problem {
        kind,
        file: file.to_owned(),
        line: Some(1),
        column: Some(column.to_owned()),
        value,
        expected,
    };
    for cell in cells {
        let found = sheet.columns.iter().find(|column| column.name == cell);
        let expected = match found {
            Some(column) if columns.iter().all(|one| one.name != column.name) => {
                columns.push(column);
                continue;
            }
            Some(_) => "every column once".to_owned(),
            None => format!("one of {}", names(sheet)),
        };
        let cell = shortened(cell);
        problems.push(problem(
            ProblemKind::UnknownColumn,
            &cell,
            Some(cell.clone()),
            expected,
        ));
    }
    let missing = sheet.columns.iter().filter(|column| {
        (column.key || column.required) && columns.iter().all(|one| one.name != column.name)
    });
    problems.extend(missing.map(|column| {
        let expected = format!("a column `{}`", column.name);
        problem(ProblemKind::MissingColumn, column.name, None, expected)
    }));
    if problems.is_empty() {
        Ok(columns)
    } else {
        Err(problems)
    }
}

fn names(sheet: &Sheet) -> String {
    let names: Vec<&str> = sheet.columns.iter().map(|column| column.name).collect();
    names.join(", ")
}
