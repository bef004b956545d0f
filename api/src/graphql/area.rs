//! Technology areas.

use super::{
    error::Result,
    filter::{Conditions, Filtering, KeyFilter, StringFilter, list_filter},
    handle,
    order::order,
    page::Connection,
    project::{Project, ProjectFilter, ProjectOrder},
    question::{
        Entry, Listed, Part, ask_all, ask_field, ask_list, ask_one, related_all, related_list,
        related_one,
    },
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use entity::{
    TechnologyAreaField,
    read::{Filter, Noun, Read, Row},
};
use std::sync::Arc;

/// A technology area of one of the Centre's schemes.
pub(super) struct TechnologyArea(Arc<Row<entity::TechnologyArea>>);

impl From<Arc<Row<entity::TechnologyArea>>> for TechnologyArea {
    fn from(row: Arc<Row<entity::TechnologyArea>>) -> Self {
        Self(row)
    }
}

impl Entry for TechnologyArea {
    type Noun = entity::TechnologyArea;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "parent" => {
                    ask_one::<TechnologyArea, _>(read, entity::TechnologyArea::parent(), &part)?
                }
                "children" => {
                    ask_all::<TechnologyArea, _>(read, entity::TechnologyArea::children(), &part)?
                }
                "projects" => {
                    ask_list::<Project, _>(read, entity::TechnologyArea::projects(), &part)?
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for TechnologyArea {
    type Filter = TechnologyAreaFilter;
    type Order = TechnologyAreaOrder;
}

/// A technology area of one of the Centre's schemes.
#[Object]
impl TechnologyArea {
    /// Its global id: opaque, and stable across imports.
    pub(super) async fn id(&self) -> ID {
        handle::id(entity::TechnologyArea::NAME, &self.0.key())
    }

    /// Its stable key.
    async fn key(&self) -> Result<&str> {
        Ok(self.0.known_text(TechnologyAreaField::Key)?)
    }

    /// Its name.
    async fn name(&self) -> Result<&str> {
        Ok(self.0.known_text(TechnologyAreaField::Name)?)
    }

    /// The scheme it belongs to; areas of different schemes overlap.
    async fn scheme(&self) -> Result<&str> {
        Ok(self.0.known_text(TechnologyAreaField::Scheme)?)
    }

    /// Its code within the scheme, where a source states one.
    async fn code(&self) -> Result<Option<&str>> {
        Ok(self.0.text(TechnologyAreaField::Code)?)
    }

    /// The area it is a part of.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<TechnologyArea>> {
        related_one(ctx, &self.0)
    }

    /// The areas that are its parts.
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<TechnologyArea>> {
        related_all(ctx, &self.0)
    }

    /// The projects in this area that the viewer may see.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<ProjectOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Project>> {
        related_list(ctx, &self.0)
    }
}

/// Says which technology area is meant.
#[derive(OneofObject)]
pub(super) enum TechnologyAreaLookup {
    /// By its key.
    Key(String),
}

impl TechnologyAreaLookup {
    pub(super) fn filter(self) -> Filter<entity::TechnologyArea> {
        let Self::Key(key) = self;
        Filter::key(&entity::read::Key(vec![key]))
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
