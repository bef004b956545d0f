//! Texts that are found without regard to case and marks, wherever a question may ask for a part of them: each beside
//! the text itself. They are folded by the program, which fills them with what is derived anew.

use crate::dialect::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A table, a column, and whether every row has a value in it.
const FOLDED: [(&str, &str, bool); 7] = [
    ("parties", "name", true),
    ("institutes", "short_name", false),
    ("institutes", "city", false),
    ("projects", "number", true),
    ("projects", "summary", false),
    ("statistics", "dimension", true),
    ("rate_tables", "name", true),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column, required) in FOLDED {
            let constraint = if required { " not null default ''" } else { "" };
            let add =
                format!("alter table {table} add column {column}_folded {{text}}{constraint}");
            run(manager, &[&add]).await?;
        }
        run(
            manager,
            &[
                "drop index outputs_doi",
                // upper and lower case are the same in a DOI
                "create index outputs_doi on outputs (lower(doi))",
                "update data_version set version = ''",
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column, _) in FOLDED {
            let drop = format!("alter table {table} drop column {column}_folded");
            run(manager, &[&drop]).await?;
        }
        run(
            manager,
            &[
                "drop index outputs_doi",
                "create index outputs_doi on outputs (doi)",
            ],
        )
        .await
    }
}
