//! What the tests of tokens share: keys made for this run, and tokens that are right but for one thing.

mod bad;
mod discovery;
mod forged;
mod good;
mod local;
mod names;
mod outage;
mod remote;
mod scene;
mod settings;

use std::sync::{Arc, LazyLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::{EncodePrivateKey, EncodePublicKey};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use rand_core::{OsRng, RngCore};
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::traits::PublicKeyParts;
use serde_json::{Map, Value, json};

use super::*;

const NOW: u64 = 1_800_000_000;
const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "https://api.example";

type Members = Map<String, Value>;

/// What a test does to the header and the claims of a good token.
type Change = fn(&mut Members, &mut Members);

/// One key pair of each accepted kind: how it signs, and its public half in both forms.
struct Pair {
    private: EncodingKey,
    algorithm: Algorithm,
    jwk: Value,
    pem: String,
}

static ED: LazyLock<Pair> = LazyLock::new(|| ed25519("ed"));
static EC: LazyLock<Pair> = LazyLock::new(|| {
    let private = p256::SecretKey::random(&mut OsRng);
    let point = private.public_key().to_encoded_point(false);
    Pair {
        private: EncodingKey::from_ec_der(private.to_pkcs8_der().unwrap().as_bytes()),
        algorithm: Algorithm::ES256,
        jwk: json!({
            "kty": "EC", "crv": "P-256", "kid": "ec",
            "x": base64(point.x().unwrap()), "y": base64(point.y().unwrap()),
        }),
        pem: private
            .public_key()
            .to_public_key_pem(Default::default())
            .unwrap(),
    }
});
/// Made once: it takes a second without optimisation.
static RSA: LazyLock<Pair> = LazyLock::new(|| rsa_pair("rsa", 2048));

fn ed25519(id: &str) -> Pair {
    let mut seed = [0; 32];
    OsRng.fill_bytes(&mut seed);
    let private = ed25519_dalek::SigningKey::from_bytes(&seed);
    let public = private.verifying_key();
    Pair {
        private: EncodingKey::from_ed_der(private.to_pkcs8_der().unwrap().as_bytes()),
        algorithm: Algorithm::EdDSA,
        jwk: json!({"kty": "OKP", "crv": "Ed25519", "kid": id, "x": base64(public.as_bytes())}),
        pem: public.to_public_key_pem(Default::default()).unwrap(),
    }
}

fn rsa_pair(id: &str, bits: usize) -> Pair {
    let private = ::rsa::RsaPrivateKey::new(&mut OsRng, bits).unwrap();
    Pair {
        private: EncodingKey::from_rsa_der(private.to_pkcs1_der().unwrap().as_bytes()),
        algorithm: Algorithm::RS256,
        jwk: json!({
            "kty": "RSA", "kid": id, "use": "sig", "alg": "RS256",
            "n": base64(private.n().to_bytes_be()), "e": base64(private.e().to_bytes_be()),
        }),
        pem: private
            .to_public_key()
            .to_public_key_pem(Default::default())
            .unwrap(),
    }
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token of these parts, signed by that key with that algorithm, whatever the header says.
fn signed(header: &str, claims: &str, key: &EncodingKey, algorithm: Algorithm) -> String {
    let message = format!("{}.{}", base64(header), base64(claims));
    let signature = crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

fn header(pair: &Pair) -> Members {
    members(json!({
        "alg": format!("{:?}", pair.algorithm), "typ": "at+jwt", "kid": pair.jwk["kid"],
    }))
}

fn claims() -> Members {
    members(json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "someone", "iat": NOW, "nbf": NOW,
        "exp": NOW + 3600, "role": "party", "party": "JP", "scope": "funding reports",
    }))
}

fn members(value: Value) -> Members {
    value.as_object().unwrap().clone()
}

fn text(members: &Members) -> String {
    serde_json::to_string(members).unwrap()
}

/// A good token of this key but for `change`.
fn token(pair: &Pair, change: impl FnOnce(&mut Members, &mut Members)) -> String {
    let (mut header, mut claims) = (header(pair), claims());
    change(&mut header, &mut claims);
    signed(
        &text(&header),
        &text(&claims),
        &pair.private,
        pair.algorithm,
    )
}

fn jwks(pairs: &[&Pair]) -> String {
    let keys: Vec<_> = pairs.iter().map(|pair| &pair.jwk).collect();
    json!({ "keys": keys }).to_string()
}

fn issuer(keys: KeySource) -> IssuerSettings {
    let audiences = vec!["https://other.example".to_owned(), AUDIENCE.to_owned()];
    IssuerSettings::new(ISSUER, audiences, keys)
}

fn made(keys: KeySource) -> Result<Verifier, SettingsError> {
    Verifier::new(VerifierSettings {
        issuers: vec![issuer(keys)],
    })
}

/// A verifier that knows all three keys by name.
fn verifier() -> Verifier {
    made(KeySource::Text(jwks(&[&ED, &EC, &RSA]))).unwrap()
}

async fn refused(name: &str, reason: Reason, token: &str) {
    let answer = verifier().verify(token, NOW).await;
    assert_eq!(answer, Err(Refused::Invalid(reason)), "{name}");
}

/// A directory that goes when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let name = format!("istc-token-{:016x}", OsRng.next_u64());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn path(&self) -> &std::path::Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}
