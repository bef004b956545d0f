//! What of the viewer's standing ends within a year.

use super::{
    error::{Problem, Result},
    filter::{Conditions, Filtering},
    order::order,
    project::{Project, ProjectFilter},
    question::{Entry, Listed, Part, ask_field, ask_one, reader, related_one},
    scalar::Date,
    viewer::StandingKindFilter,
    words::{FacetKind, OutputLevel, StandingKind},
};
use async_graphql::{Context, InputObject, Object};
use entity::{
    EndingField, ProjectField,
    read::{Filter, Noun, Place, Read, Row},
};
use std::sync::Arc;

/// No field of a document stands here: what tells which facets a standing opens is asked for once.
const ITS_PROJECT: Place = 0;

/// A standing of the viewer that ends within a year.
pub(super) struct Ending(Arc<Row<entity::Ending>>);

impl From<Arc<Row<entity::Ending>>> for Ending {
    fn from(row: Arc<Row<entity::Ending>>) -> Self {
        Self(row)
    }
}

impl Entry for Ending {
    type Noun = entity::Ending;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "until" => {
                    read.field(EndingField::UntilDay);
                }
                "project" => ask_one::<Project, _>(read, entity::Ending::project(), &part)?,
                "facets" => {
                    let mut project = Read::new();
                    project
                        .field(ProjectField::Programme)
                        .field(ProjectField::Status);
                    read.child(&[ITS_PROJECT], entity::Ending::project(), project);
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for Ending {
    type Filter = EndingFilter;
    type Order = EndingOrder;
}

/// A standing of the viewer that ends within a year, and what it opens until then.
#[Object]
impl Ending {
    /// Which standing.
    async fn kind(&self) -> Result<StandingKind> {
        let word = self.0.known_text(EndingField::Kind)?;
        StandingKind::of(word).ok_or_else(|| Problem::of_ours("a standing of no known kind"))
    }

    /// The first day on which it no longer holds.
    async fn until(&self) -> Result<Date> {
        let until = self.0.day(EndingField::UntilDay)?;
        until
            .map(|day| Date(day.to_string()))
            .ok_or_else(|| Problem::of_ours("a standing without an end among those that end"))
    }

    /// The project; null for a standing in the programme as a whole.
    async fn project(&self, ctx: &Context<'_>) -> Result<Option<Project>> {
        related_one(ctx, &self.0)
    }

    /// The facets of the project, or of projects in general, that this standing opens in the token's
    /// scope. Another standing may open some of them too.
    async fn facets(&self, ctx: &Context<'_>) -> Result<Vec<FacetKind>> {
        let project = self.0.related::<entity::Project>(ITS_PROJECT)?;
        let facets = reader(ctx)?.opened_facets(&self.0, &project)?;
        Ok(facets
            .into_iter()
            .filter_map(|facet| FacetKind::of(facet.name()))
            .collect())
    }

    /// The levels of outputs that this standing opens in the token's scope. Another standing may open
    /// some of them too.
    async fn outputs(&self, ctx: &Context<'_>) -> Result<Vec<OutputLevel>> {
        let levels = reader(ctx)?.opened_levels(&self.0)?;
        Ok(levels.into_iter().filter_map(OutputLevel::of).collect())
    }
}

/// Which of the standings that end are wanted.
#[derive(InputObject, Clone)]
pub(super) struct EndingFilter {
    /// All of these.
    and: Option<Vec<EndingFilter>>,
    /// At least one of these.
    or: Option<Vec<EndingFilter>>,
    /// Not this.
    not: Option<Box<EndingFilter>>,
    /// Which kind.
    kind: Option<StandingKindFilter>,
    /// The project.
    project: Option<Box<ProjectFilter>>,
}

impl Filtering<entity::Ending> for EndingFilter {
    fn filter(self) -> Result<Filter<entity::Ending>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(EndingField::Kind, self.kind)?
            .one(entity::Ending::project(), self.project)?
            .all())
    }
}

order! {
    /// How the standings that end are sorted.
    EndingOrder by EndingOrderField of entity::Ending, EndingField {
        /// By the day on which it ends.
        UntilDay,
        /// By the project's number; standings in the programme come first.
        ProjectNumber,
        /// By kind.
        Kind,
    }
}
