//! Who asks.

use api::token::Role;

/// Someone who asks, with the scopes of the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub role: Option<Role>,
    pub scopes: String,
}

impl Person {
    /// Anyone, without a token.
    pub fn nobody() -> Self {
        Self {
            role: None,
            scopes: String::new(),
        }
    }

    pub fn party(code: &str) -> Self {
        Self::with(Role::Party(code.to_owned()))
    }

    pub fn partner(funder: &str) -> Self {
        Self::with(Role::Partner(funder.to_owned()))
    }

    pub fn institute(key: &str) -> Self {
        Self::with(Role::Institute(key.to_owned()))
    }

    pub fn secretariat() -> Self {
        Self::with(Role::Secretariat)
    }

    fn with(role: Role) -> Self {
        Self {
            role: Some(role),
            scopes: "funding results reports".to_owned(),
        }
    }

    /// The same, with other scopes.
    pub fn scoped(mut self, scopes: &str) -> Self {
        self.scopes = scopes.to_owned();
        self
    }
}
