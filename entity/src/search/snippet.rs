//! The part of a visible text that a search matched, with the matching words marked.

use crate::value::fold;

/// A piece of a snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The text as it stands in the record.
    pub text: String,
    /// Whether it is one of the words that matched.
    pub matched: bool,
}

/// About so many characters are shown.
const LENGTH: usize = 180;

/// The part of `text` around its first word that matches one of `words`, which are folded; the
/// beginning of the text if none does.
pub fn snippet(text: &str, words: &[String]) -> Vec<Part> {
    // A compound such as `K-2204` is one word to whoever types it without the hyphen.
    let matches = |word: &str| {
        let folded = fold::words(word);
        let whole = folded.first().map(String::as_str).unwrap_or_default();
        words
            .iter()
            .any(|wanted| whole.starts_with(wanted.as_str()))
    };
    let pieces = pieces(text, &matches);
    let first = pieces.iter().position(|piece| matches(piece)).unwrap_or(0);
    // Some words before the first match, so that it reads as a sentence.
    let mut from = first;
    let mut before = 0;
    while from > 0 && before < LENGTH / 3 {
        from -= 1;
        before += pieces.get(from).map_or(0, |piece| piece.chars().count());
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut length = 0;
    if from > 0 {
        push(&mut parts, "… ", false);
    }
    for (place, piece) in pieces.iter().enumerate().skip(from) {
        length += piece.chars().count();
        if length > LENGTH && place > first {
            push(&mut parts, " …", false);
            break;
        }
        push(&mut parts, piece, matches(piece));
    }
    parts
}

fn push(parts: &mut Vec<Part>, text: &str, matched: bool) {
    match parts.last_mut() {
        Some(last) if last.matched == matched => last.text.push_str(text),
        _ => parts.push(Part {
            text: text.to_owned(),
            matched,
        }),
    }
}

/// The text cut into runs of letters and digits, and what stands between them; compounds that match
/// as a whole stay whole.
fn pieces<'t>(text: &'t str, matches: &impl Fn(&str) -> bool) -> Vec<&'t str> {
    let mut all = Vec::new();
    for compound in text.split_inclusive(char::is_whitespace) {
        let bare = compound.trim_end();
        let bare = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
        if bare.contains(|c: char| !c.is_alphanumeric()) && matches(bare) {
            all.push(bare);
            all.extend(compound.get(bare.len()..).filter(|rest| !rest.is_empty()));
        } else {
            all.extend(runs(compound));
        }
    }
    all
}

fn runs(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut inside = None;
    for (place, letter) in text.char_indices() {
        let is_word = letter.is_alphanumeric();
        if inside.is_some_and(|inside| inside != is_word) {
            pieces.extend(text.get(start..place));
            start = place;
        }
        inside = Some(is_word);
    }
    pieces.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_are_marked_as_they_stand_in_the_text() {
        let parts = snippet(
            "Modern Seismicity of Central Asia",
            &["seismic".into(), "asia".into()],
        );
        let marked: Vec<&str> = parts
            .iter()
            .filter(|part| part.matched)
            .map(|part| part.text.as_str())
            .collect();
        assert_eq!(marked, ["Seismicity", "Asia"]);
        let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(whole, "Modern Seismicity of Central Asia");
    }

    #[test]
    fn a_number_is_marked_whole() {
        let parts = snippet("see K-2204, and K-22", &["k2204".into()]);
        let marked: Vec<&str> = parts
            .iter()
            .filter(|part| part.matched)
            .map(|part| part.text.as_str())
            .collect();
        assert_eq!(marked, ["K-2204"]);
    }

    #[test]
    fn long_texts_are_cut_around_the_match() {
        let text = format!(
            "{} plutonium {}",
            "before ".repeat(100),
            "after ".repeat(100)
        );
        let parts = snippet(&text, &["plutonium".into()]);
        let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
        assert!(whole.starts_with("… ") && whole.ends_with(" …") && whole.contains("plutonium"));
        assert!(whole.chars().count() < 260, "{whole}");
    }
}
