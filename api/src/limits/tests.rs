//! Tests of the bounds, through the same two calls that a request makes: `tokens`, `check`.
//! Here is what is counted and measured; the scan of the text, the cost, the operation and its
//! variables, and random documents have files of their own.

mod introspection;
mod prices;
mod random;
mod request;
mod source;

use std::time::{Duration, Instant};

use async_graphql::parser::parse_query;
use async_graphql::parser::types::OperationType;
use async_graphql::{Pos, Value, Variables, value};

use super::*;

const SDL: &str = r#"
    scalar Date
    enum Direction { ASC DESC }
    input ProjectFilter { title: String }
    type Project { number: String! }
    type Query { project(filter: ProjectFilter, since: Date, direction: Direction): Project }
    schema { query: Query }
"#;

fn input_types() -> InputTypes {
    InputTypes::from_sdl(SDL).unwrap()
}

fn checked(source: &str) -> Result<Bill, Refusal> {
    checked_with(source, None, value!({}))
}

fn checked_with(source: &str, operation: Option<&str>, variables: Value) -> Result<Bill, Refusal> {
    tokens(source)?;
    let document = parse_query(source).unwrap();
    let variables = Variables::from_value(variables);
    check(&document, operation, &variables, &input_types())
}

fn refused_count(source: &str) -> Counted {
    match checked(source).unwrap_err() {
        Refusal::TooMany { what, .. } => what,
        other => panic!("refused for another reason: {other:?}"),
    }
}

#[test]
fn exponential_fragments_are_refused_at_once() {
    let mut source = "{ ...F0 }".to_owned();
    for level in 0..30 {
        let next = level + 1;
        source += &format!(" fragment F{level} on Query {{ ...F{next} ...F{next} }}");
    }
    source += " fragment F30 on Query { a }";
    tokens(&source).unwrap();
    let document = parse_query(&source).unwrap();
    let began = Instant::now();
    let refusal = check(&document, None, &Variables::default(), &input_types()).unwrap_err();
    // Written out, this is over a thousand million fields. The bound leaves room for a debug
    // build on a busy machine.
    assert!(began.elapsed() < Duration::from_millis(100));
    assert!(matches!(
        refusal,
        Refusal::TooMany {
            what: Counted::Selections,
            ..
        }
    ));
    assert_eq!(refusal.code(), "GRAPHQL_VALIDATION_FAILED");
}

#[test]
fn fragments_beyond_sixty_four_doublings_saturate() {
    let mut source = "{ ...F0 }".to_owned();
    for level in 0..99 {
        let next = level + 1;
        source += &format!(" fragment F{level} on Query {{ ...F{next} ...F{next} }}");
    }
    source += " fragment F99 on Query { a(first: 200) { nodes { b } } }";
    assert_eq!(refused_count(&source), Counted::Selections);
}

#[test]
fn fragments_that_contain_themselves_are_refused() {
    for source in [
        "{ ...A } fragment A on Query { a { ...A } }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { c { ... { ...A } } }",
        "{ a } fragment A on Query { ...B } fragment B on Query { ...A }",
    ] {
        let refusal = checked(source).unwrap_err();
        assert!(matches!(refusal, Refusal::FragmentCycle { .. }), "{source}");
        assert!(refusal.position().is_some());
    }
    // To be spread twice is no cycle.
    let twice = "{ ...A ...B } fragment A on Query { ...B } fragment B on Query { b }";
    assert_eq!(checked(twice).unwrap().fields, 5);
}

#[test]
fn unknown_fragments_are_refused_where_they_are_spread() {
    let refusal = checked("{ a\n  ...Nope }").unwrap_err();
    assert_eq!(refusal.to_string(), "Unknown fragment \"Nope\".");
    assert_eq!(refusal.position(), Some(Pos { line: 2, column: 6 }));
}

#[test]
fn long_chains_of_unused_fragments_are_refused() {
    let mut source = "{ a }".to_owned();
    for level in 0..40 {
        source += &format!(" fragment F{level} on Query {{ ...F{} }}", level + 1);
    }
    source += " fragment F40 on Query { a }";
    let refusal = checked(&source).unwrap_err();
    assert!(matches!(
        refusal,
        Refusal::TooDeep {
            most: SELECTION_LEVELS,
            ..
        }
    ));
}

#[test]
fn equal_fields_each_count() {
    let fields = |count: usize| format!("{{ b {{ {} }} }}", "a ".repeat(count));
    assert_eq!(refused_count(&fields(3_000)), Counted::Selections);
    assert_eq!(checked(&fields(1_500)).unwrap().fields, 1_501);

    let roots = |count: usize| {
        format!(
            "{{ ...R a }} fragment R on Query {{ {} }}",
            "a ".repeat(count)
        )
    };
    assert!(checked(&roots(29)).is_ok());
    assert_eq!(refused_count(&roots(30)), Counted::RootFields);
}

