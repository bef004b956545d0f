//! One read-only transaction, opened when first needed: all statements of a request see one version
//! of the data, and run one after another.

use super::{ReadError, Store, seat::Snapshot};
use crate::{
    policy::{Delivering, Recorded, Terms, setting},
    summary::Remembered,
    viewer::{Viewer, Who},
};
use chrono::NaiveDate;
use sea_orm::{
    DbBackend, QueryResult, StatementBuilder,
    sea_query::{DynIden, Expr, Func, Query, SelectStatement},
};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::Mutex;
use tracing::Instrument;

pub(crate) struct Sitting {
    store: Store,
    /// For row security: who asks, and on which day.
    asks: (Viewer, NaiveDate),
    snapshot: Mutex<Option<Snapshot>>,
    statements: AtomicU32,
    /// The public's terms on that day: what it would see is nothing to be recorded.
    public: Terms,
    delivering: Delivering,
}

impl Sitting {
    pub(crate) fn new(store: Store, viewer: &Viewer, today: NaiveDate) -> Self {
        Self {
            store,
            asks: (viewer.clone(), today),
            snapshot: Mutex::new(None),
            statements: AtomicU32::new(0),
            public: Terms::of_the_public(today),
            delivering: Delivering::default(),
        }
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.store.backend
    }

    /// How many statements it took so far; beginning the snapshot is not counted.
    pub(crate) fn statements(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }

    /// The public's terms, if somebody else is asking.
    pub(crate) fn public(&self) -> Option<&Terms> {
        (*self.who() != Who::Public).then_some(&self.public)
    }

    /// Who is asking.
    pub(crate) fn who(&self) -> &Who {
        self.asks.0.who()
    }

    /// The groups of kept sums that were read before.
    pub(crate) fn remembered(&self) -> &Remembered {
        &self.store.remembered
    }

    /// Enters which facets a question filters, orders, groups or counts by, if it is not the public that
    /// asks: nothing that the public learns is guarded.
    pub(crate) fn examine(&self, facets: impl IntoIterator<Item = Recorded>) {
        if self.public().is_some() {
            self.delivering.examine(facets);
        }
    }

    /// What is handed out, for the record of access.
    pub(crate) fn delivering(&self) -> &Delivering {
        &self.delivering
    }

    /// Runs a selection within the snapshot.
    pub(crate) async fn all<S: StatementBuilder>(
        &self,
        select: &S,
    ) -> Result<Vec<QueryResult>, ReadError> {
        let mut snapshot = self.snapshot.lock().await;
        let snapshot = match &mut *snapshot {
            Some(snapshot) => snapshot,
            empty => empty.insert(self.begin().await?),
        };
        self.statements.fetch_add(1, Ordering::Relaxed);
        let statement = self.store.backend.build(select);
        let span = tracing::info_span!(target: "istc", "statement", otel.kind = "client");
        snapshot.all(statement).instrument(span).await
    }

    /// Runs a selection of these columns and hands all its rows over as one text, an array of arrays in JSON:
    /// what would be many short messages is one.
    pub(crate) async fn at_once(
        &self,
        select: SelectStatement,
        columns: Vec<DynIden>,
    ) -> Result<String, ReadError> {
        let columns = columns.into_iter().map(Expr::col);
        let (row, rows) = match self.store.backend {
            DbBackend::Postgres => (
                "json_build_array",
                "cast(coalesce(json_agg($1), '[]') as text)",
            ),
            _ => ("json_array", "json_group_array(?)"),
        };
        let row: Expr = Func::cust(row).args(columns).into();
        let mut all = Query::select();
        all.expr(Expr::cust_with_exprs(rows, [row]))
            .from_subquery(select, "found");
        let found = self.all(&all).await?;
        let text = found.first().map(|row| row.try_get_by_index(0));
        Ok(text.transpose()?.unwrap_or_else(|| "[]".to_owned()))
    }

    /// With row security on, tells the database what followed from the data when the viewer was let in.
    pub(crate) async fn tell_more(&self, terms: &Terms) -> Result<(), ReadError> {
        if self.store.row_security
            && let Some(tell) = setting::tell_more(terms)
        {
            self.all(&tell).await?;
        }
        Ok(())
    }

    /// Begins the snapshot. With row security on, the database is told who asks before anything else,
    /// and forgets it when the snapshot ends.
    async fn begin(&self) -> Result<Snapshot, ReadError> {
        let mut snapshot = self.store.seats.take().await?;
        if self.store.row_security {
            let (viewer, today) = &self.asks;
            self.statements.fetch_add(1, Ordering::Relaxed);
            let tell = self.store.backend.build(&setting::tell(viewer, *today));
            snapshot.all(tell).await?;
        }
        Ok(snapshot)
    }
}
