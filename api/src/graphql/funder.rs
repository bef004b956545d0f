//! Funders.

use super::{
    error::Result,
    filter::{
        BooleanFilter, Conditions, CountryFilter, Filtering, KeyFilter, StringFilter, list_filter,
        word_filter,
    },
    funding::ContributionListFilter,
    object::{Object, Of, Shown},
    order::order,
    question::Listed,
    scalar::Ror,
    words::FunderKind,
};
use async_graphql::{InputObject, OneofObject};
use entity::{FunderField, read::Filter};
use std::sync::LazyLock;

/// Who pays for projects.
pub(super) type Funder = Of<entity::Funder>;

impl Shown for entity::Funder {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::Funder>> = LazyLock::new(|| {
            let description =
                "Who pays for projects: a Party, an agency, or a partner organisation.";
            Object::of("Funder", description)
                .id()
                .text(FunderField::Key, "Its stable key.")
                .text(FunderField::Name, "Its name.")
                .word::<FunderKind>(FunderField::Kind, "What kind of organisation it is.")
                .flag(FunderField::Listed, "Whether it has agreed to be named to everyone.")
                .one(
                    "party",
                    entity::Funder::party(),
                    "The Party it belongs to, where the data say so.",
                )
                .one(
                    "country",
                    entity::Funder::country(),
                    "The country it stands in. It says nothing about belonging to that country's government.",
                )
                .maybe::<Ror>(
                    FunderField::Ror,
                    "Its identifier in the Research Organization Registry.",
                )
                .maybe_text(FunderField::Source, "Where the record comes from.")
                .list(
                    "contributions",
                    entity::Funder::contributions(),
                    "What it committed, as far as the viewer may see it.",
                )
        });
        &OBJECT
    }
}

impl Listed for Funder {
    type Filter = FunderFilter;
    type Order = FunderOrder;
}

/// Says which funder is meant.
#[derive(OneofObject)]
pub(super) enum FunderLookup {
    /// By its key.
    Key(String),
}

impl FunderLookup {
    pub(super) fn filter(self) -> Result<Filter<entity::Funder>> {
        let Self::Key(key) = self;
        Ok(Filter::key(&entity::read::Key(vec![key])))
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
