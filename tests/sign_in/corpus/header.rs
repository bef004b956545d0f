//! What is wrong with a header.

use super::{Bad, twice};
use crate::sign_in::forge::{ED, Key, STRANGER, with, without};
use serde_json::{Value, json};

/// Headers that say something else. The key signs what it says as it always does.
pub fn changed(key: &Key, head: &Value) -> Vec<(String, Value)> {
    let mut bad = Vec::new();
    let own = head["alg"].as_str().unwrap();
    for name in ["alg", "typ", "kid"] {
        bad.push((format!("no {name}"), without(head.clone(), name)));
    }
    let mut put = |name: &str, value: Value| {
        let case = format!(
            "{name} {}",
            value.to_string().chars().take(60).collect::<String>()
        );
        bad.push((case, with(head.clone(), json!({ name: value }))));
    };
    let algorithms = [
        "none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "RS384", "RS512", "PS256",
        "PS384", "PS512", "ES384", "ES512", "ES256K", "Ed25519", "Ed448", "EdDSA", "ES256",
        "RS256", "A128KW", "dir", "",
    ];
    for name in algorithms.into_iter().filter(|name| *name != own) {
        put("alg", json!(name));
    }
    for value in [
        json!(own.to_lowercase()),
        json!(format!("{own} ")),
        json!(format!("{own}\0")),
        json!(format!("{own},none")),
        json!(null),
        json!(0),
        json!(true),
        json!([own]),
        json!({ "alg": own }),
    ] {
        put("alg", value);
    }
    for value in [
        json!("id+jwt"),
        json!("logout+jwt"),
        json!("dpop+jwt"),
        json!("JWS"),
        json!("JWE"),
        json!("SAML"),
        json!("JWT "),
        json!("at+jwt\0"),
        json!(""),
        json!(null),
        json!(1),
        json!(["JWT"]),
        json!({ "typ": "JWT" }),
    ] {
        put("typ", value);
    }
    for value in [
        json!(["exp"]),
        json!([]),
        json!(null),
        json!("exp"),
        json!(["b64"]),
        json!(["https://istc.int/unknown"]),
        json!({}),
    ] {
        put("crit", value);
    }
    for value in [
        json!("../../../../dev/null"),
        json!("/dev/null"),
        json!("file:///etc/passwd"),
        json!("..\\..\\windows\\win.ini"),
        json!("https://evil.example.org/jwks.json#ed"),
        json!("x' or '1'='1"),
        json!("x' union select 'AAAA' --"),
        json!("'; drop table clients; --"),
        json!("ed\0"),
        json!("\0"),
        json!("ed\n"),
        json!("ed\r\nx: y"),
        json!(" ed"),
        json!("ED"),
        json!("%65%64"),
        json!("ed/../ed"),
        json!("${jndi:ldap://evil.example.org/a}"),
        json!("$(id)"),
        json!("| id"),
        json!("{{7*7}}"),
        json!("ed\u{200b}"),
        json!("\u{202e}de"),
        json!("еd"),
        json!("*"),
        json!("null"),
        json!("__proto__"),
        json!("0"),
        json!(""),
        json!("k".repeat(201)),
        json!("k".repeat(5_000)),
        json!(1),
        json!(null),
        json!(true),
        json!([head["kid"]]),
        json!({ "kid": head["kid"] }),
        json!([]),
    ] {
        put("kid", value);
    }
    for other in ["ed", "ec", "rsa"].map(|id| json!(id)) {
        if other != head["kid"] {
            put("kid", other);
        }
    }
    for value in [
        key.public.clone(),
        STRANGER.public.clone(),
        json!({}),
        json!(null),
        json!("ed"),
    ] {
        put("jwk", value);
    }
    for value in [
        json!("https://evil.example.org/jwks.json"),
        json!("http://127.0.0.1/.well-known/jwks.json"),
        json!("file:///etc/passwd"),
        json!(""),
        json!(null),
    ] {
        put("jku", value);
    }
    for value in [
        json!("https://evil.example.org/cert.pem"),
        json!(""),
        json!(null),
    ] {
        put("x5u", value);
    }
    for value in [json!(["MIIB"]), json!([]), json!("MIIB"), json!(null)] {
        put("x5c", value);
    }
    let brought = with(without(head.clone(), "kid"), json!({ "jwk": ED.public }));
    bad.push(("a key that it brings, and no name".into(), brought));
    bad
}

/// Headers that are not the JSON that they should be.
pub fn written(head: &Value) -> Vec<Bad> {
    let mut bad = Vec::new();
    for (case, member) in [
        ("alg none too", r#""alg":"none""#.to_owned()),
        ("alg HS256 too", r#""alg":"HS256""#.to_owned()),
        ("alg twice", format!(r#""alg":{}"#, head["alg"])),
        (
            "alg twice, once escaped",
            format!(r#""\u0061lg":{}"#, head["alg"]),
        ),
        ("another kid too", r#""kid":"other""#.to_owned()),
        ("kid twice", format!(r#""kid":{}"#, head["kid"])),
        ("typ twice", r#""typ":"at+jwt""#.to_owned()),
        ("an unknown member twice", r#""x":1,"x":1"#.to_owned()),
        ("twice further in", r#""x":{"a":1,"a":1}"#.to_owned()),
    ] {
        for (place, text) in ["before", "after"].iter().zip(twice(head, &member)) {
            bad.push((format!("{case}, {place}"), text));
        }
    }
    for (case, text) in [
        ("a header in a list", format!("[{head}]")),
        ("a header as text", json!(head.to_string()).to_string()),
        ("two headers", format!("{head}{head}")),
        ("a mark before the header", format!("\u{feff}{head}")),
        ("a header and more", format!("{head} x")),
        (
            "a comma too many in the header",
            format!("{},}}", head.to_string().trim_end_matches('}')),
        ),
        ("a header with a comment", format!("{head}/* */")),
        (
            "a header in single quotes",
            head.to_string().replace('"', "'"),
        ),
        (
            "a header cut off",
            head.to_string().trim_end_matches('}').to_owned(),
        ),
        ("null as header", "null".to_owned()),
        ("an empty header", "{}".to_owned()),
        ("no header", String::new()),
    ] {
        bad.push((case.to_owned(), text));
    }
    bad
}
