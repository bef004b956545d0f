//! A page with all that hangs on it is one statement, however long it is, and a hidden row costs as many as
//! none.

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

fn id(noun: &str, key: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{noun}\u{1f}{key}"))
}

/// Whether the version of the data is read once more where near spellings are looked for between the statements of an
/// answer: with row security all of them are of one snapshot.
fn read_once_more(service: &Service) -> u32 {
    u32::from(!service.walled())
}

async fn ask(service: &Service, person: &Person, question: &str, variables: Value) -> Answer {
    let answer = service.ask_with(person, question, variables).await;
    assert!(answer.json().get("errors").is_none(), "{}", answer.text);
    answer
}

both! {
    async fn a_nested_page_costs_the_same_however_long_it_is(database) {
        let service = Service::of_the_world(database).await;
        let people = [
            Person::secretariat(),
            Person::party("EU"),
            Person::institute("semey-med"),
            Person::partner("partner-listed"),
            Person::nobody(),
        ];
        for person in people {
            service.admit(&person).await;
            for first in [1, 5, 20, 48] {
                let answer = ask(&service, &person, PAGE, json!({ "first": first })).await;
                let rows = answer.data()["projects"]["nodes"].as_array().unwrap().len();
                assert!(rows == first || person != Person::secretariat(), "{rows}");
                assert_eq!(answer.statements(), 1, "{person:?} first: {first}");
            }
        }
    }
}

both! {
    async fn a_viewer_is_looked_up_once_for_each_version_of_the_data(database) {
        let service = Service::of_the_world(database).await;
        let (japan, question) = (Person::party("JP"), "{ projects(first: 1) { nodes { number } } }");
        let first = ask(&service, &japan, question, json!({})).await.statements();
        assert!(first > 1, "{first}");
        assert_eq!(ask(&service, &japan, question, json!({})).await.statements(), 1);
        // What is asked of no table reads the version alone.
        assert_eq!(service.ask(&japan, "{ __typename }").await.statements(), 1);
        // With scopes of its own, and as nobody, too.
        let narrow = japan.clone().scoped("reports");
        assert_eq!(ask(&service, &narrow, question, json!({})).await.statements(), 1);
        assert_eq!(ask(&service, &Person::nobody(), question, json!({})).await.statements(), 1);
    }
}

both! {
    async fn a_change_of_the_data_is_seen_by_the_next_question(database) {
        let service = Service::of_the_world(database).await;
        let japan = Person::party("JP");
        let question = "{ viewer { standings { kind } } contributions { totalCount } }";
        let told = async || {
            let answer = ask(&service, &japan, question, json!({})).await.data();
            let standings = answer["viewer"]["standings"].as_array().unwrap().len();
            (standings, answer["contributions"]["totalCount"].as_u64().unwrap())
        };
        let (standings, contributions) = told().await;
        assert_eq!(told().await, (standings, contributions));
        // It leaves, and has nothing of what it had, but what it keeps of its projects for two years.
        let left = "party,seq,capacity,joined,left\nJP,1,funding,1992-11-27,2026-01-01\n";
        service.add(&[("memberships", left)]).await;
        assert_eq!(told().await, (0, contributions));
        // It is represented by another Party, and may not sign in.
        let represented = "party,seq,capacity,joined,left,represented_by\nJP,2,funding,2026-01-01,,EU\n";
        service.add(&[("memberships", represented)]).await;
        for question in [question, "{ __typename }"] {
            assert_eq!(service.ask(&japan, question).await.status, 401);
        }
        service.add(&[("memberships", &left.replace("2026-01-01", ""))]).await;
        let back = "party,seq,capacity,joined,left,represented_by\nJP,2,funding,2026-01-01,2026-02-01,EU\n";
        service.add(&[("memberships", back)]).await;
        assert_eq!(told().await, (standings, contributions));
    }
}

both! {
    async fn counts_and_page_infos_cost_no_statement_of_their_own(database) {
        let service = Service::of_the_world(database).await;
        let nobody = Person::nobody();
        let cursor = URL_SAFE_NO_PAD.encode("@Project\u{1f}K-99");
        for (arguments, selection, statements) in [
            ("first: 5".to_owned(), "nodes { number title }", 1),
            ("first: 5".into(), "edges { cursor node { id } } nodes { number }", 1),
            ("first: 5".into(), "totalCount", 1),
            ("first: 5".into(), "totalCount nodes { number }", 1),
            ("first: 5".into(), "nodes { number } pageInfo { hasNextPage hasPreviousPage }", 1),
            ("first: 5".into(), "__typename", 0),
            // In the order of the key a cursor says itself where it stands. In another, its row is looked up.
            (format!("first: 5, after: \"{cursor}\""), "nodes { number }", 1),
            (format!("first: 5, after: \"{cursor}\", orderBy: [{{field: TITLE}}]"), "nodes { number }", 2),
            (format!("first: 5, after: \"{cursor}\""), "nodes { number } pageInfo { hasPreviousPage }", 1),
        ] {
            let question = format!("{{ projects({arguments}) {{ {selection} }} }}");
            let answer = ask(&service, &nobody, &question, json!({})).await;
            assert_eq!(answer.statements(), statements, "{question}");
        }
        for first in [1, 20] {
            let question = "query($first: Int) { projects(first: $first) { nodes { participations(first: 2) { totalCount nodes { role } } } } }";
            let answer = ask(&service, &nobody, question, json!({ "first": first })).await;
            assert_eq!(answer.statements(), 1);
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
        for (noun, list, key, selection) in [
            ("Project", "projects", "number", "title participations { nodes { institute { name } } }"),
            ("Institute", "institutes", "key", "name participations { totalCount }"),
            ("Output", "outputs", "key", "title projects { nodes { number } }"),
            ("Contribution", "contributions", "key", "project { number } funder { name }"),
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
                assert_eq!(answer.statements(), 1, "{noun} of {}", ids.len());
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
        // The hits; for words that no public text has, near spellings; then the rows with what hangs on them, and the
        // texts of snippets.
        let version = read_once_more(&service);
        for (kind, text, selection, statements) in [
            ("INSTITUTE", "i", "kind", 1),
            (
                "INSTITUTE",
                "i",
                "kind node { id ... on Institute { name country { name } participations { nodes { role } } } }",
                2,
            ),
            ("INSTITUTE", "i", "snippet highlights { text matched } node { id ... on Institute { name } }", 3),
            (
                "PROJECT",
                "c",
                "snippet node { ... on Project { title participations { nodes { institute { name } } } } }",
                3,
            ),
            ("OUTPUT", "canary", "snippet node { ... on Output { title institute { name } } }", 4 + version),
        ] {
            for first in [1, 5, 20] {
                let question = format!(
                    "query($first: Int) {{ search(text: \"{text}\", kinds: [{kind}], first: $first) {{
                         totalCount edges {{ cursor }} nodes {{ {selection} }} }} }}"
                );
                let answer = ask(&service, &staff, &question, json!({ "first": first })).await;
                let hits = answer.data()["search"]["nodes"].as_array().unwrap().len();
                assert!(hits == first || (first == 20 && hits > 12), "{kind} {text}: {hits} of {first}");
                assert_eq!(answer.statements(), statements, "{kind} first: {first}");
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
                service.admit(&person).await;
                let absent = of("nothing-of-this-key").await;
                assert_eq!(of(hidden).await, absent, "{person:?} {noun}");
                assert_eq!(
                    absent.0,
                    r#"{"data":{"node":null,"nodes":[null,null],"project":null,"output":null,"funder":null}}"#
                );
                assert_eq!(absent.1, 5);
            }
        }
    }
}
