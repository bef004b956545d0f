//! The names of the schema's input types. Not here: their fields or values.

use std::collections::HashSet;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, Type, TypeKind, TypeSystemDefinition};

/// The scalars every schema has without defining them.
const BUILT_IN: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];

/// The names that the type of a variable may have: scalars, enums and input objects.
///
/// async-graphql panics over a variable of an unknown type within a list that has a default.
#[derive(Debug, Clone)]
pub struct InputTypes(HashSet<String>);

/// The schema's own text cannot be parsed: a fault of the program, found at start-up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the schema definition cannot be parsed: {0}")]
pub struct SchemaUnreadable(#[from] async_graphql::parser::Error);

impl InputTypes {
    /// Collects the names from the schema's definition language.
    ///
    /// # Errors
    ///
    /// The text is not a schema definition.
    pub fn from_sdl(sdl: &str) -> Result<Self, SchemaUnreadable> {
        let schema = parse_schema(sdl).map_err(SchemaUnreadable)?;
        let defined = schema.definitions.iter().filter_map(|definition| {
            let TypeSystemDefinition::Type(definition) = definition else {
                return None;
            };
            matches!(
                definition.node.kind,
                TypeKind::Scalar | TypeKind::Enum(_) | TypeKind::InputObject(_)
            )
            .then(|| definition.node.name.node.to_string())
        });
        let built_in = BUILT_IN.into_iter().map(str::to_owned);
        Ok(Self(defined.chain(built_in).collect()))
    }

    /// Whether a variable may be of this named type.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// The named type within any lists.
pub(super) fn innermost(mut of: &Type) -> &str {
    loop {
        match &of.base {
            BaseType::Named(name) => return name,
            BaseType::List(item) => of = item,
        }
    }
}
