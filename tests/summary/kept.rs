//! The sums that are kept: the question by Party and year is answered from them, and is the same as worked
//! out over the rows, for everyone, in every scope, on every day, and after the data changed.

use super::{asked::Asked, difference};
use crate::{
    invention::{Chance, invent},
    isolation::{DAYS, everyone, person, scopes},
    oracle::{
        Scopes, Sight, Viewer, World,
        summary::{Dimension, Having, Question, Rows},
    },
    support::{Service, both, world},
};
use chrono::NaiveDate;
use serde_json::Value;

/// Everything that they answer.
const BY: [&[Dimension]; 4] = [
    &[Dimension::Party, Dimension::Year],
    &[Dimension::Year, Dimension::Party],
    &[Dimension::Party],
    &[Dimension::Year],
];

fn asked(by: &[Dimension]) -> Asked {
    Asked {
        question: Question {
            rows: Rows::Contributions,
            by: by.to_vec(),
            method: None,
            fiscal_year_of: None,
            having: Having::default(),
            order: Vec::new(),
            top: None,
            to: None,
        },
        filter: None,
    }
}

/// What only the rows themselves tell.
const OF_ROWS: [&str; 2] = ["projects", "median"];

fn without(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !OF_ROWS.contains(&name.as_str()));
            fields.values_mut().for_each(without);
        }
        Value::Array(items) => items.iter_mut().for_each(without),
        _ => {}
    }
}

/// How many sums were compared, and how many of them had a group.
#[derive(Default)]
struct Compared {
    sums: usize,
    with_groups: usize,
}

async fn compare(service: &Service, world: &World, viewer: &Viewer, compared: &mut Compared) {
    let Some(sight) = Sight::of(world, viewer, service.today()) else {
        return;
    };
    let money = sight.has_rows(Rows::Contributions);
    for by in BY.into_iter().take(if money { BY.len() } else { 1 }) {
        let asked = asked(by);
        let mut document = asked.document();
        for field in OF_ROWS {
            document = document.replace(&format!(" {field}"), "");
        }
        let mut worked_out = sight.summary(&asked.question, |_| true);
        without(&mut worked_out);
        let answer = service.ask(&person(viewer), &document).await;
        let told = &answer.json()["data"]["it"];
        if let Some(difference) = difference("it", told, &worked_out) {
            let today = service.today();
            panic!(
                "{viewer:?} on {today}: {document}\n{difference}\nanswered {}\nworked out {worked_out}",
                answer.text
            );
        }
        compared.sums += 1;
        compared.with_groups += usize::from(told["groups"][0].is_object());
    }
}

both! {
    async fn the_kept_sums_are_those_of_the_rows_for_everyone(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let mut compared = Compared::default();
        let mut chance = Chance::of(1, 76);
        for day in DAYS {
            service.set_today(day);
            for who in everyone(&world) {
                let scopes = match chance.one_in(4) {
                    true => *chance.pick(&scopes()),
                    false => Scopes::ALL,
                };
                let viewer = Viewer { who, scopes };
                compare(&service, &world, &viewer, &mut compared).await;
            }
        }
        println!("{database:?}: {} sums, {} with groups", compared.sums, compared.with_groups);
        assert!(compared.with_groups > 100);
    }
}

both! {
    async fn the_kept_sums_follow_when_the_data_change(database) {
        let mut compared = Compared::default();
        let mut chance = Chance::of(1, 77);
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        let mut world = invent(today, &mut chance);
        let service = Service::of_the_world_of(database, &world).await;
        service.set_today("2026-11-23");
        for _ in 0..4 {
            for contribution in &mut world.contributions {
                if chance.one_in(2) {
                    contribution.amount = chance.pick(&["0", "1", "700000"]).to_string();
                }
                if chance.one_in(2) {
                    contribution.committed_on = chance.pick(&["", "2011", "2012-06-30"]).to_string();
                }
            }
            service.import_world(&world).await;
            for who in everyone(&world) {
                let viewer = Viewer { who, scopes: Scopes::ALL };
                compare(&service, &world, &viewer, &mut compared).await;
            }
            assert_eq!(service.store.check_standing(&service.writer).await.unwrap(), 0);
        }
        println!("{database:?}: {} sums, {} with groups", compared.sums, compared.with_groups);
        assert!(compared.with_groups > 20);
    }
}
