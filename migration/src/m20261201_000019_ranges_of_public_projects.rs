//! Indexes over the projects that everyone sees, in the orders of lists, in which a missing date is sorted as one
//! behind all others: so what lies behind a cursor is one range of an index. They take the place of the indexes in
//! which it is sorted as missing.
//!
//! The search index is written anew: its vocabulary holds every public word now, not only those that can be mistyped.

use crate::dialect::run;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

const LEADING: [&str; 2] = ["status", "host_country"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        replace(manager, before(backend), after(backend)).await?;
        run(manager, &["update data_version set version = ''"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        replace(manager, after(backend), before(backend)).await
    }
}

/// An index's name, behind `projects_public_`, and its columns.
type Index = (String, String);

async fn replace(
    manager: &SchemaManager<'_>,
    old: Vec<Index>,
    new: Vec<Index>,
) -> Result<(), DbErr> {
    for (name, _) in old {
        run(manager, &[&format!("drop index projects_public_{name}")]).await?;
    }
    for (name, columns) in new {
        let index = format!(
            "create index projects_public_{name} on projects ({columns}) where audience = 0"
        );
        run(manager, &[&index]).await?;
    }
    Ok(())
}

/// By each date, and by one of them below each leading column.
fn dates() -> Vec<(String, &'static str)> {
    let all = ["registered_on", "starts_on", "ends_on"].map(|date| (date.to_owned(), date));
    let below = LEADING.map(|leading| (format!("{leading}_starts_on"), "starts_on"));
    all.into_iter().chain(below).collect()
}

fn leading(name: &str) -> String {
    let leading = LEADING.iter().find(|leading| name.starts_with(**leading));
    leading
        .map(|leading| format!("{leading}, "))
        .unwrap_or_default()
}

fn before(backend: DbBackend) -> Vec<Index> {
    let mut indexes = Vec::new();
    let postgres = backend == DbBackend::Postgres;
    for (name, date) in dates() {
        let leading = leading(&name);
        indexes.push((name.clone(), format!("{leading}{date}_first, {date}_last")));
        if postgres {
            let last =
                format!("{leading}{date}_first desc nulls last, {date}_last desc nulls last");
            indexes.push((format!("{name}_last"), last));
        }
    }
    if postgres {
        let last = "title_folded desc nulls last, title desc nulls last";
        indexes.push(("title_last".to_owned(), last.to_owned()));
    }
    indexes
}

fn after(backend: DbBackend) -> Vec<Index> {
    let [least, greatest] = match backend {
        DbBackend::Postgres => ["date '-infinity'", "date 'infinity'"],
        // Days are text.
        _ => ["''", "'\u{10ffff}'"],
    };
    let mut indexes = Vec::new();
    for (name, date) in dates() {
        let leading = leading(&name);
        for (order, last) in [("", greatest), ("_last", least)] {
            let columns = format!(
                "{leading}coalesce({date}_first, {last}), coalesce({date}_last, {last}), number_order, number"
            );
            indexes.push((format!("{name}{order}"), columns));
        }
    }
    indexes
}
