//! The statuses of projects in the words of the standard.

use chrono::NaiveDate;

/// What the standard's codelist `ActivityStatus` calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// 1: it is planned, or may be.
    Pipeline,
    /// 2: work goes on.
    Implementation,
    /// 4: the work is done.
    Closed,
    /// 5: it was ended early, or never begun.
    Cancelled,
}

impl Status {
    pub(super) fn of(word: &str) -> Self {
        match word {
            "underway" => Status::Implementation,
            "completed" => Status::Closed,
            "terminated" | "rejected" | "withdrawn" => Status::Cancelled,
            // From `received` to `agreement_signed`: work has not begun.
            _ => Status::Pipeline,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Status::Pipeline => "1",
            Status::Implementation => "2",
            Status::Closed => "4",
            Status::Cancelled => "5",
        }
    }
}

/// The type of a project's first day: 1 as it is planned, 2 as it was.
pub(super) fn start(word: &str, day: NaiveDate, today: NaiveDate) -> &'static str {
    let begun = matches!(word, "underway" | "completed" | "terminated");
    if begun && day <= today { "2" } else { "1" }
}

/// The type of a project's last day: 3 as it is planned, 4 as it was.
pub(super) fn end(word: &str, day: NaiveDate, today: NaiveDate) -> &'static str {
    let ended = matches!(word, "completed" | "terminated");
    if ended && day <= today { "4" } else { "3" }
}
