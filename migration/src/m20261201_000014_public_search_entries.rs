//! The full-text index holds public entries only. Looking a word up in an index takes longer where the
//! word stands, so an index of hidden titles would tell by time which words they hold. Entries that are
//! not public at all times are read under the viewer's policy first, and then compared word by word.

use crate::dialect::run;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Marks the search entries that everyone may see on every day: all institutes; projects in a public status; public
/// outputs without an embargo that belong to such a project or to none.
const PUBLIC: &str = "update search_entries set is_public = true where kind = 'institute' \
    or kind = 'project' and exists (select 1 from projects p where p.number = search_entries.\"key\" \
        and p.{status}) \
    or kind = 'output' and exists (select 1 from outputs o where o.\"key\" = search_entries.\"key\" \
        and o.access = 'public' and o.embargoed_until is null \
        and (not exists (select 1 from output_projects t where t.output = o.\"key\") \
            or exists (select 1 from output_projects t join projects p on p.number = t.project \
                where t.output = o.\"key\" and p.{status})))";

const STATUS: &str = "status in ('submitted_to_board', 'approved_without_funding', \
    'approved_for_funding', 'agreement_signed', 'underway', 'completed', 'terminated')";

const GUARDED: &str =
    "create index search_entries_guarded on search_entries (kind, \"key\") where not is_public";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let public = PUBLIC.replace("{status}", STATUS);
        let added =
            "alter table search_entries add column is_public boolean not null default false";
        let words: &[&str] = match manager.get_database_backend() {
            DbBackend::Postgres => &[
                "drop index search_entries_words",
                "create index search_entries_words on search_entries using gin (words) where is_public",
            ],
            // The words of the others, each between spaces.
            _ => &[
                "alter table search_entries add column words text",
                "update search_entries set words = (select ' ' || t.words || ' ' from search_text t \
                 where t.rowid = search_entries.id) where not is_public",
                "delete from search_text where rowid in \
                 (select id from search_entries where not is_public)",
            ],
        };
        run(manager, &[added, &public, GUARDED]).await?;
        run(manager, words).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let words: &[&str] = match manager.get_database_backend() {
            DbBackend::Postgres => &[
                "drop index search_entries_words",
                "create index search_entries_words on search_entries using gin (words)",
            ],
            _ => &[
                "insert into search_text (rowid, words) select id, trim(words) from search_entries \
                 where not is_public",
                "alter table search_entries drop column words",
            ],
        };
        run(manager, &["drop index search_entries_guarded"]).await?;
        run(manager, words).await?;
        run(
            manager,
            &["alter table search_entries drop column is_public"],
        )
        .await
    }
}
