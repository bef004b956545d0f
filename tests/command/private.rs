//! Files: what holds guarded rows or secrets is its owner's alone, whatever the umask; what an older version left open
//! to others is closed, or refused.

use super::{
    Done, Operator, done, program,
    serve::{SERVE, Server},
};
use crate::support::world;
use std::{
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::process::Command;

/// Every command that opens the embedded database, beside `serve`.
const COMMANDS: &[&[&str]] = &[
    &["migrate", "status"],
    &["check"],
    &["import", "WORLD", "--dry-run"],
    &["export", "out.zip", "--force", "--role", "secretariat"],
    &["report", "projects", "--role", "secretariat"],
    &["iati", "--role", "secretariat"],
    &["entitlement", "--public"],
    &["client", "list"],
];
/// And those that do not.
const OTHERS: &[&str] = &["serve", "token", "schema", "policy", "help"];

/// The command with these words, by someone whose files are open to everyone.
fn careless(operator: &Operator, words: &[&str]) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "umask 000; exec \"$0\" \"$@\""])
        .arg(program())
        .args(words)
        .current_dir(operator.folder.path())
        .env_clear()
        .env("TMPDIR", operator.folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

async fn run(operator: &Operator, words: &[&str]) -> Done {
    done(careless(operator, words)).await
}

/// Everything below this folder, with its mode.
fn below(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let about = entry.metadata().unwrap();
        found.push((entry.path(), about.permissions().mode() & 0o7777));
        if about.is_dir() {
            found.extend(below(&entry.path()));
        }
    }
    found
}

/// Nobody but the owner opens anything below this folder, in which there are at least so many files and folders.
#[track_caller]
fn is_private(folder: &Path, least: usize) {
    let all = below(folder);
    let open = all.iter().filter(|(_, mode)| mode & 0o077 != 0);
    let open: Vec<String> = open
        .map(|(path, mode)| format!("{} {mode:04o}", path.display()))
        .collect();
    assert!(open.is_empty(), "open to others: {open:#?}");
    assert!(all.len() >= least, "{all:?}");
}

fn open_to_others(data: &Path) {
    fs::set_permissions(data, Permissions::from_mode(0o755)).unwrap();
    for (path, _) in below(data) {
        // The key is refused instead, see `serve.rs`.
        if !path.ends_with("signing-key.pem") {
            fs::set_permissions(path, Permissions::from_mode(0o644)).unwrap();
        }
    }
}

#[tokio::test]
async fn whatever_is_created_is_its_owners_alone() {
    let operator = Operator::new();
    let folder = operator.folder.path();
    let token = run(&operator, &["token", "--role", "party", "--party", "JP"]).await;
    let token = token.well();
    let server = Server::start(careless(&operator, SERVE)).await;
    server
        .ask(
            Some(token.trim()),
            "{ contributions { nodes { amount { amount } } } }",
        )
        .await;
    // The database and the record of access with what SQLite keeps beside them, and the key.
    is_private(folder, 8);
    run(
        &operator,
        &["client", "add", "--name", "A", "--secretariat"],
    )
    .await
    .well();
    server.stop().await;

    for words in [
        &["export", "new/folder/package", "--role", "secretariat"][..],
        &[
            "export",
            "new/folder/package",
            "--role",
            "secretariat",
            "--force",
        ],
        &["export", "zipped/all.zip", "--role", "secretariat"],
        &[
            "report",
            "projects",
            "--role",
            "secretariat",
            "-o",
            "projects.csv",
        ],
        &[
            "report",
            "projects",
            "--role",
            "secretariat",
            "-o",
            "projects.csv",
            "--force",
        ],
        &[
            "report",
            "projects",
            "--role",
            "secretariat",
            "-o",
            "projects.ndjson",
        ],
        &[
            "report",
            "projects",
            "--role",
            "secretariat",
            "-o",
            "projects.json",
        ],
        &[
            "report",
            "projects",
            "--role",
            "secretariat",
            "-o",
            "projects.xlsx",
        ],
        &["report", "projects", "--role", "secretariat"],
        &["iati", "-o", "activities.xml"],
        &["iati", "--role", "secretariat", "-o", "all.xml"],
        &["--data-dir", "one/two", "migrate", "up"],
        &["--data-dir", "three", "import", world().to_str().unwrap()],
    ] {
        run(&operator, words).await.well();
        is_private(folder, 8);
    }
    is_private(folder, 30);
    // A file that was there, open to others, is replaced by one that is not.
    let known = operator.path("projects.csv.datapackage.json");
    fs::set_permissions(&known, Permissions::from_mode(0o666)).unwrap();
    let again = [
        "report",
        "projects",
        "--role",
        "secretariat",
        "-o",
        "projects.csv",
        "--force",
    ];
    run(&operator, &again).await.well();
    is_private(folder, 30);
}

