//! The settings of `istc serve`.

use super::{Common, ConfigError, Issuer, Switch, check_path};
use crate::token::IssuerSettings;
use crate::{harvest::Repository, http::PublicUrl, iati};
use clap::Args;
use std::{net::ToSocketAddrs, path::PathBuf, time::Duration};

/// Settings of `istc serve`.
#[derive(Args, Debug, Clone, Default)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "ISTC_BIND", value_name = "ADDRESS")]
    bind: Option<String>,
    /// Threads that answer requests [default: one for each core]
    #[arg(long, env = "ISTC_WORKERS", value_name = "NUMBER")]
    workers: Option<usize>,
    /// Where to listen for Prometheus (`/metrics`); without it nothing is told
    #[arg(long, env = "ISTC_METRICS_BIND", value_name = "ADDRESS")]
    metrics_bind: Option<String>,
    /// Pages of these origins may ask from a browser, such as https://data.example.org; separated by
    /// commas, * for all [default: none]
    #[arg(
        long = "cors-origin",
        env = "ISTC_CORS_ORIGINS",
        value_name = "ORIGINS",
        value_delimiter = ','
    )]
    cors_origins: Vec<String>,
    /// What a client may ask within a minute, in cost; the dearest operation costs 50000 [default: no
    /// bound]
    #[arg(long, env = "ISTC_BUDGET", value_name = "COST")]
    budget: Option<u32>,
    /// An operation has so many seconds, then it is given up [default: 20]
    #[arg(long, env = "ISTC_ANSWER_SECONDS", value_name = "SECONDS")]
    answer_seconds: Option<u64>,
    /// The address by which the service is known outside, such as https://data.example.org: it stands on the
    /// landing page and in answers to harvesters, and forms are taken only from its pages [default: the Host of
    /// each request]
    #[arg(long, env = "ISTC_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// How many proxies of your own stand before the service and add to X-Forwarded-For and X-Forwarded-Proto
    /// [default: 0]
    #[arg(long, env = "ISTC_PROXIES", value_name = "NUMBER")]
    proxies: Option<usize>,
    /// Connections that one address may have; behind proxies, its requests that are answered at once [default: 256]
    #[arg(long, env = "ISTC_CONNECTIONS_PER_ADDRESS", value_name = "NUMBER")]
    connections_per_address: Option<usize>,
    /// Answer only the documents in this folder: *.graphql, or a list of relay-compiler or Apollo in
    /// *.json
    #[arg(long, env = "ISTC_TRUSTED_DOCUMENTS", value_name = "DIR")]
    trusted_documents: Option<PathBuf>,
    /// Demonstration mode, for one's own machine only: the playground can ask as any viewer, with tokens signed by the
    /// local key. It is opened at an address with a secret in it, which serve prints at its start [default: off]
    #[arg(
        long,
        env = "ISTC_DEMONSTRATION",
        value_name = "SWITCH",
        num_args = 0..=1,
        default_missing_value = "on"
    )]
    demonstration: Option<Switch>,
    #[command(flatten)]
    issuer: Issuer,
    /// Whether clients made with `istc client add` get tokens at /oauth/token [default: on, off with an issuer]
    #[arg(long, env = "ISTC_CLIENTS", value_name = "SWITCH")]
    clients: Option<Switch>,
    /// The domain in the identifiers of records that are harvested at /oai; it should never change
    /// [default: unnamed.invalid]
    #[arg(long, env = "ISTC_OAI_DOMAIN", value_name = "DOMAIN")]
    oai_domain: Option<String>,
    /// To whom harvesters write [default: nobody@unnamed.invalid]
    #[arg(long, env = "ISTC_OAI_EMAIL", value_name = "ADDRESS")]
    oai_email: Option<String>,
    /// The identifier of the organisation that reports in files of IATI; it begins each activity's
    /// [default: XI-UNREGISTERED-ISTC]
    #[arg(long, env = "ISTC_IATI_ORGANISATION", value_name = "REF")]
    iati_organisation: Option<String>,
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
    /// Where to listen for Prometheus.
    pub metrics_bind: Option<String>,
    /// Pages of these origins may ask.
    pub cors_origins: Vec<String>,
    /// What a client may ask within a minute.
    pub budget: Option<u32>,
    /// The time that an operation has.
    pub deadline: Option<Duration>,
    /// The address by which the service is known outside.
    pub public_url: Option<PublicUrl>,
    /// Proxies of the operator's own before the service.
    pub proxies: usize,
    /// Connections that one address may have.
    pub connections: Option<usize>,
    /// The folder of the only documents that are answered.
    pub trusted_documents: Option<PathBuf>,
    /// Whether the playground is handed tokens of the local key.
    pub demonstration: bool,
    /// Whether the service issues tokens to clients.
    pub clients: bool,
    /// By which name harvesters know the records.
    pub repository: Repository,
    /// The identifier of the organisation that reports in files of IATI.
    pub organisation: String,
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
        check_address("bind", &bind)?;
        let metrics_bind = self.metrics_bind.clone().or(file.metrics_bind);
        if let Some(bind) = &metrics_bind {
            check_address("metrics_bind", bind)?;
        }
        let cors_origins = match self.cors_origins.is_empty() {
            true => file.cors_origins.unwrap_or_default(),
            false => self.cors_origins.clone(),
        };
        check_origins(&cors_origins)?;
        let budget = self.budget.or(file.budget);
        if budget.is_some_and(|budget| u64::from(budget) < crate::limits::COST) {
            return Err(ConfigError::Value {
                setting: "budget",
                expected: "expected at least 50000, the cost of the dearest operation",
            });
        }
        let answer_seconds = self.answer_seconds.or(file.answer_seconds);
        if answer_seconds.is_some_and(|seconds| !(1..=300).contains(&seconds)) {
            return Err(ConfigError::Value {
                setting: "answer_seconds",
                expected: "expected a number from 1 to 300",
            });
        }
        let connections = self
            .connections_per_address
            .or(file.connections_per_address);
        if connections.is_some_and(|number| !(1..=65_535).contains(&number)) {
            return Err(ConfigError::Value {
                setting: "connections_per_address",
                expected: "expected a number from 1 to 65535",
            });
        }
        let public_url = self.public_url.clone().or(file.public_url);
        let public_url = public_url.as_deref().map(check_public_url).transpose()?;
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let workers = self.workers.or(file.workers).unwrap_or(cores);
        if !(1..=1_024).contains(&workers) {
            return Err(ConfigError::Value {
                setting: "workers",
                expected: "expected a number from 1 to 1024",
            });
        }
        let issuers = self.issuer.settings(file.issuers)?;
        let clients = match self.clients.or(file.clients) {
            Some(switch) => switch == Switch::On,
            None => issuers.is_empty(),
        };
        let demonstration = self.demonstration.or(file.demonstration) == Some(Switch::On);
        if demonstration && !(issuers.is_empty() && is_loopback(&bind)) {
            return Err(ConfigError::Value {
                setting: "demonstration",
                expected: "expected off: it hands out tokens of every viewer, so it needs a bind address that only this machine reaches, such as 127.0.0.1:8080, and no issuer",
            });
        }
        let unnamed = Repository::default();
        let repository = Repository {
            domain: self
                .oai_domain
                .clone()
                .or(file.oai_domain)
                .unwrap_or(unnamed.domain),
            email: self
                .oai_email
                .clone()
                .or(file.oai_email)
                .unwrap_or(unnamed.email),
        };
        check_repository(&repository)?;
        let trusted_documents = self.trusted_documents.clone().or(file.trusted_documents);
        check_path("trusted_documents", trusted_documents.as_deref())?;
        let organisation = self
            .iati_organisation
            .clone()
            .or(file.iati_organisation)
            .unwrap_or_else(|| iati::ORGANISATION.into());
        if !iati::is_organisation(&organisation) {
            return Err(ConfigError::Value {
                setting: "iati_organisation",
                expected: "expected an identifier of an organisation, such as XM-DAC-47137",
            });
        }
        Ok(ServeSettings {
            repository,
            organisation,
            bind,
            workers,
            issuers,
            metrics_bind,
            cors_origins,
            budget,
            deadline: answer_seconds.map(Duration::from_secs),
            public_url,
            proxies: self.proxies.or(file.proxies).unwrap_or(0),
            connections,
            trusted_documents,
            demonstration,
            clients,
        })
    }
}

