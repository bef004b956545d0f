//! The viewer's own live standing on projects, and what of its standing ends.

use super::{Project, ProjectField};
use crate::{
    read::{Filter, Relation, Test, Value, noun::noun},
    standing,
    value::partial_date::years_later,
};
use chrono::NaiveDate;

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

noun! {
    /// A standing of the viewer, on a project or in the programme, that is live today: asked for by
    /// when it ends.
    Ending in standing, key [ProjectNumber, Kind], EndingField {
        ProjectNumber: text(Project),
        Kind: text(Kind),
        UntilDay: day(UntilDay),
    }
}

impl Ending {
    /// The project it is about; none for a standing in the programme.
    pub fn project() -> Relation<Self, Project> {
        Relation::columns(EndingField::ProjectNumber, ProjectField::Number)
    }

    /// Those that end in the year that begins with this day. A year has its first day and not its last,
    /// like every interval (entitlement, section 2); what has no known end does not end.
    pub fn in_the_year_from(day: NaiveDate) -> Filter<Self> {
        let year_ends = Ord::min(years_later(day, 1), standing::never());
        Filter::Is(EndingField::UntilDay, Test::Lt(Value::Day(year_ends)))
    }
}
