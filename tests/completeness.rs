//! All of it: what the rule grants is delivered, on every path that can reach it.
//!
//! A server that answers nothing would tell no secret. So for everyone in the world each row that the
//! oracle gives is asked for by every path: looked up, listed, related, filtered by, searched for, as
//! a node, exported. The table that is printed has a line for each cell of the rule's tables and a
//! column for each path; none of its places may be empty.

mod paths;

use crate::{
    isolation::{everyone, person},
    oracle::{self, Facet, Scopes, Sight, Viewer, Who, World, marked},
    support::{Service, both, world},
};
use paths::{PATHS, Paths, Wanted};
use std::collections::{BTreeMap, BTreeSet};

/// Days on which between them every standing is live for somebody.
const DAYS: &[&str] = &["2026-11-23", "2015-07-14"];

/// Rows delivered, by who is granted what, and by path.
type Table = BTreeMap<(String, String), BTreeMap<&'static str, u64>>;

both! {
    async fn whatever_is_granted_is_delivered_on_every_path(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let mut table = Table::new();
        for day in DAYS {
            service.set_today(day);
            for who in everyone(&world) {
                let viewer = Viewer { who, scopes: Scopes::ALL };
                let today = service.today();
                let Some(sight) = Sight::of(&world, &viewer, today) else { continue };
                let shown = oracle::shown(&world, &viewer, today);
                let wanted = Wanted::of(&shown);
                let paths = Paths::ask(&service, &person(&viewer), &wanted).await;
                for path in PATHS {
                    let (reachable, found) = (wanted.reachable(path), paths.found(path));
                    for (sheet, keys) in reachable {
                        let none = BTreeSet::new();
                        let missing: Vec<_> = keys.difference(found.get(sheet).unwrap_or(&none)).collect();
                        assert!(missing.is_empty(), "{viewer:?} on {day}: {sheet} by {path} lacks {missing:?}");
                        for key in keys {
                            for cell in cells(&world, &sight, &viewer.who, sheet, &key) {
                                *table.entry(cell).or_default().entry(path).or_default() += 1;
                            }
                        }
                    }
                }
            }
        }
        print(&table);
        for (facet, who) in required() {
            for path in PATHS.iter().filter(|path| paths::reaches(path, sheet_of(facet))) {
                let count = table
                    .get(&(facet.to_owned(), who.clone()))
                    .and_then(|paths| paths.get(path));
                assert!(count.is_some(), "{facet} for {who}: nothing came by {path}");
            }
        }
    }
}

/// The cells of the rule that give this row: the facet and each standing that opens it, or the kind
/// of viewer where the rule speaks of kinds.
fn cells(
    world: &World,
    sight: &Sight<'_>,
    who: &Who,
    sheet: &str,
    key: &str,
) -> Vec<(String, String)> {
    let first = key.split('\u{1f}').next().unwrap_or_default();
    let paid = |key: &str| {
        world
            .contribution(key)
            .map(|row| row.project.clone())
            .unwrap_or_default()
    };
    let booked = || {
        world
            .ledger
            .iter()
            .find(|row| row.key == key)
            .map(|row| paid(&row.contribution))
    };
    let (facet, project) = match sheet {
        "projects" | "participations" => (Facet::Card, first.to_owned()),
        "allocations" => (Facet::Allocation, first.to_owned()),
        "proposals" => (Facet::Proposal, first.to_owned()),
        "contributions" => (Facet::Contributions, paid(key)),
        "ledger" => (Facet::Ledger, booked().unwrap_or_default()),
        "outputs" => {
            let output = world.outputs.iter().find(|row| row.key == key);
            let level = output.map(|row| row.access.clone()).unwrap_or_default();
            return vec![(format!("outputs, {level}"), kind(who).to_owned())];
        }
        _ => return vec![(sheet.to_owned(), kind(who).to_owned())],
    };
    let regular = world
        .project(&project)
        .is_some_and(|row| row.programme == "regular");
    let name = match (sheet, regular) {
        ("allocations", true) => "allocations, regular project",
        ("allocations", false) => "allocations, any other project",
        _ => sheet,
    };
    let (_, because, _) = sight.access(&project, facet);
    let mut cells: Vec<_> = because
        .iter()
        .map(|standing| (name.to_owned(), format!("{standing:?}").to_uppercase()))
        .collect();
    if cells.is_empty() {
        cells.push((name.to_owned(), kind(who).to_owned()));
    }
    cells
}

fn kind(who: &Who) -> &'static str {
    match who {
        Who::Public => "public",
        Who::Party(_) => "a party",
        Who::Partner(_) => "a partner",
        Who::Institute(_) => "an institute",
        Who::Secretariat => "the secretariat",
    }
}

fn sheet_of(facet: &str) -> &str {
    facet.split(',').next().unwrap_or(facet)
}

/// What must not be empty: every mark of the oracle's table, the levels of outputs for those whom the
/// rule names, and the secretariat everywhere.
fn required() -> Vec<(&'static str, String)> {
    let kinds = [
        "public",
        "a party",
        "a partner",
        "an institute",
        "the secretariat",
    ];
    let mut required: Vec<(&str, String)> = marked()
        .map(|(facet, standing)| (facet, format!("{standing:?}").to_uppercase()))
        .collect();
    let mut add = |facet: &'static str, kinds: &[&str]| {
        required.extend(kinds.iter().map(|kind| (facet, (*kind).to_owned())));
    };
    let of_projects = [
        "allocations, regular project",
        "allocations, any other project",
        "contributions",
        "ledger",
        "proposals",
    ];
    for facet in of_projects {
        add(facet, &kinds[4..]);
    }
    for facet in [
        "projects",
        "participations",
        "outputs, public",
        "output_projects",
        "funders",
    ] {
        add(facet, &kinds);
    }
    for facet in [
        "outputs, programme",
        "outputs, project",
        "outputs, confidential",
        "output_grants",
    ] {
        add(facet, &kinds[1..]);
    }
    required
}

fn print(table: &Table) {
    println!("| what | for whom | {} |", PATHS.join(" | "));
    println!("| --- | --- |{}", " ---: |".repeat(PATHS.len()));
    for ((facet, who), paths) in table {
        let counts = PATHS.map(|path| match paths.get(path) {
            Some(count) => count.to_string(),
            None if paths::reaches(path, sheet_of(facet)) => "none".into(),
            None => "–".into(),
        });
        println!("| {facet} | {who} | {} |", counts.join(" | "));
    }
}
