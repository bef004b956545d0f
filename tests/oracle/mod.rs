//! The oracle: the entitlement page said once more, in plain Rust, for the tests to compare with.
//!
//! It reads a data package into lists of text and answers by looping over them. No SQL, no index,
//! no cache, and nothing of the product: not one line may be shared with `api` or `entity`. Where
//! the page can be read in two ways, the reading that gives the viewer less is taken and marked
//! with `Reading:`.
//!
//! | section of the page | file |
//! | --- | --- |
//! | 1 Viewers | here and `membership.rs` |
//! | 2 Time | `time.rs`, `membership.rs` |
//! | 3 Standing | `standing.rs` |
//! | 4 The tables | `project.rs`, `output.rs` |
//! | 5 What "may not see" means | `visible.rs`, `manifest.rs` |

mod check;
mod comparison;
mod manifest;
mod membership;
mod output;
mod project;
pub mod rate;
mod standing;
pub mod statement;
pub mod summary;
mod time;
mod visible;
pub mod world;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

pub use manifest::Manifest;
pub use project::marked;
pub use standing::{Tie, ties};
pub use visible::Table;
pub use world::World;

/// Who is asking (section 1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Public,
    /// The government of the Party with this code.
    Party(String),
    /// The organisation that pays, by the key of its funder.
    Partner(String),
    /// The institute with this key.
    Institute(String),
    Secretariat,
}

/// What the token's `scope` claim leaves; `card` is implied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scopes {
    pub funding: bool,
    pub results: bool,
    pub reports: bool,
}

impl Scopes {
    /// The card alone: what a missing scope claim means.
    pub const CARD: Scopes = Scopes {
        funding: false,
        results: false,
        reports: false,
    };
    pub const ALL: Scopes = Scopes {
        funding: true,
        results: true,
        reports: true,
    };
}

/// A viewer: who, narrowed by the scopes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Viewer {
    pub who: Who,
    pub scopes: Scopes,
}

/// The kinds of standing (section 3), in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Finances,
    Hosts,
    Partners,
    Performs,
    Collaborates,
    Board,
    Member,
}

/// The rows of the projects' table (section 4) for which the data package holds data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    Card,
    Allocation,
    Contributions,
    Ledger,
    Proposal,
}

/// What stands beside a guarded facet (section 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    Granted,
    /// The holder's own rows only.
    Own,
    Withheld,
}

/// A standing that is live today: its kind, its project (none for `Board` and `Member`), and the
/// first day on which it is gone (none: no end is known).
pub type Live = (Standing, Option<String>, Option<NaiveDate>);

/// The world as one admitted viewer may see it on one day. A viewer who is refused has no sight.
pub struct Sight<'a> {
    world: &'a World,
    viewer: &'a Viewer,
    today: NaiveDate,
    live: Vec<Live>,
}

impl<'a> Sight<'a> {
    /// None where the viewer is refused with 401.
    pub fn of(world: &'a World, viewer: &'a Viewer, today: NaiveDate) -> Option<Sight<'a>> {
        if !admitted(world, viewer, today) {
            return None;
        }
        let live = standing::live(world, &viewer.who, today);
        Some(Sight {
            world,
            viewer,
            today,
            live,
        })
    }

    fn is_secretariat(&self) -> bool {
        self.viewer.who == Who::Secretariat
    }

    /// Whether the viewer has this standing: on the project, or at all for `Board` and `Member`.
    fn has(&self, kind: Standing, project: Option<&str>) -> bool {
        self.live
            .iter()
            .any(|(live_kind, on, _)| *live_kind == kind && on.as_deref() == project)
    }
}

/// Whether the viewer is let in; `false` is the 401 of section 1. Public and secretariat always are.
pub fn admitted(world: &World, viewer: &Viewer, today: NaiveDate) -> bool {
    match &viewer.who {
        Who::Public | Who::Secretariat => true,
        Who::Party(code) => membership::party_admitted(world, code, today),
        // "its funder has kind `partner` or `agency`"
        Who::Partner(key) => world.funders.iter().any(|funder| {
            &funder.key == key && (funder.kind == "partner" || funder.kind == "agency")
        }),
        // "never the Centre itself"
        Who::Institute(key) => world
            .institutes
            .iter()
            .any(|institute| &institute.key == key && institute.own != "true"),
    }
}

/// The viewer's standings live today, sorted, on visible and invisible projects alike: what the
/// product's standing table must hold. Empty for a refused viewer, the public and the secretariat.
pub fn standings(world: &World, viewer: &Viewer, today: NaiveDate) -> Vec<Live> {
    Sight::of(world, viewer, today).map_or(Vec::new(), |sight| sight.live)
}

/// The standings the viewer may be told of: those without a project and those whose project the
/// viewer sees.
// Reading: a collaborator on an invisible project is not told of that standing ("what hangs on an
// invisible project is invisible").
pub fn told(world: &World, viewer: &Viewer, today: NaiveDate) -> Vec<Live> {
    let Some(sight) = Sight::of(world, viewer, today) else {
        return Vec::new();
    };
    sight
        .live
        .iter()
        .filter(|(_, on, _)| {
            on.as_deref()
                .is_none_or(|number| sight.sees_project(number))
        })
        .cloned()
        .collect()
}

/// The access told beside a facet of a project, the live standings that grant it, and the day on
/// which it ends if known. From the table alone, whether or not rows exist. A project the viewer
/// does not see is withheld like one that does not exist.
pub fn access(
    world: &World,
    viewer: &Viewer,
    today: NaiveDate,
    project: &str,
    facet: Facet,
) -> (Access, Vec<Standing>, Option<NaiveDate>) {
    Sight::of(world, viewer, today).map_or((Access::Withheld, Vec::new(), None), |sight| {
        sight.access(project, facet)
    })
}

/// The keys of the visible rows of every table, by the table's name in the data package; a key of
/// several columns is joined by U+001F. No table at all for a refused viewer.
pub fn visible(
    world: &World,
    viewer: &Viewer,
    today: NaiveDate,
) -> BTreeMap<&'static str, BTreeSet<String>> {
    let keys = |rows: Table| rows.into_keys().collect();
    shown(world, viewer, today)
        .into_iter()
        .map(|(table, rows)| (table, keys(rows)))
        .collect()
}

/// As [`visible`], with the cells of every row in the order of the data package's columns. A row
/// is visible whole or not at all: what is guarded apart is a table of its own.
pub fn shown(world: &World, viewer: &Viewer, today: NaiveDate) -> BTreeMap<&'static str, Table> {
    Sight::of(world, viewer, today).map_or(BTreeMap::new(), |sight| sight.shown())
}
