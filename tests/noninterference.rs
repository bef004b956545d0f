//! Nothing else: what a viewer may not see has no part in what it is answered.
//!
//! A world is made up at random, and a twin that the oracle calls equal for one viewer on one day:
//! hidden rows are added, removed and changed, and everything is put in in another order. Operations
//! written at random from the schema must then be answered byte for byte alike by both: data, errors,
//! cursors, counts, statements (entitlement, section 6). Apart from the request id and the date.
//!
//! `ISTC_SEED` and `ISTC_ROUND` play a round again, `ISTC_OPERATIONS` says how many operations are
//! asked on each database.

mod crowd;
#[cfg(mutants)]
mod mutants;
mod pair;
mod plan;
mod round;
mod shrink;
mod work;

use crate::{
    operations::{Coverage, Language},
    support::{Database, Service},
};
use plan::Plan;
use round::Tally;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn equal_worlds_give_equal_answers_on_sqlite() {
    prove(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn equal_worlds_give_equal_answers_on_postgres() {
    prove(Database::Postgres).await;
}

/// After so many operations it is said how many there were.
const STRETCH: u64 = 5_000;

async fn prove(database: Database) {
    let plan = Plan::read();
    let language = Language::of(&Service::empty(database).await).await;
    let mut coverage = Coverage::of(&language);
    let mut tally = Tally::default();
    for number in plan.rounds() {
        if tally.operations >= plan.enough(!coverage.missing().is_empty()) {
            break;
        }
        let played = round::play(database, &language, &plan, number).await;
        if let Some(operation) = played.difference {
            panic!("{}", shrink::smallest(&played.setting, operation).await);
        }
        let before = tally.operations;
        tally.add(played.tally);
        // Whoever waits for a long run sees how far it has come.
        if before / STRETCH < tally.operations / STRETCH {
            println!(
                "{database:?}: {} of {} operations",
                tally.operations, plan.operations
            );
        }
        coverage.add(played.coverage);
    }
    println!("{database:?}, seed {}: {tally}", plan.seed);
    let missing = coverage.missing();
    println!(
        "{} of {} words of the schema were used",
        coverage.len() - missing.len(),
        coverage.len()
    );
    if plan.is_whole() {
        tally.is_telling();
        assert!(missing.is_empty(), "never asked for: {missing:?}");
    }
}
