//! How the door speaks HTTP: methods, media types, statuses and headers, and what an error may hold.
//! Who is let in is told in `sign_in`, which documents are refused in `limits`.

mod headers;
mod odd;
mod pages;

use crate::support::{Answer, Service, both};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::collections::HashSet;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";
const GOOD: &str = r#"{"query": "{ __typename }"}"#;

/// Bytes that a body may have.
const BODY: usize = 256 * 1024;

fn post(service: &Service, accept: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
    let request = service.client.post(service.url("/graphql"));
    request
        .header("accept", accept)
        .header("content-type", JSON)
        .body(body)
}

fn get(service: &Service, accept: &str, parameters: &[(&str, &str)]) -> RequestBuilder {
    let request = service.client.get(service.url("/graphql"));
    request.header("accept", accept).query(parameters)
}

async fn ask(service: &Service, accept: &str, question: Value) -> Answer {
    Service::answer(post(service, accept, question.to_string())).await
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer
        .headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// An answer that holds nothing but why the request was refused.
fn refused(case: &str, answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{case}: {}", answer.text);
    assert_eq!(answer.code(), code, "{case}: {}", answer.text);
    let members: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["errors"], "{case}");
    let id = header(answer, "x-request-id");
    for error in answer.json()["errors"].as_array().unwrap() {
        assert!(!error["message"].as_str().unwrap().is_empty(), "{case}");
        assert_eq!(error["extensions"]["requestId"], json!(id), "{case}");
    }
}

