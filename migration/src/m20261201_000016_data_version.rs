//! Which version the data are of. Every change of them writes another one; what a service keeps in memory
//! of them is right as long as it reads the same version.

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
                "create table data_version (version {text} not null)",
                "insert into data_version (version) values ('')",
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["drop table data_version"]).await
    }
}
