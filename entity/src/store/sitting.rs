//! One read-only transaction, opened when first needed: all statements of a request see one version
//! of the data, and run one after another.

use super::{ReadError, Store, seat::Snapshot, version};
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
use std::sync::{
    OnceLock,
    atomic::{AtomicU32, Ordering},
};
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
    presumed: Option<Presumed>,
}

/// What the viewer's terms were taken from instead of the data.
struct Presumed {
    /// The version of the data from which they follow.
    version: String,
    /// Whether the data that are read are of that version, once it is known.
    is_current: OnceLock<bool>,
    terms: Terms,
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
            presumed: None,
        }
    }

    /// With terms that follow from this version of the data.
    pub(super) fn presuming(mut self, version: &str, terms: &Terms) -> Self {
        self.presumed = Some(Presumed {
            version: version.to_owned(),
            is_current: OnceLock::new(),
            terms: terms.clone(),
        });
        self
    }

    /// The version of the data that are read.
    pub(super) async fn version(&self) -> Result<String, ReadError> {
        let rows = self.all(&version::select()).await?;
        let version = rows.first().map(|row| row.try_get_by_index(0));
        Ok(version.transpose()?.unwrap_or_default())
    }

    /// What a statement reads beside its rows, if it is not known yet whether the terms still hold.
    pub(crate) fn reads_version(&self) -> Option<Expr> {
        let presumed = self.presumed.as_ref()?;
        let is_open = presumed.is_current.get().is_none();
        is_open.then(|| version::select().into())
    }

    /// Takes note of the version that a statement read.
    pub(crate) fn has_read_version(&self, version: &str) {
        if let Some(presumed) = &self.presumed {
            let is_current = presumed.version == version;
            let is_current = *presumed.is_current.get_or_init(|| is_current);
            if !is_current {
                let (viewer, today) = &self.asks;
                self.store.admissions.forget(viewer, *today);
            }
        }
    }

    /// Whether the terms follow from the data that are read.
    pub(super) async fn is_current(&self) -> Result<bool, ReadError> {
        let Some(presumed) = &self.presumed else {
            return Ok(true);
        };
        if presumed.is_current.get().is_none() {
            self.has_read_version(&self.version().await?);
        }
        Ok(presumed.is_current.get().copied().unwrap_or_default())
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
            let terms = self.presumed.as_ref().map(|presumed| &presumed.terms);
            let tell = setting::tell(viewer, *today, terms);
            let tell = self.store.backend.build(&tell);
            snapshot.all(tell).await?;
        }
        Ok(snapshot)
    }
}