/// The whole answer to a request that is written out.
async fn raw(service: &Service, request: &str) -> String {
    let mut connection = TcpStream::connect(service.address).await.unwrap();
    let request = format!("{request}\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    answer.to_ascii_lowercase()
}

both! {
    async fn the_client_chooses_the_media_type(database) {
        let service = Service::empty(database).await;
        for (accept, media) in [
            (GRAPHQL, GRAPHQL),
            (JSON, JSON),
            ("Application/JSON; charset=UTF-8", JSON),
            ("application/graphql-response+json, application/json;q=0.9", GRAPHQL),
            ("application/json, application/graphql-response+json", GRAPHQL),
            ("application/json, application/graphql-response+json;q=0.5", JSON),
            ("text/html, application/json;q=0.1", JSON),
            ("application/json;q=0, */*;q=0.1", GRAPHQL),
        ] {
            let asked = get(&service, accept, &[("query", "{ __typename }")]);
            for request in [post(&service, accept, GOOD), asked] {
                let answer = Service::answer(request).await;
                assert_eq!(answer.status, 200, "{accept}");
                assert_eq!(header(&answer, "content-type"), format!("{media}; charset=utf-8"), "{accept}");
                assert_eq!(answer.text, r#"{"data":{"__typename":"Query"}}"#, "{accept}");
            }
        }
        for accept in ["text/html", "application/xml", "application/json;q=0", "application/json; charset=utf-16"] {
            let answer = Service::answer(post(&service, accept, GOOD)).await;
            refused(accept, &answer, 406, "BAD_USER_INPUT");
        }
    }
}

both! {
    /// As the audit of `graphql-http` expects.
    async fn who_accepts_anything_gets_what_every_client_reads(database) {
        let service = Service::empty(database).await;
        let answer = Service::answer(post(&service, "*/*", GOOD)).await;
        assert_eq!(header(&answer, "content-type"), "application/json; charset=utf-8");
        let answer = raw(&service, "GET /graphql?query=%7B__typename%7D HTTP/1.1").await;
        assert!(answer.starts_with("http/1.1 200 "), "{answer}");
        assert!(answer.contains("\r\ncontent-type: application/json; charset=utf-8\r\n"), "{answer}");
    }
}

both! {
    async fn a_well_formed_question_that_is_wrong_is_400_and_200_for_older_clients(database) {
        let service = Service::empty(database).await;
        let two = "query A { __typename } query B { __typename }";
        for (question, code) in [
            (json!({"query": ""}), "GRAPHQL_PARSE_FAILED"),
            (json!({"query": "{"}), "GRAPHQL_PARSE_FAILED"),
            (json!({"query": "{ nope }"}), "GRAPHQL_VALIDATION_FAILED"),
            (json!({"query": "{ projects }"}), "GRAPHQL_VALIDATION_FAILED"),
            (json!({"query": "{ __typename @nope }"}), "GRAPHQL_VALIDATION_FAILED"),
            (json!({"query": "{ projects(first: $n) { totalCount } }"}), "GRAPHQL_VALIDATION_FAILED"),
            (json!({"query": "mutation { nope }"}), "GRAPHQL_VALIDATION_FAILED"),
            (json!({"query": "subscription { nope }"}), "GRAPHQL_VALIDATION_FAILED"),
            (json!({"query": two}), "BAD_USER_INPUT"),
            (json!({"query": two, "operationName": "C"}), "BAD_USER_INPUT"),
            (json!({"query": "query($t: String!) { search(text: $t) { totalCount } }"}), "BAD_USER_INPUT"),
        ] {
            let case = question.to_string();
            refused(&case, &ask(&service, GRAPHQL, question.clone()).await, 400, code);
            refused(&case, &ask(&service, JSON, question).await, 200, code);
        }
    }
}

both! {
    async fn a_body_that_is_no_question_is_400_for_everyone(database) {
        let service = Service::empty(database).await;
        let deep = "[".repeat(100_000);
        let bodies: Vec<&[u8]> = vec![
            b"", b"{", b"NONSENSE", b"null", b"1", b"\"{ __typename }\"", b"[]",
            b"[{\"query\": \"{ __typename }\"}]", b"{}", b"{\"qeury\": \"{ __typename }\"}",
            b"{\"query\": null}", b"{\"query\": 1}", b"{\"query\": [\"{ __typename }\"]}",
            b"{\"query\": \"{ __typename }\"} {}", b"{\"query\": \"{ __typename \xff }\"}",
            b"{\"query\": \"{ __typename } # \\ud800\"}",
            b"{\"query\": \"{ __typename }\", \"variables\": [7]}",
            b"{\"query\": \"{ __typename }\", \"variables\": \"{}\"}",
            b"{\"query\": \"{ __typename }\", \"operationName\": 1}",
            b"{\"query\": \"{ __typename }\", \"extensions\": 1}",
            deep.as_bytes(),
        ];
        for body in bodies {
            let case = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
            for accept in [GRAPHQL, JSON] {
                let answer = Service::answer(post(&service, accept, body.to_vec())).await;
                refused(&case, &answer, 400, "BAD_USER_INPUT");
            }
        }
        let nulls = json!({"query": "{ __typename }", "operationName": null, "variables": null});
        assert_eq!(ask(&service, GRAPHQL, nulls).await.status, 200);
    }
}

both! {
    async fn only_plain_json_comes_in_and_not_too_much_of_it(database) {
        let service = Service::empty(database).await;
        let sent = |name: &'static str, value: &'static str| {
            let request = service.client.post(service.url("/graphql")).header("accept", GRAPHQL);
            let request = if name == "content-type" { request } else { request.header("content-type", JSON) };
            Service::answer(request.header(name, value).body(GOOD))
        };
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "application/graphql", "application/json; charset=utf-16", "application/jsonp", ""] {
            refused(kind, &sent("content-type", kind).await, 415, "BAD_USER_INPUT");
        }
        for coding in ["gzip", "deflate", "br", "zstd", "aes128gcm", "identity, gzip"] {
            refused(coding, &sent("content-encoding", coding).await, 415, "BAD_USER_INPUT");
        }
        assert_eq!(sent("content-type", "application/json;charset=\"UTF-8\"").await.status, 200);
        assert_eq!(sent("content-encoding", "identity").await.status, 200);

        let padded = GOOD.to_owned() + &" ".repeat(BODY - GOOD.len());
        assert_eq!(Service::answer(post(&service, GRAPHQL, padded.clone())).await.status, 200);
        let answer = Service::answer(post(&service, JSON, padded + " ")).await;
        refused("too large", &answer, 413, "BAD_USER_INPUT");
    }
}

both! {
    async fn questions_are_asked_by_get_too_and_nothing_is_changed_by_it(database) {
        let service = Service::of_the_world(database).await;
        let two = "query A { __typename } query B($n: Int = 1) { parties(first: $n) { nodes { code } } }";
        for (parameters, data) in [
            (vec![("query", "{ __typename }")], json!({"__typename": "Query"})),
            (vec![("query", two), ("operationName", "A")], json!({"__typename": "Query"})),
            (vec![("query", two), ("operationName", "B")], json!({"parties": {"nodes": [{"code": "AM"}]}})),
            (vec![("query", two), ("operationName", "B"), ("variables", r#"{"n": 2}"#)],
                json!({"parties": {"nodes": [{"code": "AM"}, {"code": "BY"}]}})),
            (vec![("query", "{ __typename }"), ("operationName", ""), ("variables", "")],
                json!({"__typename": "Query"})),
        ] {
            let answer = Service::answer(get(&service, GRAPHQL, &parameters)).await;
            assert_eq!(answer.data(), data, "{parameters:?}");
        }
        for parameters in [
            vec![],
            vec![("query", two)],
            vec![("query", two), ("operationName", "C")],
            vec![("query", "{ __typename }"), ("query", "{ __typename }")],
            vec![("query", "{ __typename }"), ("variables", "[1]")],
            vec![("query", "{ __typename }"), ("variables", "{n: 1}")],
            vec![("query", "{ __typename }"), ("extensions", "1")],
        ] {
            let answer = Service::answer(get(&service, GRAPHQL, &parameters)).await;
            refused(&format!("{parameters:?}"), &answer, 400, "BAD_USER_INPUT");
        }
        for query in ["mutation { nope }", "subscription { nope }", "query A { __typename } mutation M { nope }"] {
            let name = if query.starts_with("query") { "M" } else { "" };
            for accept in [GRAPHQL, JSON] {
                let parameters = [("query", query), ("operationName", name)];
                let answer = Service::answer(get(&service, accept, &parameters)).await;
                refused(query, &answer, 405, "BAD_USER_INPUT");
                assert_eq!(header(&answer, "allow"), "POST", "{query}");
            }
        }
        for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let request = service.client.request(method.clone(), service.url("/graphql"));
            let answer = Service::answer(request.header("content-type", JSON).body(GOOD)).await;
            refused(method.as_str(), &answer, 405, "BAD_USER_INPUT");
            assert_eq!(header(&answer, "allow"), "GET, POST", "{method}");
        }
    }
}

both! {
    async fn no_answer_is_kept_on_its_way_and_each_has_a_number(database) {
        let service = Service::empty(database).await;
        let mut numbers = HashSet::new();
        for (case, request) in [
            ("good", post(&service, GRAPHQL, GOOD)),
            ("the same", post(&service, GRAPHQL, GOOD)),
            ("by GET", get(&service, JSON, &[("query", "{ __typename }")])),
            ("invalid", post(&service, JSON, r#"{"query": "{ nope }"}"#)),
            ("a field's error", post(&service, JSON, r#"{"query": "{ projects(first: -1) { totalCount } }"}"#)),
            ("malformed", post(&service, GRAPHQL, "{")),
            ("not acceptable", post(&service, "text/html", GOOD)),
            ("refused", post(&service, GRAPHQL, GOOD).bearer_auth("nobody")),
            ("a mutation", get(&service, GRAPHQL, &[("query", "mutation { nope }")])),
            ("another method", service.client.delete(service.url("/graphql"))),
        ] {
            let answer = Service::answer(request).await;
            let number = header(&answer, "x-request-id").to_owned();
            assert!(number.len() > 20, "{case}: {number}");
            assert_eq!(answer.text.contains(&number), answer.json().get("errors").is_some(), "{case}");
            assert!(answer.json().get("extensions").is_none(), "{case}");
            assert!(numbers.insert(number), "{case}");
            // Only the asker's own client may keep what it got, and asks each time.
            let kept = if case == "by GET" { "private, no-cache" } else { "private, no-store" };
            assert_eq!(header(&answer, "cache-control"), kept, "{case}");
            assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{case}");
            for varies in ["accept", "authorization"] {
                assert!(header(&answer, "vary").contains(varies), "{case}");
            }
        }
    }
}

both! {
    async fn errors_are_few_and_short_whatever_they_quote(database) {
        let service = Service::empty(database).await;
        let long = "n".repeat(60_000);
        let mistakes: String = (0..500).map(|number| format!("nope{number} ")).collect();
        for (case, query, most) in [
            ("mistakes", format!("{{ projects {{ nodes {{ {mistakes} }} }} }}"), 20),
            ("root", format!("{{ {mistakes} }}"), 20),
            ("field", format!("{{ {long} }}"), 1),
            ("alias", format!("{{ {long}: projects(first: 300) {{ totalCount }} }}"), 1),
            ("argument", format!("{{ projects({long}: 1) {{ totalCount }} }}"), 1),
            ("enum", format!("{{ projects(orderBy: {{field: {long}}}) {{ totalCount }} }}"), 1),
            ("date", format!("{{ projects(filter: {{endsOn: {{eq: \"{long}\"}}}}) {{ totalCount }} }}"), 1),
            ("cursor", format!("{{ projects(after: \"{long}\") {{ totalCount }} }}"), 1),
            ("fragment", format!("{{ ...{long} }}"), 1),
            ("variable", format!("query(${long}: Int!) {{ __typename }}"), 2),
            ("type", format!("query($n: {long}) {{ __typename }}"), 1),
            ("directive", format!("{{ viewer @{long} {{ kind }} }}"), 1),
        ] {
            let answer = ask(&service, GRAPHQL, json!({"query": query})).await;
            let errors = answer.json()["errors"].as_array().unwrap().clone();
            assert!((1..=most).contains(&errors.len()), "{case}: {} errors", errors.len());
            for error in errors {
                let message = error["message"].as_str().unwrap().chars().count();
                assert!(message <= 401, "{case}: {message} characters");
                let code = error["extensions"]["code"].as_str().unwrap();
                assert!(!code.is_empty() && code != "INTERNAL", "{case}: {code}");
            }
        }
        let name = json!({"query": "{ __typename }", "operationName": long});
        let answer = ask(&service, GRAPHQL, name).await;
        refused("name", &answer, 400, "BAD_USER_INPUT");
        assert!(answer.text.len() < 1_000, "{} bytes", answer.text.len());
    }
}

both! {
    async fn of_several_operations_one_is_executed_and_all_are_held_to_the_schema(database) {
        let service = Service::of_the_world(database).await;
        // What generated clients send: a whole file, where the same name is a variable of several types.
        let file = "query A($by: ProjectLookup!) { project(by: $by) { ...Number } }
            query B($by: InstituteLookup!, $first: Int) { institute(by: $by) { key } parties(first: $first) { totalCount } }
            fragment Number on Project { number ...Title } fragment Title on Project { title }
            query validation { parties { ...Parties } } fragment Parties on PartyConnection { totalCount }";
        let asked = |query: String, name: &str| {
            let variables = json!({"by": {"number": "K-99"}});
            json!({"query": query, "operationName": name, "variables": variables})
        };
        let answer = ask(&service, GRAPHQL, asked(file.into(), "A")).await;
        assert_eq!(answer.data()["project"]["number"], json!("K-99"));
        let answer = ask(&service, GRAPHQL, asked(file.into(), "validation")).await;
        assert_eq!(answer.data(), json!({"parties": {"totalCount": 19}}));
        // The values are those of the operation that is asked for.
        let answer = ask(&service, GRAPHQL, asked(file.into(), "B")).await;
        refused("another's values", &answer, 400, "GRAPHQL_VALIDATION_FAILED");
        for mistake in [
            "query C { nope }",
            "query C($v: Int) { __typename }",
            "query C { projects(first: \"2\") { totalCount } }",
            "fragment Unused on Project { number }",
            "query C { ...Broken } fragment Broken on Query { nope }",
        ] {
            let answer = ask(&service, GRAPHQL, asked(format!("{file} {mistake}"), "A")).await;
            refused(mistake, &answer, 400, "GRAPHQL_VALIDATION_FAILED");
        }
    }
}
