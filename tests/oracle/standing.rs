//! Section 3, "Standing": what ties a holder to a project, and when. Derived from the base facts
//! each time it is asked; says nothing of what a standing opens.

use chrono::NaiveDate;

use super::membership::{
    board_spans, institute_spans, member_spans, represented_states, stretches,
};
use super::time::{Span, Written, joined};
use super::world::{Institute, Participation, World};
use super::{Live, Standing, Who};

/// A standing of a holder with one stretch of time; several for several stretches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    pub kind: Standing,
    /// None for `Board` and `Member`.
    pub project: Option<String>,
    /// The first day; none: no beginning.
    pub from: Option<NaiveDate>,
    /// The first day on which it is gone; none: no end.
    pub until: Option<NaiveDate>,
}

/// Every standing the holder ever has, sorted by kind, project and time, whether or not the holder
/// is admitted on some day. The public and the secretariat hold none.
pub fn ties(world: &World, who: &Who) -> Vec<Tie> {
    let mut ties = Vec::new();
    for kind in [Standing::Board, Standing::Member] {
        add(&mut ties, kind, None, without_project(world, who, kind));
    }
    for project in &world.projects {
        let number = project.number.as_str();
        match who {
            Who::Party(party) => {
                add(
                    &mut ties,
                    Standing::Finances,
                    Some(number),
                    finances(world, party, number),
                );
                add(
                    &mut ties,
                    Standing::Hosts,
                    Some(number),
                    hosts(world, party, number),
                );
            }
            Who::Partner(funder) => {
                add(
                    &mut ties,
                    Standing::Partners,
                    Some(number),
                    partners(world, funder, number),
                );
            }
            Who::Institute(institute) => {
                add(
                    &mut ties,
                    Standing::Performs,
                    Some(number),
                    performs(world, institute, number),
                );
                add(
                    &mut ties,
                    Standing::Collaborates,
                    Some(number),
                    collaborates(world, institute, number),
                );
            }
            Who::Public | Who::Secretariat => {}
        }
    }
    ties.sort_by(|a, b| (a.kind, &a.project, a.from).cmp(&(b.kind, &b.project, b.from)));
    ties
}

/// The holder's standings that are live today, sorted.
pub fn live(world: &World, who: &Who, today: NaiveDate) -> Vec<Live> {
    ties(world, who)
        .into_iter()
        .filter(|tie| {
            Span {
                from: tie.from,
                until: tie.until,
            }
            .contains(today)
        })
        .map(|tie| (tie.kind, tie.project, tie.until))
        .collect()
}

/// BOARD and MEMBER: "no project: holds a seat / is a member today".
fn without_project(world: &World, who: &Who, kind: Standing) -> Vec<Span> {
    match (who, kind) {
        (Who::Party(party), Standing::Board) => board_spans(world, party),
        (Who::Party(party), Standing::Member) => member_spans(world, party),
        _ => Vec::new(),
    }
}

/// FINANCES: "a contribution above zero of a funder that belongs to the Party".
fn finances(world: &World, party: &str, project: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for (state, counts) in states_that_count(world, party) {
        for contribution in &world.contributions {
            let belongs = world
                .funders
                .iter()
                .any(|funder| funder.key == contribution.funder && funder.party == state);
            if contribution.project == project && belongs && above_zero(&contribution.amount) {
                let fact = Written::read(&contribution.committed_on);
                spans.extend(party_spans(world, party, fact, false, counts));
            }
        }
    }
    spans
}

/// HOSTS: the Party's code "equals the project's `host_country`, or the country of a leading or
/// participating institute. The EU never hosts".
fn hosts(world: &World, party: &str, project: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    if party == "EU" {
        return spans;
    }
    for (state, counts) in states_that_count(world, party) {
        for row in world.projects.iter().filter(|row| row.number == project) {
            let stated = row.host_country == state;
            let by_institute = world.participations.iter().any(|participation| {
                participation.project == project
                    && performs_in(participation)
                    && standing_institute(world, participation)
                        .is_some_and(|institute| institute.country == state)
            });
            if stated || by_institute {
                // "hosting: the project's `starts_on`"
                let fact = Written::read(&row.starts_on);
                spans.extend(party_spans(world, party, fact, true, counts));
            }
        }
    }
    spans
}

