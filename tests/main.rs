//! The API from outside, on SQLite and on PostgreSQL. One binary; each module tells one story.
//!
//! `tests/run` starts a PostgreSQL of its own and runs everything. No mocks, no sleeps, no order.

mod batching;
mod clients;
mod command;
mod comparison;
mod completeness;
mod concurrency;
mod door;
mod execution;
mod export;
mod filters;
mod guesses;
mod hidden;
mod http;
mod iati;
mod import;
mod invention;
mod isolation;
mod limits;
mod manifest;
mod noninterference;
mod oai;
mod opening;
mod operations;
mod oracle;
mod paging;
mod recorded_sql;
mod records;
mod report;
mod row_security;
mod schema;
mod search;
mod sign_in;
mod statement;
mod summary;
mod support;
