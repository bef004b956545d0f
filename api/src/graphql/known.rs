//! Objects of which everything is known when they are made.
//!
//! The executor makes a future for each field of each object. In an answer with thousands of small figures,
//! of which none has to be read any more, that is most of the work: such objects are written down at once.

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
};
use std::{
    borrow::{Borrow, Cow},
    collections::HashSet,
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

/// Whether every selection is of fields alone, each under a name of its own: then nothing that was written has to be
/// joined with what another selection of the same field shows.
pub fn is_plain(selected: &SelectionSet) -> bool {
    let mut names = HashSet::with_capacity(selected.items.len());
    selected
        .items
        .iter()
        .all(|selection| match &selection.node {
            Selection::Field(field) => {
                names.insert(&field.node.response_key().node)
                    && is_plain(&field.node.selection_set.node)
            }
            _ => false,
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