#[test]
fn what_validation_walks_counts_for_all_operations() {
    let operation = |name: char| format!("query {name} {{ b {{ {} }} }} ", "a ".repeat(1_500));
    let source = operation('A') + &operation('B');
    let refusal = checked_with(&source, Some("A"), value!({})).unwrap_err();
    assert!(matches!(
        refusal,
        Refusal::TooMany {
            what: Counted::Selections,
            ..
        }
    ));
}

#[test]
fn what_is_written_too_often_is_refused() {
    let repeated = |count: usize, each: &str| each.repeat(count);
    let numbered =
        |count: usize, each: &dyn Fn(usize) -> String| -> String { (0..count).map(each).collect() };
    let aliases = |count| {
        format!(
            "{{ b {{ {} }} }}",
            numbered(count, &|n| format!("a{n}: c "))
        )
    };
    assert!(checked(&aliases(ALIASES)).is_ok());
    assert_eq!(refused_count(&aliases(ALIASES + 1)), Counted::Aliases);

    let directives = |count| format!("{{ a {} }}", repeated(count, "@skip(if: false) "));
    assert!(checked(&directives(DIRECTIVES)).is_ok());
    assert_eq!(
        refused_count(&directives(DIRECTIVES + 1)),
        Counted::Directives
    );

    let items = |count| format!("{{ a(in: [{}]) }}", repeated(count, "1 "));
    assert!(checked(&items(LIST_ITEMS)).is_ok());
    assert_eq!(refused_count(&items(LIST_ITEMS + 1)), Counted::ListItems);
    let nested = format!(
        "{{ a(where: {{ in: [[{}]] }}) }}",
        repeated(LIST_ITEMS + 1, "$v ")
    );
    assert_eq!(refused_count(&nested), Counted::ListItems);
    let default = format!(
        "query ($v: [Int] = [{}]) {{ a }}",
        repeated(LIST_ITEMS + 1, "1 ")
    );
    assert_eq!(refused_count(&default), Counted::ListItems);

    let variables = |count| {
        format!(
            "query ({}) {{ a }}",
            numbered(count, &|n| format!("$v{n}: Int "))
        )
    };
    assert!(checked(&variables(VARIABLES)).is_ok());
    assert_eq!(refused_count(&variables(VARIABLES + 1)), Counted::Variables);

    let fragments = |count| {
        format!(
            "{{ a }} {}",
            numbered(count, &|n| format!("fragment F{n} on Query {{ a }} "))
        )
    };
    assert!(checked(&fragments(FRAGMENTS)).is_ok());
    assert_eq!(refused_count(&fragments(FRAGMENTS + 1)), Counted::Fragments);

    let operations = |count| numbered(count, &|n| format!("query Q{n} {{ a }} "));
    assert!(checked_with(&operations(OPERATIONS), Some("Q7"), value!({})).is_ok());
    assert_eq!(
        refused_count(&operations(OPERATIONS + 1)),
        Counted::Operations
    );
}

#[test]
fn directives_count_wherever_they_stand() {
    let many = "@d ".repeat(DIRECTIVES + 1);
    for source in [
        format!("query ($v: Int {many}) {{ a }}"),
        format!("query {many} {{ a }}"),
        format!("{{ ... {many} {{ a }} }}"),
        format!("{{ ...F {many} }} fragment F on Query {{ a }}"),
        format!("{{ ...F }} fragment F on Query {many} {{ a }}"),
    ] {
        assert_eq!(refused_count(&source), Counted::Directives, "{source}");
    }
}

#[test]
fn depth_is_of_fields_and_sees_through_fragments() {
    let nested = |depth: usize| format!("{}a{}", "{ a ".repeat(depth - 1) + "{", "}".repeat(depth));
    assert_eq!(checked(&nested(15)).unwrap().depth, DEPTH);
    let refusal = checked(&nested(16)).unwrap_err();
    assert!(matches!(
        refusal,
        Refusal::TooDeep {
            depth: 16,
            most: DEPTH,
            ..
        }
    ));
    let spread = format!(
        "{{ a {{ ... {{ ...D }} }} }} fragment D on A {}",
        nested(15)
    );
    let refusal = checked(&spread).unwrap_err();
    assert!(matches!(
        refusal,
        Refusal::TooDeep {
            depth: 16,
            most: DEPTH,
            ..
        }
    ));
}
