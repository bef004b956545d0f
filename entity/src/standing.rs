//! What ties a viewer to a project on a date (entitlement, section 3): the words, and the ends told.
//!
//! The rows are derived in `write/standing.rs`; the policies read them.

use chrono::NaiveDate;

/// A tie that opens facets. `Board` and `Member` tie a Party to the programme as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// A Party one of whose funders contributes to the project.
    Finances,
    /// A host Party whose country, or an institute of whose country, the project is carried out in.
    Hosts,
    /// A partner organisation or agency that contributes to the project.
    Partners,
    /// An institute that leads or participates.
    Performs,
    /// An institute that is a foreign collaborator.
    Collaborates,
    /// A Party with a seat on the Governing Board.
    Board,
    /// A Party that is a member today.
    Member,
}

impl Standing {
    /// Every standing, in the order of the rule's table.
    pub const ALL: [Standing; 7] = [
        Standing::Board,
        Standing::Member,
        Standing::Finances,
        Standing::Hosts,
        Standing::Partners,
        Standing::Performs,
        Standing::Collaborates,
    ];

    /// The word that stands in the table.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Finances => "finances",
            Standing::Hosts => "hosts",
            Standing::Partners => "partners",
            Standing::Performs => "performs",
            Standing::Collaborates => "collaborates",
            Standing::Board => "board",
            Standing::Member => "member",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|standing| standing.word() == word)
    }

    /// The word in capitals, as the schema and the printed policy have it.
    pub fn name(self) -> String {
        self.word().to_uppercase()
    }

    /// Whether it ties its holder to one project rather than to the programme.
    pub fn is_of_a_project(self) -> bool {
        !matches!(self, Standing::Board | Standing::Member)
    }
}

/// A live standing of the viewer, and the day it ends if that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveStanding {
    /// Which one.
    pub kind: Standing,
    /// The first day on which it no longer holds.
    pub until: Option<NaiveDate>,
}

/// The day stored where a standing has always held.
pub(crate) fn always() -> NaiveDate {
    NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(NaiveDate::MIN)
}

/// The day stored where no end is known.
pub(crate) fn never() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// A stored end as it is told: `None` where no end is known.
pub fn told(until: NaiveDate) -> Option<NaiveDate> {
    (until != never()).then_some(until)
}
