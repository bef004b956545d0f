//! What a read needs to know of entitlement, derived when data are written: which facets of its project each
//! standing opens, for whom a project exists, and from when an output may be read by whom.
//!
//! What is derived comes from the rule's tables in the program, which derives it when this migration has
//! been applied. Until then nothing is open but to the secretariat.

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
    primary key (holder_kind, holder, output, requires, from_day)
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
                "update data_version set version = ''",
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
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
