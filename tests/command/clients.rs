//! `istc client`: programs are added, get tokens, are listed and revoked.

use super::{
    Done, Operator,
    data::{Desk, parsed},
    done,
    serve::{SERVE, Server},
};
use crate::support::{Content, Database, both};
use serde_json::{Value, json};
use std::fs;
use tokio::process::Command;

const QUESTION: &str = "{ viewer { kind party { code } } }";

/// Id and secret, as they were printed.
fn printed(out: &str) -> (String, String) {
    let value = |name: &str| {
        let line = out.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("{out}")).trim().to_owned()
    };
    (value("client_id"), value("client_secret"))
}

/// What the server says to a program that asks for a token.
async fn asks(server: &Server, id: &str, secret: &str) -> (u16, Value) {
    let request = reqwest::Client::new()
        .post(format!("{}/oauth/token", server.url))
        .basic_auth(id, Some(secret))
        .form(&[("grant_type", "client_credentials")]);
    let answer = request.send().await.unwrap();
    (
        answer.status().as_u16(),
        answer.json().await.unwrap_or_default(),
    )
}

fn token(answer: (u16, Value)) -> String {
    assert_eq!(answer.0, 200, "{}", answer.1);
    answer.1["access_token"].as_str().unwrap().to_owned()
}

async fn status(server: &Server, token: &str) -> u16 {
    let request = reqwest::Client::new()
        .post(format!("{}/graphql", server.url))
        .header("accept", "application/graphql-response+json")
        .bearer_auth(token)
        .json(&json!({ "query": QUESTION }));
    request.send().await.unwrap().status().as_u16()
}

both! {
    async fn a_program_is_added_gets_a_token_is_listed_and_revoked(database) {
        let desk = Desk::with(database, Content::World).await;
        let out = desk.run(&["client", "add", "--name", "Statistics", "--party", "JP", "--scope", "results funding"]).await.well();
        let (id, secret) = printed(&out);
        let server = Server::start(desk.command(SERVE)).await;
        let japan = token(asks(&server, &id, &secret).await);
        let viewer = json!({ "viewer": { "kind": "PARTY", "party": { "code": "JP" } } });
        assert_eq!(server.ask(Some(&japan), QUESTION).await, viewer);

        let made = desk.run(&["client", "add", "--name", "Office", "--secretariat", "--format", "json"]).await.well();
        let office = parsed(&made);
        let listed = parsed(&desk.run(&["client", "list", "--format", "json"]).await.well());
        let [first, second] = listed.as_array().unwrap().as_slice() else { panic!("{listed}") };
        // Both may have been added within one second.
        let (japan, office) = if first["client_id"] == office["client_id"] { (second, first) } else { (first, second) };
        assert_eq!(
            (&japan["client_id"], &japan["name"], &japan["role"], &japan["holder"], &japan["scope"], &japan["revoked"]),
            (&json!(id), &json!("Statistics"), &json!("party"), &json!("JP"), &json!("funding results"), &Value::Null)
        );
        assert!(japan["last_used"].is_string(), "{japan}");
        assert_eq!((&office["last_used"], &office["holder"]), (&Value::Null, &Value::Null));
        let all = desk.run(&["client", "list"]).await.well();
        assert!(all.contains(&id) && all.contains("last used 20") && all.contains("never used"), "{all}");
        // What is kept is not the secret.
        assert!(!all.contains(&secret) && !listed.to_string().contains(&secret));

        desk.run(&["client", "revoke", &id]).await.well();
        let (status, told) = asks(&server, &id, &secret).await;
        assert_eq!((status, &told["error"]), (401, &json!("invalid_client")));
        assert!(desk.run(&["client", "list"]).await.well().contains("revoked 20"));
        for id in [&*id, "istc-0000000000000000", "nobody"] {
            let said = desk.run(&["client", "revoke", id]).await.badly();
            assert!(said.contains(id), "{said}");
        }
        assert_eq!(server.stop().await, "");
    }
}

