//! What an issuer's troubles, and callers who make some, may cost: how often keys are read, how long they are served
//! stale, and how soon a retired one is dead.

use super::scene::{Scene, UNAVAILABLE, UNKNOWN, http, keys};
use super::*;

/// A good token but for the name of its key.
fn naming(scene: &Scene, id: &str) -> String {
    token(&ED, |header, claims| {
        header.insert("kid".into(), json!(id));
        claims.insert("iss".into(), json!(scene.name));
    })
}

#[tokio::test]
async fn three_hundred_unknown_keys_cause_twelve_readings_at_most() {
    for scene in [
        Scene::new(keys(&[&ED])).await,
        Scene::discovering(keys(&[&ED])).await,
    ] {
        assert!(scene.ask(&ED).await.is_ok());
        // At once.
        for number in 0..300 {
            let answer = scene
                .verifier
                .verify(&naming(&scene, &format!("at once {number}")), NOW)
                .await;
            assert_eq!(answer, Err(Reason::UnknownKey.into()));
        }
        assert_eq!(scene.fetches(), 1);
        // One each second, for five minutes.
        for number in 0..300 {
            scene.pass(1);
            let answer = scene
                .verifier
                .verify(&naming(&scene, &number.to_string()), NOW)
                .await;
            assert_eq!(answer, Err(Reason::UnknownKey.into()));
        }
        assert_eq!(scene.fetches(), 11);
        assert!(scene.configurations() <= 11);
        assert!(
            scene.ask(&ED).await.is_ok(),
            "good tokens are none the worse"
        );
    }
}

/// How an issuer fails.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    Hangs,
    Garbage,
    Refuses,
    Closes,
    Empty,
}

#[tokio::test(start_paused = true)]
async fn keys_are_served_stale_for_an_hour_whatever_the_trouble() {
    use Trouble::*;
    for trouble in [Hangs, Garbage, Refuses, Closes, Empty] {
        for scene in [
            Scene::new(keys(&[&ED])).await,
            Scene::discovering(keys(&[&ED])).await,
        ] {
            assert!(scene.ask(&ED).await.is_ok());
            let answer = match trouble {
                Hangs => None,
                Garbage => http("200 OK", "\u{0}\u{1}<html>{\"keys\": 7"),
                Refuses => http("503 Service Unavailable", &jwks(&[&EC])),
                Closes => None,
                Empty => http("200 OK", ""),
            };
            scene.issuer.open.send_replace(!matches!(trouble, Hangs));
            scene.publish(answer.clone());
            scene.configure_with(answer);
            for _ in 0..11 {
                scene.pass(300);
                assert!(scene.ask(&ED).await.is_ok(), "{trouble:?}");
            }
            scene.pass(299);
            assert!(
                scene.ask(&ED).await.is_ok(),
                "{trouble:?}: 59 minutes, 59 seconds"
            );
            scene.pass(31);
            assert_eq!(
                scene.ask(&ED).await,
                UNAVAILABLE,
                "{trouble:?}: after an hour"
            );
        }
    }
}

#[tokio::test]
async fn a_retired_key_is_dead_within_five_minutes_while_the_issuer_answers() {
    for scene in [
        Scene::new(keys(&[&ED, &EC])).await,
        Scene::discovering(keys(&[&ED, &EC])).await,
    ] {
        assert!(scene.ask(&ED).await.is_ok());
        scene.publish(keys(&[&EC]));
        scene.pass(300);
        assert_eq!(scene.ask(&ED).await, UNKNOWN);
        assert!(scene.ask(&EC).await.is_ok());
    }
}

#[tokio::test]
async fn one_failure_long_ago_keeps_no_retired_key_alive() {
    let scene = Scene::new(keys(&[&ED])).await;
    assert!(scene.ask(&ED).await.is_ok());
    // The issuer fails once, when somebody names an unknown key, and answers ever after.
    scene.publish(http("500 Internal Server Error", ""));
    scene.pass(100);
    let answer = scene.verifier.verify(&naming(&scene, "unknown"), NOW).await;
    assert_eq!(answer, Err(Reason::UnknownKey.into()));
    scene.publish(keys(&[&EC]));
    scene.pass(200);
    assert_eq!(
        scene.ask(&ED).await,
        UNKNOWN,
        "not used while it is asked for"
    );
    assert!(scene.ask(&EC).await.is_ok());
}
