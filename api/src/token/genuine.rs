//! Tokens that a key was found to have signed. A client asks many times with one token, and checking a signature
//! takes longer than many an answer.
//!
//! May not live here: anything that changes with time. What a token claims, until when it is valid, and whether the key
//! is still its issuer's are asked each time; this memory belongs to one key and goes with it.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use super::header::Compact;

/// So many tokens are remembered of one key; then it begins anew.
const REMEMBERED: usize = 10_000;

/// The tokens, by their SHA-256: a memory of them would be worth stealing.
#[derive(Default)]
pub(super) struct Genuine(Mutex<HashSet<[u8; 32]>>);

impl Genuine {
    /// Whether this token, signature and all, was found to be signed before; if not, whether this says so now.
    pub fn known_or(&self, token: &Compact<'_>, signed: impl FnOnce() -> bool) -> bool {
        let digest = Sha256::new()
            .chain_update(token.message)
            .chain_update(".")
            .chain_update(token.signature)
            .finalize()
            .into();
        if self.remembered().contains(&digest) {
            return true;
        }
        let signed = signed();
        if signed {
            let mut remembered = self.remembered();
            if remembered.len() >= REMEMBERED {
                remembered.clear();
            }
            remembered.insert(digest);
        }
        signed
    }

    fn remembered(&self) -> MutexGuard<'_, HashSet<[u8; 32]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(signature: &str) -> Compact<'_> {
        Compact {
            message: "header.claims",
            header: "header",
            claims: "claims",
            signature,
        }
    }

    #[test]
    fn only_what_was_signed_is_remembered() {
        let memory = Genuine::default();
        assert!(!memory.known_or(&token("bad"), || false));
        assert!(memory.known_or(&token("good"), || true));
        assert!(memory.known_or(&token("good"), || false), "it is known");
        assert!(!memory.known_or(&token("bad"), || false));
        assert!(!memory.known_or(&token("good "), || false));
    }

    #[test]
    fn it_begins_anew_before_it_grows_too_large() {
        let memory = Genuine::default();
        let names: Vec<_> = (0..=REMEMBERED).map(|number| number.to_string()).collect();
        for name in &names {
            assert!(memory.known_or(&token(name), || true));
        }
        assert_eq!(memory.remembered().len(), 1);
        assert!(!memory.known_or(&token(&names[0]), || false));
    }
}
