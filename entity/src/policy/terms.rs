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

impl Holder {
    /// The words in which standing and grants name this holder.
    pub(crate) fn kind_and_key(&self) -> Option<(&'static str, &str)> {
        match self {
            Holder::Party(code) => Some(("party", code)),
            Holder::Funder(key) => Some(("funder", key)),
            Holder::Institute(key) => Some(("institute", key)),
            Holder::Public | Holder::Secretariat => None,
        }
    }

    /// Whether such a holder can have this standing at all.
    fn can_have(&self, standing: Standing) -> bool {
        match standing {
            Standing::Finances | Standing::Hosts | Standing::Board | Standing::Member => {
                matches!(self, Holder::Party(_))
            }
            Standing::Partners => matches!(self, Holder::Funder(_)),
            Standing::Performs | Standing::Collaborates => matches!(self, Holder::Institute(_)),
        }
    }
}

impl Terms {
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

    /// Those of these standings that such a viewer can have on a project.
    pub(crate) fn of_a_project(&self, standings: &[Standing]) -> Vec<Standing> {
        standings
            .iter()
            .copied()
            .filter(|standing| standing.is_of_a_project() && self.holder.can_have(*standing))
            .collect()
    }
}
