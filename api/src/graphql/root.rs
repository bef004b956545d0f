//! The root as the library sees it: what `query.rs` and `totals.rs` offer, each field failing alone. No field is
//! defined here.

use super::{Query, query::Rows, totals::Totals};
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult,
    Value, parser::types::Field, registry::Registry, resolver_utils::resolve_container,
};
use std::borrow::Cow;

/// The root of every question. The library parses a field's arguments before the field is reached,
/// and would let one value that cannot be used (`first: 4294967296`) take every other root field
/// along; root fields are nullable so that it takes none.
pub struct Root;

impl ContainerType for Root {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        // Boxed: it is as large as the largest of all root fields.
        match Box::pin(Query(Rows, Totals).resolve_field(ctx)).await {
            Err(error) => {
                ctx.add_error(error);
                Ok(Some(Value::Null))
            }
            answer => answer,
        }
    }
}

impl OutputType for Root {
    fn type_name() -> Cow<'static, str> {
        <Query as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Query as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl ObjectType for Root {}
