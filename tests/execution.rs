//! What we rely on the library to do while it executes an operation.

use crate::support::{Person, Service, both};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

fn id(noun: &str, key: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{noun}\u{1f}{key}"))
}

/// The text of what was asked for, in which the order of members can be seen.
async fn text(service: &Service, question: &str, variables: Value) -> String {
    let answer = service
        .ask_with(&Person::nobody(), question, variables)
        .await;
    let data = answer
        .text
        .strip_prefix("{\"data\":")
        .and_then(|text| text.strip_suffix('}'));
    data.unwrap_or_else(|| panic!("{}", answer.text)).to_owned()
}

both! {
    async fn members_come_in_the_order_in_which_they_were_selected(database) {
        let service = Service::of_the_world(database).await;
        let question = r#"
            query { technologyArea(by: {key: "bio"}) { scheme ...names key }
                z: project(by: {number: "K-99"}) { title ... on Project { status number } b: programme
                    a: durationMonths hostCountry { name code } }
                a: party(by: {code: "EU"}) { name code } }
            fragment names on TechnologyArea { name code again: key }
        "#;
        assert_eq!(
            text(&service, question, json!({})).await,
            r#"{"technologyArea":{"scheme":"technology area","name":"Biotechnology and Life Sciences","code":null,"again":"bio","key":"bio"},"#.to_owned()
                + r#""z":{"title":"Radioactive waste treatment at Aktau, phase 2","status":"UNDERWAY","number":"K-99","b":"REGULAR","a":36,"#
                + r#""hostCountry":{"name":"Kazakhstan","code":"KZ"}},"a":{"name":"European Union","code":"EU"}}"#
        );
    }
}

both! {
    async fn a_root_that_fails_is_null_and_leaves_the_others(database) {
        let service = Service::of_the_world(database).await;
        let question = r#"{
            first: parties { totalCount }
            broken: projects(first: 201) { totalCount }
            deep: project(by: {number: "K-99"}) { title participations(first: -1) { totalCount } }
            search(text: "") { totalCount }
            last: institutes { totalCount }
            nodes(ids: ["?"]) { id }
        }"#;
        let answer = service.ask(&Person::nobody(), question).await;
        assert_eq!(answer.status, 200);
        let json = answer.json();
        let right = json!({ "first": { "totalCount": 19 }, "broken": null, "deep": null, "search": null,
            "last": { "totalCount": 25 }, "nodes": [null] });
        assert_eq!(json["data"], right);
        let mut errors: Vec<(Value, Value, Value, u64)> = json["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| {
                let code = &error["extensions"]["code"];
                (
                    error["path"].clone(),
                    code.clone(),
                    error["message"].clone(),
                    error["locations"][0]["line"].as_u64().unwrap(),
                )
            })
            .collect();
        errors.sort_by_key(|error| error.3);
        let bad = json!("BAD_USER_INPUT");
        assert_eq!(
            errors,
            [
                (json!(["broken"]), bad.clone(), json!("`first` is a whole number from 0 to 200."), 3),
                (json!(["deep"]), bad.clone(), json!("`first` is a whole number from 0 to 200."), 4),
                (json!(["search"]), bad, json!("`text` holds no word to search for."), 5),
            ]
        );
        for error in json["errors"].as_array().unwrap() {
            assert_eq!(error["extensions"]["requestId"], answer.headers["x-request-id"].to_str().unwrap());
        }
    }
}

