//! `istc report`: the way of the README to Japan's contributions as a table, and what is refused.

use super::Operator;
use std::fs;

#[tokio::test]
async fn japans_contributions_are_a_table_with_a_description() {
    let operator = Operator::new();
    operator.run(&["migrate", "up"]).await.well();
    let records = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/data/istc");
    operator.run(&["import", records]).await.well();
    let japan = [
        "report",
        "contributions",
        "--role",
        "party",
        "--party",
        "JP",
    ];
    let done = operator
        .run(&[&japan[..], &["-o", "japan.csv"]].concat())
        .await;
    assert!(
        done.err.contains("5 rows, SHA-256 ") && done.err.contains("1464250.00 USD"),
        "{done:?}"
    );
    done.well();
    let table = fs::read_to_string(operator.path("japan.csv")).unwrap();
    assert_eq!(table.lines().count(), 6, "{table}");
    let about = fs::read_to_string(operator.path("japan.csv.datapackage.json")).unwrap();
    assert!(about.contains("the Party JP"), "{about}");
    // Standard output has the same bytes.
    assert_eq!(operator.run(&japan).await.well(), table);

    let again = operator
        .run(&[&japan[..], &["-o", "japan.csv"]].concat())
        .await
        .badly();
    assert!(again.contains("--force"), "{again}");
    operator
        .run(&[&japan[..], &["-o", "japan.csv", "--force"]].concat())
        .await
        .well();
    let by_year = [
        "report",
        "funding-by-party-and-year",
        "--role",
        "party",
        "--party",
        "JP",
    ];
    let by_year = operator.run(&by_year).await.well();
    assert!(
        by_year.contains("JP,Japan,2019,,3,3.000000,3,USD,770340.00,"),
        "{by_year}"
    );
}

#[tokio::test]
async fn without_a_question_they_are_listed_and_an_unknown_one_is_said() {
    let operator = Operator::new();
    let listed = operator.run(&["report"]).await.well();
    assert!(
        listed
            .lines()
            .any(|line| line.starts_with("contributions ")),
        "{listed}"
    );
    operator.run(&["migrate", "up"]).await.well();
    let unknown = operator
        .run(&["report", "nothing", "--role", "secretariat"])
        .await
        .badly();
    assert!(unknown.contains("`istc report` lists them"), "{unknown}");
    fs::write(
        operator.path("one.graphql"),
        "{ project(by: {number: \"A-1\"}) { number } }",
    )
    .unwrap();
    let no_list = operator
        .run(&["report", "one.graphql", "--role", "secretariat"])
        .await
        .badly();
    assert!(no_list.contains("is no list"), "{no_list}");
    for (variables, said) in [
        ("{\"fliter\": {}}", "`fliter`"),
        ("[1]", "an object of JSON"),
    ] {
        let words = [
            "report",
            "projects",
            "--role",
            "public",
            "--variables",
            variables,
        ];
        let refused = operator.run(&words).await.badly();
        assert!(refused.contains(said), "{refused}");
    }
    let no_format = operator
        .run(&[
            "report",
            "projects",
            "--role",
            "secretariat",
            "-o",
            "here.pdf",
        ])
        .await
        .badly();
    assert!(no_format.contains(".xlsx"), "{no_format}");
}

#[tokio::test]
async fn in_a_new_folder_it_is_said_what_makes_a_database() {
    let said = Operator::new()
        .run(&["report", "projects", "--role", "public"])
        .await
        .badly();
    assert!(
        said.contains("`istc serve`") && said.contains("`istc import`"),
        "{said}"
    );
}
