//! Who is asking (entitlement, section 1). No token is handled here: the door verifies a token and
//! then says who it was made out to, with the key that opening the store handed out.

use std::fmt;

/// On whose behalf a question is asked, and how far the token reaches.
///
/// It cannot be made without a [`ViewerKey`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub(crate) who: Who,
    pub(crate) scopes: Scopes,
}

/// The five kinds of viewer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Anyone, without a token.
    Public,
    /// The government of a treaty Party, by its code.
    Party(String),
    /// An organisation that pays, by its funder key.
    Partner(String),
    /// A research institute, by its key.
    Institute(String),
    /// The Centre's staff.
    Secretariat,
}

impl Viewer {
    /// Who it is.
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// What the token's scope lets through.
    pub fn scopes(&self) -> Scopes {
        self.scopes
    }
}

/// The right to say who is asking. Opening the store hands it out once; the door keeps it.
pub struct ViewerKey(pub(crate) ());

impl ViewerKey {
    /// Anyone, without a token.
    pub fn public(&self) -> Viewer {
        self.signed_in(Who::Public, Scopes::default())
    }

    /// The holder of a verified token. Whether the data know the holder is decided when its reader
    /// is opened.
    pub fn signed_in(&self, who: Who, scopes: Scopes) -> Viewer {
        Viewer { who, scopes }
    }
}

/// One word of a token's `scope`. `card` is implied by every token and by none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// The public card of projects.
    Card,
    /// Allocations, contributions, the ledger.
    Funding,
    /// Outputs beyond the public ones.
    Results,
    /// Proposals, reviews, reports, audits.
    Reports,
}

impl Scope {
    /// Every scope there is.
    pub const ALL: [Scope; 4] = [Scope::Card, Scope::Funding, Scope::Results, Scope::Reports];

    /// The word that stands in a token.
    pub fn word(self) -> &'static str {
        match self {
            Scope::Card => "card",
            Scope::Funding => "funding",
            Scope::Results => "results",
            Scope::Reports => "reports",
        }
    }
}

/// The scopes of a token. A scope only narrows; unknown words grant nothing.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes {
    funding: bool,
    results: bool,
    reports: bool,
}

impl Scopes {
    /// Every scope.
    pub fn all() -> Self {
        Self::of(Scope::ALL.map(Scope::word))
    }

    /// The scopes that these words name.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut scopes = Self::default();
        for word in words {
            match word {
                "funding" => scopes.funding = true,
                "results" => scopes.results = true,
                "reports" => scopes.reports = true,
                _ => {}
            }
        }
        scopes
    }

    /// Whether this scope is among them.
    pub fn covers(self, scope: Scope) -> bool {
        match scope {
            Scope::Card => true,
            Scope::Funding => self.funding,
            Scope::Results => self.results,
            Scope::Reports => self.reports,
        }
    }

    /// The scopes, in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL
            .into_iter()
            .filter(move |scope| self.covers(*scope))
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.iter().map(Scope::word))
            .finish()
    }
}
