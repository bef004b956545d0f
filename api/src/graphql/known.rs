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
use std::borrow::Cow;

/// An object with fields that are known.
pub(super) trait Known: OutputType + Sync {
    /// What a field shows; `None` if it has to be resolved.
    fn known(&self, field: &Positioned<Field>) -> Option<Value>;
}

impl<T: Known> Known for &T {
    fn known(&self, field: &Positioned<Field>) -> Option<Value> {
        T::known(self, field)
    }
}

impl<T: Known> Known for AtOnce<T> {
    fn known(&self, field: &Positioned<Field>) -> Option<Value> {
        self.0.known(field)
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
        match object(&self.0, &ctx.item.node) {
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
        match list(self.0.iter(), &ctx.item.node) {
            Some(list) => Ok(list),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

/// What is selected of an object; `None` where that is more than plain fields, each under a name of its own.
pub(super) fn object<T: Known>(of: &T, selected: &SelectionSet) -> Option<Value> {
    let mut object: IndexMap<Name, Value> = IndexMap::with_capacity(selected.items.len());
    for selection in &selected.items {
        let Selection::Field(field) = &selection.node else {
            return None;
        };
        let plain = field.node.directives.is_empty();
        let shown = of.known(field).filter(|_| plain)?;
        let name = field.node.response_key().node.clone();
        if object.insert(name, shown).is_some() {
            return None;
        }
    }
    Some(Value::Object(object))
}

/// The same of an object that may be missing.
pub(super) fn option<T: Known>(of: Option<T>, selected: &SelectionSet) -> Option<Value> {
    match of {
        Some(of) => object(&of, selected),
        None => Some(Value::Null),
    }
}

/// The same of each object of a list.
pub(super) fn list<T: Known>(
    of: impl Iterator<Item = T>,
    selected: &SelectionSet,
) -> Option<Value> {
    let mut objects = Vec::with_capacity(of.size_hint().0);
    for of in of {
        objects.push(object(&of, selected)?);
    }
    Some(Value::List(objects))
}
