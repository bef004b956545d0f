//! A page costs a fixed number of statements, however long it is, and a hidden row as many as none.

use crate::support::{Answer, Person, Service, both};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// A page with everything below it that a page of the catalogue shows. The project with most of it
/// comes first, so that no level is empty however short the page is.
const PAGE: &str = "query($first: Int) { projects(first: $first, orderBy: [{field: ENDS_ON, direction: DESC}]) { nodes {
    number title
    participations(first: 9) { nodes { role institute { name country { name } } } }
    areas { name }
    outputs(last: 9) { nodes { title institute { name } } }
    hostCountry { name }
    funding { totals { amount currency }
        contributions(first: 9) { nodes { amount { amount } funder { name party { name } } ledger(first: 9) { nodes { kind } } } }
        access { access } }
    access { facet access because }
} } }";

/// One for projects, participations, their institutes and countries, areas, outputs and their
/// institutes, host countries, allocations, contributions, funders, Parties, the ledger, and the
/// viewer's own standing.
const LEVELS: u32 = 14;

fn id(noun: &str, key: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{noun}\u{1f}{key}"))
}

/// How many statements it takes to let someone in.
async fn admission(service: &Service, person: &Person) -> u32 {
    service.ask(person, "{ __typename }").await.statements()
}

async fn ask(service: &Service, person: &Person, question: &str, variables: Value) -> Answer {
    let answer = service.ask_with(person, question, variables).await;
    assert!(answer.json().get("errors").is_none(), "{}", answer.text);
    answer
}

both! {
    async fn a_nested_page_costs_the_same_however_long_it_is(database) {
        let service = Service::of_the_world(database).await;
        for person in [Person::secretariat(), Person::party("EU")] {
            let door = admission(&service, &person).await;
            for first in [1, 5, 20, 48] {
                let answer = ask(&service, &person, PAGE, json!({ "first": first })).await;
                let rows = answer.data()["projects"]["nodes"].as_array().unwrap().len();
                assert!(rows == first || person != Person::secretariat(), "{rows}");
                assert_eq!(answer.statements() - door, LEVELS, "{person:?} first: {first}");
            }
        }
        // What nobody may see is asked for all the same; what would hang on it is not.
        let public = ask(&service, &Person::nobody(), PAGE, json!({ "first": 20 })).await;
        assert_eq!(public.statements(), LEVELS - 3);
        assert_eq!(admission(&service, &Person::nobody()).await, 0);
    }
}

both! {
    async fn counts_cursors_and_page_infos_cost_one_statement_each(database) {
        let service = Service::of_the_world(database).await;
        let nobody = Person::nobody();
        let cursor = URL_SAFE_NO_PAD.encode("@Project\u{1f}K-99");
        for (arguments, selection, statements) in [
            ("first: 5".to_owned(), "nodes { number title }", 1),
            ("first: 5".into(), "edges { cursor node { id } } nodes { number }", 1),
            ("first: 5".into(), "totalCount", 1),
            ("first: 5".into(), "totalCount nodes { number }", 2),
            ("first: 5".into(), "nodes { number } pageInfo { hasNextPage hasPreviousPage }", 1),
            ("first: 5".into(), "__typename", 0),
            // In the order of the key a cursor says itself where it stands.
            (format!("first: 5, after: \"{cursor}\""), "nodes { number }", 1),
            (format!("first: 5, after: \"{cursor}\", orderBy: [{{field: TITLE}}]"), "nodes { number }", 2),
            (format!("first: 5, after: \"{cursor}\""), "nodes { number } pageInfo { hasPreviousPage }", 2),
        ] {
            let question = format!("{{ projects({arguments}) {{ {selection} }} }}");
            let answer = ask(&service, &nobody, &question, json!({})).await;
            assert_eq!(answer.statements(), statements, "{question}");
        }
        for first in [1, 20] {
            let question = "query($first: Int) { projects(first: $first) { nodes { participations(first: 2) { totalCount nodes { role } } } } }";
            let answer = ask(&service, &nobody, question, json!({ "first": first })).await;
            assert_eq!(answer.statements(), 3);
        }
    }
}

