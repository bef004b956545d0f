//! On which terms viewers were let in, kept as long as the data they follow from are of the same version.
//!
//! A request is answered on the terms that its viewer was let in on last. The version of the data is read
//! within the statement that answers it, or by one of its own; if it is another one, the answer is thrown
//! away and made anew on terms that are looked up.

use crate::{
    policy::Terms,
    viewer::{Viewer, Who},
};
use chrono::NaiveDate;
use moka::sync::Cache;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr,
    sea_query::{Expr, Query, SelectStatement},
};
use std::sync::Arc;

/// The terms of so many viewers are kept; those used least make room.
const MOST: u64 = 10_000;

/// The terms on which viewers were let in, and from which version of the data they follow.
#[derive(Clone)]
pub(super) struct Admissions(Cache<(Who, NaiveDate), Arc<Admission>>);

/// One viewer's.
pub(super) struct Admission {
    pub(super) version: String,
    pub(super) terms: Terms,
}

impl Admissions {
    pub(super) fn new() -> Self {
        Self(Cache::new(MOST))
    }

    /// The terms of this viewer on `today`, as they were last.
    pub(super) fn of(&self, viewer: &Viewer, today: NaiveDate) -> Option<Arc<Admission>> {
        self.0.get(&(viewer.who.clone(), today))
    }

    pub(super) fn keep(&self, viewer: &Viewer, version: String, terms: &Terms) {
        let terms = terms.clone();
        let admission = Arc::new(Admission { version, terms });
        let today = admission.terms.today;
        self.0.insert((viewer.who.clone(), today), admission);
    }

    pub(super) fn forget(&self, viewer: &Viewer, today: NaiveDate) {
        self.0.invalidate(&(viewer.who.clone(), today));
    }
}

/// Reads the version of the data.
pub(super) fn select() -> SelectStatement {
    Query::select()
        .expr(Expr::col("version"))
        .from("data_version")
        .take()
}

/// Gives the data another version, in the transaction that changes them. It is drawn at random, so that a
/// database that was put back to an earlier state never comes to a version that stood for another one.
pub(crate) async fn renew(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let random = match tx.get_database_backend() {
        DbBackend::Postgres => "cast(gen_random_uuid() as text)",
        _ => "hex(randomblob(16))",
    };
    tx.execute_unprepared(&format!("update data_version set version = {random}"))
        .await?;
    Ok(())
}
