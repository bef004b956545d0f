//! Parties to the Agreement.

use super::{
    error::Result,
    filter::{BooleanFilter, Conditions, CountryFilter, Filtering, StringFilter},
    funder::FunderListFilter,
    known::{Form, Known},
    object::{Object, Of, Shown},
    order::order,
    question::Listed,
    scalar::{CountryCode, PartialDate},
    words::Capacity,
};
use async_graphql::{
    InputObject, OneofObject, Positioned, Value, parser::types::Field, resolver_utils::enum_value,
};
use entity::{BoardSeatField, MembershipField, PartyField, read::Filter};
use std::sync::LazyLock;

/// A Party to the Agreement.
pub(super) type Party = Of<entity::Party>;

impl Shown for entity::Party {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::Party>> = LazyLock::new(|| {
            let description =
                "A Party to the Agreement: a state, or the European Union, which is one Party.";
            Object::of("Party", description)
                .id()
                .scalar::<CountryCode>(PartyField::Code, "Its code: a country's, or `EU`.")
                .text(PartyField::Name, "Its name.")
                .flag(
                    PartyField::Initial,
                    "Whether it is one of the four initial Parties, which hold a seat on the Governing Board while\n\
                     they are members.",
                )
                .all(
                    "memberships",
                    entity::Party::memberships(),
                    "The intervals of its membership, and of its representation by another Party.",
                )
                .all(
                    "boardSeats",
                    entity::Party::board_seats(),
                    "Its dated seats on the Governing Board; an initial Party needs none.",
                )
                .list(
                    "funders",
                    entity::Party::funders(),
                    "The funders that belong to it and the viewer may see.",
                )
        });
        &OBJECT
    }
}

impl Listed for Party {
    type Filter = PartyFilter;
    type Order = PartyOrder;
}

impl Known for Party {
    type Way = PartyField;

    fn way(field: &Positioned<Field>) -> Option<PartyField> {
        (field.node.name.node == "code").then_some(PartyField::Code)
    }

    fn show<F: Form>(&self, way: &PartyField, form: F) -> Option<F::Shown> {
        form.leaf(self.row().known_text(*way).ok()?)
    }
}

/// An interval in which a Party was a member, or a state was represented by one.
impl Shown for entity::Membership {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::Membership>> = LazyLock::new(|| {
            let description =
                "An interval in which a Party was a member, or a state was represented by one.";
            Object::of("Membership", description)
                .made::<Vec<Capacity>>(
                    MembershipField::Capacity,
                    "In what capacity; in an interval of representation it carries no rights.",
                    |row| {
                        let words = row.known_text(MembershipField::Capacity)?.split(';');
                        let capacities = words.filter_map(Capacity::of);
                        Ok(Value::List(capacities.map(enum_value).collect()))
                    },
                )
                .called("capacities")
                .maybe::<PartialDate>(
                    MembershipField::Joined,
                    "Since when; null if unknown, and then no right follows from this interval.",
                )
                .maybe::<PartialDate>(
                    MembershipField::Left,
                    "The first day on which it was no longer so; null if it still is, or if that is unknown.",
                )
                .one(
                    "representedBy",
                    entity::Membership::represented_by(),
                    "The Party that acts for this state in this interval.",
                )
                .maybe_text(MembershipField::Note, "A remark on the record.")
                .maybe_text(MembershipField::Source, "Where the record comes from.")
        });
        &OBJECT
    }
}

/// An interval in which a Party held a seat on the Governing Board.
impl Shown for entity::BoardSeat {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::BoardSeat>> = LazyLock::new(|| {
            let description = "An interval in which a Party held a seat on the Governing Board.";
            Object::of("BoardSeat", description)
                .scalar::<PartialDate>(BoardSeatField::From, "Since when.")
                .maybe::<PartialDate>(
                    BoardSeatField::Until,
                    "The first day on which it no longer did; null if it still does.",
                )
        });
        &OBJECT
    }
}

/// Says which Party is meant.
#[derive(OneofObject)]
pub(super) enum PartyLookup {
    /// By its code.
    Code(CountryCode),
}

impl PartyLookup {
    pub(super) fn filter(self) -> Result<Filter<entity::Party>> {
        let Self::Code(code) = self;
        Ok(Filter::key(&entity::read::Key(vec![code.0])))
    }
}

/// Which Parties are wanted.
#[derive(InputObject, Clone)]
pub(super) struct PartyFilter {
    /// All of these.
    and: Option<Vec<PartyFilter>>,
    /// At least one of these.
    or: Option<Vec<PartyFilter>>,
    /// Not this.
    not: Option<Box<PartyFilter>>,
    /// Its code.
    code: Option<CountryFilter>,
    /// Its name.
    name: Option<StringFilter>,
    /// Whether it is an initial Party.
    initial: Option<BooleanFilter>,
    /// The funders that belong to it.
    funders: Option<Box<FunderListFilter>>,
}

impl Filtering<entity::Party> for PartyFilter {
    fn filter(self) -> Result<Filter<entity::Party>> {
        Ok(Conditions::new(self.and, self.or, self.not)?
            .field(PartyField::Code, self.code)?
            .field(PartyField::Name, self.name)?
            .field(PartyField::Initial, self.initial)?
            .many(
                entity::Party::funders(),
                FunderListFilter::ways(self.funders),
            )?
            .all())
    }
}

order! {
    /// How Parties are sorted.
    PartyOrder by PartyOrderField of entity::Party, PartyField {
        /// By code.
        Code,
        /// By name.
        Name,
    }
}
