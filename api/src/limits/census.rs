//! The census of a document as it is written, each definition once: what is counted without
//! writing fragments out, and which fragments each fragment spreads.

use std::collections::HashMap;
use std::convert::Infallible;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, FragmentDefinition, OperationDefinition, Selection,
    SelectionSet, VariableDefinition,
};
use async_graphql::{Name, Pos, Positioned, Value, Variables};

use super::input_types::innermost;
use super::{
    ALIASES, Counted, DIRECTIVES, FRAGMENTS, InputTypes, LIST_ITEMS, OPERATIONS, Refusal,
    VARIABLE_NESTING, VARIABLES,
};

/// A fragment's name where it is spread.
pub(super) type Spread<'d> = (&'d str, Pos);

/// What each fragment spreads, at any depth within its own definition.
pub(super) type Spreads<'d> = HashMap<&'d str, Vec<Spread<'d>>>;

/// The operations in the order they are written, so that the same document is always refused
/// for the same reason; the parser keeps them in a map.
pub(super) fn operations(document: &ExecutableDocument) -> Vec<&Positioned<OperationDefinition>> {
    let mut operations: Vec<_> = document.operations.iter().map(|(_, found)| found).collect();
    operations.sort_by_key(|operation| operation.pos);
    operations
}

/// The fragments and their names in the order they are written.
pub(super) fn fragments(
    document: &ExecutableDocument,
) -> Vec<(&str, &Positioned<FragmentDefinition>)> {
    let named = |(name, found)| (Name::as_str(name), found);
    let mut fragments: Vec<_> = document.fragments.iter().map(named).collect();
    fragments.sort_by_key(|(_, fragment)| fragment.pos);
    fragments
}

/// Counts the definitions.
pub(super) fn definitions(document: &ExecutableDocument) -> Result<(), Refusal> {
    if let Some(excess) = operations(document).get(OPERATIONS) {
        return Err(Counted::Operations.refused(Some(excess.pos)));
    }
    if let Some((_, excess)) = fragments(document).get(FRAGMENTS) {
        return Err(Counted::Fragments.refused(Some(excess.pos)));
    }
    Ok(())
}

/// Takes the census of every definition, used or not: validation reads them all.
pub(super) fn take<'d>(
    document: &'d ExecutableDocument,
    types: &InputTypes,
) -> Result<Spreads<'d>, Refusal> {
    let mut census = Census {
        document,
        aliases: 0,
        directives: 0,
        spreads: Vec::new(),
    };
    for operation in operations(document) {
        census.variable_definitions(&operation.node.variable_definitions, types)?;
        census.directives(&operation.node.directives)?;
        census.selection_set(&operation.node.selection_set.node)?;
    }
    let mut spreads = Spreads::new();
    for (name, fragment) in fragments(document) {
        census.spreads.clear();
        census.directives(&fragment.node.directives)?;
        census.selection_set(&fragment.node.selection_set.node)?;
        spreads.insert(name, std::mem::take(&mut census.spreads));
    }
    Ok(spreads)
}

/// Counts the items of every list in the variables' values, and the levels of every value.
pub(super) fn variables(variables: &Variables) -> Result<(), Refusal> {
    if !variables.values().all(nesting_within_bound) {
        return Err(Counted::VariableLevels.refused(None));
    }
    if variables.values().all(lists_within_bound) {
        Ok(())
    } else {
        Err(Counted::VariableListItems.refused(None))
    }
}

fn nesting_within_bound(value: &Value) -> bool {
    let mut waiting = vec![(value, 0)];
    while let Some((value, around)) = waiting.pop() {
        let level = around + 1;
        match value {
            Value::List(_) | Value::Object(_) if level > VARIABLE_NESTING => return false,
            Value::List(items) => waiting.extend(items.iter().map(|item| (item, level))),
            Value::Object(fields) => waiting.extend(fields.values().map(|field| (field, level))),
            _ => {}
        }
    }
    true
}

struct Census<'d> {
    document: &'d ExecutableDocument,
    aliases: usize,
    directives: usize,
    spreads: Vec<Spread<'d>>,
}

impl<'d> Census<'d> {
    fn variable_definitions(
        &mut self,
        definitions: &[Positioned<VariableDefinition>],
        types: &InputTypes,
    ) -> Result<(), Refusal> {
        if let Some(excess) = definitions.get(VARIABLES) {
            return Err(Counted::Variables.refused(Some(excess.pos)));
        }
        for definition in definitions {
            let of = &definition.node.var_type;
            let name = innermost(&of.node);
            if !types.contains(name) {
                return Err(Refusal::unknown_variable_type(name, of.pos));
            }
            if let Some(default) = &definition.node.default_value {
                list_items(&default.node, default.pos)?;
            }
            self.directives(&definition.node.directives)?;
        }
        Ok(())
    }

    /// Recurses for nested selection sets, of which the parser allows 64.
    ///
    /// Values are looked at with every variable as null. async-graphql does not export the type
    /// of a value that may hold variables; it can only be turned into one without.
    fn selection_set(&mut self, set: &'d SelectionSet) -> Result<(), Refusal> {
        for selection in &set.items {
            self.directives(selection.node.directives())?;
            match &selection.node {
                Selection::Field(field) => {
                    if let Some(alias) = &field.node.alias {
                        self.aliases += 1;
                        if self.aliases > ALIASES {
                            return Err(Counted::Aliases.refused(Some(alias.pos)));
                        }
                    }
                    for (_, value) in &field.node.arguments {
                        let as_null = |_| Ok::<_, Infallible>(Value::Null);
                        let Ok(plain) = value.node.clone().into_const_with(as_null);
                        list_items(&plain, value.pos)?;
                    }
                    self.selection_set(&field.node.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name;
                    if !self.document.fragments.contains_key(&name.node) {
                        return Err(Refusal::unknown_fragment(&name.node, name.pos));
                    }
                    self.spreads.push((&name.node, name.pos));
                }
                Selection::InlineFragment(fragment) => {
                    self.selection_set(&fragment.node.selection_set.node)?;
                }
            }
        }
        Ok(())
    }

    fn directives(&mut self, directives: &[Positioned<Directive>]) -> Result<(), Refusal> {
        for directive in directives {
            self.directives += 1;
            if self.directives > DIRECTIVES {
                return Err(Counted::Directives.refused(Some(directive.pos)));
            }
            for (_, value) in &directive.node.arguments {
                let as_null = |_| Ok::<_, Infallible>(Value::Null);
                let Ok(plain) = value.node.clone().into_const_with(as_null);
                list_items(&plain, value.pos)?;
            }
        }
        Ok(())
    }
}

fn list_items(value: &Value, at: Pos) -> Result<(), Refusal> {
    if lists_within_bound(value) {
        Ok(())
    } else {
        Err(Counted::ListItems.refused(Some(at)))
    }
}

fn lists_within_bound(value: &Value) -> bool {
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::List(items) if items.len() > LIST_ITEMS => return false,
            Value::List(items) => waiting.extend(items),
            Value::Object(fields) => waiting.extend(fields.values()),
            _ => {}
        }
    }
    true
}
