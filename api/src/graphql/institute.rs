//! Institutes.

use super::{
    error::Result,
    filter::{
        BooleanFilter, Conditions, CountryFilter, Filtering, KeyFilter, StringFilter, identified,
        list_filter,
    },
    object::{Object, Of, Shown},
    order::order,
    output::OutputListFilter,
    participation::ParticipationListFilter,
    question::Listed,
    scalar::{Ror, Url},
};
use async_graphql::{InputObject, OneofObject, Value};
use entity::{InstituteField, read::Filter, value::identifier};
use std::sync::LazyLock;

/// A research institute, or the Centre itself.
pub(super) type Institute = Of<entity::Institute>;

impl Shown for entity::Institute {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::Institute>> = LazyLock::new(|| {
            Object::of("Institute", "A research institute, or the Centre itself.")
                .id()
                .text(InstituteField::Key, "Its stable key.")
                .text(InstituteField::Name, "Its name as the source prints it.")
                .maybe_text(InstituteField::ShortName, "Its short name.")
                .made::<Vec<String>>(
                    InstituteField::Aliases,
                    "Other spellings of its name.",
                    |row| {
                        let aliases = row.known_text(InstituteField::Aliases)?;
                        let aliases = entity::value::list::items(aliases).into_iter();
                        Ok(Value::List(aliases.map(Value::String).collect()))
                    },
                )
                .maybe_text(InstituteField::City, "The city it stands in.")
                .one(
                    "country",
                    entity::Institute::country(),
                    "The country it stands in, where a source states it; never guessed.",
                )
                .maybe::<Ror>(
                    InstituteField::Ror,
                    "Its identifier in the Research Organization Registry.",
                )
                .maybe::<Url>(InstituteField::Url, "Its web address.")
                .flag(
                    InstituteField::Own,
                    "Whether this is the Centre itself, standing in the records as an institute.",
                )
                .maybe_text(InstituteField::Note, "A remark on the record.")
                .maybe_text(InstituteField::Source, "Where the record comes from.")
                .list(
                    "participations",
                    entity::Institute::participations(),
                    "Its parts in projects that the viewer may see.",
                )
                .list(
                    "outputs",
                    entity::Institute::outputs(),
                    "The outputs that it owns and the viewer may see.",
                )
        });
        &OBJECT
    }
}

impl Listed for Institute {
    type Filter = InstituteFilter;
    type Order = InstituteOrder;
}

/// Says which institute is meant.
#[derive(OneofObject)]
pub(super) enum InstituteLookup {
    /// By its key.
    Key(String),
    /// By its identifier in the Research Organization Registry.
    Ror(Ror),
}

/// What an identifier of the Research Organization Registry looks like.
const ROR: &str = "https://ror.org/00vtgdb53";

impl InstituteLookup {
    pub(super) fn filter(self) -> Result<Filter<entity::Institute>> {
        match self {
            Self::Key(key) => Ok(Filter::key(&entity::read::Key(vec![key]))),
            Self::Ror(Ror(ror)) => {
                let ror = identified(&ror, identifier::ror, ROR)?;
                Ok(Filter::Identified(InstituteField::Ror, ror))
            }
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
        let ror = self
            .ror
            .map(|ror| ror.of_an_identifier(identifier::ror, ROR));
        let ror = ror.transpose()?;
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(InstituteField::Key, self.key)?
            .field(InstituteField::Name, self.name)?
            .field(InstituteField::ShortName, self.short_name)?
            .field(InstituteField::City, self.city)?
            .field(InstituteField::CountryCode, self.country)?
            .field(InstituteField::Ror, ror)?
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
