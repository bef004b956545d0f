//! Texts that a spreadsheet would take for a formula when it opens a CSV file (CWE-1236; OWASP, "CSV
//! Injection"; ASVS 5.0, 1.2.10). Only texts are guarded: a number or a date that this module's callers
//! write cannot be a formula, and a guard would spoil it.
//!
//! A spreadsheet splits a line where the list separator of its region stands: at commas, semicolons, tabs
//! or bars. So a text is looked at in parts, which end at each of these characters and at each line end,
//! and every part that could be a formula is guarded as if it stood in a cell of its own.
//!
//! The guard is an apostrophe in front of the part. To undo it, drop one apostrophe from every part that
//! begins with one: a part that begins with an apostrophe by itself has been given another, so nothing is lost.

use std::borrow::Cow;

/// The text with a guard in front of each part that needs one.
pub fn guarded(text: &str) -> Cow<'_, str> {
    // A character in front that the spreadsheet drops would let the next begin the cell.
    let first = text.starts_with(char::is_control);
    if !first && !parts(text).any(is_hazard) {
        return Cow::Borrowed(text);
    }
    let mut all = String::with_capacity(text.len() + 8);
    let mut guard = first;
    for part in text.split_inclusive(is_separator) {
        if guard || is_hazard(part.strip_suffix(is_separator).unwrap_or(part)) {
            all.push('\'');
        }
        all.push_str(part);
        guard = false;
    }
    Cow::Owned(all)
}

/// The text that was guarded.
pub fn unguarded(text: &str) -> Cow<'_, str> {
    if !parts(text).any(|part| part.starts_with('\'')) {
        return Cow::Borrowed(text);
    }
    let parts = text.split_inclusive(is_separator);
    Cow::Owned(
        parts
            .map(|part| part.strip_prefix('\'').unwrap_or(part))
            .collect(),
    )
}

/// Whether a spreadsheet might do something else with this text, in a cell of its own, than show it. So it is
/// with formula characters, half or full width, after whatever a spreadsheet drops or a quote closes; with
/// control characters at the front; and with an apostrophe, for that is the guard itself.
pub(super) fn is_hazard(text: &str) -> bool {
    let first = text.chars().next();
    let shown = text.chars().find(|char| !is_dropped(*char));
    first.is_some_and(|first| first == '\'' || first.is_control())
        || shown.is_some_and(|shown| "=+-@＝＋－＠".contains(shown))
}

/// The parts of a text that a spreadsheet may put into cells of their own.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_separator)
}

/// The list separators of regions, and what ends a line.
fn is_separator(char: char) -> bool {
    matches!(
        char,
        ',' | ';'
            | '\t'
            | '|'
            | '\n'
            | '\r'
            | '\u{B}'
            | '\u{C}'
            | '\u{85}'
            | '\u{2028}'
            | '\u{2029}'
    )
}

/// Blanks, quotes, controls, and characters without width.
fn is_dropped(char: char) -> bool {
    char.is_whitespace()
        || char.is_control()
        || matches!(
            char,
            '"' | '\'' | '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}
