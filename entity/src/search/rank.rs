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

/// Ranks the hits of one search.
pub(crate) struct Ranking<'t> {
    terms: &'t [Word],
    /// For each term what the words of a title are to it so far: made once for all titles.
    told: Vec<Told>,
}

/// What the words of a title are to a term.
#[derive(Clone, Copy, Default)]
struct Told {
    /// Which word of the title, counted from 0, is the first that equals the term.
    at: Option<usize>,
    begins: bool,
    near: bool,
}

impl<'t> Ranking<'t> {
    pub(crate) fn new(terms: &'t [Word]) -> Self {
        Self {
            terms,
            told: vec![Told::default(); terms.len()],
        }
    }

    /// A hit's rank; greater is better. `title` are the folded words of the entry's title between
    /// spaces; every term is known to match somewhere in the entry.
    pub(crate) fn rank(&mut self, title: &str) -> u32 {
        self.told.fill(Told::default());
        let mut words = 0;
        for word in title.split(' ').filter(|word| !word.is_empty()) {
            for (told, term) in self.told.iter_mut().zip(self.terms) {
                if word.starts_with(term.word.as_str()) {
                    told.begins = true;
                    if word.len() == term.word.len() {
                        told.at.get_or_insert(words);
                    }
                }
                told.near |= term.near.iter().any(|near| near == word);
            }
            words += 1;
        }
        let terms = self.told.iter().zip(self.terms);
        let each: u32 = terms.map(|(told, term)| best(*told, term, title)).sum();
        // Words asked for together that stand together say more than the same words apart.
        let pairs = self.told.windows(2);
        let together = pairs.filter(|two| match two {
            [first, second] => first.at.is_some_and(|at| second.at == Some(at + 1)),
            _ => false,
        });
        let together = u32::try_from(together.count()).unwrap_or(0);
        // A title that says little else is more about what was asked.
        let brevity = 20u32.saturating_sub(u32::try_from(words).unwrap_or(u32::MAX));
        each * 100 + together * 50 + brevity
    }
}

fn best(told: Told, term: &Word, title: &str) -> u32 {
    let in_a_row = |parts: &[String]| {
        let words: Vec<&str> = title.split(' ').filter(|word| !word.is_empty()).collect();
        words.windows(parts.len()).any(|some| some == parts)
    };
    let whole = told.at.is_some() || (!term.parts.is_empty() && in_a_row(&term.parts));
    match (whole, told.begins, told.near) {
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
        .map(|title| Ranking::new(&asked).rank(title));
        assert!(
            ranked.is_sorted_by(|better, worse| better > worse),
            "{ranked:?}"
        );
    }
}
