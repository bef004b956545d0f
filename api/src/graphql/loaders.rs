//! Loaders for what does not come from one `Read`: `node`, `nodes`, hits of a search.
//!
//! One set per request, around its reader, and gone with it: nothing that is fetched for one viewer
//! can reach another. The `dataloader` crate collects the keys of one question; a key that the viewer
//! may not see and one that does not exist both load nothing, by the same statement.

use super::error::{Problem, Result};
use dataloader::{BatchFn, cached::Loader};
use entity::{
    ReadError, Reader,
    read::{Key, Noun, Place, Read, Row},
};
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Keys of one question that are fetched with one statement.
const MOST_KEYS: usize = 1_000;

/// The loaders of one request.
pub(super) struct Loaders {
    reader: Arc<Reader>,
    by_question: ByQuestion,
}

type ByQuestion = Arc<Mutex<HashMap<Question, Arc<dyn Any + Send + Sync>>>>;

#[cfg(mutants)]
static SHARED: Mutex<Option<ByQuestion>> = Mutex::new(None);

/// A noun, and where in the document it is asked for.
type Question = (TypeId, Vec<Place>);

/// A loader remembers failures like values, which is right for one request: it reads one version of
/// the data, and what failed once in it would fail again.
type Loaded<N> = std::result::Result<Option<Arc<Row<N>>>, Arc<ReadError>>;

type KeyLoader<N> = Loader<Key, Loaded<N>, Fetch<N>>;

/// Fetches the rows of some keys, as one question asks for them.
struct Fetch<N: Noun> {
    reader: Arc<Reader>,
    read: Read<N>,
}

impl<N: Noun> BatchFn<Key, Loaded<N>> for Fetch<N> {
    async fn load(&mut self, keys: &[Key]) -> HashMap<Key, Loaded<N>> {
        let mut loaded: HashMap<Key, Loaded<N>> =
            keys.iter().cloned().map(|key| (key, Ok(None))).collect();
        match self.reader.find(&self.read, keys).await {
            Ok(rows) => {
                for row in rows {
                    loaded.insert(row.key(), Ok(Some(row)));
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                for value in loaded.values_mut() {
                    *value = Err(error.clone());
                }
            }
        }
        loaded
    }
}

impl Loaders {
    pub(super) fn new(reader: &Arc<Reader>) -> Self {
        #[cfg(mutants)]
        if entity::mutant::is("loader_shared_between_requests") {
            let mut first = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
            let by_question = first.get_or_insert_default().clone();
            return Self {
                reader: reader.clone(),
                by_question,
            };
        }
        Self {
            reader: reader.clone(),
            by_question: Arc::default(),
        }
    }

    /// The rows with these keys, as the question at `places` asks for them: all of them together, since
    /// a fragment may stand in two questions of which one asks for more.
    pub(super) async fn load<N: Noun>(
        &self,
        places: Vec<Place>,
        ask: impl FnOnce() -> Result<Read<N>>,
        keys: Vec<Key>,
    ) -> Result<HashMap<Key, Arc<Row<N>>>> {
        let loader = self.loader(places, ask)?;
        let mut rows = HashMap::new();
        let loaded = loader
            .try_load_many(keys)
            .await
            .map_err(|_| Problem::of_ours("a loader lost its keys"))?;
        for (key, row) in loaded {
            match row {
                Ok(Some(row)) => {
                    rows.insert(key, row);
                }
                Ok(None) => {}
                Err(error) => return Err(shared(&error)),
            }
        }
        Ok(rows)
    }

    fn loader<N: Noun>(
        &self,
        places: Vec<Place>,
        ask: impl FnOnce() -> Result<Read<N>>,
    ) -> Result<KeyLoader<N>> {
        let name = (TypeId::of::<N>(), places);
        let mut known = self
            .by_question
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(loader) = known
            .get(&name)
            .and_then(|loader| loader.downcast_ref::<KeyLoader<N>>())
        {
            return Ok(loader.clone());
        }
        let loader: KeyLoader<N> = Loader::new(Fetch {
            reader: self.reader.clone(),
            read: ask()?,
        })
        .with_yield_count(1)
        .with_max_batch_size(MOST_KEYS);
        known.insert(name, Arc::new(loader.clone()));
        Ok(loader)
    }
}

/// The same failure, told to each who waited for it.
fn shared(error: &Arc<ReadError>) -> Problem {
    match &**error {
        ReadError::UnknownCursor => ReadError::UnknownCursor.into(),
        ReadError::Store(error) => Problem::of_store(error),
    }
}
