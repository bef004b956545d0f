//! Tests of the cost model.

use super::*;

fn cost(source: &str) -> u64 {
    cost_with(source, value!({}))
}

fn cost_with(source: &str, variables: Value) -> u64 {
    checked_with(source, None, variables).unwrap().cost
}

#[test]
fn fields_cost_one_and_pages_multiply() {
    assert_eq!(cost("{ a }"), 1);
    assert_eq!(cost("{ a { b c } }"), 3);
    assert_eq!(cost("{ a(first: 3) { nodes { b c } } }"), 1 + 3 * 3);
    assert_eq!(
        cost("{ a(last: 3) { edges { cursor node { b } } } }"),
        1 + 3 * 4
    );
    // `edges` and `nodes` are the page, they have none.
    assert_eq!(
        cost("{ a(first: 3) { edges { cursor } nodes { b } } }"),
        1 + 3 * 4
    );
    assert_eq!(
        cost("{ a(first: 3) { nodes { b(first: 2) { nodes { c } } } } }"),
        1 + 3 * (1 + 1 + 2 * 2)
    );
    // A page size multiplies whatever it is given to.
    assert_eq!(cost("{ a(first: 3) { b } }"), 1 + 3);
}

#[test]
fn a_list_that_is_answered_in_parts_has_the_default_page() {
    for list in ["years", "lines", "results", "rates"] {
        assert_eq!(
            cost(&format!("{{ a {{ {list} {{ b c }} }} }}")),
            1 + 1 + 20 * 2
        );
        let long = format!("{{ a {{ {list}(first: 200, skip: 9) {{ b c }} }} }}");
        assert_eq!(cost(&long), 1 + 1 + 200 * 2);
    }
}

#[test]
fn a_connection_without_a_size_has_the_default_page() {
    for source in [
        "{ a { nodes { b } } }",
        "{ a { edges { b } } }",
        "{ a { ... on A { ...N } } } fragment N on A { nodes { b } }",
        "{ a(first: null) { nodes { b } } }",
        "query ($n: Int) { a(first: $n) { nodes { b } } }",
        "query ($n: Int = null, $m: Int) { a(first: $n, last: $m) { nodes { b } } }",
    ] {
        assert_eq!(cost(source), 1 + 20 * 2, "{source}");
    }
    let explicit = "query ($n: Int = 7) { a(first: $n) { nodes { b } } }";
    assert_eq!(cost_with(explicit, value!({ "n": null })), 1 + 20 * 2);
}

#[test]
fn variables_and_their_defaults_are_page_sizes() {
    let source = "query ($n: Int = 7) { a(first: $n) { nodes { b } } }";
    assert_eq!(cost(source), 1 + 7 * 2);
    assert_eq!(cost_with(source, value!({ "n": 9 })), 1 + 9 * 2);
    // A value nobody defined is none.
    assert_eq!(
        cost_with("{ a(first: $n) { nodes { b } } }", value!({ "n": 9 })),
        1 + 20 * 2
    );
    // In fragments too.
    let spread = "query ($n: Int) { ...F } fragment F on Query { a(first: $n) { nodes { b } } }";
    assert_eq!(cost_with(spread, value!({ "n": 9 })), 1 + 9 * 2);
}

#[test]
fn sizes_out_of_range_are_clamped() {
    let sized = |size: &str| cost(&format!("{{ a(first: {size}) {{ nodes {{ b }} }} }}"));
    let (smallest, largest) = (1 + 2, 1 + 200 * 2);
    for size in ["-1", "0", "-9223372036854775808"] {
        assert_eq!(sized(size), smallest, "{size}");
    }
    for size in [
        "200",
        "201",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "1e300",
        "0.5",
        "\"20\"",
        "ALL",
        "[1]",
        "{a: 1}",
        "true",
    ] {
        assert_eq!(sized(size), largest, "{size}");
    }
    let source = "query ($n: Int) { a(first: $n) { nodes { b } } }";
    for size in [4_294_967_296_u64, 1 << 63, u64::MAX] {
        assert_eq!(cost_with(source, value!({ "n": size })), largest);
    }
    assert_eq!(cost_with(source, value!({ "n": (i64::MIN) })), smallest);
    assert_eq!(cost_with(source, value!({ "n": "many" })), largest);
}

#[test]
fn nested_huge_pages_do_not_wrap() {
    for size in ["4294967296", "9223372036854775808"] {
        let source = format!(
            "{} b {}",
            format!("{{ a(first: {size}) {{ nodes ").repeat(7),
            "} }".repeat(7)
        );
        let source = source.replacen("nodes  b", "nodes { b }", 1);
        let Refusal::TooDear { cost, page, .. } = checked(&source).unwrap_err() else {
            panic!("refused for another reason");
        };
        assert!(cost >= 200_u64.pow(7), "{cost}");
        assert_eq!(page, 4);
    }
}

#[test]
fn sums_of_huge_costs_do_not_wrap() {
    let huge = format!("{} b {}", "a(first: 200) { ".repeat(14), "}".repeat(14));
    for source in [
        format!("{{ b {huge} {huge} }}"),
        format!("{{ {huge} b b }}"),
    ] {
        let refusal = checked(&source).unwrap_err();
        assert!(matches!(refusal, Refusal::TooDear { cost: u64::MAX, .. }));
    }
}

