//! Public keys of issuers: which are taken, and for which one algorithm each.
//!
//! May not live here: fetching and caching, private keys, tokens.
//!
//! Everything about a key is checked when it is read, so that checking a signature cannot fail for another reason than
//! the signature (jsonwebtoken would panic on a short Ed25519 key).

use std::sync::Arc;

use ed25519_dalek::pkcs8::DecodePublicKey;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPublicKey};
use serde_json::{Map, Value};
use thiserror::Error;

use super::genuine::Genuine;
use super::header::{Compact, decoded};
use super::json;

/// The largest file or answer that is read as keys, in bytes; a JWKS of ten RSA keys has about 10 KiB.
pub(super) const MAX_KEYS_BYTES: usize = 256 * 1024;

/// The shortest RSA modulus, in bits (RFC 7518, 3.3). Where a key is read, the `rsa` crate refuses one of over 4096 bits
/// and an even exponent or one below 3.
const MIN_RSA_BITS: usize = 2048;

/// One public key, bound to the one algorithm that its signatures are checked with.
pub(super) struct Key {
    /// `None` for the key of a PEM text.
    id: Option<String>,
    algorithm: Algorithm,
    material: DecodingKey,
    genuine: Genuine,
}

/// The keys of one issuer, no two of one name.
pub(super) struct KeySet(Vec<Arc<Key>>);

/// Why a text is not a set of keys.
#[derive(Debug, Error)]
pub enum KeyError {
    #[error("larger than 256 KiB")]
    TooLarge,
    #[error("neither a JWKS nor one PEM public key: Ed25519, P-256 or RSA of 2048 to 4096 bits")]
    Format,
    #[error("a private key where a public one is expected")]
    Private,
    #[error("the Ed25519 key is weak: anyone can sign for it")]
    WeakEd25519,
    #[error("the RSA key has {0} bits; at least 2048 are needed")]
    RsaSize(usize),
    #[error("the JWKS has no key that can be used")]
    Empty,
    #[error("the JWKS has two keys named {0:?}")]
    Twice(String),
}

impl Key {
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether this key signed the token.
    pub fn signed(&self, token: &Compact<'_>) -> bool {
        self.genuine.known_or(token, || {
            let message = token.message.as_bytes();
            crypto::verify(token.signature, message, &self.material, self.algorithm)
                .unwrap_or(false)
        })
    }

    fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let (algorithm, material) = if pem.contains("PRIVATE KEY-----") {
            return Err(KeyError::Private);
        } else if let Ok(key) = ed25519_dalek::VerifyingKey::from_public_key_pem(pem) {
            ed25519(&key)?
        } else if let Ok(key) = p256::PublicKey::from_public_key_pem(pem) {
            p256(&key)
        } else if let Ok(key) = RsaPublicKey::from_public_key_pem(pem) {
            rsa(&key)?
        } else {
            return Err(KeyError::Format);
        };
        Ok(Self {
            id: None,
            algorithm,
            material,
            genuine: Genuine::default(),
        })
    }

    /// `None` if the key is not for us: RFC 7517, 5 asks to pass over keys that one does not understand.
    fn from_jwk(jwk: &Map<String, Value>) -> Option<Self> {
        let text = |name| jwk.get(name).and_then(Value::as_str);
        let bytes = |name| decoded(text(name)?).ok();
        let id = text("kid")?.to_owned();
        // `d` is the private half of all three kinds; a key that its owner publishes is everybody's.
        if jwk.contains_key("d") || !is_for_signatures(jwk) {
            return None;
        }
        let (algorithm, material) = match (text("kty")?, text("crv")) {
            ("OKP", Some("Ed25519")) => {
                let x: [u8; 32] = bytes("x")?.try_into().ok()?;
                ed25519(&ed25519_dalek::VerifyingKey::from_bytes(&x).ok()?).ok()?
            }
            ("EC", Some("P-256")) => {
                let x: [u8; 32] = bytes("x")?.try_into().ok()?;
                let y: [u8; 32] = bytes("y")?.try_into().ok()?;
                // SEC 1, 2.3.4: 4 stands for a point given by both coordinates.
                let point = [&[4], x.as_slice(), y.as_slice()].concat();
                p256(&p256::PublicKey::from_sec1_bytes(&point).ok()?)
            }
            ("RSA", _) => {
                let n = BigUint::from_bytes_be(&bytes("n")?);
                let e = BigUint::from_bytes_be(&bytes("e")?);
                rsa(&RsaPublicKey::new(n, e).ok()?).ok()?
            }
            _ => return None,
        };
        let named = match algorithm {
            Algorithm::EdDSA => "EdDSA",
            Algorithm::ES256 => "ES256",
            _ => "RS256",
        };
        match jwk.get("alg") {
            None => {}
            Some(Value::String(alg)) if alg == named => {}
            Some(_) => return None,
        }
        Some(Self {
            id: Some(id),
            algorithm,
            material,
            genuine: Genuine::default(),
        })
    }
}