both! {
    async fn many_ids_cost_as_much_as_one(database) {
        let service = Service::of_the_world(database).await;
        let staff = Person::secretariat();
        let rows = |noun: &str, selection: &str| {
            format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on {noun} {{ {selection} }} }} }}")
        };
        for (noun, list, key, selection, statements) in [
            ("Project", "projects", "number", "title participations { nodes { institute { name } } }", 3),
            ("Institute", "institutes", "key", "name participations { totalCount }", 2),
            ("Output", "outputs", "key", "title projects { nodes { number } }", 2),
            ("Contribution", "contributions", "key", "project { number } funder { name }", 3),
        ] {
            let question = format!(
                "{{ list: {list}(first: 20, orderBy: [{{field: {}, direction: ASC}}]) {{ nodes {{ id }} }} }}",
                key.to_uppercase()
            );
            let list = ask(&service, &staff, &question, json!({})).await.data()["list"]["nodes"].clone();
            let ids: Vec<String> =
                list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
            assert_eq!(ids.len(), 20);
            for ids in [&ids[..1], &ids[..], &[ids.clone(), ids.clone()].concat()] {
                let answer = ask(&service, &staff, &rows(noun, selection), json!({ "ids": ids })).await;
                let found = answer.data()["nodes"].clone();
                let right: Vec<Value> = ids.iter().map(|id| json!(id)).collect();
                let in_their_order: Vec<Value> =
                    found.as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
                assert_eq!(in_their_order, right);
                assert_eq!(answer.statements(), statements, "{noun} of {}", ids.len());
            }
        }
        // Ids of two kinds: one statement for each kind.
        let ids = ["K-99", "K-1000"].map(|number| id("Project", number)).into_iter().chain([
            id("Institute", "semey-med"),
            id("Nothing", "K-99"),
            "?".into(),
        ]);
        let ids: Vec<String> = ids.collect();
        let answer =
            ask(&service, &staff, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await;
        assert_eq!(answer.data()["nodes"], json!([{ "id": ids[0] }, { "id": ids[1] }, { "id": ids[2] }, null, null]));
        assert_eq!(answer.statements(), 2);
        let too_many = vec![id("Project", "K-99"); 101];
        let answer = service
            .ask_with(&staff, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": too_many }))
            .await;
        assert_eq!((answer.code().as_str(), answer.statements()), ("BAD_USER_INPUT", 0));
    }
}

both! {
    async fn twenty_hits_cost_as_much_as_one(database) {
        let service = Service::of_the_world(database).await;
        let staff = Person::secretariat();
        // The vocabulary and the hits; then the rows with what hangs on them, and the texts of snippets.
        for (kind, text, selection, statements) in [
            ("INSTITUTE", "i", "kind", 2),
            (
                "INSTITUTE",
                "i",
                "kind node { id ... on Institute { name country { name } participations { nodes { role } } } }",
                5,
            ),
            ("INSTITUTE", "i", "snippet highlights { text matched } node { id ... on Institute { name } }", 4),
            (
                "PROJECT",
                "c",
                "snippet node { ... on Project { title participations { nodes { institute { name } } } } }",
                6,
            ),
            ("OUTPUT", "canary", "snippet node { ... on Output { title institute { name } } }", 5),
        ] {
            for first in [1, 5, 20] {
                let question = format!(
                    "query($first: Int) {{ search(text: \"{text}\", kinds: [{kind}], first: $first) {{
                         totalCount edges {{ cursor }} nodes {{ {selection} }} }} }}"
                );
                let answer = ask(&service, &staff, &question, json!({ "first": first })).await;
                let hits = answer.data()["search"]["nodes"].as_array().unwrap().len();
                assert!(hits == first || (first == 20 && hits > 12), "{kind} {text}: {hits} of {first}");
                // The last of a page may be the first to have something below it.
                let levels = answer.statements();
                assert!(levels == statements || (first < 20 && levels < statements), "{kind} first: {first}: {levels}");
            }
        }
    }
}

both! {
    async fn a_hidden_row_costs_as_much_as_none(database) {
        let service = Service::of_the_world(database).await;
        let question = "query($id: ID!, $key: String!) {
            node(id: $id) { id ... on Project { title participations { nodes { institute { name } } } }
                ... on Output { title projects { totalCount } } ... on Contribution { funder { name } } }
            nodes(ids: [$id, $id]) { id ... on Project { funding { totals { amount } } } }
            project(by: {number: $key}) { title outputs { nodes { institute { name } } } }
            output(by: {key: $key}) { title institute { name } }
            funder(by: {key: $key}) { name contributions { nodes { amount { amount } } } }
        }";
        for (noun, hidden) in [
            ("Project", "X-009"),
            ("Output", "o-conf-none"),
            ("Contribution", "c-k99-us"),
            ("LedgerEntry", "l-01"),
            ("Funder", "partner-hidden"),
        ] {
            for person in [Person::nobody(), Person::party("JP"), Person::institute("idle-kz")] {
                let of = async |key: &str| {
                    let answer = ask(&service, &person, question, json!({ "id": id(noun, key), "key": key })).await;
                    (answer.text.clone(), answer.statements())
                };
                let absent = of("nothing-of-this-key").await;
                assert_eq!(of(hidden).await, absent, "{person:?} {noun}");
                assert_eq!(
                    absent.0,
                    r#"{"data":{"node":null,"nodes":[null,null],"project":null,"output":null,"funder":null}}"#
                );
                assert_eq!(absent.1 - admission(&service, &person).await, 5);
            }
        }
    }
}
