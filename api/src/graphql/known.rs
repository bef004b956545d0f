//! Objects of which everything is known when they are made.
//!
//! The executor makes a future for each field of each object. In an answer with thousands of small figures,
//! of which none has to be read any more, that is most of the work: such objects are written down at once.

use super::question::ABSTRACT;
use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, FragmentDefinition, Selection, SelectionSet},
    registry::Registry,
};
use std::{
    borrow::{Borrow, Cow},
    collections::HashMap,
};

/// An object with fields that are known.
pub(super) trait Known: OutputType + Sync {
    /// In which ways its fields are shown that are known.
    type Way: Send + Sync;

    /// In which way this field is shown: found once for all objects of a list. `None` if it has to be resolved.
    fn way(field: &Positioned<Field>) -> Option<Self::Way>;

    /// Shows a field of this object; `None` if it has to be resolved after all.
    fn show<F: Form>(&self, way: &Self::Way, form: F) -> Option<F::Shown>;
}

impl<T: Known> Known for AtOnce<T> {
    type Way = T::Way;

    fn way(field: &Positioned<Field>) -> Option<T::Way> {
        T::way(field)
    }

    fn show<F: Form>(&self, way: &T::Way, form: F) -> Option<F::Shown> {
        self.0.show(way, form)
    }
}

/// What is selected of an object: its fields by their names in the answer, and the way in which each is shown.
pub(super) struct Plan<W> {
    /// With nothing in them yet.
    fields: IndexMap<Name, Value>,
    /// The names as they stand in JSON, with what comes before and behind.
    names: Vec<String>,
    ways: Vec<W>,
}

impl<W> Plan<W> {
    /// `None` where that is more than plain fields that are known, each under a name of its own.
    pub(super) fn of<T: Known<Way = W>>(selected: &SelectionSet) -> Option<Self> {
        let mut plan = Self {
            fields: IndexMap::with_capacity(selected.items.len()),
            names: Vec::with_capacity(selected.items.len()),
            ways: Vec::with_capacity(selected.items.len()),
        };
        for selection in &selected.items {
            let Selection::Field(field) = &selection.node else {
                return None;
            };
            let plain = field.node.directives.is_empty();
            plan.ways.push(T::way(field).filter(|_| plain)?);
            let name = field.node.response_key().node.clone();
            let before = if plan.fields.is_empty() { '{' } else { ',' };
            plan.names.push(format!("{before}\"{name}\":"));
            if plan.fields.insert(name, Value::Null).is_some() {
                return None;
            }
        }
        Some(plan)
    }
}

/// In which form known objects are shown.
pub(super) trait Form: Sized {
    /// What comes of it.
    type Shown;

    /// A value without fields.
    fn leaf(self, value: impl Into<Value>) -> Option<Self::Shown>;

    /// An object.
    fn object<T: Known>(self, plan: &Plan<T::Way>, of: &T) -> Option<Self::Shown>;

    /// Each object of a list.
    fn list<T: Known>(
        self,
        plan: &Plan<T::Way>,
        of: impl Iterator<Item: Borrow<T>>,
    ) -> Option<Self::Shown>;
}

/// As values, which whoever asked can look into.
struct AsValue;

impl Form for AsValue {
    type Shown = Value;

    fn leaf(self, value: impl Into<Value>) -> Option<Value> {
        Some(value.into())
    }

    fn object<T: Known>(self, plan: &Plan<T::Way>, of: &T) -> Option<Value> {
        let mut object = plan.fields.clone();
        for (field, way) in object.values_mut().zip(&plan.ways) {
            *field = of.show(way, AsValue)?;
        }
        Some(Value::Object(object))
    }

    fn list<T: Known>(
        self,
        plan: &Plan<T::Way>,
        of: impl Iterator<Item: Borrow<T>>,
    ) -> Option<Value> {
        let objects = of.map(|of| AsValue.object(plan, of.borrow()));
        Some(Value::List(objects.collect::<Option<_>>()?))
    }
}

/// As JSON, behind what is written already.
struct AsText<'t>(&'t mut Vec<u8>);

impl Form for AsText<'_> {
    type Shown = ();

    fn leaf(self, value: impl Into<Value>) -> Option<()> {
        serde_json::to_writer(self.0, &value.into()).ok()
    }

    fn object<T: Known>(self, plan: &Plan<T::Way>, of: &T) -> Option<()> {
        for (name, way) in plan.names.iter().zip(&plan.ways) {
            self.0.extend_from_slice(name.as_bytes());
            of.show(way, AsText(self.0))?;
        }
        self.0.push(b'}');
        Some(())
    }

    fn list<T: Known>(self, plan: &Plan<T::Way>, of: impl Iterator<Item: Borrow<T>>) -> Option<()> {
        self.0.push(b'[');
        for (place, of) in of.enumerate() {
            if place > 0 {
                self.0.push(b',');
            }
            AsText(self.0).object(plan, of.borrow())?;
        }
        self.0.push(b']');
        Some(())
    }
}

/// Given to a request whose answer is written down and not looked into: known objects come as JSON, in
/// [`Value::Binary`], which no scalar of the schema is. Only for a document that [`is_plain`].
pub struct Written;

