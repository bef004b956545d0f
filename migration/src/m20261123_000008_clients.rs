//! Programs that get tokens from the service itself: whom each acts for, how far it reaches, and what its
//! secret hashes to. No noun, so no question reads it.

use crate::dialect::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[r#"create table clients (
    id {text} not null primary key,
    name {text} not null,
    role {text} not null check (role in ('party', 'partner', 'institute', 'secretariat')),
    -- the key of the Party, funder or institute; empty for the secretariat
    holder {text} not null,
    -- words separated by spaces
    scope {text} not null,
    -- as argon2 writes it, with its parameters and salt
    secret_hash {text} not null,
    -- seconds since 1970
    added_at bigint not null,
    last_used_at bigint,
    revoked_at bigint
)"#],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["drop table clients"]).await
    }
}
