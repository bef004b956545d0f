//! A Party's statement: the whole answer is worked out once more, in plain Rust, over the rows that the oracle
//! says a viewer sees (`oracle/statement.rs`), for everyone, for every Party, by each method, with made-up
//! periods. What a person would check by hand is in `statement/stories.rs`.
//!
//! `ISTC_SEED` chooses other questions and worlds.

mod stories;

use crate::{
    invention::{Chance, invent},
    isolation::{DAYS, everyone, person, scopes},
    oracle::{
        Scopes, Sight, Viewer, Who, World,
        rate::Target,
        statement::{Method, Question},
    },
    support::{Service, both, world},
};
use chrono::NaiveDate;
use serde_json::Value;
use std::env;

/// What is selected: everything.
const SELECTED: &str = "{
  party { code } access from until method additive
  balances {
    currency opening committed disbursed adjusted closing
    later { committed disbursed adjusted } unclear { committed disbursed adjusted }
  }
  converted {
    balance {
      currency opening committed disbursed adjusted closing
      later { committed disbursed adjusted } unclear { committed disbursed adjusted }
    }
    unconverted { currency reason count committed disbursed adjusted }
  }
  years(first: 200) {
    project { number } year currency committed disbursed adjusted entries
    converted { currency committed disbursed adjusted unconverted }
  }
  lines(first: 200) {
    kind date year amount { amount currency } change { amount currency } inPeriod
    project { number } contribution { key } ledgerEntry { key }
    converted {
      amount { amount currency } reason
      rate { from to method rate period dateRule table source count originalSum sum }
    }
  }
  results(first: 200) {
    output { key } inPeriod comparable fractions { currency fraction }
    shares { party { code } funder { key } currency fraction }
  }
  attributed { currency count sum comparable }
  control {
    entries before within after unclear yearsInAll linesInAll resultsInAll
    committed { amount currency } paid { amount currency } reconciles
  }
}";

fn document(question: &Question) -> String {
    let bound = |name: &str, cell: &Option<String>| {
        cell.as_ref()
            .map_or(String::new(), |cell| format!("{name}: \"{cell}\" "))
    };
    format!(
        "{{ it: contributionStatement(party: \"{}\", method: {}, fiscalYears: {}, period: {{ {}{}}}{}) {SELECTED} }}",
        question.party,
        question.method.word(),
        question.fiscal_years,
        bound("from", &question.from),
        bound("until", &question.until),
        question.to.as_ref().map_or(String::new(), |to| format!(
            ", convertTo: {{currency: \"{}\", table: \"{}\"}}",
            to.currency, to.table
        )),
    )
}

/// Every other question asks for another currency, one that no amount is in among them.
fn target(world: &World, chance: &mut Chance) -> Option<Target> {
    let table = chance.any(&world.rate_tables)?.key.clone();
    let currency = (*chance.pick(&["EUR", "EUR", "USD", "JPY", "XEU"])).to_owned();
    chance.one_in(2).then_some(Target { currency, table })
}

/// Periods that can be asked for; of two bounds the first comes first.
const PERIODS: [(&str, &str); 9] = [
    ("", ""),
    ("", ""),
    ("2014", ""),
    ("", "2016-06"),
    ("2015", "2015"),
    ("2010-04-01", "2018-03-31"),
    ("2019-11-20", "2019-11-20"),
    ("1994", "2004"),
    ("2020", ""),
];

fn question(party: &str, world: &World, chance: &mut Chance) -> Question {
    let (from, until) = *chance.pick(&PERIODS);
    let bound = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    Question {
        party: party.to_owned(),
        from: bound(from),
        until: bound(until),
        method: *chance.pick(&Method::ALL),
        fiscal_years: chance.one_in(2),
        to: target(world, chance),
    }
}

fn seed() -> u64 {
    let seed = env::var("ISTC_SEED").ok();
    seed.map_or(1, |seed| seed.parse().expect("ISTC_SEED is a number"))
}

/// What was compared.
#[derive(Default, Debug)]
struct Tally {
    statements: usize,
    withheld: usize,
    with_lines: usize,
    with_opening: usize,
    with_unclear: usize,
    lines: usize,
    results: usize,
    /// Results of which others have a part, too.
    divided: usize,
    /// Results that are measured in several currencies.
    in_currencies: usize,
    /// Lines that were converted by a rate, and those that could not be.
    converted: usize,
    unconverted: usize,
    /// Results divided among several in another currency.
    divided_in_another: usize,
}

impl Tally {
    fn count(&mut self, told: &Value) {
        let list = |name: &str| told[name].as_array().unwrap();
        self.statements += 1;
        self.withheld += usize::from(told["access"] == "WITHHELD");
        self.with_lines += usize::from(!list("lines").is_empty());
        self.with_opening += usize::from(told["control"]["before"] != 0);
        self.with_unclear += usize::from(told["control"]["unclear"] != 0);
        self.lines += list("lines").len();
        self.results += list("results").len();
        for line in list("lines") {
            self.converted += usize::from(line["converted"]["rate"]["rate"].is_string());
            self.unconverted += usize::from(line["converted"]["reason"].is_string());
        }
        for result in list("results") {
            let shares = result["shares"].as_array().unwrap();
            let named = |field: &'static str| shares.iter().map(move |share| &share[field]);
            self.divided += usize::from(shares.len() > 1);
            let in_another = told["converted"].is_object() && told["method"] != "FULL_COUNT";
            let of_payers = named("fraction").filter(|part| *part != "1.000000").count();
            self.divided_in_another += usize::from(in_another && of_payers > 1);
            let mut currencies: Vec<_> = named("currency").filter_map(Value::as_str).collect();
            currencies.dedup();
            self.in_currencies += usize::from(currencies.len() > 1);
        }
    }

