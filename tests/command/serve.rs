//! `istc serve` and `istc token`: from nothing to the first answers.

use super::{Operator, PATIENCE, done};
use crate::support::{Content, Database, both};
use serde_json::{Value, json};
use std::{os::unix::fs::PermissionsExt, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// A server that has said where it listens. It ends with the story at the latest.
pub struct Server {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
    pub url: String,
}

impl Server {
    pub async fn start(command: Command) -> Self {
        // What it logs is the run's to see.
        Self::logging(command, Stdio::inherit()).await
    }

    /// The same, where its log goes elsewhere.
    pub async fn logging(mut command: Command, log: Stdio) -> Self {
        let mut child = command.stderr(log).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = timeout(PATIENCE, out.next_line()).await.unwrap().unwrap();
        let line = line.unwrap_or_else(|| panic!("{command:?} ended without a word"));
        let url = line
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("not where it listens: {line}"))
            .to_owned();
        assert!(
            url.starts_with("http://127.0.0.1:") && !url.ends_with(":0"),
            "{url}"
        );
        Self { child, out, url }
    }

    pub async fn ask(&self, token: Option<&str>, query: &str) -> Value {
        let client = reqwest::Client::new();
        let mut request = client
            .post(format!("{}/graphql", self.url))
            .json(&json!({ "query": query }));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    }

    /// The next line that it prints.
    pub async fn line(&mut self) -> String {
        let line = timeout(PATIENCE, self.out.next_line()).await.unwrap();
        line.unwrap().expect("another line")
    }

    async fn signal(&self, signal: &str) {
        let process = self.child.id().unwrap().to_string();
        let told = Command::new("kill").args([signal, &process]).status();
        assert!(told.await.unwrap().success());
    }

    /// Asks it to end, as a service manager does; whatever else it printed.
    pub async fn stop(mut self) -> String {
        self.signal("-TERM").await;
        let status = timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap();
        assert_eq!(status.code(), Some(0));
        let mut rest = String::new();
        self.out
            .into_inner()
            .read_to_string(&mut rest)
            .await
            .unwrap();
        rest
    }
}

pub const SERVE: &[&str] = &["serve", "--bind", "127.0.0.1:0"];
const PROJECTS: &str = "{ projects { totalCount } }";

#[tokio::test]
async fn an_empty_folder_is_enough() {
    let operator = Operator::new();
    let server = Server::start(operator.command(SERVE)).await;
    assert_eq!(
        server.ask(None, PROJECTS).await,
        json!({ "projects": { "totalCount": 467 } })
    );
    // A terminal that is closed ends nothing.
    server.signal("-HUP").await;
    let ready = reqwest::get(format!("{}/readyz", server.url))
        .await
        .unwrap();
    assert_eq!(ready.status(), 200);
    // Nobody but the operator reads the key that makes tokens.
    let key = std::fs::metadata(operator.path("istc-data/signing-key.pem")).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
    let first = std::fs::read(operator.path("istc-data/signing-key.pem")).unwrap();
    assert_eq!(server.stop().await, "");

    let again = Server::start(operator.command(SERVE)).await;
    assert_eq!(
        again.ask(None, PROJECTS).await,
        json!({ "projects": { "totalCount": 467 } })
    );
    assert_eq!(
        std::fs::read(operator.path("istc-data/signing-key.pem")).unwrap(),
        first
    );
    assert_eq!(again.stop().await, "");
}

#[tokio::test]
async fn japan_asks_with_a_token_and_sees_its_five_contributions() {
    let operator = Operator::new();
    let words = ["token", "--role", "party", "--party", "JP"];
    // The token may be made before the server first starts, and while it runs.
    let early = operator.run(&words).await.well();
    let server = Server::start(operator.command(SERVE)).await;
    let late = operator.run(&words).await.well();
    let question = "{ contributions { totalCount } viewer { kind party { code } } }";
    for token in [early, late] {
        assert_eq!(token.lines().count(), 1);
        let data = server.ask(Some(token.trim()), question).await;
        let viewer = json!({ "kind": "PARTY", "party": { "code": "JP" } });
        assert_eq!(
            data,
            json!({ "contributions": { "totalCount": 5 }, "viewer": viewer })
        );
    }
    assert_eq!(
        server.ask(None, question).await["contributions"]["totalCount"],
        json!(0)
    );
    let narrow = [
        "token", "--role", "party", "--party", "JP", "--scope", "results", "--ttl", "30m",
    ];
    let token = operator.run(&narrow).await.well();
    assert_eq!(
        server.ask(Some(token.trim()), question).await["contributions"]["totalCount"],
        json!(0)
    );
    assert_eq!(server.stop().await, "");
}

