//! One round: a world, a viewer, a day, a twin, and many operations.

use super::{pair::Pair, plan::Plan};
use crate::{
    invention::{Chance, Truth, invent, twin},
    operations::{Coverage, Language, Operation, Pool, Writer, tour},
    oracle::{Scopes, Viewer, Who, World},
    support::{Database, world},
};
use chrono::NaiveDate;
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// Operations of one round.
const OPERATIONS: usize = 60;
/// Operations of the secretariat after its tour, from which the pool learns what the worlds hold.
const LESSONS: usize = 8;

/// Ordinary days, the end of a month, and a leap day.
const DAYS: [&str; 4] = ["2026-11-23", "2026-11-30", "2027-02-28", "2028-02-29"];

/// What was done.
#[derive(Default)]
pub struct Tally {
    pub operations: u64,
    rounds: u64,
    /// Rounds whose worlds differ.
    telling: u64,
    refused: u64,
    answered: u64,
    with_data: u64,
    viewers: BTreeMap<&'static str, u64>,
    codes: BTreeMap<String, u64>,
}

/// Everything that a round is made of.
pub struct Setting {
    pub database: Database,
    pub viewer: Viewer,
    pub today: NaiveDate,
    pub left: World,
    pub right: World,
    /// How to have it again.
    pub again: String,
}

impl Setting {
    fn of(database: Database, plan: &Plan, number: u64, chance: &mut Chance) -> Self {
        let today = DAYS[chance.below(DAYS.len())].parse().expect("a day");
        let left = match chance.below(4) {
            0 => World::load(&world()),
            _ => invent(today, chance),
        };
        let viewer = viewer(&left, number, chance);
        let right = twin(&left, &viewer, today, chance);
        Self {
            database,
            viewer,
            today,
            left,
            right,
            again: format!("ISTC_SEED={} ISTC_ROUND={number}", plan.seed),
        }
    }
}

/// How a round went.
pub struct Played {
    pub tally: Tally,
    pub coverage: Coverage,
    /// The operation that the worlds answered differently, if there was one; it ended the round.
    pub difference: Option<Operation>,
    pub setting: Setting,
}

/// Plays a round.
pub async fn play(database: Database, language: &Language, plan: &Plan, number: u64) -> Played {
    let mut chance = Chance::of(plan.seed, number);
    let setting = Setting::of(database, plan, number, &mut chance);
    let truth = Truth::of(&setting.left, &setting.viewer, setting.today);
    let pair = Pair::of(database, &setting.left, &setting.right, setting.today).await;

    let mut pool = Pool::default();
    let mut teacher = Writer::new(language);
    let lessons = tour(language).into_iter().map(Some);
    for lesson in lessons.chain((0..LESSONS).map(|_| None)) {
        let operation = lesson.unwrap_or_else(|| teacher.write(&pool, &mut chance));
        for answer in pair.ask_all(&operation).await {
            pool.learn(language, &operation, &answer.json()["data"]);
        }
    }
    let mut writer = Writer::new(language);
    let mut tally = Tally {
        rounds: 1,
        telling: u64::from(setting.left != setting.right),
        ..Tally::default()
    };
    let mut difference = None;
    // A refusal is the same whatever is asked.
    let operations = if truth.admitted() { OPERATIONS } else { 3 };
    for _ in 0..operations {
        let operation = writer.write(&pool, &mut chance);
        let (left, right) = pair.ask(&setting.viewer, &operation).await;
        if left != right {
            tally.operations += 1;
            // Printed before the difference is made smaller, since that may itself fail.
            let (text, variables) = operation.write();
            println!(
                "{:?}, {}: {text} {variables}\n{left:?}\n{right:?}",
                setting.viewer, setting.again
            );
            difference = Some(operation);
            break;
        }
        // A fault of the service would be the same in both worlds, and would hide what it fails to say.
        let is_fault = left.status >= 500 || left.text.contains("\"INTERNAL\"");
        if is_fault {
            let (text, variables) = operation.write();
            panic!(
                "{:?}, {}: {text} {variables}\n{left:?}",
                setting.viewer, setting.again
            );
        }
        let answer: Value = serde_json::from_str(&left.text).expect("JSON");
        pool.learn(language, &operation, &answer["data"]);
        tally.count(&setting.viewer, left.status, &answer);
    }
    Played {
        tally,
        coverage: writer.coverage,
        difference,
        setting,
    }
}

