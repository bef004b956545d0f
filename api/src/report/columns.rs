//! From a selection to columns: a path through the answer for each.

use super::{
    ReportError,
    types::{Sort, Types},
};
use crate::sheet::{Column, Kind};
use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};

/// A column, and where its values stand in a row of the answer.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) column: Column,
    /// From the row; from an entry of the list that rows are made of, if it is in it.
    pub(super) path: Vec<String>,
    /// Whether it is in that list.
    pub(super) inner: bool,
    /// Whether it holds a list of plain values, which is written as one text.
    pub(super) list: bool,
    /// The field's name in the schema.
    pub(super) field: String,
}

/// The columns of a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub(super) sources: Vec<Source>,
    /// The list within a row whose entries become rows of their own, if there is one.
    pub(super) unwound: Option<Vec<String>>,
}

/// Between the entries of a list in one cell.
pub(super) const SEPARATOR: &str = "; ";

/// The columns of what is selected on an object type.
pub(super) fn columns(
    types: &Types,
    document: &ExecutableDocument,
    set: &SelectionSet,
    object: &str,
) -> Result<Columns, ReportError> {
    let mut columns = Columns::default();
    Walk { types, document }.collect(set, object, &[], false, &mut columns)?;
    if columns.sources.is_empty() {
        return Err(ReportError::form(
            "The rows have no columns: select fields of the list's entries.",
        ));
    }
    Ok(columns)
}

struct Walk<'a> {
    types: &'a Types,
    document: &'a ExecutableDocument,
}

impl Walk<'_> {
    fn collect(
        &self,
        set: &SelectionSet,
        object: &str,
        path: &[String],
        inner: bool,
        columns: &mut Columns,
    ) -> Result<(), ReportError> {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, object, path, inner, columns)?,
                // What stands on another type is validated away before anything is executed.
                Selection::InlineFragment(fragment) => {
                    let set = &fragment.node.selection_set.node;
                    self.collect(set, object, path, inner, columns)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name) {
                        let set = &fragment.node.selection_set.node;
                        self.collect(set, object, path, inner, columns)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn field(
        &self,
        field: &Field,
        object: &str,
        path: &[String],
        inner: bool,
        columns: &mut Columns,
    ) -> Result<(), ReportError> {
        let name = field.name.node.as_str();
        let Some(known) = self.types.field(object, name) else {
            // `__typename` is the same in every row; of anything else validation says what is wrong.
            return Ok(());
        };
        let mut within = path.to_vec();
        within.push(field.response_key().node.to_string());
        let written = within.join(".");
        let set = &field.selection_set.node;
        match (self.types.sort(&known.of), known.list) {
            (Sort::Leaf(kind), list) => {
                let kind = if list { Kind::Text } else { kind };
                let all: Vec<String> = match (&columns.unwound, inner) {
                    (Some(unwound), true) => [unwound.as_slice(), &within].concat(),
                    _ => within.clone(),
                };
                let title = all.iter().map(|part| words(part, ' ')).collect::<Vec<_>>();
                let column = Column::new(
                    all.iter()
                        .map(|part| words(part, '_'))
                        .collect::<Vec<_>>()
                        .join("_"),
                    title.join(": "),
                    kind,
                    known.description.clone(),
                );
                let same = columns
                    .sources
                    .iter()
                    .position(|source| source.path == within && source.inner == inner);
                if same.is_none() {
                    columns.sources.push(Source {
                        column,
                        path: within,
                        inner,
                        list,
                        field: name.to_owned(),
                    });
                }
                Ok(())
            }
            (Sort::Object, false) if known.of.ends_with("Connection") => {
                Err(ReportError::form(format!(
                    "`{written}` is a list with pages of its own: a table has one row for each entry. Ask for it in a question of its own."
                )))
            }
            (Sort::Object, false) => self.collect(set, &known.of, &within, inner, columns),
            (Sort::Object, true) => {
                if inner
                    || columns
                        .unwound
                        .as_ref()
                        .is_some_and(|known| *known != within)
                {
                    return Err(ReportError::form(format!(
                        "`{written}` is a second list within a row: a table has one row for each entry of one list at most."
                    )));
                }
                columns.unwound = Some(within);
                self.collect(set, &known.of, &[], true, columns)
            }
            (Sort::Abstract, _) => Err(ReportError::form(format!(
                "`{written}` may be of several types: a table has the same columns in every row."
            ))),
        }
    }
}

/// `committedOn` as `committed_on`, or as `committed on`.
fn words(name: &str, between: char) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() && !words.ends_with(between) {
            words.push(between);
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
