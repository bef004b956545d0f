//! An operation as a tree, and how it is written down.

use super::language::Reference;
use serde_json::{Map, Value};

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    pub selections: Vec<Selection>,
}

/// What is selected of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Selection {
    Field(Asked),
    /// On one type: written in place, or as a fragment of this name.
    On {
        on: String,
        named: Option<String>,
        selections: Vec<Selection>,
    },
}

/// A field that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub name: String,
    pub alias: Option<String>,
    pub arguments: Vec<(String, Literal)>,
    /// `@include(if: …)` or `@skip(if: …)`.
    pub directive: Option<(&'static str, bool)>,
    pub selections: Vec<Selection>,
}

/// A value of an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Null,
    /// A number or a boolean.
    Plain(Value),
    Text(String),
    Word(String),
    List(Vec<Literal>),
    Object(Vec<(String, Literal)>),
    /// Given beside the document, under this name.
    Variable(String, Written, Box<Literal>),
}

/// A type as a variable's definition writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written(pub String);

impl Written {
    pub fn of(reference: &Reference) -> Self {
        Self(reference.written())
    }
}

impl Asked {
    /// The key under which it is answered.
    pub fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

/// What is written beside the operation itself.
#[derive(Default)]
struct Aside {
    definitions: Vec<String>,
    variables: Map<String, Value>,
    fragments: Vec<String>,
}

impl Operation {
    /// The document on one line, and the values of its variables.
    pub fn write(&self) -> (String, Value) {
        let mut aside = Aside::default();
        let body = set(&self.selections, &mut aside);
        let mut text = if aside.definitions.is_empty() {
            body
        } else {
            format!("query({}) {body}", aside.definitions.join(", "))
        };
        for fragment in aside.fragments {
            text.push(' ');
            text.push_str(&fragment);
        }
        (text, Value::Object(aside.variables))
    }
}

fn set(selections: &[Selection], aside: &mut Aside) -> String {
    let parts: Vec<String> = selections
        .iter()
        .map(|selection| match selection {
            Selection::Field(asked) => field(asked, aside),
            Selection::On {
                on,
                named: None,
                selections,
            } => format!("... on {on} {}", set(selections, aside)),
            Selection::On {
                on,
                named: Some(name),
                selections,
            } => {
                let fragment = format!("fragment {name} on {on} {}", set(selections, aside));
                aside.fragments.push(fragment);
                format!("...{name}")
            }
        })
        .collect();
    format!("{{ {} }}", parts.join(" "))
}

fn field(asked: &Asked, aside: &mut Aside) -> String {
    let mut text = String::new();
    if let Some(alias) = &asked.alias {
        text.push_str(&format!("{alias}: "));
    }
    text.push_str(&asked.name);
    if !asked.arguments.is_empty() {
        text.push_str(&format!("({})", pairs(&asked.arguments, aside)));
    }
    if let Some((name, condition)) = asked.directive {
        text.push_str(&format!(" @{name}(if: {condition})"));
    }
    if !asked.selections.is_empty() {
        text.push(' ');
        text.push_str(&set(&asked.selections, aside));
    }
    text
}

fn pairs(pairs: &[(String, Literal)], aside: &mut Aside) -> String {
    let parts: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.write(aside)))
        .collect();
    parts.join(", ")
}

impl Literal {
    fn write(&self, aside: &mut Aside) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Plain(value) => value.to_string(),
            Self::Text(text) => Value::from(text.as_str()).to_string(),
            Self::Word(word) => word.clone(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.write(aside)).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Object(fields) => format!("{{{}}}", pairs(fields, aside)),
            Self::Variable(name, of, value) => {
                aside.definitions.push(format!("${name}: {}", of.0));
                aside.variables.insert(name.clone(), value.value());
                format!("${name}")
            }
        }
    }

    /// As a variable gives it.
    fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Plain(value) => value.clone(),
            Self::Text(text) | Self::Word(text) => text.as_str().into(),
            Self::List(items) => items.iter().map(Self::value).collect(),
            Self::Object(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| (name.clone(), value.value()));
                Value::Object(fields.collect())
            }
            Self::Variable(_, _, value) => value.value(),
        }
    }
}
