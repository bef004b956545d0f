//! What Prometheus is told, at an address of its own.

use crate::support::{Database, Person, Service};
use api::http::{DoorSettings, Trusted};
use serde_json::json;
use std::fs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_counted_by_operation_viewer_and_outcome() {
    let service = Service::of_the_world(Database::Sqlite).await;
    let japan = Person::party("JP");
    let named = "query Funding { contributions { nodes { key } } }";
    for _ in 0..3 {
        service.data(&japan, named).await;
    }
    service
        .ask(&Person::nobody(), "{ projects(first: 201) { totalCount } }")
        .await;
    service.ask(&Person::nobody(), "{ nonsense }").await;
    let bad = service
        .client
        .post(service.url("/graphql"))
        .bearer_auth("x.y.z")
        .json(&json!({ "query": "{ __typename }" }));
    assert_eq!(Service::answer(bad).await.status, 401);

    // A name that is no operation's is the caller's own, as long as it likes.
    let made_up = json!({ "query": "{ __typename }", "operationName": "MadeUp".repeat(1_000) });
    let made_up = service.client.post(service.url("/graphql")).json(&made_up);
    assert_eq!(Service::answer(made_up).await.code(), "BAD_USER_INPUT");

    let metrics = service.metrics().await;
    assert_eq!(
        metrics.headers["content-type"],
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    for line in [
        r#"istc_requests_total{operation="Funding",viewer="party",outcome="ok"} 3"#,
        r#"istc_requests_total{operation="",viewer="public",outcome="BAD_USER_INPUT"} 2"#,
        r#"istc_requests_total{operation="",viewer="public",outcome="GRAPHQL_VALIDATION_FAILED"} 1"#,
        r#"istc_requests_total{operation="",viewer="unknown",outcome="UNAUTHENTICATED"} 1"#,
        r#"istc_request_duration_seconds_count{viewer="party"} 3"#,
        "istc_panics_total 0",
        "istc_access_record_entries_total 3",
        r#"istc_key_reads_total{outcome="ok"} 0"#,
        "istc_database_connections 4",
    ] {
        assert!(
            metrics.text.lines().any(|found| found == line),
            "{line}\n{}",
            metrics.text
        );
    }
    assert!(!metrics.text.contains("MadeUp"));
    assert!(!metrics.text.contains("JP"), "no holder is named");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_of_callers_without_a_sign_in_take_nobody_elses_room() {
    let service = Service::of_the_world(Database::Sqlite).await;
    for number in 0..250 {
        let question = format!("query Anybody{number} {{ __typename }}");
        service.data(&Person::nobody(), &question).await;
    }
    service
        .data(&Person::party("JP"), "query Funding { __typename }")
        .await;
    // A question that comes with the service, as anybody asks it.
    let file = service.client.get(service.url("/export/projects.csv"));
    assert_eq!(Service::answer(file).await.status, 200);
    let page = service.metrics().await.text;
    let series = |name: &str| {
        let begin = format!("istc_requests_total{{operation=\"{name}");
        page.lines().filter(|line| line.starts_with(&begin)).count()
    };
    assert_eq!(series("Anybody"), 100, "{page}");
    for line in [
        r#"istc_requests_total{operation="(other)",viewer="public",outcome="ok"} 150"#,
        r#"istc_requests_total{operation="Funding",viewer="party",outcome="ok"} 1"#,
        r#"istc_requests_total{operation="Projects",viewer="public",outcome="ok"} 1"#,
    ] {
        assert!(page.lines().any(|found| found == line), "{line}\n{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_that_the_operator_trusts_are_always_counted_by_name() {
    let folder = tempfile::TempDir::new().unwrap();
    let names: Vec<String> = (0..300).map(|number| format!("Trusted{number}")).collect();
    for name in &names {
        let text = format!("query {name} {{ __typename }}");
        fs::write(folder.path().join(format!("{name}.graphql")), text).unwrap();
    }
    let trusted = Some(Trusted::read(folder.path()).unwrap());
    let settings = DoorSettings {
        trusted,
        ..DoorSettings::default()
    };
    let service = Service::with(Database::Sqlite, settings).await;
    for name in &names {
        let question = format!("query {name} {{ __typename }}");
        service.data(&Person::nobody(), &question).await;
    }
    let page = service.metrics().await.text;
    for name in names {
        let line = format!(
            "istc_requests_total{{operation=\"{name}\",viewer=\"public\",outcome=\"ok\"}} 1"
        );
        assert!(page.lines().any(|found| found == line), "{line}");
    }
}
