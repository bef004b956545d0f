//! The record of who was shown guarded data. On PostgreSQL a table like any other; SQLite keeps it in
//! a file of its own, so that an import, which holds the database, holds up no answer.

use crate::{dialect::run, m20261201_000015_examined_facets::ADDED};
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// One row for each answer that held guarded rows: how many of each facet.
const TABLE: [&str; 3] = [
    r#"create table if not exists access_record (
    request {text} not null primary key,
    answered_at {text} not null,
    holder_kind {text} not null,
    holder {text} not null,
    issuer {text} not null,
    subject {text} not null,
    way {text} not null,
    operation {text},
    document {text},
    card bigint not null,
    allocation bigint not null,
    contributions bigint not null,
    ledger bigint not null,
    proposal bigint not null,
    results bigint not null
) {tail}"#,
    r#"create index if not exists access_record_holder on access_record (holder_kind, holder, answered_at)"#,
    r#"create index if not exists access_record_answered_at on access_record (answered_at)"#,
];

/// Brings the table into a file of SQLite that holds nothing else.
///
/// # Errors
/// If the file cannot be written.
pub async fn in_a_file_of_its_own<'c>(
    file: impl IntoSchemaManagerConnection<'c>,
) -> Result<(), DbErr> {
    let manager = SchemaManager::new(file);
    run(&manager, &TABLE).await?;
    match manager.has_column("access_record", "examined").await? {
        true => Ok(()),
        false => run(&manager, &[ADDED]).await,
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Postgres => run(manager, &TABLE).await,
            _ => Ok(()),
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Postgres => run(manager, &["drop table access_record"]).await,
            _ => Ok(()),
        }
    }
}
