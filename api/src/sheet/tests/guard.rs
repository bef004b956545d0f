//! Guarded texts are inert and nothing of them is lost.

use super::super::{guarded, unguarded};
use proptest::prelude::*;

const FORMULA: &str = "=+-@＝＋－＠";
/// What a spreadsheet may split at, whatever the region.
const SEPARATORS: &[char] = &[',', ';', '\t', '|', '\r', '\n'];
/// What it may drop before it looks whether a cell is a formula.
const DROPPED: &[char] = &[
    ' ', '"', '\u{a0}', '\u{200b}', '\u{feff}', '\u{3000}', '\0', '\u{b}', '\u{85}',
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_comes_back(text in "(?s).{0,12}|[;,|\t\r\n'\"=+@＝ a-]{0,12}") {
        let guarded = guarded(&text);
        prop_assert_eq!(unguarded(&guarded), text.as_str());
    }

    #[test]
    fn no_part_of_a_guarded_text_is_a_formula(
        text in "(?s)[\\x00 \t\r\n\"'=+@＝＠\u{200b}\u{feff}\u{3000};,|a-]{0,10}"
    ) {
        let guarded = guarded(&text);
        prop_assert!(!guarded.starts_with(|first: char| FORMULA.contains(first) || first.is_control()));
        for cell in guarded.split(SEPARATORS) {
            let shown = cell.trim_start_matches(DROPPED);
            prop_assert!(!shown.starts_with(|first: char| FORMULA.contains(first)), "{:?}", guarded);
        }
    }
}

#[test]
fn what_is_guarded() {
    for text in [
        "=1+1",
        "+7 495 000",
        "-",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "\0x",
        "  =1",
        "\u{a0}=1",
        "\"=1",
        "\" '+1",
        "\u{feff}=1",
        "＝1+1",
        "'",
        "'quoted'",
    ] {
        assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
    }
    for text in [
        "",
        " ",
        "a=1",
        "1-2",
        "\"quoted\"",
        "(-1)",
        "x'",
        "–5",
        "é",
        "a; b, c",
        "one\n\ntwo",
        "it's; so",
    ] {
        assert_eq!(guarded(text), text, "{text:?}");
    }
}

#[test]
fn it_is_guarded_behind_whatever_a_region_separates_by() {
    for (text, expected) in [
        ("a;=1+1", "a;'=1+1"),
        ("a;=1;-2;3", "a;'=1;'-2;3"),
        ("a\t=1", "a\t'=1"),
        ("a|@x", "a|'@x"),
        ("a, -5 degrees", "a,' -5 degrees"),
        ("a;\"=1", "a;'\"=1"),
        ("a; \u{feff}＝1", "a;' \u{feff}＝1"),
        ("aims:\n- one\r\n- two", "aims:\n'- one\r\n'- two"),
        ("=1;=2", "'=1;'=2"),
        ("\t=1", "'\t'=1"),
        ("a;'quoted", "a;''quoted"),
        ("a;'=1", "a;''=1"),
        ("'s-Hertogenbosch", "''s-Hertogenbosch"),
    ] {
        assert_eq!(guarded(text), expected, "{text:?}");
        assert_eq!(unguarded(expected), text, "{text:?}");
    }
}

#[test]
fn a_long_text_of_separators_takes_no_longer_than_another() {
    // Were each part looked at to the end of the text, this would be ten billion steps.
    let text = "\t".repeat(100_000) + "=1";
    let guarded = guarded(&text);
    assert_eq!(guarded.len(), text.len() + 2);
    assert_eq!(unguarded(&guarded), text);
}
