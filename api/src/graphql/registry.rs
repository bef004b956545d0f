//! Types, fields and arguments as async-graphql's registry of the schema holds them, with nothing set but what this
//! schema uses: name, description, type and arguments.

use async_graphql::{
    CacheControl, InputType,
    indexmap::IndexMap,
    registry::{Deprecation, MetaField, MetaInputValue, MetaType, Registry},
};

/// The type of a field, and its arguments.
#[derive(Default)]
pub(super) struct Signature {
    pub(super) arguments: Vec<MetaInputValue>,
    pub(super) ty: String,
}

/// An object type in the registry.
pub(super) fn meta_object<T>(
    name: &str,
    description: &str,
    fields: IndexMap<String, MetaField>,
) -> MetaType {
    MetaType::Object {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        fields,
        cache_control: CacheControl::default(),
        extends: false,
        shareable: false,
        resolvable: true,
        inaccessible: false,
        interface_object: false,
        tags: Vec::new(),
        keys: None,
        visible: None,
        is_subscription: false,
        rust_typename: Some(std::any::type_name::<T>()),
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

/// A field in the registry.
pub(super) fn meta_field(
    name: &str,
    description: &str,
    signature: Signature,
) -> (String, MetaField) {
    let arguments = signature.arguments.into_iter();
    let field = MetaField {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        args: arguments
            .map(|argument| (argument.name.clone(), argument))
            .collect(),
        ty: signature.ty,
        deprecation: Deprecation::NoDeprecated,
        cache_control: CacheControl::default(),
        external: false,
        requires: None,
        provides: None,
        visible: None,
        shareable: false,
        inaccessible: false,
        tags: Vec::new(),
        override_from: None,
        compute_complexity: None,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    };
    (name.to_owned(), field)
}

/// An argument in the registry.
pub(super) fn meta_argument<I: InputType>(
    registry: &mut Registry,
    name: &str,
    description: &str,
) -> MetaInputValue {
    MetaInputValue {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        ty: I::create_type_info(registry),
        deprecation: Deprecation::NoDeprecated,
        default_value: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        is_secret: false,
        directive_invocations: Vec::new(),
    }
}
