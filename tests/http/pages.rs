//! What is served beside `/graphql`: the probes, the schema and the playground.

use super::{header, raw};
use crate::support::{Person, Service, both};
use reqwest::Method;
use serde_json::json;

both! {
    async fn it_is_ready_when_its_schema_is_current_and_alive_in_any_case(database) {
        let service = Service::empty(database).await;
        let probe = async |method: Method, path: &str| {
            Service::answer(service.client.request(method, service.url(path))).await
        };
        for path in ["/healthz", "/readyz"] {
            for method in [Method::GET, Method::HEAD] {
                assert_eq!(probe(method.clone(), path).await.status, 200, "{method} {path}");
            }
            assert_eq!(header(&probe(Method::GET, path).await, "cache-control"), "no-store", "{path}");
            let answer = probe(Method::POST, path).await;
            assert_eq!((answer.status.as_u16(), header(&answer, "allow")), (405, "GET, HEAD"), "{path}");
        }
        service.store.migrate_down(&service.writer, 1).await.unwrap();
        let answer = probe(Method::GET, "/readyz").await;
        assert_eq!(answer.status, 503, "one migration is missing");
        assert_eq!(answer.json()["status"], json!("not ready"));

        service.store.migrate_down(&service.writer, 100).await.unwrap();
        assert_eq!(probe(Method::GET, "/readyz").await.status, 503, "there is nothing");
        assert_eq!(probe(Method::GET, "/healthz").await.status, 200);
        let answer = service.ask(&Person::nobody(), "{ __typename projects { totalCount } }").await;
        assert_eq!(answer.json()["data"], json!({"__typename": "Query", "projects": null}));
        assert_eq!(answer.code(), "INTERNAL");
        for word in ["table", "relation", "sql", "SQL", "select", "migrat"] {
            assert!(!answer.text.contains(word), "{}", answer.text);
        }
        service.store.migrate_up(&service.writer).await.unwrap();
        assert_eq!(probe(Method::GET, "/readyz").await.status, 200);
    }
}

both! {
    async fn the_schema_and_the_playground_come_from_here_alone(database) {
        let service = Service::empty(database).await;
        let fetch = async |path: &str| Service::answer(service.client.get(service.url(path))).await;
        let answer = fetch("/schema.graphql").await;
        assert_eq!((answer.status.as_u16(), answer.text), (200, api::graphql::sdl()));
        assert!(raw(&service, "GET / HTTP/1.1").await.contains("\r\nlocation: /graphiql\r\n"));
        for path in ["/nothing", "/graphql/", "/metrics", "/graphiql/../Cargo.toml"] {
            assert!(raw(&service, &format!("GET {path} HTTP/1.1")).await.starts_with("http/1.1 404 "), "{path}");
        }
        let page = fetch("/graphiql").await;
        let mut paths = vec!["/graphiql".to_owned()];
        let leads = |part: &&str| part.starts_with("src=") || part.starts_with("href=");
        for attribute in page.text.split([' ', '>']).filter(leads) {
            let address = attribute.split('"').nth(1).unwrap_or_default().to_owned();
            let inside = address.starts_with('/') && !address.starts_with("//");
            assert!(inside || address.starts_with("data:"), "{address}");
            paths.extend(Some(address).filter(|_| inside));
        }
        assert!(page.status == 404 || paths.len() > 4, "the page's own files: {paths:?}");
        for path in paths {
            let answer = fetch(&path).await;
            assert_eq!(answer.status, page.status, "{path}");
            if path.starts_with("/graphiql") {
                let policy = header(&answer, "content-security-policy");
                assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{path}: {policy}");
                for wide in ["unsafe", "http", "*", "blob:"] {
                    assert!(!policy.contains(wide), "{path}: {policy}");
                }
                for none in ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"] {
                    assert!(policy.contains(none), "{path}: {policy}");
                }
                assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{path}");
            }
        }
        let script = fetch("/graphiql/boot.js").await;
        assert!(script.text.contains("/graphql") && !script.text.contains("://"));
    }
}
