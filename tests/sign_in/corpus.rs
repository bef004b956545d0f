//! Bad tokens, each right but for one thing, of every accepted algorithm: none is let in, none makes the service stumble.
//!
//! Every token is made of the good one that stands beside it in the story, so that the corpus cannot pass by refusing
//! everything. The folder has what is changed: in the header, in the claims, in the form and the signature.

mod claim;
mod form;
mod header;

use super::forge::{self, EC, ED, Key, RSA, claims, signed};
use super::{QUESTION, data, post, refused, service};
use crate::support::both;
use serde_json::{Value, json};
use std::collections::HashSet;

/// So many there are at least, all different.
const LEAST: usize = 300;

/// What is wrong, and a token of this.
type Bad = (String, String);

/// Every bad token that is signed with this key, or claims to be.
fn corpus(key: &Key, now: u64) -> Vec<Bad> {
    let (head, said) = (forge::header(key), claims(now));
    let mut bad: Vec<Bad> = Vec::new();
    for (case, header) in header::changed(key, &head) {
        bad.push((case, signed(key, &header, &said)));
    }
    for (case, claims) in claim::changed(&said, now) {
        bad.push((case, signed(key, &head, &claims)));
    }
    for (case, header) in header::written(&head) {
        bad.push((case, forge::written(key, &header, &said.to_string())));
    }
    for (case, claims) in claim::written(&said) {
        bad.push((case, forge::written(key, &head.to_string(), &claims)));
    }
    bad.extend(form::signatures(key, &head, &said));
    bad.extend(form::parts(key, &head, &said));
    bad
}

/// The object as JSON with one more member, before or after the others.
fn twice(object: &Value, member: &str) -> [String; 2] {
    let text = object.to_string();
    let inner = &text[1..text.len() - 1];
    [
        format!("{{{member},{inner}}}"),
        format!("{{{inner},{member}}}"),
    ]
}

both! {
    async fn no_bad_token_is_let_in_or_makes_the_service_stumble(database) {
        let service = service(database).await;
        let now = service.now();
        let mut seen = HashSet::new();
        for key in [&*ED, &*EC, &*RSA] {
            let good = signed(key, &forge::header(key), &claims(now));
            let kind = format!("{}", forge::header(key)["alg"]);
            assert_eq!(data(&service, &good, QUESTION).await["viewer"]["kind"], json!("PARTY"), "{kind}");
            for (case, token) in corpus(key, now) {
                assert_ne!(token, good, "{kind}: {case}");
                // What one key makes of another's header may be there already.
                if !seen.insert(token.clone()) {
                    continue;
                }
                let header = format!("Bearer {token}");
                refused(&format!("{kind}: {case}"), post(&service, QUESTION).header("authorization", header)).await;
            }
            // After all of them the good one is still let in.
            assert_eq!(data(&service, &good, QUESTION).await["viewer"]["kind"], json!("PARTY"), "{kind}");
        }
        assert!(seen.len() >= LEAST, "only {} bad tokens", seen.len());
        println!("{} bad tokens refused", seen.len());
    }
}
