//! The record of access: who was shown how many guarded rows, when, by which question. An answer that
//! holds any is not sent before its entry is kept.
//!
//! Entries that come while others are being written are written together, so that many answers cost
//! few commits.

use super::{Store, StoreError, open::ACQUIRE};
use crate::{
    policy::{Delivered, Recorded},
    table::access_record::{Column, Entity},
    viewer::{Viewer, Who},
};
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr,
    sea_query::{Expr, Query},
};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};

/// Entries that are written together at most.
const TOGETHER: usize = 500;
/// Entries that wait to be written; more have to wait for room.
const WAITING: usize = 10_000;
/// Under load, entries are gathered for this long before they are written.
const GATHER: Duration = Duration::from_millis(10);
/// So many entries at once are load.
const LOAD: usize = 4;

/// How guarded data went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As the answer to a question.
    Answer,
    /// As a data package.
    Export,
}

impl Way {
    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        match self {
            Way::Answer => "answer",
            Way::Export => "export",
        }
    }
}

/// An entry of the record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The request's id.
    pub request: String,
    /// When it was answered.
    pub at: DateTime<Utc>,
    /// To whom.
    pub viewer: Viewer,
    /// By whose token: the issuer, and whom it means.
    pub token: Option<(String, String)>,
    /// How.
    pub way: Way,
    /// The operation's name, if it has one.
    pub operation: Option<String>,
    /// The SHA-256 of the document, in hexadecimal.
    pub document: Option<String>,
    /// What.
    pub delivered: Delivered,
}

/// The entry could not be kept. The cause is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the record of access cannot be written")]
pub struct NotRecorded;

/// Writes the record.
#[derive(Clone)]
pub(super) struct Recorder {
    waiting: mpsc::Sender<Waiting>,
    written: Arc<Written>,
}

/// What was written.
#[derive(Default)]
struct Written {
    entries: AtomicU64,
    commits: AtomicU64,
}

/// What was written to the record of access so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordCount {
    /// Entries.
    pub entries: u64,
    /// Commits that it took to keep them.
    pub commits: u64,
}

/// An entry, and who waits for it to be kept.
struct Waiting {
    entry: Entry,
    kept: oneshot::Sender<Result<(), NotRecorded>>,
}

impl Recorder {
    /// Writes to this database until the last of its copies is gone.
    pub(super) fn new(database: DatabaseConnection) -> Self {
        let (waiting, entries) = mpsc::channel(WAITING);
        let written = Arc::new(Written::default());
        tokio::spawn(write(database, entries, written.clone()));
        Self { waiting, written }
    }
}

impl Store {
    /// Keeps an entry of the record of access; returns when it is durable.
    ///
    /// # Errors
    /// If it cannot be kept. Then the data that it is about must not be handed out.
    pub async fn record(&self, entry: Entry) -> Result<(), NotRecorded> {
        let (kept, wait) = oneshot::channel();
        let waiting = Waiting { entry, kept };
        self.recorder
            .waiting
            .send(waiting)
            .await
            .map_err(|_| NotRecorded)?;
        wait.await.unwrap_or(Err(NotRecorded))
    }
}

impl Store {
    /// What was written to the record of access so far, by this process.
    pub fn recorded(&self) -> RecordCount {
        let written = &self.recorder.written;
        RecordCount {
            entries: written.entries.load(Ordering::Relaxed),
            commits: written.commits.load(Ordering::Relaxed),
        }
    }
}

/// Opens the record of an SQLite database: a file beside it, which no import locks.
pub(super) async fn file(url: &str) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(ACQUIRE)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|options| {
            options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // What was acknowledged outlives a failure of power.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(ACQUIRE)
        });
    let file = Database::connect(options).await?;
    migration::access_record_file(&file).await?;
    Ok(file)
}

async fn write(
    database: DatabaseConnection,
    mut entries: mpsc::Receiver<Waiting>,
    written: Arc<Written>,
) {
    let mut together = Vec::with_capacity(TOGETHER);
    let mut loaded = false;
    while let Some(first) = entries.recv().await {
        together.push(first);
        if loaded {
            tokio::time::sleep(GATHER).await;
        }
        while together.len() < TOGETHER
            && let Ok(next) = entries.try_recv()
        {
            together.push(next);
        }
        loaded = together.len() >= LOAD;
        let all = keep(&database, &together, &written).await;
        for waiting in together.drain(..) {
            // An entry that the database refuses must not take the others along.
            let kept = match all {
                Ok(()) => Ok(()),
                Err(_) => keep(&database, std::slice::from_ref(&waiting), &written).await,
            };
            // Whoever waited may be gone; the entry is kept all the same.
            let _ = waiting.kept.send(kept);
        }
    }
}

async fn keep(
    database: &DatabaseConnection,
    together: &[Waiting],
    written: &Written,
) -> Result<(), NotRecorded> {
    insert(database, together).await.map_err(|error| {
        tracing::error!(cause = %error, "the record of access cannot be written");
        NotRecorded
    })?;
    written.commits.fetch_add(1, Ordering::Relaxed);
    let entries = together.len() as u64;
    written.entries.fetch_add(entries, Ordering::Relaxed);
    Ok(())
}

/// One statement, so one transaction.
async fn insert(database: &DatabaseConnection, together: &[Waiting]) -> Result<(), DbErr> {
    let columns = [
        Column::Request,
        Column::AnsweredAt,
        Column::HolderKind,
        Column::Holder,
        Column::Issuer,
        Column::Subject,
        Column::Way,
        Column::Operation,
        Column::Document,
        Column::Card,
        Column::Allocation,
        Column::Contributions,
        Column::Ledger,
        Column::Proposal,
        Column::Results,
    ];
    let mut insert = Query::insert();
    insert.into_table(Entity).columns(columns);
    for Waiting { entry, .. } in together {
        let (kind, holder) = holder(entry.viewer.who());
        let (issuer, subject) = entry.token.clone().unwrap_or_default();
        let mut values: Vec<Expr> = vec![
            Expr::val(entry.request.as_str()),
            Expr::val(entry.at.to_rfc3339_opts(SecondsFormat::Millis, true)),
            Expr::val(kind),
            Expr::val(holder),
            Expr::val(issuer),
            Expr::val(subject),
            Expr::val(entry.way.word()),
            Expr::val(entry.operation.clone()),
            Expr::val(entry.document.clone()),
        ];
        values.extend(Recorded::FACETS.map(|facet| {
            let rows = entry.delivered.of(facet);
            Expr::val(i64::try_from(rows).unwrap_or(i64::MAX))
        }));
        insert
            .values(values)
            .map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    database.execute(&insert).await?;
    Ok(())
}

/// As standing and grants name holders.
fn holder(who: &Who) -> (&'static str, &str) {
    match who {
        Who::Public => ("public", ""),
        Who::Party(code) => ("party", code),
        Who::Partner(key) => ("funder", key),
        Who::Institute(key) => ("institute", key),
        Who::Secretariat => ("secretariat", ""),
    }
}
