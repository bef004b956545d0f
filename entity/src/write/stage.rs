//! Staging: rows on their way in wait in temporary tables, where one statement can check or place
//! them all. This file knows how the two databases take many rows at once; it knows no sheet.

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value, sea_query::ArrayType,
};

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sql {
    Text,
    Day,
    Big,
    Int,
    Flag,
    /// PostgreSQL's words of a search entry, given as words between single spaces.
    Words,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) sql: Sql,
}

impl Field {
    pub(super) fn new(name: impl Into<String>, sql: Sql) -> Self {
        Self {
            name: name.into(),
            sql,
        }
    }
}

/// One row on its way in: the text of every value, `None` for null.
pub(super) type Values = Vec<Option<String>>;

/// A name as SQL writes it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// Text in a staging table as the type that the column has in its own table.
pub(super) fn cast(backend: DbBackend, text: &str, sql: Sql) -> String {
    match (backend, sql) {
        (_, Sql::Text) | (DbBackend::Sqlite, Sql::Day) => text.to_owned(),
        (DbBackend::Sqlite, Sql::Flag) => format!("({text} = 'true')"),
        (_, Sql::Big) => format!("cast({text} as bigint)"),
        (_, Sql::Int) => format!("cast({text} as integer)"),
        (_, Sql::Day) => format!("cast({text} as date)"),
        (_, Sql::Flag) => format!("cast({text} as boolean)"),
        (_, Sql::Words) => format!("array_to_tsvector(string_to_array({text}, ' '))"),
    }
}

/// Creates an empty temporary table of text columns and the line each row came from; it lives at
/// most as long as the transaction.
pub(super) async fn create(
    tx: &DatabaseTransaction,
    table: &str,
    columns: &[Field],
) -> Result<(), DbErr> {
    let postgres = tx.get_database_backend() == DbBackend::Postgres;
    let mut definitions = vec!["line bigint".to_owned()];
    for column in columns {
        let collation = if postgres { " collate \"C\"" } else { "" };
        definitions.push(format!("{} text{collation}", quoted(&column.name)));
    }
    let end = if postgres { " on commit drop" } else { "" };
    tx.execute_unprepared(&format!(
        "create temporary table {table} ({}){end}",
        definitions.join(", ")
    ))
    .await?;
    Ok(())
}

/// Drops a temporary table. PostgreSQL would do so by itself; SQLite keeps it for its connection.
pub(super) async fn drop(tx: &DatabaseTransaction, table: &str) -> Result<(), DbErr> {
    tx.execute_unprepared(&format!("drop table {table}"))
        .await?;
    Ok(())
}

/// Makes the planner know how many rows there are, and finds them by these columns.
pub(super) async fn prepare(
    tx: &DatabaseTransaction,
    table: &str,
    key: &[&str],
) -> Result<(), DbErr> {
    let columns: Vec<String> = key.iter().map(|column| quoted(column)).collect();
    tx.execute_unprepared(&format!(
        "create index {}_key on {table} ({})",
        table.trim_start_matches("temp."),
        columns.join(", ")
    ))
    .await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("analyze {table}")).await?;
    }
    Ok(())
}

/// What stands for null within an array, in which the ORM binds none: a control character, and no
/// value holds one.
const NULL: &str = "\u{1}";

/// SQLite's bound on values in one statement.
const MOST_VALUES: usize = 32_000;

/// Appends rows to a table, as few statements as the database allows.
pub(super) async fn append(
    tx: &DatabaseTransaction,
    table: &str,
    columns: &[Field],
    rows: &[Values],
) -> Result<(), DbErr> {
    let names: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    let names = names.join(", ");
    if rows.is_empty() {
        return Ok(());
    }
    if tx.get_database_backend() == DbBackend::Postgres {
        let selected: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(place, column)| {
                cast(
                    DbBackend::Postgres,
                    &format!("nullif(u.c{place}, chr(1))"),
                    column.sql,
                )
            })
            .collect();
        let aliases: Vec<String> = (0..columns.len())
            .map(|place| format!("c{place}"))
            .collect();
        let arrays: Vec<String> = (1..=columns.len())
            .map(|place| format!("${place}::text[]"))
            .collect();
        let sql = format!(
            "insert into {table} ({names}) select {} from unnest({}) as u ({})",
            selected.join(", "),
            arrays.join(", "),
            aliases.join(", ")
        );
        let values = (0..columns.len()).map(|place| {
            let column = rows
                .iter()
                .map(|row| {
                    let text = row.get(place).cloned().flatten();
                    Value::String(Some(text.unwrap_or_else(|| NULL.to_owned())))
                })
                .collect();
            Value::Array(ArrayType::String, Some(Box::new(column)))
        });
        tx.execute_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            sql,
            values,
        ))
        .await?;
        return Ok(());
    }
    let one = format!("({})", vec!["?"; columns.len()].join(", "));
    for chunk in rows.chunks((MOST_VALUES / columns.len().max(1)).clamp(1, 500)) {
        let sql = format!(
            "insert into {table} ({names}) values {}",
            vec![one.as_str(); chunk.len()].join(", ")
        );
        let values = chunk.iter().flat_map(|row| {
            row.iter()
                .zip(columns)
                .map(|(value, column)| match column.sql {
                    Sql::Flag => Value::Bool(value.as_deref().map(|text| text == "true")),
                    Sql::Big | Sql::Int => {
                        Value::BigInt(value.as_deref().and_then(|text| text.parse().ok()))
                    }
                    Sql::Text | Sql::Day | Sql::Words => Value::String(value.clone()),
                })
        });
        tx.execute_raw(Statement::from_sql_and_values(
            DbBackend::Sqlite,
            sql,
            values,
        ))
        .await?;
    }
    Ok(())
}
