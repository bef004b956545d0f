//! Row security as an operator puts it up: the README's commands in their order, and what is refused.

use super::{
    Done, Operator, done,
    serve::{SERVE, Server},
};
use crate::support::{Content, Database, Fresh, SERVING, world};
use serde_json::json;

/// Owns the tables of a story, and is no superuser; `tests/run` makes it.
const OWNER: &str = "istc_owner";

struct Desk {
    operator: Operator,
    fresh: Fresh,
}

impl Desk {
    /// An empty database of the owner.
    async fn new() -> Self {
        let fresh = Database::Postgres.fresh(Content::Bare).await;
        fresh.psql(
            "istc",
            &format!("alter database {} owner to {OWNER}", fresh.name()),
        );
        Self {
            operator: Operator::new(),
            fresh,
        }
    }

    /// With the world in it.
    async fn of_the_world() -> Self {
        let desk = Self::new().await;
        desk.run(&["migrate", "up", "--serving-role", SERVING])
            .await
            .well();
        desk.run(&["import", world().to_str().unwrap()])
            .await
            .well();
        desk
    }

    fn command(&self, role: &str, switch: &str, words: &[&str]) -> tokio::process::Command {
        let mut command = self.operator.command(words);
        command.env("ISTC_DATABASE_URL", self.fresh.url_as(role));
        command.env("ISTC_OWNER_DATABASE_URL", self.fresh.url_as(OWNER));
        command.env("ISTC_ROW_SECURITY", switch);
        command
    }

    async fn run(&self, words: &[&str]) -> Done {
        done(self.command(SERVING, "on", words)).await
    }
}

#[tokio::test]
async fn the_way_of_the_readme_leads_to_a_server_behind_the_wall() {
    let desk = Desk::of_the_world().await;
    let status = desk.run(&["migrate", "status"]).await.well();
    assert!(status.ends_with("applied  row security\n"), "{status}");
    // The server is told no more than its own address.
    let mut command = desk.command(SERVING, "on", SERVE);
    command.env_remove("ISTC_OWNER_DATABASE_URL");
    let server = Server::start(command).await;
    let token = desk
        .operator
        .run(&["token", "--role", "party", "--party", "JP"])
        .await
        .well();
    let question = "{ contributions { totalCount } projects { totalCount } }";
    let (japan, nobody) = (
        server.ask(Some(token.trim()), question).await,
        server.ask(None, question).await,
    );
    assert_eq!(nobody["contributions"], json!({ "totalCount": 0 }));
    assert_ne!(japan["contributions"], nobody["contributions"]);
    let ready = reqwest::get(format!("{}/readyz", server.url))
        .await
        .unwrap();
    assert_eq!(ready.status(), 200);
    server.stop().await;
    desk.run(&["check"]).await.well();
    let export = desk
        .run(&["export", "package", "--role", "public"])
        .await
        .well();
    let paid = |line: &str| line.starts_with("contributions") && !line.ends_with(" 0");
    assert!(!export.lines().any(paid), "{export}");
}

#[tokio::test]
async fn nobody_serves_whom_the_wall_does_not_bind() {
    let desk = Desk::of_the_world().await;
    for (role, switch, reason) in [
        ("istc", "on", "a superuser"),
        ("istc_bypassing", "on", "BYPASSRLS"),
        (OWNER, "on", "owns the tables"),
        (SERVING, "off", "ISTC_ROW_SECURITY=on"),
    ] {
        for words in [SERVE, &["export", "package", "--role", "secretariat"]] {
            let said = done(desk.command(role, switch, words)).await.badly();
            assert!(
                said.contains(reason) && said.contains(role),
                "{role}: {said}"
            );
        }
    }
    // Without the wall the owner may serve.
    let server = Server::start(desk.command(OWNER, "off", SERVE)).await;
    assert_ne!(
        server.ask(None, "{ projects { totalCount } }").await,
        json!(null)
    );
    server.stop().await;
}

#[tokio::test]
async fn a_change_of_the_wall_is_shown_and_stops_the_server_from_starting() {
    let desk = Desk::of_the_world().await;
    desk.fresh
        .psql(OWNER, "alter table proposals disable row level security");
    let status = desk.run(&["migrate", "status"]).await;
    assert_eq!(status.code, Some(1));
    let told = "drifted  row security: table proposals: row security is off\n";
    assert!(status.out.ends_with(told), "{}", status.out);
    let said = desk.run(SERVE).await.badly();
    assert!(said.contains("istc migrate up"), "{said}");
    // The role that served before needs no second mention.
    desk.run(&["migrate", "up"]).await.well();
    desk.run(&["migrate", "status"]).await.well();
    let server = Server::start(desk.command(SERVING, "on", SERVE)).await;
    let paid = "{ projects(filter: {contributions: {some: {}}}) { totalCount } }";
    let nothing = json!({ "projects": { "totalCount": 0 } });
    assert_eq!(server.ask(None, paid).await, nothing);
    server.stop().await;
}

#[tokio::test]
async fn behind_the_wall_clients_get_tokens_and_their_use_is_noted() {
    let desk = Desk::of_the_world().await;
    let add = [
        "client", "add", "--name", "x", "--party", "JP", "--format", "json",
    ];
    let add = desk.command(OWNER, "off", &add);
    let made = super::data::parsed(&done(add).await.well());
    let [id, secret] = ["client_id", "client_secret"].map(|name| made[name].as_str().unwrap());
    let server = Server::start(desk.command(SERVING, "on", SERVE)).await;
    let request = reqwest::Client::new()
        .post(format!("{}/oauth/token", server.url))
        .basic_auth(id, Some(secret))
        .form(&[("grant_type", "client_credentials")]);
    let told: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
    let token = told["access_token"].as_str().unwrap();
    let viewer = json!({ "viewer": { "kind": "PARTY" } });
    assert_eq!(server.ask(Some(token), "{ viewer { kind } }").await, viewer);
    let used = "select last_used_at is not null from clients";
    assert_eq!(desk.fresh.psql(OWNER, used).trim(), "t");
    // Whoever serves cannot bring back a client that was revoked, nor add one.
    let may = "select has_column_privilege('clients', 'revoked_at', 'update')
        or has_table_privilege('clients', 'insert')";
    assert_eq!(desk.fresh.psql(SERVING, may).trim(), "f");
    server.stop().await;
}

#[tokio::test]
async fn the_way_down_leaves_nothing_of_it() {
    let desk = Desk::of_the_world().await;
    desk.run(&["migrate", "down"]).await.well();
    let left = "select (select count(*) from pg_policy) + (select count(*) from pg_class where relrowsecurity)
        + (select count(*) from pg_namespace where nspname = 'istc_sight')
        + (select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
            and has_table_privilege('istc_serving', oid, 'select'))";
    assert_eq!(desk.fresh.psql("istc", left).trim(), "0");
    let said = desk.run(SERVE).await;
    assert_eq!(said.code, Some(1), "{said:?}");
}

#[tokio::test]
async fn what_only_postgresql_has_is_refused_without_it() {
    let operator = Operator::new();
    let words = [SERVE, &["--row-security"]].concat();
    let said = operator.run(&words).await.badly();
    assert!(said.contains("row_security"), "{said}");
    let mut command = operator.command(SERVE);
    command.env(
        "ISTC_OWNER_DATABASE_URL",
        "postgres://owner:secret@localhost/istc",
    );
    let said = done(command).await.badly();
    assert!(
        said.contains("owner_url") && !said.contains("secret"),
        "{said}"
    );
}
