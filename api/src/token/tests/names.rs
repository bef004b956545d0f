//! Issuers that call claims otherwise, or write no `nbf`.

use super::*;

fn called(role: &str, party: &str, funder: &str, institute: &str, scope: &str) -> ClaimNames {
    let [role, party, funder, institute, scope] =
        [role, party, funder, institute, scope].map(str::to_owned);
    ClaimNames {
        role,
        party,
        funder,
        institute,
        scope,
    }
}

fn with_names(names: ClaimNames) -> Result<Verifier, SettingsError> {
    let issuers = vec![IssuerSettings {
        names,
        ..issuer(KeySource::Text(jwks(&[&ED])))
    }];
    Verifier::new(VerifierSettings { issuers })
}

/// A token whose claims of who and scope are these.
fn saying(who: Value) -> String {
    token(&ED, |_, claims| {
        for name in ["role", "party", "scope"] {
            claims.remove(name);
        }
        claims.append(&mut members(who));
    })
}

#[tokio::test]
async fn a_name_is_taken_as_it_stands() {
    for prefix in ["https://istc.int/", "istc.", "urn:istc:", "/istc/", "a b "] {
        let [role, party, funder, institute, scope] =
            ["role", "party", "funder", "institute", "scope"].map(|name| format!("{prefix}{name}"));
        let verifier = with_names(called(&role, &party, &funder, &institute, &scope)).unwrap();
        let scopes = json!("funding results");
        for (who, expected) in [
            (
                json!({&role: "party", &party: "JP"}),
                Role::Party("JP".into()),
            ),
            (
                json!({&role: "partner", &funder: "cern"}),
                Role::Partner("cern".into()),
            ),
            (
                json!({&role: "institute", &institute: "inp"}),
                Role::Institute("inp".into()),
            ),
            (json!({&role: "secretariat"}), Role::Secretariat),
            // Ours mean nothing here.
            (
                json!({&role: "party", &party: "JP", "role": "secretariat", "funder": "x"}),
                Role::Party("JP".into()),
            ),
        ] {
            let mut who = who;
            who[&scope] = scopes.clone();
            let claims = verifier.verify(&saying(who), NOW).await.unwrap();
            assert_eq!(claims.role, expected, "{prefix}");
            assert_eq!(claims.scopes, ["funding", "results"], "{prefix}");
        }
        for (reason, who) in [
            (Reason::Role, json!({"role": "party", "party": "JP"})),
            (
                Reason::Role,
                json!({"https://istc": {"int/role": "secretariat"}, "istc": {"role": "secretariat"}}),
            ),
            (Reason::Holder, json!({&role: "party", "party": "JP"})),
            (
                Reason::SecondHolder,
                json!({&role: "party", &party: "JP", &funder: "cern"}),
            ),
            (
                Reason::SecondHolder,
                json!({&role: "secretariat", &institute: null}),
            ),
            (
                Reason::Scope,
                json!({&role: "secretariat", &scope: ["funding"]}),
            ),
        ] {
            let answer = verifier.verify(&saying(who), NOW).await;
            assert_eq!(answer, Err(reason.into()), "{prefix}");
        }
        let ours = json!({&role: "secretariat", "scope": "funding"});
        let claims = verifier.verify(&saying(ours), NOW).await.unwrap();
        assert!(claims.scopes.is_empty(), "{prefix}");
    }
}

#[tokio::test]
async fn names_belong_to_one_issuer() {
    let mut other = issuer(KeySource::Text(jwks(&[&EC])));
    other.issuer = "https://other.example".to_owned();
    other.names.party = "country".to_owned();
    let issuers = vec![issuer(KeySource::Text(jwks(&[&ED]))), other];
    let verifier = Verifier::new(VerifierSettings { issuers }).unwrap();
    assert!(verifier.verify(&token(&ED, |_, _| {}), NOW).await.is_ok());
    let token = |name: &'static str| {
        token(&EC, |_, claims| {
            claims.insert("iss".into(), json!("https://other.example"));
            claims.remove("party");
            claims.insert(name.into(), json!("JP"));
        })
    };
    assert!(verifier.verify(&token("country"), NOW).await.is_ok());
    assert_eq!(
        verifier.verify(&token("party"), NOW).await,
        Err(Reason::Holder.into())
    );
}

#[test]
fn names_that_do_not_start() {
    let refused = |names| match with_names(names) {
        Err(SettingsError::Names { error, .. }) => error,
        other => panic!("{:?}", other.err()),
    };
    let error = refused(called("role", "", "funder", "institute", "scope"));
    assert_eq!(error, NameError::Empty("party"));
    let error = refused(called("role", "party", "who", "who", "scope"));
    assert_eq!(error, NameError::Twice("who".into()));
    for name in ["iss", "aud", "sub", "exp", "nbf", "iat", "jti", "client_id"] {
        let error = refused(called(name, "party", "funder", "institute", "scope"));
        assert_eq!(error, NameError::Reserved("role", name.into()));
    }
}

#[tokio::test]
async fn nbf_is_missed_unless_the_issuer_is_known_to_write_none() {
    let without_nbf = token(&ED, |_, claims| drop(claims.remove("nbf")));
    let answer = verifier().verify(&without_nbf, NOW).await;
    assert_eq!(answer, Err(Reason::Time.into()));
    let issuers = vec![IssuerSettings {
        nbf_optional: true,
        ..issuer(KeySource::Text(jwks(&[&ED])))
    }];
    let verifier = Verifier::new(VerifierSettings { issuers }).unwrap();
    assert!(verifier.verify(&without_nbf, NOW).await.is_ok());
    let cases: [(Reason, Change); 5] = [
        (Reason::Time, |_, claims| {
            claims.remove("nbf");
            claims.remove("iat");
        }),
        (Reason::Time, |_, claims| {
            drop(claims.insert("nbf".into(), json!("0")))
        }),
        (Reason::NotYetValid, |_, claims| {
            drop(claims.insert("nbf".into(), json!(NOW + 31)))
        }),
        (Reason::NotYetValid, |_, claims| {
            claims.remove("nbf");
            claims.insert("iat".into(), json!(NOW + 31));
        }),
        (Reason::Lifetime, |_, claims| {
            claims.remove("nbf");
            claims.insert("iat".into(), json!(NOW + 3599 - MAX_LIFETIME));
        }),
    ];
    for (reason, change) in cases {
        let answer = verifier.verify(&token(&ED, change), NOW).await;
        assert_eq!(answer, Err(reason.into()));
    }
}
