//! The statements as they are sent: whatever a question brings stands behind the policy of the table that
//! it is asked of.

use super::{
    Direction, Field, Filter, Noun, Relation, Test, Value,
    cursor::{beyond, short_of, sorts},
    noun::Kind,
};
use crate::{
    policy::{Condition, Holder, Terms, sight::Sight, visible_as_related},
    query::*,
    value::PartialDate,
    viewer::Scopes,
};
use chrono::NaiveDate;
use sea_orm::{
    DbBackend, ExprTrait,
    sea_query::{Expr, PostgresQueryBuilder, Query, SelectStatement, SqliteQueryBuilder},
};

/// Values that no policy holds.
pub(crate) const TEXT: &str = "canary";
const NUMBER: i64 = 987_654_321;
const DAY: &str = "1987-06-05";

/// Viewers to whom something is hidden.
pub(crate) fn viewers() -> Vec<Terms> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let holders = [
        Holder::Party("JP".into()),
        Holder::Funder("acme".into()),
        Holder::Institute("lab".into()),
    ];
    let signed_in = holders.map(|holder| Terms {
        holder,
        scopes: Scopes::all(),
        today,
        programme_standings: Vec::new(),
        participates: false,
    });
    [Terms::of_the_public(today)]
        .into_iter()
        .chain(signed_in)
        .collect()
}

pub(crate) fn sql(select: &SelectStatement, backend: DbBackend) -> String {
    match backend {
        DbBackend::Postgres => select.to_string(PostgresQueryBuilder),
        _ => select.to_string(SqliteQueryBuilder),
    }
}

/// A part of a statement that something stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Parentheses,
    Select,
    Then,
    OtherCase,
}

/// Whether each canary stands in the `THEN` of a `CASE` that belongs to the innermost `SELECT` around it;
/// nothing, if there is none.
pub(crate) fn is_guarded(sql: &str) -> Option<bool> {
    let mut around = vec![Within::Select];
    let mut guarded = None;
    let spaced = sql
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace(',', " , ");
    for word in spaced.split_whitespace() {
        match word {
            "(" => around.push(Within::Parentheses),
            ")" => {
                around.pop();
            }
            "SELECT" => {
                around.pop();
                around.push(Within::Select);
            }
            "CASE" => around.push(Within::OtherCase),
            "WHEN" | "ELSE" => *around.last_mut()? = Within::OtherCase,
            "THEN" => *around.last_mut()? = Within::Then,
            "END" => {
                around.pop();
            }
            word if [TEXT, DAY, &NUMBER.to_string()]
                .iter()
                .any(|canary| word.contains(canary)) =>
            {
                let own = around
                    .iter()
                    .rev()
                    .take_while(|within| **within != Within::Select);
                let behind = own.into_iter().any(|within| *within == Within::Then);
                guarded = Some(guarded.unwrap_or(true) && behind);
            }
            _ => {}
        }
    }
    guarded
}

/// Every test that a field of this kind can be put to.
fn tests(kind: Kind) -> Vec<Test> {
    let values: Vec<Value> = match kind {
        Kind::Int | Kind::Minor => vec![Value::Int(NUMBER)],
        Kind::Day => vec![Value::Day(DAY.parse().expect("a day"))],
        Kind::Partial { .. } => vec![
            Value::Partial(PartialDate::parse(DAY).expect("a date")),
            Value::Text(DAY.into()),
        ],
        Kind::Flag => Vec::new(),
        Kind::Text | Kind::Folded { .. } | Kind::Natural { .. } => vec![Value::Text(TEXT.into())],
    };
    let mut tests = Vec::new();
    for value in values {
        tests.extend([
            Test::Eq(value.clone()),
            Test::In(vec![value.clone(), value.clone()]),
            Test::Gt(value.clone()),
            Test::Gte(value.clone()),
            Test::Lt(value.clone()),
            Test::Lte(value),
        ]);
    }
    match kind {
        Kind::Text | Kind::Folded { .. } | Kind::Natural { .. } => {
            tests.extend([Test::Contains(TEXT.into()), Test::StartsWith(TEXT.into())]);
        }
        Kind::Partial { .. } | Kind::Day => {
            tests.push(Test::During(PartialDate::parse(DAY).expect("a date")));
        }
        _ => {}
    }
    tests
}

