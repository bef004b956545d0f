//! The guarded facets of a project, each a table of its own so that a row rule protects it: allocations,
//! proposals, contributions and the ledger. Money is whole minor units beside its ISO 4217 currency.

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
                r#"create table allocations (
    project {text} not null references projects (number),
    currency {text} not null,
    amount bigint not null check (amount >= 0),
    source {text},
    primary key (project, currency)
) {tail}"#,
                r#"create table proposals (
    project {text} not null primary key references projects (number),
    "text" {text} not null,
    "submitted_on" {text},
    "submitted_on_first" {day},
    "submitted_on_last" {day}
) {tail}"#,
                r#"create table contributions (
    "key" {text} not null primary key,
    project {text} not null references projects (number),
    funder {text} not null references funders ("key"),
    amount bigint not null check (amount >= 0),
    currency {text} not null,
    "committed_on" {text},
    "committed_on_first" {day},
    "committed_on_last" {day},
    note {text},
    source {text}
) {tail}"#,
                r#"create index contributions_project on contributions (project)"#,
                r#"create index contributions_funder on contributions (funder, project)"#,
                r#"create table ledger (
    "key" {text} not null primary key,
    contribution {text} not null references contributions ("key"),
    kind {text} not null check (kind in ('disbursement', 'adjustment')),
    amount bigint not null,
    currency {text} not null,
    booked_on {text} not null,
    booked_on_first {day} not null,
    booked_on_last {day} not null,
    note {text}
) {tail}"#,
                r#"create index ledger_contribution on ledger (contribution)"#,
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "drop table ledger",
                "drop table contributions",
                "drop table proposals",
                "drop table allocations",
            ],
        )
        .await
    }
}
