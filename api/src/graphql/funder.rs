//! Funders.

use super::{
    country::Country,
    error::Result,
    filter::{
        BooleanFilter, Conditions, CountryFilter, Filtering, KeyFilter, StringFilter, list_filter,
        word_filter,
    },
    funding::{Contribution, ContributionFilter, ContributionListFilter, ContributionOrder},
    handle,
    order::order,
    page::Connection,
    party::Party,
    question::{Entry, Listed, Part, ask_field, ask_list, ask_one, related_list, related_one},
    scalar::Ror,
    words::FunderKind,
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use entity::{
    FunderField,
    read::{Filter, Noun, Read, Row},
};
use std::sync::Arc;

/// Who pays for projects.
pub(super) struct Funder(Arc<Row<entity::Funder>>);

impl From<Arc<Row<entity::Funder>>> for Funder {
    fn from(row: Arc<Row<entity::Funder>>) -> Self {
        Self(row)
    }
}

impl Entry for Funder {
    type Noun = entity::Funder;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "party" => ask_one::<Party, _>(read, entity::Funder::party(), &part)?,
                "country" => ask_one::<Country, _>(read, entity::Funder::country(), &part)?,
                "contributions" => {
                    ask_list::<Contribution, _>(read, entity::Funder::contributions(), &part)?
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Listed for Funder {
    type Filter = FunderFilter;
    type Order = FunderOrder;
}

/// Who pays for projects: a Party, an agency, or a partner organisation.
#[Object]
impl Funder {
    /// Its global id: opaque, and stable across imports.
    pub(super) async fn id(&self) -> ID {
        handle::id(entity::Funder::NAME, &self.0.key())
    }

    /// Its stable key.
    async fn key(&self) -> Result<&str> {
        Ok(self.0.known_text(FunderField::Key)?)
    }

    /// Its name.
    async fn name(&self) -> Result<&str> {
        Ok(self.0.known_text(FunderField::Name)?)
    }

    /// What kind of organisation it is.
    async fn kind(&self) -> Result<Option<FunderKind>> {
        Ok(FunderKind::of(self.0.known_text(FunderField::Kind)?))
    }

    /// Whether it has agreed to be named to everyone.
    async fn listed(&self) -> Result<bool> {
        Ok(self.0.flag(FunderField::Listed)?)
    }

    /// The Party it belongs to, where the data say so.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>> {
        related_one(ctx, &self.0)
    }

    /// The country it stands in. It says nothing about belonging to that country's government.
    async fn country(&self, ctx: &Context<'_>) -> Result<Option<Country>> {
        related_one(ctx, &self.0)
    }

    /// Its identifier in the Research Organization Registry.
    async fn ror(&self) -> Result<Option<Ror>> {
        Ok(self
            .0
            .text(FunderField::Ror)?
            .map(|text| Ror(text.to_owned())))
    }

    /// Where the record comes from.
    async fn source(&self) -> Result<Option<&str>> {
        Ok(self.0.text(FunderField::Source)?)
    }

    /// What it committed, as far as the viewer may see it.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn contributions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<ContributionFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<ContributionOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Contribution>> {
        related_list(ctx, &self.0)
    }
}

/// Says which funder is meant.
#[derive(OneofObject)]
pub(super) enum FunderLookup {
    /// By its key.
    Key(String),
}

impl FunderLookup {
    pub(super) fn filter(self) -> Filter<entity::Funder> {
        let Self::Key(key) = self;
        Filter::key(&entity::read::Key(vec![key]))
    }
}

/// Which funders are wanted.
#[derive(InputObject, Clone)]
pub(super) struct FunderFilter {
    /// All of these.
    and: Option<Vec<FunderFilter>>,
    /// At least one of these.
    or: Option<Vec<FunderFilter>>,
    /// Not this.
    not: Option<Box<FunderFilter>>,
    /// Its key.
    key: Option<KeyFilter>,
    /// Its name.
    name: Option<StringFilter>,
    /// What kind of organisation it is.
    kind: Option<FunderKindFilter>,
    /// Whether it is named to everyone.
    listed: Option<BooleanFilter>,
    /// The code of the Party it belongs to.
    party: Option<CountryFilter>,
    /// The country it stands in.
    country: Option<CountryFilter>,
    /// What it committed, as far as the viewer may see it.
    contributions: Option<Box<ContributionListFilter>>,
}

impl Filtering<entity::Funder> for FunderFilter {
    fn filter(self) -> Result<Filter<entity::Funder>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(FunderField::Key, self.key)?
            .field(FunderField::Name, self.name)?
            .field(FunderField::Kind, self.kind)?
            .field(FunderField::Listed, self.listed)?
            .field(FunderField::PartyCode, self.party)?
            .field(FunderField::CountryCode, self.country)?
            .many(
                entity::Funder::contributions(),
                ContributionListFilter::ways(self.contributions),
            )?
            .all())
    }
}

word_filter! {
    /// Tests of a kind of funder.
    FunderKindFilter of FunderKind
}

list_filter! {
    /// A condition on the funders of something.
    FunderListFilter of FunderFilter
}

order! {
    /// How funders are sorted.
    FunderOrder by FunderOrderField of entity::Funder, FunderField {
        /// By key.
        Key,
        /// By name.
        Name,
        /// By kind.
        Kind,
    }
}
