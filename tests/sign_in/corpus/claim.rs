//! What is wrong with the claims.

use super::{Bad, twice};
use crate::sign_in::forge::{AUDIENCE, ISSUER, with, without};
use serde_json::{Value, json};

/// Claims that say something else.
pub fn changed(said: &Value, now: u64) -> Vec<(String, Value)> {
    let mut bad = Vec::new();
    for name in ["iss", "aud", "sub", "nbf", "exp", "role", "party"] {
        bad.push((format!("no {name}"), without(said.clone(), name)));
    }
    let issuers = [
        json!("https://evil.example.org"),
        json!(format!("{ISSUER}/")),
        json!(format!("{ISSUER}.evil.example.org")),
        json!(format!("{ISSUER}#")),
        json!(format!(" {ISSUER}")),
        json!(format!("{ISSUER}\0")),
        json!(ISSUER.to_uppercase()),
        json!(ISSUER.replace("https", "http")),
        json!(ISSUER.replace('e', "е")),
        json!([ISSUER]),
        json!([ISSUER, "https://evil"]),
        json!({ "iss": ISSUER }),
        json!(""),
        json!(null),
        json!(1),
        json!(true),
        json!("istc-local"),
    ];
    let audiences = [
        json!("https://elsewhere.example.org"),
        json!(["https://elsewhere.example.org"]),
        json!([]),
        json!(""),
        json!([""]),
        json!(null),
        json!(1),
        json!(true),
        json!({ "aud": AUDIENCE }),
        json!([AUDIENCE, 1]),
        json!([AUDIENCE, null]),
        json!([[AUDIENCE]]),
        json!(format!("{AUDIENCE}/")),
        json!(format!("{AUDIENCE} ")),
        json!(AUDIENCE.to_uppercase()),
        json!(format!("{AUDIENCE},https://elsewhere.example.org")),
        json!("*"),
        json!("istc-data-api"),
    ];
    let subjects = [
        json!(""),
        json!(null),
        json!(7),
        json!(true),
        json!(["someone"]),
        json!({ "sub": "someone" }),
    ];
    let times = [
        json!(null),
        json!("1800000000"),
        json!(""),
        json!(true),
        json!([now]),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
    ];
    let roles = [
        json!("admin"),
        json!("public"),
        json!("Party"),
        json!("PARTY"),
        json!("party "),
        json!("party\0"),
        json!("раrty"),
        json!("country"),
        json!("board"),
        json!(""),
        json!(null),
        json!(1),
        json!(true),
        json!(["party"]),
        json!(["party", "secretariat"]),
        json!({ "party": true }),
        json!("secretariat"),
        json!("partner"),
        json!("institute"),
        json!("*"),
    ];
    let parties = [
        // No Party, represented by another today, not in the data.
        json!("FR"),
        json!("SE"),
        json!("XK"),
        json!("ZZ"),
        json!("AQ"),
        json!("eu"),
        json!("Eu"),
        json!("EUR"),
        json!("E"),
        json!("EU "),
        json!(" EU"),
        json!("EU\0"),
        json!("E\0"),
        json!("ЕU"),
        json!("É"),
        json!("ＥＵ"),
        json!("E1"),
        json!("%%"),
        json!("__"),
        json!("''"),
        json!("EU' or '1'='1"),
        json!("EU,JP"),
        json!(""),
        json!(null),
        json!(7),
        json!(true),
        json!(["EU"]),
        json!(["EU", "JP"]),
        json!({ "code": "EU" }),
        json!("A".repeat(4_000)),
    ];
    let scopes = [
        json!(["funding"]),
        json!(null),
        json!(1),
        json!(true),
        json!({ "funding": true }),
    ];
    for (name, values) in [
        ("iss", &issuers[..]),
        ("aud", &audiences),
        ("sub", &subjects),
        ("exp", &times),
        ("nbf", &times),
        ("iat", &times),
        ("role", &roles),
        ("party", &parties),
        ("scope", &scopes),
    ] {
        for value in values {
            let case = format!(
                "{name} {}",
                value.to_string().chars().take(60).collect::<String>()
            );
            bad.push((case, with(said.clone(), json!({ name: value }))));
        }
    }
    let long_ago = json!({"exp": now - 86_400, "nbf": now - 90_000, "iat": now - 90_000});
    for changes in [
        json!({"exp": now - 31, "nbf": now - 3600, "iat": now - 3600}),
        json!({"exp": now - 30, "nbf": now - 3600, "iat": now - 3600}),
        long_ago,
        json!({"exp": 0}),
        json!({"exp": now}),
        json!({"nbf": now + 31}),
        json!({"nbf": now + 3_000}),
        json!({"iat": now + 31}),
        json!({"nbf": now + 86_400, "exp": now + 90_000, "iat": now + 86_400}),
        json!({"exp": now + 86_401}),
        json!({"exp": now + 86_400 * 365}),
        json!({"exp": 253_402_300_799_u64}),
        json!({"iat": 0}),
        json!({"nbf": 0}),
        json!({"exp": now + 10, "nbf": now + 20}),
        json!({"funder": "party-eu"}),
        json!({"funder": "partner-listed"}),
        json!({"funder": null}),
        json!({"funder": ""}),
        json!({"institute": "tokyo-univ"}),
        json!({"institute": null}),
        json!({"role": "secretariat", "party": null}),
        json!({"role": "secretariat", "funder": "partner-listed"}),
    ] {
        bad.push((changes.to_string(), with(said.clone(), changes)));
    }
    let nobody = without(without(said.clone(), "party"), "role");
    let keys = [
        json!("nobody"),
        json!(""),
        json!(null),
        json!(5),
        json!(["partner-listed"]),
        json!("PARTNER-LISTED"),
        json!(" partner-listed"),
        json!("partner-listed\0"),
        json!("partner\nlisted"),
        json!("x' or '1'='1"),
        json!("f".repeat(201)),
        json!("f".repeat(4_000)),
        // A Party is no partner, the Centre itself no institute, and a partner no institute.
        json!("party-jp"),
        json!("istc-moscow"),
        json!("istc-astana"),
    ];
    for (role, claim) in [("partner", "funder"), ("institute", "institute")] {
        for key in keys.iter().chain([&json!(if role == "partner" {
            "tokyo-univ"
        } else {
            "agency-us"
        })]) {
            let who = json!({ "role": role, claim: key });
            let case = who.to_string().chars().take(80).collect();
            bad.push((case, with(nobody.clone(), who)));
        }
        bad.push((
            format!("{role}, and no {claim}"),
            with(nobody.clone(), json!({ "role": role })),
        ));
        let second = json!({ "role": role, claim: "partner-listed", "party": "EU" });
        bad.push((second.to_string(), with(nobody.clone(), second)));
    }
    bad
}

