//! Texts beside bars: short enough for their place, and never markup.

use unicode_normalization::char::is_combining_mark;

/// Without characters that neither HTML nor SVG allows; those become spaces.
pub(super) fn plain(text: &str) -> String {
    let allowed = |one: char| if one.is_control() { ' ' } else { one };
    text.chars().map(allowed).collect()
}

/// At most so many letters, the last of them an ellipsis where something was left out. A letter keeps
/// its accents.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    let text = plain(text);
    let letters = text.chars().filter(|one| !is_combining_mark(*one)).count();
    if letters <= longest {
        return text;
    }
    let mut kept = 0;
    let within = text.chars().take_while(|one| {
        if !is_combining_mark(*one) {
            kept += 1;
        }
        kept < longest
    });
    let mut short: String = within.collect();
    let idle = |one: char| one.is_whitespace() || ",;:-(".contains(one);
    short.truncate(short.trim_end_matches(idle).len());
    short.push('\u{2026}');
    short
}
