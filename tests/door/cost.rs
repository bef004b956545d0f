//! What an operation costs: told with the answer, or without asking.

use crate::support::{Person, Service, both};
use serde_json::{Value, json};

const QUESTION: &str = "query Q($n: Int) { projects(first: $n) { totalCount nodes { number } } }";

both! {
    async fn an_answer_tells_its_cost_if_it_is_asked_to(database) {
        let service = Service::of_the_world(database).await;
        let ask = async |extensions: Value| {
            let body = json!({ "query": QUESTION, "variables": { "n": 3 }, "extensions": extensions });
            Service::answer(service.client.post(service.url("/graphql")).json(&body)).await.json()
        };
        assert_eq!(ask(json!({})).await.get("extensions"), None);
        assert_eq!(ask(json!({ "cost": false })).await.get("extensions"), None);
        let answer = ask(json!({ "cost": true })).await;
        // One for the list, ten for its total, and three times a node with its number.
        let cost = json!({ "predicted": 17, "spent": 6, "limit": 50_000, "statements": 1, "budget": null });
        let cost = match service.walled() {
            true => json!({ "predicted": 17, "spent": 6, "limit": 50_000, "statements": 2, "budget": null }),
            false => cost,
        };
        assert_eq!(answer["extensions"]["cost"], cost);
        assert_eq!(answer["data"]["projects"]["nodes"].as_array().unwrap().len(), 3);
    }
}

both! {
    async fn a_dry_run_tells_what_the_operation_would_cost(database) {
        let service = Service::of_the_world(database).await;
        let ask = async |document: &str, variables: Value| {
            let question = "query ($d: String!, $v: Variables) { cost(document: $d, variables: $v) {
                predicted limit fits dearest largestPage depth selections } }";
            service.ask_with(&Person::nobody(), question, json!({ "d": document, "v": variables })).await
        };
        let cost = ask(QUESTION, json!({ "n": 3 })).await.data()["cost"].clone();
        assert_eq!(cost, json!({ "predicted": 17, "limit": 50_000, "fits": true, "dearest": "\"projects\" (17)",
            "largestPage": null, "depth": 3, "selections": 4 }));
        assert_eq!(ask(QUESTION, Value::Null).await.data()["cost"]["predicted"], 51, "a page of 20");

        let dear = "{ projects(first: 200) { nodes { outputs(first: 200) { nodes { key title } } } } }";
        let cost = ask(dear, Value::Null).await.data()["cost"].clone();
        assert_eq!((&cost["fits"], &cost["depth"]), (&json!(false), &Value::Null));
        let page = cost["largestPage"].as_u64().expect("a page that fits");
        let with = |page: u64| dear.replace("200", &page.to_string());
        for (page, fits) in [(page, true), (page + 1, false)] {
            assert_eq!(ask(&with(page), Value::Null).await.data()["cost"]["fits"], fits, "{page}");
        }
        for wrong in ["", "{", "{ ...F } fragment F on Query { ...F }", "query A { __typename } query B { __typename }"] {
            let answer = ask(wrong, Value::Null).await;
            assert_eq!(answer.code(), "BAD_USER_INPUT", "{wrong}: {}", answer.text);
            assert_eq!(answer.json()["data"], json!({ "cost": null }));
        }
        let inline = r#"{ cost(document: "query Q($n: Int) { projects(first: $n) { nodes { number } } }", variables: {n: 7}) { predicted } }"#;
        assert_eq!(service.data(&Person::nobody(), inline).await["cost"]["predicted"], 15);
    }
}

both! {
    async fn a_dry_run_costs_by_the_length_of_its_document_and_is_asked_once(database) {
        let service = Service::of_the_world(database).await;
        let nobody = Person::nobody();
        let long = format!("{{ {} }}", "projects { totalCount } ".repeat(1_000));
        assert!(long.len() > 24_000, "{}", long.len());
        let predicted = async |question: &str, variables: Value| {
            let body = json!({ "query": question, "variables": variables, "extensions": { "cost": true } });
            let answer = Service::answer(service.client.post(service.url("/graphql")).json(&body)).await.json();
            answer["extensions"]["cost"]["predicted"].as_u64().unwrap_or_else(|| panic!("{answer}"))
        };
        let asked = "query ($d: String!) { cost(document: $d) { predicted } }";
        let short = predicted(asked, json!({ "d": "{ __typename }" })).await;
        assert!((2..20).contains(&short), "{short}");
        let dear = predicted(asked, json!({ "d": long })).await;
        assert!(dear > 700, "{dear}");
        let inline = format!("{{ cost(document: {}) {{ predicted }} }}", json!(long));
        assert_eq!(predicted(&inline, json!({})).await, dear, "written into the question it costs the same");

        let twice = "query ($d: String!) { a: cost(document: $d) { predicted } ...B } fragment B on Query { b: cost(document: $d) { predicted } }";
        let thirty: String = (0..30).map(|number| format!("a{number}: cost(document: $d) {{ predicted }} ")).collect();
        let thirty = format!("query ($d: String!) {{ {thirty} }}");
        for often in [twice, &thirty] {
            let answer = service.ask_with(&nobody, often, json!({ "d": long })).await;
            assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{}", answer.text);
            assert_eq!(answer.json().get("data"), None);
        }
        // Another operation of the same document may ask it too.
        let both = "query A($d: String!) { cost(document: $d) { predicted } } query B($d: String!) { cost(document: $d) { predicted } }";
        let body = json!({ "query": both, "operationName": "B", "variables": { "d": "{ __typename }" } });
        let answer = Service::answer(service.client.post(service.url("/graphql")).json(&body)).await;
        assert_eq!(answer.data()["cost"]["predicted"], 1);
    }
}
