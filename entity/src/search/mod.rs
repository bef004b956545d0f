//! Search over the cards of projects, institutes and outputs that the viewer may see.
//!
//! The database finds the entries that hold every word (or a beginning of it, or a near spelling of
//! it) under the viewer's policy; the ranking is made here, from the matching entry's own text and
//! the question alone. No statistics of the corpus enter it: they would count hidden rows.

pub(crate) mod grams;
mod matching;
mod rank;
mod snippet;

pub use matching::{Hit, Hits, SearchError, Searched};
pub use snippet::{Part, snippet};

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SearchKind {
    /// A project, by number, title or summary.
    Project,
    /// An institute, by name, short name, alias or city.
    Institute,
    /// An output, by title or DOI.
    Output,
}

impl SearchKind {
    /// Every kind, in the order in which equal hits are listed.
    pub const ALL: [SearchKind; 3] = [
        SearchKind::Project,
        SearchKind::Institute,
        SearchKind::Output,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            SearchKind::Project => "project",
            SearchKind::Institute => "institute",
            SearchKind::Output => "output",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
