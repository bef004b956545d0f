//! Institutes.

use super::{
    country::Country,
    error::Result,
    filter::{
        BooleanFilter, Conditions, CountryFilter, Filtering, KeyFilter, StringFilter, list_filter,
    },
    handle,
    order::order,
    output::{Output, OutputFilter, OutputListFilter, OutputOrder},
    page::Connection,
    participation::{
        Participation, ParticipationFilter, ParticipationListFilter, ParticipationOrder,
    },
    question::{Entry, Listed, Part, ask_field, ask_list, ask_one, related_list, related_one},
    scalar::{Ror, Url},
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use entity::{
    InstituteField,
    read::{Filter, Noun, Read, Row},
};
use std::sync::Arc;

/// A research institute, or the Centre itself.
pub(super) struct Institute(Arc<Row<entity::Institute>>);

impl From<Arc<Row<entity::Institute>>> for Institute {
    fn from(row: Arc<Row<entity::Institute>>) -> Self {
        Self(row)
    }
}

impl Entry for Institute {
    type Noun = entity::Institute;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "country" => ask_one::<Country, _>(read, entity::Institute::country(), &part)?,
                "participations" => {
                    ask_list::<Participation, _>(read, entity::Institute::participations(), &part)?
                }
                "outputs" => ask_list::<Output, _>(read, entity::Institute::outputs(), &part)?,
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for Institute {
    type Filter = InstituteFilter;
    type Order = InstituteOrder;
}

/// A research institute, or the Centre itself.
#[Object]
impl Institute {
    /// Its global id: opaque, and stable across imports.
    pub(super) async fn id(&self) -> ID {
        handle::id(entity::Institute::NAME, &self.0.key())
    }

    /// Its stable key.
    async fn key(&self) -> Result<&str> {
        Ok(self.0.known_text(InstituteField::Key)?)
    }

    /// Its name as the source prints it.
    async fn name(&self) -> Result<&str> {
        Ok(self.0.known_text(InstituteField::Name)?)
    }

    /// Its short name.
    async fn short_name(&self) -> Result<Option<&str>> {
        Ok(self.0.text(InstituteField::ShortName)?)
    }

    /// Other spellings of its name.
    async fn aliases(&self) -> Result<Vec<String>> {
        Ok(entity::value::list::items(
            self.0.known_text(InstituteField::Aliases)?,
        ))
    }

    /// The city it stands in.
    async fn city(&self) -> Result<Option<&str>> {
        Ok(self.0.text(InstituteField::City)?)
    }

    /// The country it stands in, where a source states it; never guessed.
    async fn country(&self, ctx: &Context<'_>) -> Result<Option<Country>> {
        related_one(ctx, &self.0)
    }

    /// Its identifier in the Research Organization Registry.
    async fn ror(&self) -> Result<Option<Ror>> {
        Ok(self
            .0
            .text(InstituteField::Ror)?
            .map(|text| Ror(text.to_owned())))
    }

    /// Its web address.
    async fn url(&self) -> Result<Option<Url>> {
        Ok(self
            .0
            .text(InstituteField::Url)?
            .map(|text| Url(text.to_owned())))
    }

    /// Whether this is the Centre itself, standing in the records as an institute.
    async fn own(&self) -> Result<bool> {
        Ok(self.0.flag(InstituteField::Own)?)
    }

    /// A remark on the record.
    async fn note(&self) -> Result<Option<&str>> {
        Ok(self.0.text(InstituteField::Note)?)
    }

    /// Where the record comes from.
    async fn source(&self) -> Result<Option<&str>> {
        Ok(self.0.text(InstituteField::Source)?)
    }

    /// Its parts in projects that the viewer may see.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn participations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<ParticipationFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<ParticipationOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Participation>> {
        related_list(ctx, &self.0)
    }

    /// The outputs that it owns and the viewer may see.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn outputs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<OutputFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<OutputOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Output>> {
        related_list(ctx, &self.0)
    }
}

/// Says which institute is meant.
#[derive(OneofObject)]
pub(super) enum InstituteLookup {
    /// By its key.
    Key(String),
    /// By its identifier in the Research Organization Registry.
    Ror(Ror),
}

impl InstituteLookup {
    pub(super) fn filter(self) -> Filter<entity::Institute> {
        match self {
            Self::Key(key) => Filter::key(&entity::read::Key(vec![key])),
            Self::Ror(ror) => Filter::Identified(InstituteField::Ror, ror.0),
        }
    }
}

/// Which institutes are wanted.
#[derive(InputObject, Clone)]
pub(super) struct InstituteFilter {
    /// All of these.
    and: Option<Vec<InstituteFilter>>,
    /// At least one of these.
    or: Option<Vec<InstituteFilter>>,
    /// Not this.
    not: Option<Box<InstituteFilter>>,
    /// Its key.
    key: Option<KeyFilter>,
    /// Its name.
    name: Option<StringFilter>,
    /// Its short name.
    short_name: Option<StringFilter>,
    /// Its city.
    city: Option<StringFilter>,
    /// The country it stands in.
    country: Option<CountryFilter>,
    /// Its identifier in the Research Organization Registry.
    ror: Option<KeyFilter>,
    /// Whether it is the Centre itself.
    own: Option<BooleanFilter>,
    /// Its parts in projects.
    participations: Option<Box<ParticipationListFilter>>,
    /// The outputs it owns.
    outputs: Option<Box<OutputListFilter>>,
}

impl Filtering<entity::Institute> for InstituteFilter {
    fn filter(self) -> Result<Filter<entity::Institute>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(InstituteField::Key, self.key)?
            .field(InstituteField::Name, self.name)?
            .field(InstituteField::ShortName, self.short_name)?
            .field(InstituteField::City, self.city)?
            .field(InstituteField::CountryCode, self.country)?
            .field(InstituteField::Ror, self.ror)?
            .field(InstituteField::Own, self.own)?
            .many(
                entity::Institute::participations(),
                ParticipationListFilter::ways(self.participations),
            )?
            .many(
                entity::Institute::outputs(),
                OutputListFilter::ways(self.outputs),
            )?
            .all())
    }
}

list_filter! {
    /// A condition on the institutes that take part.
    InstituteListFilter of InstituteFilter
}

order! {
    /// How institutes are sorted.
    InstituteOrder by InstituteOrderField of entity::Institute, InstituteField {
        /// By key.
        Key,
        /// By name.
        Name,
        /// By city.
        City,
        /// By the country's code.
        CountryCode,
    }
}
