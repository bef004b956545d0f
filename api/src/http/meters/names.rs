//! Which names of operations are counted by themselves. Clients choose them, and each is a series for Prometheus, so
//! that there is room for few.
//!
//! The names of documents that are known here are always counted. Of the others, callers without a sign-in and signed-in
//! callers have a share each, so that neither takes the other's room. In a full share a new name takes the place of one
//! that nobody used for an hour, so that no name stays for good, and no caller makes series faster than that.

use crate::http::told::is_anonymous;
use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

/// Names of signed-in callers.
pub(super) const SIGNED_IN: usize = 200;
/// Names of callers without a sign-in.
pub(super) const ANONYMOUS: usize = 100;
/// A name that nobody used for so long makes room.
pub(super) const QUIET: Duration = Duration::from_secs(3_600);

/// What tells series of one name apart: the kind of viewer, and the outcome.
pub(super) type Kind = (&'static str, &'static str);

/// How a name is counted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// By itself.
    Itself,
    /// By itself, now that this other name no longer is, of which there are these series.
    InPlaceOf(String, HashSet<Kind>),
    /// With all others for which there is no room.
    Other,
}

/// The names that are counted by themselves.
pub(super) struct Names {
    known: HashSet<String>,
    signed_in: Share,
    anonymous: Share,
}

impl Names {
    pub(super) fn new(known: HashSet<String>) -> Self {
        Self {
            known,
            signed_in: Share::of(SIGNED_IN),
            anonymous: Share::of(ANONYMOUS),
        }
    }

    /// Takes note of a name that is used at this time.
    pub(super) fn used(&mut self, name: &str, kind: Kind, now: Instant) -> Counted {
        // A client's name is one of GraphQL; what is empty or holds a space is ours.
        let is_own = name.is_empty() || name.contains(' ');
        if is_own || self.known.contains(name) {
            return Counted::Itself;
        }
        match is_anonymous(kind.0) {
            true => self.anonymous.used(name, kind, now),
            false => self.signed_in.used(name, kind, now),
        }
    }
}

struct Share {
    most: usize,
    names: HashMap<String, Entry>,
}

struct Entry {
    last: Instant,
    kinds: HashSet<Kind>,
}

impl Share {
    fn of(most: usize) -> Self {
        Self {
            most,
            names: HashMap::new(),
        }
    }

    fn used(&mut self, name: &str, kind: Kind, now: Instant) -> Counted {
        if let Some(entry) = self.names.get_mut(name) {
            entry.last = entry.last.max(now);
            entry.kinds.insert(kind);
            return Counted::Itself;
        }
        let mut counted = Counted::Itself;
        if self.names.len() >= self.most {
            let oldest = self.names.iter().min_by_key(|(_, entry)| entry.last);
            let quiet = oldest.filter(|(_, entry)| now.duration_since(entry.last) >= QUIET);
            let quiet = quiet.map(|(name, _)| name.clone());
            let Some((old, entry)) = quiet.and_then(|name| self.names.remove_entry(&name)) else {
                return Counted::Other;
            };
            counted = Counted::InPlaceOf(old, entry.kinds);
        }
        let entry = Entry {
            last: now,
            kinds: HashSet::from([kind]),
        };
        self.names.insert(name.to_owned(), entry);
        counted
    }
}