#[tokio::test]
async fn an_import_is_seen_by_a_server_that_runs() {
    let operator = Operator::new();
    let server = Server::start(operator.command(SERVE)).await;
    let package = operator.path("package");
    std::fs::create_dir(&package).unwrap();
    let descriptor = json!({ "resources": [{ "path": "projects.csv" }] }).to_string();
    std::fs::write(package.join("datapackage.json"), descriptor).unwrap();
    let projects = "number,title,programme,status\nW-1,Title,regular,underway\n";
    std::fs::write(package.join("projects.csv"), projects).unwrap();
    operator.run(&["import", "package"]).await.well();
    assert_eq!(
        server.ask(None, PROJECTS).await,
        json!({ "projects": { "totalCount": 468 } })
    );
    server.stop().await;
}

#[tokio::test]
async fn a_token_says_who_it_is_for_and_not_for_too_long() {
    let operator = Operator::new();
    for (words, hint) in [
        (
            &["--role", "party", "--party", "Japan"][..],
            "two capital letters",
        ),
        (&["--role", "public"], "the public has no token"),
        (&["--role", "secretariat", "--party", "JP"], "--role"),
    ] {
        let words = [&["token"], words].concat();
        let said = operator.run(&words).await.badly();
        assert!(said.contains(hint), "{said}");
    }
    for words in [
        &["--role", "party"][..],
        &["--role", "secretariat", "--ttl", "25h"],
        &["--role", "secretariat", "--ttl", "0s"],
        &["--role", "king"],
    ] {
        let refused = operator.run(&[&["token"], words].concat()).await;
        assert_eq!(
            (refused.code, refused.out.as_str()),
            (Some(2), ""),
            "{refused:?}"
        );
    }
}

both! {
    async fn a_server_on_a_database_that_is_up_to_date_starts(database) {
        let fresh = database.fresh(Content::World).await;
        let operator = Operator::new();
        let mut command = operator.command(SERVE);
        command.envs(fresh.variables());
        let server = Server::start(command).await;
        let counted = server.ask(None, "{ parties { totalCount } }").await;
        assert_eq!(counted, json!({ "parties": { "totalCount": 19 } }));
        assert_eq!(server.stop().await, "");
    }
}

#[tokio::test]
async fn an_empty_postgresql_is_refused_with_the_way_out() {
    let fresh = Database::Postgres.fresh(Content::Bare).await;
    let operator = Operator::new();
    let command = |words: &[&str]| {
        let mut command = operator.command(words);
        command.envs(fresh.variables());
        command
    };
    let said = done(command(SERVE)).await.badly();
    assert!(said.contains("istc migrate up"), "{said}");
    done(command(&["migrate", "up"])).await.well();
    let server = Server::start(command(SERVE)).await;
    // Only a new embedded database gets the public records.
    assert_eq!(
        server.ask(None, PROJECTS).await,
        json!({ "projects": { "totalCount": 0 } })
    );
    server.stop().await;
}

#[tokio::test]
async fn a_key_that_others_may_read_is_refused() {
    let operator = Operator::new();
    operator
        .run(&["token", "--role", "secretariat"])
        .await
        .well();
    let key = operator.path("istc-data/signing-key.pem");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    for words in [SERVE, &["token", "--role", "secretariat"]] {
        let said = operator.run(words).await.badly();
        assert!(
            said.contains("signing-key.pem") && said.contains("0644"),
            "{said}"
        );
    }
}
