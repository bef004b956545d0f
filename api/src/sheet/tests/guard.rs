//! Guarded texts are inert and nothing of them is lost.

use super::super::{guarded, unguarded};
use proptest::prelude::*;

const FORMULA: &str = "=+-@＝＋－＠";

proptest! {
    #[test]
    fn any_text_comes_back(text in "(?s).{0,12}") {
        let guarded = guarded(&text);
        prop_assert_eq!(unguarded(&guarded), &text);
    }

    #[test]
    fn no_guarded_text_is_a_formula(text in "(?s)[\\x00 \t\r\n\"'=+@＝\u{200b}\u{feff}a-]{0,6}") {
        let guarded = guarded(&text);
        prop_assert!(!guarded.starts_with(|first: char| FORMULA.contains(first) || first.is_control()));
        // Neither is it one once blanks and quotes in front are dropped.
        if !guarded.starts_with('\'') {
            let shown = guarded.trim_start_matches(['\u{200b}', '\u{feff}', ' ', '"', '\'', '\t', '\r', '\n', '\0']);
            prop_assert!(!shown.starts_with(|first: char| FORMULA.contains(first)));
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
    for text in ["", " ", "a=1", "1-2", "\"quoted\"", "(-1)", "x'", "–5", "é"] {
        assert_eq!(guarded(text), text, "{text:?}");
    }
}
