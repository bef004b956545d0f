//! How good a hit is: from the words asked and the entry's own title, nothing else.

/// One word that was asked for, folded, and the near spellings that the vocabulary has for it.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) word: String,
    /// What a compound is made of, such as `k` and `2204`; of any other word nothing.
    pub(crate) parts: Vec<String>,
    pub(crate) near: Vec<String>,
}

/// Shorter parts of compounds stand in too many words to be marked by themselves.
const SHORTEST_MARKED: usize = 3;

impl Word {
    /// What it marks in a snippet.
    pub(crate) fn marked(self) -> Vec<String> {
        let parts = self
            .parts
            .into_iter()
            .filter(|part| part.chars().count() >= SHORTEST_MARKED);
        [self.word]
            .into_iter()
            .chain(self.near)
            .chain(parts)
            .collect()
    }
}

/// A hit's rank; greater is better. `title` are the folded words of the entry's title between
/// spaces; every term is known to match somewhere in the entry.
pub(crate) fn rank(terms: &[Word], title: &str) -> u32 {
    let words: Vec<&str> = title.split(' ').filter(|word| !word.is_empty()).collect();
    let places: Vec<Option<usize>> = terms
        .iter()
        .map(|term| words.iter().position(|word| *word == term.word))
        .collect();
    let each: u32 = terms.iter().map(|term| best(term, &words)).sum();
    // Words asked for together that stand together say more than the same words apart.
    let together = places
        .windows(2)
        .filter(|two| matches!(two, [Some(first), Some(second)] if first + 1 == *second))
        .count();
    // A title that says little else is more about what was asked.
    let brevity = 20u32.saturating_sub(u32::try_from(words.len()).unwrap_or(u32::MAX));
    each * 100 + u32::try_from(together).unwrap_or(0) * 50 + brevity
}

fn best(term: &Word, words: &[&str]) -> u32 {
    let in_a_row = |parts: &[String]| {
        !parts.is_empty() && words.windows(parts.len()).any(|some| some == parts)
    };
    let whole = words.contains(&term.word.as_str()) || in_a_row(&term.parts);
    let beginning = words.iter().any(|word| word.starts_with(&term.word));
    let near = words
        .iter()
        .any(|word| term.near.iter().any(|near| near == word));
    match (whole, beginning, near) {
        (true, _, _) => 10,
        (_, true, _) => 6,
        (_, _, true) => 3,
        // It stands in the text below the title.
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(words: &[&str]) -> Vec<Word> {
        words
            .iter()
            .map(|word| Word {
                word: (*word).into(),
                parts: Vec::new(),
                near: Vec::new(),
            })
            .collect()
    }

    #[test]
    fn titles_that_say_it_come_first() {
        let asked = terms(&["seismic", "network"]);
        let ranked = [
            "seismic network",
            "network of seismic stations in asia",
            "seismicity networks",
            "geology",
        ]
        .map(|title| rank(&asked, title));
        assert!(
            ranked.is_sorted_by(|better, worse| better > worse),
            "{ranked:?}"
        );
    }
}
