//! Section 2, "Time": dates as they are written, and the stretches of days made from them. Knows
//! nothing of Parties or projects.

use chrono::{Months, NaiveDate};

/// A date as written: the first and the last day it may mean (`2013-11`: the 1st and the 30th).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    first: NaiveDate,
    last: NaiveDate,
}

impl Written {
    /// Reads `2013-11-05`, `2013-11` or `2013`; an empty cell is a date that is not known.
    ///
    /// Panics on anything else, which is a mistake in the test's own data.
    pub fn read(cell: &str) -> Option<Written> {
        let (first, months) = match cell.len() {
            0 => return None,
            4 => (format!("{cell}-01-01"), 12),
            7 => (format!("{cell}-01"), 1),
            _ => (cell.to_string(), 0),
        };
        let first: NaiveDate = first
            .parse()
            .unwrap_or_else(|_| panic!("not a date: {cell}"));
        let last = match months {
            0 => first,
            _ => (first + Months::new(months))
                .pred_opt()
                .expect("a day before"),
        };
        Some(Written { first, last })
    }

    /// "a beginning of rights at its last day"
    pub fn as_beginning(self) -> NaiveDate {
        self.last
    }

    /// "an end of rights at its first day"
    pub fn as_end(self) -> NaiveDate {
        self.first
    }

    /// "the end of an embargo at its last day"; so too the end of a refusal.
    pub fn as_release(self) -> NaiveDate {
        self.last
    }

    /// Whether the fact is dated before the day, whichever day of a reduced date was meant.
    pub fn surely_before(self, day: NaiveDate) -> bool {
        self.last < day
    }
}

/// "until two years after": calendar-wise, "29 February to 28".
pub fn two_years_after(day: NaiveDate) -> NaiveDate {
    day + Months::new(24)
}

/// A stretch of days, "closed at the start and open at the end".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first day; none: no beginning.
    pub from: Option<NaiveDate>,
    /// The first day that is outside again; none: no end.
    pub until: Option<NaiveDate>,
}

impl Span {
    pub const ALWAYS: Span = Span {
        from: None,
        until: None,
    };

    pub fn contains(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether no day lies in it (a reduced beginning may fall after its end).
    pub fn is_empty(self) -> bool {
        match (self.from, self.until) {
            (Some(from), Some(until)) => until <= from,
            _ => false,
        }
    }

    /// The days that lie in both.
    pub fn within(self, other: Span) -> Option<Span> {
        let from = match (self.from, other.from) {
            (Some(mine), Some(theirs)) => Some(mine.max(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        let until = match (self.until, other.until) {
            (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        let both = Span { from, until };
        (!both.is_empty()).then_some(both)
    }
}

/// "Intervals that touch are one; of several ends the latest is told."
pub fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    // No beginning (None) sorts before every day.
    spans.sort_by_key(|span| span.from);
    let mut one: Vec<Span> = Vec::new();
    for span in spans {
        match one.last_mut() {
            Some(last) if touches(*last, span) => {
                last.until = match (last.until, span.until) {
                    (Some(earlier), Some(later)) => Some(earlier.max(later)),
                    _ => None,
                };
            }
            _ => one.push(span),
        }
    }
    one
}

/// Whether the next span begins before or on the day on which the last one ends.
fn touches(last: Span, next: Span) -> bool {
    match (last.until, next.from) {
        (Some(until), Some(from)) => from <= until,
        _ => true,
    }
}
