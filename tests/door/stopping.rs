//! What nobody waits for any more is stopped in the database.

use crate::support::{Database, Person, Service};
use api::http::DoorSettings;
use serde_json::json;
use sqlx::{Connection, PgConnection, Row};
use std::time::Duration;
use tokio::{io::AsyncWriteExt, net::TcpStream};

/// What PostgreSQL is running for the service: its selections that wait for the lock.
const WAITING: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and state = 'active' and wait_event_type = 'Lock'";

async fn waiting(watch: &mut PgConnection) -> i64 {
    sqlx::query(WAITING).fetch_one(watch).await.unwrap().get(0)
}

/// Looks until there are so many; fails if that never comes.
async fn until(watch: &mut PgConnection, number: i64) {
    let looking = async {
        while waiting(watch).await != number {
            tokio::task::yield_now().await;
        }
    };
    let seen = tokio::time::timeout(Duration::from_secs(10), looking).await;
    seen.unwrap_or_else(|_| panic!("there are never {number} statements that wait"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_ends_when_the_client_has_gone_away() {
    let service = Service::of_the_world(Database::Postgres).await;
    let url = &service.database.url;
    let (mut lock, mut watch) = (
        PgConnection::connect(url).await.unwrap(),
        PgConnection::connect(url).await.unwrap(),
    );
    for holding in ["begin", "lock table projects in access exclusive mode"] {
        sqlx::query(holding).execute(&mut lock).await.unwrap();
    }
    let body = json!({ "query": "{ projects { totalCount } }" }).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut clients = Vec::new();
    // As many as may read at once for one address.
    for _ in 0..2 {
        let mut client = TcpStream::connect(service.address).await.unwrap();
        client.write_all(request.as_bytes()).await.unwrap();
        clients.push(client);
    }
    until(&mut watch, 2).await;
    clients.truncate(1);
    // The lock is still held: this one did not end by itself.
    until(&mut watch, 1).await;
    drop(clients);
    until(&mut watch, 0).await;
    sqlx::query("rollback").execute(&mut lock).await.unwrap();

    // Every connection is as good as before.
    let japan = Person::party("JP");
    let answers = (0..24).map(|_| service.data(&japan, "{ projects { totalCount } }"));
    for answer in futures_util::future::join_all(answers).await {
        assert!(
            answer["projects"]["totalCount"]
                .as_u64()
                .is_some_and(|total| total > 5),
            "{answer}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_ends_at_the_deadline() {
    let impatient = DoorSettings {
        deadline: Duration::from_secs(1),
        ..DoorSettings::default()
    };
    let service = Service::with(Database::Postgres, impatient).await;
    let url = &service.database.url;
    let (mut lock, mut watch) = (
        PgConnection::connect(url).await.unwrap(),
        PgConnection::connect(url).await.unwrap(),
    );
    for holding in ["begin", "lock table projects in access exclusive mode"] {
        sqlx::query(holding).execute(&mut lock).await.unwrap();
    }
    let question = json!({ "query": "{ projects { totalCount } }" });
    let request = service.client.post(service.url("/graphql")).json(&question);
    let (answer, ()) = tokio::join!(Service::answer(request), until(&mut watch, 1));
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (503, "TIMEOUT")
    );
    // The lock is still held: the statement did not end by itself.
    until(&mut watch, 0).await;
    sqlx::query("rollback").execute(&mut lock).await.unwrap();
    service
        .data(&Person::nobody(), "{ projects { totalCount } }")
        .await;
}
