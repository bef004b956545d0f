//! Texts that are found without regard to case and marks, folded beside the text. An import writes both; what is here
//! finds those that are out of step, such as after a migration that added a column.

use super::{
    Column, SHEETS, Sheet,
    cell::folded,
    stage::{self, Field, Sql, Values, quoted},
};
use crate::value::fold::fold;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

/// So many rows are read at once.
const PAGE: usize = 2_000;
const FRESH: &str = "folded_fresh";

/// Writes what differs.
pub(super) async fn renew(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    differing(tx, true).await.map(drop)
}

/// How many texts are folded otherwise than follows; none, if they are in step.
pub(super) async fn check(tx: &DatabaseTransaction) -> Result<u64, DbErr> {
    differing(tx, false).await
}

async fn differing(tx: &DatabaseTransaction, writes: bool) -> Result<u64, DbErr> {
    let mut differing = 0;
    for sheet in SHEETS {
        for column in sheet.columns.iter().filter(|column| column.is_folded) {
            let of = Folded {
                sheet,
                column,
                key: sheet.key().map(|column| quoted(column.name)).collect(),
            };
            differing += of.differing(tx, writes).await?;
        }
    }
    Ok(differing)
}

/// A column whose text is folded beside it.
struct Folded {
    sheet: &'static Sheet,
    column: &'static Column,
    /// The columns of the key; their values are text.
    key: Vec<String>,
}

impl Folded {
    async fn differing(&self, tx: &DatabaseTransaction, writes: bool) -> Result<u64, DbErr> {
        let mut differing = 0;
        let mut last: Option<Vec<String>> = None;
        loop {
            let (rows, end) = self.page(tx, last.as_deref()).await?;
            differing += rows.len() as u64;
            if writes && !rows.is_empty() {
                self.write(tx, &rows).await?;
            }
            match end {
                Some(_) => last = end,
                None => return Ok(differing),
            }
        }
    }

    /// The rows of a page that differ, each with its key and what follows, and the last key if there may be more.
    async fn page(
        &self,
        tx: &DatabaseTransaction,
        after: Option<&[String]>,
    ) -> Result<(Vec<Values>, Option<Vec<String>>), DbErr> {
        let backend = tx.get_database_backend();
        let key = self.key.join(", ");
        let behind = match after {
            None => String::new(),
            Some(after) => {
                let marks = (1..=after.len()).map(|place| match backend {
                    DbBackend::Postgres => format!("${place}"),
                    _ => "?".to_owned(),
                });
                format!("where ({key}) > ({})", marks.collect::<Vec<_>>().join(", "))
            }
        };
        let sql = format!(
            "select {key}, {}, {} from {} {behind} order by {key} limit {PAGE}",
            quoted(self.column.name),
            quoted(&folded(self.column.name)),
            quoted(self.sheet.name),
        );
        let values = after.unwrap_or_default().iter();
        let values = values.map(|part| part.as_str().into());
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = tx.query_all_raw(statement).await?;
        let width = self.key.len();
        let mut differing = Vec::new();
        let mut end = None;
        for row in &rows {
            let key = (0..width).map(|place| row.try_get_by_index::<String>(place));
            let key: Vec<String> = key.collect::<Result<_, _>>()?;
            let text: Option<String> = row.try_get_by_index(width)?;
            let kept: Option<String> = row.try_get_by_index(width + 1)?;
            let follows = text.as_deref().map(fold);
            if kept != follows {
                differing.push(key.iter().cloned().map(Some).chain([follows]).collect());
            }
            end = Some(key);
        }
        Ok((differing, end.filter(|_| rows.len() == PAGE)))
    }

    async fn write(&self, tx: &DatabaseTransaction, rows: &[Values]) -> Result<(), DbErr> {
        let parts = (0..self.key.len()).map(|place| Field::new(format!("key{place}"), Sql::Text));
        let fields: Vec<Field> = parts.chain([Field::new("follows", Sql::Text)]).collect();
        stage::create(tx, FRESH, &fields).await?;
        stage::append(tx, FRESH, &fields, rows).await?;
        let same = self.key.iter().enumerate();
        let same: Vec<String> = same
            .map(|(place, column)| format!("t.{column} = s.key{place}"))
            .collect();
        tx.execute_unprepared(&format!(
            "update {} as t set {} = s.follows from {FRESH} as s where {}",
            quoted(self.sheet.name),
            quoted(&folded(self.column.name)),
            same.join(" and ")
        ))
        .await?;
        stage::drop(tx, FRESH).await
    }
}
