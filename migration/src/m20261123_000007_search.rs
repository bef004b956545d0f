//! The search index: one entry for each project, institute and output, of card text only.
//!
//! Words are folded before they are stored, so both databases hold the same ones. Guarded text has no
//! entry. The vocabulary for misspelt words (`search_words`, `search_grams`) holds public text only.

use crate::dialect::run;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let words: &[&str] = match manager.get_database_backend() {
            DbBackend::Postgres => &[
                "alter table search_entries add column words tsvector not null",
                "create index search_entries_words on search_entries using gin (words)",
            ],
            _ => &[
                "create virtual table search_text using fts5 (words, tokenize = 'unicode61 remove_diacritics 0', \
                 prefix = '2 3')",
            ],
        };
        run(
            manager,
            &[
                r#"create table search_entries (
    id {id} primary key,
    kind {text} not null check (kind in ('project', 'institute', 'output')),
    "key" {text} not null,
    title {text} not null,
    unique (kind, "key")
)"#,
                "create table search_words (word {text} not null primary key) {tail}",
                r#"create table search_grams (
    gram {text} not null,
    word {text} not null,
    primary key (gram, word)
) {tail}"#,
            ],
        )
        .await?;
        run(manager, words).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Sqlite {
            run(manager, &["drop table search_text"]).await?;
        }
        run(
            manager,
            &[
                "drop table search_grams",
                "drop table search_words",
                "drop table search_entries",
            ],
        )
        .await
    }
}
