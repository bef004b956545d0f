//! What of the viewer's standing ends within a year.

use super::{
    error::{Problem, Result},
    filter::{Conditions, Filtering},
    object::{Object, Of, Shown},
    order::order,
    project::ProjectFilter,
    question::Listed,
    scalar::Date,
    viewer::StandingKindFilter,
    words::{FacetKind, OutputLevel, StandingKind},
};
use async_graphql::{InputObject, Value, resolver_utils::enum_value};
use entity::{
    EndingField, ProjectField,
    read::{Filter, Place, Read},
};
use std::sync::LazyLock;

/// No field of a document stands here: what tells which facets a standing opens is asked for once.
const ITS_PROJECT: Place = 0;

/// A standing of the viewer that ends within a year.
pub(super) type Ending = Of<entity::Ending>;

impl Shown for entity::Ending {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::Ending>> = LazyLock::new(|| {
            let description =
                "A standing of the viewer that ends within a year, and what it opens until then.";
            Object::of("Ending", description)
                .known_word::<StandingKind>(EndingField::Kind, "Which standing.")
                .made::<Date>(
                    EndingField::UntilDay,
                    "The first day on which it no longer holds.",
                    |row| {
                        let until = row.day(EndingField::UntilDay)?;
                        until.map(|day| Value::String(day.to_string())).ok_or_else(|| {
                            Problem::of_ours("a standing without an end among those that end")
                        })
                    },
                )
                .called("until")
                .one(
                    "project",
                    entity::Ending::project(),
                    "The project; null for a standing in the programme as a whole.",
                )
                .told::<Vec<FacetKind>>(
                    "facets",
                    "The facets of the project, or of projects in general, that this standing opens in the token's\n\
                     scope. Another standing may open some of them too.",
                    |read, _| {
                        let mut project = Read::new();
                        project
                            .field(ProjectField::Programme)
                            .field(ProjectField::Status);
                        read.child(&[ITS_PROJECT], entity::Ending::project(), project);
                        Ok(())
                    },
                    |row, asked| {
                        let project = row.related::<entity::Project>(ITS_PROJECT)?;
                        let facets = asked.reader()?.opened_facets(row, &project)?.into_iter();
                        let facets = facets.filter_map(|facet| FacetKind::of(facet.name()));
                        Ok(Value::List(facets.map(enum_value).collect()))
                    },
                )
                .told::<Vec<OutputLevel>>(
                    "outputs",
                    "The levels of outputs that this standing opens in the token's scope. Another standing may open\n\
                     some of them too.",
                    |_, _| Ok(()),
                    |row, asked| {
                        let levels = asked.reader()?.opened_levels(row)?.into_iter();
                        let levels = levels.filter_map(OutputLevel::of);
                        Ok(Value::List(levels.map(enum_value).collect()))
                    },
                )
        });
        &OBJECT
    }
}

impl Listed for Ending {
    type Filter = EndingFilter;
    type Order = EndingOrder;
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
