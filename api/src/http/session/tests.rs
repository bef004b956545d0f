//! Which forms are ours, and what a cookie becomes.

use super::*;
use crate::http::{DoorSettings, PublicUrl};
use actix_web::test::TestRequest;

fn behind(proxies: usize) -> DoorSettings {
    DoorSettings {
        proxies,
        ..DoorSettings::default()
    }
}

fn known_as(url: &str) -> DoorSettings {
    DoorSettings {
        public_url: PublicUrl::parse(url),
        ..DoorSettings::default()
    }
}

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
            origin::is_ours(&with(&headers), &behind(proxies)),
            expected,
            "{headers:?}"
        );
    }
}

#[test]
fn with_a_configured_address_only_its_own_pages_send_forms() {
    let (ours, theirs) = ("https://data.example.org", "https://example.org");
    let settings = known_as(ours);
    for (headers, expected) in [
        (vec![], true),
        (vec![("origin", ours)], true),
        // The name in `Host` is no help: another name may lead here.
        (vec![("origin", theirs)], false),
        (vec![("origin", "http://data.example.org")], false),
        (vec![("origin", "https://data.example.org:8443")], false),
        (
            vec![("origin", ours), ("sec-fetch-site", "cross-site")],
            false,
        ),
    ] {
        assert_eq!(
            origin::is_ours(&with(&headers), &settings),
            expected,
            "{headers:?}"
        );
    }
    // That of `with`, but not the configured one.
    let elsewhere = known_as("https://records.example.org");
    assert!(!origin::is_ours(&with(&[("origin", ours)]), &elsewhere));
}

#[test]
fn a_cookie_is_for_encrypted_ways_alone_where_it_came_by_one() {
    let proxied = ("x-forwarded-proto", "https");
    let is = |headers: &[(&str, &str)], settings: &DoorSettings| {
        origin::is_encrypted(&with(headers), settings)
    };
    let encrypted = ("origin", "https://data.example.org");
    assert!(is(&[proxied], &behind(1)));
    assert!(is(&[encrypted], &behind(0)));
    assert!(!is(&[proxied], &behind(0)), "anybody may have written it");
    assert!(!is(&[("origin", "http://data.example.org")], &behind(0)));
    assert!(!is(&[], &behind(1)));
    // What the caller wrote stands left of what the proxy added.
    let bent = ("x-forwarded-proto", "https, http");
    assert!(!is(&[bent], &behind(1)) && is(&[bent], &behind(2)));
    assert!(is(&[], &known_as("https://data.example.org")));
    assert!(!is(
        &[encrypted, proxied],
        &known_as("http://data.example.org")
    ));
}

#[test]
fn a_cookie_becomes_a_token() {
    let told = |encrypted: Option<bool>, headers: &[(&str, &str)]| {
        let tokens = tokens(with(headers).headers(), encrypted);
        let tokens = tokens.iter();
        tokens
            .map(|value| value.to_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(told(None, &[]), Vec::<String>::new());
    let plain = ("cookie", "a=b; istc_session=x.y.z;c=d");
    assert_eq!(told(None, &[plain]), ["Bearer x.y.z"]);
    // What only this host can have set comes first, and by https nothing else does.
    let both = [plain, ("cookie", "__Host-istc_session=h; istc_session=w")];
    assert_eq!(told(None, &both), ["Bearer h", "Bearer x.y.z", "Bearer w"]);
    assert_eq!(told(Some(true), &both), ["Bearer h"]);
    assert_eq!(told(Some(false), &both), ["Bearer x.y.z", "Bearer w"]);
    // What cannot be used is handed on, and refused.
    assert_eq!(told(None, &[("cookie", "istc_session=")]), ["Bearer "]);
    let many = "istc_session=a; ".repeat(1_000);
    assert_eq!(told(None, &[("cookie", &many)]).len(), MOST);
    for other in [
        "istc_sessions=x",
        "xistc_session=x",
        "ISTC_SESSION=x",
        "istc_session",
        "__host-istc_session=x",
        "__Host-istc_session",
    ] {
        assert_eq!(
            told(None, &[("cookie", other)]),
            Vec::<String>::new(),
            "{other}"
        );
    }
}
