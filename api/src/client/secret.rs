//! A client's id and its secret: how they are made, what is kept of the secret, and checking one.

use argon2::{
    Argon2, PasswordHash, PasswordHasher, PasswordVerifier,
    password_hash::{self, SaltString},
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand_core::{OsRng, RngCore};
use std::fmt;

/// How the id of every client begins, so that nobody takes it for something else.
const ID_PREFIX: &str = "istc-";

/// How every secret begins, so that one which strayed into a log or a repository is found.
const SECRET_PREFIX: &str = "istc_secret_";

/// What is checked for a client that does not exist, so that it takes as long as for one that does: argon2id with the
/// parameters that we hash with, of no secret that anyone knows.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$aXN0Yy1ub2JvZHktc2FsdA$cUe5zWxlSnhCvD0pqHFMxPB1m6t2YkXo3rIaUg7dVwE";

/// The id of a client: `istc-` and 16 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientId(String);

/// A client's secret. It does not print; [`Secret::reveal`] is for the one time when it is shown.
pub struct Secret(String);

/// The system gave no random numbers, or the hash could not be made.
#[derive(Debug, thiserror::Error)]
#[error("no secret can be made: {0}")]
pub struct HashError(password_hash::Error);

impl ClientId {
    /// One that nobody has.
    pub fn random() -> Self {
        Self(format!("{ID_PREFIX}{:016x}", OsRng.next_u64()))
    }

    /// Nothing if it is not of our making. So no strange text reaches the database.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(ID_PREFIX)?;
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (digits.len() == 16 && digits.bytes().all(hexadecimal)).then(|| Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Secret {
    /// 256 random bits: nobody tries them all, however fast the hash.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        OsRng.fill_bytes(&mut bytes);
        Self(format!("{SECRET_PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What a client sent.
    pub fn given(text: String) -> Self {
        Self(text)
    }

    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it: argon2id with its parameters and a salt of its own. Takes tens of milliseconds.
    ///
    /// # Errors
    /// If the hash cannot be made.
    pub fn hash(&self) -> Result<String, HashError> {
        let salt = SaltString::generate(&mut OsRng);
        let hash = Argon2::default().hash_password(self.0.as_bytes(), &salt);
        Ok(hash.map_err(HashError)?.to_string())
    }

    /// Whether it is the secret of which this was kept. Takes tens of milliseconds, and as long for nobody's.
    pub fn is(&self, kept: Option<&str>) -> bool {
        let matches = PasswordHash::new(kept.unwrap_or(NOBODY)).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(self.0.as_bytes(), &hash)
                .is_ok()
        });
        matches && kept.is_some()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(not shown)")
    }
}
