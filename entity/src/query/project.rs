//! Projects: the card, and everything that hangs on it.

use super::{
    Allocation, AllocationField, Contribution, ContributionField, Country, CountryField, Institute,
    InstituteField, Output, OutputField, OutputProject, OutputProjectField, OwnStanding,
    OwnStandingField, Participation, ParticipationField, Proposal, ProposalField, TechnologyArea,
    TechnologyAreaField,
};
use crate::read::{Relation, noun::noun};

noun! {
    /// A project.
    Project in project, key [Number], ProjectField {
        Number: natural(Number, NumberOrder, NumberFolded),
        Title: folded(Title, TitleFolded),
        Summary: text(Summary, SummaryFolded),
        Programme: text(Programme),
        Status: text(Status),
        HostCountryCode: text(HostCountry),
        RegisteredOn: partial(RegisteredOn, RegisteredOnFirst, RegisteredOnLast),
        StartsOn: partial(StartsOn, StartsOnFirst, StartsOnLast),
        EndsOn: partial(EndsOn, EndsOnFirst, EndsOnLast),
        DurationMonths: int(DurationMonths),
        Url: text(Url),
        Source: text(Source),
    }
}

noun! {
    /// That a project belongs to a technology area.
    ProjectArea in project_area, key [ProjectNumber, AreaKey], ProjectAreaField {
        ProjectNumber: text(Project),
        AreaKey: text(Area),
    }
}

impl Project {
    /// The country that hosts it, as stated on the project.
    pub fn host_country() -> Relation<Self, Country> {
        Relation::columns(ProjectField::HostCountryCode, CountryField::Code)
    }

    /// Its technology areas.
    pub fn areas() -> Relation<Self, TechnologyArea> {
        Relation::through::<ProjectArea>(
            ProjectField::Number,
            ProjectAreaField::ProjectNumber,
            ProjectAreaField::AreaKey,
            TechnologyAreaField::Key,
        )
    }

    /// The ties themselves, of which an area's key is one end.
    pub fn area_ties() -> Relation<Self, ProjectArea> {
        Relation::columns(ProjectField::Number, ProjectAreaField::ProjectNumber)
    }

    /// The institutes that take part, each with its role.
    pub fn participations() -> Relation<Self, Participation> {
        Relation::columns(ProjectField::Number, ParticipationField::ProjectNumber)
    }

    /// The institutes themselves, in whatever role.
    pub fn institutes() -> Relation<Self, Institute> {
        Relation::through::<Participation>(
            ProjectField::Number,
            ParticipationField::ProjectNumber,
            ParticipationField::InstituteKey,
            InstituteField::Key,
        )
    }

    /// What was allocated, per currency.
    pub fn allocations() -> Relation<Self, Allocation> {
        Relation::columns(ProjectField::Number, AllocationField::ProjectNumber)
    }

    /// The text that was proposed.
    pub fn proposal() -> Relation<Self, Proposal> {
        Relation::columns(ProjectField::Number, ProposalField::ProjectNumber)
    }

    /// What each funder committed.
    pub fn contributions() -> Relation<Self, Contribution> {
        Relation::columns(ProjectField::Number, ContributionField::ProjectNumber)
    }

    /// What came out of it.
    pub fn outputs() -> Relation<Self, Output> {
        Relation::through::<OutputProject>(
            ProjectField::Number,
            OutputProjectField::ProjectNumber,
            OutputProjectField::OutputKey,
            OutputField::Key,
        )
    }

    /// The viewer's own standing on it.
    pub fn own_standings() -> Relation<Self, OwnStanding> {
        Relation::columns(ProjectField::Number, OwnStandingField::ProjectNumber)
    }
}
