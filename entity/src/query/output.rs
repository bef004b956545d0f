//! Outputs, their projects, the grants that open single ones.

use super::{
    Funder, FunderField, Institute, InstituteField, Party, PartyField, Project, ProjectField,
};
use crate::read::{Relation, noun::noun};

noun! {
    /// What came out of projects.
    Output in output, key [Key], OutputField {
        Key: text(Key),
        Title: folded(Title, TitleFolded),
        Kind: text(Kind),
        Access: text(Access),
        InstituteKey: text(Institute),
        PublishedOn: partial(PublishedOn, PublishedOnFirst, PublishedOnLast),
        Doi: caseless(Doi),
        Url: text(Url),
        EmbargoedUntil: partial(EmbargoedUntil, EmbargoedUntilFirst, EmbargoedUntilLast),
        Source: text(Source),
    }
}

noun! {
    /// That an output came from a project.
    OutputProject in output_project, key [OutputKey, ProjectNumber], OutputProjectField {
        OutputKey: text(Output),
        ProjectNumber: text(Project),
    }
}

noun! {
    /// That a holder may see an output beyond its level.
    OutputGrant in output_grant, key [OutputKey, HolderKind, HolderKey], OutputGrantField {
        OutputKey: text(Output),
        HolderKind: text(HolderKind),
        HolderKey: text(Holder),
    }
}

impl Output {
    /// The institute that owns it.
    pub fn institute() -> Relation<Self, Institute> {
        Relation::columns(OutputField::InstituteKey, InstituteField::Key)
    }

    /// The projects it came from.
    pub fn projects() -> Relation<Self, Project> {
        Relation::through::<OutputProject>(
            OutputField::Key,
            OutputProjectField::OutputKey,
            OutputProjectField::ProjectNumber,
            ProjectField::Number,
        )
    }

    /// The grants that open it.
    pub fn grants() -> Relation<Self, OutputGrant> {
        Relation::columns(OutputField::Key, OutputGrantField::OutputKey)
    }
}

impl OutputGrant {
    /// The output.
    pub fn output() -> Relation<Self, Output> {
        Relation::columns(OutputGrantField::OutputKey, OutputField::Key)
    }

    /// The holder's row if it is a Party; of another noun's key nothing is found.
    pub fn party() -> Relation<Self, Party> {
        Relation::columns(OutputGrantField::HolderKey, PartyField::Code)
    }

    /// The holder's row if it is a funder.
    pub fn funder() -> Relation<Self, Funder> {
        Relation::columns(OutputGrantField::HolderKey, FunderField::Key)
    }

    /// The holder's row if it is an institute.
    pub fn institute() -> Relation<Self, Institute> {
        Relation::columns(OutputGrantField::HolderKey, InstituteField::Key)
    }
}
