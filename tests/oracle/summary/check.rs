//! The arithmetic of sums checked by hand, each case beside the rule it follows from.

use chrono::NaiveDate;
use serde_json::json;

use super::figures::{decimal, median, millionths, minor, parts, rounded};
use super::key::Calendar;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a full date")
}

#[test]
fn the_remainder_goes_unit_by_unit_to_the_first() {
    assert_eq!(parts(100, 3), [34, 33, 33]);
    assert_eq!(parts(101, 3), [34, 34, 33]);
    assert_eq!(parts(2, 3), [1, 1, 0]);
    assert_eq!(parts(-3, 2), [-2, -1]);
    assert_eq!(parts(1_000_000, 3), [333_334, 333_333, 333_333]);
    for whole in -50..50 {
        for k in 1..7 {
            assert_eq!(parts(whole, k).iter().sum::<i128>(), whole);
        }
    }
}

#[test]
fn half_a_unit_goes_to_the_even_one() {
    assert_eq!(rounded(5, 2), 2);
    assert_eq!(rounded(7, 2), 4);
    assert_eq!(rounded(-5, 2), -2);
    assert_eq!(rounded(-7, 2), -4);
    assert_eq!(rounded(8, 3), 3);
    assert_eq!(rounded(7, 3), 2);
    assert_eq!(rounded(-7, 3), -2);
    assert_eq!(median(vec![9, 1, 4]), 4);
    assert_eq!(median(vec![9, 4, 1, 5]), 4);
    assert_eq!(median(vec![6, 5]), 6);
}

#[test]
fn amounts_have_all_decimals_of_their_currency() {
    for (text, currency, number, back) in [
        ("400000", "EUR", 40_000_000, "400000.00"),
        ("100.5", "USD", 10_050, "100.50"),
        ("-0.05", "USD", -5, "-0.05"),
        ("45000000", "JPY", 45_000_000, "45000000"),
        ("0", "JPY", 0, "0"),
    ] {
        assert_eq!(minor(text, currency), number, "{text}");
        assert_eq!(decimal(number, currency), back);
    }
    assert_eq!(millionths(1_500_000), "1.500000");
    assert_eq!(millionths(0), "0.000000");
}

#[test]
fn a_fiscal_year_is_called_as_its_government_calls_it() {
    for (party, on, label, from, until) in [
        (
            Some("US"),
            "2014-10-01",
            "FY2015",
            "2014-10-01",
            "2015-09-30",
        ),
        (
            Some("US"),
            "2014-09-30",
            "FY2014",
            "2013-10-01",
            "2014-09-30",
        ),
        (
            Some("JP"),
            "2016-03-31",
            "FY2015",
            "2015-04-01",
            "2016-03-31",
        ),
        (
            Some("CA"),
            "2015-04-01",
            "FY2015",
            "2015-04-01",
            "2016-03-31",
        ),
        (
            Some("KZ"),
            "2015-12-31",
            "FY2015",
            "2015-01-01",
            "2015-12-31",
        ),
        (None, "2015-01-01", "FY2015", "2015-01-01", "2015-12-31"),
    ] {
        let years = Calendar::of(party);
        assert_eq!(
            years.json(years.year(day(on))),
            json!({"label": label, "startsOn": from, "endsOn": until}),
            "{party:?} {on}"
        );
    }
}
