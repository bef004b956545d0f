//! Every answer carries the headers that keep a browser from making something else of it: by every path and method, for
//! whatever reason it is refused.

use super::raw;
use crate::support::{Answer, Service, both};
use api::http::{DoorSettings, routes};
use reqwest::{Method, RequestBuilder, redirect::Policy};
use std::collections::{BTreeMap, BTreeSet};

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
];

/// Paths that are like the registered one: with something in the places of names, and with nonsense.
fn paths(pattern: &str) -> Vec<String> {
    let named = |code: &str, file: &str| pattern.replace("{code}", code).replace("{file}", file);
    let mut paths = vec![named("JP", "boot.js")];
    if pattern.contains('{') {
        paths.extend([
            named("JP", "projects.csv"),
            named("xx", "nothing"),
            named("%00", "%ff"),
        ]);
    }
    paths.push(
        format!("{pattern}?a=%00&a=%ff")
            .replace("{code}", "EU")
            .replace("{file}", "outputs.json"),
    );
    paths
}

fn check(case: &str, answer: &Answer) {
    let only = |name: &str| {
        let values: Vec<_> = answer.headers.get_all(name).iter().collect();
        assert_eq!(
            values.len(),
            1,
            "{case}: {} {name} {values:?}",
            answer.status
        );
        values[0].to_str().unwrap().to_owned()
    };
    assert_eq!(only("x-content-type-options"), "nosniff", "{case}");
    let policy = only("content-security-policy");
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action ",
    ] {
        assert!(policy.contains(part), "{case}: {policy}");
    }
    assert!(
        !policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"),
        "{case}: {policy}"
    );
    let referrer = only("referrer-policy");
    assert!(
        ["no-referrer", "same-origin"].contains(&referrer.as_str()),
        "{case}: {referrer}"
    );
    let kept = only("cache-control");
    let public = case.contains("/.well-known/jwks.json") && kept == "public, max-age=300";
    assert!(
        kept.contains("no-store") || kept.contains("no-cache") || public,
        "{case}: {kept}"
    );
}

both! {
    async fn every_answer_has_the_headers_by_every_path_and_method(database) {
        let origins = vec!["https://pages.example.org".to_owned()];
        let service = Service::with(database, DoorSettings { origins, ..DoorSettings::default() }).await;
        let still = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let mut statuses = BTreeSet::new();
        let mut table: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for route in routes() {
            table.entry(route.path).or_default().push(route.method.to_string());
        }
        for (pattern, takes) in &table {
            for (place, path) in paths(pattern).iter().enumerate() {
                for method in METHODS {
                    let request = still.request(Method::from_bytes(method.as_bytes()).unwrap(), service.url(path));
                    let answer = Service::answer(request).await;
                    let case = format!("{method} {path}");
                    check(&case, &answer);
                    // It is there, and takes these methods and no others.
                    let refused = [404, 405].contains(&answer.status.as_u16());
                    if !takes.iter().any(|taken| taken == method) {
                        assert!(refused, "{case}: {}", answer.status);
                    } else if place == 0 && !pattern.contains('{') && !pattern.starts_with("/graphiql") {
                        assert!(!refused, "{case}: {}", answer.status);
                    }
                    statuses.insert(answer.status.as_u16());
                }
            }
        }
        for path in ["/nothing", "/export/", "/export/a/b", "/session/", "/oauth", "/graphql/", "/%ff", "/%00", "//", "/..%2f.."] {
            for method in METHODS {
                let request = still.request(Method::from_bytes(method.as_bytes()).unwrap(), service.url(path));
                let answer = Service::answer(request).await;
                check(&format!("{method} {path}"), &answer);
                statuses.insert(answer.status.as_u16());
            }
        }
        assert!([200, 400, 404, 405, 415].iter().all(|status| statuses.contains(status)), "{statuses:?}");
    }
}

both! {
    async fn every_refusal_has_the_headers(database) {
        let origins = vec!["https://pages.example.org".to_owned()];
        let service = Service::with(database, DoorSettings { origins, ..DoorSettings::default() }).await;
        let still = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let get = |path: &str| still.get(service.url(path));
        let post = |path: &str| still.post(service.url(path));
        let form = "application/x-www-form-urlencoded";
        let long = "a".repeat(300_000);
        let preflight = |origin: &str| {
            let request = still.request(Method::OPTIONS, service.url("/graphql"));
            request.header("origin", origin).header("access-control-request-method", "POST")
        };
        let cases: Vec<(&str, u16, RequestBuilder)> = vec![
            ("a redirect", 303, post("/session/end").form(&[("party", "JP")])),
            ("another site's form", 403, post("/session").header("origin", "https://evil.example").form(&[("party", "JP")])),
            ("no form", 415, post("/session").json(&1)),
            ("a long form", 413, post("/session").header("content-type", form).body(long.clone())),
            ("a long request of a harvester", 413, post("/oai").header("content-type", form).body(long.clone())),
            ("a long request for a token", 413, post("/oauth/token").header("content-type", form).body(long.clone())),
            ("a wrong client", 401, post("/oauth/token").form(&[("grant_type", "client_credentials"), ("client_id", "a"), ("client_secret", "b")])),
            ("no client", 401, post("/oauth/token").form(&[("grant_type", "client_credentials")])),
            ("a long question", 413, post("/graphql").header("content-type", "application/json").body(long)),
            ("no question", 400, post("/graphql").header("content-type", "application/json").body("{")),
            ("no token", 401, get("/graphql?query=%7B__typename%7D").bearer_auth("x")),
            ("no token for a page", 401, get("/parties/JP").header("cookie", "istc_session=x")),
            ("no token for a file", 401, get("/export/projects.csv").bearer_auth("x")),
            ("not acceptable", 406, get("/graphql").header("accept", "text/html")),
            ("no encoding acceptable", 406, get("/export").header("accept-encoding", "identity;q=0")),
            ("a page that may ask", 200, preflight("https://pages.example.org")),
            ("a page that may not", 400, preflight("https://evil.example")),
            ("not even preflight", 400, post("/graphql").header("origin", "https://evil.example").header("content-type", "application/json").body("{}")),
            ("known already", 304, get("/graphiql/boot.js").header("if-none-match", "*")),
            ("a bad range", 200, get("/").header("range", "bytes=9-1")),
        ];
        for (case, status, request) in cases {
            let answer = Service::answer(request).await;
            assert_eq!(answer.status.as_u16(), status, "{case}: {}", answer.text);
            check(case, &answer);
        }
        check("metrics", &service.metrics().await);
    }
}

both! {
    /// What is no HTTP is answered by the connection itself: nothing is in it, and the connection ends.
    async fn what_is_no_request_gets_no_more_than_a_status(database) {
        let service = Service::empty(database).await;
        for request in ["NONSENSE", "GET / HTTP/9.9", "GET /\u{e4} HTTP/1.1", "GET / HTTP/1.1\r\nbad header: x"] {
            let answer = raw(&service, request).await;
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("http/1.1 400 ") && body.is_empty(), "{request}: {answer}");
        }
    }
}
