//! Secrets: whatever setting one was put into, by mistake or not, and whatever goes wrong then, it is neither printed
//! nor logged. The settings are those that the program itself names, so that a new one is not forgotten.

use super::{
    Done, Operator, done,
    serve::{SERVE, Server},
};
use crate::support::{Content, Database};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs};
use tokio::process::Command;

/// The secret. What holds it may be printed nowhere.
const CANARY: &str = "hunter2-canary";
/// The secret alone, as a name or path might stand there.
const PLAIN: &str = "hunter2-canary";
/// As it stands in addresses: of what cannot be reached, does not exist, or cannot be read.
const ADDRESSES: [&str; 8] = [
    "postgres://istc:hunter2-canary@127.0.0.1:1/istc",
    "postgres://istc:hunter2-canary@nowhere.invalid/istc",
    "postgres://istc:a/hunter2-canary@127.0.0.1:1/istc",
    "postgres://istc:1/hunter2-canary@127.0.0.1:1/istc",
    "postgres://istc@127.0.0.1:1/istc?pasword=hunter2-canary",
    "postgres://istc@127.0.0.1:1/istc?sslmode=hunter2-canary",
    "mysql://istc:hunter2-canary@127.0.0.1:1/istc",
    "https://istc:hunter2-canary@127.0.0.1:1/keys?key=hunter2-canary",
];
/// Settings that name a file, a folder, a role or an issuer: when it is not there, the message has to say which.
const NAMES: [&str; 6] = [
    "config",
    "data_dir",
    "trusted_documents",
    "serving_role",
    "issuer",
    "issuer_keys",
];
/// Settings that are not the program's own: what traces and requests for keys are sent with.
const FOREIGN: [&str; 8] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    "OTEL_EXPORTER_OTLP_TIMEOUT",
    "OTEL_RESOURCE_ATTRIBUTES",
    "HTTPS_PROXY",
    "HTTP_PROXY",
];
/// As many processes as run at once.
const AT_ONCE: usize = 12;

/// A server that ends because its issuer's keys are not there, which it looks for once it has read its settings.
const ENDING: [(&str, &str); 4] = [
    ("ISTC_ISSUER", "https://id.example"),
    ("ISTC_AUDIENCE", "istc"),
    ("ISTC_ISSUER_KEYS", "nowhere.pem"),
    ("ISTC_LOG", "trace"),
];

/// Where no folder can be made, so that a server ends when it would open its database.
const NO_FOLDER: &str = "/dev/null/data";

/// One run of the command `istc` in an empty folder: its words, its environment variables and its `istc.toml`.
#[derive(Clone, Debug)]
struct Trial {
    words: Vec<&'static str>,
    variables: Vec<(String, String)>,
    file: String,
    /// Whether a message may name the value.
    named: bool,
}

