//! Identifiers and tokens come back as they were written, and nothing else is taken for one.

use super::{Collection, Format, Repository, Token, identifier};
use proptest::prelude::*;

fn collection() -> impl Strategy<Value = Collection> {
    prop::sample::select(Collection::ALL.to_vec())
}

fn key() -> impl Strategy<Value = String> {
    r"[\PC]{1,60}".prop_filter("no key holds a control character", |key| {
        !key.contains(char::is_control)
    })
}

proptest! {
    #[test]
    fn an_identifier_names_one_key(collection in collection(), key in key()) {
        let written = identifier::write("data.example.org", collection, &key);
        prop_assert!(written.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%:/".contains(&byte)));
        prop_assert_eq!(identifier::read("data.example.org", &written), Some((collection, key.clone())));
        prop_assert_eq!(identifier::read("example.org", &written), None);
        prop_assert!(identifier::internal(collection, &key).len() <= 128);
    }

    #[test]
    fn what_is_read_is_what_would_be_written(text in r"(Projects|OrgUnits/parties|OrgUnits)/[A-Za-z%0-9/ ]{0,12}") {
        let text = format!("oai:d.org:{text}");
        if let Some((collection, key)) = identifier::read("d.org", &text) {
            prop_assert_eq!(identifier::write("d.org", collection, &key), text);
        }
    }

    #[test]
    fn a_token_comes_back(collection in collection(), key in key(), cursor in 0..9_000_u64, records: bool) {
        let token = Token {
            records,
            format: Format::Cerif,
            set: Some(collection.set().to_owned()),
            behind: (collection, key),
            cursor,
            size: cursor + 1,
        };
        prop_assert_eq!(Token::read(&token.write()), Some(token));
    }

    #[test]
    fn a_token_of_a_key_that_no_record_has_is_none(collection in collection(), odd in r"[\x00-\x1e\x7f\u{80}-\u{9f}]", key in key()) {
        for key in [format!("{odd}{key}"), format!("{key}{odd}"), odd, "k".repeat(201)] {
            let token = Token {
                records: true,
                format: Format::DublinCore,
                set: None,
                behind: (collection, key),
                cursor: 0,
                size: 1,
            };
            prop_assert_eq!(Token::read(&token.write()), None);
        }
    }

    #[test]
    fn nothing_else_is_a_token(text in r"\PC{0,80}") {
        prop_assert_eq!(Token::read(&text), None);
    }
}

#[test]
fn long_keys_have_short_identifiers_within_cerif_each_its_own() {
    let long = |last: &str| format!("{}{last}", "ü".repeat(199));
    let of = |key: &str| identifier::internal(Collection::Institutes, key);
    assert_ne!(of(&long("a")), of(&long("b")));
    assert!(of(&long("a")).len() <= 128);
}

#[test]
fn names_are_domains_and_addresses() {
    for domain in ["data.example.org", "a.b", "x-1.istc.int"] {
        assert!(Repository::is_domain(domain), "{domain}");
    }
    for other in [
        "",
        "localhost",
        "127.0.0.1",
        "a..b",
        ".a",
        "a.b:80",
        "ä.org",
        "1a.org",
    ] {
        assert!(!Repository::is_domain(other), "{other}");
    }
    let usual = Repository::default();
    assert!(Repository::is_domain(&usual.domain) && Repository::is_email(&usual.email));
    for other in ["", "a", "@a.b", "a@b", "a b@c.d", "a@b@c.d"] {
        assert!(!Repository::is_email(other), "{other}");
    }
}
