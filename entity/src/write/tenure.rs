//! When a Party's facts count (entitlement, sections 2 and 3): membership, seats, representation,
//! retention. Each is a plain predicate on a day; the intervals follow from the days on which one of
//! them can change.

use crate::{
    standing::{always, never},
    table::{board_seat, membership},
    value::partial_date::years_later,
};
use chrono::NaiveDate;

/// From a day, and until the first day on which it no longer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Interval {
    pub(super) from: NaiveDate,
    pub(super) until: NaiveDate,
}

/// A former member keeps FINANCES and HOSTS for so many years.
const RETENTION: i32 = 2;

/// A Party that never hosts, whatever its rows say.
const NEVER_HOSTS: &str = "EU";

/// One Party's rows.
pub(super) struct Tenure<'a> {
    pub(super) party: &'a str,
    pub(super) initial: bool,
    rows: Vec<&'a membership::Model>,
    seats: Vec<&'a board_seat::Model>,
}

/// What a Party's fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// A contribution of a funder that belongs to the Party.
    Finances,
    /// A project that its country hosts.
    Hosts,
}

impl<'a> Tenure<'a> {
    pub(super) fn new(
        party: &'a str,
        initial: bool,
        memberships: &'a [membership::Model],
        seats: &'a [board_seat::Model],
    ) -> Self {
        Self {
            party,
            initial,
            rows: memberships
                .iter()
                .filter(|row| row.party == party)
                .collect(),
            seats: seats.iter().filter(|row| row.party == party).collect(),
        }
    }

    /// When it is a member.
    pub(super) fn member(&self) -> Vec<Interval> {
        self.intervals(|day| self.is_member(day))
    }

    /// When it holds a seat on the Board: an initial Party while it is a member, others as dated.
    pub(super) fn board(&self) -> Vec<Interval> {
        self.intervals(|day| {
            let seated = self.seats.iter().any(|seat| {
                seat.from_last <= day && seat.until_first.is_none_or(|until| until > day)
            });
            self.is_member(day) && (self.initial || seated)
        })
    }

    /// When a fact that names this Party counts, if the earliest such fact is of the day `earliest`.
    pub(super) fn fact(&self, fact: Fact, earliest: NaiveDate) -> Vec<Interval> {
        self.intervals(|day| self.counts(fact, earliest, day))
    }

    /// When a fact that names the state `state` counts for this Party, which represents it.
    pub(super) fn represented(
        &self,
        state: &Tenure<'_>,
        fact: Fact,
        earliest: NaiveDate,
    ) -> Vec<Interval> {
        let days = state.days().chain(self.days());
        pieces(days, |day| {
            let represents = state
                .rows
                .iter()
                .any(|row| row.represented_by.as_deref() == Some(self.party) && holds(row, day));
            represents && self.counts(fact, earliest, day)
        })
    }

    /// The days on which the Party left, the days that divide facts into earlier and later ones.
    pub(super) fn leavings(&self) -> Vec<NaiveDate> {
        let mut leavings: Vec<NaiveDate> = self.own().filter_map(|row| row.left_first).collect();
        leavings.sort_unstable();
        leavings.dedup();
        leavings
    }

    /// When an institute in this Party's country has standing: until two years after the Party first
    /// left, and again while it is a member again and for two years after.
    pub(super) fn institutes_stand(&self) -> Vec<Interval> {
        let first = self.leavings().into_iter().min();
        self.intervals(|day| {
            first.is_none_or(|left| day < retained_until(left))
                || self.is_member(day)
                || self.own().any(|row| retains(row, day))
        })
    }

    /// When an institute in this Party's country may read the programme's outputs: until it left, and
    /// while it is a member again.
    pub(super) fn institutes_participate(&self) -> Vec<Interval> {
        let first = self.leavings().into_iter().min();
        self.intervals(|day| first.is_none_or(|left| day < left) || self.is_member(day))
    }

    /// The states that it represents in some interval.
    pub(super) fn is_represented_by(&self, party: &str) -> bool {
        self.rows
            .iter()
            .any(|row| row.represented_by.as_deref() == Some(party))
    }