#[test]
fn nodes_by_ids_cost_their_number() {
    assert_eq!(cost("{ nodes(ids: [1 2 3]) { a b } }"), 1 + 3 * 2);
    assert_eq!(cost("{ nodes(ids: 1) { a b } }"), 1 + 2);
    assert_eq!(cost("{ nodes(ids: []) { a b } }"), 1 + 2);
    assert_eq!(
        cost("query ($i: ID!) { nodes(ids: [$i, 2]) { a b } }"),
        1 + 2 * 2
    );
    let variable = "query ($ids: [ID!]!) { nodes(ids: $ids) { a b } }";
    assert_eq!(
        cost_with(variable, value!({ "ids": [1, 2, 3, 4] })),
        1 + 4 * 2
    );
    let many = Value::List(vec![Value::from("a"); 1_000]);
    assert_eq!(cost_with(variable, value!({ "ids": many })), 1 + 100 * 2);
    // What has such a field is no connection for it.
    assert_eq!(cost("{ query { nodes(ids: [1 2]) { a } } }"), 1 + 1 + 2);
}

#[test]
fn counting_and_searching_cost_more() {
    assert_eq!(cost("{ a(first: 1) { totalCount } }"), 1 + 10);
    assert_eq!(cost("{ a(first: 0) { totalCount } }"), 1 + 10);
    // A connection is counted once, and has one `pageInfo`, however long its page is.
    assert_eq!(
        cost("{ a(first: 200) { totalCount pageInfo { endCursor } nodes { b } } }"),
        1 + 10 + 2 + 200 * 2
    );
    // Within the entries of a page, each has its own.
    assert_eq!(
        cost("{ a(first: 5) { nodes { b { totalCount nodes { c } } } } }"),
        1 + 5 * (1 + 1 + 10 + 20 * 2)
    );
    assert_eq!(
        cost("{ search(text: \"x\", first: 2) { nodes { a } } }"),
        20 + 2 * 2
    );
    assert_eq!(
        cost("{ viewer { manifest { on ends(first: 2) { nodes { a } } } } }"),
        1 + 100 + 1 + 1 + 2 * 2
    );
}

#[test]
fn a_refusal_for_cost_says_what_would_fit() {
    let source = "{ cheap all: projects(first: 200) { nodes { a
        outputs(first: 200) { nodes { b c } } } } }";
    let refusal = checked(source).unwrap_err();
    // 1 + (1 + 200 × (1 + 1 + (1 + 200 × 3)))
    assert_eq!(
        refusal.to_string(),
        "The operation costs 120602; at most 50000 is allowed. The dearest root field is \
         \"all: projects\" (120601). It would fit with \"first\" (or \"last\") at most 128 in \
         every list."
    );
    assert_eq!(refusal.code(), "COST_EXCEEDED");
    assert_eq!(refusal.position(), Some(Pos { line: 1, column: 9 }));
    for (size, fits) in [("128", true), ("129", false)] {
        assert_eq!(checked(&source.replace("200", size)).is_ok(), fits);
    }
}

#[test]
fn the_dearest_root_field_is_found_in_fragments() {
    let source = "{ a ...F } fragment F on Query { b ... { projects(first: 200) {
        nodes { outputs(first: 200) { nodes { c } } } } } }";
    assert!(
        checked(source)
            .unwrap_err()
            .to_string()
            .contains("\"projects\"")
    );
}

#[test]
fn a_refusal_says_if_no_page_would_fit() {
    let fields = "x ".repeat(60);
    let nodes = format!("nodes(ids: [{}]) {{ {fields} }} ", "1 ".repeat(100));
    let refusal = checked(&format!("{{ {} }}", nodes.repeat(9))).unwrap_err();
    assert!(matches!(refusal, Refusal::TooDear { page: 0, .. }));
    assert!(refusal.to_string().ends_with("select fewer fields."));
}

#[test]
fn a_dry_run_costs_by_the_length_of_the_document_that_it_is_given() {
    let long = "x".repeat(24_000);
    let price = DRY_RUN_COST + 24_000 / DRY_RUN_BYTES;
    let written = format!("{{ cost(document: \"{long}\") {{ predicted }} }}");
    assert_eq!(cost(&written), price + 1);
    let given = "query ($d: String!) { cost(document: $d) { predicted } }";
    assert_eq!(cost_with(given, value!({ "d": long.clone() })), price + 1);
    let left_out =
        format!("query ($d: String = \"{long}\") {{ cost(document: $d) {{ predicted }} }}");
    assert_eq!(cost(&left_out), price + 1);
    // Anything else of that name is a field like others.
    assert_eq!(cost("{ a { cost { b } } }"), 3);
}

#[test]
fn a_dry_run_is_asked_once_in_an_operation() {
    let asked = "cost(document: \"\") { predicted }";
    let once = format!("query A {{ {asked} }} query B {{ {asked} }}");
    assert!(checked_with(&once, Some("B"), value!({})).is_ok());
    for twice in [
        format!("{{ a: {asked} b: {asked} }}"),
        format!("{{ {asked} {asked} }}"),
        format!("{{ {asked} ...F }} fragment F on Query {{ b: {asked} }}"),
        format!("{{ ...F ...F }} fragment F on Query {{ {asked} }}"),
        format!("{{ {asked} ... on Query {{ b: {asked} }} }}"),
    ] {
        assert_eq!(refused_count(&twice), Counted::DryRuns, "{twice}");
    }
}