both! {
    async fn an_omitted_variable_leaves_the_default_of_an_argument(database) {
        let service = Service::of_the_world(database).await;
        let question = "query($first: Int, $after: String, $filter: ProjectFilter,
            $order: [ProjectOrder!], $direction: OrderDirection, $kinds: [SearchKind!]) {
            projects(first: $first, after: $after, filter: $filter, orderBy: $order) { nodes { number } }
            sorted: projects(first: 1, orderBy: [{field: TITLE, direction: $direction}]) { nodes { number } }
            search(text: \"s\", first: $first, kinds: $kinds) { nodes { kind } }
        }";
        let nulls =
            json!({ "first": null, "after": null, "filter": null, "order": null, "direction": null, "kinds": null });
        for variables in [json!({}), nulls] {
            let data = service.ask_with(&Person::nobody(), question, variables).await.data();
            assert_eq!(data["projects"]["nodes"].as_array().unwrap().len(), 20);
            assert_eq!(data["projects"]["nodes"][0]["number"], "015-94");
            assert_eq!(data["sorted"]["nodes"][0]["number"], "H-1102");
            assert_eq!(data["search"]["nodes"].as_array().unwrap().len(), 20);
        }
        let given = json!({ "first": 2, "filter": { "hostCountry": { "eq": "KZ" } }, "direction": "DESC",
            "order": { "field": "TITLE", "direction": "DESC" }, "kinds": "PROJECT" });
        let data = service.ask_with(&Person::nobody(), question, given).await.data();
        assert_eq!(data["projects"]["nodes"], json!([{ "number": "K-055" }, { "number": "K-2366" }]));
        assert_eq!(data["sorted"]["nodes"][0]["number"], "K-055");
        assert_eq!(data["search"]["nodes"], json!([{ "kind": "PROJECT" }, { "kind": "PROJECT" }]));
        // A default of the variable itself, and a variable deep in a value.
        let question = r#"query($first: Int = 1, $numbers: [String!] = ["K-99", "K-1000"], $none: StringFilter, $text: String) {
            projects(first: $first, filter: {number: {in: $numbers}, title: $none, summary: {contains: $text}}) { totalCount nodes { number } } }"#;
        let data = service.ask_with(&Person::nobody(), question, json!({})).await.data();
        assert_eq!(data["projects"], json!({ "totalCount": 2, "nodes": [{ "number": "K-99" }] }));
        let data =
            service.ask_with(&Person::nobody(), question, json!({ "first": null, "text": "waste" })).await.data();
        assert_eq!(data["projects"], json!({ "totalCount": 1, "nodes": [{ "number": "K-99" }] }));
    }
}

both! {
    async fn one_value_stands_for_a_list_of_one(database) {
        let service = Service::of_the_world(database).await;
        let question = format!(
            r#"{{
            projects(filter: {{number: {{in: "K-99"}}, or: {{status: {{in: UNDERWAY}}}}}}, orderBy: {{field: TITLE}}) {{ nodes {{ number }} }}
            search(text: "steppe", kinds: INSTITUTE) {{ totalCount }}
            nodes(ids: "{}") {{ id }}
        }}"#,
            id("Project", "K-99")
        );
        let data = service.data(&Person::nobody(), &question).await;
        assert_eq!(data["projects"]["nodes"], json!([{ "number": "K-99" }]));
        assert_eq!(data["search"]["totalCount"], 1);
        assert_eq!(data["nodes"], json!([{ "id": id("Project", "K-99") }]));
    }
}

