//! `__typename` with directives. The library's validation passes over that field with all that is
//! written on it: it takes `$b` of `__typename @skip(if: $b)` for unused and refuses the document,
//! and lets `__typename @nope` through. So the directives are moved to where it looks.

use async_graphql::{
    Positioned,
    parser::types::{
        DocumentOperations, ExecutableDocument, InlineFragment, Selection, SelectionSet,
    },
};

/// Writes `__typename @d` as `... @d { __typename }`, which means the same.
pub(super) fn move_directives(document: &mut ExecutableDocument) {
    match &mut document.operations {
        DocumentOperations::Single(operation) => within(&mut operation.node.selection_set.node),
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                within(&mut operation.node.selection_set.node);
            }
        }
    }
    for fragment in document.fragments.values_mut() {
        within(&mut fragment.node.selection_set.node);
    }
}

/// Recurses for nested selection sets, of which the parser allows 64.
fn within(set: &mut SelectionSet) {
    for selection in &mut set.items {
        let at = selection.pos;
        match &mut selection.node {
            Selection::Field(field) if field.node.name.node == "__typename" => {
                let directives = std::mem::take(&mut field.node.directives);
                if !directives.is_empty() {
                    let items = vec![Positioned::new(Selection::Field(field.clone()), at)];
                    selection.node = Selection::InlineFragment(Positioned::new(
                        InlineFragment {
                            type_condition: None,
                            directives,
                            selection_set: Positioned::new(SelectionSet { items }, at),
                        },
                        at,
                    ));
                }
            }
            Selection::Field(field) => within(&mut field.node.selection_set.node),
            Selection::InlineFragment(fragment) => within(&mut fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => {}
        }
    }
}
