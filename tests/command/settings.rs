//! Settings: a wrong one is refused by its name before anything happens.

use super::{Operator, done};
use std::fs;

/// Runs `istc serve` with these variables and this `istc.toml`; what it says when it refuses.
async fn refused(variables: &[(&str, &str)], file: &str) -> String {
    let operator = Operator::new();
    if !file.is_empty() {
        fs::write(operator.path("istc.toml"), file).unwrap();
    }
    let mut command = operator.command(&["serve", "--bind", "127.0.0.1:0"]);
    command.envs(variables.iter().copied());
    let done = done(command).await;
    assert!(!operator.path("istc-data").exists(), "{done:?}");
    assert!(
        matches!(done.code, Some(1 | 2)) && done.out.is_empty(),
        "{done:?}"
    );
    done.err
}

#[tokio::test]
async fn a_wrong_variable_is_named() {
    for (variable, value, name) in [
        (
            "ISTC_DATABASE_URL",
            "mysql://root:secret@localhost/istc",
            "database_url",
        ),
        ("ISTC_DATABASE_URL", "sqlite://istc.sqlite3", "database_url"),
        ("ISTC_READERS", "0", "readers"),
        ("ISTC_READERS", "many", "readers"),
        ("ISTC_STATEMENT_SECONDS", "0", "statement_seconds"),
        ("ISTC_LOG", "loud=very", "log"),
        ("ISTC_LOG_FORMAT", "xml", "log-format"),
        ("ISTC_WORKERS", "0", "workers"),
        ("ISTC_PUBLIC_URL", "data.example.org", "public_url"),
        ("ISTC_PUBLIC_URL", "https://data.example.org/", "public_url"),
        (
            "ISTC_PUBLIC_URL",
            "https://user:secret@data.example.org",
            "public_url",
        ),
        ("ISTC_CONFIG", "nowhere.toml", "nowhere.toml"),
    ] {
        let said = refused(&[(variable, value)], "").await;
        assert!(said.contains(name), "{variable}={value}: {said}");
        assert!(!said.contains("secret"), "{said}");
    }
    // A port alone is no address.
    let operator = Operator::new();
    let said = operator.run(&["serve", "--bind", "8080"]).await.badly();
    assert!(said.contains("bind"), "{said}");
}

#[tokio::test]
async fn a_wrong_line_of_the_file_is_named() {
    for (file, name) in [
        ("reader = 3", "reader"),
        ("readers = 0", "readers"),
        (
            "database_url = \"mysql://root:secret@localhost/istc\"",
            "database_url",
        ),
        ("log_format = \"xml\"", "log_format"),
        ("workers = 0", "workers"),
        ("public_url = \"ftp://data.example.org\"", "public_url"),
        (
            "[[issuers]]\nissuer = \"https://id.example\"\nkeys = \"keys.pem\"",
            "audiences",
        ),
        (
            "[[issuers]]\nissuer = \"https://id.example\"\naudiences = [\"istc\"]\nkeys = \"nowhere.pem\"",
            "nowhere.pem",
        ),
        ("readers = ", "istc.toml"),
    ] {
        let said = refused(&[], file).await;
        assert!(said.contains(name), "{file}: {said}");
        assert!(!said.contains("secret"), "{said}");
    }
}

#[tokio::test]
async fn an_issuer_needs_its_audience_and_keys_that_can_be_found() {
    let said = refused(&[("ISTC_ISSUER", "https://id.example")], "").await;
    assert!(said.contains("--audience"), "{said}");
    let audience = ("ISTC_AUDIENCE", "istc");
    // What is no address has no configuration to tell where the keys are.
    let said = refused(&[("ISTC_ISSUER", "id.example"), audience], "").await;
    assert!(
        said.contains("id.example") && said.contains("discovered"),
        "{said}"
    );
    let issuer = ("ISTC_ISSUER", "https://id.example");
    let claims = ("ISTC_ISSUER_CLAIMS", "rule=https://istc.int/role");
    let said = refused(&[issuer, audience, claims], "").await;
    assert!(said.contains("issuer_claims"), "{said}");
    let claims = ("ISTC_ISSUER_CLAIMS", "role=sub");
    let said = refused(&[issuer, audience, claims], "").await;
    assert!(said.contains("\"sub\""), "{said}");
}

/// A template leaves variables empty, and people mistype their names.
#[tokio::test]
async fn an_empty_variable_is_not_set_and_a_mistyped_one_is_told() {
    let operator = Operator::new();
    operator.run(&["migrate", "up"]).await.well();
    let with = |name: &str, value: &str| {
        let mut command = operator.command(&["migrate", "status"]);
        command.env(name, value);
        command
    };
    for name in [
        "ISTC_READERS",
        "ISTC_DATABASE_URL",
        "ISTC_ROW_SECURITY",
        "ISTC_LOG",
    ] {
        done(with(name, "")).await.well();
    }
    let told = done(with("ISTC_READRS", "4")).await;
    assert!(told.err.contains("ISTC_READERS"), "{told:?}");
    told.well();
    let told = done(with("ISTC_ROW_SECURTY", "on")).await;
    assert_eq!(told.code, Some(2), "{told:?}");
    assert!(told.err.contains("ISTC_ROW_SECURITY is"), "{told:?}");
    done(with("ISTC_OF_ANOTHER_PROGRAM", "4")).await.well();
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_is_said_without_its_password() {
    let operator = Operator::new();
    let url = "postgres://istc:secret@127.0.0.1:1/istc";
    let mut command = operator.command(&["migrate", "status"]);
    command.env("ISTC_DATABASE_URL", url);
    let said = done(command).await.badly();
    assert!(said.contains("cannot open the database"), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

#[tokio::test]
async fn a_file_with_a_password_that_everyone_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let operator = Operator::new();
    let file = operator.path("istc.toml");
    for (text, mode, told) in [
        (
            "database_url = \"postgres://istc:secret@127.0.0.1:1/istc\"",
            0o644,
            true,
        ),
        (
            "database_url = \"postgres://istc:secret@127.0.0.1:1/istc\"",
            0o640,
            false,
        ),
        ("readers = 3", 0o644, false),
    ] {
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let done = operator.run(&["token", "--role", "secretariat"]).await;
        let found = done.err.contains("every user of this machine can read")
            && done.err.contains("istc.toml");
        assert_eq!(found, told, "{done:?}");
        done.well();
    }
}

#[tokio::test]
async fn a_flag_comes_before_a_variable_and_a_variable_before_the_file() {
    let operator = Operator::new();
    fs::write(operator.path("istc.toml"), "data_dir = \"from-file\"").unwrap();
    let words = ["token", "--role", "secretariat"];
    operator.run(&words).await.well();
    assert!(operator.path("from-file").exists());
    let mut command = operator.command(&words);
    command.env("ISTC_DATA_DIR", "from-variable");
    done(command).await.well();
    assert!(operator.path("from-variable").exists());
    let mut command = operator.command(&words);
    command
        .args(["--data-dir", "from-flag"])
        .env("ISTC_DATA_DIR", "other");
    done(command).await.well();
    assert!(operator.path("from-flag").exists() && !operator.path("other").exists());
}
