//! Budgets: each client its own, and a refusal that says when to come again.

use crate::support::{Answer, Person, Service, both};
use api::http::DoorSettings;
use serde_json::json;

/// Costs 26,401 or more.
const DEAR: &str = "{ projects(first: 200) { nodes { number participations(first: 20) { nodes { role institute { key name } } } } } }";

async fn ask(service: &Service, person: &Person, from: &str) -> Answer {
    let body = json!({ "query": DEAR, "extensions": { "cost": true } });
    let request = service.client.post(service.url("/graphql")).json(&body);
    let mut request = request.header("x-forwarded-for", from);
    if let Some(token) = service.token(person) {
        request = request.bearer_auth(token);
    }
    Service::answer(request).await
}

both! {
    async fn a_client_that_has_spent_its_budget_waits_and_nobody_else(database) {
        let settings = DoorSettings { budget: Some(50_000), proxies: 1, ..DoorSettings::default() };
        let service = Service::with(database, settings).await;
        let nobody = Person::nobody();
        let first = ask(&service, &nobody, "192.0.2.1").await;
        let cost = &first.json()["extensions"]["cost"];
        let (predicted, budget) = (cost["predicted"].as_u64().unwrap(), &cost["budget"]);
        assert!(predicted > 16_000, "{cost}");
        assert_eq!((budget["limit"].as_u64(), budget["windowSeconds"].as_u64()), (Some(50_000), Some(60)));
        // What dropped into the bucket meanwhile is little.
        let remaining = budget["remaining"].as_u64().unwrap();
        assert!(remaining >= 50_000 - predicted && remaining < 50_000, "{cost}");
        let mut answers = 1;
        let refused = loop {
            let answer = ask(&service, &nobody, "192.0.2.1").await;
            if answer.status == 429 {
                break answer;
            }
            answers += 1;
            assert!(answers <= 50_000 / predicted + 3, "the bucket is never empty");
        };
        assert_eq!(refused.code(), "RATE_LIMITED", "{}", refused.text);
        let wait: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(refused.json().get("data"), None);

        assert_eq!(ask(&service, &nobody, "192.0.2.2").await.status, 200, "another address");
        assert_eq!(ask(&service, &nobody, "192.0.2.9, 192.0.2.1").await.status, 429, "what a client wrote itself is not believed");
        assert_eq!(ask(&service, &Person::party("JP"), "192.0.2.1").await.status, 200, "who signed in has a bucket of its own");
    }
}

/// What is refused, each in another way and as long as it may be: with which status.
fn refusals(service: &Service) -> Vec<(&'static str, u16, reqwest::RequestBuilder)> {
    let post = |body: String| {
        let request = service
            .client
            .post(service.url("/graphql"))
            .header("content-type", "application/json");
        request
            .header("accept", "application/graphql-response+json")
            .body(body)
    };
    let get = |path: &str| service.client.get(service.url(path));
    let asked = |query: &str| {
        post(json!({ "query": format!("{query} # {}", "x".repeat(60_000)) }).to_string())
    };
    let unknown = json!({ "persistedQuery": { "version": 1, "sha256Hash": "0".repeat(64) }, "more": "x".repeat(200_000) });
    let bad = "x".repeat(30_000);
    let file = format!("/export/{}.csv?variables={bad}", "0".repeat(64));
    let form = [("party", "JP"), ("token", bad.get(..7_000).unwrap())];
    vec![
        ("what cannot be parsed", 400, asked("{ projects {")),
        (
            "what is too deep",
            400,
            asked(&format!("{}{}", "{ a".repeat(40), " }".repeat(40))),
        ),
        (
            "what is too dear",
            400,
            asked(
                "{ projects(first: 200) { nodes { outputs(first: 200) { nodes { key title } } } } }",
            ),
        ),
        ("what is not of the schema", 400, asked("{ nothing }")),
        (
            "a hash that is not known",
            400,
            post(json!({ "extensions": unknown }).to_string()),
        ),
        (
            "what is no question",
            400,
            post(format!("[]{}", " ".repeat(200_000))),
        ),
        (
            "a token that is not good",
            401,
            asked("{ __typename }").bearer_auth(&bad),
        ),
        ("a file of a question that is not known", 404, get(&file)),
        (
            "a file for a token that is not good",
            401,
            get("/export/projects.csv").bearer_auth(&bad),
        ),
        (
            "a page for a token that is not good",
            401,
            get("/parties/JP").bearer_auth(&bad),
        ),
        (
            "a form with a token that is not good",
            401,
            service.client.post(service.url("/session")).form(&form),
        ),
    ]
}

both! {
    async fn what_is_refused_is_paid_for(database) {
        let settings = DoorSettings { budget: Some(50_000), proxies: 1, ..DoorSettings::default() };
        let service = Service::with(database, settings).await;
        for (number, (what, status, request)) in refusals(&service).into_iter().enumerate() {
            // Each has an address and a budget of its own.
            let from = format!("192.0.2.{number}");
            let mut refused = 0;
            let spent = loop {
                let request = request.try_clone().unwrap().header("x-forwarded-for", &from);
                let answers = (0..20).map(|_| Service::answer(request.try_clone().unwrap()));
                let answers = futures_util::future::join_all(answers).await;
                let count = answers.iter().filter(|answer| answer.status == status).count();
                if let Some(other) = answers.into_iter().find(|answer| answer.status != status) {
                    break other;
                }
                refused += count;
                assert!(refused < 100_000, "{what} is never paid for");
            };
            assert_eq!(spent.status, 429, "{what}: {}", spent.text);
            let wait: u64 = spent.headers["retry-after"].to_str().unwrap().parse().unwrap();
            assert!((1..=60).contains(&wait), "{what}: {wait}");
            let request = service.client.post(service.url("/graphql")).header("x-forwarded-for", &from);
            let request = request.bearer_auth(service.token(&Person::party("JP")).unwrap());
            let other = Service::answer(request.json(&json!({ "query": "{ __typename }" }))).await;
            assert_eq!(other.status, 200, "{what}: who is signed in has a budget of its own");
        }
    }
}

both! {
    async fn a_long_document_is_paid_for_by_its_length(database) {
        let settings = DoorSettings { budget: Some(50_000), proxies: 1, ..DoorSettings::default() };
        let service = Service::with(database, settings).await;
        let long = format!("{{ __typename }} # {}", "x".repeat(60_000));
        let body = json!({ "query": long, "extensions": { "cost": true } });
        let request = service.client.post(service.url("/graphql")).header("x-forwarded-for", "192.0.2.1");
        let answer = Service::answer(request.json(&body)).await.json();
        let cost = &answer["extensions"]["cost"];
        assert_eq!(cost["predicted"], 1);
        // What dropped into the bucket meanwhile is little.
        assert!(cost["budget"]["remaining"].as_u64().unwrap() < 49_900, "{cost}");
    }
}
