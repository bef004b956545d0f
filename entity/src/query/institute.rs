//! Institutes, and their part in projects.

use super::{Country, CountryField, Output, OutputField, Project, ProjectField};
use crate::read::{Relation, noun::noun};

noun! {
    /// A research institute, or the Centre itself.
    Institute in institute, key [Key], InstituteField {
        Key: text(Key),
        Name: folded(Name, NameFolded),
        ShortName: text(ShortName, ShortNameFolded),
        City: text(City, CityFolded),
        CountryCode: text(Country),
        Ror: text(Ror),
        Url: text(Url),
        Aliases: text(Aliases),
        Own: flag(Own),
        Note: text(Note),
        Source: text(Source),
    }
}

noun! {
    /// An institute's part in a project.
    Participation in participation, key [ProjectNumber, InstituteKey, Role], ParticipationField {
        ProjectNumber: text(Project),
        InstituteKey: text(Institute),
        Role: text(Role),
        Disputed: flag(Disputed),
        Note: text(Note),
    }
}

impl Institute {
    /// The country it stands in, where that is known and not guessed.
    pub fn country() -> Relation<Self, Country> {
        Relation::columns(InstituteField::CountryCode, CountryField::Code)
    }

    /// Its parts in projects.
    pub fn participations() -> Relation<Self, Participation> {
        Relation::columns(InstituteField::Key, ParticipationField::InstituteKey)
    }

    /// The outputs that it owns.
    pub fn outputs() -> Relation<Self, Output> {
        Relation::columns(InstituteField::Key, OutputField::InstituteKey)
    }
}

impl Participation {
    /// The project.
    pub fn project() -> Relation<Self, Project> {
        Relation::columns(ParticipationField::ProjectNumber, ProjectField::Number)
    }

    /// The institute.
    pub fn institute() -> Relation<Self, Institute> {
        Relation::columns(ParticipationField::InstituteKey, InstituteField::Key)
    }
}
