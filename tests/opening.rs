//! What opening a database does to it.

use crate::support::{Content, Database};
use sqlx::{Connection, SqliteConnection};

/// With them SQLite was seen to leave rows out of what ends within a year (`tests/manifest.rs`).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statistics_that_somebody_left_in_the_file_are_dropped_at_the_next_start() {
    let database = Database::Sqlite.fresh(Content::World).await;
    let tables = async || {
        let mut file = SqliteConnection::connect(&database.url).await.unwrap();
        let tables = "select count(*) from sqlite_schema where name like 'sqlite_stat_'";
        let tables: i64 = sqlx::query_scalar(tables)
            .fetch_one(&mut file)
            .await
            .unwrap();
        tables
    };
    assert_eq!(tables().await, 0);
    database.by_hand("analyze").await;
    assert!(tables().await > 0);
    let (store, _) = database.open().await;
    assert_eq!(tables().await, 0);
    store.close().await.unwrap();
}