both! {
    async fn skip_and_include_leave_out_what_they_say(database) {
        let service = Service::of_the_world(database).await;
        let question = r#"query($yes: Boolean! = true, $no: Boolean! = false, $maybe: Boolean!) {
            project(by: {number: "K-99"}) {
                a: number @include(if: $yes)  b: number @include(if: $no)  c: number @skip(if: $yes)  d: number @skip(if: $no)
                e: number @include(if: $maybe)  f: number @skip(if: $maybe)
                g: number @include(if: $yes) @skip(if: $yes)  h: number @skip(if: false) @include(if: true)
                ...more @include(if: $maybe)
                ...more @skip(if: $maybe)
                ... @include(if: $no) { i: number participations(first: 1) { nodes { role } } }
                ... on Project @skip(if: $no) { j: number
                    participations(first: 1) { totalCount @include(if: $maybe) nodes { role @include(if: $yes) } } }
            }
            gone: projects(first: 201) @skip(if: $yes) { totalCount }
        } fragment more on Project { title @include(if: $maybe) k: number }"#;
        let of = |maybe: &str, title: &str, total: &str| {
            format!(
                r#"{{"project":{{"a":"K-99","d":"K-99",{maybe}"h":"K-99",{title}"k":"K-99","j":"K-99","participations":{{{total}"nodes":[{{"role":"LEADING"}}]}}}}}}"#
            )
        };
        let title = r#""title":"Radioactive waste treatment at Aktau, phase 2","#;
        let (with, without) = (of(r#""e":"K-99","#, title, r#""totalCount":4,"#), of(r#""f":"K-99","#, "", ""));
        assert_eq!(text(&service, question, json!({ "maybe": true })).await, with);
        assert_eq!(text(&service, question, json!({ "maybe": false })).await, without);
        let all = json!({ "maybe": false, "yes": false, "no": true });
        let data = service.ask_with(&Person::nobody(), question, all).await;
        assert_eq!(data.json()["data"]["gone"], Value::Null);
        assert_eq!(data.code(), "BAD_USER_INPUT");
        let missing = service.ask(&Person::nobody(), question).await;
        assert_eq!(missing.json()["errors"][0]["message"], "The variable `$maybe` must be given.");
    }
}

both! {
    async fn fields_asked_for_twice_are_answered_once_with_all_that_was_asked(database) {
        let service = Service::of_the_world(database).await;
        let question = r#"{
            project(by: {number: "K-99"}) { number hostCountry { code } participations(first: 2) { nodes { role } } }
            project(by: {number: "K-99"}) { title number hostCountry { name } ...below
                participations(first: 2) { totalCount nodes { institute { key } } } }
            projects(filter: {number: {eq: "K-055"}}) { nodes { number } }
            projects(filter: {number: {eq: "K-055"}}) { nodes { areas { key } funding { totals { amount } } }
                nodes { areas { name } funding { access { access } } } totalCount }
        } fragment below on Project { participations(first: 2) { nodes { institute { country { code } } disputed } } }"#;
        assert_eq!(
            text(&service, question, json!({})).await,
            r#"{"project":{"number":"K-99","hostCountry":{"code":"KZ","name":"Kazakhstan"},"participations":{"nodes":["#
                .to_owned()
                + r#"{"role":"LEADING","institute":{"country":{"code":"KZ"},"key":"almaty-physics"},"disputed":false},"#
                + r#"{"role":"COLLABORATOR","institute":{"country":null,"key":"glasgow-univ"},"disputed":false}],"totalCount":4},"#
                + r#""title":"Radioactive waste treatment at Aktau, phase 2"},"projects":{"nodes":[{"number":"K-055","#
                + r#""areas":[{"key":"bio","name":"Biotechnology and Life Sciences"}],"funding":{"totals":[],"access":{"access":"WITHHELD"}}}],"totalCount":1}}"#
        );
        // The same key for other arguments, or another field, is refused before anything is executed.
        for conflict in [
            "{ projects(first: 1) { totalCount } projects(first: 2) { totalCount } }",
            "{ a: projects { totalCount } a: institutes { totalCount } }",
            r#"{ project(by: {number: "K-99"}) { a: title a: number } }"#,
        ] {
            let answer = service.ask(&Person::nobody(), conflict).await;
            assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{}", answer.text);
            assert!(answer.json().get("data").is_none());
        }
    }
}

both! {
    async fn fragments_on_a_node_speak_of_the_types_that_implement_it(database) {
        let service = Service::of_the_world(database).await;
        let question = r#"
            query($project: ID!, $institute: ID!, $party: ID!) {
                __typename
                node(id: $project) { ...any ... on Node { again: id ... on Project { status } } ... on Institute { city } }
                nodes(ids: [$institute, $party]) { ...any ... on Institute {
                    list: participations(first: 1) { __typename edges { __typename node { __typename } } } }
                    ... on Party { list: funders(first: 1) { nodes { key } } } ... on Project { list: outputs { totalCount } } }
                project(by: {number: "K-99"}) { ... on Node { id __typename } ...any }
            }
            fragment any on Node { __typename id ... on Project { name: title } ... on Institute { name } ... on Party { name } }
        "#;
        let ids = [id("Project", "K-99"), id("Institute", "semey-med"), id("Party", "US")];
        let data = text(&service, question, json!({ "project": ids[0], "institute": ids[1], "party": ids[2] })).await;
        let [project, institute, party] = &ids;
        let title = "Radioactive waste treatment at Aktau, phase 2";
        assert_eq!(
            data,
            format!(
                r#"{{"__typename":"Query","node":{{"__typename":"Project","id":"{project}","name":"{title}","again":"{project}","status":"UNDERWAY"}},"#
            ) + &format!(
                r#""nodes":[{{"__typename":"Institute","id":"{institute}","name":"Semey Medical University, \"SMU\"","#
            ) + r#""list":{"__typename":"ParticipationConnection","edges":[{"__typename":"ParticipationEdge","node":{"__typename":"Participation"}}]}},"#
            + &format!(
                r#"{{"__typename":"Party","id":"{party}","name":"United States of America","list":{{"nodes":[{{"key":"agency-us"}}]}}}}],"project":{{"id":"{project}","__typename":"Project","name":"{title}"}}}}"#
            )
        );
    }
}

