//! Documents of several operations, as generated clients send: everything of one file, and the name of
//! the one operation to execute.
//!
//! The library holds the values of a request's variables against the arguments of every operation of
//! the document, also where another operation has a variable of the same name and of another type. So a
//! document is validated twice: as a whole and without any value, and with the values as the operation
//! that is executed with what it spreads.

use async_graphql::{
    Name, Pos, Positioned, Request,
    parser::types::{
        DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType,
        Selection, SelectionSet,
    },
};
use std::collections::HashSet;

/// A request whose answer has the faults of the whole document and no data; none where the document has
/// a single operation, whose faults are found when it is executed.
pub(super) fn validation(document: &ExecutableDocument) -> Option<Request> {
    let DocumentOperations::Multiple(operations) = &document.operations else {
        return None;
    };
    if operations.len() < 2 {
        return None;
    }
    let mut name = String::from("validation");
    while operations.contains_key(name.as_str()) {
        name.push('_');
    }
    let mut document = document.clone();
    if let DocumentOperations::Multiple(operations) = &mut document.operations {
        operations.insert(Name::new(&name), positioned(nothing()));
    }
    let mut request = Request::new("").operation_name(name);
    request.set_parsed_query(document);
    Some(request)
}

/// Leaves the operation of this name and the fragments that it spreads.
pub(super) fn keep(document: &mut ExecutableDocument, name: &str) {
    if let DocumentOperations::Multiple(operations) = &mut document.operations {
        operations.retain(|other, _| other == name);
    }
    let mut waiting: Vec<&SelectionSet> = Vec::new();
    for (_, operation) in document.operations.iter() {
        waiting.push(&operation.node.selection_set.node);
    }
    let mut spread = HashSet::new();
    while let Some(set) = waiting.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => waiting.push(&field.node.selection_set.node),
                Selection::InlineFragment(inner) => waiting.push(&inner.node.selection_set.node),
                Selection::FragmentSpread(named) => {
                    let name = &named.node.fragment_name.node;
                    if let Some(fragment) = document.fragments.get(name)
                        && spread.insert(name.clone())
                    {
                        waiting.push(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
    document.fragments.retain(|name, _| spread.contains(name));
}

/// `query { __typename }`
fn nothing() -> OperationDefinition {
    let field = Field {
        alias: None,
        name: positioned(Name::new("__typename")),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: positioned(SelectionSet::default()),
    };
    let items = vec![positioned(Selection::Field(positioned(field)))];
    OperationDefinition {
        ty: OperationType::Query,
        variable_definitions: Vec::new(),
        directives: Vec::new(),
        selection_set: positioned(SelectionSet { items }),
    }
}

fn positioned<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}
