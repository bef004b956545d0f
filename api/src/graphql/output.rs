//! Outputs, and the grants that open single ones.

use super::{
    error::Result,
    filter::{
        Conditions, Filtering, KeyFilter, PartialDateFilter, StringFilter, identified, list_filter,
        word_filter,
    },
    institute::InstituteFilter,
    object::{Object, Of, Shown},
    order::order,
    project::ProjectListFilter,
    question::Listed,
    scalar::{Doi, PartialDate, Url},
    words::{GrantHolderKind, OutputKind, OutputLevel},
};
use async_graphql::{InputObject, OneofObject};
use entity::{
    OutputField, OutputGrantField,
    read::{Filter, Row},
    value::identifier::doi_compared,
};
use std::sync::LazyLock;

/// What came out of projects.
pub(super) type Output = Of<entity::Output>;

impl Shown for entity::Output {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::Output>> = LazyLock::new(|| {
            let description =
                "What came out of projects: a report, a publication, a patent, a data set …";
            Object::of("Output", description)
                .id()
                .text(OutputField::Key, "Its stable key.")
                .text(OutputField::Title, "Its title.")
                .word::<OutputKind>(OutputField::Kind, "What it is.")
                .word::<OutputLevel>(
                    OutputField::Access,
                    "Who may see it once no embargo is upon it.",
                )
                .called("level")
                .maybe::<PartialDate>(OutputField::PublishedOn, "When it was published.")
                .maybe::<PartialDate>(
                    OutputField::EmbargoedUntil,
                    "Until this day it is seen as if its level were PROJECT; on the day itself its own level counts.",
                )
                .maybe::<Doi>(OutputField::Doi, "Its Digital Object Identifier.")
                .maybe::<Url>(OutputField::Url, "Its web address.")
                .maybe_text(OutputField::Source, "Where the record comes from.")
                .one("institute", entity::Output::institute(), "The institute that owns it.")
                .all(
                    "grants",
                    entity::Output::grants(),
                    "The grants that open it to single holders, as far as the viewer may see them.",
                )
                .list(
                    "projects",
                    entity::Output::projects(),
                    "The projects it came from, as far as the viewer may see them.",
                )
        });
        &OBJECT
    }
}

impl Listed for Output {
    type Filter = OutputFilter;
    type Order = OutputOrder;
}

/// That a holder may see an output whatever its level.
impl Shown for entity::OutputGrant {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::OutputGrant>> = LazyLock::new(|| {
            let description = "That a holder may see an output whatever its level. Whoever sees the grant sees its holder's key;\n\
                 the holder itself is set as far as the viewer may see it.";
            Object::of("OutputGrant", description)
                .word::<GrantHolderKind>(OutputGrantField::HolderKind, "What the holder is.")
                .text(
                    OutputGrantField::HolderKey,
                    "The holder's key: a Party's code, a funder's key, or an institute's.",
                )
                .one_if(
                    "party",
                    entity::OutputGrant::party(),
                    "The holder, if it is a Party.",
                    OutputGrantField::HolderKind,
                    |row| is_held_by(row, "party"),
                )
                .one_if(
                    "funder",
                    entity::OutputGrant::funder(),
                    "The holder, if it is a funder.",
                    OutputGrantField::HolderKind,
                    |row| is_held_by(row, "funder"),
                )
                .one_if(
                    "institute",
                    entity::OutputGrant::institute(),
                    "The holder, if it is an institute.",
                    OutputGrantField::HolderKind,
                    |row| is_held_by(row, "institute"),
                )
        });
        &OBJECT
    }
}

/// A Party, a funder and an institute may have the same key: a grant names a holder of its own kind alone.
fn is_held_by(grant: &Row<entity::OutputGrant>, kind: &str) -> Result<bool> {
    Ok(grant.known_text(OutputGrantField::HolderKind)? == kind)
}

/// Says which output is meant.
#[derive(OneofObject)]
pub(super) enum OutputLookup {
    /// By its key.
    Key(String),
    /// By its Digital Object Identifier.
    Doi(Doi),
}

/// What a DOI looks like.
const DOI: &str = "10.1000/x";

impl OutputLookup {
    pub(super) fn filter(self) -> Result<Filter<entity::Output>> {
        match self {
            Self::Key(key) => Ok(Filter::key(&entity::read::Key(vec![key]))),
            Self::Doi(Doi(doi)) => {
                let doi = identified(&doi, doi_compared, DOI)?;
                Ok(Filter::Identified(OutputField::Doi, doi))
            }
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
        let doi = self.doi.map(|doi| doi.of_an_identifier(doi_compared, DOI));
        let doi = doi.transpose()?;
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(OutputField::Key, self.key)?
            .field(OutputField::Title, self.title)?
            .field(OutputField::Kind, self.kind)?
            .field(OutputField::Access, self.level)?
            .field(OutputField::PublishedOn, self.published_on)?
            .field(OutputField::EmbargoedUntil, self.embargoed_until)?
            .field(OutputField::Doi, doi)?
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
