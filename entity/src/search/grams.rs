//! Near spellings: which words of the public vocabulary a mistyped word may have meant.

use std::collections::BTreeSet;
use strsim::osa_distance;

/// Shorter words are not corrected: almost anything is near them.
const SHORTEST: usize = 4;
/// Longer words are not in the vocabulary: nobody types them.
const LONGEST: usize = 40;

/// Whether a word may be the near spelling of another: letters only, of a length that can be mistyped.
pub(crate) fn is_correctable(word: &str) -> bool {
    let length = word.chars().count();
    (SHORTEST..=LONGEST).contains(&length) && word.chars().all(char::is_alphabetic)
}

/// The vocabulary holds a word as a whole up to so many letters, and the beginning of a longer one.
pub(crate) const LONGEST_KEPT: usize = 100;

/// What the vocabulary holds of a word.
pub(crate) fn beginning(word: &str) -> &str {
    let end = word.char_indices().nth(LONGEST_KEPT);
    end.and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

/// The groups of three letters of a word, its beginning and its end marked.
pub(crate) fn of(word: &str) -> Vec<String> {
    let letters: Vec<char> = format!("^{word}$").chars().collect();
    let grams: BTreeSet<String> = letters
        .windows(3)
        .map(|three| three.iter().collect())
        .collect();
    grams.into_iter().collect()
}

/// How many mistakes a word of this length may have.
pub(crate) fn mistakes(word: &str) -> usize {
    match word.chars().count() {
        0..SHORTEST => 0,
        SHORTEST..=7 => 1,
        _ => 2,
    }
}

/// How many groups of three a near spelling shares at least: each mistake (a letter too many, too
/// few, another one, two exchanged) touches four of them at most.
pub(crate) fn shared(word: &str) -> usize {
    of(word).len().saturating_sub(4 * mistakes(word)).max(1)
}

/// Whether `candidate` is a near spelling of `word`, or begins with one.
pub(crate) fn is_near(word: &str, candidate: &str) -> bool {
    let mistakes = mistakes(word);
    if word == candidate || mistakes == 0 {
        return false;
    }
    if osa_distance(word, candidate) <= mistakes {
        return true;
    }
    let beginning: String = candidate.chars().take(word.chars().count()).collect();
    osa_distance(word, &beginning) <= mistakes.min(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyped_words_are_near() {
        for (typed, meant) in [
            ("siesmic", "seismic"),
            ("plutonum", "plutonium"),
            ("kazakstan", "kazakhstan"),
            ("reserch", "research"),
            ("biolgical", "biological"),
        ] {
            assert!(is_near(typed, meant), "{typed} {meant}");
            let common = of(typed)
                .iter()
                .filter(|gram| of(meant).contains(gram))
                .count();
            assert!(common >= shared(typed), "{typed} {meant} share {common}");
        }
        for (typed, other) in [("lab", "lib"), ("laser", "radar"), ("water", "water")] {
            assert!(!is_near(typed, other), "{typed} {other}");
        }
    }
}
