//! `istc serve --demonstration`: the playground may ask as any viewer, on one's own machine alone.

use super::{
    Operator,
    serve::{SERVE, Server},
};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use std::collections::BTreeSet;
use tokio::process::Command;

/// A demonstration, and the secret that it printed.
async fn demonstration(command: Command) -> (Server, String) {
    let mut server = Server::start(command).await;
    let line = server.line().await;
    let (address, secret) = line.split_once("#demonstration=").unwrap();
    assert_eq!(address, format!("demonstration at {}/graphiql", server.url));
    assert_eq!(secret.len(), 43, "256 bits: {line}");
    (server, secret.to_owned())
}

/// Whom it offers to who sends the secret.
async fn offered(server: &Server, secret: &str) -> Value {
    let asked = Client::new().get(format!("{}/graphiql/viewers", server.url));
    let answer = asked
        .header("x-demonstration", secret)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn every_viewer_that_is_offered_is_who_it_says() {
    let operator = Operator::new();
    let words = [SERVE, &["--demonstration"]].concat();
    let (server, secret) = demonstration(operator.command(&words)).await;
    let address = format!("{}/graphiql/viewers", server.url);
    let offered = offered(&server, &secret).await;
    let offered = offered.as_array().unwrap();
    let named = |name: &str| {
        let found = offered.iter().find(|one| one["name"] == name);
        found.unwrap_or_else(|| panic!("{name} is not in {offered:?}"))
    };
    assert_eq!(named("Japan")["note"], "pays for 5 projects");
    assert_eq!(named("Norway")["note"], "pays for 1 project");
    // The EU represents them; their own tokens would be refused.
    for state in ["Sweden", "Finland"] {
        assert!(offered.iter().all(|one| one["name"] != state), "{state}");
    }
    for kind in ["party", "institute", "secretariat"] {
        assert!(offered.iter().any(|one| one["kind"] == kind), "{kind}");
    }
    for one in offered {
        let token = one["token"].as_str().unwrap();
        let question = "{ viewer { kind scopes party { name } institute { name } } }";
        let viewer = &server.ask(Some(token), question).await["viewer"];
        let kind = one["kind"].as_str().unwrap().to_uppercase();
        assert_eq!(viewer["kind"], kind, "{one}");
        assert_eq!(viewer["scopes"].as_array().unwrap().len(), 4, "{one}");
        match one["kind"].as_str().unwrap() {
            "party" => assert_eq!(viewer["party"]["name"], one["name"]),
            "institute" => assert_eq!(viewer["institute"]["name"], one["name"]),
            _ => assert_eq!(one["kind"], "secretariat"),
        }
        assert!(one["expires"].as_u64().unwrap() > 1_700_000_000, "{one}");
    }

    let client = Client::new();
    let port = server.url.rsplit(':').next().unwrap();
    for (name, value, expected) in [
        ("host", format!("localhost:{port}"), StatusCode::OK),
        ("sec-fetch-site", "same-origin".into(), StatusCode::OK),
        ("sec-fetch-site", "none".into(), StatusCode::OK),
        (
            "host",
            format!("rebound.example:{port}"),
            StatusCode::NOT_FOUND,
        ),
        ("sec-fetch-site", "cross-site".into(), StatusCode::NOT_FOUND),
        ("sec-fetch-site", "same-site".into(), StatusCode::NOT_FOUND),
        ("x-forwarded-for", "192.0.2.1".into(), StatusCode::NOT_FOUND),
    ] {
        let asked = client.get(&address).header("x-demonstration", &secret);
        let answer = asked.header(name, &value).send().await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), expected, "{name}: {value}");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let leaked = answer.text().await.unwrap().contains("token");
        assert_eq!(leaked, expected == StatusCode::OK, "{name}: {value}");
    }
    server.stop().await;
}

#[tokio::test]
async fn it_is_refused_where_others_could_reach_it() {
    for words in [
        &["--bind", "0.0.0.0:0"][..],
        &["--bind", "[::]:0"],
        &["--bind", "192.0.2.1:8080"],
        &[
            "--bind",
            "127.0.0.1:0",
            "--issuer",
            "https://login.example",
            "--audience",
            "a",
            "--issuer-keys",
            "k.pem",
        ],
    ] {
        let operator = Operator::new();
        let words = [&["serve", "--demonstration"], words].concat();
        let said = operator.run(&words).await.badly();
        assert!(
            said.contains("demonstration") && said.contains("127.0.0.1"),
            "{said}"
        );
        assert!(
            !operator.path("istc-data").exists(),
            "nothing is made before that"
        );
    }
    let operator = Operator::new();
    std::fs::write(
        operator.path("istc.toml"),
        "demonstration = \"on\"\nbind = \"0.0.0.0:0\"",
    )
    .unwrap();
    let said = operator.run(&["serve"]).await.badly();
    assert!(said.contains("demonstration"), "{said}");
}

#[tokio::test]
async fn it_may_be_switched_on_by_the_environment() {
    let operator = Operator::new();
    let mut command = operator.command(SERVE);
    command.env("ISTC_DEMONSTRATION", "on");
    let (server, secret) = demonstration(command).await;
    assert_ne!(offered(&server, &secret).await.as_array().unwrap().len(), 0);
    server.stop().await;
}

#[tokio::test]
async fn whoever_does_not_have_the_secret_of_this_start_is_handed_nothing() {
    let operator = Operator::new();
    let words = [SERVE, &["--demonstration"]].concat();
    let mut secrets = BTreeSet::new();
    for _ in 0..2 {
        let (server, secret) = demonstration(operator.command(&words)).await;
        let address = format!("{}/graphiql/viewers", server.url);
        let port = server.url.rsplit(':').next().unwrap();
        let mut wrong = secret.clone().into_bytes();
        wrong[42] ^= 1;
        let wrong = String::from_utf8(wrong).unwrap();
        // As a proxy on the same machine passes on what a stranger asks, with nothing that tells of it.
        let plain = Client::new()
            .get(&address)
            .header("host", format!("localhost:{port}"));
        let asked = [
            plain.try_clone().unwrap(),
            plain.try_clone().unwrap().header("x-demonstration", ""),
            plain.try_clone().unwrap().header("x-demonstration", wrong),
            plain
                .try_clone()
                .unwrap()
                .header("x-demonstration", &secret[..42]),
            plain
                .try_clone()
                .unwrap()
                .header("x-demonstration", format!("{secret}A")),
            plain
                .try_clone()
                .unwrap()
                .header("x-demonstration", "A")
                .header("x-demonstration", &secret),
            plain.try_clone().unwrap().bearer_auth(&secret),
            Client::new().get(format!("{address}?demonstration={secret}")),
        ];
        let earlier = secrets
            .iter()
            .map(|old: &String| plain.try_clone().unwrap().header("x-demonstration", old));
        for request in asked.into_iter().chain(earlier) {
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::NOT_FOUND);
            assert_eq!(answer.headers()["cache-control"], "no-store");
            assert_eq!(answer.text().await.unwrap(), "");
        }
        // Nor is the secret in a page that anyone can read.
        for page in ["/", "/graphiql", "/graphiql/viewer.js"] {
            let page = reqwest::get(format!("{}{page}", server.url)).await.unwrap();
            assert!(!page.text().await.unwrap().contains(&secret));
        }
        let mine = plain
            .header("x-demonstration", &secret)
            .send()
            .await
            .unwrap();
        assert_eq!(mine.status(), StatusCode::OK);
        assert!(secrets.insert(secret), "each start makes another");
        assert_eq!(server.stop().await, "");
    }
}
