//! The types of the schema, as far as a table needs them: what a field holds, and what its description says.

use crate::{limits::SchemaUnreadable, sheet::Kind};
use async_graphql::parser::{
    parse_schema,
    types::{BaseType, Type, TypeKind, TypeSystemDefinition},
};
use std::collections::HashMap;

/// The object types of the schema, by name.
#[derive(Debug, Clone)]
pub struct Types {
    objects: HashMap<String, HashMap<String, Field>>,
    /// Interfaces and unions: what is selected of them differs from row to row.
    abstracts: Vec<String>,
}

/// A field of an object type.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// The named type within any lists.
    pub(super) of: String,
    /// Whether it is a list.
    pub(super) list: bool,
    pub(super) description: String,
}

/// What a field's named type is.
pub(super) enum Sort {
    Object,
    Abstract,
    Leaf(Kind),
}

impl Types {
    /// Reads them from the schema's definition language.
    ///
    /// # Errors
    /// If the text is not a schema definition.
    pub fn from_sdl(sdl: &str) -> Result<Self, SchemaUnreadable> {
        let schema = parse_schema(sdl).map_err(SchemaUnreadable::from)?;
        let mut types = Self {
            objects: HashMap::new(),
            abstracts: Vec::new(),
        };
        for definition in schema.definitions {
            let TypeSystemDefinition::Type(definition) = definition else {
                continue;
            };
            let name = definition.node.name.node.to_string();
            match definition.node.kind {
                TypeKind::Object(object) => {
                    let fields = object.fields.into_iter().map(|field| {
                        let (of, list) = innermost(&field.node.ty.node);
                        let description = field.node.description;
                        let field_of = Field {
                            of,
                            list,
                            description: description
                                .map(|text| one_line(&text.node))
                                .unwrap_or_default(),
                        };
                        (field.node.name.node.to_string(), field_of)
                    });
                    types.objects.insert(name, fields.collect());
                }
                TypeKind::Interface(_) | TypeKind::Union(_) => types.abstracts.push(name),
                _ => {}
            }
        }
        Ok(types)
    }

    pub(super) fn field(&self, object: &str, field: &str) -> Option<&Field> {
        self.objects.get(object)?.get(field)
    }

    pub(super) fn sort(&self, name: &str) -> Sort {
        if self.objects.contains_key(name) {
            return Sort::Object;
        }
        if self.abstracts.iter().any(|known| known == name) {
            return Sort::Abstract;
        }
        Sort::Leaf(match name {
            "Int" => Kind::Integer,
            "Boolean" => Kind::Flag,
            "Decimal" => Kind::Decimal { decimals: None },
            "Date" | "PartialDate" => Kind::Date,
            _ => Kind::Text,
        })
    }
}

fn innermost(of: &Type) -> (String, bool) {
    match &of.base {
        BaseType::Named(name) => (name.to_string(), false),
        BaseType::List(item) => (innermost(item).0, true),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
