//! Rows that an answer names by their keys: read together, one statement for each place that asks for them.

use super::{
    error::{Problem, Result},
    loaders::Loaders,
    question::{Entry, Part, this_place},
};
use async_graphql::Context;
use entity::read::{Key, Place, Read, Row};
use std::{any::Any, collections::HashMap, sync::Arc};

/// Rows by the places that ask for them.
#[derive(Default)]
pub(super) struct Named(HashMap<Place, Arc<dyn Any + Send + Sync>>);

type Rows<T> = HashMap<Key, Arc<Row<<T as Entry>::Noun>>>;

impl Named {
    /// Reads the rows with these keys, as this part asks for them.
    pub(super) async fn load<T: Entry>(
        &mut self,
        ctx: &Context<'_>,
        part: &Part<'_>,
        keys: impl IntoIterator<Item = String>,
    ) -> Result<()> {
        let mut keys: Vec<Key> = keys.into_iter().map(|key| Key(vec![key])).collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() {
            return Ok(());
        }
        let loaders = ctx
            .data::<Loaders>()
            .map_err(|_| Problem::of_ours("executed without loaders"))?;
        let ask = || {
            let mut read = Read::new();
            T::ask(&mut read, part)?;
            Ok(read)
        };
        let rows: Rows<T> = loaders.load::<T::Noun>(part.places(), ask, keys).await?;
        for place in part.places() {
            // A fragment may be asked for in two lists of one answer.
            let known = self.0.get(&place);
            let mut all: Rows<T> = known
                .and_then(|known| known.downcast_ref::<Rows<T>>())
                .cloned()
                .unwrap_or_default();
            all.extend(rows.iter().map(|(key, row)| (key.clone(), row.clone())));
            self.0.insert(place, Arc::new(all));
        }
        Ok(())
    }

    /// The row of this key, as the field asks for it that is being resolved.
    pub(super) fn row<T: Entry>(&self, ctx: &Context<'_>, key: &str) -> Option<T> {
        let rows = self.0.get(&this_place(ctx))?;
        let row = rows
            .downcast_ref::<Rows<T>>()?
            .get(&Key(vec![key.to_owned()]))?;
        Some(T::from(row.clone()))
    }
}
