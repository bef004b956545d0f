//! One read-only transaction, opened when first needed: all statements of a request see one version
//! of the data, and run one after another.

use super::{ReadError, Store};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, QueryResult, StatementBuilder,
    TransactionTrait,
};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::Mutex;

pub(crate) struct Sitting {
    store: Store,
    snapshot: Mutex<Option<DatabaseTransaction>>,
    statements: AtomicU32,
}

impl Sitting {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            snapshot: Mutex::new(None),
            statements: AtomicU32::new(0),
        }
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.store.backend
    }

    /// How many statements it took so far; beginning the snapshot is not counted.
    pub(crate) fn statements(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Runs a selection within the snapshot.
    pub(crate) async fn all<S: StatementBuilder>(
        &self,
        select: &S,
    ) -> Result<Vec<QueryResult>, ReadError> {
        let mut snapshot = self.snapshot.lock().await;
        let snapshot = match &mut *snapshot {
            Some(snapshot) => snapshot,
            empty => empty.insert(self.store.read.begin().await?),
        };
        self.statements.fetch_add(1, Ordering::Relaxed);
        let statement = self.store.backend.build(select);
        Ok(snapshot.query_all_raw(statement).await?)
    }
}
