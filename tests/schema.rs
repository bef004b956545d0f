//! The public language itself: what is committed is what is spoken, and every word of it is explained.

use crate::support::{Database, Person, Service};
use serde_json::Value;

const INTROSPECTION: &str = "{ __schema { types { kind name description specifiedByURL
    fields(includeDeprecated: true) { name description type { ...T } args { name description type { ...T } } }
    inputFields { name description type { ...T } }
    enumValues(includeDeprecated: true) { name description } } } }
  fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

async fn types() -> Vec<Value> {
    let service = Service::of_the_world(Database::Sqlite).await;
    let data = service.data(&Person::nobody(), INTROSPECTION).await;
    let types = data["__schema"]["types"].as_array().unwrap().clone();
    types
        .into_iter()
        .filter(|one| !one["name"].as_str().unwrap().starts_with("__"))
        .collect()
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value[name].as_array().into_iter().flatten()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}

#[test]
fn the_committed_schema_is_the_one_that_is_spoken() {
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");
    let committed = std::fs::read_to_string(committed).unwrap();
    assert!(
        committed == api::graphql::sdl(),
        "schema.graphql is out of step; write it anew with: cargo run -- schema > schema.graphql"
    );
}

#[tokio::test]
async fn every_word_is_explained() {
    let mut silent = Vec::new();
    let mut hear = |what: String, described: &Value| {
        let text = described["description"].as_str().unwrap_or_default();
        if text.chars().next().is_none_or(char::is_lowercase) {
            silent.push(what);
        }
    };
    for one in types().await {
        // The one scalar of the specification that the library leaves unexplained.
        if name(&one) != "ID" {
            hear(name(&one).to_owned(), &one);
        }
        for field in list(&one, "fields") {
            hear(format!("{}.{}", name(&one), name(field)), field);
            for argument in list(field, "args") {
                hear(
                    format!("{}.{}({})", name(&one), name(field), name(argument)),
                    argument,
                );
            }
        }
        for part in ["inputFields", "enumValues"] {
            for field in list(&one, part) {
                hear(format!("{}.{}", name(&one), name(field)), field);
            }
        }
    }
    assert!(silent.is_empty(), "without a description: {silent:#?}");
}

#[tokio::test]
async fn our_scalars_say_where_they_are_specified() {
    for one in types().await {
        let built_in = ["String", "Int", "Boolean", "ID", "Float"].contains(&name(&one));
        if one["kind"] == "SCALAR" && !built_in {
            let address = one["specifiedByURL"].as_str().unwrap_or_default();
            assert!(
                address.starts_with("https://"),
                "{} says {address:?}",
                name(&one)
            );
        }
    }
}

#[tokio::test]
async fn no_list_of_entities_is_unbounded_and_every_page_says_its_bounds() {
    for one in types().await {
        for field in list(&one, "fields") {
            let arguments: Vec<&str> = list(field, "args").map(name).collect();
            let of = type_name(&field["type"]);
            if of.ends_with("Connection") {
                assert!(
                    arguments.contains(&"first"),
                    "{}.{}",
                    name(&one),
                    name(field)
                );
                let first = list(field, "args")
                    .find(|argument| name(argument) == "first")
                    .unwrap();
                assert!(
                    first["description"].as_str().unwrap().contains("200"),
                    "{}.{}",
                    name(&one),
                    name(field)
                );
            }
        }
    }
}

#[tokio::test]
async fn root_fields_are_nullable_so_that_one_failure_leaves_the_others() {
    let types = types().await;
    let query = types.iter().find(|one| name(one) == "Query").unwrap();
    for field in list(query, "fields") {
        assert_ne!(field["type"]["kind"], "NON_NULL", "Query.{}", name(field));
    }
}

#[tokio::test]
async fn whatever_has_an_id_is_a_node() {
    let types = types().await;
    let with_ids: Vec<&str> = types
        .iter()
        .filter(|one| {
            one["kind"] == "OBJECT" && list(one, "fields").any(|field| name(field) == "id")
        })
        .map(name)
        .collect();
    let sdl = api::graphql::sdl();
    assert!(with_ids.len() >= 8, "{with_ids:?}");
    for one in with_ids {
        assert!(
            sdl.contains(&format!("type {one} implements Node")),
            "{one}"
        );
    }
}

fn type_name(of: &Value) -> String {
    let mut of = of;
    while !of["ofType"].is_null() {
        of = &of["ofType"];
    }
    name(of).to_owned()
}
