//! How much a database works for readers, counted without a clock: the steps of SQLite's virtual
//! machine, and the rows and index entries that PostgreSQL reads. For proofs that the work for an
//! answer does not depend on what the viewer may not see; a service that answers people does not count.

use sea_orm::{DbBackend, DbErr, QueryResult, Statement};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// The statements that readers send, where work is counted: for stories that compare them with what is
/// recorded.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent(Arc<Mutex<Vec<String>>>);

impl Sent {
    pub(super) fn add(&self, sql: &str) {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sent.push(sql.to_owned());
    }

    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A count that several connections add to.
#[derive(Clone, Debug, Default)]
pub(super) struct Work(Arc<AtomicU64>);

impl Work {
    pub(super) fn add(&self, work: u64) {
        self.0.fetch_add(work, Ordering::SeqCst);
    }

    pub(super) fn so_far(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Asks PostgreSQL how many rows of tables and entries of indexes this connection has read and not
/// yet reported; within a transaction it reports nothing, so that a difference is exact.
pub(super) fn rows_read() -> Statement {
    /// Tables and indexes of the system have lower numbers.
    const FIRST_OF_USERS: u32 = 16_384;
    let sql = format!(
        "select cast(coalesce(sum(pg_stat_get_xact_tuples_returned(oid) \
         + pg_stat_get_xact_tuples_fetched(oid)), 0) as bigint) \
         from pg_class where relkind in ('r', 'i') and oid >= {FIRST_OF_USERS}"
    );
    Statement::from_string(DbBackend::Postgres, sql)
}

/// What it answered.
pub(super) fn number(rows: &[QueryResult]) -> Result<u64, DbErr> {
    let row = rows.first().map(|row| row.try_get_by_index::<i64>(0));
    Ok(row.transpose()?.unwrap_or_default().unsigned_abs())
}
