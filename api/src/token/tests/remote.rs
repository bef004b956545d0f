//! Keys behind an address: rotation, answers that are not keys, floods.

use super::scene::{Scene, UNAVAILABLE, UNKNOWN, http, keys};
use super::*;

#[tokio::test]
async fn keys_are_fetched_once_and_again_after_five_minutes() {
    let scene = Scene::new(keys(&[&ED, &EC, &RSA])).await;
    assert_eq!(scene.fetches(), 0, "not before a token asks");
    for pair in [&*ED, &*EC, &*RSA, &*ED] {
        assert!(scene.ask(pair).await.is_ok());
    }
    scene.pass(299);
    assert!(scene.ask(&ED).await.is_ok());
    assert_eq!(scene.fetches(), 1);
    scene.publish(keys(&[&EC]));
    scene.pass(1);
    assert_eq!(scene.ask(&ED).await, UNKNOWN, "a withdrawn key");
    assert!(scene.ask(&EC).await.is_ok());
    assert_eq!(scene.fetches(), 2);
}

#[tokio::test]
async fn a_new_key_is_found_and_unknown_names_are_rationed() {
    let scene = Scene::new(keys(&[&ED])).await;
    assert!(scene.ask(&ED).await.is_ok());
    scene.publish(keys(&[&ED, &EC]));
    assert_eq!(scene.ask(&EC).await, UNKNOWN, "asked just now");
    scene.pass(29);
    assert_eq!(scene.ask(&EC).await, UNKNOWN);
    assert_eq!(scene.fetches(), 1);
    scene.pass(1);
    assert!(scene.ask(&EC).await.is_ok());
    assert_eq!(scene.fetches(), 2);
    scene.pass(30);
    let nameless = token(&ED, |header, _| drop(header.remove("kid")));
    let refused = scene.verifier.verify(&nameless, NOW).await;
    assert_eq!(refused, Err(Reason::UnknownKey.into()));
    let wrong = token(&ED, |_, claims| drop(claims.remove("iss")));
    assert!(scene.verifier.verify(&wrong, NOW).await.is_err());
    assert_eq!(scene.fetches(), 2, "neither can be helped by a fetch");
}

#[tokio::test]
async fn an_issuer_that_is_down_is_served_stale_for_an_hour() {
    let scene = Scene::new(keys(&[&ED])).await;
    assert!(scene.ask(&ED).await.is_ok());
    scene.publish(None);
    scene.pass(300);
    assert!(scene.ask(&ED).await.is_ok());
    assert!(scene.ask(&ED).await.is_ok());
    assert_eq!(scene.ask(&EC).await, UNKNOWN);
    assert_eq!(scene.fetches(), 2, "a failure is not repeated at once");
    scene.pass(3299);
    assert!(scene.ask(&ED).await.is_ok());
    scene.until_fetches(3).await;
    scene.pass(1);
    assert_eq!(scene.ask(&ED).await, UNAVAILABLE);
    scene.publish(keys(&[&ED]));
    scene.pass(30);
    assert!(scene.ask(&ED).await.is_ok(), "it is back");
}

#[tokio::test]
async fn an_issuer_known_to_be_down_holds_nobody_up() {
    let scene = Scene::new(keys(&[&ED])).await;
    assert!(scene.ask(&ED).await.is_ok());
    scene.publish(http("500 Internal Server Error", ""));
    scene.pass(300);
    assert!(scene.ask(&ED).await.is_ok());
    scene.issuer.open.send_replace(false);
    scene.pass(30);
    assert!(scene.ask(&ED).await.is_ok(), "while a fetch hangs");
    assert!(scene.ask(&ED).await.is_ok());
    scene.until_fetches(3).await;
    scene.publish(keys(&[&EC]));
    scene.issuer.open.send_replace(true);
    assert!(scene.ask(&EC).await.is_ok(), "joins the fetch under way");
    assert_eq!(scene.ask(&ED).await, UNKNOWN);
    assert_eq!(scene.fetches(), 3);
}

