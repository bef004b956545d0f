//! Every setting: as a flag, in the environment, or in `istc.toml`, in this order; read once, and
//! refused when wrong.

use crate::token::{IssuerSettings, KeySource};
use clap::{Args, ValueEnum};
use serde::Deserialize;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// Settings that every command knows.
#[derive(Args, Debug, Clone, Default)]
pub struct Common {
    /// The file with settings; without it, istc.toml in the current folder, if there is one
    #[arg(long, env = "ISTC_CONFIG", value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// The folder of the embedded database and of the local signing key [default: istc-data]
    #[arg(long, env = "ISTC_DATA_DIR", value_name = "DIR", global = true)]
    data_dir: Option<PathBuf>,
    /// postgres://… instead of the embedded SQLite database
    #[arg(
        long,
        env = "ISTC_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true,
        global = true
    )]
    database_url: Option<String>,
    /// Connections that read; each request holds one while it reads [default: 8]
    #[arg(long, env = "ISTC_READERS", value_name = "NUMBER", global = true)]
    readers: Option<u32>,
    /// Seconds after which PostgreSQL gives up a statement [default: 15]
    #[arg(
        long,
        env = "ISTC_STATEMENT_SECONDS",
        value_name = "SECONDS",
        global = true
    )]
    statement_seconds: Option<u64>,
    /// How much is logged, such as info, or api=debug [default: info, less of libraries]
    #[arg(long, env = "ISTC_LOG", value_name = "FILTER", global = true)]
    log: Option<String>,
    /// How it is logged, to standard error [default: text]
    #[arg(long, env = "ISTC_LOG_FORMAT", value_name = "FORMAT", global = true)]
    log_format: Option<LogFormat>,
}

/// Settings of `istc serve`.
#[derive(Args, Debug, Clone, Default)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "ISTC_BIND", value_name = "ADDRESS")]
    bind: Option<String>,
    /// Threads that answer requests [default: one for each core]
    #[arg(long, env = "ISTC_WORKERS", value_name = "NUMBER")]
    workers: Option<usize>,
    /// Whose tokens are accepted: the value of `iss`. Given, it turns the local key off
    #[arg(long, env = "ISTC_ISSUER", value_name = "NAME", requires_all = ["audience", "issuer_keys"])]
    issuer: Option<String>,
    /// A token must name one of these in `aud`; separated by commas
    #[arg(
        long,
        env = "ISTC_AUDIENCE",
        value_name = "NAMES",
        value_delimiter = ',',
        requires = "issuer"
    )]
    audience: Vec<String>,
    /// The issuer's public keys: a PEM or JWKS file, or the address of a JWKS
    #[arg(
        long,
        env = "ISTC_ISSUER_KEYS",
        value_name = "FILE OR ADDRESS",
        requires = "issuer"
    )]
    issuer_keys: Option<String>,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// What is logged if nothing is said: our own words, and what libraries warn of.
const LOG: &str = "warn,api=info,entity=info,actix_server=warn";

/// `istc.toml`: the same names, with `_` for `-`; issuers as a list of tables.
#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields)]
struct File {
    data_dir: Option<PathBuf>,
    database_url: Option<String>,
    readers: Option<u32>,
    statement_seconds: Option<u64>,
    log: Option<String>,
    log_format: Option<LogFormat>,
    bind: Option<String>,
    workers: Option<usize>,
    #[serde(default)]
    issuers: Vec<FileIssuer>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct FileIssuer {
    issuer: String,
    audiences: Vec<String>,
    keys: String,
}

/// Text that does not print: an address may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(not shown)")
    }
}

/// The settings that every command uses.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of the embedded database and of the local signing key.
    pub data_dir: PathBuf,
    /// PostgreSQL, or nothing for the embedded database.
    pub database_url: Option<Secret>,
    /// Connections that read.
    pub readers: u32,
    /// After so long PostgreSQL gives up a statement.
    pub statement_timeout: Duration,
    /// How much is logged.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
}

/// The settings of `istc serve`.
#[derive(Debug, Clone)]
pub struct ServeSettings {
    /// Where to listen.
    pub bind: String,
    /// Threads that answer.
    pub workers: usize,
    /// Whose tokens are accepted; none for the local key's.
    pub issuers: Vec<IssuerSettings>,
}

/// A setting that is wrong.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the settings in {}: {cause}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The file is not of its form.
    #[error("the settings in {} cannot be used: {cause}", .path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// Where and what.
        cause: Box<toml::de::Error>,
    },
    /// A value cannot be used.
    #[error("the setting {setting} cannot be used: {expected}")]
    Value {
        /// Its name.
        setting: &'static str,
        /// What was expected.
        expected: &'static str,
    },
}

impl Common {
    fn file(&self) -> Result<File, ConfigError> {
        let path = match &self.config {
            Some(path) => path.clone(),
            None if Path::new("istc.toml").exists() => PathBuf::from("istc.toml"),
            None => return Ok(File::default()),
        };
        let text = fs::read_to_string(&path).map_err(|cause| ConfigError::Unreadable {
            path: path.clone(),
            cause,
        })?;
        toml::from_str(&text).map_err(|cause| ConfigError::Form {
            path,
            cause: Box::new(cause),
        })
    }

