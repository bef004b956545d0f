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
