//! The connections that read. Each has a seat of its own, so that what runs on it can be stopped: a
//! request that nobody waits for any more must not keep the database busy.
//!
//! A statement is stopped by the process that runs it (PostgreSQL), or by a flag that its connection looks at
//! (SQLite).

use super::{
    ReadError, StoreError,
    line::{Address, Line, failed, is_gone},
    open::{ACQUIRE, RECORD},
    work::{self, Sent, Work},
};
use futures_util::FutureExt;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement,
};
use sqlx::{PgConnection, Row, SqliteConnection};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, ThreadId},
    time::{Duration, Instant},
};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
};

/// After so many steps a statement of SQLite looks whether it shall stop.
const STEPS: i32 = 10_000;
/// A connection is opened anew after this long: one of PostgreSQL keeps the memory of all it ever planned.
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// All seats.
pub(super) struct Seats {
    address: Address,
    free: Mutex<Vec<Seat>>,
    permits: Arc<Semaphore>,
    all: u32,
    /// What was done on all of them, if it is counted.
    work: Option<Work>,
    sent: Sent,
    /// From here a statement on PostgreSQL is stopped.
    beside: DatabaseConnection,
    /// Where what is left behind is tidied up; a request may end together with its own thread.
    runtime: Handle,
}

/// How many connections read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatCount {
    /// In all.
    pub all: u32,
    /// Those that have nothing to do.
    pub idle: u32,
}

/// A connection, and how what runs on it is stopped.
struct Seat {
    line: Line,
    since: Instant,
    /// The thread that is woken when PostgreSQL answers.
    home: ThreadId,
    stop: Stop,
    /// The steps of SQLite on this connection, if they are counted.
    steps: Work,
}

enum Stop {
    /// The process of PostgreSQL that runs it.
    Process(i32),
    /// What SQLite looks at.
    Flag(Arc<AtomicBool>),
}

impl Seats {
    /// So many, each connected when first taken.
    pub(super) fn new(
        address: Address,
        number: u32,
        counts_work: bool,
        beside: &DatabaseConnection,
    ) -> Arc<Self> {
        Arc::new(Self {
            address,
            free: Mutex::new(Vec::new()),
            permits: Arc::new(Semaphore::new(number as usize)),
            all: number,
            work: counts_work.then(Work::default),
            sent: Sent::default(),
            beside: beside.clone(),
            runtime: Handle::current(),
        })
    }

    pub(super) fn work(&self) -> Option<u64> {
        self.work.as_ref().map(Work::so_far)
    }

    /// Keeps a statement that a reader sends, where work is counted.
    pub(super) fn sends(&self, sql: &str) {
        if self.work.is_some() {
            self.sent.add(sql);
        }
    }

    /// The statements that were kept since this was asked last.
    pub(super) fn sent(&self) -> Vec<String> {
        self.sent.take()
    }

    pub(super) fn count(&self) -> SeatCount {
        let idle = u32::try_from(self.permits.available_permits()).unwrap_or(self.all);
        SeatCount {
            all: self.all,
            idle,
        }
    }

    /// Takes a free seat for a snapshot, which begins with its first statement; waits for one a while.
    pub(super) async fn take(self: &Arc<Self>) -> Result<Snapshot, ReadError> {
        let permit = tokio::time::timeout(ACQUIRE, self.permits.clone().acquire_owned());
        let permit = match permit.await {
            Ok(Ok(permit)) => permit,
            Ok(Err(_)) => return Err(gone().into()),
            Err(_) => return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout).into()),
        };
        let free = self.free_at(thread::current().id());
        let seat = match free.filter(|seat| seat.since.elapsed() < LIFETIME) {
            Some(seat) => seat,
            None => Box::pin(Seat::open(&self.address, self.work.is_some())).await?,
        };
        let taken = Taken {
            seats: self.clone(),
            seat,
            _permit: permit,
        };
        Ok(Snapshot {
            taken: Some(taken),
            begun: false,
        })
    }

    pub(super) async fn close(&self) -> Result<(), StoreError> {
        self.permits.close();
        let seats = std::mem::take(&mut *self.free());
        for seat in seats {
            seat.line.close().await?;
        }
        Ok(())
    }

    /// A free seat, if there is one: one at home on this thread, so that no other has to be woken for it.
    fn free_at(&self, home: ThreadId) -> Option<Seat> {
        let mut free = self.free();
        let place = free.iter().rposition(|seat| seat.home == home);
        let place = place.or(free.len().checked_sub(1))?;
        Some(free.remove(place))
    }

    fn free(&self) -> MutexGuard<'_, Vec<Seat>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn gone() -> DbErr {
    DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)
}