#[tokio::test]
async fn without_any_keys_tokens_cannot_be_checked() {
    let scene = Scene::new(None).await;
    assert_eq!(scene.ask(&ED).await, UNAVAILABLE);
    assert_eq!(scene.ask(&ED).await, UNAVAILABLE);
    assert_eq!(scene.fetches(), 1);
    scene.publish(keys(&[&ED]));
    scene.pass(30);
    assert!(scene.ask(&ED).await.is_ok());
}

#[tokio::test]
async fn answers_that_are_not_keys() {
    let huge = format!("{}{}", jwks(&[&ED]), " ".repeat(256 * 1024));
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{huge}");
    let away = format!(
        "HTTP/1.1 302 Found\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n{}",
        jwks(&[&ED])
    );
    let cases = [
        ("status", http("404 Not Found", &jwks(&[&ED]))),
        ("redirect", Some(away.into_bytes())),
        ("not JSON", http("200 OK", "<html>")),
        ("no keys", http("200 OK", "{}")),
        ("a PEM", http("200 OK", &ED.pem)),
        ("two of one name", keys(&[&ED, &ED])),
        ("too large", http("200 OK", &huge)),
        ("too large, length unknown", Some(endless.into_bytes())),
        (
            "cut off",
            Some(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{".to_vec()),
        ),
    ];
    for (name, answer) in cases {
        let scene = Scene::new(answer).await;
        assert_eq!(scene.ask(&ED).await, UNAVAILABLE, "{name}");
        assert_eq!(scene.fetches(), 1, "{name}");
    }
    let scene = Scene::new(http("200 OK", r#"{"keys": []}"#)).await;
    assert_eq!(scene.ask(&ED).await, UNKNOWN, "all keys withdrawn");
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_never_answers_costs_three_seconds() {
    let scene = Scene::new(keys(&[&ED])).await;
    scene.issuer.open.send_replace(false);
    let before = tokio::time::Instant::now();
    assert_eq!(scene.ask(&ED).await, UNAVAILABLE);
    let waited = before.elapsed().as_secs_f64();
    assert!((2.9..3.5).contains(&waited), "{waited}");
}

#[tokio::test]
async fn a_flood_causes_one_fetch() {
    let scene = Scene::new(keys(&[&ED])).await;
    scene.issuer.open.send_replace(false);
    for (round, fetches) in [("first tokens", 1), ("unknown keys", 2), ("old keys", 3)] {
        let flood: Vec<_> = (0..300)
            .map(|number| {
                let verifier = Arc::clone(&scene.verifier);
                let unknown = round == "unknown keys" && number % 2 == 0;
                let token = token(&ED, |header, _| {
                    if unknown {
                        header.insert("kid".into(), json!(number.to_string()));
                    }
                });
                let answer = tokio::spawn(async move { verifier.verify(&token, NOW).await });
                (unknown, answer)
            })
            .collect();
        scene.until_fetches(fetches).await;
        scene.issuer.open.send_replace(true);
        for (unknown, answer) in flood {
            assert_eq!(answer.await.unwrap().is_err(), unknown, "{round}");
        }
        assert_eq!(scene.fetches(), fetches, "{round}");
        scene.issuer.open.send_replace(false);
        scene.pass(if round == "first tokens" { 30 } else { 300 });
    }
}

#[tokio::test]
async fn callers_who_hang_up_do_not_stop_the_fetch() {
    let scene = Scene::new(keys(&[&ED])).await;
    scene.issuer.open.send_replace(false);
    tokio::select! {
        _ = scene.ask(&ED) => panic!("the issuer has not answered"),
        () = scene.until_fetches(1) => {}
    }
    scene.issuer.open.send_replace(true);
    assert!(scene.ask(&ED).await.is_ok());
    assert_eq!(scene.fetches(), 1);
}
