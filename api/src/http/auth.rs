//! Who is asking: from the `Authorization` header to a `Viewer`. The only place that makes viewers
//! from requests; it holds the key that opening the store handed out.

use crate::{
    client::Desk,
    token::{Claims, LOCAL_ISSUER, Readings, Reason, Refused, Role, Verifier},
};
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
    desk: Option<Desk>,
    /// Whether tokens of the local key are accepted that no client asked for.
    operators: bool,
}

/// Who came, and by whose name.
pub(super) struct Caller {
    pub(super) viewer: Viewer,
    /// Whose token it is: the issuer's name and `sub`; nothing of the public.
    pub(super) token: Option<(String, String)>,
    /// Until when it is good, in Unix seconds; nothing of the public.
    pub(super) until: Option<u64>,
}

/// Why nobody was admitted.
#[derive(Debug)]
pub(super) enum Denied {
    /// A header that is there but cannot be used: 401.
    Malformed,
    /// A token that is not accepted: 401.
    Token(Reason),
    /// It cannot be told now, for this reason: 503.
    Unavailable(&'static str),
}

impl Gate {
    /// Takes the key to make viewers, and whose tokens are accepted.
    pub fn new(viewers: ViewerKey, verifier: Verifier, clock: Clock) -> Self {
        Self {
            viewers,
            verifier,
            clock,
            desk: None,
            operators: true,
        }
    }

    /// How often issuers were asked for their keys so far.
    pub(super) fn key_readings(&self) -> Readings {
        self.verifier.readings()
    }

    /// The time.
    pub(super) fn time(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The same, issuing tokens to clients; `operators` says whether tokens of the local key are accepted that no
    /// client asked for.
    pub fn with_desk(self, desk: Desk, operators: bool) -> Self {
        Self {
            desk: Some(desk),
            operators,
            ..self
        }
    }

    /// Where clients get tokens, if they do.
    pub(super) fn desk(&self) -> Option<&Desk> {
        self.desk.as_ref()
    }

    /// The time, in Unix seconds.
    pub(super) fn now(&self) -> u64 {
        u64::try_from((self.clock)().timestamp()).unwrap_or_default()
    }

    /// The UTC date, taken once per request.
    pub(super) fn today(&self) -> NaiveDate {
        (self.clock)().date_naive()
    }

    /// Who is asking. Without a header it is the public; a header that is there but cannot be used
    /// never becomes the public.
    pub(super) async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Denied> {
        let mut given = headers.get_all(AUTHORIZATION);
        let Some(header) = given.next() else {
            return Ok(Caller {
                viewer: self.viewers.public(),
                token: None,
                until: None,
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
        let now = self.now();
        match self.verifier.verify(token, now).await {
            Ok(claims) => {
                self.check_client(&claims, now).await?;
                Ok(self.admit(claims))
            }
            Err(Refused::Invalid(reason)) => Err(Denied::Token(reason)),
            Err(Refused::Unavailable) => Err(Denied::Unavailable("no keys of the issuer")),
        }
    }

    /// Whether a token of our own key may still be used. Who another issuer's client is, is the issuer's affair.
    async fn check_client(&self, claims: &Claims, now: u64) -> Result<(), Denied> {
        if claims.issuer != LOCAL_ISSUER {
            return Ok(());
        }
        match (&claims.client, &self.desk) {
            (None, _) if self.operators => Ok(()),
            (None, _) => Err(Denied::Token(Reason::LocalKeyOff)),
            (Some(_), None) => Err(Denied::Token(Reason::Client)),
            (Some(id), Some(desk)) => match desk.is_live(id, now).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(Denied::Token(Reason::Client)),
                Err(error) => {
                    tracing::error!(cause = %error, "a client cannot be looked up");
                    Err(Denied::Unavailable("no answer about the client"))
                }
            },
        }
    }

    fn admit(&self, claims: Claims) -> Caller {
        let scopes = Scopes::of(claims.scopes.iter().map(String::as_str));
        Caller {
            viewer: self.viewers.signed_in(who(claims.role), scopes),
            until: Some(claims.expires_at),
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

/// The role that a viewer stands for; the public has none.
pub(crate) fn role_of(who: Who) -> Option<Role> {
    match who {
        Who::Public => None,
        Who::Party(code) => Some(Role::Party(code)),
        Who::Partner(key) => Some(Role::Partner(key)),
        Who::Institute(key) => Some(Role::Institute(key)),
        Who::Secretariat => Some(Role::Secretariat),
    }
}
