//! Tests of the scan before the parser.

use super::*;

#[test]
fn nested_source_is_refused_before_the_parser() {
    for bracket in ["{", "[", "(", "{a("] {
        let refusal = tokens(&bracket.repeat(9_000)).unwrap_err();
        assert!(matches!(refusal, Refusal::Nested { .. }), "{bracket}");
        assert_eq!(refusal.code(), "GRAPHQL_PARSE_FAILED");
    }
    let nested = |depth: usize| format!("{}a{}", "{".repeat(depth), "}".repeat(depth));
    assert!(tokens(&nested(SOURCE_NESTING)).is_ok());
    let refusal = tokens(&nested(10_000)).unwrap_err();
    assert_eq!(
        refusal,
        Refusal::Nested {
            at: Pos {
                line: 1,
                column: 65
            }
        }
    );
}

#[test]
fn names_are_bounded_wherever_they_stand() {
    let longest = "n".repeat(NAME_BYTES);
    for (before, after) in [
        ("", ": a"),
        ("", ""),
        ("a @", ""),
        ("...", ""),
        ("a(b: $", ")"),
    ] {
        let named = |name: &str| format!("{{ {before}{name}{after} }}");
        assert!(tokens(&named(&longest)).is_ok());
        let refusal = tokens(&named(&format!("{longest}n"))).unwrap_err();
        let column = 3 + before.len();
        assert_eq!(
            refusal,
            Refusal::LongName {
                at: Pos { line: 1, column }
            }
        );
        assert_eq!(refusal.code(), "GRAPHQL_PARSE_FAILED");
    }
    // Text, numbers and comments are as long as the document.
    assert!(
        tokens(&format!(
            "{{ a(b: \"{0}\", c: {1}) }} # {0}",
            "n".repeat(9_000),
            "1".repeat(9_000)
        ))
        .is_ok()
    );
}

#[test]
fn tokens_are_counted_and_what_strings_hold_is_not() {
    let most = format!("{{{}}}", "a ".repeat(TOKENS - 2));
    assert!(tokens(&most).is_ok());
    assert_eq!(
        tokens(&format!("{most} x")).unwrap_err(),
        Counted::Tokens.refused(Some(Pos {
            line: 1,
            column: most.len() + 2,
        }))
    );
    let text = "{ [ ( a ".repeat(2_000);
    assert!(tokens(&format!("{{ a(text: \"{text}\") }}")).is_ok());
    assert!(
        tokens(&format!(
            "{{ a(text: \"\"\"\n{text}\n \\\"\"\" {text}\"\"\") }}"
        ))
        .is_ok()
    );
    assert!(tokens(&format!("{{ a # {text}\n }}")).is_ok());
    assert!(tokens(&format!("\u{feff}{{ a(text: \"\\\" # {text}\\\\\") }}")).is_ok());
    // Commas are nothing, numbers need no space between them, dots come in threes.
    assert!(tokens(&",".repeat(20_000)).is_ok());
    assert!(tokens(&"-1".repeat(TOKENS + 1)).is_err());
    assert!(tokens(&"1.5e-7 ".repeat(TOKENS / 2)).is_ok());
    assert!(tokens(&"1.5e-7-".repeat(TOKENS / 2 + 1)).is_ok());
    assert!(tokens(&"...".repeat(TOKENS + 1)).is_err());
    assert!(tokens(&"ж".repeat(20_000)).is_ok());
    assert_eq!(
        tokens(&" ".repeat(DOCUMENT_BYTES + 1)),
        Err(Refusal::TooLong)
    );
}

#[test]
fn strings_without_end_are_refused() {
    for source in [
        "{ a(b: \"c) }",
        "{ a(b: \"c\n\") }",
        "{ a(b: \"\"\"c\"\") }",
        "{ a(b: \"\\",
    ] {
        let refusal = tokens(source).unwrap_err();
        assert_eq!(
            refusal,
            Refusal::Unterminated {
                at: Pos { line: 1, column: 8 }
            }
        );
    }
    assert!(tokens("{ a(b: \"\") }").is_ok());
    assert!(tokens("{ a(b: \"\"\"\"\"\") }").is_ok());
}
