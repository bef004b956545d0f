//! A connection of its own, outside any pool. A pool asks each connection that comes back whether it still lives:
//! every answer would pay for a round trip more. Here a connection that has died shows when it is used next.

use super::open::ACQUIRE;
use sea_orm::{ConnAcquireErr, DbBackend, DbErr, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection,
    postgres::PgConnectOptions, sqlite::SqliteConnectOptions,
};

/// Where a connection leads, and how it is set.
#[derive(Clone)]
pub(super) enum Address {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

/// An open connection.
pub(super) enum Line {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Address {
    /// The file at this address, with these settings.
    pub(super) fn sqlite(
        url: &str,
        set: impl FnOnce(SqliteConnectOptions) -> SqliteConnectOptions,
    ) -> Result<Self, DbErr> {
        let options: SqliteConnectOptions = url.parse().map_err(unusable)?;
        Ok(Address::Sqlite(set(options).disable_statement_logging()))
    }

    /// The server at this address, with these settings.
    pub(super) fn postgres(
        url: &str,
        set: impl FnOnce(PgConnectOptions) -> PgConnectOptions,
    ) -> Result<Self, DbErr> {
        let options: PgConnectOptions = url.parse().map_err(unusable)?;
        Ok(Address::Postgres(set(options).disable_statement_logging()))
    }

    pub(super) fn backend(&self) -> DbBackend {
        match self {
            Address::Sqlite(_) => DbBackend::Sqlite,
            Address::Postgres(_) => DbBackend::Postgres,
        }
    }

    /// Connects; waits a while for it.
    pub(super) async fn connect(&self) -> Result<Line, DbErr> {
        let connected = tokio::time::timeout(ACQUIRE, async {
            Ok(match self {
                Address::Sqlite(options) => Line::Sqlite(options.connect().await?),
                Address::Postgres(options) => Line::Postgres(options.connect().await?),
            })
        });
        match connected.await {
            Ok(connected) => connected.map_err(unusable),
            Err(_) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        }
    }
}

impl Line {
    /// Runs a statement and keeps its rows.
    pub(super) async fn all(&mut self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let values = SqlxValues(statement.values.unwrap_or(sea_orm::Values(Vec::new())));
        // Built by sea-query: what comes from outside is among the values.
        let sql = AssertSqlSafe(statement.sql);
        let rows = match self {
            Line::Sqlite(line) => {
                let rows = sqlx::query_with(sql, values).fetch_all(line).await;
                rows.map(|rows| rows.into_iter().map(QueryResult::from).collect())
            }
            Line::Postgres(line) => {
                let rows = sqlx::query_with(sql, values).fetch_all(line).await;
                rows.map(|rows| rows.into_iter().map(QueryResult::from).collect())
            }
        };
        rows.map_err(failed)
    }

    /// Runs a statement without values, not prepared.
    pub(super) async fn say(&mut self, sql: &'static str) -> Result<(), DbErr> {
        let said = match self {
            Line::Sqlite(line) => sqlx::raw_sql(sql).execute(line).await.map(drop),
            Line::Postgres(line) => sqlx::raw_sql(sql).execute(line).await.map(drop),
        };
        said.map_err(failed)
    }

    /// Comes back once what ran before has ended.
    pub(super) async fn ping(&mut self) -> Result<(), DbErr> {
        let answered = match self {
            Line::Sqlite(line) => line.ping().await,
            Line::Postgres(line) => line.ping().await,
        };
        answered.map_err(failed)
    }

    pub(super) async fn close(self) -> Result<(), DbErr> {
        let closed = match self {
            Line::Sqlite(line) => line.close().await,
            Line::Postgres(line) => line.close().await,
        };
        closed.map_err(failed)
    }
}

/// Whether a statement failed because its connection is no more.
pub(super) fn is_gone(error: &DbErr) -> bool {
    let DbErr::Query(RuntimeErr::SqlxError(error)) = error else {
        return false;
    };
    match &**error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => true,
        // The server was told to end the connection, or is ending itself; or the connection failed.
        sqlx::Error::Database(error) => error
            .code()
            .is_some_and(|code| code.starts_with("57P0") || code.starts_with("08")),
        _ => false,
    }
}

pub(super) fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

pub(super) fn unusable(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}
