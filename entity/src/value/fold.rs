//! Folding: what two spellings of one word have in common.
//!
//! It happens here and never in a database, so that SQLite and PostgreSQL agree to the letter.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, without marks, Cyrillic letters that look Latin as Latin ones.
///
/// The records carry such letters inside Latin names (`IССT`); either spelling finds the other.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(fold_char).collect()
}

/// One character, folded; nothing for a combining mark.
pub fn fold_char(letter: char) -> impl Iterator<Item = char> {
    std::iter::once(letter)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .map(latin_twin)
        .collect::<Vec<_>>()
        .into_iter()
}

/// The Latin letter that looks like `letter` (already lower case), or the letter itself.
///
/// Taken from the shapes of both cases: `В`, `Н`, `Т`, `К` and `М` pass for Latin as capitals.
fn latin_twin(letter: char) -> char {
    match letter {
        'а' => 'a',
        'в' => 'b',
        'с' => 'c',
        'ԁ' => 'd',
        'е' | 'ё' | 'є' => 'e',
        'һ' | 'н' => 'h',
        'і' | 'ї' => 'i',
        'ј' => 'j',
        'к' | 'қ' => 'k',
        'м' => 'm',
        'о' | 'ө' => 'o',
        'р' => 'p',
        'ѕ' => 's',
        'т' => 't',
        'у' | 'ү' | 'ұ' => 'y',
        'х' | 'ҳ' => 'x',
        other => other,
    }
}

/// Letters of a word beyond these tell no words apart, and PostgreSQL takes none of 2,047 bytes.
const LONGEST_WORD: usize = 100;

/// The words of a text, folded: runs of letters and digits.
///
/// A compound such as `K-2204` yields its parts and the whole (`k`, `2204`, `k2204`), so that both
/// ways of typing it find it.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for compound in text.split(char::is_whitespace) {
        let parts: Vec<String> = compound
            .split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c))
            .map(|part| {
                fold(part)
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .take(LONGEST_WORD)
                    .collect::<String>()
            })
            .filter(|part| !part.is_empty())
            .collect();
        if (2..=4).contains(&parts.len()) {
            words.push(parts.concat());
        }
        words.extend(parts);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_and_marks_fold_to_one_spelling() {
        assert_eq!(fold("IССT"), "icct");
        assert_eq!(fold("Kärnkraft ÉCOLE"), "karnkraft ecole");
        assert_eq!(fold("ﬁssion"), "fission");
        assert_eq!(fold("Қазақ"), fold("Kaзak"));
    }

    #[test]
    fn compounds_are_found_whole_and_in_parts() {
        assert_eq!(words("K-2204, seismic"), ["k2204", "k", "2204", "seismic"]);
        assert_eq!(words("  ... "), Vec::<String>::new());
    }
}
