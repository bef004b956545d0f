//! Opening the database: SQLite with one writer and several read-only readers, or PostgreSQL with
//! read-only connections and a pool to write.

use super::{
    Store, StoreError,
    line::Address,
    recorder::{self, Recorder},
    seat::Seats,
    version::Admissions,
};
use crate::{private, summary::Remembered, viewer::ViewerKey};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement,
};
use sqlx::{
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{fmt, time::Duration};

/// Where the database is, and how many may read it at once.
#[derive(Clone)]
pub struct Settings {
    /// `sqlite://PATH` or `postgres://…`.
    pub url: String,
    /// Where the tables' owner writes; nothing for the same address. A server needs none.
    pub owner_url: Option<String>,
    /// Whether readers are bound by PostgreSQL's row security too.
    pub row_security: bool,
    /// The role of PostgreSQL that a migration lets read.
    pub serving_role: Option<String>,
    /// Connections that read; each request that reads holds one while it does.
    pub readers: u32,
    /// So much of an embedded database is read by way of mapped memory, in MiB (SQLite).
    pub mapped_mib: u32,
    /// After so long a statement is given up (PostgreSQL).
    pub statement_timeout: Duration,
    /// Whether the work for readers is counted ([`Store::work`]): for proofs, since it slows reading.
    pub counts_work: bool,
}

impl fmt::Debug for Settings {
    /// Without the addresses, which may hold passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("row_security", &self.row_security)
            .field("serving_role", &self.serving_role)
            .field("readers", &self.readers)
            .field("statement_timeout", &self.statement_timeout)
            .finish_non_exhaustive()
    }
}

/// What opening the store hands out once, beside the store itself.
pub struct Keys {
    /// The right to say who is asking.
    pub viewers: ViewerKey,
    /// The right to write.
    pub writer: WriteKey,
}

/// The right to write: migrations, imports, and the register of clients.
pub struct WriteKey(());

/// A read waits so long for a free connection before the service says it is unavailable.
pub(super) const ACQUIRE: Duration = Duration::from_secs(5);
/// Connections beside those that read for viewers.
const BESIDE: u32 = 2;
/// What the address of an SQLite database has behind it where the record of access is.
pub(super) const RECORD: &str = "-access";
/// A connection unused for so long is asked for life before it is used again.
const IDLE: Duration = Duration::from_secs(30);

impl Store {
    /// Opens the database. An SQLite file is created where there is none.
    ///
    /// # Errors
    /// If it cannot be reached.
    pub async fn open(settings: &Settings) -> Result<(Store, Keys), StoreError> {
        let postgres = ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| settings.url.starts_with(scheme));
        let mut read = options(&settings.url, BESIDE);
        let (seats, write, record) = if postgres {
            let set = reading_postgres(settings);
            read.map_sqlx_postgres_opts(set.clone());
            let owner = settings.owner_url.as_ref().unwrap_or(&settings.url);
            (
                Address::postgres(&settings.url, set)?,
                options(owner, 2),
                Address::postgres(owner, |options| options)?,
            )
        } else {
            prepare_file(&settings.url)?;
            let set = reading_sqlite(settings);
            read.map_sqlx_sqlite_opts(set.clone());
            let mut write = options(&settings.url, 1);
            write.map_sqlx_sqlite_opts(|options| {
                options
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Normal)
                    .foreign_keys(true)
                    .busy_timeout(ACQUIRE)
            });
            (
                Address::sqlite(&settings.url, set)?,
                write,
                recorder::file(&format!("{}{RECORD}", settings.url)).await?,
            )
        };
        let backend = seats.backend();
        // The writer first: it creates the file that the readers open.
        let write = Database::connect(write).await?;
        if backend == DbBackend::Sqlite {
            forget_statistics(&write).await?;
        }
        let beside = Database::connect(read).await?;
        let seats = Seats::new(seats, settings.readers, settings.counts_work, &beside);
        let recorder = Recorder::new(record);
        let keys = Keys {
            viewers: ViewerKey(()),
            writer: WriteKey(()),
        };
        Ok((
            Store {
                seats,
                beside,
                write,
                backend,
                recorder,
                remembered: Remembered::new(),
                admissions: Admissions::new(),
                row_security: settings.row_security,
                serving_role: settings.serving_role.clone(),
            },
            keys,
        ))
    }
}

/// Creates the file of an SQLite database, or closes it to other users, before SQLite opens it.
pub(super) fn prepare_file(url: &str) -> Result<(), StoreError> {
    let options: SqliteConnectOptions = url.parse().map_err(super::line::unusable)?;
    let path = options.get_filename();
    let failed = |error| DbErr::Custom(format!("the file {}: {error}", path.display()));
    Ok(private::database(path).map_err(failed)?)
}

/// How a connection of SQLite is set that reads. Mapped memory is shared by all connections, and nothing
/// is copied from it; each has a cache of its own for what is beyond it, and for what is not yet written
/// back from the log.
fn reading_sqlite(
    settings: &Settings,
) -> impl Fn(SqliteConnectOptions) -> SqliteConnectOptions + Clone + use<> {
    let mapped = u64::from(settings.mapped_mib) << 20;
    move |options| {
        options
            .read_only(true)
            .foreign_keys(true)
            .busy_timeout(ACQUIRE)
            .statement_cache_capacity(200)
            .pragma("mmap_size", mapped.to_string())
            .pragma("cache_size", "-8192")
    }
}

/// How a connection of PostgreSQL is set that reads.
fn reading_postgres(
    settings: &Settings,
) -> impl Fn(PgConnectOptions) -> PgConnectOptions + Clone + use<> {
    let timeout = settings.statement_timeout.as_millis().to_string();
    move |options| {
        // Set when connecting, so that opening a snapshot costs one round trip, not three.
        options.options([
            ("default_transaction_isolation", "repeatable read"),
            ("default_transaction_read_only", "on"),
            ("statement_timeout", timeout.as_str()),
            // Statements are short and their conditions long: compiling one takes longer
            // than running it.
            ("jit", "off"),
            // Planned once for each connection, not for each value: planning a statement takes longer
            // than running it.
            ("plan_cache_mode", "force_generic_plan"),
            // What is read often is in memory, where a page costs little beside the rows on it, in whatever
            // order: with the defaults a short table is read as a whole for each row that names one of its rows.
            ("seq_page_cost", "0.1"),
            ("random_page_cost", "0.11"),
        ])
    }
}

/// Takes away what somebody's `ANALYZE` left in the file. The answers are proved for the plans that SQLite makes
/// of the question alone; by statistics it was seen to choose one that leaves rows out (`OPERATING.md`).
async fn forget_statistics(write: &DatabaseConnection) -> Result<(), StoreError> {
    let tables = "select name from sqlite_schema where name in ('sqlite_stat1', 'sqlite_stat4')";
    let tables = Statement::from_string(DbBackend::Sqlite, tables);
    for table in write.query_all_raw(tables).await? {
        let table: String = table.try_get_by_index(0)?;
        write
            .execute_unprepared(&format!("drop table {table}"))
            .await?;
        tracing::warn!(table, "statistics of SQLite were dropped: see OPERATING.md");
    }
    Ok(())
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .connect_timeout(ACQUIRE)
        .test_before_acquire_if_idle_for(IDLE)
        .sqlx_logging(false);
    options
}
