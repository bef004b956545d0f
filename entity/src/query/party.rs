//! Parties to the Agreement, the intervals of their membership, their seats on the Board.

use super::{Funder, FunderField};
use crate::read::{Relation, noun::noun};

noun! {
    /// A Party.
    Party in party, key [Code], PartyField {
        Code: text(Code),
        Name: text(Name, NameFolded),
        Initial: flag(Initial),
    }
}

noun! {
    /// An interval of membership, or of representation by another Party.
    Membership in membership, key [PartyCode, Seq], MembershipField {
        PartyCode: text(Party),
        Seq: int(Seq),
        Capacity: text(Capacity),
        Joined: partial(Joined, JoinedFirst, JoinedLast),
        Left: partial(Left, LeftFirst, LeftLast),
        RepresentedByCode: text(RepresentedBy),
        Note: text(Note),
        Source: text(Source),
    }
}

noun! {
    /// An interval in which a Party that is not an initial one held a seat.
    BoardSeat in board_seat, key [PartyCode, From], BoardSeatField {
        PartyCode: text(Party),
        From: text(From),
        Until: partial(Until, UntilFirst, UntilLast),
    }
}

impl Party {
    /// The intervals of its membership.
    pub fn memberships() -> Relation<Self, Membership> {
        Relation::columns(PartyField::Code, MembershipField::PartyCode)
    }

    /// Its dated seats on the Board.
    pub fn board_seats() -> Relation<Self, BoardSeat> {
        Relation::columns(PartyField::Code, BoardSeatField::PartyCode)
    }

    /// The funders that belong to it.
    pub fn funders() -> Relation<Self, Funder> {
        Relation::columns(PartyField::Code, FunderField::PartyCode)
    }
}

impl Membership {
    /// The Party that acts for this state in this interval.
    pub fn represented_by() -> Relation<Self, Party> {
        Relation::columns(MembershipField::RepresentedByCode, PartyField::Code)
    }
}
