//! Tokens that must be accepted, and what is read from them.

use super::*;

async fn accepted(change: impl FnOnce(&mut Members, &mut Members)) -> Claims {
    verifier().verify(&token(&ED, change), NOW).await.unwrap()
}

#[tokio::test]
async fn every_algorithm() {
    for pair in [&*ED, &*EC, &*RSA] {
        let claims = verifier()
            .verify(&token(pair, |_, _| {}), NOW)
            .await
            .unwrap();
        let expected = Claims {
            role: Role::Party("JP".to_owned()),
            scopes: vec!["funding".to_owned(), "reports".to_owned()],
            subject: "someone".to_owned(),
            issuer: ISSUER.to_owned(),
            client: None,
            expires_at: NOW + 3600,
        };
        assert_eq!(claims, expected, "{:?}", pair.algorithm);
    }
}

#[tokio::test]
async fn every_role() {
    let cases = [
        (
            json!({"role": "party", "party": "EU"}),
            Role::Party("EU".into()),
        ),
        (
            json!({"role": "partner", "funder": "Fundación Ω-7"}),
            Role::Partner("Fundación Ω-7".into()),
        ),
        (
            json!({"role": "institute", "institute": "ж".repeat(200)}),
            Role::Institute("ж".repeat(200)),
        ),
        (json!({"role": "secretariat"}), Role::Secretariat),
    ];
    for (who, role) in cases {
        let claims = accepted(|_, claims| {
            claims.remove("party");
            claims.append(&mut members(who));
        })
        .await;
        assert_eq!(claims.role, role);
    }
}

#[tokio::test]
async fn scope_holds_known_words_once() {
    let cases = [
        (json!(""), vec![]),
        (json!("results"), vec!["results"]),
        (
            json!("results  card results funding"),
            vec!["card", "funding", "results"],
        ),
        (json!("Funding admin * funding\treports"), vec![]),
    ];
    for (scope, words) in cases {
        let claims = accepted(|_, claims| {
            claims.insert("scope".to_owned(), scope.clone());
        })
        .await;
        assert_eq!(claims.scopes, words, "{scope}");
    }
    let claims = accepted(|_, claims| {
        claims.remove("scope");
    })
    .await;
    assert!(claims.scopes.is_empty());
}

#[tokio::test]
async fn what_may_vary() {
    let cases: [(&str, Change); 11] = [
        ("typ JWT", |header, _| {
            header.insert("typ".into(), json!("jwt"));
        }),
        ("typ in capitals", |header, _| {
            header.insert("typ".into(), json!("AT+JWT"));
        }),
        ("typ as a whole media type", |header, _| {
            header.insert("typ".into(), json!("application/at+jwt"));
        }),
        ("many groups", |_, claims| {
            claims.insert("groups".into(), json!(vec!["g".repeat(36); 200]));
        }),
        ("unknown members", |header, claims| {
            header.insert("x".into(), json!(1));
            claims.insert("groups".into(), json!({"a": [{"b": null}], "c": -1.5e3}));
        }),
        ("a list of audiences", |_, claims| {
            claims.insert("aud".into(), json!(["x", AUDIENCE]));
        }),
        ("no iat", |_, claims| {
            claims.remove("iat");
        }),
        ("times with a fraction", |_, claims| {
            claims.insert("exp".into(), json!(NOW as f64 + 3600.5));
            claims.insert("iat".into(), json!(NOW as f64 - 0.25));
        }),
        ("exactly a day", |_, claims| {
            claims.insert("exp".into(), json!(NOW + MAX_LIFETIME));
        }),
        ("the issuer's clock is ahead", |_, claims| {
            claims.insert("nbf".into(), json!(NOW + LEEWAY));
            claims.insert("iat".into(), json!(NOW + LEEWAY));
        }),
        ("the issuer's clock is behind", |_, claims| {
            for (name, seconds) in [
                ("exp", NOW + 1 - LEEWAY),
                ("nbf", NOW - 90),
                ("iat", NOW - 90),
            ] {
                claims.insert(name.into(), json!(seconds));
            }
        }),
    ];
    for (name, change) in cases {
        let answer = verifier().verify(&token(&ED, change), NOW).await;
        assert!(answer.is_ok(), "{name}: {answer:?}");
    }
}

#[tokio::test]
async fn the_key_of_a_pem_has_no_name() {
    for pair in [&*ED, &*EC, &*RSA] {
        let verifier = made(KeySource::Text(pair.pem.clone())).unwrap();
        for id in [None, Some("anything")] {
            let token = token(pair, |header, _| {
                header.remove("kid");
                if let Some(id) = id {
                    header.insert("kid".into(), json!(id));
                }
            });
            assert!(verifier.verify(&token, NOW).await.is_ok(), "{id:?}");
        }
    }
}
