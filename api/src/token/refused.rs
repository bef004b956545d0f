//! Why a token is refused: one text for outside, one reason for the log.
//!
//! May not live here: anything read from a token. A reason never repeats what the caller sent.

use thiserror::Error;

/// A token that is not accepted. `Display` is the text for outside; only the log may have the [`Reason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// Answered with 401.
    // No `#[source]`: printing an error's chain must not carry the reason outside.
    #[error("The access token is not valid.")]
    Invalid(Reason),
    /// The issuer's keys could not be read and none are cached: nothing is known about the token. Answered with 503.
    #[error("Access tokens cannot be checked at the moment.")]
    Unavailable,
}

/// What is wrong with a token, for the log only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Reason {
    #[error("longer than accepted")]
    TooLong,
    #[error("not three parts separated by dots")]
    Parts,
    #[error("header or claims are not base64url without padding")]
    Encoding,
    #[error("header is not a JSON object with distinct members")]
    HeaderJson,
    #[error("header `typ` is neither `at+jwt` nor `JWT`")]
    Type,
    #[error("header `alg` is not an accepted algorithm")]
    Algorithm,
    #[error("header has `crit`")]
    Critical,
    #[error("header brings or points to a key of its own")]
    EmbeddedKey,
    #[error("header `kid` is not a short string")]
    KeyId,
    #[error("claims are not a JSON object with distinct members")]
    ClaimsJson,
    #[error("`iss` is missing or not a string")]
    Issuer,
    #[error("`iss` is not a configured issuer")]
    UnknownIssuer,
    #[error("the issuer has no key of this name")]
    UnknownKey,
    #[error("header `alg` is not the algorithm of the key")]
    KeyAlgorithm,
    #[error("the signature is wrong")]
    Signature,
    #[error("`aud` is missing or neither a string nor a list of strings")]
    Audience,
    #[error("`aud` names none of the configured audiences")]
    WrongAudience,
    #[error("`sub` is missing, empty or not a string")]
    Subject,
    #[error("`exp`, `nbf` or `iat` is not a time, or a required one is missing")]
    Time,
    #[error("expired")]
    Expired,
    #[error("not yet valid")]
    NotYetValid,
    #[error("valid for longer than accepted, or for no time at all")]
    Lifetime,
    #[error("`role` is missing or unknown")]
    Role,
    #[error("the claim that goes with the role is missing or malformed")]
    Holder,
    #[error("a claim of who that does not go with the role")]
    SecondHolder,
    #[error("`scope` is not a string")]
    Scope,
    #[error("the client that it was issued to is not known, or was revoked")]
    Client,
    #[error("a token of the local key, which is off but for clients")]
    LocalKeyOff,
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self::Invalid(reason)
    }
}
