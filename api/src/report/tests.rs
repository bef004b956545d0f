//! Which questions have a table, and which columns it has.

use super::{Part, QUESTIONS, ReportError, Types, Walk};
use crate::sheet::{Cell, Column, Provenance, Sheet, SheetError};
use async_graphql::{Variables, parser::parse_query};
use serde_json::json;

/// Keeps what it is given.
#[derive(Default)]
struct Kept(Vec<Vec<Cell>>);

impl Sheet for Kept {
    fn row(&mut self, cells: &[Cell]) -> Result<(), SheetError> {
        self.0.push(cells.to_vec());
        Ok(())
    }

    fn finish(self: Box<Self>, _: &Provenance) -> Result<u64, SheetError> {
        Ok(self.0.len() as u64)
    }
}

fn walk(question: &str) -> Result<Walk, ReportError> {
    let types = Types::from_sdl(&crate::graphql::sdl()).unwrap();
    let document = parse_query(question).unwrap();
    Walk::begin(
        &types,
        document,
        None,
        &Variables::default(),
        Part::default(),
    )
}

fn names(walk: &Walk) -> Vec<String> {
    walk.columns()
        .into_iter()
        .map(|column| column.name)
        .collect()
}

#[test]
fn every_question_that_comes_with_the_service_has_a_table_and_says_what_it_is_for() {
    for question in QUESTIONS {
        let walk = walk(question.text).unwrap_or_else(|error| panic!("{}: {error}", question.name));
        assert!(question.purpose().ends_with('.'), "{}", question.name);
        let mut names = names(&walk);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), walk.columns().len(), "{}", question.name);
        assert!(
            walk.columns()
                .iter()
                .all(|column: &Column| !column.description.is_empty())
        );
    }
}

#[test]
fn columns_follow_the_selection_through_fragments_and_aliases() {
    let walk = walk(
        "query { list: contributions { edges { node { ...Money by: funder { name } ... on Contribution { committedOn } } } } }
         fragment Money on Contribution { key amount { amount currency } key }",
    );
    assert_eq!(
        names(&walk.unwrap()),
        [
            "key",
            "amount_amount",
            "amount_currency",
            "by_name",
            "committed_on"
        ]
    );
}

#[test]
fn a_list_within_a_row_makes_rows_and_its_amounts_alone_are_added_for_each() {
    let mut walk =
        walk("{ projects { nodes { number funding { totals { amount currency } } } } }").unwrap();
    let mut kept = Kept::default();
    let money = |amount: &str, currency: &str| json!({ "amount": amount, "currency": currency });
    let page = json!({ "projects": {
        "nodes": [
            { "number": "A-1", "funding": { "totals": [money("1.50", "EUR"), money("7", "JPY")] } },
            { "number": "A-2", "funding": { "totals": [] } },
            { "number": "A-3", "funding": { "totals": [money("-0.75", "EUR")] } },
        ],
        "exportedPage": { "hasNextPage": false, "endCursor": "x" },
    }});
    assert_eq!(walk.take(&page, &mut kept).unwrap(), 4);
    let numbers: Vec<_> = kept.0.iter().map(|row| row[0].clone()).collect();
    assert_eq!(
        numbers,
        ["A-1", "A-1", "A-2", "A-3"].map(|number| Cell::Text(number.into()))
    );
    assert_eq!(kept.0[2][1..], [Cell::Null, Cell::Null]);
    let told: Vec<_> = walk
        .totals()
        .told()
        .into_iter()
        .map(|(_, amount, code)| (amount, code))
        .collect();
    assert_eq!(
        told,
        [("0.75".into(), "EUR".into()), ("7".into(), "JPY".into())]
    );
    assert!(walk.next().is_none());
}

#[test]
fn pages_are_asked_for_one_behind_the_other() {
    let mut walk = walk("{ funders { nodes { key } } }").unwrap();
    let page = json!({ "funders": {
        "nodes": [{ "key": "f" }],
        "exportedPage": { "hasNextPage": true, "endCursor": "here" },
    }});
    walk.take(&page, &mut Kept::default()).unwrap();
    assert_eq!(walk.next_cursor(), Some("here"));
    let next = format!("{:?}", walk.next().unwrap());
    assert!(
        next.contains("\"here\"") && next.contains("endCursor"),
        "{next}"
    );
}

#[test]
fn what_is_no_table_is_refused_with_what_was_expected() {
    for (question, expected) in [
        ("{ project(by: {number: \"A\"}) { number } }", "is no list"),
        (
            "{ search(text: \"x\") { nodes { snippet } } }",
            "is no list",
        ),
        (
            "{ funders { nodes { key } } parties { nodes { code } } }",
            "one list",
        ),
        (
            "{ ...All } fragment All on Query { funders { nodes { key } } }",
            "one list",
        ),
        ("{ funders { totalCount } }", "Select `nodes { … }`"),
        ("{ funders { nodes { __typename } } }", "no columns"),
        (
            "{ funders(last: 3) { nodes { key } } }",
            "`last` cannot be given",
        ),
        (
            "{ projects { nodes { number contributions: funding { contributions { nodes { key } } } } } }",
            "pages of its own",
        ),
        (
            "{ projects { nodes { number areas { key } access { facet } } } }",
            "a second list",
        ),
        (
            "{ fundingSummary(groupBy: [PARTY]) { total { count } } }",
            "Select `groups { … }`",
        ),
        (
            "query A { funders { nodes { key } } } query B { funders { nodes { key } } }",
            "several operations",
        ),
    ] {
        let refused = walk(question).err().map(|error| error.to_string());
        let refused = refused.unwrap_or_else(|| panic!("{question} has a table"));
        assert!(refused.contains(expected), "{question}: {refused}");
    }
}
