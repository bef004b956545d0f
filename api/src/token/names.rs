//! What an issuer calls the claims that say who the caller is.
//!
//! May not live here: the claims that every issuer calls the same (RFC 7519, 4.1; RFC 9068, 2.2), and what any of them
//! means.

use thiserror::Error;

/// The claims that an issuer may call otherwise. A name is taken as it stands: `https://istc.int/role` and `istc.role`
/// are the names of single claims, never paths into others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimNames {
    pub role: String,
    pub party: String,
    pub funder: String,
    pub institute: String,
    pub scope: String,
}

/// Why claims cannot be called so.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    #[error("the claim for {0:?} has an empty name")]
    Empty(&'static str),
    #[error("the claim for {0:?} cannot be {1:?}, which has a meaning of its own in every token")]
    Reserved(&'static str, String),
    #[error("two claims are called {0:?}")]
    Twice(String),
}

/// What these mean is not the issuer's to say.
const RESERVED: [&str; 8] = ["iss", "aud", "sub", "exp", "nbf", "iat", "jti", "client_id"];

impl Default for ClaimNames {
    fn default() -> Self {
        Self {
            role: "role".to_owned(),
            party: "party".to_owned(),
            funder: "funder".to_owned(),
            institute: "institute".to_owned(),
            scope: "scope".to_owned(),
        }
    }
}

impl ClaimNames {
    /// The claims of who, of which a token has one at most.
    pub(super) fn holders(&self) -> [&str; 3] {
        [&self.party, &self.funder, &self.institute]
    }

    pub(super) fn check(&self) -> Result<(), NameError> {
        let all = [
            ("role", &self.role),
            ("party", &self.party),
            ("funder", &self.funder),
            ("institute", &self.institute),
            ("scope", &self.scope),
        ];
        for (place, (ours, name)) in all.into_iter().enumerate() {
            if name.is_empty() {
                return Err(NameError::Empty(ours));
            }
            if RESERVED.contains(&name.as_str()) {
                return Err(NameError::Reserved(ours, name.clone()));
            }
            if all.iter().skip(place + 1).any(|(_, other)| *other == name) {
                return Err(NameError::Twice(name.clone()));
            }
        }
        Ok(())
    }
}
