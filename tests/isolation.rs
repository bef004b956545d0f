//! The world as each viewer sees it, on every path, against the oracle: nothing else, and all of it.
//!
//! For every viewer that the world knows, and some that it does not, on days on which something ends
//! or begins: what the lists, the nested lists, the relation filters and the export hold is exactly
//! what the oracle gives, and the access told is the access the oracle tells.

mod paths;
mod snapshots;

use crate::{
    invention::{Chance, invent},
    oracle::{self, Scopes, Sight, Viewer, Who, World},
    support::{Person, Service, both, world},
};
use paths::{by_lists, by_standing, told_access};
use std::collections::BTreeSet;

/// Days on which something in the world begins or ends, and the days before them.
pub const DAYS: &[&str] = &[
    "1998-03-15",
    "2014-02-27",
    "2015-07-14",
    "2015-07-15",
    "2017-07-14",
    "2017-07-15",
    "2026-11-22",
    "2026-11-23",
    "2026-11-24",
    "2026-11-30",
    "2027-01-01",
    "2027-06-09",
    "2027-06-10",
];

/// Everyone who could ask in this world.
pub fn everyone(world: &World) -> Vec<Who> {
    let parties = world.parties.iter().map(|row| Who::Party(row.code.clone()));
    let partners = world
        .funders
        .iter()
        .map(|row| Who::Partner(row.key.clone()));
    let institutes = world
        .institutes
        .iter()
        .map(|row| Who::Institute(row.key.clone()));
    let unknown = [
        Who::Party("FR".into()),
        Who::Partner("nobody".into()),
        Who::Institute("nowhere".into()),
    ];
    [Who::Public, Who::Secretariat]
        .into_iter()
        .chain(parties)
        .chain(partners)
        .chain(institutes)
        .chain(unknown)
        .collect()
}

pub fn person(viewer: &Viewer) -> Person {
    let person = match &viewer.who {
        Who::Public => return Person::nobody(),
        Who::Party(code) => Person::party(code),
        Who::Partner(key) => Person::partner(key),
        Who::Institute(key) => Person::institute(key),
        Who::Secretariat => Person::secretariat(),
    };
    let words = [
        (viewer.scopes.funding, "funding"),
        (viewer.scopes.results, "results"),
        (viewer.scopes.reports, "reports"),
    ];
    let scopes: Vec<&str> = words
        .iter()
        .filter(|(given, _)| *given)
        .map(|(_, word)| *word)
        .collect();
    person.scoped(&scopes.join(" "))
}

/// The scopes to try: all, none, and each alone.
pub fn scopes() -> Vec<Scopes> {
    let none = Scopes::CARD;
    vec![
        Scopes::ALL,
        none,
        Scopes {
            funding: true,
            ..none
        },
        Scopes {
            results: true,
            ..none
        },
        Scopes {
            reports: true,
            ..none
        },
    ]
}

/// Compares everything that this viewer is answered with what the oracle gives.
pub async fn compare(service: &Service, world: &World, viewer: &Viewer) {
    let today = service.today();
    let who = format!("{viewer:?} on {today}");
    let person = person(viewer);
    if Sight::of(world, viewer, today).is_none() {
        let answer = service.ask(&person, "{ viewer { kind } }").await;
        assert_eq!(answer.status, 401, "{who}: {}", answer.text);
        return;
    }
    compare_rows(service, world, viewer).await;
    let told: BTreeSet<_> = oracle::told(world, viewer, today)
        .into_iter()
        .map(|(kind, project, until)| {
            (
                format!("{kind:?}").to_uppercase(),
                project,
                until.map(|day| day.to_string()),
            )
        })
        .collect();
    assert_eq!(by_standing(service, &person).await, told, "{who}: standing");
}

/// Compares the rows that this viewer is answered, and the access it is told, with what the oracle
/// gives.
pub async fn compare_rows(service: &Service, world: &World, viewer: &Viewer) {
    let today = service.today();
    let who = format!("{viewer:?} on {today}");
    let person = person(viewer);
    let Some(sight) = Sight::of(world, viewer, today) else {
        return;
    };
    let expected = oracle::visible(world, viewer, today);
    for (table, keys) in by_lists(service, &person).await {
        let (missing, surplus) = (
            expected[table].difference(&keys).collect::<Vec<_>>(),
            keys.difference(&expected[table]).collect::<Vec<_>>(),
        );
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{who}: {table} lacks {missing:?} and has {surplus:?} too many"
        );
    }
    told_access(service, &person, &sight, &who).await;
}

both! {
    async fn everyone_sees_exactly_what_the_rule_gives_them(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        for day in DAYS {
            service.set_today(day);
            for who in everyone(&world) {
                compare(&service, &world, &Viewer { who, scopes: Scopes::ALL }).await;
            }
        }
    }
}

both! {
    async fn a_scope_narrows_and_never_widens(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        for who in everyone(&world) {
            for scopes in scopes() {
                compare(&service, &world, &Viewer { who: who.clone(), scopes }).await;
            }
        }
    }
}

/// So many worlds are made up.
const WORLDS: u64 = 6;

both! {
    async fn in_a_world_that_nobody_made_everyone_sees_what_the_rule_gives(database) {
        for number in 0..WORLDS {
            let mut chance = Chance::of(7, number);
            let today = "2026-11-23".parse().unwrap();
            let world = invent(today, &mut chance);
            let service = Service::of_the_world_of(database, &world).await;
            for who in everyone(&world) {
                compare(&service, &world, &Viewer { who, scopes: Scopes::ALL }).await;
            }
        }
    }
}
