//! As what the rows of a noun are entered in the record of access.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// As what rows of a noun are entered that a viewer was shown and that the public would not have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// Not at all: everyone sees them, or they say of the viewer no more than what it is.
    Never,
    /// Cards of projects that are not public yet, their institutes and areas, and unlisted funders.
    Card,
    /// Allocations.
    Allocation,
    /// Contributions.
    Contributions,
    /// Disbursements and adjustments.
    Ledger,
    /// Proposals.
    Proposal,
    /// Outputs that are not open, and grants of access to them.
    Results,
}

impl Recorded {
    /// Every facet that is recorded.
    pub const FACETS: [Recorded; 6] = [
        Recorded::Card,
        Recorded::Allocation,
        Recorded::Contributions,
        Recorded::Ledger,
        Recorded::Proposal,
        Recorded::Results,
    ];

    /// The word that the audit log has for it; empty for what is not recorded.
    pub fn word(self) -> &'static str {
        match self {
            Recorded::Never => "",
            Recorded::Card => "card",
            Recorded::Allocation => "allocation",
            Recorded::Contributions => "contributions",
            Recorded::Ledger => "ledger",
            Recorded::Proposal => "proposal",
            Recorded::Results => "results",
        }
    }

    /// The facet, if whoever examines rows of it examines guarded ones. Cards are everyone's, but for a few.
    pub(crate) fn by_itself(self) -> Option<Self> {
        (self != Recorded::Card).then_some(self)
    }

    fn place(self) -> Option<usize> {
        Self::FACETS.iter().position(|facet| *facet == self)
    }
}

/// How many guarded rows of each facet were handed out, and which facets were examined: filtered,
/// ordered, grouped or counted by. What was examined tells of guarded rows even where none was handed out:
/// a commitment can be found to the cent by counting how many are below a bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    rows: [u64; 6],
    examined: [bool; 6],
}

impl Delivered {
    /// How many rows of this facet were handed out.
    pub fn of(&self, facet: Recorded) -> u64 {
        let place = facet.place();
        place
            .and_then(|place| self.rows.get(place).copied())
            .unwrap_or_default()
    }

    /// The facets that were examined.
    pub fn examined(&self) -> impl Iterator<Item = Recorded> {
        let facets = Recorded::FACETS.into_iter().zip(self.examined);
        facets.filter_map(|(facet, examined)| examined.then_some(facet))
    }

    /// Whether nothing guarded was handed out or examined.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The same while it is counted.
#[derive(Debug, Default)]
pub(crate) struct Delivering {
    rows: [AtomicU64; 6],
    examined: [AtomicBool; 6],
}

impl Delivering {
    /// So many rows are handed out.
    pub(crate) fn add(&self, facet: Recorded, rows: u64) {
        if let Some(count) = facet.place().and_then(|place| self.rows.get(place)) {
            count.fetch_add(rows, Ordering::Relaxed);
        }
    }

    /// These facets are examined.
    pub(crate) fn examine(&self, facets: impl IntoIterator<Item = Recorded>) {
        for facet in facets {
            if let Some(examined) = facet.place().and_then(|place| self.examined.get(place)) {
                examined.store(true, Ordering::Relaxed);
            }
        }
    }

    pub(crate) fn so_far(&self) -> Delivered {
        Delivered {
            rows: self
                .rows
                .each_ref()
                .map(|count| count.load(Ordering::Relaxed)),
            examined: self
                .examined
                .each_ref()
                .map(|examined| examined.load(Ordering::Relaxed)),
        }
    }
}
