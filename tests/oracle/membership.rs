//! Sections 1 and 2: when a code is a Party, holds a seat, hosts, is represented, or has left.
//! Knows nothing of projects.

use chrono::NaiveDate;

use super::time::{Span, Written, joined, two_years_after};
use super::world::{Membership, World};

/// One stretch of membership, made from one row whose `joined` is known.
pub struct Stretch {
    /// From `joined` to `left`.
    pub member: Span,
    /// The day of leaving and the two years from it; none while no `left` is written.
    pub left: Option<(NaiveDate, Span)>,
    /// "Capacity counts per membership row."
    pub hosts: bool,
}

/// The stretches of a Party's own membership.
pub fn stretches(world: &World, party: &str) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    for row in own_rows(world, party) {
        // "`joined` unknown: no right follows from that row", not even the two years after it.
        let Some(beginning) = Written::read(&row.joined) else {
            continue;
        };
        let from = Some(beginning.as_beginning());
        let end = Written::read(&row.left).map(Written::as_end);
        let member = Span { from, until: end };
        // Reading: where a reduced `joined` falls after its `left`, no day of membership is
        // certain, so the row gives nothing, and nobody is a former member by it.
        if member.is_empty() {
            continue;
        }
        let left = end.map(|day| {
            (
                day,
                Span {
                    from: Some(day),
                    until: Some(two_years_after(day)),
                },
            )
        });
        let hosts = row
            .capacity
            .split(';')
            .any(|capacity| capacity.trim() == "host");
        stretches.push(Stretch {
            member,
            left,
            hosts,
        });
    }
    stretches
}

/// When the Party is a member.
pub fn member_spans(world: &World, party: &str) -> Vec<Span> {
    joined(
        stretches(world, party)
            .into_iter()
            .map(|stretch| stretch.member)
            .collect(),
    )
}

/// When the Party holds a seat: "Parties marked `initial` hold a seat while they are members;
/// other Parties by dated `board_seats` rows", which "end with membership".
pub fn board_spans(world: &World, party: &str) -> Vec<Span> {
    let members = member_spans(world, party);
    let initial = world
        .parties
        .iter()
        .any(|row| row.code == party && row.initial == "true");
    if initial {
        return members;
    }
    let mut seats = Vec::new();
    for row in world.board_seats.iter().filter(|row| row.party == party) {
        let Some(from) = Written::read(&row.from) else {
            continue;
        };
        let until = Written::read(&row.until).map(Written::as_end);
        let seat = Span {
            from: Some(from.as_beginning()),
            until,
        };
        seats.extend(members.iter().filter_map(|member| seat.within(*member)));
    }
    joined(seats)
}

/// The states whose facts count for the Party, and when: "from the date on a `represented_by`
/// row", "ends with the row's `left`". One level deep: whom those states represent is not asked.
pub fn represented_states<'a>(world: &'a World, party: &str) -> Vec<(&'a str, Span)> {
    let mut states = Vec::new();
    for row in world
        .memberships
        .iter()
        .filter(|row| row.represented_by == party)
    {
        if let Some(from) = Written::read(&row.joined) {
            let until = Written::read(&row.left).map(Written::as_end);
            states.push((
                row.party.as_str(),
                Span {
                    from: Some(from.as_beginning()),
                    until,
                },
            ));
        }
    }
    states
}

/// Whether the code is let in as a Party (section 1, and the small print of section 2).
pub fn party_admitted(world: &World, code: &str, today: NaiveDate) -> bool {
    let known = world.parties.iter().any(|party| party.code == code);
    known && has_been_party(world, code, today) && !is_represented(world, code, today)
}

/// Whether the Party has left and is no member again: "a Party both of whose dates are unknown is
/// no former member".
// Reading: the day of leaving counts even where `joined` is unknown, and a membership whose
// `joined` is unknown does not make the Party a member again. The end of a representation is not
// a leaving.
pub fn has_left(world: &World, party: &str, today: NaiveDate) -> bool {
    let gone = days_of_leaving(world, party)
        .iter()
        .any(|day| *day <= today);
    let member = member_spans(world, party)
        .iter()
        .any(|span| span.contains(today));
    gone && !member
}

/// When an institute in this country keeps PROGRAMME access: it "loses PROGRAMME access when that
/// Party leaves", and has it again while the Party is a member again.
pub fn programme_spans(world: &World, country: &str) -> Vec<Span> {
    let Some(leaving) = days_of_leaving(world, country).into_iter().min() else {
        return vec![Span::ALWAYS];
    };
    let mut spans = vec![Span {
        from: None,
        until: Some(leaving),
    }];
    spans.extend(member_spans(world, country));
    joined(spans)
}

/// When an institute in this country keeps its standing: it loses it "two years later".
pub fn institute_spans(world: &World, country: &str) -> Vec<Span> {
    let Some(leaving) = days_of_leaving(world, country).into_iter().min() else {
        return vec![Span::ALWAYS];
    };
    let mut spans = vec![Span {
        from: None,
        until: Some(two_years_after(leaving)),
    }];
    for stretch in stretches(world, country) {
        spans.push(stretch.member);
        spans.extend(stretch.left.map(|(_, retained)| retained));
    }
    joined(spans)
}

/// The rows of the Party's own membership. A row of representation is none: it "carries facts
/// only, never capacity, seats or `initial`".
fn own_rows<'a>(world: &'a World, party: &'a str) -> impl Iterator<Item = &'a Membership> {
    world
        .memberships
        .iter()
        .filter(move |row| row.party == party && row.represented_by.is_empty())
}

/// Every known day on which the Party leaves. The cell alone counts, whatever `joined` says.
fn days_of_leaving(world: &World, party: &str) -> Vec<NaiveDate> {
    own_rows(world, party)
        .filter_map(|row| Written::read(&row.left))
        .map(Written::as_end)
        .collect()
}

/// "a code that never was a Party"; "a Party whose first membership begins after today is not yet
/// a Party"; "a Party whose dates are unknown is a valid viewer without standing".
// Reading: a code without any membership row of its own never was a Party.
fn has_been_party(world: &World, code: &str, today: NaiveDate) -> bool {
    own_rows(world, code).any(|row| match Written::read(&row.joined) {
        Some(beginning) => beginning.as_beginning() <= today,
        None => true,
    })
}

/// "a state that is represented by another Party today".
// Reading: for the state itself representation takes rights away, so here a reduced date is read
// the other way round, and a date that is not known does not end the refusal.
fn is_represented(world: &World, code: &str, today: NaiveDate) -> bool {
    world
        .memberships
        .iter()
        .filter(|row| row.party == code && !row.represented_by.is_empty())
        .any(|row| {
            let from = Written::read(&row.joined).map(Written::as_end);
            let until = Written::read(&row.left).map(Written::as_release);
            Span { from, until }.contains(today)
        })
}
