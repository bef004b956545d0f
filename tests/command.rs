//! The command `istc` itself, as an operator runs it.
//!
//! The program is the one that was built beside the tests; `tests/run` builds it first.

mod clients;
mod data;
mod demonstration;
mod entitlement;
mod iati;
mod migrate;
mod private;
mod report;
mod row_security;
mod secrets;
mod serve;
mod settings;
mod traces;

use std::{
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{process::Command, time::timeout};

/// Longer than anything here takes on a slow machine; only a command that hangs gets so far.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("istc");
    assert!(
        program.exists(),
        "{} is not there: build it first (cargo build --workspace), as tests/run does",
        program.display()
    );
    program
}

/// Someone at a terminal, in an empty folder.
struct Operator {
    folder: TempDir,
}

impl Operator {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command with these words; nothing of the test run's own environment reaches it.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(words)
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs the command to its end.
    async fn run(&self, words: &[&str]) -> Done {
        done(self.command(words)).await
    }
}

async fn done(mut command: Command) -> Done {
    let output = timeout(PATIENCE, command.output()).await;
    output
        .unwrap_or_else(|_| panic!("{command:?} does not end"))
        .unwrap()
        .into()
}

/// A command that has ended.
#[derive(Debug)]
struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        let done = Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        // Nobody is at a terminal, so there are no colours.
        assert!(
            !done.out.contains('\u{1b}') && !done.err.contains('\u{1b}'),
            "{done:?}"
        );
        done
    }
}

impl Done {
    /// What it printed; it must have ended well.
    #[track_caller]
    fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// What it said on standard error; it must have ended with exit code 1 and printed nothing.
    #[track_caller]
    fn badly(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{self:?}");
        self.err
    }
}

#[tokio::test]
async fn the_schema_that_is_printed_is_the_one_in_the_repository() {
    let printed = Operator::new().run(&["schema"]).await.well();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let committed = std::fs::read_to_string(root.join("schema.graphql")).unwrap();
    assert!(
        printed == committed,
        "schema.graphql is not what `istc schema` prints; write it anew and name the change in CHANGELOG.md"
    );
}

#[tokio::test]
async fn the_policy_that_is_printed_is_the_one_that_was_read_and_approved() {
    let operator = Operator::new();
    let text = operator.run(&["policy"]).await.well();
    let json = operator.run(&["policy", "--format", "json"]).await.well();
    assert!(
        serde_json::from_str::<serde_json::Value>(&json)
            .unwrap()
            .is_object()
    );
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("policy_text", text);
        insta::assert_snapshot!("policy_json", json);
    });
    // It needs no database, and makes none.
    assert_eq!(
        std::fs::read_dir(operator.folder.path()).unwrap().count(),
        0
    );
}

#[tokio::test]
async fn every_command_explains_itself() {
    let operator = Operator::new();
    let all = operator.run(&["--help"]).await.well();
    let commands = all
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        // What a long explanation goes on with stands further in.
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect::<Vec<_>>();
    for command in [
        "serve",
        "token",
        "migrate",
        "import",
        "export",
        "entitlement",
        "check",
        "schema",
        "policy",
    ] {
        assert!(commands.contains(&command), "{all}");
    }
    for command in commands.iter().filter(|command| **command != "help") {
        let help = operator.run(&[command, "--help"]).await.well();
        assert!(help.contains(&format!("Usage: istc {command}")), "{help}");
    }
    for way in ["up", "down", "status"] {
        operator.run(&["migrate", way, "--help"]).await.well();
    }
    assert!(
        operator
            .run(&["--version"])
            .await
            .well()
            .starts_with("istc ")
    );
    let unknown = operator.run(&["explode"]).await;
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
}
