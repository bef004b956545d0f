//! The kept sums of one holder by one standing are one row: they are read together, and a database takes longer to
//! put many short rows into an answer than to find them.

use crate::{dialect::run, m20261123_000011_funding_totals::FIRST};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What was one row each.
const UNPACKED: [&str; 8] = [
    "party {text}",
    "year bigint",
    "currency {text} not null default ''",
    "entries bigint not null default 0",
    "amount_high bigint not null default 0",
    "amount_low bigint not null default 0",
    "least bigint not null default 0",
    "most bigint not null default 0",
];

const EMPTY: &str = "delete from funding_totals";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// The table is changed, not made anew: row security that is on it stays.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = UNPACKED.map(|column| column.split(' ').next().unwrap_or_default());
        let mut statements = vec![
            format!(
                "create temporary table packed as select holder_kind, holder, kind, from_day, until_day, \
                 string_agg(cast({{json_array}}({}) as text), ',' order by party, year, currency) as sums \
                 from funding_totals group by holder_kind, holder, kind, from_day, until_day",
                columns.join(", ")
            ),
            EMPTY.to_owned(),
        ];
        statements.extend(
            columns.map(|column| format!("alter table funding_totals drop column {column}")),
        );
        statements.extend([
            // [Party, year, currency, how many, upper and lower 32 bits of their sum, the least, the most],
            // with commas between them
            "alter table funding_totals add column sums {text} not null default ''".to_owned(),
            "insert into funding_totals (holder_kind, holder, kind, from_day, until_day, sums) \
             select holder_kind, holder, kind, from_day, until_day, sums from packed"
                .to_owned(),
            "drop table packed".to_owned(),
        ]);
        all(manager, &statements).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut statements = vec![
            EMPTY.to_owned(),
            "alter table funding_totals drop column sums".to_owned(),
        ];
        statements.extend(
            UNPACKED.map(|column| format!("alter table funding_totals add column {column}")),
        );
        statements.push(FIRST.to_owned());
        all(manager, &statements).await
    }
}

async fn all(manager: &SchemaManager<'_>, statements: &[String]) -> Result<(), DbErr> {
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    run(manager, &statements).await
}
