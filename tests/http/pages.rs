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
        for name in ["boot", "door", "questions", "viewer", "told", "access"] {
            let script = fetch(&format!("/graphiql/{name}.js")).await;
            assert!(script.status == 200 && !script.text.contains("://"), "{name}");
        }
        let policy = fetch("/graphiql/policy.json").await.json();
        assert_eq!(policy["facets"][0]["facet"], "CARD");
    }
}

both! {
    async fn people_are_told_what_this_is_and_how_it_fares(database) {
        let service = Service::of_the_records(database).await;
        let fetch = async |path: &str| Service::answer(service.client.get(service.url(path))).await;
        let answer = fetch("/").await;
        assert_eq!(answer.status, 200);
        let policy = header(&answer, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
        assert!(header(&answer, "content-type").starts_with("text/html"));
        let told = ["<b>467</b> projects", "<b>738</b> institutes", "Underway <b>56</b>", ">Ready<", "As of", "23 November 2026"];
        for text in told {
            assert!(answer.text.contains(text), "{text}: {}", answer.text);
        }
        // The command that it shows is asked as it stands, and answers what the page says it answers.
        let block = |after: &str| {
            let from = answer.text.find(after).unwrap() + after.len();
            let text = answer.text[from..].split("</code>").next().unwrap();
            text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
        };
        let command = block("<pre class=\"command\"><code>");
        let mut words = command.split('\'');
        assert_eq!(words.next().unwrap(), format!("curl -s {} -H ", service.url("/graphql")));
        let body = words.nth(2).unwrap().to_owned();
        let request = service.client.post(service.url("/graphql"));
        let request = request.header("content-type", "application/json").body(body);
        let shown: serde_json::Value = serde_json::from_str(&block("<pre tabindex=\"0\"><code>")).unwrap();
        assert_eq!(Service::answer(request).await.json(), shown);
        assert_eq!(shown["data"]["projects"]["totalCount"], json!(467));

        assert!(header(&fetch("/landing.css").await, "content-type").starts_with("text/css"));
        let head = Service::answer(service.client.head(service.url("/"))).await;
        assert_eq!(head.status, 200);
        let post = Service::answer(service.client.post(service.url("/"))).await;
        assert_eq!((post.status.as_u16(), header(&post, "allow")), (405, "GET, HEAD"));

        // A name that is no plain address is not repeated.
        let bent = raw(&service, "GET / HTTP/1.1\r\nx-forwarded-host: a'$(id)<b>").await;
        assert!(bent.starts_with("http/1.1 200 ") && !bent.contains("$(id)"), "{bent}");

        service.store.migrate_down(&service.writer, 1).await.unwrap();
        let answer = fetch("/").await;
        assert_eq!(answer.status, 200);
        assert!(answer.text.contains(">Not ready<") && answer.text.contains("<code>istc migrate up</code>"));
        assert!(!answer.text.contains("467"), "no figure of a database that cannot be read");
    }
}

both! {
    async fn tokens_are_handed_to_nobody_unless_it_is_a_demonstration(database) {
        let service = Service::of_the_world(database).await;
        let answer = Service::answer(service.client.get(service.url("/graphiql/viewers"))).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (404, ""));
        let page = Service::answer(service.client.get(service.url("/graphiql"))).await;
        assert!(!page.text.contains("data-demonstration"));
    }
}
