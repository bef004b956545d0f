//! Pages of other sites, and compressed answers.

use crate::support::{Answer, Database, Service};
use api::http::DoorSettings;
use reqwest::Method;
use std::io::Read;

const PAGE: &str = "https://data.example.org";

async fn preflight(service: &Service, origin: &str) -> Answer {
    let request = service
        .client
        .request(Method::OPTIONS, service.url("/graphql"));
    let request = request
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization, content-type",
        );
    Service::answer(request).await
}

fn allowed(answer: &Answer) -> Option<&str> {
    let allowed = answer.headers.get("access-control-allow-origin");
    allowed.map(|value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_other_sites_may_ask_only_where_they_are_listed() {
    let closed = Service::empty(Database::Sqlite).await;
    let answer = preflight(&closed, PAGE).await;
    assert_eq!(allowed(&answer), None, "{answer:?}");

    let listed = DoorSettings {
        origins: vec![PAGE.into()],
        ..DoorSettings::default()
    };
    let service = Service::with(Database::Sqlite, listed).await;
    let answer = preflight(&service, PAGE).await;
    assert_eq!(
        (answer.status.as_u16(), allowed(&answer)),
        (200, Some(PAGE))
    );
    assert_eq!(answer.headers.get("access-control-allow-credentials"), None);
    for other in [
        "https://data.example.org.evil.example",
        "http://data.example.org",
        "null",
    ] {
        assert_eq!(allowed(&preflight(&service, other).await), None, "{other}");
    }
    let ask = async |origin: Option<&str>| {
        let mut request = service
            .client
            .get(service.url("/graphql?query={__typename}"));
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        Service::answer(request).await
    };
    let asked = ask(Some(PAGE)).await;
    assert_eq!((asked.status.as_u16(), allowed(&asked)), (200, Some(PAGE)));
    let vary = asked
        .headers
        .get_all("vary")
        .iter()
        .any(|vary| vary.to_str().unwrap().to_lowercase().contains("origin"));
    assert!(vary, "{:?}", asked.headers);
    assert_eq!(
        ask(None).await.status,
        200,
        "who is no browser is not asked"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_are_compressed_as_the_client_likes_best() {
    let service = Service::of_the_records(Database::Sqlite).await;
    let url = service.url("/graphql?query={projects(first:200){nodes{number title summary}}}");
    let plain = Service::answer(service.client.get(&url)).await;
    assert_eq!(plain.headers.get("content-encoding"), None);
    for (wish, coding) in [
        ("gzip", "gzip"),
        ("gzip;q=0.5, br", "br"),
        ("zstd, gzip;q=0.8", "zstd"),
        ("br;q=0, gzip;q=0.1", "gzip"),
    ] {
        let response = service
            .client
            .get(&url)
            .header("accept-encoding", wish)
            .send()
            .await
            .unwrap();
        assert_eq!(response.headers()["content-encoding"], coding, "{wish}");
        assert_eq!(response.headers()["etag"], plain.headers["etag"], "{wish}");
        let body = response.bytes().await.unwrap();
        assert!(
            body.len() * 2 < plain.text.len(),
            "{wish}: {} of {}",
            body.len(),
            plain.text.len()
        );
        if coding == "gzip" {
            let mut text = String::new();
            flate2::read::GzDecoder::new(&body[..])
                .read_to_string(&mut text)
                .unwrap();
            assert_eq!(text, plain.text);
        }
    }
    let refused = service
        .client
        .get(&url)
        .header("accept-encoding", "identity")
        .send()
        .await
        .unwrap();
    assert_eq!(refused.headers().get("content-encoding"), None);
}

/// What a page's tools send of their own, and files as well as answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listed_page_may_send_the_headers_of_its_tools_and_fetch_files() {
    let listed = DoorSettings {
        origins: vec![PAGE.into()],
        ..DoorSettings::default()
    };
    let service = Service::with(Database::Sqlite, listed).await;
    for (path, method) in [
        ("/graphql", "POST"),
        ("/export/projects.csv", "GET"),
        ("/export/projects.csv", "HEAD"),
        ("/export/activities.iati.xml", "GET"),
        ("/export", "GET"),
    ] {
        let request = service.client.request(Method::OPTIONS, service.url(path));
        let wanted = "apollographql-client-name, apollo-require-preflight, traceparent, x-requested-with, x-request-id";
        let request = request
            .header("origin", PAGE)
            .header("access-control-request-method", method)
            .header("access-control-request-headers", wanted);
        let answer = Service::answer(request).await;
        assert_eq!(
            (answer.status.as_u16(), allowed(&answer)),
            (200, Some(PAGE)),
            "{method} {path}: {answer:?}"
        );
        assert_eq!(answer.headers.get("access-control-allow-credentials"), None);
        let headers = answer.headers["access-control-allow-headers"].to_str();
        let headers = headers.unwrap().to_lowercase();
        assert!(headers.contains("traceparent"), "{headers}");
    }
    let file = service.client.get(service.url("/export/projects.csv"));
    let file = Service::answer(file.header("origin", PAGE)).await;
    assert_eq!((file.status.as_u16(), allowed(&file)), (200, Some(PAGE)));
    let other = service.client.get(service.url("/export/projects.csv"));
    let other = Service::answer(other.header("origin", "https://evil.example")).await;
    assert_ne!(allowed(&other), Some("https://evil.example"));
}

/// Programs look at a file's head before they fetch it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_head_of_a_file_is_that_of_the_whole_without_it() {
    let service = Service::of_the_records(Database::Sqlite).await;
    for path in [
        "/export",
        "/export/projects.csv",
        "/export/projects.xlsx",
        "/export/activities.iati.xml",
    ] {
        let whole = Service::answer(service.client.get(service.url(path))).await;
        let head = Service::answer(service.client.head(service.url(path))).await;
        assert_eq!(
            (head.status, head.text.as_str()),
            (whole.status, ""),
            "{path}"
        );
        let kind = |answer: &Answer| answer.headers["content-type"].clone();
        assert_eq!(kind(&head), kind(&whole), "{path}");
        let other = service.client.post(service.url(path)).body("");
        assert_eq!(Service::answer(other).await.status, 405, "{path}");
    }
}

/// What programs send that mean JSON in UTF-8, and any answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_read_as_programs_write_it() {
    let service = Service::empty(Database::Sqlite).await;
    let marked = "\u{feff}{\"query\": \"{ __typename }\"}";
    for (kind, accept) in [
        ("application/json; charset=utf8", "*/*"),
        ("application/json;charset=\"UTF8\"", ""),
        ("application/json", "application/json; charset=utf8"),
    ] {
        let request = service.client.post(service.url("/graphql")).body(marked);
        let request = request
            .header("content-type", kind)
            .header("accept", accept);
        let answer = Service::answer(request).await;
        assert_eq!(answer.status, 200, "{kind}, {accept}: {}", answer.text);
    }
}
