//! The database as one viewer may see it on one day. Every read passes here.

use super::{Sitting, Store, StoreError, admission};
use crate::{
    policy::{
        Condition, Delivered, Recorded, Terms,
        access::{self, FacetAccess},
        sight::Sight,
        table::Facet,
    },
    query::{OwnStanding, OwnStandingField, Project, ProjectField},
    read::{self, Found, Key, NotAsked, Noun, Read, Row},
    standing::{LiveStanding, Standing, told},
    viewer::{Viewer, Who},
};
use chrono::NaiveDate;
use std::sync::Arc;

/// Answers questions for one viewer on one day, from one version of the data.
pub struct Reader {
    pub(crate) sitting: Sitting,
    pub(crate) terms: Terms,
    viewer: Viewer,
}

/// Why a token's holder is not admitted. The door answers 401 and says no more than that.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The data know no such holder, or it may not sign in today.
    #[error("{0}")]
    Unknown(&'static str),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The cursor points to no row that the viewer may see.
    #[error("the cursor points to no entry")]
    UnknownCursor,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for ReadError {
    fn from(error: sea_orm::DbErr) -> Self {
        ReadError::Store(error.into())
    }
}

impl Store {
    /// Trades a viewer for a reader: the database as this viewer may see it on `today`.
    ///
    /// # Errors
    /// If the data do not know the viewer, or it may not sign in today (entitlement, section 1).
    pub async fn reader(&self, viewer: &Viewer, today: NaiveDate) -> Result<Reader, Refused> {
        let sitting = Sitting::new(self.clone(), viewer, today);
        let terms = admission::admit(&sitting, viewer, today).await?;
        sitting.tell_more(&terms).await?;
        Ok(Reader {
            sitting,
            terms,
            viewer: viewer.clone(),
        })
    }

    /// The same on the terms on which this viewer was let in last, if it was. Before an answer leaves,
    /// [`Reader::is_current`] must have said that these terms still hold.
    ///
    /// # Errors
    /// If the data do not know the viewer, or it may not sign in today.
    pub async fn reader_as_before(
        &self,
        viewer: &Viewer,
        today: NaiveDate,
    ) -> Result<Reader, Refused> {
        // Of these nothing follows from the data.
        if matches!(viewer.who, Who::Public | Who::Secretariat) {
            let reader = self.reader(viewer, today).await?;
            return Ok(Reader {
                sitting: reader.sitting.reading_versions(None),
                ..reader
            });
        }
        let Some(known) = self.admissions.of(viewer, today) else {
            let reader = self.reader(viewer, today).await?;
            let version = reader.sitting.version().await?;
            self.admissions.keep(viewer, version, &reader.terms);
            return Ok(reader);
        };
        let terms = Terms {
            scopes: viewer.scopes,
            ..known.terms.clone()
        };
        Ok(Reader {
            sitting: Sitting::new(self.clone(), viewer, today)
                .reading_versions(Some((&known.version, &terms))),
            terms,
            viewer: viewer.clone(),
        })
    }
}

impl Reader {
    /// Whether all that was read is of one version of the data, and the terms on which this reader answers
    /// follow from it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn is_current(&self) -> Result<bool, StoreError> {
        match self.sitting.is_current().await {
            Ok(is_current) => Ok(is_current),
            Err(ReadError::Store(error)) => Err(error),
            Err(ReadError::UnknownCursor) => Ok(false),
        }
    }

    /// Answers a question.
    ///
    /// # Errors
    /// If a cursor points nowhere, or the database fails.
    pub async fn read<N: Noun>(&self, read: &Read<N>) -> Result<Found<N>, ReadError> {
        read::run(&self.sitting, &self.sight(), read).await
    }

    /// The rows with these keys, as the question asks for them; of a key that the viewer may not see
    /// nothing is found, as of one that does not exist.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find<N: Noun>(
        &self,
        read: &Read<N>,
        keys: &[Key],
    ) -> Result<Vec<Arc<Row<N>>>, ReadError> {
        let found = read::find(&self.sitting, &self.sight(), read, keys).await?;
        Ok(found.rows)
    }

    /// The rows with these keys, if they need not be read: where everyone sees every row of the noun, and
    /// nothing but the key is asked. The keys must be those that other rows name.
    pub fn named<N: Noun>(&self, read: &Read<N>, keys: &[Key]) -> Option<Vec<Arc<Row<N>>>> {
        let sight = self.sight();
        let open = N::RECORDED == Recorded::Never
            && matches!(N::rows(&sight, &sight.name()), Condition::Always);
        let field = read.key_alone().filter(|_| open)?;
        let keys = keys.iter().map(|key| match key.0.as_slice() {
            [key] => Some(Arc::new(Row::of_key(key, field))),
            _ => None,
        });
        keys.collect()
    }

    /// What the viewer is told of its access to each facet of a project: from its live standing and
    /// the rule's table alone, whether or not rows exist. The question must have asked for the
    /// project's programme and status.
    ///
    /// # Errors
    /// If it has not.
    pub fn access(
        &self,
        project: &Row<Project>,
        own: &Found<OwnStanding>,
    ) -> Result<Vec<FacetAccess>, NotAsked> {
        let mut live = Vec::with_capacity(own.rows.len());
        for row in &own.rows {
            if let Some(kind) = Standing::from_word(row.known_text(OwnStandingField::Kind)?) {
                let until = row.day(OwnStandingField::UntilDay)?.and_then(told);
                live.push(LiveStanding { kind, until });
            }
        }
        live.sort_by_key(|live| live.kind);
        let programme = project.known_text(ProjectField::Programme)?;
        let status = project.known_text(ProjectField::Status)?;
        let facets = Facet::ALL.into_iter();
        Ok(facets
            .map(|facet| access::told(&self.terms, facet, programme, status, &live))
            .collect())
    }

    /// The viewer's standings that are tied to no project: a seat on the Board, membership.
    pub fn programme_standings(&self) -> &[LiveStanding] {
        &self.terms.programme_standings
    }

    /// Who is asking.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The UTC date on which this reader answers.
    pub fn today(&self) -> NaiveDate {
        self.terms.today
    }

    /// How many statements were run so far.
    pub fn statements(&self) -> u32 {
        self.sitting.statements()
    }

    /// How many guarded rows were handed out so far, for the record of access.
    pub fn delivered(&self) -> Delivered {
        self.sitting.delivering().so_far()
    }

    pub(crate) fn sight(&self) -> Sight<'_> {
        Sight::new(&self.terms, self.sitting.backend())
    }
}
