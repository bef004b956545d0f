//! Characters that a reader of a text does not see, or takes for another.

use std::borrow::Cow;

/// Whether a character cannot be seen or told from a blank: control characters, blanks other than the plain one, and
/// what is left out when text is shown (Default_Ignorable_Code_Point in Unicode 16's DerivedCoreProperties).
pub fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || (letter.is_whitespace() && letter != ' ')
        || matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fff8}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// The text with every character that is not seen written as `\u{200b}`.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            seen if !is_unseen(seen) => shown.push(seen),
            control if control.is_control() => shown.extend(control.escape_debug()),
            other => shown.extend(other.escape_unicode()),
        }
    }
    shown
}

/// A text on one line: line breaks, tabs and runs of blanks are one blank, and there is none at its ends. A single
/// blank of another kind is kept.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    let is_kept = |blank: &str| {
        let mut letters = blank.chars();
        let only = letters.next().filter(|letter| !letter.is_control());
        only.is_some() && letters.next().is_none()
    };
    let trimmed = text.trim();
    let mut line = String::with_capacity(trimmed.len());
    let mut rest = trimmed;
    while let Some(begin) = rest.find(char::is_whitespace) {
        let (word, blank) = rest.split_at(begin);
        let end = blank.find(|letter: char| !letter.is_whitespace());
        let (blank, behind) = blank.split_at(end.unwrap_or(blank.len()));
        line.push_str(word);
        line.push_str(if is_kept(blank) { blank } else { " " });
        rest = behind;
    }
    line.push_str(rest);
    match line == text {
        true => Cow::Borrowed(text),
        false => Cow::Owned(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_written_out() {
        assert_eq!(shown("c1\u{200b}"), "c1\\u{200b}");
        assert_eq!(shown("a\u{a0}b\tc\u{0}"), "a\\u{a0}b\\tc\\0");
        assert_eq!(shown("é К-1 日本"), "é К-1 日本");
    }

    #[test]
    fn line_breaks_and_runs_of_blanks_are_one_blank() {
        assert_eq!(
            on_one_line(" Institute\r\n of  the\tSea "),
            "Institute of the Sea"
        );
        assert_eq!(on_one_line("5\u{a0}%"), "5\u{a0}%");
        assert_eq!(on_one_line("5 \u{a0}%"), "5 %");
        assert!(matches!(on_one_line("as it is"), Cow::Borrowed(_)));
        assert_eq!(on_one_line(" \n "), "");
    }
}
