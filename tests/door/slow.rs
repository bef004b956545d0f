//! Who sends slowly, or opens many connections, holds nothing up.

use crate::support::{Person, Service, both};
use api::http::{DoorSettings, routes};
use futures_util::future::join_all;
use reqwest::Client;
use serde_json::json;
use std::{collections::BTreeSet, net::Ipv4Addr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What should happen at once is not waited for longer than this, on whatever machine.
const PATIENCE: Duration = Duration::from_secs(60);

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Sends the head of a request and the beginning of its body, and never the rest; what is answered until the service
/// closes the connection.
async fn unfinished(
    service: &Service,
    method: &str,
    path: &str,
    kind: &str,
    chunked: bool,
) -> String {
    let (length, beginning) = match chunked {
        true => ("transfer-encoding: chunked", "1\r\n{\r\n"),
        false => ("content-length: 100", "{"),
    };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\
         content-type: {kind}\r\n{length}\r\n\r\n{beginning}"
    );
    let mut connection = TcpStream::connect(service.address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, connection.read_to_end(&mut answer)).await;
    let read =
        read.unwrap_or_else(|_| panic!("{method} {path} ({kind}, {length}) is never closed"));
    read.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(
        answer.starts_with("HTTP/1.1 "),
        "{method} {path} ({kind}, {length}): {answer:?}"
    );
    answer
}

both! {
    async fn no_route_waits_for_a_body_without_end(database) {
        let body_time = Duration::from_millis(200);
        let service = Service::with(database, DoorSettings { body_time, ..DoorSettings::default() }).await;
        let mut asked = BTreeSet::from([("GET".to_owned(), "/nothing".to_owned())]);
        for route in routes() {
            // What stands in for a part of a path need not exist: the body comes before all else.
            let path = route.path.replace("{code}", "JP").replace("{file}", "projects.csv");
            assert!(!path.contains('{'), "{path}");
            asked.insert((route.method.to_string(), path.clone()));
            asked.insert(("POST".to_owned(), path));
        }
        assert!(asked.len() > 30, "{asked:?}");
        for chunked in [false, true] {
            let mut late = BTreeSet::new();
            for kind in [JSON, FORM] {
                let answers = asked.iter().map(async |(method, path)| {
                    let answer = unfinished(&service, method, path, kind, chunked).await;
                    answer.starts_with("HTTP/1.1 408 ").then(|| format!("{method} {path}"))
                });
                late.extend(join_all(answers).await.into_iter().flatten());
            }
            // Those that read a body, and nobody else.
            let reading = ["POST /graphql", "POST /oai", "POST /oauth/token", "POST /session", "POST /session/end"];
            assert_eq!(late, reading.map(str::to_owned).into(), "chunked: {chunked}");
        }
        service.data(&Person::nobody(), "{ projects { totalCount } }").await;
    }
}

/// A client at this address of the machine.
fn client_at(address: [u8; 4]) -> Client {
    let client = Client::builder().local_address(Some(Ipv4Addr::from(address).into()));
    client.timeout(PATIENCE).build().unwrap()
}

both! {
    async fn an_address_has_so_many_connections_and_others_have_theirs(database) {
        const MOST: usize = 8;
        let service = Service::with(database, DoorSettings { connections: MOST, ..DoorSettings::default() }).await;
        let mut held = Vec::new();
        for _ in 0..MOST {
            let mut connection = TcpStream::connect(service.address).await.unwrap();
            connection.write_all(b"HEAD /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
            // Whoever was answered was counted.
            assert!(connection.read(&mut [0; 1024]).await.unwrap() > 0);
            connection.write_all(b"POST /oai HTTP/1.1\r\nhost: localhost\r\n").await.unwrap();
            held.push(connection);
        }
        let mut more = TcpStream::connect(service.address).await.unwrap();
        let mut told = String::new();
        let read = tokio::time::timeout(PATIENCE, more.read_to_string(&mut told)).await;
        read.expect("it is never closed").unwrap();
        assert!(told.starts_with("HTTP/1.1 429 ") && told.contains("retry-after: 1\r\n"), "{told:?}");
        let question = json!({ "query": "{ projects { totalCount } }" });
        let ask = async |client: &Client| {
            Ok::<_, reqwest::Error>(client.post(service.url("/graphql")).json(&question).send().await?.status())
        };
        assert_eq!(ask(&client_at([127, 0, 0, 2])).await.unwrap(), 200, "another address");
        drop(held);
        let again = async {
            while ask(&client_at([127, 0, 0, 1])).await.ok().is_none_or(|status| status != 200) {}
        };
        tokio::time::timeout(PATIENCE, again).await.expect("nothing is ever given back");
    }
}

both! {
    async fn behind_proxies_the_requests_of_an_address_are_counted(database) {
        let settings = DoorSettings { proxies: 1, connections: 2, body_time: PATIENCE * 2, ..DoorSettings::default() };
        let service = Service::with(database, settings).await;
        let mut held = Vec::new();
        let hold = async || {
            let request = "POST /oai HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 192.0.2.1\r\n\
                content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nverb=";
            let mut connection = TcpStream::connect(service.address).await.unwrap();
            connection.write_all(request.as_bytes()).await.unwrap();
            connection
        };
        let ask = async |from: &str| {
            let request = service.client.post(service.url("/graphql")).header("x-forwarded-for", from);
            Service::answer(request.json(&json!({ "query": "{ projects { totalCount } }" }))).await
        };
        let refused = async {
            loop {
                // One that comes while a question is asked may be refused itself; then another is held.
                held.push(hold().await);
                let answer = ask("192.0.2.1").await;
                if answer.status != 200 {
                    break answer;
                }
            }
        };
        let refused = tokio::time::timeout(PATIENCE, refused).await.expect("no request is ever refused");
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "RATE_LIMITED"));
        assert_eq!(refused.headers["retry-after"], "1");
        assert_eq!(ask("192.0.2.2").await.status, 200, "another address");
        assert_eq!(ask("192.0.2.1, 192.0.2.2").await.status, 200, "what a client wrote itself is not believed");
        drop(held);
        let again = async { while ask("192.0.2.1").await.status != 200 {} };
        tokio::time::timeout(PATIENCE, again).await.expect("nothing is ever given back");
    }
}
