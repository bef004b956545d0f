//! Access tokens: is this token one that we accept, and what does it claim?
//!
//! Lives here: reading and checking JSON Web Tokens, the public keys of their issuers, and the key of the local issuer.
//! May not live here: whether a claimed Party, funder or institute exists and what it may see (that needs the data),
//! HTTP status codes and headers, reading of settings.
//!
//! Nothing of a token is trusted before its signature is checked, except `iss` and `kid`, which only choose among keys
//! that the operator configured. A token never brings its own key, and its `alg` never chooses how a key is used.

mod claims;
mod discovery;
mod genuine;
mod header;
mod json;
mod keys;
mod local;
mod names;
mod refused;
mod remote;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use thiserror::Error;

pub use claims::{Claims, LEEWAY, MAX_LIFETIME, Role, SCOPES};
pub use keys::KeyError;
pub use local::{ClientToken, LOCAL_AUDIENCE, LOCAL_ISSUER, LocalKey, LocalKeyError};
pub use names::{ClaimNames, NameError};
pub use refused::{Reason, Refused};

use header::{Compact, Header};
use keys::{Key, KeySet};
use remote::Remote;

/// Time since some fixed moment. It never goes back, so the age of cached keys does not depend on the wall clock.
pub type Clock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// Whose tokens are accepted. An empty list is allowed and means that no token is.
#[derive(Debug, Clone, Default)]
pub struct VerifierSettings {
    pub issuers: Vec<IssuerSettings>,
}

/// One issuer of tokens.
///
/// An issuer is trusted with every role: whoever holds its key can sign for the secretariat.
#[derive(Debug, Clone)]
pub struct IssuerSettings {
    /// The exact value of `iss`, compared byte by byte.
    pub issuer: String,
    /// A token must name at least one of these in `aud`.
    pub audiences: Vec<String>,
    /// Where the issuer's public keys are.
    pub keys: KeySource,
    /// What it calls the claims that say who the caller is.
    pub names: ClaimNames,
    /// Whether its tokens may come without `nbf`; they must then have `iat`. Many identity providers write no `nbf`.
    pub nbf_optional: bool,
}

impl IssuerSettings {
    /// An issuer that calls its claims as we do, and writes `nbf`.
    pub fn new(issuer: impl Into<String>, audiences: Vec<String>, keys: KeySource) -> Self {
        Self {
            issuer: issuer.into(),
            audiences,
            keys,
            names: ClaimNames::default(),
            nbf_optional: false,
        }
    }
}

/// Where the public keys of an issuer come from.
///
/// A PEM text holds one `PUBLIC KEY` (Ed25519, P-256 or RSA). It has no name, so a token may carry any `kid` or none.
/// In a JWKS every key has a `kid`, and a token must name it.
#[derive(Clone)]
pub enum KeySource {
    /// A PEM or JWKS file, read once, when the verifier is made.
    File(PathBuf),
    /// The same as text.
    Text(String),
    /// The `http` or `https` address of a JWKS, read when first needed and kept for a while.
    Address(String),
    /// The address of a JWKS that the issuer, whose name is an address, tells itself (OpenID Connect Discovery 1.0).
    Discovery,
}

impl fmt::Debug for KeySource {
    /// Without the address, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeySource::File(path) => f.debug_tuple("File").field(path).finish(),
            KeySource::Text(_) => f.write_str("Text(…)"),
            KeySource::Address(_) => f.write_str("Address(not shown)"),
            KeySource::Discovery => f.write_str("Discovery"),
        }
    }
}

/// Why a verifier cannot be made from these settings.
#[derive(Debug, Error)]
pub enum SettingsError {
    #[error("an issuer of access tokens has no name")]
    NoName,
    #[error("the issuer {0:?} of access tokens is configured twice")]
    Twice(String),
    #[error(
        "the issuer {0:?} of access tokens needs at least one audience, and none of them empty"
    )]
    NoAudience(String),
    #[error("the keys of the issuer {issuer:?} cannot be read from {}: {error}", path.display())]
    Unreadable {
        issuer: String,
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("the keys of the issuer {issuer:?} cannot be used: {error}")]
    Keys { issuer: String, error: KeyError },
    #[error(
        "the address of the keys of the issuer {0:?} cannot be used: expected http://… or https://…"
    )]
    Address(String),
    #[error(
        "the keys of the issuer {0:?} cannot be discovered: its name is not an http or https address without a query"
    )]
    Discovery(String),
    #[error("the claims of the issuer {issuer:?} cannot be called so: {error}")]
    Names { issuer: String, error: NameError },
    #[error("the client that reads the keys of the issuer {issuer:?} cannot be set up: {error}")]
    Client {
        issuer: String,
        error: reqwest::Error,
    },
}

/// Checks access tokens. One for the whole process; the keys it caches belong to issuers, never to callers.
pub struct Verifier {
    issuers: HashMap<String, Issuer>,
    clock: Clock,
}

