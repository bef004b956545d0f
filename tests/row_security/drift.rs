//! Whatever is changed by hand is noticed, told, and mended by `migrate up`.

use crate::support::{Content, Database, Person, SERVING, Service};
use entity::RowSecurity;
use serde_json::json;

/// What somebody does to the wall, and what is told of it.
const CHANGES: &[(&str, &str)] = &[
    (
        "alter table contributions disable row level security",
        "table contributions: row security is off",
    ),
    (
        "alter policy istc_sight on proposals using (true)",
        "table proposals: it is not as it was made",
    ),
    (
        "create policy more on projects for select using (true)",
        "table projects: it is not as it was made",
    ),
    (
        "drop policy istc_sight on ledger",
        "table ledger: it is not as it was made",
    ),
    (
        "drop policy istc_sight on outputs",
        "table outputs: it is not as it was made",
    ),
    (
        "create view istc_sight.everything as select * from proposals",
        "view everything: this program did not make it",
    ),
    (
        "update istc_sight.stamp set definition = 'of last year' where object = 'program'",
        "the policies are those of another version of this program",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_by_hand_is_told_and_mended() {
    let service = Service::of_the_walled_world().await;
    let ready = async || Service::answer(service.client.get(service.url("/readyz"))).await;
    let status = async || service.store.schema_status().await.unwrap().row_security;
    assert_eq!(
        (ready().await.status, status().await),
        (200.try_into().unwrap(), Some(RowSecurity::Current))
    );
    for (change, told) in CHANGES {
        service.database.psql("istc", change);
        let Some(RowSecurity::Drifted(drift)) = status().await else {
            panic!("{change}: {:?}", status().await);
        };
        assert!(drift.iter().any(|line| line == told), "{change}: {drift:?}");
        let answer = ready().await;
        assert_eq!(answer.status, 503, "{change}");
        let missing = "row security is not that of the policies: run `istc migrate up`";
        assert_eq!(
            answer.json(),
            json!({ "status": "not ready", "missing": missing })
        );
        service.store.migrate_up(&service.writer).await.unwrap();
        assert_eq!(status().await, Some(RowSecurity::Current), "{change}");
        assert_eq!(ready().await.status, 200, "{change}");
    }
    // And it still stands.
    let data = service
        .data(&Person::nobody(), "{ contributions { totalCount } }")
        .await;
    assert_eq!(data["contributions"]["totalCount"], 0);
    let read = super::read(&service.database, "");
    assert!(read["contributions"].is_empty() && read["proposals"].is_empty());
}

#[tokio::test]
async fn roles_that_served_before_serve_after_it_was_mended() {
    let fresh = Database::Postgres.fresh(Content::World).await;
    fresh.psql("istc", "drop policy istc_sight on ledger");
    // No role is named this time.
    let (store, keys) = entity::Store::open(&entity::Settings {
        url: fresh.url.clone(),
        owner_url: None,
        row_security: false,
        serving_role: None,
        readers: 1,
        mapped_mib: 64,
        statement_timeout: std::time::Duration::from_secs(30),
        counts_work: false,
    })
    .await
    .unwrap();
    store.migrate_up(&keys.writer).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(
        fresh.psql(SERVING, "select count(*) from ledger").trim(),
        "0"
    );
    let projects = "select count(*) > 0 from projects";
    assert_eq!(fresh.psql(SERVING, projects).trim(), "t");
}
