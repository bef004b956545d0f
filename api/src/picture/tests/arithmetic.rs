//! Numbers: how they are written, and the ticks of an axis.

use super::{super::axis::Span, *};

fn ticks(values: &[i128], decimals: u32) -> Vec<String> {
    let unit = Unit {
        name: "x".into(),
        decimals,
    };
    let (_, ticks) = Span::of(values.iter().copied()).with_ticks(&unit);
    ticks
        .into_iter()
        .map(|tick| tick.label.replace('\u{a0}', " "))
        .collect()
}

#[test]
fn ticks_are_round_and_short() {
    for (values, decimals, expected) in [
        (&[1_412_000_000][..], 2, &["0", "5 M", "10 M", "15 M"][..]),
        (&[120_000_000], 2, &["0", "0.5 M", "1 M", "1.5 M"]),
        (&[800_000, -300_000], 2, &["−5 k", "0", "5 k", "10 k"]),
        (&[7], 0, &["0", "1", "2", "3", "4", "5", "6", "7"]),
        (&[3], 2, &["0", "0.01", "0.02", "0.03"]),
        (&[0, 0], 2, &["0", "0.5", "1"]),
        (&[-40_000], 0, &["−40 k", "−30 k", "−20 k", "−10 k", "0"]),
        (&[3_000_000_000], 0, &["0", "1 bn", "2 bn", "3 bn"]),
        (
            &[2 * 10_i128.pow(29)],
            0,
            &["0", "50 × 10²⁷", "100 × 10²⁷", "150 × 10²⁷", "200 × 10²⁷"],
        ),
    ] {
        assert_eq!(ticks(values, decimals), expected, "{values:?}");
    }
}

#[test]
fn the_greatest_numbers_have_ticks() {
    for values in [&[i128::MAX][..], &[i128::MIN], &[i128::MIN, i128::MAX]] {
        let labels = ticks(values, 2);
        assert!((3..=12).contains(&labels.len()), "{labels:?}");
        assert!(labels.contains(&"0".to_owned()));
    }
}

#[test]
fn amounts_are_written_exactly() {
    for (text, expected) in [
        ("400000.00", "400,000.00"),
        ("-1234567.50", "−1,234,567.50"),
        ("0", "0"),
        ("999", "999"),
        (
            "123456789012345678901234567890.12",
            "123,456,789,012,345,678,901,234,567,890.12",
        ),
        // What is no decimal number is left alone.
        ("1e9", "1e9"),
        ("", ""),
        ("12.", "12."),
        ("<b>", "<b>"),
    ] {
        let amount = Amount {
            text: text.into(),
            minor: 0,
        };
        assert_eq!(amount.written(), expected);
    }
    for (minor, decimals, expected) in [
        (-5, 2, "-0.05"),
        (123_456, 2, "1234.56"),
        (7, 0, "7"),
        (i128::MIN, 0, "-170141183460469231731687303715884105728"),
        (i128::MAX, 3, "170141183460469231731687303715884105.727"),
    ] {
        let unit = Unit {
            name: "x".into(),
            decimals,
        };
        assert_eq!(unit.amount(minor).text, expected);
    }
}

#[test]
fn what_is_too_long_for_a_picture_is_rounded_there_and_says_so() {
    let long = 123_556_789_012_345_678_901_234_567_890;
    let drawn = elements(&bars(&[("Huge", long, Kind::Group)]).draw().into_string());
    let values = texts(&drawn, "value");
    assert_eq!(values, ["≈ 1.24\u{a0}×\u{a0}10²⁷"]);
    let whole = drawn
        .iter()
        .find(|one| one.name == "title" && one.within("datum"))
        .unwrap();
    assert!(
        whole
            .text
            .contains("1,235,567,890,123,456,789,012,345,678.90 USD")
    );
    let below = elements(
        &bars(&[("x", -99_999_999_999_999_999, Kind::Group)])
            .draw()
            .into_string(),
    );
    assert_eq!(texts(&below, "value"), ["≈ −1\u{a0}×\u{a0}10¹⁵"]);
}
