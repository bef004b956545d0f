//! Which keys and settings are taken.

use super::*;

/// A JWKS with the Ed25519 key and one more.
fn beside(jwk: Value) -> String {
    json!({"keys": [ED.jwk, jwk]}).to_string()
}

fn jwk(pair: &Pair, name: &str, value: Value) -> Value {
    let mut jwk = pair.jwk.clone();
    jwk[name] = value;
    jwk
}

#[tokio::test]
async fn keys_that_are_passed_over() {
    let short = &base64([7; 31]);
    let small_rsa = rsa_pair("rsa", 1024);
    let cases = [
        ("for encryption", jwk(&RSA, "use", json!("enc")), &*RSA),
        (
            "use of another type",
            jwk(&RSA, "use", json!(["sig"])),
            &RSA,
        ),
        ("operations", jwk(&EC, "key_ops", json!(["encrypt"])), &EC),
        (
            "operations as text",
            jwk(&EC, "key_ops", json!("verify")),
            &EC,
        ),
        ("for RS512", jwk(&RSA, "alg", json!("RS512")), &RSA),
        ("for another kind", jwk(&EC, "alg", json!("EdDSA")), &EC),
        ("alg of another type", jwk(&EC, "alg", json!(1)), &EC),
        ("other curve", jwk(&EC, "crv", json!("P-384")), &EC),
        (
            "not on the curve",
            jwk(&EC, "x", json!(base64([1; 32]))),
            &EC,
        ),
        ("short x", jwk(&EC, "x", json!(short)), &EC),
        ("published private half", jwk(&EC, "d", json!(short)), &EC),
        ("secret", jwk(&EC, "kty", json!("oct")), &EC),
        ("name of another type", jwk(&EC, "kid", json!(["ec"])), &EC),
        ("exponent 1", jwk(&RSA, "e", json!("AQ")), &RSA),
        ("even exponent", jwk(&RSA, "e", json!("Ag")), &RSA),
        ("RSA of 1024 bits", small_rsa.jwk.clone(), &small_rsa),
        (
            "RSA of 4104 bits",
            jwk(&RSA, "n", json!(base64([255; 513]))),
            &RSA,
        ),
        ("padding", jwk(&RSA, "e", json!("AQAB====")), &RSA),
        ("not an object", json!("ec"), &EC),
    ];
    for (name, jwk, pair) in cases {
        let verifier = made(KeySource::Text(beside(jwk))).unwrap();
        let answer = verifier.verify(&token(pair, |_, _| {}), NOW).await;
        assert_eq!(answer, Err(Reason::UnknownKey.into()), "{name}");
        let answer = verifier.verify(&token(&ED, |_, _| {}), NOW).await;
        assert!(answer.is_ok(), "{name}: the key beside it");
    }
}

#[tokio::test]
async fn short_and_weak_ed25519_keys_are_passed_over() {
    // y = 1 is the neutral element: every signature with R = 0 would hold.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    for x in [base64([7; 31]), base64([]), base64(neutral)] {
        let keys = json!({"keys": [EC.jwk, jwk(&ED, "x", json!(x))]}).to_string();
        let verifier = made(KeySource::Text(keys)).unwrap();
        let answer = verifier.verify(&token(&ED, |_, _| {}), NOW).await;
        assert_eq!(answer, Err(Reason::UnknownKey.into()), "{x}");
    }
}

#[test]
fn texts_that_are_not_keys() {
    let error = |text: &str| match made(KeySource::Text(text.to_owned())) {
        Err(SettingsError::Keys { error, .. }) => error.to_string(),
        other => panic!("{:?}", other.err()),
    };
    let format = KeyError::Format.to_string();
    let private = ed25519_dalek::SigningKey::from_bytes(&[7; 32])
        .to_pkcs8_pem(Default::default())
        .unwrap();
    assert_eq!(error(""), format);
    assert_eq!(error("{}"), format);
    assert_eq!(error(r#"{"keys": {}}"#), format);
    assert_eq!(error(r#"{"keys": [], "keys": []}"#), format);
    assert_eq!(error(&format!("{}{}", ED.pem, EC.pem)), format);
    assert_eq!(error(&private), KeyError::Private.to_string());
    assert_eq!(error(r#"{"keys": []}"#), KeyError::Empty.to_string());
    assert_eq!(
        error(&jwks(&[&ED, &ed25519("ed")])),
        KeyError::Twice("ed".to_owned()).to_string()
    );
    assert_eq!(
        error(&rsa_pair("rsa", 1024).pem),
        KeyError::RsaSize(1024).to_string()
    );
    assert_eq!(error(&" ".repeat(300_000)), KeyError::TooLarge.to_string());
}

#[tokio::test]
async fn keys_from_files() {
    let scratch = Scratch::new();
    for (name, keys) in [("key.pem", ED.pem.clone()), ("keys.json", jwks(&[&ED]))] {
        let path = scratch.path().join(name);
        std::fs::write(&path, format!("\n{keys}\n")).unwrap();
        let verifier = made(KeySource::File(path)).unwrap();
        assert!(verifier.verify(&token(&ED, |_, _| {}), NOW).await.is_ok());
    }
    let missing = scratch.path().join("missing.pem");
    let error = made(KeySource::File(missing)).err().unwrap().to_string();
    assert!(
        error.contains(ISSUER) && error.contains("missing.pem"),
        "{error}"
    );
}

#[test]
fn settings_that_do_not_start() {
    let good = issuer(KeySource::Text(ED.pem.clone()));
    let refused = |issuers| Verifier::new(VerifierSettings { issuers }).err().unwrap();
    let mut nameless = good.clone();
    nameless.issuer.clear();
    assert!(matches!(refused(vec![nameless]), SettingsError::NoName));
    for audiences in [vec![], vec![AUDIENCE.to_owned(), String::new()]] {
        let issuer = IssuerSettings {
            audiences,
            ..good.clone()
        };
        assert!(matches!(
            refused(vec![issuer]),
            SettingsError::NoAudience(_)
        ));
    }
    let twice = refused(vec![good.clone(), good]);
    assert!(matches!(twice, SettingsError::Twice(_)));
    for address in [
        "",
        "keys.json",
        "file:///etc/keys.json",
        "ftp://issuer.example/",
    ] {
        let error = made(KeySource::Address(address.to_owned())).err().unwrap();
        assert!(matches!(error, SettingsError::Address(_)), "{address}");
    }
}

#[tokio::test]
async fn one_issuer_cannot_sign_for_another() {
    let mut other = issuer(KeySource::Text(EC.pem.clone()));
    other.issuer = "https://other.example".to_owned();
    let issuers = vec![issuer(KeySource::Text(ED.pem.clone())), other];
    let verifier = Verifier::new(VerifierSettings { issuers }).unwrap();
    let forged = token(&EC, |_, _| {});
    let answer = verifier.verify(&forged, NOW).await;
    assert_eq!(answer, Err(Reason::KeyAlgorithm.into()));
    let nobody = Verifier::new(VerifierSettings::default()).unwrap();
    let answer = nobody.verify(&token(&ED, |_, _| {}), NOW).await;
    assert_eq!(answer, Err(Reason::UnknownIssuer.into()));
}
