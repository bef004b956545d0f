//! A question's document: the one field that it asks for, and that field asked for otherwise.

use super::ReportError;
use async_graphql::{
    Name, Pos, Positioned, Value,
    parser::types::{
        DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType,
        Selection, SelectionSet,
    },
};

/// The one operation that is meant.
pub(super) fn keep(
    document: &mut ExecutableDocument,
    name: Option<&str>,
) -> Result<(), ReportError> {
    if let DocumentOperations::Multiple(operations) = &mut document.operations {
        let only = (operations.len() == 1)
            .then(|| operations.keys().next().cloned())
            .flatten();
        let wanted = name.filter(|name| !name.is_empty()).map(Name::new).or(only);
        let wanted = wanted.and_then(|name| operations.remove(&name));
        let wanted = wanted.ok_or_else(|| {
            ReportError::form("The document has several operations: name one of them.")
        })?;
        document.operations = DocumentOperations::Single(wanted);
    }
    Ok(())
}

const ONE_LIST: &str =
    "A table is made of a query for one list, such as `{ contributions { nodes { key } } }`.";

pub(super) fn root(document: &ExecutableDocument) -> Result<&Field, ReportError> {
    let operation: &OperationDefinition = match &document.operations {
        DocumentOperations::Single(operation) => &operation.node,
        DocumentOperations::Multiple(_) => return Err(ReportError::form(ONE_LIST)),
    };
    match operation.selection_set.node.items.as_slice() {
        [only] if operation.ty == OperationType::Query => match &only.node {
            Selection::Field(field) => Ok(&field.node),
            _ => Err(ReportError::form(ONE_LIST)),
        },
        _ => Err(ReportError::form(ONE_LIST)),
    }
}

pub(super) fn root_mut(document: &mut ExecutableDocument) -> Option<&mut Field> {
    let DocumentOperations::Single(operation) = &mut document.operations else {
        return None;
    };
    match &mut operation.node.selection_set.node.items.first_mut()?.node {
        Selection::Field(field) => Some(&mut field.node),
        _ => None,
    }
}

pub(super) fn key(field: &Field) -> Vec<String> {
    vec![field.response_key().node.to_string()]
}

/// The field of this name that is selected, in a fragment or not.
pub(super) fn selected<'d>(
    document: &'d ExecutableDocument,
    of: &'d Field,
    name: &str,
) -> Option<&'d Field> {
    let mut open = vec![&of.selection_set.node];
    // Fragments have been held against cycles before; this bounds the search if they have not.
    for _ in 0..1_000 {
        let set = open.pop()?;
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if field.node.name.node == name => {
                    return Some(&field.node);
                }
                Selection::Field(_) => {}
                Selection::InlineFragment(fragment) => open.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.node.fragment_name.node);
                    open.extend(fragment.map(|fragment| &fragment.node.selection_set.node));
                }
            }
        }
    }
    None
}

/// The field of this name that is selected outside fragments.
pub(super) fn direct<'d>(of: &'d Field, name: &str) -> Option<&'d Field> {
    let items = of.selection_set.node.items.iter();
    items
        .into_iter()
        .find_map(|selection| match &selection.node {
            Selection::Field(field) if field.node.name.node == name => Some(&field.node),
            _ => None,
        })
}

/// The same, to be asked for otherwise.
pub(super) fn direct_mut<'d>(of: &'d mut Field, name: &str) -> Option<&'d mut Field> {
    let items = of.selection_set.node.items.iter_mut();
    items
        .into_iter()
        .find_map(|selection| match &mut selection.node {
            Selection::Field(field) if field.node.name.node == name => Some(&mut field.node),
            _ => None,
        })
}

fn here<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}

/// Gives an argument, instead of what was given.
pub(super) fn set(field: &mut Field, name: &str, value: Value) {
    field.arguments.retain(|(known, _)| known.node != name);
    field
        .arguments
        .push((here(Name::new(name)), here(value.into_value())));
}

/// Selects a field with its own fields, under this name.
pub(super) fn select(field: &mut Field, alias: &str, name: &str, fields: &[&str]) {
    let leaf = |name: &str| plain(None, name, SelectionSet::default());
    let set = SelectionSet {
        items: fields.iter().map(|name| leaf(name)).collect(),
    };
    let selection = plain(Some(alias), name, set);
    field.selection_set.node.items.push(selection);
}

fn plain(alias: Option<&str>, name: &str, set: SelectionSet) -> Positioned<Selection> {
    here(Selection::Field(here(Field {
        alias: alias.map(|alias| here(Name::new(alias))),
        name: here(Name::new(name)),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: here(set),
    })))
}
