//! The public language as introspection tells it: types, their fields and arguments.

use crate::support::{Person, Service};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const INTROSPECTION: &str = "{ __schema { queryType { name } types { kind name isOneOf
    fields { name type { ...T } args { name type { ...T } } }
    inputFields { name type { ...T } } enumValues { name } possibleTypes { name } } } }
  fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The list of what was answered before, with the number of each request: of the requests themselves,
/// and so another for each of two services that are asked the same. `door/record.rs` is about it.
const OF_REQUESTS: &str = "accessRecords";

/// Every type by its name.
#[derive(Debug)]
pub struct Language {
    pub query: String,
    types: BTreeMap<String, Type>,
}

/// A type, with what its kind has.
#[derive(Debug)]
pub struct Type {
    pub kind: Kind,
    pub name: String,
    pub fields: Vec<Field>,
    pub inputs: Vec<Input>,
    pub values: Vec<String>,
    pub possible: Vec<String>,
    pub one_of: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Scalar,
    Object,
    /// An interface or a union.
    Abstract,
    Enum,
    Input,
}

#[derive(Debug)]
pub struct Field {
    pub name: String,
    pub of: Reference,
    pub arguments: Vec<Input>,
}

/// An argument, or a field of an input object.
#[derive(Debug)]
pub struct Input {
    pub name: String,
    pub of: Reference,
}

/// A type as it is referred to.
#[derive(Clone, Debug)]
pub enum Reference {
    Named(String),
    List(Box<Reference>),
    Required(Box<Reference>),
}

impl Language {
    /// What this service speaks.
    pub async fn of(service: &Service) -> Self {
        let data = service.data(&Person::nobody(), INTROSPECTION).await;
        let types = list(&data["__schema"]["types"]);
        let types = types.filter(|one| !text(&one["name"]).starts_with("__"));
        let mut language = Self {
            query: text(&data["__schema"]["queryType"]["name"]),
            types: types
                .map(|one| (text(&one["name"]), Type::read(one)))
                .collect(),
        };
        language.forget(OF_REQUESTS);
        language
    }

    /// Leaves out a root field, and the types that nothing else speaks of.
    fn forget(&mut self, root: &str) {
        let query = self.types.get_mut(&self.query).expect("the root");
        query.fields.retain(|field| field.name != root);
        let mut spoken = BTreeSet::new();
        let mut ahead = vec![self.query.clone()];
        while let Some(name) = ahead.pop() {
            let Some(of) = self
                .types
                .get(&name)
                .filter(|_| spoken.insert(name.clone()))
            else {
                continue;
            };
            ahead.extend(of.possible.iter().cloned());
            let arguments = of.fields.iter().flat_map(|field| &field.arguments);
            let inputs = of.inputs.iter().chain(arguments).map(|input| &input.of);
            let all = of.fields.iter().map(|field| &field.of).chain(inputs);
            ahead.extend(all.map(|of| of.name().to_owned()));
        }
        self.types.retain(|name, _| spoken.contains(name));
    }

    pub fn named(&self, name: &str) -> &Type {
        self.types
            .get(name)
            .unwrap_or_else(|| panic!("no type {name}"))
    }

    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.types.values()
    }

    /// The field of an object type; none for `__typename`.
    pub fn field(&self, of: &str, name: &str) -> Option<&Field> {
        let mut fields = self.named(of).fields.iter();
        fields.find(|field| field.name == name)
    }
}

impl Type {
    fn read(one: &Value) -> Self {
        Self {
            kind: match text(&one["kind"]).as_str() {
                "SCALAR" => Kind::Scalar,
                "OBJECT" => Kind::Object,
                "INTERFACE" | "UNION" => Kind::Abstract,
                "ENUM" => Kind::Enum,
                _ => Kind::Input,
            },
            name: text(&one["name"]),
            fields: list(&one["fields"])
                .map(|field| Field {
                    name: text(&field["name"]),
                    of: Reference::read(&field["type"]),
                    arguments: list(&field["args"]).map(Input::read).collect(),
                })
                .collect(),
            inputs: list(&one["inputFields"]).map(Input::read).collect(),
            values: list(&one["enumValues"])
                .map(|value| text(&value["name"]))
                .collect(),
            possible: list(&one["possibleTypes"])
                .map(|possible| text(&possible["name"]))
                .collect(),
            one_of: one["isOneOf"] == true,
        }
    }

    /// Whether it is the page of a list.
    pub fn is_connection(&self) -> bool {
        self.fields.iter().any(|field| field.name == "pageInfo")
    }
}

impl Input {
    fn read(one: &Value) -> Self {
        Self {
            name: text(&one["name"]),
            of: Reference::read(&one["type"]),
        }
    }

    pub fn required(&self) -> bool {
        matches!(self.of, Reference::Required(_))
    }
}

impl Reference {
    fn read(one: &Value) -> Self {
        match text(&one["kind"]).as_str() {
            "NON_NULL" => Self::Required(Box::new(Self::read(&one["ofType"]))),
            "LIST" => Self::List(Box::new(Self::read(&one["ofType"]))),
            _ => Self::Named(text(&one["name"])),
        }
    }

    /// The type at the heart of it.
    pub fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::List(of) | Self::Required(of) => of.name(),
        }
    }

    /// As a variable's definition writes it.
    pub fn written(&self) -> String {
        match self {
            Self::Named(name) => name.clone(),
            Self::List(of) => format!("[{}]", of.written()),
            Self::Required(of) => format!("{}!", of.written()),
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
