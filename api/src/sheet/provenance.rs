//! What is said about a table as a whole: pairs of a title and a value, in an order. What they say is the
//! caller's.

use serde_json::{Value, json};

/// What is said about a table, such as the question, who asked, how many rows there are, what was left out
/// under which rule, and how to cite it. A title may come several times.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Provenance {
    entries: Vec<(String, String)>,
}

impl Provenance {
    /// Nothing as yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says one thing more.
    pub fn push(&mut self, title: impl Into<String>, value: impl Into<String>) {
        self.entries.push((title.into(), value.into()));
    }

    /// What was said, in its order.
    pub fn entries(&self) -> &[(String, String)] {
        &self.entries
    }
}

/// The same as JSON: a list and no object, for an object has no order and knows a title only once.
pub(super) fn entries(provenance: &Provenance) -> impl Iterator<Item = Value> {
    provenance
        .entries
        .iter()
        .map(|(title, value)| json!({ "title": title, "value": value }))
}