/// Whether each field of an operation stands under a name of its own: then nothing that was written has to be
/// joined with what another selection of the same field shows. Fragments may name the same field where they are
/// of different types.
pub fn is_plain(selected: &SelectionSet, fragments: &Fragments) -> bool {
    let mut left = MOST_SELECTIONS;
    is_plain_below(selected, fragments, &mut left, DEEPEST)
}

/// The fragments of a document, by name.
pub type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// A document with more selections, written out, is not looked at further.
const MOST_SELECTIONS: usize = 10_000;

/// Nor is one that goes deeper than any that is answered, whether by fields or by fragments.
const DEEPEST: usize = 40;

fn is_plain_below(
    set: &SelectionSet,
    fragments: &Fragments,
    left: &mut usize,
    depth: usize,
) -> bool {
    let mut fields: Vec<(Option<&Name>, &Positioned<Field>)> = Vec::new();
    let found = depth > 0 && collect(set, None, fragments, left, depth, &mut fields);
    let mut names: HashMap<&Name, Vec<Option<&Name>>> = HashMap::with_capacity(fields.len());
    found
        && fields.iter().all(|(of, field)| {
            let known = names.entry(&field.node.response_key().node).or_default();
            // A field of any type may meet one of a single type.
            let is_alone = known.iter().all(|other| match (of, other) {
                (Some(one), Some(other)) => one != other,
                _ => false,
            });
            known.push(*of);
            is_alone
                && is_plain_below(
                    &field.node.selection_set.node,
                    fragments,
                    left,
                    depth.saturating_sub(1),
                )
        })
}

/// The fields of a selection, each with the type that a fragment says it is of; not, if they are too many.
fn collect<'d>(
    set: &'d SelectionSet,
    of: Option<&'d Name>,
    fragments: &'d Fragments,
    left: &mut usize,
    depth: usize,
    fields: &mut Vec<(Option<&'d Name>, &'d Positioned<Field>)>,
) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let narrowed = |condition: &'d Name| match condition.as_str() {
        ABSTRACT => of,
        _ => Some(condition),
    };
    set.items.iter().all(|selection| {
        let Some(fewer) = left.checked_sub(1) else {
            return false;
        };
        *left = fewer;
        match &selection.node {
            Selection::Field(field) => {
                fields.push((of, field));
                true
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let of = condition.map_or(of, |condition| narrowed(&condition.node.on.node));
                let set = &fragment.node.selection_set.node;
                collect(set, of, fragments, left, depth, fields)
            }
            Selection::FragmentSpread(spread) => {
                let fragment = fragments.get(&spread.node.fragment_name.node);
                fragment.is_some_and(|fragment| {
                    let of = narrowed(&fragment.node.type_condition.node.on.node);
                    let set = &fragment.node.selection_set.node;
                    collect(set, of, fragments, left, depth, fields)
                })
            }
        }
    })
}

/// Answers for the object inside, at once if all that is selected of it is known.
pub(super) struct AtOnce<T>(pub(super) T);

impl<T: Known> OutputType for AtOnce<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let plan = Plan::of::<T>(&ctx.item.node);
        match plan.and_then(|plan| AsValue.object(&plan, &self.0)) {
            Some(object) => Ok(object),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

/// Answers for a list of such objects in the same way.
pub(super) struct AllAtOnce<T>(Vec<AtOnce<T>>);

impl<T> FromIterator<T> for AllAtOnce<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        Self(all.into_iter().map(AtOnce).collect())
    }
}

impl<T: Known> OutputType for AllAtOnce<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<T>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let shown = || {
            let plan = Plan::of::<T>(&ctx.item.node)?;
            if ctx.data_opt::<Written>().is_none() {
                return AsValue.list::<AtOnce<T>>(&plan, self.0.iter());
            }
            let mut text = Vec::new();
            AsText(&mut text).list::<AtOnce<T>>(&plan, self.0.iter())?;
            Some(Value::Binary(text.into()))
        };
        match shown() {
            Some(list) => Ok(list),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::{parse_query, types::DocumentOperations};

    fn told(document: &str) -> bool {
        let document = parse_query(document).unwrap();
        let DocumentOperations::Single(operation) = &document.operations else {
            panic!("one operation");
        };
        is_plain(&operation.node.selection_set.node, &document.fragments)
    }

    #[test]
    fn a_field_that_is_selected_twice_is_seen() {
        assert!(told("{ a { b c } d: a { b } }"));
        assert!(!told("{ a { b } a { c } }"));
        assert!(!told("{ x { a { b } a { c } } }"));
        assert!(!told("{ a: b a: b }"));
    }

    #[test]
    fn fragments_are_looked_into() {
        assert!(told("{ ...F e } fragment F on Query { a { ... { b } c } }"));
        assert!(!told("{ ...F a { d } } fragment F on Query { a { b } }"));
        assert!(!told("{ ...F ...F } fragment F on Query { a { b } }"));
        assert!(!told("{ n { ...F b } } fragment F on Node { b }"));
        assert!(!told(
            "{ n { ...F ... on Project { b } } } fragment F on Node { b }"
        ));
        assert!(told("{ n { ... on Project { b } ... on Output { b } } }"));
        assert!(!told("{ n { ... on Project { b } ... on Project { b } } }"));
        assert!(!told("{ ...Unknown }"));
        // A fragment within itself ends where the bound is.
        assert!(!told("{ ...F } fragment F on Query { a { ...F } }"));
        assert!(!told("{ ...F } fragment F on Query { ...F }"));
    }
}
