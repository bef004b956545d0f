//! Institutes' part in projects.

use super::{
    error::Result,
    filter::{BooleanFilter, Conditions, Filtering, list_filter, word_filter},
    institute::InstituteFilter,
    object::{Object, Of, Shown},
    order::order,
    project::ProjectFilter,
    question::Listed,
    words::ParticipationRole,
};
use async_graphql::InputObject;
use entity::{ParticipationField, read::Filter};
use std::sync::LazyLock;

/// An institute's part in a project.
pub(super) type Participation = Of<entity::Participation>;

impl Shown for entity::Participation {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::Participation>> = LazyLock::new(|| {
            Object::of("Participation", "An institute's part in a project.")
                .word::<ParticipationRole>(
                    ParticipationField::Role,
                    "What the institute does in the project.",
                )
                .flag(
                    ParticipationField::Disputed,
                    "Whether the record is doubtful. A disputed part is shown, and gives nobody any standing.",
                )
                .maybe_text(ParticipationField::Note, "A remark on the record.")
                .one("institute", entity::Participation::institute(), "The institute.")
                .one("project", entity::Participation::project(), "The project.")
        });
        &OBJECT
    }
}

impl Listed for Participation {
    type Filter = ParticipationFilter;
    type Order = ParticipationOrder;
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
