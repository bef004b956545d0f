//! Tokens that are signed by the right key and must be refused, each for its own reason: header and claims.

use super::*;

/// What is wrong, the reason for the log, and how a good token becomes this one.
type Case = (&'static str, Reason, Change);

/// `set!(claims, name, value)`: one claim or header member replaced.
macro_rules! set {
    (claims, $name:expr, $($value:tt)+) => {
        |_, claims| drop(claims.insert($name.into(), json!($($value)+)))
    };
    (header, $name:expr, $($value:tt)+) => {
        |header, _| drop(header.insert($name.into(), json!($($value)+)))
    };
}

macro_rules! without {
    (claims, $name:expr) => {
        |_, claims| drop(claims.remove($name))
    };
    (header, $name:expr) => {
        |header, _| drop(header.remove($name))
    };
}

/// The claims of who replaced.
macro_rules! who {
    ($($members:tt)*) => {
        |_, claims| {
            claims.remove("role");
            claims.remove("party");
            claims.append(&mut members(json!({ $($members)* })));
        }
    };
}

#[rustfmt::skip]
const HEADERS: &[Case] = &[
    ("alg none", Reason::Algorithm, set!(header, "alg", "none")),
    ("alg None", Reason::Algorithm, set!(header, "alg", "None")),
    ("alg HS256", Reason::Algorithm, set!(header, "alg", "HS256")),
    ("alg ES384", Reason::Algorithm, set!(header, "alg", "ES384")),
    ("alg PS256", Reason::Algorithm, set!(header, "alg", "PS256")),
    ("alg in lower case", Reason::Algorithm, set!(header, "alg", "eddsa")),
    ("alg empty", Reason::Algorithm, set!(header, "alg", "")),
    ("alg as list", Reason::Algorithm, set!(header, "alg", ["EdDSA"])),
    ("alg null", Reason::Algorithm, set!(header, "alg", null)),
    ("no alg", Reason::Algorithm, without!(header, "alg")),
    ("alg of another kind of key", Reason::KeyAlgorithm, set!(header, "alg", "ES256")),
    ("alg of a third kind of key", Reason::KeyAlgorithm, set!(header, "alg", "RS256")),
    ("kid of another kind of key", Reason::KeyAlgorithm, set!(header, "kid", "rsa")),
    ("no typ", Reason::Type, without!(header, "typ")),
    ("typ of an ID token", Reason::Type, set!(header, "typ", "id+jwt")),
    ("typ of a logout token", Reason::Type, set!(header, "typ", "logout+jwt")),
    ("typ of a proof", Reason::Type, set!(header, "typ", "dpop+jwt")),
    ("typ with a blank", Reason::Type, set!(header, "typ", "JWT ")),
    ("typ as list", Reason::Type, set!(header, "typ", ["JWT"])),
    ("typ null", Reason::Type, set!(header, "typ", null)),
    ("crit", Reason::Critical, set!(header, "crit", ["exp"])),
    ("crit empty", Reason::Critical, set!(header, "crit", [])),
    ("crit null", Reason::Critical, set!(header, "crit", null)),
    ("jwk", Reason::EmbeddedKey, |header, _| drop(header.insert("jwk".into(), ED.jwk.clone()))),
    ("jku", Reason::EmbeddedKey, set!(header, "jku", "https://evil.example/keys")),
    ("x5u", Reason::EmbeddedKey, set!(header, "x5u", "https://evil.example/cert")),
    ("x5c", Reason::EmbeddedKey, set!(header, "x5c", ["MIIB"])),
    ("no kid", Reason::UnknownKey, without!(header, "kid")),
    ("kid unknown", Reason::UnknownKey, set!(header, "kid", "ed2")),
    ("kid empty", Reason::UnknownKey, set!(header, "kid", "")),
    ("kid in capitals", Reason::UnknownKey, set!(header, "kid", "ED")),
    ("kid as path", Reason::UnknownKey, set!(header, "kid", "../../../../dev/null")),
    ("kid as SQL", Reason::UnknownKey, set!(header, "kid", "x' union select 'y")),
    ("kid with a null byte", Reason::UnknownKey, set!(header, "kid", "ed\0")),
    ("kid as number", Reason::KeyId, set!(header, "kid", 1)),
    ("kid null", Reason::KeyId, set!(header, "kid", null)),
    ("kid as list", Reason::KeyId, set!(header, "kid", ["ed"])),
    ("kid of 201 characters", Reason::KeyId, set!(header, "kid", "k".repeat(201))),
];

#[rustfmt::skip]
const CLAIMS: &[Case] = &[
    ("no iss", Reason::Issuer, without!(claims, "iss")),
    ("iss as list", Reason::Issuer, set!(claims, "iss", [ISSUER])),
    ("iss null", Reason::Issuer, set!(claims, "iss", null)),
    ("iss unknown", Reason::UnknownIssuer, set!(claims, "iss", "https://evil.example")),
    ("iss with a slash more", Reason::UnknownIssuer, set!(claims, "iss", format!("{ISSUER}/"))),
    ("no aud", Reason::Audience, without!(claims, "aud")),
    ("aud null", Reason::Audience, set!(claims, "aud", null)),
    ("aud as object", Reason::Audience, set!(claims, "aud", {"a": AUDIENCE})),
    ("aud with a number", Reason::Audience, set!(claims, "aud", [AUDIENCE, 1])),
    ("aud empty", Reason::WrongAudience, set!(claims, "aud", [])),
    ("aud of others", Reason::WrongAudience, set!(claims, "aud", ["a", "b"])),
    ("aud longer than ours", Reason::WrongAudience, set!(claims, "aud", format!("{AUDIENCE}.evil"))),
    ("no sub", Reason::Subject, without!(claims, "sub")),
    ("sub empty", Reason::Subject, set!(claims, "sub", "")),
    ("sub with a null byte", Reason::Subject, set!(claims, "sub", "a\0")),
    ("sub with a line break", Reason::Subject, set!(claims, "sub", "a\nb")),
    ("sub as number", Reason::Subject, set!(claims, "sub", 7)),
    ("sub as list", Reason::Subject, set!(claims, "sub", ["someone"])),
    ("no exp", Reason::Time, without!(claims, "exp")),
    ("exp as text", Reason::Time, set!(claims, "exp", (NOW + 60).to_string())),
    ("exp null", Reason::Time, set!(claims, "exp", null)),
    ("exp as list", Reason::Time, set!(claims, "exp", [NOW + 60])),
    ("exp negative", Reason::Time, set!(claims, "exp", -1)),
    ("exp beyond all times", Reason::Time, set!(claims, "exp", u64::MAX)),
    ("exp huge", Reason::Time, set!(claims, "exp", 1e300)),
    ("no nbf", Reason::Time, without!(claims, "nbf")),
    ("nbf as text", Reason::Time, set!(claims, "nbf", "0")),
    ("nbf true", Reason::Time, set!(claims, "nbf", true)),
    ("iat as text", Reason::Time, set!(claims, "iat", "0")),
    ("iat null", Reason::Time, set!(claims, "iat", null)),
    ("expired", Reason::Expired, |_, claims| {
        for (name, seconds) in [("exp", NOW - LEEWAY), ("nbf", NOW - 90), ("iat", NOW - 90)] {
            claims.insert(name.into(), json!(seconds));
        }
    }),
    ("expired long ago", Reason::Expired, set!(claims, "exp", 0)),
    ("not yet", Reason::NotYetValid, set!(claims, "nbf", NOW + LEEWAY + 1)),
    ("issued in the future", Reason::NotYetValid, set!(claims, "iat", NOW + LEEWAY + 1)),
    ("a day and a second", Reason::Lifetime, set!(claims, "exp", NOW + MAX_LIFETIME + 1)),
    ("a day since iat", Reason::Lifetime, set!(claims, "iat", NOW + 3599 - MAX_LIFETIME)),
    ("a day since nbf", Reason::Lifetime, set!(claims, "nbf", NOW + 3599 - MAX_LIFETIME)),
    ("ends before it starts", Reason::Lifetime, |_, claims| {
        claims.insert("exp".into(), json!(NOW - 10));
        claims.insert("nbf".into(), json!(NOW + 10));
    }),
    ("no role", Reason::Role, without!(claims, "role")),
    ("role unknown", Reason::Role, set!(claims, "role", "admin")),
    ("role in capitals", Reason::Role, set!(claims, "role", "Party")),
    ("role public", Reason::Role, set!(claims, "role", "public")),
    ("role empty", Reason::Role, set!(claims, "role", "")),
    ("role as list", Reason::Role, set!(claims, "role", ["secretariat"])),
    ("role null", Reason::Role, set!(claims, "role", null)),
    ("no party", Reason::Holder, without!(claims, "party")),
    ("party in lower case", Reason::Holder, set!(claims, "party", "jp")),
    ("party as list", Reason::Holder, set!(claims, "party", ["JP"])),
    ("party null", Reason::Holder, set!(claims, "party", null)),
    ("party of three letters", Reason::Holder, set!(claims, "party", "JPN")),
    ("party with a blank", Reason::Holder, set!(claims, "party", "JP ")),
    ("party of digits", Reason::Holder, set!(claims, "party", "J1")),
    ("party of one two-byte letter", Reason::Holder, set!(claims, "party", "É")),
    ("party in Cyrillic", Reason::Holder, set!(claims, "party", "КЗ")),
    ("party empty", Reason::Holder, set!(claims, "party", "")),
    ("no funder", Reason::Holder, who!("role": "partner")),
    ("funder empty", Reason::Holder, who!("role": "partner", "funder": "")),
    ("funder as number", Reason::Holder, who!("role": "partner", "funder": 5)),
    ("funder with a line break", Reason::Holder, who!("role": "partner", "funder": "a\nb")),
    ("funder of 201 characters", Reason::Holder, who!("role": "partner", "funder": "f".repeat(201))),
    ("no institute", Reason::Holder, who!("role": "institute")),
    ("institute with a null byte", Reason::Holder, who!("role": "institute", "institute": "a\0")),
    ("a partner's party", Reason::Holder, who!("role": "partner", "party": "JP")),
    ("party and funder", Reason::SecondHolder, set!(claims, "funder", "CERN")),
    ("party and institute", Reason::SecondHolder, set!(claims, "institute", "a")),
    ("party and null", Reason::SecondHolder, set!(claims, "institute", null)),
    ("partner with a party", Reason::SecondHolder, who!("role": "partner", "funder": "a", "party": "JP")),
    ("institute with a funder", Reason::SecondHolder, who!("role": "institute", "institute": "a", "funder": "a")),
    ("secretariat with a party", Reason::SecondHolder, who!("role": "secretariat", "party": "JP")),
    ("scope as list", Reason::Scope, set!(claims, "scope", ["funding"])),
    ("scope null", Reason::Scope, set!(claims, "scope", null)),
    ("scope as number", Reason::Scope, set!(claims, "scope", 1)),
];

#[tokio::test]
async fn one_thing_wrong() {
    for (name, reason, change) in HEADERS.iter().chain(CLAIMS) {
        refused(name, *reason, &token(&ED, change)).await;
    }
}

#[test]
fn outside_hears_one_sentence() {
    for (_, reason, _) in HEADERS.iter().chain(CLAIMS) {
        let refused = Refused::from(*reason);
        assert_eq!(refused.to_string(), "The access token is not valid.");
        assert!(std::error::Error::source(&refused).is_none());
    }
}
