//! Which forms are ours, and what a cookie becomes.

use super::*;
use actix_web::test::TestRequest;

fn with(headers: &[(&str, &str)]) -> HttpRequest {
    let mut request = TestRequest::post().insert_header(("host", "data.example.org"));
    for (name, value) in headers {
        request = request.append_header((*name, *value));
    }
    request.to_http_request()
}

#[test]
fn only_a_page_of_ours_sends_our_forms() {
    let site = "sec-fetch-site";
    let (ours, theirs) = ("https://data.example.org", "https://example.org");
    let plain = "http://data.example.org";
    let proxied = ("x-forwarded-proto", "https");
    for (headers, proxies, expected) in [
        (vec![], 0, true),
        (vec![(site, "same-origin")], 0, true),
        (vec![(site, "same-origin"), ("origin", ours)], 0, true),
        (vec![("origin", plain)], 0, true),
        (vec![("origin", ours), proxied], 1, true),
        (vec![("origin", plain), proxied], 1, false),
        (vec![(site, "cross-site")], 0, false),
        (vec![(site, "same-site")], 0, false),
        (vec![(site, "none")], 0, false),
        (vec![(site, "cross-site"), ("origin", ours)], 0, false),
        (vec![(site, "same-origin"), (site, "cross-site")], 0, false),
        (vec![("origin", theirs)], 0, false),
        (
            vec![("origin", "https://data.example.org.evil.example")],
            0,
            false,
        ),
        (vec![("origin", "https://data.example.org:8443")], 0, false),
        (vec![("origin", "null")], 0, false),
        (vec![("origin", "data.example.org")], 0, false),
        (vec![("origin", ours), ("origin", theirs)], 0, false),
        (vec![(site, "same-origin"), ("origin", "null")], 0, false),
    ] {
        assert_eq!(
            origin::is_ours(&with(&headers), proxies),
            expected,
            "{headers:?}"
        );
    }
}

#[test]
fn a_cookie_is_for_encrypted_ways_alone_where_it_came_by_one() {
    let proxied = ("x-forwarded-proto", "https");
    assert!(origin::is_encrypted(&with(&[proxied]), 1));
    assert!(origin::is_encrypted(
        &with(&[("origin", "https://data.example.org")]),
        0
    ));
    assert!(
        !origin::is_encrypted(&with(&[proxied]), 0),
        "anybody may have written it"
    );
    assert!(!origin::is_encrypted(
        &with(&[("origin", "http://data.example.org")]),
        0
    ));
    assert!(!origin::is_encrypted(&with(&[]), 1));
}

#[test]
fn a_cookie_becomes_a_token_only_where_there_is_none() {
    let told = |headers: &[(&str, &str)]| {
        let credentials = credentials(with(headers).headers());
        let values = credentials.get_all(AUTHORIZATION);
        values
            .map(|value| value.to_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&[]), Vec::<String>::new());
    assert_eq!(
        told(&[("cookie", "a=b; istc_session=x.y.z;c=d")]),
        ["Bearer x.y.z"]
    );
    assert_eq!(
        told(&[("cookie", "istc_session=x"), ("authorization", "Bearer y")]),
        ["Bearer y"]
    );
    assert_eq!(
        told(&[("authorization", "Basic x"), ("cookie", "istc_session=x")]),
        ["Basic x"]
    );
    // What cannot be used is handed on, and refused.
    assert_eq!(told(&[("cookie", "istc_session=")]), ["Bearer "]);
    assert_eq!(
        told(&[("cookie", "istc_session=a; istc_session=b")]),
        ["Bearer a", "Bearer b"]
    );
    for other in [
        "istc_sessions=x",
        "xistc_session=x",
        "ISTC_SESSION=x",
        "istc_session",
    ] {
        assert_eq!(told(&[("cookie", other)]), Vec::<String>::new(), "{other}");
    }
}
