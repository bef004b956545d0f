//! `istc import`, `istc export` and `istc check`: data in and out, with exit codes to rely on.

use super::{Done, Operator, done};
use crate::support::{Content, Database, Fresh, both, world};
use serde_json::{Value, json};
use std::fs;
use tokio::process::Command;

/// An operator with a database.
pub struct Desk {
    pub operator: Operator,
    fresh: Fresh,
}

impl Desk {
    pub async fn with(database: Database, content: Content) -> Self {
        Self {
            operator: Operator::new(),
            fresh: database.fresh(content).await,
        }
    }

    pub async fn run(&self, words: &[&str]) -> Done {
        done(self.command(words)).await
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = self.operator.command(words);
        command.envs(self.fresh.variables());
        command
    }
}

pub fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn sheet<'a>(report: &'a Value, name: &str) -> &'a Value {
    let sheets = report["sheets"].as_array().unwrap();
    sheets.iter().find(|sheet| sheet["sheet"] == name).unwrap()
}

both! {
    async fn a_package_is_imported_once_and_the_second_time_nothing_is_left_to_do(database) {
        let desk = Desk::with(database, Content::Empty).await;
        let folder = world();
        let path = folder.to_str().unwrap();
        let dry = parsed(&desk.run(&["import", path, "--dry-run", "--format", "json"]).await.well());
        assert_eq!((&dry["committed"], &dry["dry_run"]), (&json!(false), &json!(true)));
        let report = parsed(&desk.run(&["import", path, "--format", "json"]).await.well());
        assert_eq!((&report["committed"], &report["problem_count"], &report["problems"]), (&json!(true), &json!(0), &json!([])));
        assert_eq!(dry["sheets"], report["sheets"]);
        let projects = json!({ "sheet": "projects", "inserted": 48, "updated": 0, "unchanged": 0, "removed": 0 });
        assert_eq!(sheet(&report, "projects"), &projects);
        let again = desk.run(&["import", path]).await.well();
        assert!(again.contains("Nothing was changed"), "{again}");
        assert!(desk.run(&["check"]).await.well().contains("follow from the facts"));
        assert!(desk.fresh.by_hand("update ledger set project = null").await > 0);
        let found = desk.run(&["check"]).await;
        assert_eq!(found.code, Some(1), "{found:?}");
        assert!(found.out.contains("`istc check --mend`"), "{found:?}");
        assert!(desk.run(&["check", "--mend"]).await.well().contains("they do now"));
        assert!(desk.run(&["check"]).await.well().contains("follow from the facts"));
    }
}

