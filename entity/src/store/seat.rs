//! The connections that read. Each has a seat of its own, so that what runs on it can be stopped: a
//! request that nobody waits for any more must not keep the database busy.
//!
//! The connections of a pool cannot be told apart; but a statement is stopped by the process that
//! runs it (PostgreSQL), or by a flag that its connection looks at (SQLite).

use super::{
    ReadError, StoreError,
    open::{ACQUIRE, RECORD},
};
use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, Statement, TransactionTrait,
};
use sqlx::{Row, SqliteConnection};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicI32, Ordering},
};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
};

/// After so many steps a statement of SQLite looks whether it shall stop.
const STEPS: i32 = 10_000;

/// All seats.
pub(super) struct Seats {
    free: Mutex<Vec<Seat>>,
    permits: Arc<Semaphore>,
    all: u32,
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

struct Seat {
    connection: DatabaseConnection,
    stop: Arc<Stop>,
}

/// How what runs on a connection is stopped.
#[derive(Default)]
struct Stop {
    /// The process of PostgreSQL that runs it.
    process: AtomicI32,
    /// What SQLite looks at.
    now: AtomicBool,
}

impl Seats {
    /// So many, each connected when first taken.
    pub(super) async fn new(
        options: &ConnectOptions,
        number: u32,
        beside: &DatabaseConnection,
    ) -> Result<Arc<Self>, StoreError> {
        let mut free = Vec::new();
        for _ in 0..number {
            free.push(Seat::new(options.clone()).await?);
        }
        Ok(Arc::new(Self {
            free: Mutex::new(free),
            permits: Arc::new(Semaphore::new(number as usize)),
            all: number,
            beside: beside.clone(),
            runtime: Handle::current(),
        }))
    }

    pub(super) fn count(&self) -> SeatCount {
        let idle = u32::try_from(self.permits.available_permits()).unwrap_or(self.all);
        SeatCount {
            all: self.all,
            idle,
        }
    }

