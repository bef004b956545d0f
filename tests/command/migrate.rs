//! `istc migrate`: the schema up, down, and where it is.

use super::{Done, Operator, done};
use crate::support::{Content, Database, Fresh, both};

/// The command on this database.
async fn migrate(fresh: &Fresh, words: &[&str]) -> Done {
    let operator = Operator::new();
    let mut command = operator.command(&["migrate"]);
    command.args(words);
    command.envs(fresh.variables());
    done(command).await
}

/// How many are applied and how many are missing, by what was printed.
fn counted(out: &str) -> (usize, usize) {
    let begin = |word: &str| out.lines().filter(|line| line.starts_with(word)).count();
    let (applied, missing) = (begin("applied "), begin("missing "));
    assert_eq!(applied + missing, out.lines().count(), "{out}");
    (applied, missing)
}

both! {
    async fn the_schema_goes_up_and_comes_down_again(database) {
        let fresh = database.fresh(Content::Bare).await;
        let missing = migrate(&fresh, &["status"]).await;
        assert_eq!(missing.code, Some(1), "{missing:?}");
        let (none, all) = counted(&missing.out);
        assert!(none == 0 && all >= 7, "{}", missing.out);

        assert_eq!(counted(&migrate(&fresh, &["up"]).await.well()), (all, 0));
        assert_eq!(counted(&migrate(&fresh, &["status"]).await.well()), (all, 0));
        // Once more changes nothing.
        assert_eq!(counted(&migrate(&fresh, &["up"]).await.well()), (all, 0));

        // Row security counts as one; it goes before anything else does, and comes back last.
        let gone = if database == Database::Postgres { 2 } else { 1 };
        assert_eq!(counted(&migrate(&fresh, &["down"]).await.well()), (all - gone, gone));
        let status = migrate(&fresh, &["status"]).await;
        assert_eq!((status.code, counted(&status.out)), (Some(1), (all - gone, gone)));
        let steps = (all - 1).to_string();
        assert_eq!(counted(&migrate(&fresh, &["down", "--steps", &steps]).await.well()), (0, all));
        assert_eq!(counted(&migrate(&fresh, &["up"]).await.well()), (all, 0));
    }
}

both! {
    async fn what_is_derived_follows_from_the_facts_after_each_change_came_down_and_went_up_again(database) {
        let fresh = database.fresh(Content::World).await;
        // Row security goes down with the last one.
        let first = if database == Database::Postgres { 2 } else { 1 };
        for steps in first..first + 3 {
            migrate(&fresh, &["down", "--steps", &steps.to_string()]).await.well();
            migrate(&fresh, &["up"]).await.well();
            let operator = Operator::new();
            let mut check = operator.command(&["check"]);
            check.envs(fresh.variables());
            let said = done(check).await.well();
            assert!(said.contains("follow from the facts"), "{said}");
        }
    }
}

both! {
    async fn a_database_that_is_up_to_date_says_so(database) {
        let fresh = database.fresh(Content::World).await;
        let status = migrate(&fresh, &["status"]).await.well();
        let (applied, missing) = counted(&status);
        assert!(applied >= 7 && missing == 0, "{status}");
    }
}
