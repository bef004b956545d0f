//! PostgreSQL may end connections: it is started anew, or another machine takes its place.

use crate::support::{Answer, Database, Person, Service};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use std::{collections::BTreeSet, time::Duration};

const GUARDED: &str = "{ contributions(first: 3) { totalCount nodes { key } } }";
const OTHERS: &str =
    "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

/// Many answers at once, so that many connections are used.
async fn answers(service: &Service) -> Vec<Answer> {
    let japan = Person::party("JP");
    let asked = (0..24).map(|_| service.ask(&japan, GUARDED));
    futures_util::future::join_all(asked).await
}

/// How many other connections there are of which this holds.
async fn count(watch: &mut PgConnection, which: &str) -> i64 {
    let count = format!("select count(*) {OTHERS} and {which}");
    let count = sqlx::query_scalar(sqlx::AssertSqlSafe(count));
    count.fetch_one(watch).await.unwrap()
}

/// Waits until there is none of which this holds.
async fn until_none(watch: &mut PgConnection, which: &str) {
    let none = async { while count(watch, which).await > 0 {} };
    let none = tokio::time::timeout(Duration::from_secs(10), none).await;
    none.unwrap_or_else(|_| panic!("there always is one of which holds: {which}"));
}

/// Ends every connection but this one, and waits until they are gone.
async fn end_all(watch: &mut PgConnection) {
    let end = format!("select pg_terminate_backend(pid) {OTHERS}");
    let ended = sqlx::query(sqlx::AssertSqlSafe(end)).fetch_all(&mut *watch);
    assert!(ended.await.unwrap().len() > 2, "there was nothing to end");
    until_none(watch, "true").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_connection_stays_in_a_snapshot_that_nobody_reads_any_more() {
    let service = Service::of_the_world(Database::Postgres).await;
    let mut watch = PgConnection::connect(&service.database.url).await.unwrap();
    answers(&service).await;
    until_none(&mut watch, "state <> 'idle'").await;
    assert!(count(&mut watch, "state = 'idle'").await > 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_after_connections_ended_is_answered_and_recorded() {
    let service = Service::of_the_world(Database::Postgres).await;
    let mut watch = PgConnection::connect(&service.database.url).await.unwrap();
    let mut asked = BTreeSet::new();
    let mut right: Option<Value> = None;
    for round in 0..3 {
        if round > 0 {
            end_all(&mut watch).await;
        }
        for answer in answers(&service).await {
            let data = answer.data().clone();
            assert!(
                data["contributions"]["totalCount"].as_u64() > Some(0),
                "{data}"
            );
            assert_eq!(right.get_or_insert_with(|| data.clone()), &data);
            let id = answer.headers["x-request-id"].to_str().unwrap();
            assert!(asked.insert(id.to_owned()));
        }
    }
    // Each once, although the connection of the record died as well.
    let record = "query ($ids: [String!]!) {
        accessRecords(first: 0, filter: {request: {in: $ids}}) { totalCount } }";
    let record = service
        .ask_with(&Person::secretariat(), record, json!({ "ids": asked }))
        .await;
    assert_eq!(
        record.data()["accessRecords"]["totalCount"],
        json!(asked.len())
    );
}
