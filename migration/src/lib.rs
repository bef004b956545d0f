//! How the database came to its present shape, one change per file, each with its way back.
//!
//! SQLite and PostgreSQL alike. Imports neither `entity` nor `api`: a migration describes the tables
//! as they were on the day it was written, whatever the code of today thinks of them.

mod dialect;
mod m20261123_000001_reference;
mod m20261123_000002_institutes_and_funders;
mod m20261123_000003_projects;
mod m20261123_000004_money_and_proposals;
mod m20261123_000005_outputs;
mod m20261123_000006_standing;
mod m20261123_000007_search;
mod m20261123_000008_clients;
mod m20261123_000009_access_record;
mod m20261123_000010_exchange_rates;
mod m20261123_000011_funding_totals;
mod m20261129_000012_facts_of_money;
mod m20261130_000013_packed_funding_totals;
mod m20261201_000014_public_search_entries;
mod m20261201_000015_examined_facets;
mod m20261201_000016_data_version;
mod m20261201_000017_entitlement;
mod m20261201_000018_public_project_indexes;
mod m20261201_000019_ranges_of_public_projects;
mod m20261201_000020_folded_texts;

pub use m20261123_000009_access_record::in_a_file_of_its_own as access_record_file;
use sea_orm_migration::prelude::*;
pub use sea_orm_migration::{MigrationStatus, MigratorTrait};

/// All migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_reference::Migration),
            Box::new(m20261123_000002_institutes_and_funders::Migration),
            Box::new(m20261123_000003_projects::Migration),
            Box::new(m20261123_000004_money_and_proposals::Migration),
            Box::new(m20261123_000005_outputs::Migration),
            Box::new(m20261123_000006_standing::Migration),
            Box::new(m20261123_000007_search::Migration),
            Box::new(m20261123_000008_clients::Migration),
            Box::new(m20261123_000009_access_record::Migration),
            Box::new(m20261123_000010_exchange_rates::Migration),
            Box::new(m20261123_000011_funding_totals::Migration),
            Box::new(m20261129_000012_facts_of_money::Migration),
            Box::new(m20261130_000013_packed_funding_totals::Migration),
            Box::new(m20261201_000014_public_search_entries::Migration),
            Box::new(m20261201_000015_examined_facets::Migration),
            Box::new(m20261201_000016_data_version::Migration),
            Box::new(m20261201_000017_entitlement::Migration),
            Box::new(m20261201_000018_public_project_indexes::Migration),
            Box::new(m20261201_000019_ranges_of_public_projects::Migration),
            Box::new(m20261201_000020_folded_texts::Migration),
        ]
    }
}
