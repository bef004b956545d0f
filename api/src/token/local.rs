//! The local issuer: a key of our own, for work without an outside issuer and for tokens that the operator makes.
//!
//! May not live here: checking tokens (the verifier treats this issuer as any other), and who may ask for one.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use ed25519_dalek::{Signer, SigningKey};
use entity::private;
use rand_core::{OsRng, RngCore};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{IssuerSettings, KeySource, MAX_LIFETIME, Role};

/// `iss` of the tokens made here.
pub const LOCAL_ISSUER: &str = "istc-local";

/// `aud` of the tokens made here.
pub const LOCAL_AUDIENCE: &str = "istc-data-api";

const FILE_NAME: &str = "signing-key.pem";

/// The largest file that is read as a key, in bytes; a real one has 119.
const MAX_FILE: u64 = 4096;

/// A private Ed25519 key that signs tokens of every role. It does not print.
pub struct LocalKey {
    signing: SigningKey,
    id: String,
}

/// Why there is no local key.
#[derive(Debug, Error)]
pub enum LocalKeyError {
    #[error("the signing key {} cannot be read: {error}", path.display())]
    Read { path: PathBuf, error: io::Error },
    #[error("the signing key {} cannot be created: {error}", path.display())]
    Create { path: PathBuf, error: io::Error },
    #[error(
        "the signing key {} is open to other users (mode {mode:04o}); restrict it (chmod 600), or delete it to have a new one made",
        path.display()
    )]
    Exposed { path: PathBuf, mode: u32 },
    #[error("{} is not an Ed25519 private key in PKCS#8 PEM", path.display())]
    Form { path: PathBuf },
}

impl LocalKey {
    /// The key in `dir`, made now if there is none. `dir` must exist.
    ///
    /// Of several processes that start at once, one makes the key and all have the same.
    pub fn load_or_create(dir: &Path) -> Result<Self, LocalKeyError> {
        let path = dir.join(FILE_NAME);
        if let Some(key) = load(&path)? {
            return Ok(key);
        }
        create(dir, &path).map_err(|error| LocalKeyError::Create {
            path: path.clone(),
            error,
        })?;
        // Read back, because another process may have been faster.
        load(&path)?.ok_or_else(|| LocalKeyError::Read {
            path,
            error: ErrorKind::NotFound.into(),
        })
    }

    /// The name of the key in `kid`: 16 hexadecimal digits, always the same for one key.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public half, as a JWKS.
    pub fn jwks(&self) -> String {
        json!({"keys": [{
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.id,
            "x": URL_SAFE_NO_PAD.encode(self.signing.verifying_key().as_bytes()),
        }]})
        .to_string()
    }

    /// What a verifier needs to accept tokens of this key.
    pub fn issuer(&self) -> IssuerSettings {
        IssuerSettings::new(
            LOCAL_ISSUER,
            vec![LOCAL_AUDIENCE.to_owned()],
            KeySource::Text(self.jwks()),
        )
    }

    /// A token for `role`, valid from `now` (Unix seconds) for `ttl`, but never longer than [`MAX_LIFETIME`].
    ///
    /// `scopes` is written as it is. A role with a malformed code or key gives a token that is refused.
    pub fn mint(&self, role: &Role, scopes: &str, ttl: Duration, now: u64) -> String {
        let subject = match role.holder() {
            Some((_, value)) => format!("{}:{value}", role.name()),
            None => role.name().to_owned(),
        };
        self.signed(claims(role, &subject, scopes, ttl, now))
    }

    /// The same for a client that asked for it. It is its own subject (RFC 9068, 2.2), and each token has a name.
    pub fn mint_for(&self, token: &ClientToken<'_>, ttl: Duration, now: u64) -> String {
        let mut claims = claims(token.role, token.client, token.scopes, ttl, now);
        claims.insert("client_id".to_owned(), token.client.into());
        claims.insert("jti".to_owned(), uuid::Uuid::new_v4().to_string().into());
        self.signed(claims)
    }

    fn signed(&self, claims: Map<String, Value>) -> String {
        let header = json!({"alg": "EdDSA", "typ": "at+jwt", "kid": self.id});
        let message = format!("{}.{}", encoded(&header), encoded(&claims.into()));
        let signature = self.signing.sign(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}

/// What a token says that a client asked for.
pub struct ClientToken<'a> {
    /// The client's id.
    pub client: &'a str,
    /// For whom it acts.
    pub role: &'a Role,
    /// How far it reaches; written as it is.
    pub scopes: &'a str,
}

fn claims(role: &Role, subject: &str, scopes: &str, ttl: Duration, now: u64) -> Map<String, Value> {
    let mut claims = Map::new();
    if let Some((claim, value)) = role.holder() {
        claims.insert(claim.to_owned(), value.into());
    }
    let expires = now.saturating_add(ttl.as_secs().min(MAX_LIFETIME));
    for (claim, value) in [
        ("iss", LOCAL_ISSUER.into()),
        ("aud", LOCAL_AUDIENCE.into()),
        ("sub", subject.into()),
        ("iat", now.into()),
        ("nbf", now.into()),
        ("exp", expires.into()),
        ("role", role.name().into()),
        ("scope", scopes.into()),
    ] {
        claims.insert(claim.to_owned(), value);
    }
    claims
}

impl fmt::Debug for LocalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// `None` if there is no such file.
fn load(path: &Path) -> Result<Option<LocalKey>, LocalKeyError> {
    let unreadable = |error| LocalKeyError::Read {
        path: path.to_owned(),
        error,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    // Asked of the open file, so that it cannot be exchanged between the question and the reading.
    let metadata = file.metadata().map_err(unreadable)?;
    let mode = mode(&metadata);
    if mode & 0o077 != 0 {
        return Err(LocalKeyError::Exposed {
            path: path.to_owned(),
            mode,
        });
    }
    let mut pem = String::new();
    file.take(MAX_FILE)
        .read_to_string(&mut pem)
        .map_err(unreadable)?;
    let signing = SigningKey::from_pkcs8_pem(&pem).map_err(|_| LocalKeyError::Form {
        path: path.to_owned(),
    })?;
    let digest = Sha256::digest(signing.verifying_key().as_bytes());
    let id = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
    Ok(Some(LocalKey {
        id: id.collect(),
        signing,
    }))
}

/// Makes the file whole or not at all: it is written under another name and then linked, which never replaces a file.
fn create(dir: &Path, path: &Path) -> io::Result<()> {
    let mut seed = [0; 32];
    OsRng.try_fill_bytes(&mut seed).map_err(io::Error::other)?;
    let pem = SigningKey::from_bytes(&seed)
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(io::Error::other)?;
    let draft = dir.join(format!(".{FILE_NAME}.{:016x}", OsRng.next_u64()));
    let mut file = private::new_file(&draft)?;
    let written = file
        .write_all(pem.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match written {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o7777
}

/// Elsewhere the access rights of the directory are all there is.
#[cfg(not(unix))]
fn mode(_metadata: &fs::Metadata) -> u32 {
    0o600
}
