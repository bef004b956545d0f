//! What ties a holder to a project, from a day and until a day; derived whenever data are written.
//! Every policy reads this one table: deriving standing in each request costs 3 to 15 times as much.

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
                r#"create table standing (
    holder_kind {text} not null check (holder_kind in ('party', 'funder', 'institute')),
    holder {text} not null,
    -- empty where the standing is not tied to a project (board, member)
    project {text} not null,
    kind {text} not null check (kind in ('finances', 'hosts', 'partners', 'performs', 'collaborates', 'board',
        'member', 'programme')),
    -- closed at the start; 0001-01-01 where it has always been so
    from_day {day} not null,
    -- open at the end; 9999-12-31 where no end is known
    until_day {day} not null,
    primary key (holder_kind, holder, project, kind, from_day)
) {tail}"#,
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["drop table standing"]).await
    }
}
