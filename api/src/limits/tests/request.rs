//! Tests of what the request adds to its document: which operation, which variables.

use super::*;

#[test]
fn the_operation_is_the_one_named_or_the_only_one() {
    let two = "query A { a } mutation B { b c }";
    let kind = |source, name| checked_with(source, name, value!({})).map(|bill| bill.kind);
    assert_eq!(kind(two, Some("A")), Ok(OperationType::Query));
    assert_eq!(kind(two, Some("B")), Ok(OperationType::Mutation));
    assert_eq!(kind("{ a }", None), Ok(OperationType::Query));
    assert_eq!(
        kind("subscription S { a }", None),
        Ok(OperationType::Subscription)
    );
    // GraphQL over HTTP: an empty name is no name.
    assert_eq!(kind("query A { a }", Some("")), Ok(OperationType::Query));

    assert_eq!(kind(two, None), Err(Refusal::OperationNameMissing));
    assert_eq!(kind(two, Some("")), Err(Refusal::OperationNameMissing));
    for (source, name) in [(two, "C"), ("{ a }", "C"), ("query A { a }", "a")] {
        let refusal = kind(source, Some(name)).unwrap_err();
        assert!(matches!(refusal, Refusal::UnknownOperation { .. }));
        assert_eq!(refusal.code(), "BAD_USER_INPUT");
    }
}

#[test]
fn long_names_are_not_repeated_whole() {
    let name = "ж".repeat(30_000);
    let refusal = checked_with("{ a }", Some(&name), value!({})).unwrap_err();
    assert!(refusal.to_string().chars().count() < 120, "{refusal}");
}

#[test]
fn variables_of_unknown_types_are_refused() {
    for (definition, name) in [
        ("$b: [Nope!] = [1]", "Nope"),
        ("$b: Nope = 1", "Nope"),
        ("$a: Int, $b: [[Nope]]!", "Nope"),
        // A type of the schema, but of answers.
        ("$b: Project", "Project"),
    ] {
        let refusal = checked(&format!("query A({definition}) {{ __typename }}")).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            format!("Unknown input type \"{name}\".")
        );
        assert_eq!(refusal.code(), "GRAPHQL_VALIDATION_FAILED");
    }
    // Also in an operation that is not the one asked for.
    let other = "query A { a } query B($b: Nope) { a }";
    let refusal = checked_with(other, Some("A"), value!({})).unwrap_err();
    assert!(matches!(refusal, Refusal::UnknownVariableType { .. }));
}

#[test]
fn variables_of_known_types_pass() {
    let source = "query ($a: Int!, $b: [Float!]! = [1.5], $c: String, $d: Boolean, $e: ID,
        $f: Date, $g: Direction = ASC, $h: ProjectFilter) { a }";
    assert!(checked(source).is_ok());
}

#[test]
fn lists_in_variables_are_bounded() {
    let list = |count: i32| Value::List((0..count).map(Value::from).collect());
    let checked = |value: Value| {
        let nested = value!({ "filter": { "not": [{ "in": value }] } });
        checked_with("{ a }", None, nested)
    };
    assert!(checked(list(1_000)).is_ok());
    let refusal = checked(list(1_001)).unwrap_err();
    assert_eq!(refusal, Counted::VariableListItems.refused(None));
    assert_eq!(refusal.code(), "BAD_USER_INPUT");
}

#[test]
fn levels_in_variables_are_bounded() {
    let nested = |levels: usize, mixed: bool| {
        let around = |inner, level: usize| {
            if mixed && level.is_multiple_of(2) {
                Value::List(vec![inner])
            } else {
                value!({ "not": inner })
            }
        };
        let value = (0..levels).fold(value!("x"), around);
        checked_with("{ a }", None, value!({ "filter": value }))
    };
    for mixed in [false, true] {
        assert!(nested(VARIABLE_NESTING, mixed).is_ok());
        let refusal = nested(VARIABLE_NESTING + 1, mixed).unwrap_err();
        assert_eq!(refusal, Counted::VariableLevels.refused(None));
        assert_eq!(refusal.code(), "BAD_USER_INPUT");
    }
}

#[test]
fn a_schema_that_does_not_parse_is_an_error_at_start() {
    let unreadable = InputTypes::from_sdl("type Query {").unwrap_err();
    assert!(
        unreadable
            .to_string()
            .starts_with("the schema definition cannot be parsed")
    );
}
