//! The settings of `istc serve`.

use super::{Common, ConfigError};
use crate::token::{IssuerSettings, KeySource};
use clap::Args;
use std::path::PathBuf;

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
