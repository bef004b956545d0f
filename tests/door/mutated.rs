//! Bodies that are nearly questions: whatever is sent, the service answers, and never with a fault of
//! its own.
//!
//! `ISTC_BODIES` says how many are sent, `ISTC_SEED` which.

use crate::{
    invention::Chance,
    support::{Database, Person, Service},
};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// So many are sent at the same time.
const AT_ONCE: usize = 8;

/// Questions from which the others are made.
fn seeds() -> Vec<Vec<u8>> {
    let questions = [
        json!({ "query": "{ projects(first: 3, filter: {status: {in: [COMPLETED]}}) { totalCount nodes { number title } pageInfo { endCursor } } }" }),
        json!({ "query": "query Q($n: Int = 2, $k: String!) { project(by: {number: $k}) { funding { contributions(first: $n) { nodes { amount { amount currency } } } } } }",
            "variables": { "n": 3, "k": "KZ-2514" }, "operationName": "Q", "extensions": { "cost": true } }),
        json!({ "query": "query A { ...F } query B { viewer { kind } } fragment F on Query { search(text: \"reactor\", first: 2) { nodes { snippet node { ... on Project { number } } } } }",
            "operationName": "B", "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "00" } } }),
        json!({ "query": "{ __schema { types { name fields { name } } } node(id: \"UHJvamVjdA\") { id @skip(if: false) __typename } }" }),
        json!({ "query": "{ cost(document: \"{ a }\", variables: {a: 1}) { predicted } accessRecords(filter: {answeredAt: {gte: \"2026-01-01T00:00:00Z\"}}) { totalCount } }" }),
    ];
    questions
        .iter()
        .map(|one| one.to_string().into_bytes())
        .collect()
}

/// What stands in a place where something else was.
const WORDS: [&str; 28] = [
    "null",
    "true",
    "-1",
    "4294967296",
    "1e400",
    "9223372036854775808",
    "\"\"",
    "[]",
    "{}",
    "[[[[",
    "}}}}",
    "\\u0000",
    "\\ud800",
    "\u{202e}",
    "...",
    "@include(if: $x)",
    "$",
    "\"\"\"",
    "#",
    "fragment F on Query { ...F }",
    "mutation",
    "{a:",
    "\u{feff}",
    "first: 2147483648",
    "after: \"AAAA\"",
    "KZ-2514",
    "__typename",
    "\u{7f}",
];

/// A body with something amiss: in its bytes, or in the question that it carries whole.
fn body(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    if chance.one_in(2) {
        return mutated(seeds, chance);
    }
    let seed: &Vec<u8> = chance.pick(seeds);
    let mut carried: Value = serde_json::from_slice(seed).expect("JSON");
    let texts: Vec<Vec<u8>> = seeds.iter().map(|seed| text(seed)).collect();
    let amiss = mutated(&texts, chance);
    carried["query"] = String::from_utf8_lossy(&amiss).into();
    carried["extensions"] = json!({});
    carried.to_string().into_bytes()
}

fn text(seed: &[u8]) -> Vec<u8> {
    let seed: Value = serde_json::from_slice(seed).expect("JSON");
    seed["query"]
        .as_str()
        .expect("a question")
        .as_bytes()
        .to_vec()
}

fn mutated(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut body = chance.pick(seeds).clone();
    for _ in 0..chance.between(1, 4) {
        if body.is_empty() {
            break;
        }
        let at = chance.below(body.len());
        let until = (at + chance.between(1, 40)).min(body.len());
        match chance.below(8) {
            0 => body[at] ^= 1 << chance.below(8),
            1 => body[at] = chance.below(256) as u8,
            2 => drop(body.drain(at..until)),
            3 => body.truncate(at),
            4 => {
                let part = body[at..until].to_vec();
                for _ in 0..chance.between(1, 50) {
                    body.splice(at..at, part.iter().copied());
                }
            }
            5 => {
                let other = chance.pick(seeds);
                let from = chance.below(other.len());
                body.splice(at..until, other[from..].iter().copied().take(60));
            }
            _ => drop(body.splice(at..until, chance.pick(&WORDS).bytes())),
        }
    }
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_body_is_answered_with_a_fault_of_the_service() {
    let number = |name: &str, default: u64| {
        let given = std::env::var(name).ok();
        given.map_or(default, |text| text.parse().expect("a number"))
    };
    let (bodies, seed) = (number("ISTC_BODIES", 2_000), number("ISTC_SEED", 1));
    let service = Service::of_the_world(Database::Sqlite).await;
    let token = service.token(&Person::party("JP")).expect("a token");
    let seeds = seeds();
    let mut chance = Chance::of(seed, 0);
    let all: Vec<Vec<u8>> = (0..bodies).map(|_| body(&seeds, &mut chance)).collect();
    let mut answers = stream::iter(all)
        .map(|body| {
            let request = service.client.post(service.url("/graphql"));
            let request = request
                .bearer_auth(&token)
                .header("content-type", "application/json");
            let request = request
                .header("accept", "application/graphql-response+json")
                .body(body.clone());
            async move { (body, Service::answer(request).await) }
        })
        .buffer_unordered(AT_ONCE);
    let mut outcomes: BTreeMap<(u16, String), u64> = BTreeMap::new();
    while let Some((body, answer)) = answers.next().await {
        let busy = ["UNAVAILABLE", "TIMEOUT"].contains(&answer.code().as_str());
        assert!(
            (answer.status.as_u16() < 500 && answer.code() != "INTERNAL") || busy,
            "{}: {}\n{}",
            answer.status,
            answer.text,
            String::from_utf8_lossy(&body)
        );
        *outcomes
            .entry((answer.status.as_u16(), answer.code()))
            .or_default() += 1;
    }
    println!("{bodies} bodies, seed {seed}: {outcomes:?}");
    assert_eq!(outcomes.values().sum::<u64>(), bodies);
    assert!(
        outcomes.len() >= 4,
        "they are all refused alike: {outcomes:?}"
    );
    let metrics = service.metrics().await;
    assert!(
        metrics.text.contains("\nistc_panics_total 0\n"),
        "{}",
        metrics.text
    );
}
