//! Keys behind an address: fetched when needed, cached, kept for a while when the issuer is down.
//!
//! May not live here: what a key is, and tokens.
//!
//! The invariants: at most one fetch at a time and one per [`RETRY`], whatever callers send; a caller who hangs up does
//! not stop the fetch that others wait for; keys older than [`LONGEST`] are never used.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::ACCEPT;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};
use thiserror::Error;

use super::discovery::{self, ConfigurationError};
use super::keys::{Key, KeyError, KeySet, MAX_KEYS_BYTES};
use super::{Clock, Readings, Reason, Refused, SettingsError};

/// How long keys are used without asking again: so long a withdrawn key may still be accepted.
const FRESH: Duration = Duration::from_secs(5 * 60);

/// How long keys are used at most while the issuer does not answer.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The shortest time between two fetches. Anyone can send an unknown `kid`; this is what protects the issuer.
const RETRY: Duration = Duration::from_secs(30);

/// So long an issuer that failed is taken to be down, and its keys are used while they are asked for. No longer, because
/// it may have answered, and withdrawn a key, all the while that nobody came to ask.
const DOWN: Duration = Duration::from_secs(60);

/// How long one fetch may take, from the first connection to the last byte.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The keys of one issuer that publishes them at an address.
pub(super) struct Remote {
    issuer: String,
    place: Place,
    client: Client,
    clock: Clock,
    state: Mutex<State>,
    readings: Counts,
    /// Held during a fetch. Never taken while `state` is locked.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// How often keys were asked for, well and badly.
#[derive(Default)]
struct Counts {
    good: AtomicU64,
    bad: AtomicU64,
}

/// Where the keys are.
enum Place {
    Keys(Url),
    /// The issuer's configuration tells where. It is read again before each reading of the keys, so that keys that have
    /// moved are as fresh as others.
    Configuration(Url),
}

/// Times are readings of the clock.
#[derive(Default)]
struct State {
    keys: Option<Fetched>,
    /// When the last fetch ended, well or badly.
    asked: Option<Duration>,
    /// Whether it ended badly.
    failing: bool,
}

struct Fetched {
    keys: KeySet,
    at: Duration,
}

/// What the cache has to say about one name.
struct Found {
    key: Option<Arc<Key>>,
    /// There are keys that are not too old.
    any: bool,
    /// A fetch is wanted and allowed.
    due: bool,
    /// The issuer failed a moment ago.
    down: bool,
}

#[derive(Debug, Error)]
enum FetchError {
    #[error("no answer within {} seconds", TIMEOUT.as_secs())]
    Late,
    #[error("no answer: {0:?}")]
    Client(reqwest::Error),
    #[error("status {0}")]
    Status(StatusCode),
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error(transparent)]
    Keys(#[from] KeyError),
}

impl From<reqwest::Error> for FetchError {
    /// Without the address, which may hold a password or a key.
    fn from(error: reqwest::Error) -> Self {
        FetchError::Client(error.without_url())
    }
}

impl Remote {
    /// Keys at this address.
    pub fn at(issuer: String, address: &str, clock: Clock) -> Result<Self, SettingsError> {
        match Url::parse(address) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {
                Self::new(issuer, Place::Keys(url), clock)
            }
            _ => Err(SettingsError::Address(issuer)),
        }
    }

    /// Keys where the issuer says that they are.
    pub fn discovered(issuer: String, clock: Clock) -> Result<Self, SettingsError> {
        match discovery::configuration_address(&issuer) {
            Some(url) => Self::new(issuer, Place::Configuration(url), clock),
            None => Err(SettingsError::Discovery(issuer)),
        }
    }

    fn new(issuer: String, place: Place, clock: Clock) -> Result<Self, SettingsError> {
        let (Place::Keys(address) | Place::Configuration(address)) = &place;
        // A redirect could lead from https to http, or to a place that the operator did not name. Connections are not
        // kept: between two fetches lie minutes.
        let mut client = Client::builder()
            .redirect(Policy::none())
            .pool_max_idle_per_host(0);
        if address.scheme() == "http" {
            tracing::warn!(
                issuer,
                "keys are fetched over plain http: whoever controls the network can sign tokens"
            );
            // The environment's proxy is for https. Plain http is for the same machine or network, and a proxy in
            // between could exchange the keys.
            client = client.no_proxy();
        }
        match client.build() {
            Ok(client) => Ok(Self {
                issuer,
                place,
                client,
                clock,
                state: Mutex::default(),
                readings: Counts::default(),
                turn: Arc::default(),
            }),
            Err(error) => Err(SettingsError::Client { issuer, error }),
        }
    }