fn check_repository(repository: &Repository) -> Result<(), ConfigError> {
    let (setting, expected) = match Repository::is_domain(&repository.domain) {
        false => ("oai_domain", "expected a domain, such as data.example.org"),
        true if Repository::is_email(&repository.email) => return Ok(()),
        true => ("oai_email", "expected an address, such as data@example.org"),
    };
    Err(ConfigError::Value { setting, expected })
}

fn check_address(setting: &'static str, address: &str) -> Result<(), ConfigError> {
    match address.contains(':') && !address.contains(['@', '/']) {
        true => Ok(()),
        false => Err(ConfigError::Value {
            setting,
            expected: "expected an address and a port, such as 127.0.0.1:8080",
        }),
    }
}

fn check_public_url(text: &str) -> Result<PublicUrl, ConfigError> {
    PublicUrl::parse(text).ok_or(ConfigError::Value {
        setting: "public_url",
        expected: "expected http:// or https:// and a host in small letters, with a port only if it is not the usual one, \
                   and nothing behind, such as https://data.example.org",
    })
}

/// An origin is what a browser sends: scheme, host and port, and nothing behind.
fn check_origins(origins: &[String]) -> Result<(), ConfigError> {
    let is_origin = |origin: &String| {
        let url = reqwest::Url::parse(origin);
        url.is_ok_and(|url| url.has_host() && url.origin().ascii_serialization() == *origin)
    };
    match origins
        .iter()
        .all(|origin| origin == "*" || is_origin(origin))
    {
        true => Ok(()),
        false => Err(ConfigError::Value {
            setting: "cors_origins",
            expected: "expected origins such as https://data.example.org, without a path, or *",
        }),
    }
}

/// Whether only this machine reaches the address.
fn is_loopback(bind: &str) -> bool {
    bind.to_socket_addrs().is_ok_and(|found| {
        let found: Vec<_> = found.collect();
        !found.is_empty() && found.iter().all(|one| one.ip().is_loopback())
    })
}
