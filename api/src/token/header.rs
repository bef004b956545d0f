//! The outer form of a token: its three parts and its header.
//!
//! May not live here: the claims, and the choice of a key (a header only names one).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde_json::Value;

use super::{Reason, json};

/// The longest token that is looked at, in bytes. Real ones are below 2 KiB; common servers refuse longer headers.
const MAX_TOKEN: usize = 16 * 1024;

/// The longest name of a key, in characters.
const MAX_KEY_ID: usize = 200;

/// Header members that bring a key along or point to one (RFC 7515, 4.1.2, 4.1.3, 4.1.5, 4.1.6).
const EMBEDDED_KEYS: [&str; 4] = ["jwk", "jku", "x5u", "x5c"];

/// A token in its compact form, still encoded (RFC 7515, 7.1).
pub(super) struct Compact<'a> {
    /// What is signed: header and claims with the dot between them.
    pub message: &'a str,
    pub header: &'a str,
    pub claims: &'a str,
    pub signature: &'a str,
}

/// What a header says, all of it unproved.
pub(super) struct Header {
    pub algorithm: Algorithm,
    pub key_id: Option<String>,
}

impl<'a> Compact<'a> {
    pub fn split(token: &'a str) -> Result<Self, Reason> {
        if token.len() > MAX_TOKEN {
            return Err(Reason::TooLong);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(Reason::Parts)?;
        let (header, claims) = message.split_once('.').ok_or(Reason::Parts)?;
        if claims.contains('.') {
            return Err(Reason::Parts);
        }
        Ok(Self {
            message,
            header,
            claims,
            signature,
        })
    }
}

impl Header {
    pub fn read(encoded: &str) -> Result<Self, Reason> {
        let members = json::object(&decoded(encoded)?).map_err(|_| Reason::HeaderJson)?;
        // We understand no extension, and one marked critical must not be passed over (RFC 7515, 4.1.11).
        if members.contains_key("crit") {
            return Err(Reason::Critical);
        }
        if EMBEDDED_KEYS.iter().any(|name| members.contains_key(*name)) {
            return Err(Reason::EmbeddedKey);
        }
        match members.get("typ") {
            Some(Value::String(kind)) if is_access_token(kind) => {}
            _ => return Err(Reason::Type),
        }
        let algorithm = match members.get("alg").and_then(Value::as_str) {
            Some("EdDSA") => Algorithm::EdDSA,
            Some("ES256") => Algorithm::ES256,
            Some("RS256") => Algorithm::RS256,
            _ => return Err(Reason::Algorithm),
        };
        let key_id = match members.get("kid") {
            None => None,
            Some(Value::String(id)) if id.chars().count() <= MAX_KEY_ID => Some(id.clone()),
            Some(_) => return Err(Reason::KeyId),
        };
        Ok(Self { algorithm, key_id })
    }
}

/// The bytes of a part, which has exactly one encoding: no padding, no spare bits, no white space.
pub(super) fn decoded(encoded: &str) -> Result<Vec<u8>, Reason> {
    URL_SAFE_NO_PAD
        .decode(encoded)
        .map_err(|_| Reason::Encoding)
}

/// An ID token or a logout token of the same issuer must not pass for an access token (RFC 9068, 4); plain `JWT` is
/// accepted because many issuers write nothing better.
fn is_access_token(kind: &str) -> bool {
    let kinds = ["at+jwt", "application/at+jwt", "JWT"];
    kinds.iter().any(|known| kind.eq_ignore_ascii_case(known))
}