    /// Begins a snapshot on a free seat; waits for one a while.
    pub(super) async fn begin(self: &Arc<Self>) -> Result<Snapshot, ReadError> {
        let permit = tokio::time::timeout(ACQUIRE, self.permits.clone().acquire_owned());
        let permit = match permit.await {
            Ok(Ok(permit)) => permit,
            Ok(Err(_)) => {
                return Err(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed).into());
            }
            Err(_) => return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout).into()),
        };
        let seat = self.free().pop();
        let seat = seat.ok_or(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let held = Arc::new(Held {
            seats: self.clone(),
            seat: Some(seat),
            _permit: permit,
        });
        let connection = held.connection();
        let transaction = connection
            .ok_or(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?
            .begin()
            .await?;
        Ok(Snapshot {
            transaction: Some(transaction),
            held,
        })
    }

    pub(super) async fn close(&self) -> Result<(), StoreError> {
        self.permits.close();
        let seats = std::mem::take(&mut *self.free());
        for seat in seats {
            seat.connection.close().await?;
        }
        Ok(())
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<Seat>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    async fn new(mut options: ConnectOptions) -> Result<Self, StoreError> {
        let stop = Arc::new(Stop::default());
        options
            .max_connections(1)
            .min_connections(0)
            .connect_lazy(true);
        let told = stop.clone();
        options.map_sqlx_postgres_pool_opts(move |pool| {
            let told = told.clone();
            pool.after_connect(move |connection, _| {
                let told = told.clone();
                Box::pin(async move {
                    let row = sqlx::query("select pg_backend_pid()");
                    let process = row.fetch_one(connection).await?.try_get(0)?;
                    told.process.store(process, Ordering::SeqCst);
                    Ok(())
                })
            })
        });
        let told = stop.clone();
        options.map_sqlx_sqlite_pool_opts(move |pool| {
            let told = told.clone();
            pool.after_connect(move |connection, _| {
                let told = told.clone();
                Box::pin(async move {
                    attach_record(connection).await?;
                    let goes_on = move || !told.now.load(Ordering::Relaxed);
                    let mut handle = connection.lock_handle().await?;
                    handle.set_progress_handler(STEPS, goes_on);
                    Ok(())
                })
            })
        });
        let connection = Database::connect(options).await?;
        Ok(Self { connection, stop })
    }
}

/// Lets a connection of SQLite read the record of access, which lies in a file beside the database.
async fn attach_record(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let files = sqlx::query("select file from pragma_database_list where name = 'main'");
    let file: String = files.fetch_one(&mut *connection).await?.try_get(0)?;
    if !file.is_empty() {
        sqlx::query("attach database $1 as record")
            .bind(format!("{file}{RECORD}"))
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// A seat that is taken, and free again when nothing holds it any more.
struct Held {
    seats: Arc<Seats>,
    seat: Option<Seat>,
    _permit: OwnedSemaphorePermit,
}

impl Held {
    fn connection(&self) -> Option<&DatabaseConnection> {
        self.seat.as_ref().map(|seat| &seat.connection)
    }

    /// Stops what runs here, and waits until the connection is at rest.
    async fn stop(self: Arc<Self>) {
        let Some(seat) = &self.seat else { return };
        let beside = &self.seats.beside;
        match beside.get_database_backend() {
            DbBackend::Postgres => {
                let process = seat.stop.process.load(Ordering::SeqCst);
                let cancel = Statement::from_sql_and_values(
                    DbBackend::Postgres,
                    "select pg_cancel_backend($1)",
                    [process.into()],
                );
                if let Err(error) = beside.query_one_raw(cancel).await {
                    tracing::warn!(cause = %error, "a statement could not be stopped");
                }
            }
            _ => seat.stop.now.store(true, Ordering::SeqCst),
        }
        // It answers once what ran before has ended, and takes the blow if that came too late.
        let _ = seat.connection.ping().await;
        seat.stop.now.store(false, Ordering::SeqCst);
        tracing::info!("stopped a statement that nobody waits for");
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            self.seats.free().push(seat);
        }
    }
}

/// A read-only transaction on a seat.
pub(super) struct Snapshot {
    transaction: Option<DatabaseTransaction>,
    held: Arc<Held>,
}

impl Snapshot {
    /// Runs one statement to its end. If the future is dropped before, the database is told to stop.
    pub(super) async fn run<T>(
        &self,
        statement: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, DbErr>,
    ) -> Result<T, ReadError> {
        let transaction = self.transaction.as_ref();
        let transaction =
            transaction.ok_or(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        let flight = Flight(Some(self.held.clone()));
        let answer = statement(transaction).await;
        flight.land();
        Ok(answer?)
    }
}

impl Drop for Snapshot {
    /// A transaction that is dropped has the database roll back, and its connection is back in the pool when that is
    /// done. Only who takes this very seat before waits for it.
    fn drop(&mut self) {
        // The pool needs a runtime for it, and there is none any more where a thread ends with its requests.
        let _context = Handle::try_current()
            .is_err()
            .then(|| self.held.seats.runtime.enter());
        self.transaction = None;
    }
}

/// A statement under way.
struct Flight(Option<Arc<Held>>);

impl Flight {
    fn land(mut self) {
        self.0 = None;
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if let Some(held) = self.0.take() {
            let runtime = held.seats.runtime.clone();
            runtime.spawn(held.stop());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::QueryResult;
    use std::time::Duration;

    /// Counts without an end.
    const ENDLESS: &str =
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

    async fn run(snapshot: &Snapshot, sql: &str) -> Result<Option<QueryResult>, ReadError> {
        let statement = Statement::from_string(DbBackend::Sqlite, sql);
        let run = snapshot.run(async |transaction| transaction.query_one_raw(statement).await);
        run.await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_statement_of_sqlite_that_nobody_waits_for_gives_its_seat_back() {
        let options = ConnectOptions::new("sqlite::memory:");
        let beside = Database::connect(options.clone()).await.unwrap();
        let seats = Seats::new(&options, 1, &beside).await.unwrap();
        for _ in 0..3 {
            let snapshot = seats.begin().await.unwrap();
            assert_eq!(seats.count(), SeatCount { all: 1, idle: 0 });
            let short = Duration::from_millis(30);
            let endless = tokio::time::timeout(short, run(&snapshot, ENDLESS)).await;
            assert!(endless.is_err(), "it ended by itself");
            drop(snapshot);
            // There is one seat, and it is waited for.
            let snapshot = seats.begin().await.unwrap();
            let row = run(&snapshot, "select 7").await.unwrap().unwrap();
            assert_eq!(row.try_get_by_index::<i32>(0).unwrap(), 7);
        }
    }
}
