//! Whose tokens are accepted: one issuer by flags or in the environment, or several in `istc.toml`.

use super::{ConfigError, Secret, Switch};
use crate::token::{ClaimNames, IssuerSettings, KeySource};
use clap::Args;
use serde::Deserialize;
use std::path::PathBuf;

/// The settings of the issuer whose tokens are accepted.
#[derive(Args, Debug, Clone, Default)]
pub struct Issuer {
    /// Whose tokens are accepted: the value of `iss`. Given, it turns the local key off
    #[arg(long, env = "ISTC_ISSUER", value_name = "NAME", requires = "audience")]
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
    /// The issuer's public keys: a PEM or JWKS file, the address of a JWKS, or `discover`: where the issuer's
    /// OpenID Connect configuration says [default: discover]
    #[arg(
        long,
        env = "ISTC_ISSUER_KEYS",
        value_name = "FILE OR ADDRESS",
        requires = "issuer"
    )]
    issuer_keys: Option<Secret>,
    /// What the issuer calls its claims, such as role=https://istc.int/role,party=country; of role, party, funder,
    /// institute, scope [default: the same]
    #[arg(
        long,
        env = "ISTC_ISSUER_CLAIMS",
        value_name = "OURS=THEIRS",
        value_delimiter = ',',
        requires = "issuer"
    )]
    issuer_claims: Vec<String>,
    /// Whether the issuer's tokens must have `nbf`; without it they must have `iat` [default: on]
    #[arg(
        long,
        env = "ISTC_ISSUER_NBF",
        value_name = "SWITCH",
        requires = "issuer"
    )]
    issuer_nbf: Option<Switch>,
}

/// An issuer in `istc.toml`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct FileIssuer {
    issuer: String,
    audiences: Vec<String>,
    keys: Option<Secret>,
    #[serde(default)]
    claims: FileClaims,
    nbf: Option<Switch>,
}

#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields)]
struct FileClaims {
    role: Option<String>,
    party: Option<String>,
    funder: Option<String>,
    institute: Option<String>,
    scope: Option<String>,
}

impl Issuer {
    /// The issuers: the one that is given here, or else those of the file.
    pub(super) fn settings(
        &self,
        file: Vec<FileIssuer>,
    ) -> Result<Vec<IssuerSettings>, ConfigError> {
        let Some(issuer) = &self.issuer else {
            return file.into_iter().map(FileIssuer::settings).collect();
        };
        Ok(vec![IssuerSettings {
            issuer: without_password(issuer.clone())?,
            audiences: self.audience.clone(),
            keys: keys_at(self.issuer_keys.as_ref())?,
            names: names(&self.issuer_claims)?,
            nbf_optional: self.issuer_nbf == Some(Switch::Off),
        }])
    }
}

impl FileIssuer {
    /// Whether its keys are asked for at an address, in which a password may stand.
    pub(super) fn may_hold_a_secret(&self) -> bool {
        let keys = self.keys.as_ref().map(Secret::reveal);
        keys.is_some_and(|keys| keys.contains('@') || keys.contains('?'))
    }

    fn settings(self) -> Result<IssuerSettings, ConfigError> {
        let ours = ClaimNames::default();
        let theirs = self.claims;
        Ok(IssuerSettings {
            issuer: without_password(self.issuer)?,
            audiences: self.audiences,
            keys: keys_at(self.keys.as_ref())?,
            names: ClaimNames {
                role: theirs.role.unwrap_or(ours.role),
                party: theirs.party.unwrap_or(ours.party),
                funder: theirs.funder.unwrap_or(ours.funder),
                institute: theirs.institute.unwrap_or(ours.institute),
                scope: theirs.scope.unwrap_or(ours.scope),
            },
            nbf_optional: self.nbf == Some(Switch::Off),
        })
    }
}

/// Names are split at the first `=`; an address may hold others.
fn names(pairs: &[String]) -> Result<ClaimNames, ConfigError> {
    let wrong = ConfigError::Value {
        setting: "issuer_claims",
        expected: "expected pairs such as role=https://istc.int/role separated by commas; the first word is role, \
             party, funder, institute or scope, each once",
    };
    let mut names = ClaimNames::default();
    let mut named: Vec<&str> = Vec::new();
    for pair in pairs {
        let Some((ours, theirs)) = pair.split_once('=') else {
            return Err(wrong);
        };
        let name = match ours.trim() {
            "role" => &mut names.role,
            "party" => &mut names.party,
            "funder" => &mut names.funder,
            "institute" => &mut names.institute,
            "scope" => &mut names.scope,
            _ => return Err(wrong),
        };
        if named.contains(&ours.trim()) {
            return Err(wrong);
        }
        named.push(ours.trim());
        theirs.clone_into(name);
    }
    Ok(names)
}

/// Where the keys are. The address may hold a password; a path may not, so that it can be named.
fn keys_at(text: Option<&Secret>) -> Result<KeySource, ConfigError> {
    Ok(match text.map(Secret::reveal) {
        None | Some("discover") => KeySource::Discovery,
        Some(text) if text.starts_with("http://") || text.starts_with("https://") => {
            KeySource::Address(text.to_owned())
        }
        Some(text) if text.contains("://") => {
            return Err(ConfigError::Value {
                setting: "issuer_keys",
                expected: "expected a file, an address that begins with http:// or https://, or discover",
            });
        }
        Some(text) => KeySource::File(PathBuf::from(text)),
    })
}

/// The issuer's name is in every token and in the log, so that no password may be in it: no address with an `@`.
fn without_password(issuer: String) -> Result<String, ConfigError> {
    match issuer.contains("://") && issuer.contains('@') {
        false => Ok(issuer),
        true => Err(ConfigError::Value {
            setting: "issuer",
            expected: "expected a name without user and password: it is in every token and in the log",
        }),
    }
}

#[cfg(test)]
mod tests;
