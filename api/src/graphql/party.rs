//! Parties to the Agreement.

use super::{
    error::Result,
    filter::{BooleanFilter, Conditions, CountryFilter, Filtering, StringFilter},
    funder::{Funder, FunderFilter, FunderListFilter, FunderOrder},
    handle,
    known::{Form, Known},
    order::order,
    page::Connection,
    question::{
        Entry, Listed, Part, ask_all, ask_field, ask_list, ask_one, related_all, related_list,
        related_one,
    },
    scalar::{CountryCode, PartialDate},
    words::Capacity,
};
use async_graphql::{
    Context, ID, InputObject, Object, OneofObject, Positioned, parser::types::Field,
};
use entity::{
    BoardSeatField, MembershipField, PartyField,
    read::{Filter, Noun, Read, Row},
};
use std::sync::Arc;

/// A Party to the Agreement.
pub(super) struct Party(Arc<Row<entity::Party>>);

impl From<Arc<Row<entity::Party>>> for Party {
    fn from(row: Arc<Row<entity::Party>>) -> Self {
        Self(row)
    }
}

impl Entry for Party {
    type Noun = entity::Party;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts(Self::Noun::NAME) {
            match part.name() {
                "memberships" => {
                    ask_all::<Membership, _>(read, entity::Party::memberships(), &part)?
                }
                "boardSeats" => ask_all::<BoardSeat, _>(read, entity::Party::board_seats(), &part)?,
                "funders" => ask_list::<Funder, _>(read, entity::Party::funders(), &part)?,
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

impl Known for Party {
    type Way = PartyField;

    fn way(field: &Positioned<Field>) -> Option<PartyField> {
        (field.node.name.node == "code").then_some(PartyField::Code)
    }

    fn show<F: Form>(&self, way: &PartyField, form: F) -> Option<F::Shown> {
        form.leaf(self.0.known_text(*way).ok()?)
    }
}

impl Listed for Party {
    type Filter = PartyFilter;
    type Order = PartyOrder;
}

/// A Party to the Agreement: a state, or the European Union, which is one Party.
#[Object]
impl Party {
    /// Its global id: opaque, and stable across imports.
    pub(super) async fn id(&self) -> ID {
        handle::id(entity::Party::NAME, &self.0.key())
    }

    /// Its code: a country's, or `EU`.
    async fn code(&self) -> Result<CountryCode> {
        Ok(CountryCode(self.0.known_text(PartyField::Code)?.to_owned()))
    }

    /// Its name.
    async fn name(&self) -> Result<&str> {
        Ok(self.0.known_text(PartyField::Name)?)
    }

    /// Whether it is one of the four initial Parties, which hold a seat on the Governing Board while
    /// they are members.
    async fn initial(&self) -> Result<bool> {
        Ok(self.0.flag(PartyField::Initial)?)
    }

    /// The intervals of its membership, and of its representation by another Party.
    async fn memberships(&self, ctx: &Context<'_>) -> Result<Vec<Membership>> {
        related_all(ctx, &self.0)
    }

    /// Its dated seats on the Governing Board; an initial Party needs none.
    async fn board_seats(&self, ctx: &Context<'_>) -> Result<Vec<BoardSeat>> {
        related_all(ctx, &self.0)
    }

    /// The funders that belong to it and the viewer may see.
    #[expect(
        unused_variables,
        reason = "question.rs reads them where the list is asked for"
    )]
    async fn funders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that this lets through.")] filter: Option<FunderFilter>,
        #[graphql(desc = "In this order; the natural key decides at last.")] order_by: Option<
            Vec<FunderOrder>,
        >,
        #[graphql(
            desc = "At most so many from the beginning: 0 to 200; 20 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end: 0 to 200.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Funder>> {
        related_list(ctx, &self.0)
    }
}

/// An interval in which a Party was a member, or a state was represented by one.
pub(super) struct Membership(Arc<Row<entity::Membership>>);

impl From<Arc<Row<entity::Membership>>> for Membership {
    fn from(row: Arc<Row<entity::Membership>>) -> Self {
        Self(row)
    }
}

impl Entry for Membership {
    type Noun = entity::Membership;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts("Membership") {
            match part.name() {
                "capacities" => {
                    read.field(MembershipField::Capacity);
                }
                "representedBy" => {
                    ask_one::<Party, _>(read, entity::Membership::represented_by(), &part)?
                }
                name => ask_field(read, name),
            }
        }
        Ok(())
    }
}

/// An interval in which a Party was a member, or a state was represented by one.
#[Object]
impl Membership {
    /// In what capacity; in an interval of representation it carries no rights.
    async fn capacities(&self) -> Result<Vec<Capacity>> {
        let words = self.0.known_text(MembershipField::Capacity)?.split(';');
        Ok(words.filter_map(Capacity::of).collect())
    }

    /// Since when; null if unknown, and then no right follows from this interval.
    async fn joined(&self) -> Result<Option<PartialDate>> {
        Ok(self
            .0
            .text(MembershipField::Joined)?
            .map(|text| PartialDate(text.to_owned())))
    }

    /// The first day on which it was no longer so; null if it still is, or if that is unknown.
    async fn left(&self) -> Result<Option<PartialDate>> {
        Ok(self
            .0
            .text(MembershipField::Left)?
            .map(|text| PartialDate(text.to_owned())))
    }

    /// The Party that acts for this state in this interval.
    async fn represented_by(&self, ctx: &Context<'_>) -> Result<Option<Party>> {
        related_one(ctx, &self.0)
    }

    /// A remark on the record.
    async fn note(&self) -> Result<Option<&str>> {
        Ok(self.0.text(MembershipField::Note)?)
    }

    /// Where the record comes from.
    async fn source(&self) -> Result<Option<&str>> {
        Ok(self.0.text(MembershipField::Source)?)
    }
}

/// An interval in which a Party held a seat on the Governing Board.
pub(super) struct BoardSeat(Arc<Row<entity::BoardSeat>>);

impl From<Arc<Row<entity::BoardSeat>>> for BoardSeat {
    fn from(row: Arc<Row<entity::BoardSeat>>) -> Self {
        Self(row)
    }
}

impl Entry for BoardSeat {
    type Noun = entity::BoardSeat;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts("BoardSeat") {
            ask_field(read, part.name());
        }
        Ok(())
    }
}

/// An interval in which a Party held a seat on the Governing Board.
#[Object]
impl BoardSeat {
    /// Since when.
    async fn from(&self) -> Result<PartialDate> {
        Ok(PartialDate(
            self.0.known_text(BoardSeatField::From)?.to_owned(),
        ))
    }

    /// The first day on which it no longer did; null if it still does.
    async fn until(&self) -> Result<Option<PartialDate>> {
        Ok(self
            .0
            .text(BoardSeatField::Until)?
            .map(|text| PartialDate(text.to_owned())))
    }
}

/// Says which Party is meant.
#[derive(OneofObject)]
pub(super) enum PartyLookup {
    /// By its code.
    Code(CountryCode),
}

impl PartyLookup {
    pub(super) fn filter(self) -> Filter<entity::Party> {
        let Self::Code(code) = self;
        Filter::key(&entity::read::Key(vec![code.0]))
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
