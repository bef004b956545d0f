//! What stands in a published table, read: figure, unit, period.

use chrono::NaiveDate;
use entity::value::{Currency, PartialDate};

/// A figure as it was printed, in whole units of its last decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    units: i128,
    decimals: u32,
}

/// No printed figure has more decimals, and no computed one.
const MOST_DECIMALS: u32 = 12;

impl Figure {
    pub(super) fn of(units: i128, decimals: u32) -> Self {
        Self { units, decimals }
    }

    /// Reads digits with a point.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let decimals = u32::try_from(part.len()).ok()?;
        let digits = format!("{whole}{part}");
        let sound = !whole.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !sound || digits.len() > 24 || decimals > MOST_DECIMALS {
            return None;
        }
        Some(Self::of(digits.parse().ok()?, decimals))
    }

    /// How much more it is than another.
    pub(super) fn less(self, other: Self) -> Self {
        let decimals = self.decimals.max(other.decimals);
        let units = |figure: Self| figure.units * 10_i128.pow(decimals - figure.decimals);
        Self::of(units(self) - units(other), decimals)
    }

    /// With no more decimals than it needs.
    pub(super) fn told(self) -> String {
        let (mut units, mut decimals) = (self.units, self.decimals);
        while decimals > 0 && units % 10 == 0 {
            (units, decimals) = (units / 10, decimals - 1);
        }
        let sign = if units < 0 { "-" } else { "" };
        let one = 10_u128.pow(decimals);
        let (whole, part) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
        match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{part:0width$}", width = decimals as usize),
        }
    }
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Things.
    Number,
    /// Money of this currency; a minor unit of it has so many decimals of the unit.
    Money(String, u32),
}

impl Unit {
    /// Reads `projects`, `USD`, `USD million`; whatever else is said, such as `(approx.)`, is left to the reader.
    pub(super) fn read(text: &str) -> Option<Self> {
        let plain = text.split_once(" (").map_or(text, |(plain, _)| plain);
        let (first, rest) = plain.split_once(' ').unwrap_or((plain, ""));
        let money = |scale| {
            let currency = Currency::parse(first)?;
            Some(Unit::Money(first.to_owned(), currency.decimals() + scale))
        };
        match (first, rest) {
            ("projects" | "grants", "") => Some(Unit::Number),
            (_, "") => money(0),
            (_, "million") => money(6),
            _ => None,
        }
    }
}

/// The first and the last day of a period: `1994-1997`, `2016`, `1997-03`, `2001-03-15`, `FY2024`.
pub(super) fn period(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let year = |text: &str| PartialDate::parse(text).filter(|_| text.len() == 4);
    if let Some((from, until)) = text.split_once('-')
        && let (Some(from), Some(until)) = (year(from), year(until))
    {
        return Some((from.first(), until.last()));
    }
    let date = match text.strip_prefix("FY") {
        Some(fiscal) => year(fiscal)?,
        None => PartialDate::parse(text)?,
    };
    Some((date.first(), date.last()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_subtracted_and_told() {
        for (one, other, difference) in [
            ("463", "467", "4"),
            ("0.77034", "0.77034000", "0"),
            ("2600", "46", "-2554"),
            ("12.9", "0", "-12.9"),
            ("86.8", "0.77034", "-86.02966"),
        ] {
            let (one, other) = (Figure::read(one).unwrap(), Figure::read(other).unwrap());
            assert_eq!(other.less(one).told(), difference);
        }
        for text in ["", "-1", "1,000", "1.2.3", ".5", "about 3", "1e5"] {
            assert_eq!(Figure::read(text), None, "{text}");
        }
    }

    #[test]
    fn periods_and_units_are_read() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (text, first, last) in [
            ("1994-1997", "1994-01-01", "1997-12-31"),
            ("2016", "2016-01-01", "2016-12-31"),
            ("1997-03", "1997-03-01", "1997-03-31"),
            ("2001-03-15", "2001-03-15", "2001-03-15"),
            ("FY2024", "2024-01-01", "2024-12-31"),
        ] {
            assert_eq!(period(text), Some((day(first), day(last))), "{text}");
        }
        for text in [
            "undated (istc.ru page)",
            "1994-2011 (17 years)",
            "2008-11/2009-11",
            "",
        ] {
            assert_eq!(period(text), None, "{text}");
        }
        let million = Unit::Money("USD".to_owned(), 8);
        assert_eq!(Unit::read("USD million (approx.)"), Some(million));
        assert_eq!(Unit::read("USD"), Some(Unit::Money("USD".to_owned(), 2)));
        assert_eq!(Unit::read("projects (more than)"), Some(Unit::Number));
        assert_eq!(
            (Unit::read("percent"), Unit::read("ECU million")),
            (None, None)
        );
    }
}
