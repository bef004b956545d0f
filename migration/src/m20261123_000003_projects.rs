//! Projects: the card, its technology areas, and which institutes take part.

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
                r#"create table projects (
    number {text} not null primary key,
    -- the number with its digit runs padded, so that K-99 comes before K-1000
    number_order {text} not null,
    title {text} not null,
    title_folded {text} not null,
    summary {text},
    programme {text} not null check (programme in ('regular', 'partner', 'initiative', 'unknown')),
    status {text} not null check (status in ('received', 'concurrence_pending', 'registered', 'under_review',
        'submitted_to_board', 'approved_without_funding', 'approved_for_funding', 'agreement_signed', 'underway',
        'completed', 'terminated', 'rejected', 'withdrawn')),
    host_country {text} references countries (code),
    "registered_on" {text},
    "registered_on_first" {day},
    "registered_on_last" {day},
    "starts_on" {text},
    "starts_on_first" {day},
    "starts_on_last" {day},
    "ends_on" {text},
    "ends_on_first" {day},
    "ends_on_last" {day},
    duration_months integer,
    url {text},
    source {text}
) {tail}"#,
                r#"create index projects_natural on projects (number_order, number)"#,
                r#"create index projects_host_country on projects (host_country)"#,
                r#"create index projects_status on projects (status)"#,
                r#"create index projects_starts_on on projects (starts_on_first, starts_on_last)"#,
                r#"create table project_areas (
    project {text} not null references projects (number) on delete cascade,
    area {text} not null references technology_areas ("key"),
    primary key (project, area)
) {tail}"#,
                r#"create index project_areas_area on project_areas (area, project)"#,
                r#"create table participations (
    project {text} not null references projects (number),
    institute {text} not null references institutes ("key"),
    role {text} not null check (role in ('leading', 'participating', 'collaborator')),
    disputed boolean not null,
    note {text},
    primary key (project, institute, role)
) {tail}"#,
                r#"create index participations_institute on participations (institute, project)"#,
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "drop table participations",
                "drop table project_areas",
                "drop table projects",
            ],
        )
        .await
    }
}
