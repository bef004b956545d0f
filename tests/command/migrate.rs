//! `istc migrate`: the schema up, down, and where it is.

use super::{Done, Operator, done};
use crate::support::{Content, Database, Fresh, both};

/// The command on this database.
async fn migrate(database: Database, fresh: &Fresh, words: &[&str]) -> Done {
    let operator = Operator::new();
    let mut command = operator.command(&["migrate"]);
    command.args(words);
    match database {
        Database::Sqlite => command.env("ISTC_DATA_DIR", fresh.folder.path()),
        Database::Postgres => command.env("ISTC_DATABASE_URL", &fresh.url),
    };
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
        let missing = migrate(database, &fresh, &["status"]).await;
        assert_eq!(missing.code, Some(1), "{missing:?}");
        let (none, all) = counted(&missing.out);
        assert!(none == 0 && all >= 7, "{}", missing.out);

        assert_eq!(counted(&migrate(database, &fresh, &["up"]).await.well()), (all, 0));
        assert_eq!(counted(&migrate(database, &fresh, &["status"]).await.well()), (all, 0));
        // Once more changes nothing.
        assert_eq!(counted(&migrate(database, &fresh, &["up"]).await.well()), (all, 0));

        assert_eq!(counted(&migrate(database, &fresh, &["down"]).await.well()), (all - 1, 1));
        let status = migrate(database, &fresh, &["status"]).await;
        assert_eq!((status.code, counted(&status.out)), (Some(1), (all - 1, 1)));
        let steps = (all - 1).to_string();
        assert_eq!(counted(&migrate(database, &fresh, &["down", "--steps", &steps]).await.well()), (0, all));
        assert_eq!(counted(&migrate(database, &fresh, &["up"]).await.well()), (all, 0));
    }
}

both! {
    async fn a_database_that_is_up_to_date_says_so(database) {
        let fresh = database.fresh(Content::World).await;
        let status = migrate(database, &fresh, &["status"]).await.well();
        let (applied, missing) = counted(&status);
        assert!(applied >= 7 && missing == 0, "{status}");
    }
}
