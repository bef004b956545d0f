//! Outputs, the projects they came from, and the grants that open single ones.

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
                r#"create table outputs (
    "key" {text} not null primary key,
    title {text} not null,
    title_folded {text} not null,
    kind {text} not null check (kind in ('report', 'publication', 'patent', 'dataset', 'software', 'conference', 'other')),
    access {text} not null check (access in ('public', 'programme', 'project', 'confidential')),
    institute {text} references institutes ("key"),
    "published_on" {text},
    "published_on_first" {day},
    "published_on_last" {day},
    doi {text},
    url {text},
    "embargoed_until" {text},
    "embargoed_until_first" {day},
    "embargoed_until_last" {day},
    source {text}
) {tail}"#,
                r#"create index outputs_institute on outputs (institute)"#,
                r#"create index outputs_doi on outputs (doi)"#,
                r#"create table output_projects (
    output {text} not null references outputs ("key"),
    project {text} not null references projects (number),
    primary key (output, project)
) {tail}"#,
                r#"create index output_projects_project on output_projects (project, output)"#,
                r#"create table output_grants (
    output {text} not null references outputs ("key"),
    holder_kind {text} not null check (holder_kind in ('party', 'funder', 'institute')),
    holder {text} not null,
    primary key (output, holder_kind, holder)
) {tail}"#,
                r#"create index output_grants_holder on output_grants (holder_kind, holder, output)"#,
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "drop table output_grants",
                "drop table output_projects",
                "drop table outputs",
            ],
        )
        .await
    }
}
