//! Absent equals invisible: what a viewer may not see is answered, byte for byte and statement for
//! statement, as what does not exist.

use crate::{
    oracle::{self, Scopes, Viewer, Who, World},
    support::{Answer, Person, Service, both, world},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn people() -> Vec<(Person, Viewer)> {
    let all = |person, who| {
        (
            person,
            Viewer {
                who,
                scopes: Scopes::ALL,
            },
        )
    };
    vec![
        all(Person::nobody(), Who::Public),
        all(Person::party("US"), Who::Party("US".into())),
        all(Person::party("KZ"), Who::Party("KZ".into())),
        all(Person::party("RU"), Who::Party("RU".into())),
        all(
            Person::partner("partner-hidden"),
            Who::Partner("partner-hidden".into()),
        ),
        all(
            Person::institute("semey-med"),
            Who::Institute("semey-med".into()),
        ),
        (
            Person::secretariat().scoped("reports"),
            Viewer {
                who: Who::Secretariat,
                scopes: Scopes {
                    reports: true,
                    ..Scopes::CARD
                },
            },
        ),
    ]
}

/// The nouns that have a global id and may be hidden: the noun, its table, and the field that looks one
/// up by its key.
const NOUNS: [(&str, &str, &str); 5] = [
    (
        "Project",
        "projects",
        "project(by: {number: $key}) { title outputs { nodes { title } } }",
    ),
    (
        "Output",
        "outputs",
        "output(by: {key: $key}) { title institute { name } }",
    ),
    (
        "Funder",
        "funders",
        "funder(by: {key: $key}) { name contributions { totalCount } }",
    ),
    (
        "Contribution",
        "contributions",
        "contributions(filter: {key: {eq: $key}}) { totalCount nodes { note ledger { totalCount } } }",
    ),
    (
        "LedgerEntry",
        "ledger",
        "contributions(filter: {ledger: {some: {key: {eq: $key}}}}) { totalCount nodes { key } }",
    ),
];

const NODE: &str = "id __typename
    ... on Project { title access { access } participations { nodes { institute { name } } }
        funding { totals { amount } contributions { totalCount } } }
    ... on Output { title projects { nodes { number } } grants { party { name } } }
    ... on Funder { name contributions { nodes { amount { amount } } } }
    ... on Contribution { amount { amount } project { title } ledger { nodes { key } } }
    ... on LedgerEntry { amount { amount } contribution { key } }";

fn id(noun: &str, key: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{noun}\u{1f}{key}"))
}

/// All that an answer says, but for what each answer has of its own.
fn told(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    assert!(headers.iter().any(|(name, _)| name == "x-statements"));
    (answer.status.as_u16(), headers, answer.text.clone())
}

both! {
    async fn an_id_of_a_hidden_row_is_answered_like_an_id_of_none(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let everything =
            oracle::visible(&world, &Viewer { who: Who::Secretariat, scopes: Scopes::ALL }, service.today());
        let mut hidden_rows = 0;
        for (person, viewer) in people() {
            let visible = oracle::visible(&world, &viewer, service.today());
            service.admit(&person).await;
            for (noun, table, lookup) in NOUNS {
                let question = format!(
                    "query($id: ID!, $key: String!) {{ node(id: $id) {{ {NODE} }} nodes(ids: [$id]) {{ {NODE} }} one: {lookup} }}"
                );
                let ask = async |key: &str| {
                    service.ask_with(&person, &question, json!({ "id": id(noun, key), "key": key })).await
                };
                let nothing = told(&ask("nothing-of-this-key").await);
                let hidden: BTreeSet<&String> = everything[table].difference(&visible[table]).collect();
                hidden_rows += hidden.len();
                for key in hidden {
                    assert_eq!(told(&ask(key).await), nothing, "{person:?} {noun} {key}");
                }
                // Whereas what is seen is answered.
                if let Some(key) = visible[table].first() {
                    let data = ask(key).await.data();
                    assert_eq!(data["node"]["__typename"], noun, "{person:?} {key}");
                    assert_eq!(data["node"], data["nodes"][0]);
                    assert_ne!(data["one"], Value::Null);
                }
            }
        }
        assert!(hidden_rows > 300, "{hidden_rows}");
    }
}

both! {
    async fn each_row_that_is_seen_is_found_by_its_id_and_by_its_key(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        for (person, viewer) in people() {
            let visible = oracle::visible(&world, &viewer, service.today());
            for (noun, table, _) in NOUNS {
                let keys: Vec<&String> = visible[table].iter().collect();
                let ids: Vec<String> = keys.iter().map(|key| id(noun, key)).collect();
                let data = service
                    .ask_with(
                        &person,
                        "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }",
                        json!({ "ids": ids }),
                    )
                    .await
                    .data();
                let right: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "__typename": noun })).collect();
                assert_eq!(data["nodes"], json!(right), "{person:?}");
            }
        }
    }
}

both! {
    async fn hidden_rows_among_others_leave_a_gap_like_rows_that_are_none(database) {
        let service = Service::of_the_world(database).await;
        let ids = |second: &str, fourth: &str| {
            json!({ "ids": [id("Project", "K-99"), id("Project", second), id("Output", "o-pub-one"), id("Output", fourth)] })
        };
        let question = format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {NODE} }} }}");
        let hidden = service.ask_with(&Person::nobody(), &question, ids("X-009", "o-conf-one")).await;
        let absent = service.ask_with(&Person::nobody(), &question, ids("X-900", "o-conf-900")).await;
        assert_eq!(told(&hidden), told(&absent));
        let seen: Vec<bool> = hidden.data()["nodes"].as_array().unwrap().iter().map(|node| !node.is_null()).collect();
        assert_eq!(seen, [true, false, true, false]);
    }
}

both! {
    async fn a_key_of_another_noun_and_a_broken_id_are_ids_of_nothing(database) {
        let service = Service::of_the_world(database).await;
        let broken = [
            id("Institute", "K-99"),
            id("project", "K-99"),
            id("@Project", "K-99"),
            id("Project", "K-99\u{1f}K-99"),
            id("Project", ""),
            id("Project", "k-99"),
            id("Project", "K-99\0"),
            id("Participation", "K-99\u{1f}semey-med\u{1f}participating"),
            id("Allocation", "K-99\u{1f}EUR"),
            id("Proposal", "K-99"),
            id("Country", "KZ"),
            "K-99".into(),
            String::new(),
            "\u{0}".into(),
            "A".repeat(10_000),
        ];
        for id in broken {
            let answer = service
                .ask_with(&Person::secretariat(), "query($id: ID!) { node(id: $id) { id } }", json!({ "id": id }))
                .await;
            assert_eq!(answer.text, r#"{"data":{"node":null}}"#, "{id:.40}");
        }
        for lookup in [
            r#"project(by: {number: "k-99"})"#,
            r#"institute(by: {ror: "0abcdef23"})"#,
            r#"output(by: {doi: "10.1000/none"})"#,
            "party(by: {code: ZZ})",
        ] {
            let answer = service.ask(&Person::secretariat(), &format!("{{ one: {lookup} {{ id }} }}")).await;
            assert_eq!(answer.text, r#"{"data":{"one":null}}"#, "{lookup}");
        }
    }
}
