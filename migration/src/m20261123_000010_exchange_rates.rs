//! Named tables of exchange rates, and the rates in them: decimal text, kept as their source printed it.

use crate::dialect::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                r#"create table rate_tables (
    "key" {text} not null primary key,
    name {text} not null,
    date_rule {text} not null check (date_rule in ('day', 'month', 'quarter', 'year')),
    source {text} not null,
    note {text}
) {tail}"#,
                r#"create table rates (
    "table" {text} not null references rate_tables ("key"),
    "from" {text} not null,
    "to" {text} not null,
    period {text} not null,
    period_first {day} not null,
    period_last {day} not null,
    rate {text} not null,
    primary key ("table", "from", "to", period)
) {tail}"#,
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["drop table rates", "drop table rate_tables"]).await
    }
}
