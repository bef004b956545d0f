//! By what money is summed, written beside it and kept in step whenever data are written: sums are read from
//! one index, without going to the funder and the project of each row.

use crate::dialect::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What both tables have, and the columns of the funder and of the project that it is.
const OF_OTHERS: [&str; 5] = [
    "party",
    "funder_kind",
    "programme",
    "status",
    "host_country",
];

/// The first and the last month that a date may mean, counted from the year 0; the first of the year 1 is 12.
const MONTHS: [&str; 2] = ["first_month", "last_month"];

/// What the columns hold from the beginning.
const FIRST: [&str; 2] = [
    r#"update contributions as t set
    party = f.party, funder_kind = f.kind, programme = f.programme, status = f.status, host_country = f.host_country
from (select c."key", f.party, f.kind, p.programme, p.status, p.host_country from contributions c
    join funders f on f."key" = c.funder join projects p on p.number = c.project) f
where f."key" = t."key""#,
    r#"update ledger as t set project = f.project, funder = f.funder,
    party = f.party, funder_kind = f.funder_kind, programme = f.programme, status = f.status, host_country = f.host_country
from contributions f where f."key" = t.contribution"#,
];

fn months(table: &str, date: &str) -> String {
    let month = |end: &str| {
        let part = |from: u8, length: u8| {
            format!("cast(substr(cast({date}_{end} as text), {from}, {length}) as bigint)")
        };
        format!("{} * 12 + {} - 1", part(1, 4), part(6, 2))
    };
    format!(
        "update {table} set first_month = {}, last_month = {}",
        month("first"),
        month("last")
    )
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut statements = Vec::new();
        for column in ["project", "funder"] {
            statements.push(format!("alter table ledger add column {column} {{text}}"));
        }
        for table in ["contributions", "ledger"] {
            for column in OF_OTHERS {
                statements.push(format!("alter table {table} add column {column} {{text}}"));
            }
            for column in MONTHS {
                statements.push(format!("alter table {table} add column {column} bigint"));
            }
        }
        statements.extend(FIRST.map(str::to_owned));
        statements.push(months("contributions", "committed_on"));
        statements.push(months("ledger", "booked_on"));
        let facts = [OF_OTHERS.as_slice(), &MONTHS].concat().join(", ");
        statements.push(format!(
            "create index contributions_facts on contributions (project, funder, currency, amount, {facts}, \
             committed_on_first, committed_on_last, committed_on, \"key\")"
        ));
        statements.push(format!(
            "create index ledger_facts on ledger (contribution, project, funder, kind, currency, amount, {facts}, \
             booked_on_first, booked_on_last, booked_on, \"key\")"
        ));
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        run(manager, &statements).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut statements = vec![
            "drop index contributions_facts".to_owned(),
            "drop index ledger_facts".to_owned(),
        ];
        for column in ["project", "funder"] {
            statements.push(format!("alter table ledger drop column {column}"));
        }
        for table in ["contributions", "ledger"] {
            for column in OF_OTHERS.into_iter().chain(MONTHS) {
                statements.push(format!("alter table {table} drop column {column}"));
            }
        }
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        run(manager, &statements).await
    }
}