/// How often issuers were asked for their keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    /// Times when they answered with keys.
    pub good: u64,
    /// Times when they did not.
    pub bad: u64,
}

struct Issuer {
    audiences: Vec<String>,
    keys: Keys,
    names: ClaimNames,
    nbf_optional: bool,
}

enum Keys {
    Fixed(KeySet),
    Remote(Arc<Remote>),
}

impl Verifier {
    /// Reads key files and checks the settings; addresses are not asked yet, so that an issuer which is down does not
    /// keep the server from starting.
    pub fn new(settings: VerifierSettings) -> Result<Self, SettingsError> {
        let start = Instant::now();
        Self::with_clock(settings, Arc::new(move || start.elapsed()))
    }

    /// As [`Verifier::new`], with the clock by which cached keys age.
    pub fn with_clock(settings: VerifierSettings, clock: Clock) -> Result<Self, SettingsError> {
        let mut verifier = Self {
            issuers: HashMap::new(),
            clock,
        };
        for issuer in settings.issuers {
            verifier = verifier.and(issuer)?;
        }
        Ok(verifier)
    }

    /// The same, accepting one more issuer's tokens.
    pub fn and(mut self, settings: IssuerSettings) -> Result<Self, SettingsError> {
        let name = settings.issuer.clone();
        let issuer = Issuer::new(settings, &self.clock)?;
        match self.issuers.insert(name.clone(), issuer) {
            None => Ok(self),
            Some(_) => Err(SettingsError::Twice(name)),
        }
    }

    /// How often issuers were asked for their keys so far.
    pub fn readings(&self) -> Readings {
        let mut all = Readings::default();
        for issuer in self.issuers.values() {
            if let Keys::Remote(keys) = &issuer.keys {
                let one = keys.readings();
                all.good += one.good;
                all.bad += one.bad;
            }
        }
        all
    }

    /// The claims of a token that is genuine and valid at `now` (Unix seconds).
    ///
    /// `bearer` is the token alone, without the word `Bearer`. Must run within a tokio runtime. What the claims name
    /// (a Party, a funder, an institute) has the right form but may not exist.
    pub async fn verify(&self, bearer: &str, now: u64) -> Result<Claims, Refused> {
        let token = Compact::split(bearer)?;
        let header = Header::read(token.header)?;
        let members = claims::members(token.claims)?;
        let issuer_name = claims::issuer(&members)?;
        let issuer = self.issuers.get(issuer_name).ok_or(Reason::UnknownIssuer)?;
        let key = issuer.key(header.key_id.as_deref()).await?;
        if key.algorithm() != header.algorithm {
            return Err(Reason::KeyAlgorithm.into());
        }
        if !key.signed(&token) {
            return Err(Reason::Signature.into());
        }
        Ok(Claims::read(
            &members,
            &issuer.audiences,
            &issuer.names,
            issuer.nbf_optional,
            now,
        )?)
    }
}

impl Issuer {
    fn new(settings: IssuerSettings, clock: &Clock) -> Result<Self, SettingsError> {
        let IssuerSettings {
            issuer,
            audiences,
            keys,
            names,
            nbf_optional,
        } = settings;
        if issuer.is_empty() {
            return Err(SettingsError::NoName);
        }
        if audiences.is_empty() || audiences.iter().any(String::is_empty) {
            return Err(SettingsError::NoAudience(issuer));
        }
        if let Err(error) = names.check() {
            return Err(SettingsError::Names { issuer, error });
        }
        let keys = match keys {
            KeySource::Text(text) => fixed(issuer, text.as_bytes())?,
            KeySource::File(path) => match std::fs::read(&path) {
                Ok(bytes) => fixed(issuer, &bytes)?,
                Err(error) => {
                    return Err(SettingsError::Unreadable {
                        issuer,
                        path,
                        error,
                    });
                }
            },
            KeySource::Address(address) => {
                Keys::Remote(Arc::new(Remote::at(issuer, &address, Arc::clone(clock))?))
            }
            KeySource::Discovery => {
                Keys::Remote(Arc::new(Remote::discovered(issuer, Arc::clone(clock))?))
            }
        };
        Ok(Self {
            audiences,
            keys,
            names,
            nbf_optional,
        })
    }

    async fn key(&self, id: Option<&str>) -> Result<Arc<Key>, Refused> {
        match (&self.keys, id) {
            (Keys::Fixed(keys), id) => keys.find(id).ok_or(Reason::UnknownKey.into()),
            (Keys::Remote(keys), Some(id)) => keys.key(id).await,
            // No refresh could find a key without a name.
            (Keys::Remote(_), None) => Err(Reason::UnknownKey.into()),
        }
    }
}

fn fixed(issuer: String, bytes: &[u8]) -> Result<Keys, SettingsError> {
    match KeySet::from_file(bytes) {
        Ok(keys) => Ok(Keys::Fixed(keys)),
        Err(error) => Err(SettingsError::Keys { issuer, error }),
    }
}