both! {
    async fn a_program_that_could_not_sign_in_is_not_added(database) {
        let desk = Desk::with(database, Content::World).await;
        for (words, hint) in [
            (&["--name", "x", "--party", "ZZ"][..], "no such Party"),
            (&["--name", "x", "--party", "SE"], "represented"),
            (&["--name", "x", "--funder", "nobody"], "no such funder"),
            (&["--name", "x", "--funder", "party-jp"], "no partner"),
            (&["--name", "x", "--institute", "istc-moscow"], "no institute"),
            (&["--name", "x", "--party", "JP", "--scope", "funding admin"], "admin"),
            (&["--name", "x", "--party", "JP", "--scope", " "], "--scope"),
            (&["--name", " ", "--party", "JP"], "--name"),
            (&["--name", "two\nlines", "--party", "JP"], "--name"),
        ] {
            let said = desk.run(&[&["client", "add"], words].concat()).await.badly();
            assert!(said.contains(hint), "{said}");
        }
        for words in [
            &["--name", "x"][..], &["--party", "JP"], &["--name", "x", "--party", "JP", "--secretariat"],
            &["--name", "x", "--funder", "a", "--institute", "b"],
        ] {
            assert_eq!(desk.run(&[&["client", "add"], words].concat()).await.code, Some(2));
        }
        assert_eq!(parsed(&desk.run(&["client", "list", "--format", "json"]).await.well()), json!([]));
    }
}

#[tokio::test]
async fn without_a_database_there_is_nobody_to_add_a_program_for() {
    let operator = Operator::new();
    let said = operator
        .run(&["client", "add", "--name", "x", "--party", "JP"])
        .await
        .badly();
    assert!(said.contains("`istc serve`"), "{said}");
    // A server still makes it, with the public records.
    let server = Server::start(operator.command(SERVE)).await;
    let count = server.ask(None, "{ projects { totalCount } }").await;
    assert_eq!(count, json!({ "projects": { "totalCount": 467 } }));
    server.stop().await;
    operator
        .run(&["client", "add", "--name", "x", "--party", "JP"])
        .await
        .well();
}

/// A desk whose server trusts another issuer, and serves clients or does not.
struct Elsewhere(Desk);

impl Elsewhere {
    async fn new(database: Database) -> Self {
        let desk = Desk::with(database, Content::World).await;
        let key = json!({"keys": [{
            "kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }]});
        fs::write(desk.operator.path("keys.json"), key.to_string()).unwrap();
        Self(desk)
    }

    async fn serve(&self, clients: Option<&str>) -> Server {
        let mut command: Command = self.0.command(SERVE);
        command.env("ISTC_ISSUER", "https://id.example");
        command.env("ISTC_AUDIENCE", "istc");
        command.env("ISTC_ISSUER_KEYS", "keys.json");
        command.envs(clients.map(|switch| ("ISTC_CLIENTS", switch)));
        Server::start(command).await
    }

    async fn run(&self, words: &[&str]) -> Done {
        done(self.0.command(words)).await
    }
}

both! {
    async fn beside_another_issuer_clients_are_served_if_it_is_said_and_operators_never(database) {
        let desk = Elsewhere::new(database).await;
        let (id, secret) = printed(&desk.run(&["client", "add", "--name", "x", "--party", "JP"]).await.well());
        let operators = desk.run(&["token", "--role", "party", "--party", "JP"]).await.well();
        let server = desk.serve(Some("on")).await;
        let own = token(asks(&server, &id, &secret).await);
        assert_eq!(status(&server, &own).await, 200);
        assert_eq!(status(&server, operators.trim()).await, 401);
        server.stop().await;
        // Unless it is said, there are no clients, and their tokens are worth nothing.
        for clients in [None, Some("off")] {
            let server = desk.serve(clients).await;
            assert_eq!(asks(&server, &id, &secret).await.0, 404);
            let keys = reqwest::get(format!("{}/.well-known/jwks.json", server.url)).await.unwrap();
            assert_eq!(keys.status(), 404);
            assert_eq!(status(&server, &own).await, 401);
            server.stop().await;
        }
        // Without another issuer both are served, or operators alone.
        let server = Server::start(desk.0.command(SERVE)).await;
        assert_eq!(status(&server, operators.trim()).await, 200);
        assert_eq!(status(&server, &own).await, 200);
        server.stop().await;
        let alone = [SERVE, &["--clients", "off"]].concat();
        let server = Server::start(desk.0.command(&alone)).await;
        assert_eq!(status(&server, operators.trim()).await, 200);
        assert_eq!(status(&server, &own).await, 401);
        server.stop().await;
    }
}