both! {
    async fn a_package_with_problems_ends_with_exit_code_1(database) {
        let desk = Desk::with(database, Content::World).await;
        let package = desk.operator.path("broken");
        fs::create_dir(&package).unwrap();
        fs::write(package.join("datapackage.json"), r#"{"resources": [{"path": "projects.csv"}]}"#).unwrap();
        fs::write(package.join("projects.csv"), "number,title,programme,status\nW-1,Title,regular,started\n").unwrap();
        let refused = desk.run(&["import", "broken", "--format", "json"]).await;
        assert_eq!(refused.code, Some(1), "{refused:?}");
        let report = parsed(&refused.out);
        assert_eq!((&report["committed"], &report["problem_count"], &report["sheets"]), (&json!(false), &json!(1), &json!([])));
        let problem = &report["problems"][0];
        assert_eq!(
            (&problem["kind"], &problem["file"], &problem["line"], &problem["column"], &problem["value"]),
            (&json!("unknown-code"), &json!("projects.csv"), &json!(2), &json!("status"), &json!("started"))
        );
        let refused = desk.run(&["import", "broken"]).await;
        assert_eq!(refused.code, Some(1));
        assert!(refused.out.contains("projects.csv:2: status: found \"started\""), "{}", refused.out);
        assert!(refused.out.contains("1 problem; nothing was imported."), "{}", refused.out);

        let nowhere = desk.run(&["import", "nowhere"]).await.badly();
        assert!(nowhere.contains("nowhere"), "{nowhere}");
        // `--yes` alone would mean nothing.
        assert_eq!(desk.run(&["import", "broken", "--yes"]).await.code, Some(2));
    }
}

both! {
    async fn rows_are_removed_only_when_asked_and_many_only_with_a_yes(database) {
        let desk = Desk::with(database, Content::World).await;
        let package = desk.operator.path("less");
        fs::create_dir(&package).unwrap();
        fs::write(package.join("datapackage.json"), r#"{"resources": [{"path": "proposals.csv"}]}"#).unwrap();
        fs::write(package.join("proposals.csv"), "project,text\nK-1000,Only this one\n").unwrap();
        let refused = desk.run(&["import", "less", "--replace", "--format", "json"]).await;
        assert_eq!(refused.code, Some(1), "{refused:?}");
        let problem = parsed(&refused.out)["problems"][0].clone();
        assert_eq!((&problem["kind"], &problem["value"]), (&json!("too-many-removals"), &json!("12")));
        let report = parsed(&desk.run(&["import", "less", "--replace", "--yes", "--format", "json"]).await.well());
        let proposals = json!({ "sheet": "proposals", "inserted": 0, "updated": 1, "unchanged": 0, "removed": 12 });
        assert_eq!(sheet(&report, "proposals"), &proposals);
    }
}

both! {
    async fn an_export_is_what_its_viewer_may_see(database) {
        let desk = Desk::with(database, Content::World).await;
        let table = desk.run(&["export", "all", "--role", "secretariat"]).await.well();
        assert!(table.lines().any(|line| line.split_whitespace().eq(["contributions", "45"])), "{table}");
        // It is there now, and stays.
        let said = desk.run(&["export", "all", "--role", "secretariat"]).await.badly();
        assert!(said.contains("--force"), "{said}");
        desk.run(&["export", "all", "--force", "--role", "secretariat"]).await.well();
        let public = desk.run(&["export", "public.zip", "--role", "public"]).await.well();
        // Every table has its file, so that a package that replaces another leaves nothing over.
        assert!(is_empty(&public, "contributions"), "{public}");
        let japan = desk.run(&["export", "japan", "--role", "party", "--party", "JP"]).await.well();
        assert!(!is_empty(&japan, "contributions"), "{japan}");
        let card = ["export", "card", "--role", "party", "--party", "JP", "--scope", "card"];
        assert!(is_empty(&desk.run(&card).await.well(), "contributions"));
        // What a file holds depends on whom it is for.
        for words in [&["export", "whose"][..], &["report", "projects"]] {
            let said = desk.run(words).await.badly();
            assert!(said.contains("--role") && !desk.operator.path("whose").exists(), "{said}");
        }
        for party in ["FR", "SE"] {
            let refused = desk.run(&["export", "none", "--role", "party", "--party", party]).await.badly();
            assert!(refused.contains("istc: "), "{refused}");
            assert!(!desk.operator.path("none").exists());
        }
    }
}

/// Whether the table that an export prints says that a sheet has no rows.
fn is_empty(table: &str, sheet: &str) -> bool {
    let mut lines = table.lines().map(|line| line.split_whitespace());
    let found = lines.find_map(|mut words| (words.next() == Some(sheet)).then(|| words.next()));
    match found.flatten() {
        Some(rows) => rows == "0",
        None => panic!("no {sheet} in {table}"),
    }
}

/// A mistyped folder is no new database.
#[tokio::test]
async fn a_command_that_reads_makes_no_database() {
    let operator = Operator::new();
    for words in [
        &["export", "out", "--role", "secretariat"][..],
        &["report", "projects", "--role", "public"],
        &["iati"],
        &["entitlement", "--public"],
        &["check"],
        &["migrate", "status"],
        &["migrate", "down"],
        &["client", "list"],
    ] {
        let words = [&["--data-dir", "mistyped"], words].concat();
        let said = operator.run(&words).await.badly();
        assert!(
            said.contains("mistyped") && said.contains("--data-dir"),
            "{words:?}: {said}"
        );
        assert!(!operator.path("mistyped").exists(), "{words:?}");
    }
}

#[tokio::test]
async fn an_import_into_an_empty_folder_makes_the_embedded_database() {
    let operator = Operator::new();
    let folder = world();
    let report = operator
        .run(&["import", folder.to_str().unwrap(), "--format", "json"])
        .await
        .well();
    // Nothing of the public records is in it.
    assert_eq!(sheet(&parsed(&report), "projects")["inserted"], json!(48));
    let table = operator
        .run(&["export", "out.zip", "--role", "secretariat"])
        .await
        .well();
    assert!(
        table
            .lines()
            .any(|line| line.split_whitespace().eq(["projects", "48"])),
        "{table}"
    );
}

#[tokio::test]
async fn an_empty_postgresql_takes_no_import_and_gives_no_export() {
    let fresh = Database::Postgres.fresh(Content::Bare).await;
    let operator = Operator::new();
    for words in [
        &["import", "package"][..],
        &["export", "package", "--role", "secretariat"],
    ] {
        let words = [words, &["--database-url", &fresh.url]].concat();
        let said = operator.run(&words).await.badly();
        assert!(said.contains("istc migrate up"), "{said}");
    }
}
