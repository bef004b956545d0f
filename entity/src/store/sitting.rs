//! What one request reads: a read-only transaction, opened when first needed, so that all its statements see
//! one version of the data; they run one after another.
//!
//! A question that takes one statement needs no transaction. Where a request reads the version of the data
//! with each statement, the first ones run by themselves, and what does not see the version of the others
//! is thrown away.

use super::{ReadError, Store, seat::Snapshot, version};
use crate::{
    policy::{Delivering, Recorded, Terms, setting, sight::with_constant_fences},
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
    atomic::{AtomicBool, AtomicU32, Ordering},
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
    versions: Option<Versions>,
}

/// Which version of the data the statements of a request see, where each reads it.
struct Versions {
    /// The first that was read, or the one from which the viewer's terms follow.
    expected: OnceLock<String>,
    /// Whether a statement saw it.
    is_read: AtomicBool,
    /// Whether a statement saw another one.
    differs: AtomicBool,
    /// The viewer's terms, if they are known beforehand.
    terms: Option<Terms>,
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
            versions: None,
        }
    }

    /// With a version that is read with each statement, and terms that follow from this one.
    pub(super) fn reading_versions(mut self, terms: Option<(&str, &Terms)>) -> Self {
        let versions = Versions {
            expected: OnceLock::new(),
            is_read: AtomicBool::new(false),
            differs: AtomicBool::new(false),
            terms: terms.map(|(_, terms)| terms.clone()),
        };
        if let Some((version, _)) = terms {
            versions.expected.get_or_init(|| version.to_owned());
        }
        self.versions = Some(versions);
        self
    }

    /// The version of the data that are read.
    pub(super) async fn version(&self) -> Result<String, ReadError> {
        let rows = self.all(&version::select()).await?;
        let version = rows.first().map(|row| row.try_get_by_index(0));
        Ok(version.transpose()?.unwrap_or_default())
    }

    /// What a statement has to read beside its rows, if it reads the version of the data.
    pub(crate) fn reads_version(&self) -> Option<Expr> {
        self.versions.as_ref().map(|_| version::select().into())
    }

    /// Takes note of the version that a statement read.
    pub(crate) fn has_read_version(&self, version: &str) {
        let Some(versions) = &self.versions else {
            return;
        };
        versions.is_read.store(true, Ordering::SeqCst);
        if versions.expected.get_or_init(|| version.to_owned()) != version {
            versions.differs.store(true, Ordering::SeqCst);
            let (viewer, today) = &self.asks;
            self.store.admissions.forget(viewer, *today);
        }
    }

    /// Whether all that was read is of one version of the data, and the viewer's terms follow from it.
    pub(super) async fn is_current(&self) -> Result<bool, ReadError> {
        let Some(versions) = &self.versions else {
            return Ok(true);
        };
        // What ran by itself may have seen another version than the snapshot. It is read in any case where there
        // are both, so that the number of statements depends on the question alone.
        let has_snapshot = {
            let snapshot = self.snapshot.lock().await;
            self.may_run_by_itself() && snapshot.as_ref().is_some_and(Snapshot::has_begun)
        };
        let is_read = versions.is_read.load(Ordering::SeqCst) && !has_snapshot;
        if versions.expected.get().is_some() && !is_read {
            self.has_read_version(&self.version().await?);
        }
        Ok(!versions.differs.load(Ordering::SeqCst))
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
        self.run(select, true).await
    }

    /// Runs a selection that reads the version of the data: by itself, unless the snapshot has begun.
    pub(crate) async fn by_itself<S: StatementBuilder>(
        &self,
        select: &S,
    ) -> Result<Vec<QueryResult>, ReadError> {
        self.run(select, !self.may_run_by_itself()).await
    }

    /// Whether a statement may run in no transaction. With row security the settings that say who asks hold for
    /// one; and PostgreSQL may report what work it counted between two, and begin anew.
    fn may_run_by_itself(&self) -> bool {
        self.versions.is_some() && !self.store.row_security && self.store.work().is_none()
    }

    async fn run<S: StatementBuilder>(
        &self,
        select: &S,
        needs_snapshot: bool,
    ) -> Result<Vec<QueryResult>, ReadError> {
        let statement = with_constant_fences(self.store.backend.build(select));
        self.store.seats.sends(&statement.sql);
        let mut snapshot = self.snapshot.lock().await;
        let snapshot = match &mut *snapshot {
            Some(snapshot) => snapshot,
            empty => empty.insert(self.begin().await?),
        };
        self.statements.fetch_add(1, Ordering::Relaxed);
        let span = tracing::info_span!(target: "istc", "statement", otel.kind = "client");
        if !needs_snapshot && !snapshot.has_begun() {
            return snapshot.one(statement).instrument(span).await;
        }
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
            let terms = self.versions.as_ref();
            let terms = terms.and_then(|versions| versions.terms.as_ref());
            let tell = setting::tell(viewer, *today, terms);
            let tell = self.store.backend.build(&tell);
            snapshot.all(tell).await?;
        }
        Ok(snapshot)
    }
}
