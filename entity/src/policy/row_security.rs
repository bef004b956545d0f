//! The second wall: the same policies as row-level security of PostgreSQL.
//!
//! Each policy is asked for its condition once more, with the viewer left open: what it asks about the
//! viewer is read from settings of the transaction (`setting.rs`). Where it asks about rows of another
//! table, that table's own policy answers, so that no policy holds another.

use super::{
    Condition, FundingTotal, Policy, SearchEntry, StandingRow, output_entry::OutputEntry,
    row_entry::RowEntry, sight::Sight,
};
use crate::{query::*, table};
use sea_orm::{
    EntityTrait,
    sea_query::{Alias, Expr, IntoIden, PostgresQueryBuilder, Query},
};
use sha2::{Digest, Sha256};

/// The schema of the views, and of the stamp. Each policy has this name too.
pub(crate) const NAME: &str = "istc_sight";

/// What guards one table.
pub(crate) struct Guard {
    /// The table.
    pub(crate) table: &'static str,
    /// The statements that put the guard there.
    pub(crate) statements: Vec<String>,
}

/// Every table that carries guarded rows, and what guards it.
pub(crate) fn guards() -> Vec<Guard> {
    let guards = [
        guard::<Country, _>(table::country::Entity),
        guard::<Party, _>(table::party::Entity),
        guard::<Membership, _>(table::membership::Entity),
        guard::<BoardSeat, _>(table::board_seat::Entity),
        guard::<TechnologyArea, _>(table::technology_area::Entity),
        guard::<Statistic, _>(table::statistic::Entity),
        guard::<RateTable, _>(table::rate_table::Entity),
        guard::<ExchangeRate, _>(table::exchange_rate::Entity),
        guard::<Institute, _>(table::institute::Entity),
        guard::<Funder, _>(table::funder::Entity),
        guard::<Project, _>(table::project::Entity),
        guard::<ProjectArea, _>(table::project_area::Entity),
        guard::<Participation, _>(table::participation::Entity),
        guard::<Allocation, _>(table::allocation::Entity),
        guard::<Proposal, _>(table::proposal::Entity),
        guard::<Contribution, _>(table::contribution::Entity),
        guard::<LedgerEntry, _>(table::ledger_entry::Entity),
        guard::<FundingTotal, _>(table::funding_total::Entity),
        guard::<Output, _>(table::output::Entity),
        guard::<OutputEntry, _>(table::output_entry::Entity),
        guard::<RowEntry, _>(table::row_entry::Entity),
        guard::<OutputProject, _>(table::output_project::Entity),
        guard::<OutputGrant, _>(table::output_grant::Entity),
        guard::<StandingRow, _>(table::standing::Entity),
        guard::<SearchEntry, _>(table::search_entry::Entity),
        guard_of_the_record(),
    ];
    guards.into_iter().flatten().collect()
}

/// SHA-256 of all the statements.
pub(crate) fn stamp(guards: &[Guard]) -> String {
    let mut hash = Sha256::new();
    for statement in guards.iter().flat_map(|guard| &guard.statements) {
        hash.update(statement);
        hash.update(";\n");
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What guards the table of this entity; nothing, if everyone sees all of it.
fn guard<P: Policy, E: EntityTrait>(entity: E) -> Option<Guard> {
    let name = entity.table_name();
    let table = Alias::new(name).into_iden();
    match P::rows(&Sight::of_the_settings(), &table) {
        Condition::Always => None,
        condition => Some(Guard {
            table: name,
            statements: vec![enable(name), policy(name, condition.sql())],
        }),
    }
}

/// The record of access is written by whoever serves, and is read like any other table.
fn guard_of_the_record() -> Option<Guard> {
    let mut guard = guard::<AccessRecord, _>(table::access_record::Entity)?;
    let name = guard.table;
    guard.statements.push(format!(
        r#"create policy {NAME}_written on "{name}" for insert with check (true)"#
    ));
    Some(guard)
}

fn enable(name: &str) -> String {
    format!(r#"alter table "{name}" enable row level security"#)
}

fn policy(name: &str, condition: Expr) -> String {
    let select = Query::select()
        .expr(condition)
        .to_string(PostgresQueryBuilder);
    // A policy takes the expression by itself.
    let using = select.strip_prefix("SELECT ").unwrap_or(&select);
    format!(r#"create policy {NAME} on "{name}" for select using ({using})"#)
}
