//! Countries, Parties with their intervals and seats, technology areas, published statistics.

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
                r#"create table countries (
    code {text} not null primary key,
    name {text} not null,
    -- the name in the ISO list; null where a data package brought the country
    iso_name {text}
) {tail}"#,
                r#"create table parties (
    code {text} not null primary key references countries (code),
    name {text} not null,
    initial boolean not null
) {tail}"#,
                r#"create table memberships (
    party {text} not null references parties (code),
    seq integer not null,
    capacity {text} not null,
    "joined" {text},
    "joined_first" {day},
    "joined_last" {day},
    "left" {text},
    "left_first" {day},
    "left_last" {day},
    represented_by {text} references parties (code),
    note {text},
    source {text},
    primary key (party, seq)
) {tail}"#,
                r#"create table board_seats (
    party {text} not null references parties (code),
    "from" {text} not null,
    from_first {day} not null,
    from_last {day} not null,
    "until" {text},
    "until_first" {day},
    "until_last" {day},
    primary key (party, "from")
) {tail}"#,
                r#"create table technology_areas (
    "key" {text} not null primary key,
    name {text} not null,
    name_folded {text} not null,
    scheme {text} not null,
    code {text},
    parent {text} references technology_areas ("key")
) {tail}"#,
                r#"create index technology_areas_parent on technology_areas (parent)"#,
                r#"create table statistics (
    "table" {text} not null,
    period {text} not null,
    dimension {text} not null,
    "value" {text} not null,
    unit {text} not null,
    source {text} not null,
    primary key ("table", period, dimension)
) {tail}"#,
            ],
        )
        .await?;
        countries(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "drop table statistics",
                "drop table technology_areas",
                "drop table board_seats",
                "drop table memberships",
                "drop table parties",
                "drop table countries",
            ],
        )
        .await
    }
}

/// The ISO 3166-1 list, and the European Union, which acts as one Party under a reserved code.
async fn countries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut insert = Query::insert();
    insert
        .into_table("countries")
        .columns(["code", "name", "iso_name"]);
    let listed = rust_iso3166::ALL
        .iter()
        .map(|country| (country.alpha2, country.name))
        .chain([("EU", "European Union")]);
    for (code, name) in listed {
        insert.values_panic([code.into(), name.into(), name.into()]);
    }
    manager.execute(insert).await
}
