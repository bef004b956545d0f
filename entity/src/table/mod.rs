//! The tables: their columns, and nothing else. No queries, no rules.
//!
//! Keys are the natural ones of the data package, so no generated number can reach an id, a cursor or
//! an order. Rows derive `Debug` because the ORM asks for it; they are never formatted.

pub mod access_record;
pub mod allocation;
pub mod board_seat;
pub mod client;
pub mod contribution;
pub mod country;
pub mod exchange_rate;
pub mod funder;
pub mod funding_total;
pub mod institute;
pub mod ledger_entry;
pub mod membership;
pub mod output;
pub mod output_entry;
pub mod output_grant;
pub mod output_project;
pub mod participation;
pub mod party;
pub mod project;
pub mod project_area;
pub mod proposal;
pub mod rate_table;
pub mod row_entry;
pub mod search_entry;
pub mod standing;
pub mod statistic;
pub mod technology_area;
