//! Indexes that lead to the projects that everyone sees by status and by host country. Indexes by these
//! columns over all projects are gone: a list read by one of them would meet projects that the viewer may
//! not see.

use crate::dialect::run;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

const LEADING: [&str; 2] = ["status", "host_country"];

/// The indexes over all projects, and their columns.
const OF_ALL: [(&str, &str); 4] = [
    ("projects_host_country", "host_country"),
    ("projects_status", "status"),
    ("projects_starts_on", "starts_on_first, starts_on_last"),
    ("projects_natural", "number_order, number"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in OF_ALL {
            run(manager, &[&format!("drop index {name}")]).await?;
        }
        for (name, columns) in of_the_public(manager.get_database_backend()) {
            let index = format!("create index {name} on projects ({columns}) where audience = 0");
            run(manager, &[&index]).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in of_the_public(manager.get_database_backend()) {
            run(manager, &[&format!("drop index {name}")]).await?;
        }
        for (name, columns) in OF_ALL {
            run(
                manager,
                &[&format!("create index {name} on projects ({columns})")],
            )
            .await?;
        }
        Ok(())
    }
}

/// In the orders that lists by these columns are mostly asked for.
fn of_the_public(backend: DbBackend) -> Vec<(String, String)> {
    let mut indexes = Vec::new();
    for leading in LEADING {
        let mut add = |order: &str, columns: &str| {
            indexes.push((
                format!("projects_public_{leading}_{order}"),
                format!("{leading}, {columns}"),
            ));
        };
        add("number", "number_order, number");
        add("starts_on", "starts_on_first, starts_on_last");
        // PostgreSQL reads an index backwards with what is missing first.
        if backend == DbBackend::Postgres {
            add(
                "starts_on_last",
                "starts_on_first desc nulls last, starts_on_last desc nulls last",
            );
        }
    }
    indexes
}
