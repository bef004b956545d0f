//! The record of access: who was shown how many guarded rows, when, by which question. An answer that
//! holds any is not sent before its entry is kept.
//!
//! Entries that come while others are being written are written together, so that many answers cost
//! few commits.

use super::{
    Store, StoreError,
    line::{Address, Line},
    open::{ACQUIRE, prepare_file},
};
use crate::{
    policy::{Delivered, Recorded},
    table::access_record::{Column, Entity},
    viewer::{Viewer, Who},
};
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{
    ConnAcquireErr, ConnectOptions, Database, DbErr,
    sea_query::{Expr, InsertStatement, Query},
};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{runtime::Handle, sync::oneshot};

/// Entries that are written together at most.
const TOGETHER: usize = 500;
/// Under load, entries are gathered for this long before they are written.
const GATHER: Duration = Duration::from_millis(10);
/// A connection that has not written by then is taken for dead: who waits for it must not wait for ever. Longer than
/// SQLite waits for another writer.
const GIVEN_UP: Duration = ACQUIRE.saturating_mul(2);
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

/// Writes the record: whoever finds nobody writing does it for all who wait.
pub(super) struct Recorder {
    tray: Mutex<Tray>,
    written: Written,
    /// Where the turns of those are taken who came while another was writing.
    runtime: Handle,
}

/// What waits to be written, and the pen unless somebody has it.
struct Tray {
    waiting: Vec<Waiting>,
    pen: Option<Pen>,
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
    /// Writes to this database.
    pub(super) fn new(address: Address) -> Arc<Self> {
        let pen = Pen {
            address,
            line: None,
            loaded: false,
        };
        Arc::new(Self {
            tray: Mutex::new(Tray {
                waiting: Vec::new(),
                pen: Some(pen),
            }),
            written: Written::default(),
            runtime: Handle::current(),
        })
    }

    /// Has an entry wait; if nobody is writing, it is the turn of whoever brought it.
    fn put(self: &Arc<Self>, waiting: Waiting) -> Option<Turn> {
        let mut tray = self.tray();
        tray.waiting.push(waiting);
        let pen = tray.pen.take()?;
        Some(Turn {
            recorder: self.clone(),
            pen: Some(pen),
            begun: false,
        })
    }

    fn tray(&self) -> MutexGuard<'_, Tray> {
        self.tray.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Keeps an entry of the record of access; returns when it is durable.
    ///
    /// # Errors
    /// If it cannot be kept. Then the data that it is about must not be handed out.
    pub async fn record(&self, entry: Entry) -> Result<(), NotRecorded> {
        let (kept, wait) = oneshot::channel();
        if let Some(turn) = self.recorder.put(Waiting { entry, kept }) {
            // On the thread of who asks, so that no other is woken for it; and as a task of its own, because others
            // may be waiting for it too when this request is given up.
            tokio::spawn(turn.write());
        }
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
pub(super) async fn file(url: &str) -> Result<Address, StoreError> {
    prepare_file(url)?;
    let mut made = ConnectOptions::new(url);
    made.max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(kept);
    let made = Database::connect(made).await?;
    migration::access_record_file(&made).await?;
    made.close().await?;
    Ok(Address::sqlite(url, kept)?)
}

fn kept(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged outlives a failure of power.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(ACQUIRE)
}

/// The connection that writes.
struct Pen {
    address: Address,
    line: Option<Line>,
    /// Whether many waited at the last turn.
    loaded: bool,
}

/// The turn of one who writes what waits together.
struct Turn {
    recorder: Arc<Recorder>,
    pen: Option<Pen>,
    begun: bool,
}

impl Turn {
    async fn write(mut self) {
        self.begun = true;
        let recorder = self.recorder.clone();
        let Some(pen) = &mut self.pen else { return };
        if pen.loaded {
            tokio::time::sleep(GATHER).await;
        }
        let mut together = {
            let waiting = &mut recorder.tray().waiting;
            let number = waiting.len().min(TOGETHER);
            waiting.drain(..number).collect::<Vec<_>>()
        };
        pen.loaded = together.len() >= LOAD;
        let all = pen.keep(&together, &recorder.written).await;
        for waiting in together.drain(..) {
            // An entry that the database refuses must not take the others along, nor must a connection that died.
            let kept = match all {
                Ok(()) => Ok(()),
                Err(_) => {
                    let one = std::slice::from_ref(&waiting);
                    pen.keep(one, &recorder.written).await
                }
            };
            // Whoever waited may be gone; the entry is kept all the same.
            let _ = waiting.kept.send(kept);
        }
    }
}

impl Drop for Turn {
    /// Lays the pen down, or hands it on if there is more to write.
    fn drop(&mut self) {
        let Some(pen) = self.pen.take() else { return };
        let mut tray = self.recorder.tray();
        if !self.begun {
            // The process ends: nobody takes turns any more.
            tray.waiting.clear();
        }
        if tray.waiting.is_empty() {
            tray.pen = Some(pen);
            return;
        }
        drop(tray);
        let next = Turn {
            recorder: self.recorder.clone(),
            pen: Some(pen),
            begun: false,
        };
        self.recorder.runtime.spawn(next.write());
    }
}

impl Pen {
    async fn keep(&mut self, together: &[Waiting], written: &Written) -> Result<(), NotRecorded> {
        self.insert(together).await.map_err(|error| {
            tracing::error!(cause = %error, "the record of access cannot be written");
            NotRecorded
        })?;
        written.commits.fetch_add(1, Ordering::Relaxed);
        let entries = together.len() as u64;
        written.entries.fetch_add(entries, Ordering::Relaxed);
        Ok(())
    }

    async fn insert(&mut self, together: &[Waiting]) -> Result<(), DbErr> {
        let statement = self.address.backend().build(&insert(together)?);
        // If it fails, or is given up, the next one has another connection.
        let mut line = match self.line.take() {
            Some(line) => line,
            None => Box::pin(self.address.connect()).await?,
        };
        let written = tokio::time::timeout(GIVEN_UP, line.all(statement)).await;
        written.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))??;
        self.line = Some(line);
        Ok(())
    }
}

/// One statement, so one transaction.
fn insert(together: &[Waiting]) -> Result<InsertStatement, DbErr> {
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
        Column::Examined,
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
        let examined: Vec<&str> = entry.delivered.examined().map(Recorded::word).collect();
        values.push(Expr::val(examined.join(",")));
        insert
            .values(values)
            .map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    Ok(insert)
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