/// PARTNERS: "a contribution above zero of that funder". It has no end.
fn partners(world: &World, funder: &str, project: &str) -> Vec<Span> {
    let pays = world.contributions.iter().any(|contribution| {
        contribution.project == project
            && contribution.funder == funder
            && above_zero(&contribution.amount)
    });
    if pays { vec![Span::ALWAYS] } else { Vec::new() }
}

/// PERFORMS: "leads or participates".
fn performs(world: &World, institute: &str, project: &str) -> Vec<Span> {
    by_participation(world, institute, project, performs_in)
}

/// COLLABORATES: "is a foreign collaborator".
fn collaborates(world: &World, institute: &str, project: &str) -> Vec<Span> {
    by_participation(world, institute, project, |participation| {
        participation.role == "collaborator"
    })
}

fn by_participation(
    world: &World,
    key: &str,
    project: &str,
    role: fn(&Participation) -> bool,
) -> Vec<Span> {
    let mut spans = Vec::new();
    for participation in &world.participations {
        let its_own = participation.project == project && participation.institute == key;
        if !its_own || !role(participation) {
            continue;
        }
        if let Some(institute) = standing_institute(world, participation) {
            spans.extend(institute_spans(world, &institute.country));
        }
    }
    spans
}

/// The Party itself at all times, and the states it represents while it does.
fn states_that_count<'a>(world: &'a World, party: &'a str) -> Vec<(&'a str, Span)> {
    let mut states = vec![(party, Span::ALWAYS)];
    states.extend(represented_states(world, party));
    states
}

/// When a fact gives the Party standing: while it is a member, whatever the fact's date; and in the
/// two years after it left, if the fact is dated before that day. For a represented state's fact
/// that is cut to the time in which it counts.
// Reading: a row's two years run to their end even where the Party joins again in them with less
// capacity. Ending them on that day would be stricter, but they last "until two years after
// `left`", and "capacity counts per membership row".
fn party_spans(
    world: &World,
    party: &str,
    fact: Option<Written>,
    hosting: bool,
    counts: Span,
) -> Vec<Span> {
    let mut spans = Vec::new();
    for stretch in stretches(world, party) {
        if hosting && !stretch.hosts {
            continue;
        }
        spans.push(stretch.member);
        if let Some((left, retained)) = stretch.left
            && fact.is_some_and(|fact| fact.surely_before(left))
        {
            spans.push(retained);
        }
    }
    spans
        .into_iter()
        .filter_map(|span| span.within(counts))
        .collect()
}

fn performs_in(participation: &Participation) -> bool {
    participation.role == "leading" || participation.role == "participating"
}

/// The institute of a participation from which standing may follow: "a participation marked
/// `disputed` is shown and gives no standing"; the Centre's own rows "give nobody standing".
fn standing_institute<'a>(
    world: &'a World,
    participation: &Participation,
) -> Option<&'a Institute> {
    if participation.disputed == "true" {
        return None;
    }
    world
        .institutes
        .iter()
        .find(|institute| institute.key == participation.institute && institute.own != "true")
}

/// Whether decimal text is more than zero.
fn above_zero(amount: &str) -> bool {
    !amount.starts_with('-') && amount.chars().any(|digit| ('1'..='9').contains(&digit))
}

fn add(ties: &mut Vec<Tie>, kind: Standing, project: Option<&str>, spans: Vec<Span>) {
    for span in joined(spans) {
        ties.push(Tie {
            kind,
            project: project.map(str::to_string),
            from: span.from,
            until: span.until,
        });
    }
}