both! {
    async fn a_fragment_on_hits_is_answered_under_nodes_and_under_edges(database) {
        let service = Service::of_the_world(database).await;
        let one = r#"{ search(text: "vitrification") {
            nodes { ...hit }
            edges { node { ...hit node { ... on Project { title participations(first: 1) { nodes { role } } } } } }
        } } fragment hit on SearchHit { kind node { id } }"#;
        let other = r#"{ search(text: "vitrification") {
            edges { node { ...hit } }
            nodes { node { ... on Project { title participations(first: 1) { nodes { role } } } } ...hit }
        } } fragment hit on SearchHit { kind node { id } }"#;
        let short = json!({ "kind": "PROJECT", "node": { "id": id("Project", "K-99") } });
        let mut long = short.clone();
        long["node"]["title"] = json!("Radioactive waste treatment at Aktau, phase 2");
        long["node"]["participations"] = json!({ "nodes": [{ "role": "LEADING" }] });
        let data = service.data(&Person::nobody(), one).await;
        assert_eq!(data["search"], json!({ "nodes": [short], "edges": [{ "node": long }] }));
        let data = service.data(&Person::nobody(), other).await;
        assert_eq!(data["search"], json!({ "nodes": [long], "edges": [{ "node": short }] }));
    }
}

both! {
    async fn of_several_operations_the_one_that_is_named_is_executed(database) {
        let service = Service::of_the_world(database).await;
        let document = "query A { parties { totalCount } } query B($first: Int! = 1) { projects(first: $first) { nodes { number } } }";
        let ask = async |name: Value| {
            let body = json!({ "query": document, "operationName": name });
            Service::answer(service.client.post(service.url("/graphql")).json(&body)).await
        };
        assert_eq!(ask(json!("A")).await.data(), json!({ "parties": { "totalCount": 19 } }));
        assert_eq!(ask(json!("B")).await.data(), json!({ "projects": { "nodes": [{ "number": "015-94" }] } }));
        for wrong in [json!("C"), Value::Null] {
            let answer = ask(wrong).await;
            assert!(answer.json().get("data").is_none(), "{}", answer.text);
        }
    }
}

both! {
    /// As the specification and its reference implementation have it.
    async fn variables_are_what_their_types_say(database) {
        let service = Service::of_the_world(database).await;
        let counted = "query($n: Int! = 2) { projects(first: $n) { nodes { number } } }";
        let count = |answer: &Value| answer["data"]["projects"]["nodes"].as_array().map(Vec::len);
        for (variables, expected) in [(json!({}), 2), (json!({ "n": 3 }), 3), (json!({ "n": 4.0 }), 4)] {
            let answer = service.ask_with(&Person::nobody(), counted, variables).await.json();
            assert_eq!(count(&answer), Some(expected), "{answer}");
        }
        for (variables, told) in [
            // A default stands for what is not given, and not for null.
            (json!({ "n": null }), "must not be null"),
            (json!({ "n": 4.5 }), "expected type \"Int\""),
        ] {
            let answer = service.ask_with(&Person::nobody(), counted, variables.clone()).await.json();
            assert_eq!((answer.get("data"), count(&answer)), (None, None), "{variables}: {answer}");
            let message = answer["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains(told), "{variables}: {message}");
        }
        let empty = service.ask(&Person::nobody(), "{ projects(after: \"\") { totalCount } }").await.json();
        let message = empty["errors"][0]["message"].to_string();
        assert!(message.contains("`after` is empty"), "{message}");
        let rounded = "{ contributions(filter: {amount: {currency: USD, gte: 200000.5}}) { totalCount } }";
        let refused = service.ask(&Person::nobody(), rounded).await.json();
        let message = refused["errors"][0]["message"].to_string();
        assert!(message.contains("as text"), "{message}");
    }
}
