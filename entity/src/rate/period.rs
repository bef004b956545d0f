//! The date rules of tables of rates: which periods there are, and which one a date lies in.

use chrono::{Datelike, NaiveDate};

/// How a table of rates is dated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateRule {
    /// A rate for each day; of a day without one nothing is known.
    Day,
    /// A rate for each month.
    Month,
    /// A rate for each quarter of the calendar year, which is written as its first month.
    Quarter,
    /// A rate for each calendar year.
    Year,
}

impl DateRule {
    /// The rule that the data have this word for.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "day" => DateRule::Day,
            "month" => DateRule::Month,
            "quarter" => DateRule::Quarter,
            "year" => DateRule::Year,
            _ => return None,
        })
    }

    /// The number of the period that a day lies in.
    pub(super) fn period(self, day: NaiveDate) -> i32 {
        let month = day.year() * 12 + day.month0().cast_signed();
        match self {
            DateRule::Day => day.num_days_from_ce(),
            DateRule::Month => month,
            DateRule::Quarter => month.div_euclid(3),
            DateRule::Year => day.year(),
        }
    }

    /// The number of the period that all these days lie in; `None` if they lie in several.
    pub(super) fn period_of(self, first: NaiveDate, last: NaiveDate) -> Option<i32> {
        let period = self.period(first);
        (period == self.period(last)).then_some(period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::PartialDate;

    #[test]
    fn a_reduced_date_lies_in_a_period_if_all_of_it_does() {
        use DateRule::{Day, Month, Quarter, Year};
        for (text, rules) in [
            ("2019-11-20", &[Day, Month, Quarter, Year][..]),
            ("2019-11", &[Month, Quarter, Year]),
            ("2019", &[Year]),
        ] {
            let date = PartialDate::parse(text).unwrap();
            for rule in [Day, Month, Quarter, Year] {
                let within = rule.period_of(date.first(), date.last()).is_some();
                assert_eq!(within, rules.contains(&rule), "{text} by {rule:?}");
            }
        }
    }

    #[test]
    fn quarters_begin_with_their_first_months() {
        let number = |text: &str| DateRule::Quarter.period(text.parse().unwrap());
        assert_eq!(number("2019-10-01"), number("2019-12-31"));
        assert_eq!(number("2019-09-30") + 1, number("2019-10-01"));
        assert_eq!(number("2019-12-31") + 1, number("2020-01-01"));
    }
}
