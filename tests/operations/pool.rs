//! Values that mean something in a world, visible or not: what an answer held by field and by type,
//! cursors by the list they belong to, and the words of texts. Who attacks knows or guesses such.

use super::{
    language::{Kind, Language},
    operation::{Asked, Operation, Selection},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Values by where they were seen.
#[derive(Default)]
pub struct Pool {
    nouns: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    fields: BTreeMap<String, BTreeSet<String>>,
    types: BTreeMap<String, BTreeSet<String>>,
    cursors: BTreeMap<String, BTreeSet<String>>,
    words: BTreeSet<String>,
}

/// Of each field so many values are kept.
const MOST: usize = 400;

impl Pool {
    /// Whether anything is known of things of this type.
    pub fn has(&self, noun: &str) -> bool {
        self.nouns.contains_key(noun)
    }

    /// What a field of this type held.
    pub fn of_noun(&self, noun: &str, field: &str) -> Vec<&String> {
        let fields = self.nouns.get(noun);
        fields
            .and_then(|fields| fields.get(field))
            .into_iter()
            .flatten()
            .collect()
    }

    pub fn of_field(&self, name: &str) -> Vec<&String> {
        self.fields.get(name).into_iter().flatten().collect()
    }

    pub fn knows(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    pub fn of_type(&self, name: &str) -> Vec<&String> {
        self.types.get(name).into_iter().flatten().collect()
    }

    /// The cursors of a connection's type.
    pub fn cursors(&self, connection: &str) -> Vec<&String> {
        self.cursors.get(connection).into_iter().flatten().collect()
    }

    pub fn words(&self) -> Vec<&String> {
        self.words.iter().collect()
    }

    /// Keeps what an answer to this operation holds.
    pub fn learn(&mut self, language: &Language, operation: &Operation, data: &Value) {
        self.walk(language, &language.query, &operation.selections, data, None);
    }

    fn walk(
        &mut self,
        language: &Language,
        of: &str,
        selections: &[Selection],
        data: &Value,
        connection: Option<&str>,
    ) {
        for selection in selections {
            match selection {
                Selection::On { on, selections, .. } => {
                    self.walk(language, on, selections, data, connection);
                }
                Selection::Field(asked) => {
                    let values = match &data[asked.key()] {
                        Value::Array(values) => values.clone(),
                        value => vec![value.clone()],
                    };
                    for value in values.iter().filter(|value| !value.is_null()) {
                        self.value(language, of, asked, value, connection);
                    }
                }
            }
        }
    }

    fn value(
        &mut self,
        language: &Language,
        of: &str,
        asked: &Asked,
        value: &Value,
        connection: Option<&str>,
    ) {
        let Some(field) = language.field(of, &asked.name) else {
            return;
        };
        let named = language.named(field.of.name());
        if named.kind == Kind::Object || named.kind == Kind::Abstract {
            let within = if named.is_connection() {
                Some(named.name.as_str())
            } else {
                // Edges and page infos belong to their connection; what is beyond them does not.
                connection.filter(|_| ["edges", "pageInfo"].contains(&asked.name.as_str()))
            };
            self.walk(language, &named.name, &asked.selections, value, within);
            return;
        }
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if let (Some(connection), true) = (connection, asked.name.to_lowercase().contains("cursor"))
        {
            keep(&mut self.cursors, connection, text);
            return;
        }
        if named.kind == Kind::Scalar {
            self.words.extend(
                text.split_whitespace()
                    .filter(|word| self.words.len() < MOST && word.chars().count() > 2)
                    .map(str::to_owned)
                    .collect::<Vec<_>>(),
            );
            keep(&mut self.types, &named.name, text.clone());
            let fields = self.nouns.entry(of.to_owned()).or_default();
            keep(fields, &asked.name, text.clone());
            keep(&mut self.fields, &asked.name, text);
        }
    }
}

fn keep(values: &mut BTreeMap<String, BTreeSet<String>>, name: &str, value: String) {
    let kept = values.entry(name.to_owned()).or_default();
    if kept.len() < MOST {
        kept.insert(value);
    }
}