impl KeySet {
    /// The keys of a PEM or JWKS text that the operator wrote; it must hold at least one that can be used.
    pub fn from_file(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() > MAX_KEYS_BYTES {
            return Err(KeyError::TooLarge);
        }
        let text = str::from_utf8(bytes).map_err(|_| KeyError::Format)?.trim();
        if !text.starts_with('{') {
            return Ok(Self(vec![Arc::new(Key::from_pem(text)?)]));
        }
        let keys = Self::from_jwks(text.as_bytes())?;
        if keys.0.is_empty() {
            return Err(KeyError::Empty);
        }
        Ok(keys)
    }

    /// The keys of a JWKS that can be used. There may be none: so an issuer withdraws them all.
    pub fn from_jwks(bytes: &[u8]) -> Result<Self, KeyError> {
        let members = json::object(bytes).map_err(|_| KeyError::Format)?;
        let Some(Value::Array(listed)) = members.get("keys") else {
            return Err(KeyError::Format);
        };
        let mut keys: Vec<Arc<Key>> = Vec::new();
        for key in listed
            .iter()
            .filter_map(|jwk| Key::from_jwk(jwk.as_object()?))
        {
            if let Some(id) = key.id.as_ref()
                && keys.iter().any(|other| other.id == key.id)
            {
                return Err(KeyError::Twice(id.clone()));
            }
            keys.push(Arc::new(key));
        }
        Ok(Self(keys))
    }

    /// The key of this name; the key of a PEM text has none and answers to all.
    pub fn find(&self, id: Option<&str>) -> Option<Arc<Key>> {
        self.0
            .iter()
            .find(|key| key.id.is_none() || key.id.as_deref() == id)
            .map(Arc::clone)
    }
}

/// `use` and `key_ops` (RFC 7517, 4.2, 4.3), where they are given.
fn is_for_signatures(jwk: &Map<String, Value>) -> bool {
    let right_use = match jwk.get("use") {
        None => true,
        Some(stated) => stated == "sig",
    };
    let right_operation = match jwk.get("key_ops") {
        None => true,
        Some(Value::Array(operations)) => operations.iter().any(|operation| operation == "verify"),
        Some(_) => false,
    };
    right_use && right_operation
}

fn ed25519(key: &ed25519_dalek::VerifyingKey) -> Result<(Algorithm, DecodingKey), KeyError> {
    if key.is_weak() {
        return Err(KeyError::WeakEd25519);
    }
    Ok((Algorithm::EdDSA, DecodingKey::from_ed_der(key.as_bytes())))
}

fn p256(key: &p256::PublicKey) -> (Algorithm, DecodingKey) {
    (
        Algorithm::ES256,
        DecodingKey::from_ec_der(&key.to_sec1_bytes()),
    )
}

fn rsa(key: &RsaPublicKey) -> Result<(Algorithm, DecodingKey), KeyError> {
    let bits = key.n().bits();
    if bits < MIN_RSA_BITS {
        return Err(KeyError::RsaSize(bits));
    }
    Ok((
        Algorithm::RS256,
        DecodingKey::from_rsa_raw_components(&key.n().to_bytes_be(), &key.e().to_bytes_be()),
    ))
}
