//! Filters: every test of every field, compared with the rows that the same viewer is given without.
//!
//! `filters/tests.rs` and `filters/measures.rs` write the tests down and say once more, in plain Rust,
//! what each lets through; `filters/nouns.rs` says which noun has which. What joins and bounds filters is told in
//! `filters/joined.rs`, and that they see no more than their viewer in `filters/entitled.rs`.

mod entitled;
mod given;
mod joined;
mod measures;
mod nouns;
mod payers;
mod projects;
mod tests;

use crate::support::{Person, Service, both};
use nouns::{Noun, nouns};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::Check;

/// Viewers whose lists differ in everything that a filter can look at.
fn viewers() -> Vec<Person> {
    vec![
        Person::nobody(),
        Person::party("EU"),
        Person::institute("semey-med"),
        Person::secretariat(),
    ]
}

impl Noun {
    async fn ask(&self, service: &Service, person: &Person, lists: &str) -> Value {
        let question = match self.within {
            "" => format!("{{ {lists} }}"),
            within => format!("{{ within: {within} {{ {lists} }} }}"),
        };
        let data = service.data(person, &question).await;
        match self.within {
            "" => data,
            _ => data["within"].clone(),
        }
    }

    /// Every row that the viewer is given, and its cursor.
    async fn rows(&self, service: &Service, person: &Person) -> Vec<(Value, Value)> {
        let (list, row) = (self.list, self.row);
        let question =
            format!("all: {list}(first: 50) {{ totalCount edges {{ cursor node {{ {row} }} }} }}");
        let data = self.ask(service, person, &question).await;
        let edges = data["all"]["edges"]
            .as_array()
            .unwrap_or(&Vec::new())
            .clone();
        assert_eq!(
            edges.len() as u64,
            data["all"]["totalCount"].as_u64().unwrap_or(0)
        );
        edges
            .into_iter()
            .map(|edge| (edge["cursor"].clone(), edge["node"].clone()))
            .collect()
    }

    /// Asks with each filter, and with its complement.
    async fn try_all(
        &self,
        service: &Service,
        person: &Person,
        checks: &[Check],
        rows: &[(Value, Value)],
    ) {
        for some in checks.chunks(14) {
            let lists: Vec<String> = some
                .iter()
                .enumerate()
                .map(|(at, Check { filter, .. })| {
                    let list = self.list;
                    format!(
                        "f{at}: {list}(first: 50, filter: {{{filter}}}) {{ totalCount edges {{ cursor }} }}
                         n{at}: {list}(first: 0, filter: {{not: {{{filter}}}}}) {{ totalCount }}"
                    )
                })
                .collect();
            let data = self.ask(service, person, &lists.join("\n")).await;
            for (at, Check { filter, passes }) in some.iter().enumerate() {
                let right: Vec<Value> = rows
                    .iter()
                    .filter(|(_, row)| passes(row))
                    .map(|(cursor, _)| json!({ "cursor": cursor }))
                    .collect();
                let found = &data[format!("f{at}")];
                assert_eq!(
                    found["edges"],
                    json!(right),
                    "{person:?} {} {filter}",
                    self.list
                );
                assert_eq!(
                    found["totalCount"],
                    json!(right.len()),
                    "{person:?} {} {filter}",
                    self.list
                );
                let others = &data[format!("n{at}")]["totalCount"];
                assert_eq!(
                    *others,
                    json!(rows.len() - right.len()),
                    "{person:?} {} not {filter}",
                    self.list
                );
            }
        }
    }
}

both! {
    async fn every_test_lets_through_what_it_says_and_not_the_rest(database) {
        let service = Service::of_the_world(database).await;
        for noun in nouns() {
            // The values that are tested for are those that stand somewhere, seen or not.
            let all: Vec<Value> =
                noun.rows(&service, &Person::secretariat()).await.into_iter().map(|(_, row)| row).collect();
            let checks = (noun.checks)(&all);
            let mut telling = 0;
            for person in viewers() {
                let rows = noun.rows(&service, &person).await;
                noun.try_all(&service, &person, &checks, &rows).await;
                telling += checks
                    .iter()
                    .filter(|check| {
                        (1..rows.len()).contains(&rows.iter().filter(|(_, row)| (check.passes)(row)).count())
                    })
                    .count();
            }
            // A filter that lets all through, or nothing, would not be missed much.
            assert!(telling * 4 > checks.len(), "{}: {telling} of {}", noun.list, checks.len());
        }
    }
}

both! {
    async fn every_test_of_every_filter_was_tried(database) {
        let service = Service::of_the_world(database).await;
        let mut tried: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for noun in nouns() {
            let all: Vec<Value> =
                noun.rows(&service, &Person::secretariat()).await.into_iter().map(|(_, row)| row).collect();
            let filters = (noun.checks)(&all).into_iter().map(|check| check.filter);
            tried.entry(noun.filter).or_default().extend(filters);
        }
        // These two noun's rows are listed nowhere by themselves.
        let within = |outer: &str, field: &str| -> Vec<String> {
            let beginning = format!("{field}: {{some: {{");
            let inner = tried[outer].iter().filter_map(|filter| filter.strip_prefix(&beginning));
            inner.map(str::to_owned).collect()
        };
        let (ledger, allocations) = (within("ContributionFilter", "ledger"), within("ProjectFilter", "allocations"));
        tried.insert("LedgerEntryFilter", ledger);
        tried.insert("AllocationFilter", allocations);
        for (filter, tried) in &tried {
            for (field, kind) in inputs(&service, filter).await {
                if ["and", "or", "not"].contains(&field.as_str()) {
                    continue;
                }
                let beginning = format!("{field}: {{");
                let of_field: Vec<&str> = tried.iter().filter_map(|filter| filter.strip_prefix(&beginning)).collect();
                assert!(!of_field.is_empty(), "{filter}.{field}");
                let tests = inputs(&service, &kind).await;
                if tests.iter().any(|(name, _)| name == "and") {
                    continue;
                }
                for (test, _) in tests {
                    let named =
                        |text: &&str| text.starts_with(&format!("{test}:")) || text.contains(&format!(" {test}:"));
                    assert!(of_field.iter().any(named), "{filter}.{field}.{test}");
                }
            }
        }
        assert_eq!(tried.len(), 14, "{:?}", tried.keys());
    }
}

/// The fields of an input type, each with the name of its own type.
async fn inputs(service: &Service, name: &str) -> Vec<(String, String)> {
    let question = format!(
        r#"{{ __type(name: "{name}") {{ inputFields {{ name type {{ name ofType {{ name }} }} }} }} }}"#
    );
    let data = service.data(&Person::nobody(), &question).await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fields = data["__type"]["inputFields"]
        .as_array()
        .unwrap_or_else(|| panic!("{name}"));
    fields
        .iter()
        .map(|field| {
            let named = text(&field["type"]["name"]);
            let kind = if named.is_empty() {
                text(&field["type"]["ofType"]["name"])
            } else {
                named
            };
            (text(&field["name"]), kind)
        })
        .collect()
}