/// Claims that are not the JSON that they should be.
pub fn written(said: &Value) -> Vec<Bad> {
    let mut bad = Vec::new();
    for name in [
        "iss", "aud", "sub", "exp", "nbf", "iat", "role", "party", "scope",
    ] {
        for text in twice(said, &format!(r#""{name}":{}"#, said[name])) {
            let place = if text.starts_with(&format!("{{\"{name}\"")) {
                "before"
            } else {
                "after"
            };
            bad.push((format!("{name} twice, {place}"), text));
        }
    }
    for member in [
        r#""role":"secretariat""#,
        r#""party":"JP""#,
        r#""\u0070arty":"JP""#,
        r#""aud":"https://elsewhere.example.org""#,
        r#""iss":"https://evil.example.org""#,
        r#""exp":9999999999"#,
        r#""scope":"card""#,
        r#""x":[{"a":1,"a":2}]"#,
    ] {
        for (place, text) in ["before", "after"].iter().zip(twice(said, member)) {
            bad.push((format!("{member} too, {place}"), text));
        }
    }
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let after = |member: String| twice(said, &member)[1].clone();
    for (case, text) in [
        ("claims in a list", format!("[{said}]")),
        ("claims as text", json!(said.to_string()).to_string()),
        (
            "claims within claims",
            json!({ "claims": said }).to_string(),
        ),
        ("claims twice", format!("{said}{said}")),
        ("claims and more", format!("{said} x")),
        ("a mark before the claims", format!("\u{feff}{said}")),
        ("a null byte after the claims", format!("{said}\0")),
        (
            "a comma too many in the claims",
            format!("{},}}", said.to_string().trim_end_matches('}')),
        ),
        ("claims with a comment", format!("{said}// ")),
        (
            "claims in single quotes",
            said.to_string().replace('"', "'"),
        ),
        (
            "claims cut off",
            said.to_string().trim_end_matches('}').to_owned(),
        ),
        ("no number", after(r#""x":NaN"#.into())),
        ("an endless number", after(r#""x":1e999"#.into())),
        (
            "a number with a nought before it",
            after(r#""x":01"#.into()),
        ),
        ("a hexadecimal number", after(r#""x":0x1"#.into())),
        ("two hundred lists", after(format!(r#""x":{deep}"#))),
        (
            "half a character",
            said.to_string().replace("EU", "\\ud800"),
        ),
        (
            "a raw line break in a claim",
            said.to_string().replace("someone", "some\none"),
        ),
        ("form data", "iss=a&aud=b&role=secretariat".to_owned()),
        ("null as claims", "null".to_owned()),
        ("empty claims", "{}".to_owned()),
        ("no claims", String::new()),
    ] {
        bad.push((case.to_owned(), text));
    }
    bad
}