/// Whether a test leads to a row by its key: equality with the first part of it.
fn leads<N: Noun>(field: N::Field, test: &Test) -> bool {
    N::KEY.first() == Some(&field) && matches!(test, Test::Eq(_) | Test::In(_))
}

/// A statement that reads the rows that pass a filter.
fn statement<N: Noun>(sight: &Sight<'_>, filter: &Filter<N>) -> SelectStatement {
    let at = sight.name();
    let visible = filter.among(sight, &at, sight.visible(&at));
    Query::select()
        .column((at.clone(), "any"))
        .from_as(N::table(), at)
        .and_where(visible.sql())
        .take()
}

/// How many statements about rows of `N` were looked at.
fn check<N: Noun>() -> usize {
    let mut checked = 0;
    for terms in viewers() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            let sight = Sight::new(&terms, backend);
            if matches!(N::rows(&sight, &sight.name()), Condition::Always) {
                continue;
            }
            for field in N::Field::ALL {
                let tests = tests(field.shape().kind).into_iter();
                for test in tests.filter(|test| !leads::<N>(*field, test)) {
                    let leaf: Filter<N> = Filter::Is(*field, test);
                    let filter = Filter::Not(Box::new(leaf));
                    let text = sql(&statement(&sight, &filter), backend);
                    assert_ne!(is_guarded(&text), Some(false), "{}: {text}", N::NAME);
                    checked += usize::from(is_guarded(&text) == Some(true));
                }
                checked += check_pages::<N>(&sight, *field);
            }
        }
    }
    checked
}

/// The far sides of a cursor in the order of a field.
fn check_pages<N: Noun>(sight: &Sight<'_>, field: N::Field) -> usize {
    let sorts = sorts::<N>(&[(field, Direction::Ascending)]);
    if sorts.iter().all(|sort| sort.is_key()) {
        return 0;
    }
    let values = vec![Value::Text(TEXT.into()); sorts.len()];
    let mut checked = 0;
    for backwards in [false, true] {
        let at = sight.name();
        for visible in [
            beyond::<N>(sight, sight.visible(&at), &at, &sorts, &values, backwards),
            short_of::<N>(sight, sight.visible(&at), &at, &sorts, &values, backwards),
        ] {
            let select = Query::select()
                .column((at.clone(), "any"))
                .from_as(N::table(), at.clone())
                .and_where(visible.sql())
                .take();
            let text = sql(&select, sight.backend);
            assert_ne!(is_guarded(&text), Some(false), "{}: {text}", N::NAME);
            checked += usize::from(is_guarded(&text) == Some(true));
        }
    }
    checked
}

/// The same for rows of `C` that are related to rows of `P`.
fn check_related<P: Noun, C: Noun>(relation: Relation<P, C>) -> usize {
    let mut checked = 0;
    for terms in viewers() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            let sight = Sight::new(&terms, backend);
            if matches!(C::rows(&sight, &sight.name()), Condition::Always) {
                continue;
            }
            for field in C::Field::ALL {
                let tests = tests(field.shape().kind).into_iter();
                for test in tests.filter(|test| !leads::<C>(*field, test)) {
                    let some = Filter::some(relation, Filter::Is(*field, test));
                    let text = sql(&statement::<P>(&sight, &some), backend);
                    assert_ne!(is_guarded(&text), Some(false), "{}: {text}", P::NAME);
                    checked += usize::from(is_guarded(&text) == Some(true));
                }
            }
        }
    }
    checked
}

#[test]
fn what_a_question_brings_stands_behind_the_policy() {
    let nouns = [
        check::<Project>(),
        check::<ProjectArea>(),
        check::<Participation>(),
        check::<Allocation>(),
        check::<Proposal>(),
        check::<Contribution>(),
        check::<LedgerEntry>(),
        check::<Funder>(),
        check::<Output>(),
        check::<OutputProject>(),
        check::<OutputGrant>(),
        check::<OwnStanding>(),
        check::<Ending>(),
        check::<AccessRecord>(),
    ];
    assert!(nouns.iter().all(|checked| *checked > 0), "{nouns:?}");
    let related = [
        check_related(Project::contributions()),
        check_related(Project::outputs()),
        check_related(Project::participations()),
        check_related(Project::allocations()),
        check_related(Contribution::project()),
        check_related(Contribution::funder()),
        check_related(Contribution::ledger()),
        check_related(LedgerEntry::contribution()),
    ];
    assert!(related.iter().all(|checked| *checked > 0), "{related:?}");
}

