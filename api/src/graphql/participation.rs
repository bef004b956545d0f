//! Institutes' part in projects.

use super::{
    error::Result,
    filter::{BooleanFilter, Conditions, Filtering, list_filter, word_filter},
    institute::{Institute, InstituteFilter},
    order::order,
    project::{Project, ProjectFilter},
    question::{Entry, Listed, Part, ask_field, ask_one, related_one},
    words::ParticipationRole,
};
use async_graphql::{Context, InputObject, Object};
use entity::{
    ParticipationField,
    read::{Filter, Noun, Read, Row},
};
use std::sync::Arc;

/// An institute's part in a project.
pub(super) struct Participation(Arc<Row<entity::Participation>>);

impl From<Arc<Row<entity::Participation>>> for Participation {
    fn from(row: Arc<Row<entity::Participation>>) -> Self {
        Self(row)
    }
}

impl Entry for Participation {
    type Noun = entity::Participation;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "project" => ask_one::<Project, _>(read, entity::Participation::project(), &part)?,
                "institute" => {
                    ask_one::<Institute, _>(read, entity::Participation::institute(), &part)?
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for Participation {
    type Filter = ParticipationFilter;
    type Order = ParticipationOrder;
}

/// An institute's part in a project.
#[Object]
impl Participation {
    /// What the institute does in the project.
    async fn role(&self) -> Result<Option<ParticipationRole>> {
        Ok(ParticipationRole::of(
            self.0.known_text(ParticipationField::Role)?,
        ))
    }

    /// Whether the record is doubtful. A disputed part is shown, and gives nobody any standing.
    async fn disputed(&self) -> Result<bool> {
        Ok(self.0.flag(ParticipationField::Disputed)?)
    }

    /// A remark on the record.
    async fn note(&self) -> Result<Option<&str>> {
        Ok(self.0.text(ParticipationField::Note)?)
    }

    /// The institute.
    async fn institute(&self, ctx: &Context<'_>) -> Result<Option<Institute>> {
        related_one(ctx, &self.0)
    }

    /// The project.
    async fn project(&self, ctx: &Context<'_>) -> Result<Option<Project>> {
        related_one(ctx, &self.0)
    }
}

/// Which parts in projects are wanted.
#[derive(InputObject, Clone)]
pub(super) struct ParticipationFilter {
    /// All of these.
    and: Option<Vec<ParticipationFilter>>,
    /// At least one of these.
    or: Option<Vec<ParticipationFilter>>,
    /// Not this.
    not: Option<Box<ParticipationFilter>>,
    /// What the institute does.
    role: Option<RoleFilter>,
    /// Whether the record is doubtful.
    disputed: Option<BooleanFilter>,
    /// The institute.
    institute: Option<Box<InstituteFilter>>,
    /// The project.
    project: Option<Box<ProjectFilter>>,
}

impl Filtering<entity::Participation> for ParticipationFilter {
    fn filter(self) -> Result<Filter<entity::Participation>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(ParticipationField::Role, self.role)?
            .field(ParticipationField::Disputed, self.disputed)?
            .one(entity::Participation::institute(), self.institute)?
            .one(entity::Participation::project(), self.project)?
            .all())
    }
}

word_filter! {
    /// Tests of a role.
    RoleFilter of ParticipationRole
}

list_filter! {
    /// A condition on parts in projects.
    ParticipationListFilter of ParticipationFilter
}

order! {
    /// How parts in projects are sorted.
    ParticipationOrder by ParticipationOrderField of entity::Participation, ParticipationField {
        /// By the project's number.
        ProjectNumber,
        /// By the institute's key.
        InstituteKey,
        /// By role.
        Role,
    }
}
