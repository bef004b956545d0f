//! One line of a statement: a commitment, a disbursement, a correction.

use crate::{
    rate::Converted,
    summary::Part,
    value::{FiscalCalendar, PartialDate},
};
use chrono::NaiveDate;

/// What a line books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Booking {
    /// What was committed.
    Commitment,
    /// What was paid out.
    Disbursement,
    /// A correction of what was paid out.
    Adjustment,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number of the project.
    pub project: String,
    /// What it books.
    pub booking: Booking,
    /// The contribution's key.
    pub contribution: String,
    /// The ledger entry's key, if it is one.
    pub ledger_entry: Option<String>,
    /// In minor units; a correction may be below zero.
    pub amount: i64,
    /// In which currency.
    pub currency: String,
    /// What became of it in another currency, if one was asked for.
    pub converted: Option<Converted>,
    /// When, as the records have it.
    pub date: Option<String>,
    /// Its year, if the records tell it.
    pub year: Part,
    /// Where it lies to the period.
    pub when: When,
}

/// Where a line lies to the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// Before its first day.
    Before,
    /// In it.
    Within,
    /// After its last day.
    After,
    /// The records do not tell on which side of a bound.
    Unclear,
}

/// The days that a statement is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// Its first day; without, from the beginning.
    pub from: Option<NaiveDate>,
    /// Its last day; without, for ever.
    pub until: Option<NaiveDate>,
}

impl Period {
    /// Where a date lies: on one side of a bound only if every day that it may mean does.
    pub fn place(&self, date: Option<&PartialDate>) -> When {
        if self.from.is_none() && self.until.is_none() {
            return When::Within;
        }
        let Some(date) = date else {
            return When::Unclear;
        };
        let begun = self.from.is_none_or(|from| from <= date.first());
        let over = self.until.is_some_and(|until| until < date.first());
        let before = self.from.is_some_and(|from| date.last() < from);
        let in_time = self.until.is_none_or(|until| date.last() <= until);
        match (before, begun && in_time, over) {
            (true, ..) => When::Before,
            (_, true, _) => When::Within,
            (.., true) => When::After,
            _ => When::Unclear,
        }
    }
}

/// The year of a date, if every day that it may mean lies in it.
pub(super) fn year(date: Option<&PartialDate>, years: FiscalCalendar) -> Part {
    let year = date.map(|date| (years.year(date.first()), years.year(date.last())));
    match year {
        Some((first, last)) if first == last => Part::Year(first),
        _ => Part::Unknown,
    }
}

impl Entry {
    /// What a contribution's lines are sorted by: project, day, what is booked, key.
    pub(super) fn place(&self) -> (&str, bool, Option<&str>, Booking, &str, Option<&str>) {
        (
            &self.project,
            self.date.is_none(),
            self.date.as_deref(),
            self.booking,
            &self.contribution,
            self.ledger_entry.as_deref(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_lies_on_one_side_only_if_each_of_its_days_does() {
        let day = |text: &str| PartialDate::parse(text).map(|date| date.first());
        for (from, until, date, when) in [
            ("", "", "", When::Within),
            ("2019-01-01", "", "", When::Unclear),
            ("2019-01-01", "2019-12-31", "2018", When::Before),
            ("2019-01-01", "2019-12-31", "2019", When::Within),
            ("2019-01-01", "2019-12-31", "2020-01", When::After),
            ("2019-03-01", "2019-12-31", "2019", When::Unclear),
            ("2019-03-01", "2019-12-31", "2019-02-28", When::Before),
            ("", "2019-06-30", "2019", When::Unclear),
            ("", "2019-06-30", "2019-06-30", When::Within),
            ("2019-06-30", "", "2019-06-30", When::Within),
            ("2019-06-30", "", "2019-06", When::Unclear),
        ] {
            let period = Period {
                from: day(from),
                until: day(until),
            };
            let date_of = PartialDate::parse(date);
            assert_eq!(
                period.place(date_of.as_ref()),
                when,
                "{from} {until} {date}"
            );
        }
    }
}
