//! Dates as the records have them: a day, a month or only a year (ISO 8601, reduced precision).

use chrono::{Datelike, Months, NaiveDate};

/// A date of which the day, or the day and the month, may be unknown.
///
/// It is kept as the text that was given, beside the first and the last day that it may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialDate {
    text: String,
    first: NaiveDate,
    last: NaiveDate,
}

impl PartialDate {
    /// Reads `2015`, `2013-11` or `1992-11-27`; nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |part: &str, length: usize| -> Option<u32> {
            (part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse().ok())
                .flatten()
        };
        let mut parts = text.split('-');
        let year = i32::try_from(digits(parts.next()?, 4)?).ok()?;
        let month = parts.next().map(|part| digits(part, 2));
        let day = parts.next().map(|part| digits(part, 2));
        if parts.next().is_some() || year == 0 {
            return None;
        }
        let (first, last) = match (month, day) {
            (None, _) => (
                NaiveDate::from_ymd_opt(year, 1, 1)?,
                NaiveDate::from_ymd_opt(year, 12, 31)?,
            ),
            (Some(month), None) => {
                let first = NaiveDate::from_ymd_opt(year, month?, 1)?;
                (first, last_of_month(first)?)
            }
            (Some(month), Some(day)) => {
                let only = NaiveDate::from_ymd_opt(year, month?, day?)?;
                (only, only)
            }
        };
        Some(Self {
            text: text.to_owned(),
            first,
            last,
        })
    }

    /// The text as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first day it may mean.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// The last day it may mean.
    pub fn last(&self) -> NaiveDate {
        self.last
    }
}

fn last_of_month(first: NaiveDate) -> Option<NaiveDate> {
    first.checked_add_months(Months::new(1))?.pred_opt()
}

/// The same day `years` later; 29 February becomes 28 where there is none (entitlement, section 2).
pub fn years_later(day: NaiveDate, years: i32) -> NaiveDate {
    let year = day.year().saturating_add(years);
    day.with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, day.month(), 28))
        .unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn reduced_dates_know_both_days_they_may_mean() {
        for (text, first, last) in [
            ("2015", "2015-01-01", "2015-12-31"),
            ("2013-11", "2013-11-01", "2013-11-30"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("1992-11-27", "1992-11-27", "1992-11-27"),
        ] {
            let date = PartialDate::parse(text).unwrap();
            assert_eq!(
                (date.text(), date.first(), date.last()),
                (text, day(first), day(last))
            );
        }
    }

    #[test]
    fn anything_else_is_no_date() {
        for text in [
            "",
            "15",
            "2015-1",
            "2015-13",
            "2015-02-30",
            "2015-02-",
            "2015-02-01T00:00",
            "+2015",
            "0000",
            "2015 ",
            "٢٠١٥",
        ] {
            assert_eq!(PartialDate::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn leap_days_move_back() {
        assert_eq!(years_later(day("2024-02-29"), 2), day("2026-02-28"));
        assert_eq!(years_later(day("2024-02-29"), 4), day("2028-02-29"));
        assert_eq!(years_later(day("2015-07-15"), 2), day("2017-07-15"));
    }
}
