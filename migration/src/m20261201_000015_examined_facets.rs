//! The audit log also says which facets a question filtered, ordered, grouped or counted by. On SQLite
//! the log is a file of its own, which `in_a_file_of_its_own` brings up whenever it is opened.

use crate::dialect::run;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The facets' words with commas between them.
pub(crate) const ADDED: &str =
    "alter table access_record add column examined {text} not null default ''";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Postgres => run(manager, &[ADDED]).await,
            _ => Ok(()),
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Postgres => {
                run(manager, &["alter table access_record drop column examined"]).await
            }
            _ => Ok(()),
        }
    }
}