impl Seat {
    async fn open(address: &Address, counts_work: bool) -> Result<Self, DbErr> {
        let mut line = address.connect().await?;
        let steps = Work::default();
        let counted = counts_work.then(|| steps.clone());
        let stop = match &mut line {
            Line::Sqlite(line) => greet_sqlite(line, counted).await,
            Line::Postgres(line) => greet_postgres(line).await,
        };
        Ok(Self {
            stop: stop.map_err(failed)?,
            steps,
            line,
            since: Instant::now(),
            home: thread::current().id(),
        })
    }

    /// What was done on this connection so far; of PostgreSQL as far as it was not reported.
    async fn work(&mut self) -> Result<u64, DbErr> {
        match self.line {
            Line::Sqlite(_) => {
                // The end of the snapshot before may still be on its way.
                self.line.ping().await?;
                Ok(self.steps.so_far())
            }
            Line::Postgres(_) => work::number(&self.line.all(work::rows_read()).await?),
        }
    }
}

/// Lets a connection of SQLite read the record of access, which lies in a file beside the database, and has it look
/// whether it shall stop; at each step, if these are counted.
async fn greet_sqlite(
    line: &mut SqliteConnection,
    counted: Option<Work>,
) -> Result<Stop, sqlx::Error> {
    let files = sqlx::query("select file from pragma_database_list where name = 'main'");
    let file: String = files.fetch_one(&mut *line).await?.try_get(0)?;
    if !file.is_empty() {
        sqlx::query("attach database $1 as record")
            .bind(format!("{file}{RECORD}"))
            .execute(&mut *line)
            .await?;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let told = stop.clone();
    let goes_on = move || !told.load(Ordering::Relaxed);
    let mut handle = line.lock_handle().await?;
    match counted {
        None => handle.set_progress_handler(STEPS, goes_on),
        Some(steps) => handle.set_progress_handler(1, move || {
            steps.add(1);
            goes_on()
        }),
    }
    Ok(Stop::Flag(stop))
}

async fn greet_postgres(line: &mut PgConnection) -> Result<Stop, sqlx::Error> {
    let process = sqlx::query("select pg_backend_pid()").fetch_one(line);
    Ok(Stop::Process(process.await?.try_get(0)?))
}

/// A seat that is taken. Whoever has it gives it back, or has it stopped.
struct Taken {
    seats: Arc<Seats>,
    seat: Seat,
    _permit: OwnedSemaphorePermit,
}

impl Taken {
    /// Begins the snapshot. The connection may have died since it was used last; then there is another.
    async fn begin(&mut self) -> Result<(), DbErr> {
        let begun = tokio::time::timeout(ACQUIRE, self.seat.line.say("begin"));
        if !matches!(begun.await, Ok(Ok(()))) {
            self.renew().await?;
            self.seat.line.say("begin").await?;
        }
        Ok(())
    }

    /// Takes another connection in place of one that died.
    async fn renew(&mut self) -> Result<(), DbErr> {
        self.seat = Box::pin(Seat::open(&self.seats.address, self.seats.work.is_some())).await?;
        Ok(())
    }

    /// Runs one statement, and counts its work if that is counted.
    async fn run(&mut self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let Some(work) = self.seats.work.clone() else {
            return self.seat.line.all(statement).await;
        };
        let before = self.seat.work().await?;
        let answer = self.seat.line.all(statement).await?;
        work.add(self.seat.work().await? - before);
        Ok(answer)
    }

    /// Ends the snapshot and gives the seat back, without waiting for either: a connection does in turn what it was
    /// sent, so whoever takes the seat next comes after it.
    fn give_back(mut self, begun: bool) {
        if begun {
            let _ = self.seat.line.say("rollback").now_or_never();
        }
        self.free();
    }

    /// Ends the snapshot. A connection that cannot is not used again.
    async fn end(mut self) {
        let ended = tokio::time::timeout(ACQUIRE, self.seat.line.say("rollback"));
        if let Ok(Ok(())) = ended.await {
            self.free();
        }
    }

    fn free(self) {
        let Taken {
            seats,
            seat,
            _permit,
        } = self;
        seats.free().push(seat);
    }

    /// Stops what runs here, and waits until the connection is at rest.
    async fn stop(mut self) {
        match &self.seat.stop {
            Stop::Process(process) => {
                let cancel = Statement::from_sql_and_values(
                    DbBackend::Postgres,
                    "select pg_cancel_backend($1)",
                    [(*process).into()],
                );
                if let Err(error) = self.seats.beside.query_one_raw(cancel).await {
                    tracing::warn!(cause = %error, "a statement could not be stopped");
                }
            }
            Stop::Flag(flag) => flag.store(true, Ordering::SeqCst),
        }
        // It answers once what ran before has ended, and takes the blow if that came too late.
        let _ = self.seat.line.ping().await;
        if let Stop::Flag(flag) = &self.seat.stop {
            flag.store(false, Ordering::SeqCst);
        }
        tracing::info!("stopped a statement that nobody waits for");
        self.end().await;
    }
}

/// One version of the data, read on a seat. It begins with the first statement.
pub(super) struct Snapshot {
    taken: Option<Taken>,
    begun: bool,
}

impl Snapshot {
    /// Whether a transaction was begun.
    pub(super) fn has_begun(&self) -> bool {
        self.begun
    }

    /// Runs one statement to its end, in no transaction. If the future is dropped before, the database is told
    /// to stop. The connection may have died since it was used last; then there is another.
    pub(super) async fn one(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, ReadError> {
        let mut flight = Flight(Some(self.taken.take().ok_or_else(gone)?));
        let taken = flight.0.as_mut().ok_or_else(gone)?;
        let answer = match taken.run(statement.clone()).await {
            Err(error) if is_gone(&error) => {
                taken.renew().await?;
                taken.run(statement).await
            }
            answer => answer,
        };
        self.taken = flight.0.take();
        Ok(answer?)
    }

    /// Runs one statement to its end. If the future is dropped before, the database is told to stop, and the
    /// snapshot is over.
    pub(super) async fn all(
        &mut self,
        mut statement: Statement,
    ) -> Result<Vec<QueryResult>, ReadError> {
        let mut flight = Flight(Some(self.taken.take().ok_or_else(gone)?));
        let taken = flight.0.as_mut().ok_or_else(gone)?;
        if !self.begun {
            match taken.seat.line {
                // Together with the first statement.
                Line::Sqlite(_) => statement.sql.insert_str(0, "begin; "),
                Line::Postgres(_) => {
                    if let Err(error) = taken.begin().await {
                        // There is nothing to stop.
                        flight.0 = None;
                        return Err(error.into());
                    }
                }
            }
            self.begun = true;
        }
        let answer = taken.run(statement).await;
        self.taken = flight.0.take();
        Ok(answer?)
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        if let Some(taken) = self.taken.take() {
            taken.give_back(self.begun);
        }
    }
}

/// A statement under way.
struct Flight(Option<Taken>);

impl Drop for Flight {
    fn drop(&mut self) {
        if let Some(taken) = self.0.take() {
            let runtime = taken.seats.runtime.clone();
            runtime.spawn(taken.stop());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::Database;
    use std::time::Duration;

    /// Counts without an end.
    const ENDLESS: &str =
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

    async fn run(snapshot: &mut Snapshot, sql: &str) -> Result<Vec<QueryResult>, ReadError> {
        snapshot
            .all(Statement::from_string(DbBackend::Sqlite, sql))
            .await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_statement_of_sqlite_that_nobody_waits_for_gives_its_seat_back() {
        let beside = Database::connect("sqlite::memory:").await.unwrap();
        let options = "sqlite::memory:".parse().unwrap();
        let seats = Seats::new(Address::Sqlite(options), 1, false, &beside);
        for _ in 0..3 {
            let mut snapshot = seats.take().await.unwrap();
            assert_eq!(seats.count(), SeatCount { all: 1, idle: 0 });
            let short = Duration::from_millis(30);
            let endless = tokio::time::timeout(short, run(&mut snapshot, ENDLESS)).await;
            assert!(endless.is_err(), "it ended by itself");
            drop(snapshot);
            // There is one seat, and it is waited for.
            let mut snapshot = seats.take().await.unwrap();
            let rows = run(&mut snapshot, "select 7").await.unwrap();
            assert_eq!(rows[0].try_get_by_index::<i32>(0).unwrap(), 7);
        }
    }
}
