//! The only holder of connections. Whoever wants to read trades a viewer for a [`Reader`]; whoever
//! wants to write needs the key for it. One sitting to audit: `open.rs`, `line.rs`, `seat.rs`, `sitting.rs`, `reader.rs`,
//! `admission.rs`, and nothing else; `clients.rs` reads and writes one table that holds no data, `recorder.rs`
//! adds to the record of access; `row_security.rs` builds the second wall and looks after it.

mod admission;
mod clients;
mod line;
mod open;
mod reader;
mod recorder;
mod role;
mod row_security;
mod schema;
mod seat;
mod sitting;
mod version;
mod work;

pub use clients::{Client, ClientRegister, Clients, ListedClient, NewClient};
pub use open::{Keys, Settings, WriteKey};
pub use reader::{ReadError, Reader, Refused};
pub use recorder::{Entry, NotRecorded, RecordCount, Way};
pub use role::RoleError;
pub use row_security::RowSecurity;
pub use schema::SchemaStatus;
pub use seat::SeatCount;
pub(crate) use sitting::Sitting;
pub(crate) use version::renew as renew_version;

use crate::summary::Remembered;
use recorder::Recorder;
use sea_orm::{DatabaseConnection, DbBackend};
use seat::Seats;
use std::sync::Arc;

/// The database: connections that read, and one way to write.
#[derive(Clone)]
pub struct Store {
    /// For viewers.
    seats: Arc<Seats>,
    /// To look at the schema and at clients, and to stop what runs on a seat.
    beside: DatabaseConnection,
    write: DatabaseConnection,
    backend: DbBackend,
    recorder: Arc<Recorder>,
    /// What kept sums fold to; found only by whoever has just read the same.
    remembered: Remembered,
    /// On which terms viewers were let in.
    admissions: version::Admissions,
    row_security: bool,
    serving_role: Option<String>,
}

/// The database could not be reached, or a statement failed. The text is for the log, never for a
/// client.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StoreError(#[from] sea_orm::DbErr);

impl Store {
    /// Closes every connection, once what they are doing is done.
    ///
    /// # Errors
    /// If one cannot be closed.
    pub async fn close(self) -> Result<(), StoreError> {
        self.seats.close().await?;
        self.beside.close().await?;
        Ok(self.write.close().await?)
    }

    /// How many connections read, and how many of them have nothing to do.
    pub fn seats(&self) -> SeatCount {
        self.seats.count()
    }

    /// How much the database worked for readers so far, if the settings ask for it to be counted.
    pub fn work(&self) -> Option<u64> {
        self.seats.work()
    }

    /// The statements that readers sent since this was asked last, if the settings ask for work to be counted.
    pub fn sent(&self) -> Vec<String> {
        self.seats.sent()
    }

    /// Whether readers are bound by PostgreSQL's row security too.
    pub fn row_security(&self) -> bool {
        self.row_security
    }

    /// The connection that writes; only for this crate's `write`.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }
}

/// What kind of trouble the database has, as far as a client may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A statement ran out of time.
    Timeout,
    /// It cannot be reached, or has no connection free.
    Unavailable,
    /// Anything else.
    Failed,
}

/// What an SQLSTATE of PostgreSQL means to a client.
fn of_state(code: &str) -> Trouble {
    /// A statement that was cancelled, which is how a time-out shows.
    const QUERY_CANCELED: &str = "57014";
    /// The connection failed; the server ends it, ends itself or only begins; it has no connection, memory or disk
    /// left. Asked again later, the same question is answered.
    const PASSING: [&str; 3] = ["08", "57P", "53"];
    /// What a standby cancels because the primary changed what it read, and what another transaction had to give way
    /// to.
    const GAVE_WAY: [&str; 2] = ["40001", "40P01"];
    match code {
        QUERY_CANCELED => Trouble::Timeout,
        code if GAVE_WAY.contains(&code) => Trouble::Unavailable,
        code if PASSING.iter().any(|class| code.starts_with(class)) => Trouble::Unavailable,
        _ => Trouble::Failed,
    }
}

impl StoreError {
    /// What kind of trouble it is.
    pub fn trouble(&self) -> Trouble {
        use sea_orm::{DbErr, RuntimeErr};
        match &self.0 {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Trouble::Unavailable,
            DbErr::Query(RuntimeErr::SqlxError(error))
            | DbErr::Exec(RuntimeErr::SqlxError(error)) => match &**error {
                sqlx::Error::Database(error) => {
                    of_state(error.code().as_deref().unwrap_or_default())
                }
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                    Trouble::Unavailable
                }
                _ => Trouble::Failed,
            },
            _ => Trouble::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_unavailable_and_no_fault() {
        for (code, trouble) in [
            ("57014", Trouble::Timeout),
            ("40001", Trouble::Unavailable),
            ("40P01", Trouble::Unavailable),
            ("57P01", Trouble::Unavailable),
            ("57P03", Trouble::Unavailable),
            ("53300", Trouble::Unavailable),
            ("53100", Trouble::Unavailable),
            ("08006", Trouble::Unavailable),
            ("42P01", Trouble::Failed),
            ("", Trouble::Failed),
        ] {
            assert_eq!(of_state(code), trouble, "{code}");
        }
    }
}