    /// How often keys were asked for, well and badly.
    pub fn readings(&self) -> Readings {
        Readings {
            good: self.readings.good.load(Ordering::Relaxed),
            bad: self.readings.bad.load(Ordering::Relaxed),
        }
    }

    /// The issuer's key of this name, waiting for a fetch if one is needed.
    pub async fn key(self: &Arc<Self>, id: &str) -> Result<Arc<Key>, Refused> {
        let mut found = self.look(id);
        if found.due {
            // An issuer that is known to be down must not hold up, again and again, the callers whose key is cached.
            if found.down && found.key.is_some() {
                self.fetch_behind();
            } else {
                self.fetch_and_wait().await;
            }
            found = self.look(id);
        }
        match found.key {
            Some(key) => Ok(key),
            None if found.any => Err(Reason::UnknownKey.into()),
            None => Err(Refused::Unavailable),
        }
    }

    fn look(&self, id: &str) -> Found {
        let now = (self.clock)();
        let state = self.state();
        let age = |at| now.saturating_sub(at);
        let usable = state.keys.as_ref().filter(|held| age(held.at) < LONGEST);
        let key = usable.and_then(|held| held.keys.find(Some(id)));
        let wanted = key.is_none() || usable.is_none_or(|held| age(held.at) >= FRESH);
        Found {
            any: usable.is_some(),
            due: wanted && state.asked.is_none_or(|at| age(at) >= RETRY),
            down: state.failing && state.asked.is_some_and(|at| age(at) < DOWN),
            key,
        }
    }

    async fn fetch_and_wait(self: &Arc<Self>) {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        if let Some(fetch) = self.start(turn) {
            // It fails only if the fetch panicked or the runtime ends; the cache then says what it has.
            let _ended = fetch.await;
        }
    }

    fn fetch_behind(self: &Arc<Self>) {
        if let Ok(turn) = Arc::clone(&self.turn).try_lock_owned() {
            self.start(turn);
        }
    }

    /// Starts a fetch, unless another ended while we waited for our turn. It is a task of its own: otherwise callers
    /// who send a token and hang up could keep the keys from ever being refreshed.
    fn start(
        self: &Arc<Self>,
        turn: tokio::sync::OwnedMutexGuard<()>,
    ) -> Option<tokio::task::JoinHandle<()>> {
        let now = (self.clock)();
        let asked = self.state().asked;
        if asked.is_some_and(|at| now.saturating_sub(at) < RETRY) {
            return None;
        }
        let source = Arc::clone(self);
        Some(tokio::spawn(async move {
            let answer = source.fetch().await;
            source.keep(answer);
            drop(turn);
        }))
    }

    async fn fetch(&self) -> Result<KeySet, FetchError> {
        let all = async {
            let address = match &self.place {
                Place::Keys(address) => address.clone(),
                Place::Configuration(address) => {
                    discovery::keys_address(&self.read(address).await?, &self.issuer)?
                }
            };
            Ok(KeySet::from_jwks(&self.read(&address).await?)?)
        };
        let answer = tokio::time::timeout(TIMEOUT, all).await;
        answer.unwrap_or(Err(FetchError::Late))
    }

    async fn read(&self, address: &Url) -> Result<Vec<u8>, FetchError> {
        let request = self.client.get(address.clone());
        let mut answer = request
            .header(ACCEPT, "application/jwk-set+json, application/json")
            .send()
            .await?;
        if answer.status() != StatusCode::OK {
            return Err(FetchError::Status(answer.status()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > MAX_KEYS_BYTES {
                return Err(KeyError::TooLarge.into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn keep(&self, answer: Result<KeySet, FetchError>) {
        let now = (self.clock)();
        let count = match &answer {
            Ok(_) => &self.readings.good,
            Err(_) => &self.readings.bad,
        };
        count.fetch_add(1, Ordering::Relaxed);
        let mut state = self.state();
        state.asked = Some(now);
        state.failing = answer.is_err();
        match answer {
            Ok(keys) => state.keys = Some(Fetched { keys, at: now }),
            Err(error) => tracing::warn!(issuer = self.issuer, %error, "keys cannot be fetched"),
        }
    }

    /// A panic elsewhere leaves the state whole: it is only ever replaced field by field.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
