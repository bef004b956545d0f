//! As what the rows of a noun are entered in the record of access.

use std::sync::atomic::{AtomicU64, Ordering};

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

    fn place(self) -> Option<usize> {
        Self::FACETS.iter().position(|facet| *facet == self)
    }
}

/// How many guarded rows of each facet were handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered([u64; 6]);

impl Delivered {
    /// How many of this facet.
    pub fn of(&self, facet: Recorded) -> u64 {
        let place = facet.place();
        place
            .and_then(|place| self.0.get(place).copied())
            .unwrap_or_default()
    }

    /// Whether there was none.
    pub fn is_nothing(&self) -> bool {
        self.0.iter().all(|rows| *rows == 0)
    }
}

/// The same while it is counted.
#[derive(Debug, Default)]
pub(crate) struct Delivering([AtomicU64; 6]);

impl Delivering {
    pub(crate) fn add(&self, facet: Recorded, rows: u64) {
        if let Some(count) = facet.place().and_then(|place| self.0.get(place)) {
            count.fetch_add(rows, Ordering::Relaxed);
        }
    }

    pub(crate) fn so_far(&self) -> Delivered {
        Delivered(self.0.each_ref().map(|count| count.load(Ordering::Relaxed)))
    }
}
