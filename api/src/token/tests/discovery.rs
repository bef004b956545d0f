//! An issuer that says itself where its keys are.

use super::scene::{Scene, UNAVAILABLE, UNKNOWN, http, keys};
use super::*;

#[tokio::test]
async fn the_keys_are_where_the_configuration_says() {
    for path in ["", "/", "/realms/istc", "/realms/istc/"] {
        let scene = Scene::discovering_as(keys(&[&ED, &EC, &RSA]), path).await;
        assert_eq!(scene.configurations(), 0, "not before a token asks");
        for pair in [&*ED, &*EC, &*RSA] {
            assert_eq!(
                scene.ask(pair).await,
                Ok(Role::Party("JP".into())),
                "{path}"
            );
        }
        assert_eq!((scene.configurations(), scene.fetches()), (1, 1), "{path}");
    }
}

#[tokio::test]
async fn keys_rotate_and_move_without_a_restart() {
    let scene = Scene::discovering(keys(&[&ED])).await;
    assert!(scene.ask(&ED).await.is_ok());
    scene.publish(keys(&[&ED, &EC]));
    scene.pass(30);
    assert!(scene.ask(&EC).await.is_ok(), "a new key");
    scene.publish(keys(&[&EC]));
    scene.pass(300);
    assert_eq!(scene.ask(&ED).await, UNKNOWN, "a withdrawn key");
    let elsewhere = Scene::new(keys(&[&RSA])).await;
    scene.configure(json!({
        "issuer": scene.name, "jwks_uri": format!("{}/other/keys", elsewhere.address),
    }));
    scene.pass(300);
    assert_eq!(scene.ask(&EC).await, UNKNOWN, "the keys have moved");
    assert!(scene.ask(&RSA).await.is_ok());
    assert_eq!((scene.fetches(), elsewhere.fetches()), (3, 1));
}

#[tokio::test]
async fn configurations_that_are_not_the_issuers() {
    let scene = Scene::discovering(keys(&[&ED])).await;
    let (name, address) = (scene.name.as_str(), format!("{}/keys", scene.address));
    let document = |issuer: Value, keys: Value| json!({"issuer": issuer, "jwks_uri": keys});
    let wide = format!(
        r#"{{"issuer": "{name}", "jwks_uri": "{address}"}}{}"#,
        " ".repeat(256 * 1024)
    );
    let twice =
        format!(r#"{{"issuer": "{name}", "jwks_uri": "{address}", "jwks_uri": "{address}"}}"#);
    let good = document(json!(name), json!(address));
    let away =
        format!("HTTP/1.1 302 Found\r\nlocation: {address}\r\ncontent-length: 0\r\n\r\n{good}");
    let told = |document: Value| http("200 OK", &document.to_string());
    for (case, answer) in [
        (
            "another issuer",
            told(document(json!("https://evil.example"), json!(address))),
        ),
        (
            "a slash more",
            told(document(json!(format!("{name}/")), json!(address))),
        ),
        (
            "in capitals",
            told(document(json!(name.to_uppercase()), json!(address))),
        ),
        ("a list", told(document(json!([name]), json!(address)))),
        ("no issuer", told(json!({"jwks_uri": address}))),
        ("no keys", told(json!({"issuer": name}))),
        (
            "keys in a list",
            told(document(json!(name), json!([address]))),
        ),
        (
            "a file",
            told(document(json!(name), json!("file:///etc/keys.json"))),
        ),
        ("a path", told(document(json!(name), json!("/keys")))),
        ("data", told(document(json!(name), json!("data:,{}")))),
        ("in a list", told(json!([good]))),
        ("not JSON", http("200 OK", "<html>")),
        ("a member twice", http("200 OK", &twice)),
        ("too large", http("200 OK", &wide)),
        ("not found", http("404 Not Found", &good.to_string())),
        ("elsewhere", Some(away.into_bytes())),
        ("closed", None),
    ] {
        scene.configure_with(answer);
        scene.pass(30);
        assert_eq!(scene.ask(&ED).await, UNAVAILABLE, "{case}");
    }
    assert_eq!(scene.fetches(), 0);
    scene.configure(good);
    scene.pass(30);
    assert!(scene.ask(&ED).await.is_ok());
}

#[test]
fn an_issuer_asked_by_https_has_its_keys_there_too() {
    let read = |issuer: &str, keys: &str| {
        let configuration = json!({"issuer": issuer, "jwks_uri": keys}).to_string();
        super::super::discovery::keys_address(configuration.as_bytes(), issuer).is_ok()
    };
    assert!(read("https://issuer.example", "https://keys.example/jwks"));
    assert!(!read(
        "https://issuer.example",
        "http://issuer.example/jwks"
    ));
    assert!(read("http://localhost:1", "http://localhost:1/jwks"));
    assert!(read("http://localhost:1", "https://issuer.example/jwks"));
}

#[test]
fn names_that_cannot_be_asked() {
    for name in [
        "issuer",
        "issuer.example",
        "ftp://issuer.example",
        "file:///etc",
        "https://issuer.example/?tenant=1",
        "https://issuer.example/#a",
        "https://",
    ] {
        let settings = IssuerSettings {
            issuer: name.to_owned(),
            ..issuer(KeySource::Discovery)
        };
        let made = Verifier::new(VerifierSettings {
            issuers: vec![settings],
        });
        let error = made.err().unwrap();
        assert!(matches!(error, SettingsError::Discovery(_)), "{name}");
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_never_answers_costs_three_seconds() {
    let scene = Scene::discovering(keys(&[&ED])).await;
    scene.issuer.open.send_replace(false);
    let before = tokio::time::Instant::now();
    assert_eq!(scene.ask(&ED).await, UNAVAILABLE);
    let waited = before.elapsed().as_secs_f64();
    assert!((2.9..3.5).contains(&waited), "{waited}");
}