#[tokio::test]
async fn every_command_closes_a_database_that_others_can_read_and_says_so() {
    let operator = Operator::new();
    let data = operator.path("istc-data");
    let server = Server::start(operator.command(SERVE)).await;
    server.ask(None, "{ __typename }").await;
    server.stop().await;
    for name in ["istc.sqlite3-wal", "istc.sqlite3-shm"] {
        // As a version that was stopped by force leaves them.
        fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(data.join(name))
            .unwrap();
    }
    for words in COMMANDS {
        open_to_others(&data);
        let world = world();
        let words: Vec<&str> = words
            .iter()
            .map(|word| match *word {
                "WORLD" => world.to_str().unwrap(),
                word => word,
            })
            .collect();
        let said = run(&operator, &words).await;
        for file in ["istc.sqlite3", "istc.sqlite3-access", "istc-data"] {
            let line = said.err.lines().find(|line| {
                line.contains("only its owner can") && line.contains(&format!("{file} "))
            });
            assert!(
                line.is_some_and(|line| line.contains("WARN")),
                "{file}: {said:?}"
            );
        }
        said.well();
        is_private(&data, 3);
        assert_eq!(
            fs::metadata(&data).unwrap().permissions().mode() & 0o7777,
            0o700
        );
    }
    open_to_others(&data);
    let server = Server::start(careless(&operator, SERVE)).await;
    server.ask(None, "{ __typename }").await;
    is_private(&data, 3);
    server.stop().await;

    // No command is forgotten here.
    let help = operator.run(&["--help"]).await.well();
    let lines = help.lines().skip_while(|line| *line != "Commands:");
    for line in lines.skip(1).take_while(|line| !line.is_empty()) {
        let Some(name) = line.strip_prefix("  ").filter(|it| !it.starts_with(' ')) else {
            continue;
        };
        let name = name.split_whitespace().next().unwrap();
        let known = COMMANDS.iter().any(|words| words[0] == name) || OTHERS.contains(&name);
        assert!(known, "does `istc {name}` open the database?");
    }
}

#[tokio::test]
async fn a_folder_that_is_not_the_programs_alone_stays_as_it_is() {
    let operator = Operator::new();
    fs::write(operator.path("letter.txt"), "dear colleague").unwrap();
    fs::set_permissions(operator.folder.path(), Permissions::from_mode(0o755)).unwrap();
    run(&operator, &["--data-dir", ".", "migrate", "up"])
        .await
        .well();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(operator.folder.path()), 0o755);
    assert_eq!(mode(&operator.path("istc.sqlite3")), 0o600);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_database_that_cannot_be_closed_to_others_is_refused() {
    let operator = Operator::new();
    fs::create_dir(operator.path("istc-data")).unwrap();
    // A file of which nobody may change the mode.
    symlink("/proc/self/status", operator.path("istc-data/istc.sqlite3")).unwrap();
    for words in COMMANDS.iter().chain([&SERVE]) {
        let said = operator.run(words).await.badly();
        assert!(
            said.contains("open to other users") && said.contains("0444"),
            "{words:?}: {said}"
        );
    }
}
