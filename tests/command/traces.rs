//! `istc serve` with the variables of OpenTelemetry: traces go where they say, and hold no secrets.

use super::{
    Operator, PATIENCE,
    serve::{SERVE, Server},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::timeout,
};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// The head and body of the next request; it is answered with nothing.
async fn taken(collector: &TcpListener) -> (String, Vec<u8>) {
    let (mut connection, _) = timeout(PATIENCE, collector.accept())
        .await
        .unwrap()
        .unwrap();
    let mut all = Vec::new();
    let end = b"\r\n\r\n";
    loop {
        let mut part = [0; 4_096];
        let read = connection.read(&mut part).await.unwrap();
        all.extend_from_slice(&part[..read]);
        let Some(head) = all.windows(4).position(|four| four == end) else {
            continue;
        };
        let text = String::from_utf8(all[..head].to_vec())
            .unwrap()
            .to_lowercase();
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.unwrap().parse().unwrap();
        if all.len() >= head + 4 + length {
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            connection.write_all(answer.as_bytes()).await.unwrap();
            return (text, all.split_off(head + 4));
        }
    }
}

fn holds(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn traces_are_sent_where_the_variables_say() {
    let collector = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let operator = Operator::new();
    let words = ["token", "--role", "party", "--party", "JP"];
    let token = operator.run(&words).await.well();
    let mut command = operator.command(SERVE);
    let address = format!("http://{}", collector.local_addr().unwrap());
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", address);
    let server = Server::start(command).await;
    let question = json!({ "query": "query Traced($key: String!) { project(by: {number: $key}) { title } contributions { totalCount } }",
        "variables": { "key": "a secret of ours" } });
    let asked = reqwest::Client::new()
        .post(format!("{}/graphql", server.url))
        .header("traceparent", format!("00-{TRACE}-00f067aa0ba902b7-01"))
        .bearer_auth(token.trim())
        .json(&question);
    assert_eq!(asked.send().await.unwrap().status(), 200);
    // What was not sent yet is sent before it ends.
    let (stopped, (head, body)) = tokio::join!(server.stop(), taken(&collector));
    assert_eq!(stopped, "");
    assert!(head.starts_with("post /v1/traces "), "{head}");
    let trace: Vec<u8> = (0..TRACE.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&TRACE[at..at + 2], 16).unwrap())
        .collect();
    assert!(holds(&body, &trace), "the caller's own trace goes on");
    for part in ["POST /graphql", "Traced", "party", "statement", "istc"] {
        assert!(holds(&body, part.as_bytes()), "{part}");
    }
    for secret in [token.trim(), "a secret of ours", "JP"] {
        assert!(!holds(&body, secret.as_bytes()), "{secret}");
    }
}
