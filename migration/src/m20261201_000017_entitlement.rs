//! What a read needs to know of entitlement, derived when data are written: which facets of its project each
//! standing opens, for whom a project exists, and from when an output may be read by whom.
//!
//! What is derived comes from the rule's tables in the program, which derives it when this migration has
//! been applied. Until then nothing is open but to the secretariat.

use crate::dialect::run;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// By what projects are listed that everyone sees, beside their numbers.
const ORDERS: [(&str, [&str; 2]); 4] = [
    ("title", ["title_folded", "title"]),
    (
        "registered_on",
        ["registered_on_first", "registered_on_last"],
    ),
    ("starts_on", ["starts_on_first", "starts_on_last"]),
    ("ends_on", ["ends_on_first", "ends_on_last"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                // a set of bits, one for each facet that it opens
                "alter table standing add column opens integer not null default 0",
                // 0: everyone; 1: Parties with a seat on the Board too; 2: holders of a standing on it
                "alter table projects add column audience integer not null default 2",
                // never: 9999-12-31
                "alter table outputs add column public_from {day} not null default '9999-12-31'",
                "alter table outputs add column programme_from {day} not null default '9999-12-31'",
                r#"create table output_entries (
    -- 'board' without a holder: Parties with a seat on the Board
    holder_kind {text} not null check (holder_kind in ('party', 'funder', 'institute', 'board')),
    holder {text} not null,
    output {text} not null,
    -- a set of bits: scope and membership without which it opens nothing
    requires integer not null,
    from_day {day} not null,
    until_day {day} not null,
    primary key (output, holder_kind, holder, requires, from_day)
) {tail}"#,
                r#"create table row_entries (
    holder_kind {text} not null check (holder_kind in ('party', 'funder', 'institute')),
    holder {text} not null,
    facet {text} not null check (facet in ('CONTRIBUTIONS', 'LEDGER')),
    -- of the contribution or ledger entry
    "key" {text} not null,
    from_day {day} not null,
    until_day {day} not null,
    primary key (holder_kind, holder, facet, "key", from_day)
) {tail}"#,
                "create index standing_project on standing (project, kind)",
                "create index projects_public_number on projects (number_order, number) where audience = 0",
                "create index projects_of_some on projects (number_order, number) where audience <> 0",
                "update data_version set version = ''",
            ],
        )
        .await?;
        let mut indexes = Vec::new();
        for (name, columns) in ORDERS {
            indexes.push(format!(
                "create index projects_public_{name} on projects ({}) where audience = 0",
                columns.join(", ")
            ));
            // PostgreSQL reads an index backwards with what is missing first.
            if manager.get_database_backend() == DbBackend::Postgres {
                indexes.push(format!(
                    "create index projects_public_{name}_last on projects ({}) where audience = 0",
                    columns
                        .map(|column| format!("{column} desc nulls last"))
                        .join(", ")
                ));
            }
        }
        let indexes: Vec<&str> = indexes.iter().map(String::as_str).collect();
        run(manager, &indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in ORDERS {
            let last = format!("drop index if exists projects_public_{name}_last");
            run(
                manager,
                &[&format!("drop index projects_public_{name}"), &last],
            )
            .await?;
        }
        run(
            manager,
            &[
                "drop index projects_of_some",
                "drop index projects_public_number",
                "drop index standing_project",
                "drop table row_entries",
                "drop table output_entries",
                "alter table outputs drop column programme_from",
                "alter table outputs drop column public_from",
                "alter table projects drop column audience",
                "alter table standing drop column opens",
            ],
        )
        .await
    }
}
