//! What a viewer is told of its own access: the same table, read for one project instead of in SQL.
//!
//! It follows from the table and the viewer's live standing alone, whether or not rows exist.

use super::{
    Terms,
    table::{
        ANY_STATUS, Applies, BOARD_STATUSES, Cell, Facet, PUBLIC_STATUSES, Rule, UNTIL_FUNDED,
    },
};
use crate::standing::{LiveStanding, Standing};
use chrono::NaiveDate;

/// How far a facet of one project is open to the viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// All of it.
    Granted,
    /// The viewer's own rows.
    Own,
    /// Nothing; absent and withheld look the same.
    Withheld,
}

/// The access to one facet, the standings that grant it, and the day it ends if that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetAccess {
    /// Which facet.
    pub facet: Facet,
    /// How far it is open.
    pub access: Access,
    /// The live standings that grant it; none for what everyone sees, and for the secretariat.
    pub because: Vec<Standing>,
    /// The first day on which it will no longer be open, if known today.
    pub until: Option<NaiveDate>,
}

/// The access to `facet` of a project that exists for the viewer.
///
/// `live` are the viewer's standings on that project.
pub(crate) fn told(
    terms: &Terms,
    facet: Facet,
    programme: &str,
    status: &str,
    live: &[LiveStanding],
) -> FacetAccess {
    let mut access = Access::Withheld;
    let mut grants: Vec<LiveStanding> = Vec::new();
    let rules = facet
        .rules()
        .filter(|rule| terms.covers(rule.scope) && applies(rule, programme));
    for rule in rules {
        if terms.is_secretariat() || (facet == Facet::Card && PUBLIC_STATUSES.contains(&status)) {
            access = Access::Granted;
            continue;
        }
        for (standing, cell) in rule.marks() {
            let Some(held) = terms
                .programme_standings
                .iter()
                .chain(live)
                .find(|live| live.kind == standing)
            else {
                continue;
            };
            let opened = match cell {
                Cell::Yes if facet != Facet::Card || shows_the_card(standing, status) => {
                    Access::Granted
                }
                Cell::UntilFunded if UNTIL_FUNDED.contains(&status) => Access::Granted,
                Cell::Own => Access::Own,
                _ => continue,
            };
            if opened == Access::Granted && access != Access::Granted {
                // What opens everything outshines what opens one's own rows.
                grants.clear();
                access = Access::Granted;
            } else if access == Access::Withheld {
                access = opened;
            }
            if opened == access {
                grants.push(*held);
            }
        }
    }
    let until = if grants.iter().any(|grant| grant.until.is_none()) {
        None
    } else {
        grants.iter().filter_map(|grant| grant.until).max()
    };
    FacetAccess {
        facet,
        access,
        because: grants.into_iter().map(|grant| grant.kind).collect(),
        until,
    }
}

/// In a status that is not public, the card is there for these standings only.
fn shows_the_card(standing: Standing, status: &str) -> bool {
    ANY_STATUS.contains(&standing)
        || (standing == Standing::Board && BOARD_STATUSES.contains(&status))
}

fn applies(rule: &Rule, programme: &str) -> bool {
    match rule.applies {
        Applies::Always => true,
        Applies::ToRegular => programme == "regular",
        Applies::ToOthers => programme != "regular",
    }
}