impl Trial {
    fn of(words: &[&'static str]) -> Self {
        Self {
            words: words.to_vec(),
            variables: Vec::new(),
            file: String::new(),
            named: false,
        }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn ending() -> Self {
        let trial = Self::of(SERVE);
        ENDING
            .iter()
            .fold(trial, |trial, (name, value)| trial.with(name, value))
    }

    async fn run(self) {
        let operator = Operator::new();
        if !self.file.is_empty() {
            fs::write(operator.path("istc.toml"), &self.file).unwrap();
        }
        let mut command = operator.command(&self.words);
        command.envs(self.variables.clone());
        let said = done(command).await;
        assert!(
            self.named || !(said.out.contains(CANARY) || said.err.contains(CANARY)),
            "{self:?}: {said:?}"
        );
    }
}

/// All of them, some at once.
async fn all(trials: Vec<Trial>) {
    stream::iter(trials)
        .for_each_concurrent(AT_ONCE, Trial::run)
        .await;
}

async fn help(operator: &Operator, words: &[&str]) -> String {
    operator.run(&[words, &["--help"]].concat()).await.well()
}

/// The variables that the program names in its explanations.
async fn variables() -> BTreeSet<String> {
    let operator = Operator::new();
    let mut found = BTreeSet::new();
    for words in [&[][..], &["serve"], &["iati"], &["token"], &["import"]] {
        let text = help(&operator, words).await;
        for part in text.split("[env: ").skip(1) {
            let end = part.find(|c: char| !(c.is_ascii_uppercase() || c == '_'));
            found.insert(part[..end.unwrap()].to_owned());
        }
    }
    assert!(
        found.len() > 20 && found.contains("ISTC_DATABASE_URL"),
        "{found:?}"
    );
    found
}

/// The keys that the file may have behind this beginning, as the program names them.
async fn keys(beginning: &str) -> Vec<String> {
    let operator = Operator::new();
    fs::write(operator.path("istc.toml"), format!("{beginning}\nx = 1")).unwrap();
    let said = operator.run(&["migrate", "status"]).await.badly();
    let (_, list) = said.split_once("expected one of ").unwrap();
    let keys: Vec<String> = list
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert!(keys.len() > 3, "{said}");
    keys
}

#[tokio::test]
async fn no_variable_is_repeated_whatever_is_wrong_with_it() {
    let mut trials = Vec::new();
    for name in variables().await {
        let setting = name.trim_start_matches("ISTC_").to_lowercase();
        for value in ADDRESSES.iter().chain([&PLAIN]) {
            let trial = Trial {
                named: *value == PLAIN && NAMES.contains(&setting.as_str()),
                ..Trial::ending().with(&name, value)
            };
            // An address is asked for the keys only once the service runs.
            let trial = match name == "ISTC_ISSUER_KEYS" {
                true => trial.with("ISTC_DATA_DIR", NO_FOLDER),
                false => trial,
            };
            trials.push(trial);
        }
    }
    for value in ADDRESSES {
        for words in [
            &["migrate", "status"][..],
            &["export", "x", "--role", "secretariat"],
            &["client", "list"],
        ] {
            let trial = Trial::of(words).with("ISTC_LOG", "trace");
            trials.push(trial.clone().with("ISTC_DATABASE_URL", value));
            let owner = trial.with("ISTC_OWNER_DATABASE_URL", value);
            trials.push(owner.with("ISTC_DATABASE_URL", "postgres://istc@127.0.0.1:1/istc"));
        }
        for name in FOREIGN {
            trials.push(Trial::ending().with(name, value));
            let ends = Trial::of(&["token", "--role", "secretariat"]).with("ISTC_LOG", "trace");
            let endpoint = "http://127.0.0.1:1";
            trials.push(
                ends.with("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
                    .with(name, value),
            );
        }
    }
    all(trials).await;
}

#[tokio::test]
async fn no_line_of_the_file_is_repeated_whatever_is_wrong_with_it() {
    let issuers = "[[issuers]]\nissuer = \"https://id.example\"\naudiences = [\"istc\"]";
    let mut trials = Vec::new();
    for (beginning, within) in [
        ("", ""),
        (issuers, "issuer_"),
        (&format!("{issuers}\n[issuers.claims]"), "claims_"),
    ] {
        for key in keys(beginning).await {
            let again = beginning.contains(&format!("\n{key} = "));
            let beginning = match again {
                true => beginning.replace(&format!("\n{key} = "), "\n# "),
                false => beginning.to_owned(),
            };
            for value in ADDRESSES.iter().chain([&PLAIN]) {
                let lines = [
                    format!("{key} = \"{value}\""),
                    format!("{key} = [\"{value}\"]"),
                    format!("{key} = {{ a = \"{value}\" }}"),
                    format!("{key} = {value}"),
                    format!("{key} = \"{value}"),
                    format!("{key} \"{value}\""),
                    format!("{key}s = \"{value}\""),
                    format!("\"{value}\" = \"{key}\""),
                ];
                // What is not read as a value is the same whatever the value.
                let some = if value == &ADDRESSES[0] {
                    lines.len()
                } else {
                    1
                };
                for line in lines.into_iter().take(some) {
                    let setting = format!("{within}{key}");
                    let named = NAMES.contains(&setting.as_str()) || setting == "issuer_issuer";
                    // Only the issuers of the file are looked at where the variables name none.
                    let mut trial = match within {
                        "" => Trial::ending(),
                        _ => Trial::of(SERVE).with("ISTC_DATA_DIR", NO_FOLDER),
                    };
                    trial.file = format!("{beginning}\n{line}\n");
                    trial.named = named && *value == PLAIN;
                    trials.push(trial);
                }
            }
        }
    }
    assert!(trials.len() > 400, "{}", trials.len());
    all(trials).await;
}

#[tokio::test]
async fn no_explanation_shows_what_a_variable_holds() {
    let operator = Operator::new();
    let variables = variables().await;
    let text = help(&operator, &[]).await;
    let commands = text.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    let names = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let mut seen = 0;
    for name in names.filter(|name| !matches!(*name, "" | "help")) {
        for words in [vec!["--help"], vec![name, "--help"], vec![name, "-h"]] {
            let mut command = operator.command(&words);
            command.envs(variables.iter().map(|variable| (variable, CANARY)));
            let Done { out, err, .. } = done(command).await;
            assert!(!out.contains(CANARY) && !err.contains(CANARY), "{out}{err}");
            seen += 1;
        }
    }
    assert!(seen > 20);
}

/// A service with this command that logs everything, that is asked with this token, and that is stopped.
async fn logged(operator: &Operator, mut command: Command, token: &str) -> String {
    let log = operator.path("log");
    command.env("ISTC_LOG", "trace");
    let server = Server::logging(command, fs::File::create(&log).unwrap().into()).await;
    let asked = reqwest::Client::new()
        .post(format!("{}/graphql", server.url))
        .bearer_auth(token)
        .json(&json!({ "query": "{ viewer { kind } }" }));
    asked.send().await.unwrap();
    let answer = reqwest::get(format!("{}/readyz", server.url))
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(server.stop().await, "");
    fs::read_to_string(log).unwrap()
}

#[tokio::test]
async fn a_service_that_runs_logs_no_secret_of_its_settings_nor_a_token() {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({ "iss": "https://id.example", "aud": "istc", "sub": CANARY });
    let token = format!(
        "{}.{}.{}",
        part(json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": "one" })),
        part(claims),
        URL_SAFE_NO_PAD.encode([1; 64])
    );
    for (keys, format) in [
        (
            "http://istc:hunter2-canary@127.0.0.1:1/keys?key=hunter2-canary",
            "text",
        ),
        (
            "https://istc:hunter2-canary@127.0.0.1:1/keys?key=hunter2-canary",
            "json",
        ),
    ] {
        let operator = Operator::new();
        let mut command = operator.command(SERVE);
        command.envs([
            ("ISTC_ISSUER", "https://id.example"),
            ("ISTC_AUDIENCE", "istc"),
            ("ISTC_ISSUER_KEYS", keys),
            ("ISTC_LOG_FORMAT", format),
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://istc:hunter2-canary@127.0.0.1:1",
            ),
            (
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=Bearer%20hunter2-canary",
            ),
            ("HTTPS_PROXY", "http://istc:hunter2-canary@127.0.0.1:1"),
        ]);
        let log = logged(&operator, command, &token).await;
        assert!(log.contains("keys cannot be fetched"), "{log}");
        assert!(!log.contains(CANARY) && !log.contains(&token), "{log}");
        let signed: Vec<&str> = token.split('.').collect();
        assert!(signed.iter().all(|part| !log.contains(part)), "{log}");
    }
    // The password of a database that is reached.
    let fresh = Database::Postgres.fresh(Content::World).await;
    let url = fresh.url.replacen('@', ":hunter2-canary@", 1);
    assert_ne!(url, fresh.url);
    let operator = Operator::new();
    let mut command = operator.command(SERVE);
    command.env("ISTC_DATABASE_URL", url);
    let log = logged(&operator, command, &token).await;
    assert!(log.contains("operation") && !log.contains(CANARY), "{log}");
}
