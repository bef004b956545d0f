//! What is served beside `/graphql`: the probes, the schema and the playground.

use super::{header, raw};
use crate::support::{Person, Service, both};
use api::http::{DoorSettings, PublicUrl};
use reqwest::{Method, redirect::Policy};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

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

        service.store.migrate_down(&service.writer, 1).await.unwrap();
        let answer = fetch("/").await;
        assert_eq!(answer.status, 200);
        assert!(answer.text.contains(">Not ready<") && answer.text.contains("<code>istc migrate up</code>"));
        assert!(!answer.text.contains("467"), "no figure of a database that cannot be read");
    }
}

/// Headers that name another host: any caller can send them, and many proxies pass them on unchanged.
const FORWARDED: [(&str, &str); 5] = [
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-server", "evil.example"),
    ("x-original-host", "evil.example"),
    ("forwarded", "for=192.0.2.1;host=evil.example;proto=https"),
    ("x-forwarded-port", "4444"),
];

/// Where answers that are written out with the address of the service come from.
const ADDRESSED: [&str; 4] = [
    "/",
    "/oai?verb=Identify",
    "/oai?verb=ListSets",
    "/oai?verb=Nonsense",
];

both! {
    /// The command on the landing page carries a token, and harvesters come back to `baseURL`.
    async fn a_forwarded_name_is_believed_of_nobody(database) {
        for proxies in [0, 1, 2] {
            let service = Service::with(database, DoorSettings { proxies, ..DoorSettings::default() }).await;
            for path in ADDRESSED {
                for (name, value) in FORWARDED {
                    let request = service.client.get(service.url(path)).header(name, value);
                    let answer = Service::answer(request).await;
                    assert_eq!(answer.status, 200, "{path} {name}");
                    assert!(!answer.text.contains("evil.example"), "{path} {name}: {}", answer.text);
                    assert!(!answer.text.contains("4444"), "{path} {name}: {}", answer.text);
                    assert!(answer.text.contains(&service.url("")), "{path} {name}: {}", answer.text);
                    // Its reader chose the name in it.
                    assert_eq!(header(&answer, "cache-control"), "no-store", "{path} {name}");
                }
            }
        }
    }
}

both! {
    async fn a_host_that_is_none_is_not_repeated(database) {
        let service = Service::with(database, DoorSettings::default()).await;
        for path in ADDRESSED {
            for host in ["a'$(id)<b>", "a b", "evil.example/path", "user@evil.example", "%65vil.example", "evil.example:99999"] {
                let answer = raw_from(&service, path, host).await;
                assert!(answer.starts_with("http/1.1 200 "), "{path} {host}: {answer}");
                assert!(!answer.contains("evil") && !answer.contains("$(id)") && !answer.contains("a b"), "{path} {host}: {answer}");
                assert!(answer.contains(&service.url("")), "{path} {host}: {answer}");
            }
        }
    }
}

/// The whole answer to a request that names this host.
async fn raw_from(service: &Service, path: &str, host: &str) -> String {
    let mut connection = tokio::net::TcpStream::connect(service.address)
        .await
        .unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    answer.to_ascii_lowercase()
}

both! {
    async fn a_configured_address_is_named_whatever_is_asked(database) {
        let public_url = PublicUrl::parse("https://data.example.org");
        let service = Service::with(database, DoorSettings { public_url, proxies: 1, ..DoorSettings::default() }).await;
        for path in ADDRESSED {
            let request = FORWARDED.iter().fold(service.client.get(service.url(path)), |request, (name, value)| request.header(*name, *value));
            let answer = Service::answer(request.header("host", "evil.example")).await;
            assert_eq!(answer.status, 200, "{path}");
            assert!(!answer.text.contains("evil.example") && !answer.text.contains(&service.address.to_string()), "{path}: {}", answer.text);
            assert!(answer.text.contains("https://data.example.org"), "{path}: {}", answer.text);
        }
        // Forms come from its pages and from no other's, also where another name leads here.
        let form = [("party", "JP")];
        let still = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        for (origin, expected) in [("https://data.example.org", 303), ("http://data.example.org", 403), ("https://evil.example", 403)] {
            let request = still.post(service.url("/session/end")).form(&form);
            let request = request.header("origin", origin).header("host", origin.split_once("://").unwrap().1);
            let answer = Service::answer(request).await;
            assert_eq!(answer.status, expected, "{origin}");
        }
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
