//! Keys made for this run, and tokens as an issuer signs them or as nobody should.

use api::token::{IssuerSettings, KeySource};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::pkcs8::{EncodePrivateKey, EncodePublicKey};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use rand_core::OsRng;
use rsa::{pkcs1::EncodeRsaPrivateKey, traits::PublicKeyParts};
use serde_json::{Value, json};
use std::sync::LazyLock;

pub const ISSUER: &str = "https://login.example.org";
pub const AUDIENCE: &str = "https://data.example.org";

/// A key pair of an issuer.
pub struct Key {
    private: EncodingKey,
    algorithm: Algorithm,
    pub public: Value,
    pub pem: String,
}

pub static ED: LazyLock<Key> = LazyLock::new(|| ed25519("ed"));
/// Says that it is the issuer's, and is not.
pub static STRANGER: LazyLock<Key> = LazyLock::new(|| ed25519("ed"));
pub static EC: LazyLock<Key> = LazyLock::new(|| {
    let private = p256::SecretKey::random(&mut OsRng);
    let point = private.public_key().to_encoded_point(false);
    Key {
        private: EncodingKey::from_ec_der(private.to_pkcs8_der().unwrap().as_bytes()),
        algorithm: Algorithm::ES256,
        public: json!({
            "kty": "EC", "crv": "P-256", "kid": "ec",
            "x": base64(point.x().unwrap()), "y": base64(point.y().unwrap()),
        }),
        pem: pem(&private.public_key()),
    }
});
pub static RSA: LazyLock<Key> = LazyLock::new(|| {
    let private = rsa::RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
    Key {
        private: EncodingKey::from_rsa_der(private.to_pkcs1_der().unwrap().as_bytes()),
        algorithm: Algorithm::RS256,
        public: json!({
            "kty": "RSA", "kid": "rsa", "use": "sig", "alg": "RS256",
            "n": base64(private.n().to_bytes_be()), "e": base64(private.e().to_bytes_be()),
        }),
        pem: pem(&private.to_public_key()),
    }
});

fn ed25519(id: &str) -> Key {
    let private = ed25519_dalek::SigningKey::generate(&mut OsRng);
    let public = base64(private.verifying_key().as_bytes());
    Key {
        private: EncodingKey::from_ed_der(private.to_pkcs8_der().unwrap().as_bytes()),
        algorithm: Algorithm::EdDSA,
        public: json!({"kty": "OKP", "crv": "Ed25519", "kid": id, "x": public}),
        pem: pem(&private.verifying_key()),
    }
}

fn pem(public: &impl EncodePublicKey) -> String {
    public.to_public_key_pem(Default::default()).unwrap()
}

/// An issuer that publishes a key of each accepted kind.
pub fn issuer() -> IssuerSettings {
    let keys = json!({"keys": [ED.public, EC.public, RSA.public]});
    from(KeySource::Text(keys.to_string()))
}

/// The issuer, its keys being there.
pub fn from(keys: KeySource) -> IssuerSettings {
    let audiences = vec!["https://other.example.org".to_owned(), AUDIENCE.to_owned()];
    IssuerSettings::new(ISSUER, audiences, keys)
}

/// The header of a good token.
pub fn header(key: &Key) -> Value {
    json!({
        "alg": format!("{:?}", key.algorithm), "typ": "at+jwt", "kid": key.public["kid"],
    })
}

/// The claims of a good token, for the European Union.
pub fn claims(now: u64) -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "someone", "iat": now, "nbf": now,
        "exp": now + 3600, "role": "party", "party": "EU", "scope": "funding reports results",
    })
}

/// The same with these members.
pub fn with(mut base: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        base[name] = value.clone();
    }
    base
}

/// The same without this member.
pub fn without(mut base: Value, name: &str) -> Value {
    base.as_object_mut().unwrap().remove(name).unwrap();
    base
}

/// A token of these parts, signed by this key as it signs, whatever the header says.
pub fn signed(key: &Key, header: &Value, claims: &Value) -> String {
    written(key, &header.to_string(), &claims.to_string())
}

/// The same, of parts that need not be JSON.
pub fn written(key: &Key, header: &str, claims: &str) -> String {
    sealed(key, &message(header, claims))
}

/// A token whose signature is made with a secret that everyone knows.
pub fn with_secret(secret: &[u8], algorithm: Algorithm, header: &Value, claims: &Value) -> String {
    let message = message(&header.to_string(), &claims.to_string());
    sign(&EncodingKey::from_secret(secret), algorithm, &message)
}

/// A token that this key signs in another way than it should.
pub fn with_algorithm(key: &Key, algorithm: Algorithm, header: &Value, claims: &Value) -> String {
    let message = message(&header.to_string(), &claims.to_string());
    sign(&key.private, algorithm, &message)
}

/// A token of a message that is encoded already, well or badly.
pub fn sealed(key: &Key, message: &str) -> String {
    sign(&key.private, key.algorithm, message)
}

fn message(header: &str, claims: &str) -> String {
    format!("{}.{}", base64(header), base64(claims))
}

fn sign(key: &EncodingKey, algorithm: Algorithm, message: &str) -> String {
    let signature = crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