/// A filter of rows that are seen with the row that they are related to, such as a project's participations.
fn check_implied<P: Noun, C: Noun>() -> usize {
    let mut checked = 0;
    for terms in viewers() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            let sight = Sight::new(&terms, backend);
            for field in C::Field::ALL {
                let tests = tests(field.shape().kind).into_iter();
                for test in tests.filter(|test| !leads::<C>(*field, test)) {
                    let at = sight.name();
                    let is_related =
                        Expr::col((at.clone(), "tie")).eq(Expr::col(("parent", "key")));
                    let visible = visible_as_related::<P, C>(&sight, &at, is_related);
                    let filter: Filter<C> = Filter::Is(*field, test);
                    let select = Query::select()
                        .column((at.clone(), "any"))
                        .from_as(C::table(), at.clone())
                        .and_where(filter.among(&sight, &at, visible).sql())
                        .take();
                    let text = sql(&select, backend);
                    assert_ne!(is_guarded(&text), Some(false), "{}: {text}", C::NAME);
                    checked += usize::from(is_guarded(&text) == Some(true));
                }
            }
        }
    }
    checked
}

/// Rows that everyone sees are led to by columns that an index over them begins with; nothing but equality
/// with such a column stands beside the policy, and never without the condition of that index.
#[test]
fn indexes_over_what_everyone_sees_lead_by_equality_alone() {
    let terms = Terms::of_the_public(NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day"));
    for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
        let sight = Sight::new(&terms, backend);
        for field in <Project as Noun>::Field::ALL {
            for test in tests(field.shape().kind) {
                let at = sight.name();
                let is_led = <Project as crate::policy::Policy>::LED_BY
                    .contains(&field.shape().column)
                    && matches!(test, Test::Eq(_));
                let filter: Filter<Project> = Filter::Is(*field, test);
                let led = filter.led_by(&sight, &at, <Project as crate::policy::Policy>::LED_BY);
                assert_eq!(led.len(), usize::from(is_led), "{field:?}");
                let other = Filter::Not(Box::new(filter));
                assert!(
                    other
                        .led_by(&sight, &at, <Project as crate::policy::Policy>::LED_BY)
                        .is_empty()
                );
            }
        }
        let at = sight.name();
        let visible = sight.visible_to_everyone::<Project>(&at).expect("a column");
        let select = Query::select().and_where(visible.sql()).take();
        let text = sql(&select, backend);
        assert!(text.contains(r#""audience" = (0)"#), "{text}");
    }
}

#[test]
fn a_filter_stands_behind_what_implies_that_a_row_is_seen() {
    let checked = [
        check_implied::<Project, Participation>(),
        check_implied::<Contribution, Project>(),
        check_implied::<Contribution, Funder>(),
        check_implied::<LedgerEntry, Contribution>(),
    ];
    assert!(checked.iter().all(|checked| *checked > 0), "{checked:?}");
}

#[test]
fn a_condition_beside_the_policy_is_seen() {
    let told = |sql: &str| is_guarded(sql);
    assert_eq!(told("SELECT a WHERE p AND a = 'canary'"), Some(false));
    assert_eq!(
        told("SELECT a WHERE CASE WHEN p THEN a = 'canary' ELSE 1 = 0 END"),
        Some(true)
    );
    assert_eq!(
        told("SELECT a WHERE CASE WHEN a = 'canary' THEN p END"),
        Some(false)
    );
    assert_eq!(
        told("SELECT a WHERE CASE WHEN p THEN EXISTS(SELECT 1 WHERE q AND b = 'canary') END"),
        Some(false)
    );
    assert_eq!(told("SELECT a WHERE p"), None);
}
