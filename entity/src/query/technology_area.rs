//! Technology areas, a tree for each scheme.

use super::{Project, ProjectArea, ProjectAreaField, ProjectField};
use crate::read::{Relation, noun::noun};

noun! {
    /// A technology area.
    TechnologyArea in technology_area, key [Key], TechnologyAreaField {
        Key: text(Key),
        Name: folded(Name, NameFolded),
        Scheme: text(Scheme),
        Code: text(Code),
        ParentKey: text(Parent),
    }
}

impl TechnologyArea {
    /// The area it belongs to.
    pub fn parent() -> Relation<Self, Self> {
        Relation::columns(TechnologyAreaField::ParentKey, TechnologyAreaField::Key)
    }

    /// The areas that belong to it.
    pub fn children() -> Relation<Self, Self> {
        Relation::columns(TechnologyAreaField::Key, TechnologyAreaField::ParentKey)
    }

    /// The projects in this area.
    pub fn projects() -> Relation<Self, Project> {
        Relation::through::<ProjectArea>(
            TechnologyAreaField::Key,
            ProjectAreaField::AreaKey,
            ProjectAreaField::ProjectNumber,
            ProjectField::Number,
        )
    }
}
