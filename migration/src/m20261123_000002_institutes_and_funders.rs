//! Institutes and funders.

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
                r#"create table institutes (
    "key" {text} not null primary key,
    name {text} not null,
    name_folded {text} not null,
    short_name {text},
    city {text},
    country {text} references countries (code),
    ror {text},
    url {text},
    -- other spellings, separated by `;`, a `;` inside one written `\;`
    aliases {text},
    own boolean not null,
    note {text},
    source {text}
) {tail}"#,
                r#"create index institutes_country on institutes (country)"#,
                r#"create index institutes_ror on institutes (ror)"#,
                r#"create table funders (
    "key" {text} not null primary key,
    name {text} not null,
    name_folded {text} not null,
    kind {text} not null check (kind in ('party', 'agency', 'partner')),
    party {text} references parties (code),
    country {text} references countries (code),
    listed boolean not null,
    ror {text},
    source {text},
    check ((kind = 'party' and party is not null) or kind = 'agency' or (kind = 'partner' and party is null))
) {tail}"#,
                r#"create index funders_party on funders (party)"#,
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["drop table funders", "drop table institutes"]).await
    }
}
