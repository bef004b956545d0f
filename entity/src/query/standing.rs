//! The viewer's own live standing on projects.

use super::{Project, ProjectField};
use crate::read::{Relation, noun::noun};

noun! {
    /// A standing of the viewer on one project, live today.
    OwnStanding in standing, key [ProjectNumber, Kind], OwnStandingField {
        ProjectNumber: text(Project),
        Kind: text(Kind),
        UntilDay: day(UntilDay),
    }
}

impl OwnStanding {
    /// The project it is about.
    pub fn project() -> Relation<Self, Project> {
        Relation::columns(OwnStandingField::ProjectNumber, ProjectField::Number)
    }
}
