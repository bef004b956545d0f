//! The reference tool for Frictionless data packages reads what we write, and what we read.
//!
//! It comes from PyPI into the target folder once. It is no option: a story that cannot have it fails.

use super::Office;
use crate::support::{Content, Database, world};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const VERSION: &str = "5.18.1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reference_tool_accepts_our_packages() {
    let tool = installed();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    accepts(&tool, &root.join("api/data/istc"));
    accepts(&tool, &world());
    for content in [Content::World, Content::Records] {
        let office = Office::of(Database::Sqlite, content).await;
        let folder = office.export_all("all").await;
        accepts(&tool, &folder);
        let viewer = office.keys.viewers.public();
        accepts(&tool, &office.export(&viewer, "public").await);
        // It would not accept just anything.
        let projects = fs::read_to_string(folder.join("projects.csv")).unwrap();
        fs::write(
            folder.join("projects.csv"),
            projects.replacen(",completed,", ",finished,", 1),
        )
        .unwrap();
        let refused = validate(&tool, &folder);
        assert!(
            !refused.status.success(),
            "{}",
            String::from_utf8_lossy(&refused.stdout)
        );
    }
}

fn accepts(tool: &Path, folder: &Path) {
    let output = validate(tool, folder);
    assert!(
        output.status.success(),
        "{}: {}{}",
        folder.display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn validate(tool: &Path, folder: &Path) -> Output {
    // From within the folder: the tool trusts no absolute paths.
    let mut command = Command::new(tool);
    command
        .args(["validate", "datapackage.json"])
        .current_dir(folder);
    command.output().expect("the reference tool starts")
}

/// The tool in the target folder, put there by the first run.
fn installed() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = target.join("frictionless-venv");
    let tool = folder.join("bin/frictionless");
    let version = Command::new(&tool).arg("--version").output();
    let here =
        version.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == VERSION);
    if !here {
        let python = Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder)
            .output();
        run("python3 with its module venv", python);
        let package = format!("frictionless=={VERSION}");
        let install = Command::new(folder.join("bin/pip"))
            .args(["install", "--quiet", &package])
            .output();
        run(&format!("{package} from PyPI"), install);
    }
    tool
}

fn run(what: &str, output: std::io::Result<Output>) {
    let output = output.unwrap_or_else(|error| panic!("this story needs {what}: {error}"));
    assert!(
        output.status.success(),
        "this story needs {what}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