    /// For a present member, facts of any date count; a former member keeps those dated before it
    /// left, for two years.
    fn counts(&self, fact: Fact, earliest: NaiveDate, day: NaiveDate) -> bool {
        if fact == Fact::Hosts && self.party == NEVER_HOSTS {
            return false;
        }
        let able = |row: &&&membership::Model| fact == Fact::Finances || hosts(row);
        self.own().filter(able).any(|row| {
            let before = row.left_first.is_some_and(|left| earliest < left);
            holds(row, day) || (retains(row, day) && before)
        })
    }

    fn is_member(&self, day: NaiveDate) -> bool {
        self.own().any(|row| holds(row, day))
    }

    /// Its own rows; a row of representation is a fact about another Party's rights.
    fn own(&self) -> impl Iterator<Item = &&'a membership::Model> {
        self.rows.iter().filter(|row| row.represented_by.is_none())
    }

    fn intervals(&self, holds: impl Fn(NaiveDate) -> bool) -> Vec<Interval> {
        pieces(self.days(), holds)
    }

    /// The days on which anything about this Party can change.
    fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let memberships = self.rows.iter().flat_map(|row| {
            let retained = row.left_first.map(retained_until);
            [row.joined_last, row.left_first.map(ended_by), retained]
        });
        let seats = self
            .seats
            .iter()
            .flat_map(|seat| [Some(seat.from_last), seat.until_first]);
        memberships.chain(seats).flatten()
    }
}

/// The first day on which nothing is left of what a Party had that left on this day.
fn retained_until(left: NaiveDate) -> NaiveDate {
    let until = years_later(left, RETENTION);
    #[cfg(mutants)]
    let until = crate::mutant::instead("retention_a_day_too_long", until, || {
        until + chrono::Days::new(1)
    });
    until
}

/// A beginning counts from the last day it may mean, an end from the first; from a row whose
/// beginning is unknown no right follows.
fn holds(row: &membership::Model, day: NaiveDate) -> bool {
    row.joined_last.is_some_and(|joined| joined <= day)
        && row.left_first.is_none_or(|left| day < ended_by(left))
}

/// The first day after a membership.
fn ended_by(left: NaiveDate) -> NaiveDate {
    #[cfg(mutants)]
    let left = crate::mutant::instead("membership_through_its_last_day", left, || {
        left + chrono::Days::new(1)
    });
    left
}

/// Within two years after a membership that the row gives for certain ended.
fn retains(row: &membership::Model, day: NaiveDate) -> bool {
    let (Some(joined), Some(left)) = (row.joined_last, row.left_first) else {
        return false;
    };
    joined < left && left <= day && day < retained_until(left)
}

fn hosts(row: &membership::Model) -> bool {
    row.capacity.split(';').any(|capacity| capacity == "host")
}

/// The maximal intervals on which something holds that can only change on one of these days.
fn pieces(
    days: impl Iterator<Item = NaiveDate>,
    holds: impl Fn(NaiveDate) -> bool,
) -> Vec<Interval> {
    let mut days: Vec<NaiveDate> = days.chain([always()]).collect();
    days.sort_unstable();
    days.dedup();
    let ends = days.iter().copied().skip(1).chain([never()]);
    let holding = days
        .iter()
        .copied()
        .zip(ends)
        .filter(|(from, _)| holds(*from))
        .map(|(from, until)| Interval { from, until });
    union(holding)
}

/// Intervals that touch or overlap are one.
pub(super) fn union(intervals: impl IntoIterator<Item = Interval>) -> Vec<Interval> {
    let mut sorted: Vec<Interval> = intervals.into_iter().collect();
    sorted.sort_unstable();
    let mut union: Vec<Interval> = Vec::new();
    for interval in sorted {
        match union.last_mut() {
            Some(last) if interval.from <= last.until => {
                last.until = last.until.max(interval.until)
            }
            _ => union.push(interval),
        }
    }
    union
}
