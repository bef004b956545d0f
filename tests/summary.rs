//! Grouped sums: every figure is worked out once more, in plain Rust, over the rows that the oracle
//! says a viewer sees (`oracle/summary.rs`), and the whole answers are compared.
//!
//! Questions are made up at random, with every dimension, both methods, four calendars, bounds, orders
//! and ends of the list; for everyone in the small world on days on which something ends or begins,
//! and in worlds that nobody made. What a person would check by hand is told in `summary/stories.rs` and
//! `summary/records.rs`, that sums are the sums of lists in `summary/lists.rs`.
//!
//! `ISTC_SEED` and `ISTC_ROUND` play a round again, `ISTC_TIMES` asks so many times as much.

mod asked;
mod beside;
mod converted;
mod counted;
mod filters;
mod invented;
mod kept;
mod lists;
mod narrow;
mod plan;
mod records;
mod refusals;
mod stories;
mod tally;
mod told;
mod walk;
mod written;

use crate::{
    invention::{Chance, invent},
    isolation::{DAYS, everyone, person, scopes},
    oracle::{Scopes, Sight, Viewer, Who, World, summary::Rows},
    support::{Service, both, world},
};
use chrono::NaiveDate;
use plan::Plan;
use serde_json::Value;
use tally::Tally;

/// So many questions are asked by everyone who sees money, in the small world, each day.
const QUESTIONS: usize = 3;
/// So many by the secretariat, which sees most.
const MORE: usize = 10;

both! {
    async fn in_the_small_world_every_figure_is_as_worked_out(database) {
        let plan = Plan::read();
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let all = everyone(&world);
        let mut tally = Tally::default();
        let days = DAYS.iter().flat_map(|day| all.iter().map(move |who| (day, who)));
        for (round, (day, who)) in (0..).zip(days) {
            if !plan.plays(round) {
                continue;
            }
            service.set_today(day);
            let mut chance = plan.chance(round);
            let scopes = match chance.one_in(8) {
                true => *chance.pick(&scopes()),
                false => Scopes::ALL,
            };
            let viewer = Viewer { who: who.clone(), scopes };
            let questions = match viewer.who {
                Who::Secretariat => MORE,
                _ => QUESTIONS,
            };
            let again = plan.again(round);
            let mut asking = Asking { service: &service, world: &world, again, tally: &mut tally };
            asking.ask(&viewer, questions * plan.times, &mut chance).await;
        }
        println!("{database:?}, the small world: {tally}");
        if plan.is_whole() {
            tally.is_telling();
            tally.had_everyone();
            tally.had_every_rule();
        }
    }
}

/// So many worlds are made up.
const WORLDS: u64 = 8;
/// So many viewers beside the secretariat ask in each of them.
const VIEWERS: usize = 4;
/// So many questions each.
const IN_A_WORLD: usize = 6;
/// So many the secretariat.
const MORE_IN_A_WORLD: usize = 15;

both! {
    async fn in_a_world_that_nobody_made_every_figure_is_as_worked_out(database) {
        let plan = Plan::read();
        let mut tally = Tally::default();
        for round in (0..WORLDS * plan.times as u64).filter(|round| plan.plays(*round)) {
            let mut chance = plan.chance(round);
            let day = *chance.pick(&["2026-11-23", "2028-02-29"]);
            let today: NaiveDate = day.parse().unwrap();
            let world = invent(today, &mut chance);
            let service = Service::of_the_world_of(database, &world).await;
            service.set_today(day);
            let mut viewers: Vec<Viewer> = everyone(&world)
                .into_iter()
                .filter(|who| *who != Who::Secretariat)
                .map(|who| Viewer { who, scopes: Scopes::ALL })
                .filter(|viewer| {
                    Sight::of(&world, viewer, today).is_some_and(|sight| sight.has_rows(Rows::Contributions))
                })
                .collect();
            chance.shuffle(&mut viewers);
            // Whoever pays sees more than its own rows only if it is a Party: these come first.
            viewers.sort_by_key(|viewer| !matches!(viewer.who, Who::Party(_)));
            viewers.truncate(VIEWERS);
            let secretariat = Viewer { who: Who::Secretariat, scopes: Scopes::ALL };
            let again = plan.again(round);
            let mut asking = Asking { service: &service, world: &world, again, tally: &mut tally };
            for viewer in &viewers {
                asking.ask(viewer, IN_A_WORLD, &mut chance).await;
            }
            asking.ask(&secretariat, MORE_IN_A_WORLD, &mut chance).await;
        }
        println!("{database:?}, worlds made up: {tally}");
        if plan.is_whole() {
            tally.is_telling();
        }
    }
}

/// One round.
struct Asking<'a> {
    service: &'a Service,
    world: &'a World,
    /// How to have it again.
    again: String,
    tally: &'a mut Tally,
}

impl Asking<'_> {
    /// Asks so many questions of money, one of those who see none, and as many again of projects and outputs;
    /// none of those who are refused.
    async fn ask(&mut self, viewer: &Viewer, questions: usize, chance: &mut Chance) {
        let today = self.service.today();
        let Some(sight) = Sight::of(self.world, viewer, today) else {
            return;
        };
        let money = match sight.has_rows(Rows::Contributions) {
            true => questions,
            false => 1,
        };
        let mut all: Vec<Rows> = (0..money)
            .map(|_| *chance.pick(&[Rows::Contributions, Rows::Contributions, Rows::Ledger]))
            .collect();
        // Everyone sees projects and outputs.
        for _ in 0..questions.div_ceil(2) {
            all.extend([Rows::Projects, Rows::Outputs]);
        }
        for rows in all {
            let asked = invented::question(self.world, rows, chance);
            let worked_out = sight.summary(&asked.question, |row| asked.passes(row));
            let answer = self.service.ask(&person(viewer), &asked.document()).await;
            let told = || {
                let question = asked.field();
                format!("{viewer:?} on {today}: {question}\n{}", self.again)
            };
            let json = answer.json();
            assert!(json.get("errors").is_none(), "{}\n{}", told(), answer.text);
            if let Some(difference) = difference("it", &json["data"]["it"], &worked_out) {
                panic!(
                    "{}\n{difference}\nanswered {}\nworked out {worked_out}",
                    told(),
                    json["data"]["it"]
                );
            }
            self.tally.count(viewer, &asked, &worked_out);
        }
    }
}

/// The first place at which they differ.
fn difference(place: &str, answered: &Value, worked_out: &Value) -> Option<String> {
    match (answered, worked_out) {
        (Value::Object(one), Value::Object(other))
            if one.len() == other.len() && one.keys().all(|name| other.contains_key(name)) =>
        {
            one.iter().find_map(|(name, value)| {
                difference(&format!("{place}.{name}"), value, &other[name])
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut both = one.iter().zip(other).enumerate();
            both.find_map(|(at, (one, other))| difference(&format!("{place}[{at}]"), one, other))
        }
        _ if answered == worked_out => None,
        _ => Some(format!("{place} is {answered}, and not {worked_out}")),
    }
}
