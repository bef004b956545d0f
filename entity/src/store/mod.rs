//! The only holder of connections. Whoever wants to read trades a viewer for a [`Reader`]; whoever
//! wants to write needs the key for it. One sitting to audit: `open.rs`, `sitting.rs`, `reader.rs`,
//! `admission.rs`, and nothing else.

mod admission;
mod open;
mod reader;
mod schema;
mod sitting;

pub use open::{Keys, Settings, WriteKey};
pub use reader::{ReadError, Reader, Refused};
pub use schema::SchemaStatus;
pub(crate) use sitting::Sitting;

use sea_orm::{DatabaseConnection, DbBackend};

/// The database: connections that read, and one way to write.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    backend: DbBackend,
}

/// The database could not be reached, or a statement failed. The text is for the log, never for a
/// client.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StoreError(#[from] sea_orm::DbErr);

impl Store {
    /// The connection that writes; only for this crate's `write`.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }
}
