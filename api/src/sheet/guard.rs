//! Texts that a spreadsheet would take for a formula when it opens a CSV file (CWE-1236; OWASP, "CSV
//! Injection"; ASVS 5.0, 1.2.10). Only texts are guarded: a number or a date that this module's callers
//! write cannot be a formula, and a guard would spoil it.
//!
//! The guard is an apostrophe in front. To undo it, drop one apostrophe from every text that begins with
//! one: a text that begins with an apostrophe by itself has been given another, so nothing is lost.
//!
//! The guard holds for readers that take the comma for the separator. One that splits at semicolons
//! or tabs, as Excel does under some regional settings, cuts texts apart and may find a formula inside;
//! for those readers there is XLSX.

use std::borrow::Cow;

/// The text with a guard, if it needs one.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_hazard(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that was guarded.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text)
}

/// Whether a spreadsheet might do something else with this text than show it. So it is with formula
/// characters, half or full width, after whatever a spreadsheet drops or a quote closes; with
/// control characters at the front; and with an apostrophe, for that is the guard itself.
pub(super) fn is_hazard(text: &str) -> bool {
    let first = text.chars().next();
    let shown = text.chars().find(|char| !is_dropped(*char));
    first.is_some_and(|first| first == '\'' || first.is_control())
        || shown.is_some_and(|shown| "=+-@＝＋－＠".contains(shown))
}

/// Blanks, quotes, controls, and characters without width.
fn is_dropped(char: char) -> bool {
    char.is_whitespace()
        || char.is_control()
        || matches!(
            char,
            '"' | '\'' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
        )
}
