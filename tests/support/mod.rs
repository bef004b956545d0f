//! What every story needs: a fresh service on either database, people who ask, and the time of day.

mod database;
mod person;
mod service;

pub use database::{Content, Database, Fresh, SERVING, world};
pub use person::Person;
pub use service::{Answer, Service, TODAY};

/// Tells a story on both databases.
macro_rules! both {
    ($(#[$meta:meta])* async fn $name:ident($database:ident) $story:block) => {
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "a story may need nothing of its module")]
            use super::*;

            async fn story($database: $crate::support::Database) $story

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story($crate::support::Database::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story($crate::support::Database::Postgres).await;
            }
        }
    };
}

pub(crate) use both;
