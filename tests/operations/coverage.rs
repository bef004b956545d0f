//! How often each word of the language was used: types' fields, their arguments, the fields of
//! inputs, the values of enums.

use super::language::{Kind, Language};
use std::collections::BTreeMap;

/// Uses by word, as `Type.field`, `Type.field(argument)`, `Input.field` or `Enum.VALUE`.
pub struct Coverage(BTreeMap<String, u64>);

impl Coverage {
    /// Every word, none used yet.
    pub fn of(language: &Language) -> Self {
        let mut words = BTreeMap::new();
        for one in language.types() {
            // What only introspection gives is no business of a viewer's.
            for field in one.fields.iter().filter(|_| one.kind == Kind::Object) {
                words.insert(format!("{}.{}", one.name, field.name), 0);
                for argument in &field.arguments {
                    let word = format!("{}.{}({})", one.name, field.name, argument.name);
                    words.insert(word, 0);
                }
            }
            for input in &one.inputs {
                words.insert(format!("{}.{}", one.name, input.name), 0);
            }
        }
        Self(words)
    }

    pub fn used(&mut self, word: String) {
        *self.0.entry(word).or_default() += 1;
    }

    pub fn count(&self, word: &str) -> u64 {
        self.0.get(word).copied().unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// What was never used.
    pub fn missing(&self) -> Vec<&str> {
        let unused = self.0.iter().filter(|(_, count)| **count == 0);
        unused.map(|(word, _)| word.as_str()).collect()
    }

    /// Takes over what another counted.
    pub fn add(&mut self, other: Self) {
        for (word, count) in other.0 {
            *self.0.entry(word).or_default() += count;
        }
    }
}
