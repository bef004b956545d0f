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
use std::borrow::{Borrow, Cow};

/// An object with fields that are known.
pub(super) trait Known: OutputType + Sync {
    /// In which ways its fields are shown that are known.
    type Way: Send + Sync;

    /// In which way this field is shown: found once for all objects of a list. `None` if it has to be resolved.
    fn way(field: &Positioned<Field>) -> Option<Self::Way>;

    /// What a field shows of this object; `None` if it has to be resolved after all.
    fn shown(&self, way: &Self::Way) -> Option<Value>;
}

impl<T: Known> Known for AtOnce<T> {
    type Way = T::Way;

    fn way(field: &Positioned<Field>) -> Option<T::Way> {
        T::way(field)
    }

    fn shown(&self, way: &T::Way) -> Option<Value> {
        self.0.shown(way)
    }
}

/// What is selected of an object: its fields by their names in the answer, and the way in which each is shown.
pub(super) struct Plan<W> {
    /// With nothing in them yet.
    fields: IndexMap<Name, Value>,
    ways: Vec<W>,
}

impl<W> Plan<W> {
    /// `None` where that is more than plain fields that are known, each under a name of its own.
    pub(super) fn of<T: Known<Way = W>>(selected: &SelectionSet) -> Option<Self> {
        let mut plan = Self {
            fields: IndexMap::with_capacity(selected.items.len()),
            ways: Vec::with_capacity(selected.items.len()),
        };
        for selection in &selected.items {
            let Selection::Field(field) = &selection.node else {
                return None;
            };
            let plain = field.node.directives.is_empty();
            plan.ways.push(T::way(field).filter(|_| plain)?);
            let name = field.node.response_key().node.clone();
            if plan.fields.insert(name, Value::Null).is_some() {
                return None;
            }
        }
        Some(plan)
    }

    /// What it shows of an object.
    pub(super) fn object<T: Known<Way = W>>(&self, of: &T) -> Option<Value> {
        let mut object = self.fields.clone();
        for (field, way) in object.values_mut().zip(&self.ways) {
            *field = of.shown(way)?;
        }
        Some(Value::Object(object))
    }

    /// The same of an object that may be missing.
    pub(super) fn option<T: Known<Way = W>>(&self, of: Option<T>) -> Option<Value> {
        of.map_or(Some(Value::Null), |of| self.object(&of))
    }

    /// The same of each object of a list.
    pub(super) fn list<T: Known<Way = W>>(
        &self,
        of: impl Iterator<Item = impl Borrow<T>>,
    ) -> Option<Value> {
        let mut objects = Vec::with_capacity(of.size_hint().0);
        for of in of {
            objects.push(self.object(of.borrow())?);
        }
        Some(Value::List(objects))
    }
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
        match plan.and_then(|plan| plan.object(&self.0)) {
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
        let plan = Plan::of::<T>(&ctx.item.node);
        match plan.and_then(|plan| plan.list::<T>(self.0.iter().map(|of| &of.0))) {
            Some(list) => Ok(list),
            None => self.0.resolve(ctx, field).await,
        }
    }
}