    /// The settings, all of them checked.
    ///
    /// # Errors
    /// The first that is wrong.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        self.resolved(&self.file()?)
    }

    fn resolved(&self, file: &File) -> Result<Settings, ConfigError> {
        let database_url = self
            .database_url
            .clone()
            .or_else(|| file.database_url.clone());
        let postgres =
            |url: &String| url.starts_with("postgres://") || url.starts_with("postgresql://");
        if database_url.as_ref().is_some_and(|url| !postgres(url)) {
            return Err(ConfigError::Value {
                setting: "database_url",
                expected: "expected postgres://…; the embedded database needs none",
            });
        }
        let readers = self.readers.or(file.readers).unwrap_or(8);
        if !(1..=1_000).contains(&readers) {
            return Err(ConfigError::Value {
                setting: "readers",
                expected: "expected a number from 1 to 1000",
            });
        }
        let seconds = self
            .statement_seconds
            .or(file.statement_seconds)
            .unwrap_or(15);
        if !(1..=3_600).contains(&seconds) {
            return Err(ConfigError::Value {
                setting: "statement_seconds",
                expected: "expected a number from 1 to 3600",
            });
        }
        let log = self
            .log
            .clone()
            .or_else(|| file.log.clone())
            .unwrap_or_else(|| LOG.into());
        if log.parse::<tracing_subscriber::filter::Targets>().is_err() {
            return Err(ConfigError::Value {
                setting: "log",
                expected: "expected a level such as info, or target=level separated by commas",
            });
        }
        Ok(Settings {
            data_dir: self
                .data_dir
                .clone()
                .or_else(|| file.data_dir.clone())
                .unwrap_or_else(|| "istc-data".into()),
            database_url: database_url.map(Secret),
            readers,
            statement_timeout: Duration::from_secs(seconds),
            log,
            log_format: self
                .log_format
                .or(file.log_format)
                .unwrap_or(LogFormat::Text),
        })
    }
}

impl Serve {
    /// The settings of the server, all of them checked.
    ///
    /// # Errors
    /// The first that is wrong.
    pub fn settings(&self, common: &Common) -> Result<ServeSettings, ConfigError> {
        let file = common.file()?;
        let bind = self
            .bind
            .clone()
            .or(file.bind)
            .unwrap_or_else(|| "127.0.0.1:8080".into());
        if !bind.contains(':') {
            return Err(ConfigError::Value {
                setting: "bind",
                expected: "expected an address and a port, such as 127.0.0.1:8080",
            });
        }
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let workers = self.workers.or(file.workers).unwrap_or(cores);
        if !(1..=1_024).contains(&workers) {
            return Err(ConfigError::Value {
                setting: "workers",
                expected: "expected a number from 1 to 1024",
            });
        }
        let mut issuers: Vec<IssuerSettings> = Vec::new();
        match (&self.issuer, &self.issuer_keys) {
            (Some(issuer), Some(keys)) => issuers.push(IssuerSettings {
                issuer: issuer.clone(),
                audiences: self.audience.clone(),
                keys: keys_at(keys),
            }),
            _ => issuers.extend(file.issuers.into_iter().map(|one| IssuerSettings {
                issuer: one.issuer,
                audiences: one.audiences,
                keys: keys_at(&one.keys),
            })),
        }
        Ok(ServeSettings {
            bind,
            workers,
            issuers,
        })
    }
}

fn keys_at(text: &str) -> KeySource {
    if text.starts_with("http://") || text.starts_with("https://") {
        KeySource::Address(text.to_owned())
    } else {
        KeySource::File(PathBuf::from(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_setting_says_which() {
        let wrong = |common: Common| common.resolved(&File::default()).unwrap_err().to_string();
        let url = Common {
            database_url: Some("mysql://x".into()),
            ..Common::default()
        };
        assert!(wrong(url).contains("database_url"));
        let readers = Common {
            readers: Some(0),
            ..Common::default()
        };
        assert!(wrong(readers).contains("readers"));
    }

    #[test]
    fn flags_come_before_the_file_and_the_file_before_defaults() {
        let file: File = toml::from_str("readers = 3\nlog_format = \"json\"").unwrap();
        let settings = Common::default().resolved(&file).unwrap();
        assert_eq!(
            (settings.readers, settings.log_format),
            (3, LogFormat::Json)
        );
        let flags = Common {
            readers: Some(5),
            ..Common::default()
        };
        assert_eq!(flags.resolved(&file).unwrap().readers, 5);
        assert!(toml::from_str::<File>("reader = 3").is_err());
    }

    #[test]
    fn an_address_does_not_print() {
        assert_eq!(
            format!("{:?}", Secret("postgres://u:p@h/d".into())),
            "(not shown)"
        );
    }
}
