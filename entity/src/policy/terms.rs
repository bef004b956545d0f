//! What a policy may know of the viewer: the terms on which one question is answered.
//!
//! Terms are made when a reader is opened (`store/admission.rs`) and hold for one request.

use crate::{
    standing::{LiveStanding, Standing},
    viewer::{Scope, Scopes},
};
use chrono::NaiveDate;

/// The viewer on one day, as far as the policies need it.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) holder: Holder,
    pub(crate) scopes: Scopes,
    /// The UTC date, taken once per request, bound as a parameter.
    pub(crate) today: NaiveDate,
    /// Standings that are tied to no project: board and member.
    pub(crate) programme_standings: Vec<LiveStanding>,
    /// Whether outputs of level `programme` are open to this viewer.
    pub(crate) participates: bool,
}

/// Whose standing counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    Public,
    Party(String),
    Funder(String),
    Institute(String),
    Secretariat,
}

/// The kinds of viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Public,
    Party,
    Funder,
    Institute,
    Secretariat,
}

impl Kind {
    /// The word in which standing and grants name holders of this kind.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Public => "public",
            Kind::Party => "party",
            Kind::Funder => "funder",
            Kind::Institute => "institute",
            Kind::Secretariat => "secretariat",
        }
    }

    /// Whether such a holder can have this standing at all.
    pub(crate) fn can_have(self, standing: Standing) -> bool {
        match standing {
            Standing::Finances | Standing::Hosts | Standing::Board | Standing::Member => {
                self == Kind::Party
            }
            Standing::Partners => self == Kind::Funder,
            Standing::Performs | Standing::Collaborates => self == Kind::Institute,
        }
    }
}

impl Holder {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Holder::Public => Kind::Public,
            Holder::Party(_) => Kind::Party,
            Holder::Funder(_) => Kind::Funder,
            Holder::Institute(_) => Kind::Institute,
            Holder::Secretariat => Kind::Secretariat,
        }
    }

    /// The key under which standing and grants name this holder.
    pub(crate) fn key(&self) -> Option<&str> {
        match self {
            Holder::Party(key) | Holder::Funder(key) | Holder::Institute(key) => Some(key),
            Holder::Public | Holder::Secretariat => None,
        }
    }
}

impl Terms {
    /// Those of somebody who did not sign in.
    pub(crate) fn of_the_public(today: NaiveDate) -> Self {
        Self {
            holder: Holder::Public,
            scopes: Scopes::default(),
            today,
            programme_standings: Vec::new(),
            participates: false,
        }
    }

    pub(crate) fn is_secretariat(&self) -> bool {
        self.holder == Holder::Secretariat
    }

    pub(crate) fn covers(&self, scope: Scope) -> bool {
        self.scopes.covers(scope)
    }

    /// Whether the viewer has this standing of the programme today.
    pub(crate) fn has(&self, standing: Standing) -> bool {
        self.programme_standings
            .iter()
            .any(|live| live.kind == standing)
    }
}
