//! Who is asking: from the `Authorization` header to a `Viewer`. The only place that makes viewers
//! from requests; it holds the key that opening the store handed out.

use crate::token::{Claims, Reason, Refused, Role, Verifier};
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{Scopes, Viewer, ViewerKey, Who};
use std::sync::Arc;

/// Tells the time. Tests set it; the service asks the system.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Learns who is asking.
pub struct Gate {
    viewers: ViewerKey,
    verifier: Verifier,
    clock: Clock,
}

/// Who came, and by whose name.
pub(super) struct Caller {
    pub(super) viewer: Viewer,
    /// Whose token it is: the issuer's name and `sub`; nothing of the public.
    pub(super) token: Option<(String, String)>,
}

/// Why nobody was admitted.
#[derive(Debug)]
pub(super) enum Denied {
    /// A header that is there but cannot be used: 401.
    Malformed,
    /// A token that is not accepted: 401.
    Token(Reason),
    /// The issuer's keys cannot be read: 503.
    Unavailable,
}

impl Gate {
    /// Takes the key to make viewers, and whose tokens are accepted.
    pub fn new(viewers: ViewerKey, verifier: Verifier, clock: Clock) -> Self {
        Self {
            viewers,
            verifier,
            clock,
        }
    }

    /// The time.
    pub(super) fn time(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The UTC date, taken once per request.
    pub(super) fn today(&self) -> NaiveDate {
        (self.clock)().date_naive()
    }

    /// The time in Unix seconds.
    pub(super) fn now(&self) -> u64 {
        u64::try_from((self.clock)().timestamp()).unwrap_or_default()
    }

    /// Who is asking. Without a header it is the public; a header that is there but cannot be used
    /// never becomes the public.
    pub(super) async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Denied> {
        let mut given = headers.get_all(AUTHORIZATION);
        let Some(header) = given.next() else {
            return Ok(Caller {
                viewer: self.viewers.public(),
                token: None,
            });
        };
        if given.next().is_some() {
            return Err(Denied::Malformed);
        }
        let (scheme, token) = header
            .to_str()
            .ok()
            .and_then(|text| text.split_once(' '))
            .ok_or(Denied::Malformed)?;
        if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() || token.contains(' ') {
            return Err(Denied::Malformed);
        }
        match self.verifier.verify(token, self.now()).await {
            Ok(claims) => Ok(self.admit(claims)),
            Err(Refused::Invalid(reason)) => Err(Denied::Token(reason)),
            Err(Refused::Unavailable) => Err(Denied::Unavailable),
        }
    }

    fn admit(&self, claims: Claims) -> Caller {
        let scopes = Scopes::of(claims.scopes.iter().map(String::as_str));
        Caller {
            viewer: self.viewers.signed_in(who(claims.role), scopes),
            token: Some((claims.issuer, claims.subject)),
        }
    }
}

/// The viewer that a role stands for.
pub(crate) fn who(role: Role) -> Who {
    match role {
        Role::Party(code) => Who::Party(code),
        Role::Partner(key) => Who::Partner(key),
        Role::Institute(key) => Who::Institute(key),
        Role::Secretariat => Who::Secretariat,
    }
}
