//! Outputs, and the grants that open single ones.

use super::{
    error::Result,
    filter::{
        Conditions, Filtering, KeyFilter, PartialDateFilter, StringFilter, list_filter, word_filter,
    },
    funder::Funder,
    handle,
    institute::{Institute, InstituteFilter},
    order::order,
    page::Connection,
    party::Party,
    project::{Project, ProjectFilter, ProjectListFilter, ProjectOrder},
    question::{
        Entry, Listed, Part, ask_all, ask_field, ask_list, ask_one, related_all, related_list,
        related_one,
    },
    scalar::{Doi, PartialDate, Url},
    words::{GrantHolderKind, OutputKind, OutputLevel},
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use entity::{
    OutputField,
    read::{Filter, Noun, Read, Row},
};
use std::sync::Arc;

/// What came out of projects.
pub(super) struct Output(Arc<Row<entity::Output>>);

impl From<Arc<Row<entity::Output>>> for Output {
    fn from(row: Arc<Row<entity::Output>>) -> Self {
        Self(row)
    }
}

impl Entry for Output {
    type Noun = entity::Output;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "level" => {
                    read.field(OutputField::Access);
                }
                "institute" => ask_one::<Institute, _>(read, entity::Output::institute(), &part)?,
                "projects" => ask_list::<Project, _>(read, entity::Output::projects(), &part)?,
                "grants" => ask_all::<OutputGrant, _>(read, entity::Output::grants(), &part)?,
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for Output {
    type Filter = OutputFilter;
    type Order = OutputOrder;
}

/// What came out of projects: a report, a publication, a patent, a data set …
#[Object]
impl Output {
    /// Its global id: opaque, and stable across imports.
    pub(super) async fn id(&self) -> ID {
        handle::id(entity::Output::NAME, &self.0.key())
    }

    /// Its stable key.
    async fn key(&self) -> Result<&str> {
        Ok(self.0.known_text(OutputField::Key)?)
    }

    /// Its title.
    async fn title(&self) -> Result<&str> {
        Ok(self.0.known_text(OutputField::Title)?)
    }

    /// What it is.
    async fn kind(&self) -> Result<Option<OutputKind>> {
        Ok(OutputKind::of(self.0.known_text(OutputField::Kind)?))
    }

    /// Who may see it once no embargo is upon it.
    async fn level(&self) -> Result<Option<OutputLevel>> {
        Ok(OutputLevel::of(self.0.known_text(OutputField::Access)?))
    }

    /// When it was published.
    async fn published_on(&self) -> Result<Option<PartialDate>> {
        Ok(self
            .0
            .text(OutputField::PublishedOn)?
            .map(|text| PartialDate(text.to_owned())))
    }

    /// Until this day it is seen as if its level were PROJECT; on the day itself its own level counts.
    async fn embargoed_until(&self) -> Result<Option<PartialDate>> {
        Ok(self
            .0
            .text(OutputField::EmbargoedUntil)?
            .map(|text| PartialDate(text.to_owned())))
    }

    /// Its Digital Object Identifier.
    async fn doi(&self) -> Result<Option<Doi>> {
        Ok(self
            .0
            .text(OutputField::Doi)?
            .map(|text| Doi(text.to_owned())))
    }

    /// Its web address.
    async fn url(&self) -> Result<Option<Url>> {
        Ok(self
            .0
            .text(OutputField::Url)?
            .map(|text| Url(text.to_owned())))
    }

    /// Where the record comes from.
    async fn source(&self) -> Result<Option<&str>> {
        Ok(self.0.text(OutputField::Source)?)
    }

    /// The institute that owns it.
    async fn institute(&self, ctx: &Context<'_>) -> Result<Option<Institute>> {
        related_one(ctx, &self.0)
    }

    /// The grants that open it to single holders, as far as the viewer may see them.
    async fn grants(&self, ctx: &Context<'_>) -> Result<Vec<OutputGrant>> {
        related_all(ctx, &self.0)
    }

    /// The projects it came from, as far as the viewer may see them.
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

/// That a holder may see an output whatever its level.
pub(super) struct OutputGrant(Arc<Row<entity::OutputGrant>>);

impl From<Arc<Row<entity::OutputGrant>>> for OutputGrant {
    fn from(row: Arc<Row<entity::OutputGrant>>) -> Self {
        Self(row)
    }
}

impl Entry for OutputGrant {
    type Noun = entity::OutputGrant;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        read.field(entity::OutputGrantField::HolderKind);
        for part in part.parts("OutputGrant") {
            match part.name() {
                "party" => ask_one::<Party, _>(read, entity::OutputGrant::party(), &part)?,
                "funder" => ask_one::<Funder, _>(read, entity::OutputGrant::funder(), &part)?,
                "institute" => {
                    ask_one::<Institute, _>(read, entity::OutputGrant::institute(), &part)?
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl OutputGrant {
    /// Keys of different nouns may be alike: only the holder's own kind is looked at.
    fn is_held_by(&self, kind: &str) -> Result<bool> {
        Ok(self.0.known_text(entity::OutputGrantField::HolderKind)? == kind)
    }
}

/// That a holder may see an output whatever its level. Whoever sees the grant sees its holder's key;
/// the holder itself is set as far as the viewer may see it.
#[Object]
impl OutputGrant {
    /// What the holder is.
    async fn holder_kind(&self) -> Result<Option<GrantHolderKind>> {
        let kind = self.0.known_text(entity::OutputGrantField::HolderKind)?;
        Ok(GrantHolderKind::of(kind))
    }

    /// The holder's key: a Party's code, a funder's key, or an institute's.
    async fn holder_key(&self) -> Result<&str> {
        Ok(self.0.known_text(entity::OutputGrantField::HolderKey)?)
    }

    /// The holder, if it is a Party.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>> {
        if self.is_held_by("party")? {
            related_one(ctx, &self.0)
        } else {
            Ok(None)
        }
    }

    /// The holder, if it is a funder.
    async fn funder(&self, ctx: &Context<'_>) -> Result<Option<Funder>> {
        if self.is_held_by("funder")? {
            related_one(ctx, &self.0)
        } else {
            Ok(None)
        }
    }

    /// The holder, if it is an institute.
    async fn institute(&self, ctx: &Context<'_>) -> Result<Option<Institute>> {
        if self.is_held_by("institute")? {
            related_one(ctx, &self.0)
        } else {
            Ok(None)
        }
    }
}

/// Says which output is meant.
#[derive(OneofObject)]
pub(super) enum OutputLookup {
    /// By its key.
    Key(String),
    /// By its Digital Object Identifier.
    Doi(Doi),
}

impl OutputLookup {
    pub(super) fn filter(self) -> Filter<entity::Output> {
        match self {
            Self::Key(key) => Filter::key(&entity::read::Key(vec![key])),
            Self::Doi(doi) => Filter::Identified(OutputField::Doi, doi.0),
        }
    }
}

/// Which outputs are wanted, among those the viewer may see.
#[derive(InputObject, Clone)]
pub(super) struct OutputFilter {
    /// All of these.
    and: Option<Vec<OutputFilter>>,
    /// At least one of these.
    or: Option<Vec<OutputFilter>>,
    /// Not this.
    not: Option<Box<OutputFilter>>,
    /// Its key.
    key: Option<KeyFilter>,
    /// Its title.
    title: Option<StringFilter>,
    /// What it is.
    kind: Option<OutputKindFilter>,
    /// Who may see it once no embargo is upon it.
    level: Option<OutputLevelFilter>,
    /// When it was published.
    published_on: Option<PartialDateFilter>,
    /// When its embargo ends.
    embargoed_until: Option<PartialDateFilter>,
    /// Its Digital Object Identifier.
    doi: Option<KeyFilter>,
    /// The institute that owns it.
    institute: Option<Box<InstituteFilter>>,
    /// The projects it came from.
    projects: Option<Box<ProjectListFilter>>,
}

impl Filtering<entity::Output> for OutputFilter {
    fn filter(self) -> Result<Filter<entity::Output>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(OutputField::Key, self.key)?
            .field(OutputField::Title, self.title)?
            .field(OutputField::Kind, self.kind)?
            .field(OutputField::Access, self.level)?
            .field(OutputField::PublishedOn, self.published_on)?
            .field(OutputField::EmbargoedUntil, self.embargoed_until)?
            .field(OutputField::Doi, self.doi)?
            .one(entity::Output::institute(), self.institute)?
            .many(
                entity::Output::projects(),
                ProjectListFilter::ways(self.projects),
            )?
            .all())
    }
}

word_filter! {
    /// Tests of a kind of output.
    OutputKindFilter of OutputKind
}

word_filter! {
    /// Tests of an output's level.
    OutputLevelFilter of OutputLevel
}

list_filter! {
    /// A condition on the outputs that the viewer may see.
    OutputListFilter of OutputFilter
}

order! {
    /// How outputs are sorted.
    OutputOrder by OutputOrderField of entity::Output, OutputField {
        /// By key.
        Key,
        /// By title.
        Title,
        /// By kind.
        Kind,
        /// By the date of publication.
        PublishedOn,
    }
}
