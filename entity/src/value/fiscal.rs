//! Fiscal years: of which months a Party's consists, and by which of two years it is called.

use chrono::{Datelike, Months, NaiveDate};

/// How a government counts its years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiscalCalendar {
    /// The month a year begins in, 1 to 12.
    begins: u32,
    /// Whether a year is called after the calendar year it ends in, not after that it begins in.
    named_by_its_end: bool,
}

/// Whose years are not calendar years.
///
/// Sources: 31 U.S.C. 1102 (from 1 October, named by its end); Japan's Public Finance Act, article 11, and
/// Canada's Financial Administration Act, section 2 (both from 1 April).
const NOT_CALENDAR_YEARS: [(&str, FiscalCalendar); 3] = [
    (
        "US",
        FiscalCalendar {
            begins: 10,
            named_by_its_end: true,
        },
    ),
    (
        "JP",
        FiscalCalendar {
            begins: 4,
            named_by_its_end: false,
        },
    ),
    (
        "CA",
        FiscalCalendar {
            begins: 4,
            named_by_its_end: false,
        },
    ),
];

impl FiscalCalendar {
    /// Calendar years, as the Centre and the European Union count.
    pub const YEARS: FiscalCalendar = FiscalCalendar {
        begins: 1,
        named_by_its_end: false,
    };

    /// How the Party with this code counts.
    pub fn of(party: &str) -> Self {
        let own = NOT_CALENDAR_YEARS.iter().find(|(code, _)| *code == party);
        own.map_or(Self::YEARS, |(_, calendar)| *calendar)
    }

    /// The year that a day belongs to.
    pub fn year(self, day: NaiveDate) -> i32 {
        let begun = day.year() - i32::from(day.month() < self.begins);
        self.named(begun)
    }

    /// Whole months from the beginning of a calendar year to that of a fiscal one.
    pub(crate) fn months_late(self) -> u32 {
        self.begins - 1
    }

    /// What the year is called that begins in this calendar year.
    pub(crate) fn named(self, begun: i32) -> i32 {
        begun + i32::from(self.named_by_its_end)
    }

    /// The first and the last day of a year; `None` beyond all dates.
    pub fn days(self, year: i32) -> Option<(NaiveDate, NaiveDate)> {
        let begun = year - i32::from(self.named_by_its_end);
        let first = NaiveDate::from_ymd_opt(begun, self.begins, 1)?;
        let last = first.checked_add_months(Months::new(12))?.pred_opt()?;
        Some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_is_called_as_its_government_calls_it() {
        for (party, on, year, first, last) in [
            ("US", "2014-10-01", 2015, "2014-10-01", "2015-09-30"),
            ("US", "2014-09-30", 2014, "2013-10-01", "2014-09-30"),
            ("JP", "2016-03-31", 2015, "2015-04-01", "2016-03-31"),
            ("CA", "2016-04-01", 2016, "2016-04-01", "2017-03-31"),
            ("EU", "2016-12-31", 2016, "2016-01-01", "2016-12-31"),
        ] {
            let calendar = FiscalCalendar::of(party);
            assert_eq!(calendar.year(day(on)), year, "{party} {on}");
            assert_eq!(calendar.days(year), Some((day(first), day(last))));
        }
    }

    #[test]
    fn every_day_lies_in_its_year() {
        for party in ["US", "JP", "KZ"] {
            let calendar = FiscalCalendar::of(party);
            for on in day("1991-12-25").iter_days().take(1_500) {
                let (first, last) = calendar.days(calendar.year(on)).unwrap();
                assert!(first <= on && on <= last, "{party} {on}");
            }
        }
    }
}
