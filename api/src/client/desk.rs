//! Where a client changes its id and secret for a token of our own key, and where such a token's client is looked up.
//!
//! The invariants: a secret is checked off the threads that answer, [`AT_ONCE`] at once, one of each address and one of
//! each client, and whoever has to wait longer than [`WAIT`] is sent away; addresses take turns, so that nobody keeps
//! another waiting by asking often; a client that does not exist or was revoked costs as much as any; a revoked client's
//! tokens are refused after [`KNOWN_SECONDS`] at the latest, by every process.

use super::{ClientId, Secret};
use crate::{
    http::role_of,
    places::{Places, Share, Whom},
    token::{ClientToken, LocalKey, SCOPES},
};
use entity::{Clients, StoreError};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How long a token is good for, in seconds. A client asks again.
pub const TOKEN_SECONDS: u64 = 15 * 60;

/// How long it is taken for true, in seconds, that a client has or has not been revoked.
const KNOWN_SECONDS: u64 = 10;

/// Secrets that are checked at once. Each takes 19 MiB and a core for tens of milliseconds.
const AT_ONCE: usize = 2;

/// Who asks waits so long for that.
const WAIT: Duration = Duration::from_secs(2);

/// Noting that a client was here may take so long; on SQLite an import keeps others from writing.
const NOTING: Duration = Duration::from_secs(1);

/// So many clients are remembered.
const REMEMBERED: usize = 4_096;

/// Issues tokens to clients.
pub struct Desk {
    clients: Clients,
    key: LocalKey,
    checks: Places,
    /// By id: when it was asked, and whether the client lives.
    known: Mutex<HashMap<String, (u64, bool)>>,
}

/// A token that was issued.
pub struct Grant {
    /// The token.
    pub token: String,
    /// How far it reaches.
    pub scope: String,
}

/// Why no token was issued.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such client, it was revoked, or this is not its secret: which of them is not said.
    #[error("the client is not known, or its secret is wrong")]
    Client,
    /// The client may not have this scope.
    #[error("the scope is wider than the client's")]
    Scope,
    /// Too many ask at once.
    #[error("too many clients sign in at once")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The check ended without an answer.
    #[error("the check of a secret broke off: {0}")]
    Broken(#[from] tokio::task::JoinError),
}

impl Desk {
    /// A desk that knows these clients and signs with this key.
    pub fn new(clients: Clients, key: LocalKey) -> Self {
        Self {
            clients,
            key,
            checks: Places::new(Share {
                all: AT_ONCE,
                open: AT_ONCE,
                each: 1,
                wait: WAIT,
            }),
            known: Mutex::default(),
        }
    }

    /// The public half of the key, as a JWKS.
    pub fn jwks(&self) -> String {
        self.key.jwks()
    }

    /// Issues an access token to a registered client that proves its id and secret, for a request from the address `from` at
    /// `now` (Unix seconds). Its scope is what was asked for, or else all that the client may have.
    ///
    /// # Errors
    /// If it is refused.
    pub async fn grant(
        &self,
        from: &str,
        id: &str,
        secret: Secret,
        scope: Option<&str>,
        now: u64,
    ) -> Result<Grant, Refusal> {
        let known = ClientId::parse(id);
        let whom = Whom::address(format!("address {from}"));
        let whom = match &known {
            Some(id) => whom.and(format!("client {}", id.as_str())),
            None => whom,
        };
        let place = self.checks.take(whom).await.map_err(|_| Refusal::Busy)?;
        let found = match known {
            Some(id) => self.clients.find(id.as_str()).await?,
            None => None,
        };
        let kept = found.as_ref().map(|client| client.secret_hash.clone());
        let check = tokio::task::spawn_blocking(move || {
            let matches = secret.is(kept.as_deref());
            // Given back when the work ends, not when the caller goes.
            drop(place);
            matches
        });
        if !check.await? {
            return Err(Refusal::Client);
        }
        let client = found.ok_or(Refusal::Client)?;
        let role = role_of(client.who).ok_or(Refusal::Client)?;
        let scope = narrowed(&client.scope, scope).ok_or(Refusal::Scope)?;
        let lifetime = Duration::from_secs(TOKEN_SECONDS);
        let token = ClientToken {
            client: id,
            role: &role,
            scopes: &scope,
        };
        let token = self.key.mint_for(&token, lifetime, now);
        self.note(id, now).await;
        Ok(Grant { token, scope })
    }

    /// Whether the client of this id, which stood in a token of our own, has not been revoked.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn is_live(&self, id: &str, now: u64) -> Result<bool, StoreError> {
        if let Some((at, lives)) = self.known().get(id)
            && now.abs_diff(*at) < KNOWN_SECONDS
        {
            return Ok(*lives);
        }
        let lives = match ClientId::parse(id) {
            Some(id) => self.clients.find(id.as_str()).await?.is_some(),
            None => false,
        };
        let mut known = self.known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(id.to_owned(), (now, lives));
        Ok(lives)
    }

    /// A token is worth more than the note that it was issued.
    async fn note(&self, id: &str, now: u64) {
        let at = i64::try_from(now).unwrap_or(i64::MAX);
        match tokio::time::timeout(NOTING, self.clients.used(id, at)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(client = id, %error, "its last use is not noted"),
            Err(_) => tracing::warn!(client = id, "its last use is not noted: no time to write"),
        }
    }

    /// A panic elsewhere leaves it whole.
    fn known(&self) -> MutexGuard<'_, HashMap<String, (u64, bool)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The words that are wanted, each once; nothing if one is not the client's to have.
fn narrowed(own: &str, wanted: Option<&str>) -> Option<String> {
    let own: Vec<&str> = own.split(' ').collect();
    let wanted = match wanted {
        None => own.clone(),
        Some(wanted) => wanted.split(' ').collect(),
    };
    // The card is in every token.
    let allowed = |word: &str| word == "card" || own.contains(&word);
    if !wanted.iter().all(|word| allowed(word)) {
        return None;
    }
    let words = SCOPES.into_iter().filter(|word| wanted.contains(word));
    Some(words.collect::<Vec<_>>().join(" "))
}
