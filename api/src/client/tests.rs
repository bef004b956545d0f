use super::*;

#[test]
fn a_secret_is_kept_as_argon2id_and_known_again() {
    let secret = Secret::random();
    let kept = secret.hash().unwrap();
    assert!(
        kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{kept}"
    );
    assert!(!kept.contains(secret.reveal()));
    assert_ne!(kept, secret.hash().unwrap(), "salted");
    assert!(secret.is(Some(&kept)));
    let given = |text: &str| Secret::given(text.to_owned());
    assert!(given(secret.reveal()).is(Some(&kept)));
    let longer = format!("{}x", secret.reveal());
    for other in ["", "istc_secret_", &longer, &secret.reveal()[1..], &kept] {
        assert!(!given(other).is(Some(&kept)), "{other}");
    }
    for broken in ["", "$argon2id$", "plain text"] {
        assert!(!secret.is(Some(broken)), "{broken}");
    }
    assert_eq!(format!("{secret:?}"), "(not shown)");
    assert_eq!(secret.reveal().len(), "istc_secret_".len() + 43);
}

#[test]
fn nobody_has_a_secret_and_checking_it_is_the_same_work() {
    // Were it not a hash of our parameters, it would be refused without any.
    let ours = Secret::random().hash().unwrap();
    let started = std::time::Instant::now();
    assert!(!Secret::random().is(Some(&ours)));
    let one = started.elapsed();
    let started = std::time::Instant::now();
    assert!(!Secret::random().is(None));
    let none = started.elapsed();
    // Other work on the machine makes either longer; a check that was left out would take next to no time.
    assert!(none * 20 > one, "{none:?}, {one:?}");
}

#[test]
fn ids_are_of_our_making() {
    let id = ClientId::random();
    assert_eq!(ClientId::parse(id.as_str()), Some(id.clone()));
    assert_ne!(ClientId::random(), id);
    for text in [
        "",
        "istc-",
        "istc-0123456789abcde",
        "istc-0123456789abcdef0",
        "istc-0123456789abcdeF",
        "istc-0123456789abcde\0",
        "ISTC-0123456789abcdef",
        " istc-0123456789abcdef",
        "istc-0123456789abcdeg",
        "x' or '1'='1",
        "istc-é123456789abcde",
    ] {
        assert_eq!(ClientId::parse(text), None, "{text:?}");
    }
}
