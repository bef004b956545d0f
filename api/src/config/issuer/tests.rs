use super::*;
use clap::Parser;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    issuer: Issuer,
}

fn line(words: &[&str]) -> Result<Vec<IssuerSettings>, ConfigError> {
    let given = [
        "istc",
        "--issuer",
        "https://id.example",
        "--audience",
        "a,b",
    ];
    let line = Line::try_parse_from(given.iter().chain(words)).unwrap();
    line.issuer.settings(Vec::new())
}

fn file(text: &str) -> IssuerSettings {
    let text = format!("issuer = \"https://id.example\"\naudiences = [\"a\"]\n{text}");
    toml::from_str::<FileIssuer>(&text)
        .unwrap()
        .settings()
        .unwrap()
}

#[test]
fn keys_are_discovered_unless_it_is_said_where_they_are() {
    for issuer in [
        line(&[]).unwrap().remove(0),
        line(&["--issuer-keys", "discover"]).unwrap().remove(0),
        file(""),
        file("keys = \"discover\""),
    ] {
        assert!(matches!(issuer.keys, KeySource::Discovery));
        assert!(!issuer.nbf_optional);
        assert_eq!(issuer.names, ClaimNames::default());
    }
    let address = "https://id.example/jwks";
    for issuer in [
        line(&["--issuer-keys", address]).unwrap().remove(0),
        file(&format!("keys = \"{address}\"")),
    ] {
        assert!(matches!(issuer.keys, KeySource::Address(at) if at == address));
    }
    let issuer = line(&["--issuer-keys", "keys.pem"]).unwrap().remove(0);
    assert!(matches!(issuer.keys, KeySource::File(_)));
}

#[test]
fn claims_may_be_called_otherwise() {
    let renamed = ClaimNames {
        role: "https://istc.int/role".into(),
        party: "istc.party=code".into(),
        ..ClaimNames::default()
    };
    let pairs = "role=https://istc.int/role,party=istc.party=code";
    let table = "[claims]\nrole = \"https://istc.int/role\"\nparty = \"istc.party=code\"";
    for issuer in [
        line(&["--issuer-claims", pairs]).unwrap().remove(0),
        file(table),
    ] {
        assert_eq!(issuer.names, renamed);
    }
    for pairs in ["role", "rule=x", "role=a,role=b", "role=a,,", "=x"] {
        let error = line(&["--issuer-claims", pairs]).unwrap_err().to_string();
        assert!(error.contains("issuer_claims"), "{pairs}: {error}");
    }
    assert!(toml::from_str::<FileClaims>("rule = \"x\"").is_err());
}

#[test]
fn an_issuer_may_write_no_nbf() {
    assert!(line(&["--issuer-nbf", "off"]).unwrap()[0].nbf_optional);
    assert!(!line(&["--issuer-nbf", "on"]).unwrap()[0].nbf_optional);
    assert!(file("nbf = \"off\"").nbf_optional);
}

#[test]
fn a_password_stands_in_the_address_of_the_keys_or_nowhere() {
    let secret = "https://user:secret@id.example/jwks?key=secret";
    let issuer = line(&["--issuer-keys", secret]).unwrap().remove(0);
    assert!(!format!("{issuer:?}").contains("secret"), "{issuer:?}");
    assert!(matches!(issuer.keys, KeySource::Address(at) if at == secret));
    let wrong = line(&["--issuer-keys", "htps://user:secret@id.example/jwks"]);
    let said = wrong.unwrap_err().to_string();
    assert!(
        said.contains("issuer_keys") && !said.contains("secret"),
        "{said}"
    );
    for name in ["https://user:secret@id.example", "x://user:secret@:/"] {
        let words = ["istc", "--issuer", name, "--audience", "a"];
        let given = Line::try_parse_from(words).unwrap();
        let said = given.issuer.settings(Vec::new()).unwrap_err().to_string();
        assert!(
            said.contains("the setting issuer ") && !said.contains("secret"),
            "{said}"
        );
    }
}
