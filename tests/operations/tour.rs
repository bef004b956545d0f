//! One operation for each list at the root, for whoever sees everything: what there is in a world,
//! with its ids and cursors.

use super::{
    language::{Field, Kind, Language, Type},
    operation::{Asked, Literal, Operation, Selection},
};

/// Entries of a page at the root, and of one within.
const PAGES: [i32; 2] = [60, 8];

/// The operations.
pub fn tour(language: &Language) -> Vec<Operation> {
    let roots = language.named(&language.query).fields.iter();
    let lists = roots.filter(|field| {
        language.named(field.of.name()).is_connection()
            && field.arguments.iter().all(|argument| !argument.required())
    });
    lists
        .map(|field| Operation {
            selections: vec![list(language, field, 0)],
        })
        .collect()
}

fn list(language: &Language, field: &Field, level: usize) -> Selection {
    let first = Literal::Plain(PAGES[level].into());
    let arguments = vec![("first".to_owned(), first)];
    let connection = language.named(field.of.name());
    asked(field, arguments, whole(language, connection, level))
}

fn asked(
    field: &Field,
    arguments: Vec<(String, Literal)>,
    selections: Vec<Selection>,
) -> Selection {
    Selection::Field(Asked {
        name: field.name.clone(),
        alias: None,
        arguments,
        directive: None,
        selections,
    })
}

/// Every field of a type that can be had without a choice, one list deep.
fn whole(language: &Language, of: &Type, level: usize) -> Vec<Selection> {
    let mut selections = Vec::new();
    for field in &of.fields {
        let to = language.named(field.of.name());
        let is_entry = ["edges", "node", "pageInfo"].contains(&field.name.as_str());
        if to.kind == Kind::Scalar || to.kind == Kind::Enum {
            selections.push(asked(field, Vec::new(), Vec::new()));
        } else if to.is_connection() {
            if level + 1 < PAGES.len() {
                selections.push(list(language, field, level + 1));
            }
        } else if is_entry && to.kind == Kind::Object {
            selections.push(asked(field, Vec::new(), whole(language, to, level)));
        } else if to.kind == Kind::Object && field.name != "nodes" {
            let leaves = to.fields.iter().filter(|field| {
                let kind = language.named(field.of.name()).kind;
                kind == Kind::Scalar || kind == Kind::Enum
            });
            let leaves: Vec<Selection> = leaves
                .map(|field| asked(field, Vec::new(), Vec::new()))
                .collect();
            if !leaves.is_empty() {
                selections.push(asked(field, Vec::new(), leaves));
            }
        }
    }
    selections
}