    /// Nothing is proved by statements that hold nothing.
    fn is_telling(&self) {
        let Tally {
            withheld,
            with_lines,
            with_opening,
            with_unclear,
            divided,
            in_currencies,
            converted,
            unconverted,
            divided_in_another,
            ..
        } = *self;
        for happened in [
            withheld,
            with_lines,
            with_opening,
            with_unclear,
            divided,
            in_currencies,
            converted,
            unconverted,
            divided_in_another,
        ] {
            assert!(happened > 0, "{self:?}");
        }
    }
}

/// Parts of a result sum to one in each currency, but where each who pays counts it wholly.
fn parts_sum_to_one(told: &Value) {
    if told["method"] == "FULL_COUNT" {
        return;
    }
    for result in told["results"].as_array().unwrap() {
        let mut sums: Vec<(String, i64)> = Vec::new();
        for share in result["shares"].as_array().unwrap() {
            let currency = share["currency"].to_string();
            let part = share["fraction"].as_str().unwrap().replace('.', "");
            let part: i64 = part.parse().unwrap();
            match sums.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, sum)) => *sum += part,
                None => sums.push((currency, part)),
            }
        }
        for (currency, sum) in sums {
            assert_eq!(sum, 1_000_000, "{currency} of {result}");
        }
    }
}

async fn compare(
    service: &Service,
    world: &World,
    viewer: &Viewer,
    question: &Question,
    tally: &mut Tally,
) {
    let today = service.today();
    let Some(sight) = Sight::of(world, viewer, today) else {
        return;
    };
    let worked_out = sight.statement(question);
    let answer = service.ask(&person(viewer), &document(question)).await;
    let json = answer.json();
    let asked = format!("{viewer:?} on {today} asks {question:?}");
    assert!(json.get("errors").is_none(), "{asked}\n{}", answer.text);
    let told = &json["data"]["it"];
    if *told != worked_out {
        panic!("{asked}\nanswered   {told}\nworked out {worked_out}");
    }
    if !told.is_null() {
        parts_sum_to_one(told);
        tally.count(told);
    }
}

/// So many statements of a Party are asked for by everyone else, one of those who see no money.
const OF_OTHERS: usize = 2;

both! {
    async fn in_the_small_world_each_statement_is_as_worked_out(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let mut tally = Tally::default();
        let mut chance = Chance::of(seed(), 0);
        let parties: Vec<String> = world.parties.iter().map(|party| party.code.clone()).collect();
        for day in DAYS {
            service.set_today(day);
            for who in everyone(&world) {
                let scopes = match chance.one_in(8) {
                    true => *chance.pick(&scopes()),
                    false => Scopes::ALL,
                };
                let mut about: Vec<String> = (0..OF_OTHERS).map(|_| chance.pick(&parties).clone()).collect();
                match &who {
                    Who::Party(own) => about.extend([own.clone(), own.clone()]),
                    Who::Secretariat => about.extend(parties.clone()),
                    _ => about.truncate(1),
                }
                if chance.one_in(20) {
                    about.push("ZZ".to_owned());
                }
                let viewer = Viewer { who, scopes };
                for party in about {
                    let question = question(&party, &world, &mut chance);
                    compare(&service, &world, &viewer, &question, &mut tally).await;
                }
            }
        }
        println!("{database:?}, the small world: {tally:?}");
        tally.is_telling();
    }
}

/// So many worlds are made up.
const WORLDS: u64 = 32;

both! {
    async fn in_a_world_that_nobody_made_each_statement_is_as_worked_out(database) {
        let mut tally = Tally::default();
        for round in 0..WORLDS {
            let mut chance = Chance::of(seed(), round + 1);
            let day = *chance.pick(&["2026-11-23", "2028-02-29"]);
            let today: NaiveDate = day.parse().unwrap();
            let world = invent(today, &mut chance);
            let service = Service::of_the_world_of(database, &world).await;
            service.set_today(day);
            let secretariat = Viewer { who: Who::Secretariat, scopes: Scopes::ALL };
            for party in &world.parties {
                let itself = Viewer { who: Who::Party(party.code.clone()), scopes: Scopes::ALL };
                let public = Viewer { who: Who::Public, scopes: Scopes::ALL };
                for viewer in [&secretariat, &itself, &itself, &public] {
                    let question = question(&party.code, &world, &mut chance);
                    compare(&service, &world, viewer, &question, &mut tally).await;
                }
            }
        }
        println!("{database:?}, worlds made up: {tally:?}");
        tally.is_telling();
    }
}
