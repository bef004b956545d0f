//! The proof can find leaks: every known mistake (`entity/src/mutant.rs`) is made, one after another,
//! and has to be found. Only in the build that can make them; `tests/run --mutants` does it.

use super::{plan::Plan, round, shrink::smallest};
use crate::{
    guesses::first_difference,
    operations::Language,
    support::{Database, Service},
};
use entity::mutant;
use std::time::Instant;

/// A mistake that lives on after so many operations is not found.
const MOST: u64 = 30_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_known_mistake_is_found_on_sqlite() {
    hunt(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mistake_is_found_where_none_is_made() {
    let plan = Plan::read();
    let language = Language::of(&Service::empty(Database::Sqlite).await).await;
    for number in 0..8 {
        let played = round::play(Database::Sqlite, &language, &plan, number).await;
        assert!(played.difference.is_none(), "{}", played.setting.again);
    }
}

/// What is found is told so small that a person sees at once what is wrong.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_difference_is_told_by_few_rows_and_a_short_question() {
    let plan = Plan::read();
    let language = Language::of(&Service::empty(Database::Sqlite).await).await;
    mutant::choose(Some("embargo_a_day_too_short"));
    for number in plan.rounds() {
        let played = round::play(Database::Sqlite, &language, &plan, number).await;
        let Some(operation) = played.difference else {
            continue;
        };
        let smallest = smallest(&played.setting, operation).await;
        println!("{smallest}");
        assert!(
            smallest.rows() <= 6 && smallest.operation.write().0.len() < 100,
            "{smallest}"
        );
        break;
    }
    mutant::choose(None);
}

async fn hunt(database: Database) {
    let plan = Plan::read();
    let language = Language::of(&Service::empty(database).await).await;
    let only = std::env::var("ISTC_MUTANT").ok();
    let mut alive = Vec::new();
    println!(
        "| known mistake | operations | rounds | seconds | found by |\n| --- | ---: | ---: | ---: | --- |"
    );
    for (name, wrong) in mutant::ALL {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        mutant::choose(Some(name));
        let begun = Instant::now();
        // Answers stay the same: only the work for them tells.
        if *name == "filter_outside_its_guard" {
            let service = Service::counting_work(database).await;
            let (difference, compared) = first_difference(&service).await;
            mutant::choose(None);
            let seconds = begun.elapsed().as_secs();
            match difference {
                Some(_) => println!("| {name} | {compared} | 1 | {seconds} | its work |"),
                None => {
                    println!("| {name} | {compared} | – | {seconds} | not found: {wrong} |");
                    alive.push(name);
                }
            }
            continue;
        }
        let mut operations = 0;
        let mut found = None;
        for number in plan.rounds() {
            let played = round::play(database, &language, &plan, number).await;
            operations += played.tally.operations;
            if let Some(operation) = played.difference {
                found = Some((number + 1, played.setting.viewer, operation));
                break;
            }
            if operations >= MOST {
                break;
            }
        }
        mutant::choose(None);
        let seconds = begun.elapsed().as_secs();
        match found {
            Some((rounds, viewer, _)) => {
                println!(
                    "| {name} | {operations} | {rounds} | {seconds} | {:?} |",
                    viewer.who
                );
            }
            None => {
                println!("| {name} | {operations} | – | {seconds} | not found: {wrong} |");
                alive.push(name);
            }
        }
    }
    assert!(alive.is_empty(), "not found: {alive:?}");
}
