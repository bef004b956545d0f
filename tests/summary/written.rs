//! Groups are written down at once where nothing else has to be joined with them, and built from values where
//! something may: both say the same, letter by letter.

use crate::support::{Person, Service, both};

/// Fields of the root, and what is selected of each group in one piece and in two.
const ASKED: [(&str, &str, [&str; 2]); 5] = [
    (
        "fundingSummary(groupBy: [PARTY, YEAR])",
        "keys { who: party { code } year } figures { count weight amounts { currency count sum min max } }",
        [
            "keys { who: party { code } } figures { count weight }",
            "keys { year } figures { amounts { currency count sum min max } }",
        ],
    ),
    (
        // Not all of it is known beforehand.
        "ledgerSummary(groupBy: [PARTY, HOST_COUNTRY])",
        "keys { party { code name } hostCountry { code } } figures { count }",
        [
            "keys { party { code name } }",
            "keys { hostCountry { code } } figures { count }",
        ],
    ),
    (
        "projectSummary(groupBy: [PARTY, YEAR])",
        "keys { party { code } year } figures { count weight }",
        ["keys { party { code } year }", "figures { count weight }"],
    ),
    (
        "outputSummary(groupBy: [YEAR])",
        "keys { year } figures { count weight }",
        ["keys { year }", "figures { count weight }"],
    ),
    (
        "fundingSummary(groupBy: [YEAR], having: {count: {gt: 1000000}})",
        "keys { year } figures { count }",
        ["keys { year }", "figures { count }"],
    ),
];

both! {
    async fn groups_that_are_written_at_once_are_those_that_are_built(database) {
        let service = Service::of_the_world(database).await;
        let (mut compared, mut with_groups) = (0, 0);
        for person in [Person::nobody(), Person::party("JP"), Person::party("KZ"), Person::secretariat()] {
            for (field, whole, [one, other]) in ASKED {
                let rest = "rest { count } control { reconciles }";
                let ask = async |document: String| {
                    let answer = service.ask(&person, &document).await;
                    answer.data();
                    answer.text
                };
                let written = ask(format!("{{ it: {field} {{ groups {{ {whole} }} {rest} }} }}")).await;
                for built in [
                    format!("{{ ... on Query {{ it: {field} {{ groups {{ {whole} }} {rest} }} }} }}"),
                    format!("{{ it: {field} {{ ... {{ groups {{ {whole} }} }} {rest} }} }}"),
                    format!("{{ it: {field} {{ groups {{ {whole} }} }} it: {field} {{ {rest} }} }}"),
                    format!("{{ it: {field} {{ groups {{ {whole} }} groups {{ {whole} }} {rest} }} }}"),
                ] {
                    assert_eq!(ask(built.clone()).await, written, "{built}");
                    compared += 1;
                }
                // Fields come in the order in which they are selected first.
                let parts = [
                    format!("{{ it: {field} {{ groups {{ {one} }} groups {{ {other} }} {rest} }} }}"),
                    format!("{{ it: {field} {{ groups {{ {one} }} }} it: {field} {{ groups {{ {other} }} {rest} }} }}"),
                ];
                for parts in parts {
                    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
                    assert_eq!(json(&ask(parts.clone()).await), json(&written), "{parts}");
                    compared += 1;
                }
                with_groups += usize::from(written.contains("\"figures\""));
            }
        }
        assert_eq!(compared, 4 * 5 * 6);
        assert!(with_groups > 8, "only {with_groups} have groups");
    }
}