/// A viewer whom the world knows; every kind has its turn.
fn viewer(world: &World, number: u64, chance: &mut Chance) -> Viewer {
    let party = |chance: &mut Chance| {
        chance
            .any(&world.parties)
            .map(|row| Who::Party(row.code.clone()))
    };
    let partner = |chance: &mut Chance| {
        let partners: Vec<_> = world
            .funders
            .iter()
            .filter(|row| row.kind != "party")
            .collect();
        chance
            .any(&partners)
            .map(|row| Who::Partner(row.key.clone()))
    };
    let institute = |chance: &mut Chance| {
        chance
            .any(&world.institutes)
            .map(|row| Who::Institute(row.key.clone()))
    };
    let who = match number % 8 {
        0 => Some(Who::Public),
        1..=3 => party(chance),
        4 => partner(chance),
        5 => institute(chance),
        6 => Some(Who::Secretariat),
        _ => partner(chance).or_else(|| institute(chance)),
    }
    .unwrap_or(Who::Public);
    // From the secretariat nothing is hidden but by its scope.
    let narrowed = who == Who::Secretariat || chance.one_in(3);
    let scopes = if narrowed {
        Scopes {
            funding: chance.one_in(3),
            results: chance.one_in(3),
            reports: chance.one_in(3),
        }
    } else {
        Scopes::ALL
    };
    Viewer { who, scopes }
}

impl Tally {
    fn count(&mut self, viewer: &Viewer, status: u16, answer: &Value) {
        self.operations += 1;
        let kind = match viewer.who {
            Who::Public => "public",
            Who::Party(_) => "party",
            Who::Partner(_) => "partner",
            Who::Institute(_) => "institute",
            Who::Secretariat => "secretariat",
        };
        *self.viewers.entry(kind).or_default() += 1;
        self.refused += u64::from(status == 401);
        self.answered += u64::from(status == 200);
        self.with_data += u64::from(holds_something(&answer["data"]));
        for error in answer["errors"].as_array().into_iter().flatten() {
            let code = error["extensions"]["code"].as_str().unwrap_or("no code");
            *self.codes.entry(code.to_owned()).or_default() += 1;
        }
    }

    pub fn add(&mut self, other: Self) {
        self.operations += other.operations;
        self.rounds += other.rounds;
        self.telling += other.telling;
        self.refused += other.refused;
        self.answered += other.answered;
        self.with_data += other.with_data;
        for (kind, count) in other.viewers {
            *self.viewers.entry(kind).or_default() += count;
        }
        for (code, count) in other.codes {
            *self.codes.entry(code).or_default() += count;
        }
    }

    /// Fails if so little was asked and answered that equality would say little.
    pub fn is_telling(&self) {
        assert_eq!(self.viewers.len(), 5, "{self}");
        assert!(self.telling * 10 > self.rounds * 9, "{self}");
        assert!(self.answered * 10 > self.operations * 8, "{self}");
        assert!(self.with_data * 3 > self.operations, "{self}");
    }
}

/// Whether there is anything in it but nulls and empty lists.
fn holds_something(data: &Value) -> bool {
    match data {
        Value::Null => false,
        Value::Array(items) => items.iter().any(holds_something),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name != "__typename" && holds_something(value)),
        Value::Bool(_) | Value::Number(_) => false,
        Value::String(_) => true,
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} operations, 0 differences, in {} rounds ({} with worlds that differ); {} answered, {} with \
             something in them, {} refused; by viewer {:?}; errors {:?}",
            self.operations,
            self.rounds,
            self.telling,
            self.answered,
            self.with_data,
            self.refused,
            self.viewers,
            self.codes
        )
    }
}
