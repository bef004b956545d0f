//! Every setting: as a flag, in the environment, or in `istc.toml`, in this order; read once, and
//! refused when wrong.

mod address;
mod issuer;
mod mistake;
mod secret;
mod serve;

pub use issuer::Issuer;
pub use mistake::Mistake;
pub use secret::Secret;
pub use serve::{Serve, ServeSettings};

use clap::{Args, ValueEnum};
use serde::Deserialize;
use std::{
    fs,
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
    /// The address of a PostgreSQL database, postgres://…, instead of the embedded SQLite database. An address with a
    /// password belongs in the environment or in istc.toml, because other users of the machine can see the flags of a
    /// process
    #[arg(long, env = "ISTC_DATABASE_URL", value_name = "URL", global = true)]
    database_url: Option<Secret>,
    /// postgres://… of the tables' owner, who migrates and imports; kept like the other [default: the database's
    /// address]
    #[arg(
        long,
        env = "ISTC_OWNER_DATABASE_URL",
        value_name = "URL",
        global = true
    )]
    owner_url: Option<Secret>,
    /// Whether PostgreSQL's row security guards what is served too [default: off]
    #[arg(
        long,
        env = "ISTC_ROW_SECURITY",
        value_name = "SWITCH",
        num_args = 0..=1,
        default_missing_value = "on",
        global = true
    )]
    row_security: Option<Switch>,
    /// The role of PostgreSQL that `migrate up` lets read, through row security
    #[arg(long, env = "ISTC_SERVING_ROLE", value_name = "NAME", global = true)]
    serving_role: Option<String>,
    /// Connections that read; each request holds one while it reads [default: 8]
    #[arg(long, env = "ISTC_READERS", value_name = "NUMBER", global = true)]
    readers: Option<u32>,
    /// MiB of the embedded database that are read by way of mapped memory [default: 1024]
    #[arg(long, env = "ISTC_MAPPED_MIB", value_name = "MIB", global = true)]
    mapped_mib: Option<u32>,
    /// Seconds after which PostgreSQL gives up a statement [default: 15]
    #[arg(
        long,
        env = "ISTC_STATEMENT_SECONDS",
        value_name = "SECONDS",
        global = true
    )]
    statement_seconds: Option<u64>,
    /// How much is logged, such as info, or api=debug; of libraries only warnings and errors, whose further words may
    /// hold secrets [default: info]
    #[arg(long, env = "ISTC_LOG", value_name = "FILTER", global = true)]
    log: Option<String>,
    /// How it is logged, to standard error [default: text]
    #[arg(long, env = "ISTC_LOG_FORMAT", value_name = "FORMAT", global = true)]
    log_format: Option<LogFormat>,
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

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// It is done
    On,
    /// It is not done
    Off,
}

/// What is logged if nothing is said: our own words, and what libraries warn of.
const LOG: &str = "warn,api=info,entity=info,actix_server=warn";

/// `istc.toml`: the same names, with `_` for `-`; issuers as a list of tables.
#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields)]
struct File {
    data_dir: Option<PathBuf>,
    database_url: Option<Secret>,
    owner_url: Option<Secret>,
    row_security: Option<Switch>,
    serving_role: Option<String>,
    readers: Option<u32>,
    mapped_mib: Option<u32>,
    statement_seconds: Option<u64>,
    log: Option<String>,
    log_format: Option<LogFormat>,
    bind: Option<String>,
    workers: Option<usize>,
    metrics_bind: Option<String>,
    cors_origins: Option<Vec<String>>,
    budget: Option<u32>,
    answer_seconds: Option<u64>,
    public_url: Option<String>,
    proxies: Option<usize>,
    connections_per_address: Option<usize>,
    trusted_documents: Option<PathBuf>,
    demonstration: Option<Switch>,
    clients: Option<Switch>,
    oai_domain: Option<String>,
    oai_email: Option<String>,
    iati_organisation: Option<String>,
    #[serde(default)]
    issuers: Vec<issuer::FileIssuer>,
    /// Where it is.
    #[serde(skip)]
    path: PathBuf,
}

impl File {
    /// Whether it may hold a password, and every user of the machine can read it.
    #[cfg(unix)]
    fn is_exposed(&self) -> bool {
        use std::os::unix::fs::PermissionsExt;
        let secret = self.database_url.is_some()
            || self.owner_url.is_some()
            || self
                .issuers
                .iter()
                .any(issuer::FileIssuer::may_hold_a_secret);
        let about = fs::metadata(&self.path);
        secret && about.is_ok_and(|about| about.permissions().mode() & 0o004 != 0)
    }

    #[cfg(not(unix))]
    fn is_exposed(&self) -> bool {
        false
    }
}

/// The settings that every command uses.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of the embedded database and of the local signing key.
    pub data_dir: PathBuf,
    /// PostgreSQL, or nothing for the embedded database.
    pub database_url: Option<Secret>,
    /// Where the tables' owner migrates and imports, if it is another address.
    pub owner_url: Option<Secret>,
    /// Whether PostgreSQL's row security guards what is served too.
    pub row_security: bool,
    /// The role that a migration lets read.
    pub serving_role: Option<String>,
    /// Connections that read.
    pub readers: u32,
    /// So much of the embedded database is read by way of mapped memory, in MiB.
    pub mapped_mib: u32,
    /// After so long PostgreSQL gives up a statement.
    pub statement_timeout: Duration,
    /// How much is logged.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
    /// The file with settings, if it may hold a password and every user of the machine can read it.
    pub exposed: Option<PathBuf>,
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
        cause: Mistake,
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
        check_path("config", Some(&path))?;
        let text = fs::read_to_string(&path).map_err(|cause| ConfigError::Unreadable {
            path: path.clone(),
            cause,
        })?;
        match mistake::read(&text) {
            Ok(file) => Ok(File { path, ..file }),
            Err(cause) => Err(ConfigError::Form { path, cause }),
        }
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
        let owner_url = self.owner_url.clone().or_else(|| file.owner_url.clone());
        let row_security = self.row_security.or(file.row_security) == Some(Switch::On);
        address::check(database_url.as_ref(), owner_url.as_ref(), row_security)?;
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
        let data_dir = self.data_dir.clone().or_else(|| file.data_dir.clone());
        check_path("data_dir", data_dir.as_deref())?;
        Ok(Settings {
            data_dir: data_dir.unwrap_or_else(|| "istc-data".into()),
            database_url,
            owner_url,
            row_security,
            serving_role: self
                .serving_role
                .clone()
                .or_else(|| file.serving_role.clone()),
            readers,
            mapped_mib: self.mapped_mib.or(file.mapped_mib).unwrap_or(1_024),
            statement_timeout: Duration::from_secs(seconds),
            log,
            log_format: self
                .log_format
                .or(file.log_format)
                .unwrap_or(LogFormat::Text),
            exposed: file.is_exposed().then(|| file.path.clone()),
        })
    }
}

/// A file or folder is named in messages. What was meant for another setting, and may hold a password, is not.
fn check_path(setting: &'static str, path: Option<&Path>) -> Result<(), ConfigError> {
    match path.is_some_and(|path| path.to_string_lossy().contains("://")) {
        false => Ok(()),
        true => Err(ConfigError::Value {
            setting,
            expected: "expected a file or folder, not the address of a service",
        }),
    }
}

#[cfg(test)]
mod tests;
