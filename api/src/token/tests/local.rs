//! The local issuer's key: its file, and the tokens it signs.

use super::*;

fn verifier_of(key: &LocalKey) -> Verifier {
    Verifier::new(VerifierSettings {
        issuers: vec![key.issuer()],
    })
    .unwrap()
}

#[tokio::test]
async fn minted_tokens_are_accepted() {
    let scratch = Scratch::new();
    let key = LocalKey::load_or_create(scratch.path()).unwrap();
    let verifier = verifier_of(&key);
    let cases = [
        (Role::Party("JP".into()), "party:JP"),
        (Role::Partner("CERN".into()), "partner:CERN"),
        (Role::Institute("inp-kz".into()), "institute:inp-kz"),
        (Role::Secretariat, "secretariat"),
    ];
    for (role, subject) in cases {
        let token = key.mint(&role, "funding results", Duration::from_secs(600), NOW);
        let claims = verifier.verify(&token, NOW).await.unwrap();
        assert_eq!(claims.role, role);
        assert_eq!(claims.subject, subject);
        assert_eq!(claims.issuer, LOCAL_ISSUER);
        assert_eq!(claims.scopes, ["funding", "results"]);
        assert_eq!(claims.expires_at, NOW + 600);
    }
    let token = key.mint(&Role::Secretariat, "", Duration::MAX, NOW);
    let claims = verifier.verify(&token, NOW).await.unwrap();
    assert_eq!(claims.expires_at, NOW + MAX_LIFETIME);
    let malformed = key.mint(&Role::Party("jp".into()), "", Duration::from_secs(9), NOW);
    assert_eq!(
        verifier.verify(&malformed, NOW).await,
        Err(Reason::Holder.into())
    );
}

#[tokio::test]
async fn the_key_stays() {
    let scratch = Scratch::new();
    let first = LocalKey::load_or_create(scratch.path()).unwrap();
    let second = LocalKey::load_or_create(scratch.path()).unwrap();
    assert_eq!(first.id(), second.id());
    assert_eq!(first.id().len(), 16);
    let token = first.mint(&Role::Secretariat, "", Duration::from_secs(9), NOW);
    assert!(verifier_of(&second).verify(&token, NOW).await.is_ok());
    let printed = format!("{first:?}");
    assert_eq!(printed, format!("LocalKey {{ id: {:?}, .. }}", first.id()));

    let elsewhere = Scratch::new();
    let other = LocalKey::load_or_create(elsewhere.path()).unwrap();
    assert_ne!(first.id(), other.id());
    let answer = verifier_of(&other).verify(&token, NOW).await;
    assert_eq!(answer, Err(Reason::UnknownKey.into()));
}

#[test]
fn all_who_start_at_once_have_one_key() {
    for _ in 0..10 {
        let scratch = Scratch::new();
        let start = std::sync::Barrier::new(8);
        let load = || {
            start.wait();
            let key = LocalKey::load_or_create(scratch.path()).unwrap();
            key.id().to_owned()
        };
        let ids: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(load)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        let files = std::fs::read_dir(scratch.path()).unwrap().count();
        assert_eq!(files, 1, "no drafts are left behind");
    }
}

#[cfg(unix)]
#[test]
fn the_file_is_the_owners_alone() {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    let scratch = Scratch::new();
    LocalKey::load_or_create(scratch.path()).unwrap();
    let path = scratch.path().join("signing-key.pem");
    let made = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(made & 0o7777, 0o600);
    for mode in [0o640, 0o604, 0o620, 0o601, 0o644] {
        std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let error = LocalKey::load_or_create(scratch.path()).unwrap_err();
        assert!(matches!(&error, LocalKeyError::Exposed { mode: m, .. } if *m == mode));
        let text = error.to_string();
        assert!(text.contains(&*path.to_string_lossy()), "{text}");
        assert!(text.contains(&format!("{mode:04o}")), "{text}");
    }
    std::fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    LocalKey::load_or_create(scratch.path()).unwrap();
}

#[cfg(unix)]
#[test]
fn files_that_are_not_keys() {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    let scratch = Scratch::new();
    let path = scratch.path().join("signing-key.pem");
    for content in ["", "-----BEGIN PRIVATE KEY-----\n", &ED.pem] {
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        let error = LocalKey::load_or_create(scratch.path()).unwrap_err();
        assert!(matches!(error, LocalKeyError::Form { .. }), "{content:?}");
        let kept = std::fs::read_to_string(&path).unwrap();
        assert_eq!(kept, content, "a file is never replaced");
    }
    let missing = scratch.path().join("missing");
    let error = LocalKey::load_or_create(&missing).unwrap_err();
    assert!(matches!(error, LocalKeyError::Create { .. }), "{error}");
}
