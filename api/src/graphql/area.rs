//! Technology areas.

use super::{
    error::Result,
    filter::{Conditions, Filtering, KeyFilter, StringFilter, list_filter},
    object::{Object, Of, Shown},
    order::order,
    question::Listed,
};
use async_graphql::{InputObject, OneofObject};
use entity::{TechnologyAreaField, read::Filter};
use std::sync::LazyLock;

/// A technology area of one of the Centre's schemes.
pub(super) type TechnologyArea = Of<entity::TechnologyArea>;

impl Shown for entity::TechnologyArea {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::TechnologyArea>> = LazyLock::new(|| {
            let description = "A technology area of one of the Centre's schemes.";
            Object::of("TechnologyArea", description)
                .id()
                .text(TechnologyAreaField::Key, "Its stable key.")
                .text(TechnologyAreaField::Name, "Its name.")
                .text(
                    TechnologyAreaField::Scheme,
                    "The scheme it belongs to; areas of different schemes overlap.",
                )
                .maybe_text(
                    TechnologyAreaField::Code,
                    "Its code within the scheme, where a source states one.",
                )
                .one(
                    "parent",
                    entity::TechnologyArea::parent(),
                    "The area it is a part of.",
                )
                .all(
                    "children",
                    entity::TechnologyArea::children(),
                    "The areas that are its parts.",
                )
                .list(
                    "projects",
                    entity::TechnologyArea::projects(),
                    "The projects in this area that the viewer may see.",
                )
        });
        &OBJECT
    }
}

impl Listed for TechnologyArea {
    type Filter = TechnologyAreaFilter;
    type Order = TechnologyAreaOrder;
}

/// Says which technology area is meant.
#[derive(OneofObject)]
pub(super) enum TechnologyAreaLookup {
    /// By its key.
    Key(String),
}

impl TechnologyAreaLookup {
    pub(super) fn filter(self) -> Result<Filter<entity::TechnologyArea>> {
        let Self::Key(key) = self;
        Ok(Filter::key(&entity::read::Key(vec![key])))
    }
}

/// Which technology areas are wanted.
#[derive(InputObject, Clone)]
pub(super) struct TechnologyAreaFilter {
    /// All of these.
    and: Option<Vec<TechnologyAreaFilter>>,
    /// At least one of these.
    or: Option<Vec<TechnologyAreaFilter>>,
    /// Not this.
    not: Option<Box<TechnologyAreaFilter>>,
    /// Its key.
    key: Option<KeyFilter>,
    /// Its name.
    name: Option<StringFilter>,
    /// Its scheme.
    scheme: Option<KeyFilter>,
    /// Its code within the scheme.
    code: Option<KeyFilter>,
    /// The area it is a part of.
    parent: Option<Box<TechnologyAreaFilter>>,
    /// The projects in it.
    projects: Option<Box<super::project::ProjectListFilter>>,
}

impl Filtering<entity::TechnologyArea> for TechnologyAreaFilter {
    fn filter(self) -> Result<Filter<entity::TechnologyArea>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(TechnologyAreaField::Key, self.key)?
            .field(TechnologyAreaField::Name, self.name)?
            .field(TechnologyAreaField::Scheme, self.scheme)?
            .field(TechnologyAreaField::Code, self.code)?
            .one(entity::TechnologyArea::parent(), self.parent)?
            .many(
                entity::TechnologyArea::projects(),
                super::project::ProjectListFilter::ways(self.projects),
            )?
            .all())
    }
}

list_filter! {
    /// A condition on the technology areas something belongs to.
    TechnologyAreaListFilter of TechnologyAreaFilter
}

order! {
    /// How technology areas are sorted.
    TechnologyAreaOrder by TechnologyAreaOrderField of entity::TechnologyArea, TechnologyAreaField {
        /// By key.
        Key,
        /// By name.
        Name,
        /// By scheme.
        Scheme,
        /// By code.
        Code,
    }
}
