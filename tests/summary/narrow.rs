//! What is told of a summary does not depend on what else is asked of it: each part alone is the same
//! as it is among all. Whoever answers may leave out what nobody asked for, and nothing else.

use super::told::summary;
use crate::support::{Person, Service, both};
use serde_json::{Value, json};

/// Parts of an answer.
const PARTS: [&str; 16] = [
    "groups { figures { amounts { median } } }",
    "groups { figures { amounts { currency mean } } }",
    "groups { figures { projects } }",
    "groups { figures { weight } }",
    "groups { keys { technologyArea { key } } }",
    "groups { unknown }",
    "groups { keys { year } figures { count } }",
    "rest { amounts { median min } }",
    "rest { projects }",
    "total { amounts { median sum } }",
    "total { projects }",
    "control { restTotal { amount } unknownTotal { currency } }",
    "control { groupsWeight restWeight }",
    "control { reconciles }",
    "control { rows groupsInAll }",
    "additive method",
];

/// Arguments in which what is sorted by, or decides what is listed, is not always selected.
const ARGUMENTS: [&str; 5] = [
    "groupBy: [TECHNOLOGY_AREA, YEAR]",
    r#"groupBy: [TECHNOLOGY_AREA, YEAR], method: FULL, top: {n: 4, skip: 1},
        orderBy: [{measure: MEDIAN, currency: "EUR", direction: DESC}]"#,
    r#"groupBy: [YEAR], orderBy: [{measure: PROJECTS, direction: DESC}, {measure: MEAN, currency: "USD"}],
        top: {n: 5}"#,
    "groupBy: [TECHNOLOGY_AREA], having: {projects: {gt: 2}}",
    r#"groupBy: [YEAR, STATUS], having: {sum: {currency: "USD", gt: "1000"}},
        orderBy: [{measure: MEDIAN, currency: "USD"}]"#,
];

both! {
    async fn each_part_alone_is_the_same_as_among_all(database) {
        let service = Service::of_the_world(database).await;
        for asker in [Person::secretariat(), Person::party("EU")] {
            for root in ["fundingSummary", "ledgerSummary"] {
                for arguments in ARGUMENTS {
                    let field = format!("{root}({arguments})");
                    let whole = summary(&service, &asker, &field).await;
                    for parts in PARTS.chunks(4) {
                        let several = (0..).zip(parts).map(|(at, part)| format!("p{at}: {field} {{ {part} }} "));
                        let query = format!("{{ {} }}", several.collect::<String>());
                        let data = service.data(&asker, &query).await;
                        for (at, part) in parts.iter().enumerate() {
                            let alone = &data[format!("p{at}")];
                            assert!(alone.is_object(), "{asker:?}, {field} {{ {part} }}: {data}");
                            assert!(is_part(alone, &whole), "{asker:?}, {field} {{ {part} }}: {alone} of {whole}");
                        }
                    }
                }
            }
        }
    }
}

/// The same of projects and of outputs: the field, and its parts.
const COUNTED: [(&str, &[&str]); 4] = [
    (
        "projectSummary(groupBy: [TECHNOLOGY_AREA, STATUS])",
        &[
            "groups { figures { durations { median } } }",
            "groups { figures { durations { mean } weight } }",
            "groups { keys { technologyArea { key } } }",
            "rest { count } total { durations { median } }",
            "control { months restMonths unknownMonths }",
            "control { rows groupsInAll }",
        ],
    ),
    (
        "projectSummary(groupBy: [FUNDER], method: FULL, orderBy: [{measure: MEDIAN}], having: {months: {gt: 1}})",
        &[
            "groups { keys { funder { key } } }",
            "groups { unknown }",
            "control { reconciles }",
        ],
    ),
    (
        "outputSummary(groupBy: [KIND, YEAR])",
        &[
            "groups { figures { projects } }",
            "groups { figures { count weight } }",
            "total { projects }",
            "total { weight } control { groupsWeight }",
        ],
    ),
    (
        "outputSummary(groupBy: [HOST_COUNTRY], orderBy: [{measure: PROJECTS, direction: DESC}], having: {projects: {gte: 1}})",
        &[
            "groups { figures { count } }",
            "groups { figures { projects } }",
            "rest { weight projects }",
        ],
    ),
];

both! {
    async fn of_projects_and_outputs_too_each_part_alone_is_the_same(database) {
        let service = Service::of_the_world(database).await;
        for asker in [Person::secretariat(), Person::party("EU"), Person::nobody()] {
            for (field, parts) in COUNTED {
                let whole = summary(&service, &asker, field).await;
                for part in parts {
                    let data = service.data(&asker, &format!("{{ it: {field} {{ {part} }} }}")).await;
                    assert!(is_part(&data["it"], &whole), "{asker:?}, {field} {{ {part} }}: {data} of {whole}");
                }
            }
        }
    }
}

both! {
    async fn more_can_be_asked_of_a_groups_key(database) {
        let service = Service::of_the_world(database).await;
        let query = r#"{ it: fundingSummary(
            filter: {project: {number: {eq: "K-99"}}},
            groupBy: [PARTY, TECHNOLOGY_AREA, HOST_COUNTRY, LEAD_INSTITUTE], top: {n: 2}) { groups { keys {
                party { name } technologyArea { name parent { key } } hostCountry { name }
                leadInstitute { shortName country { code } } funder { name } } } } }"#;
        let it = service.data(&Person::party("US"), query).await["it"].clone();
        let keys = |area: &str, parent: Value| {
            json!({"keys": {
                "party": {"name": "European Union"},
                "technologyArea": {"name": area, "parent": parent},
                "hostCountry": {"name": "Kazakhstan"},
                "leadInstitute": {"shortName": "IPT", "country": {"code": "KZ"}},
                "funder": null,
            }})
        };
        assert_eq!(
            it["groups"],
            json!([
                keys("Environment", Value::Null),
                keys("Radioactive Waste Treatment", json!({"key": "env"})),
            ])
        );
    }
}

/// The same selection in plain words, which is answered at once, and in words that take the executor's way.
const PLAIN: &str = "groups { keys { year party { code } } \
    figures { count weight amounts { currency count sum min max } } }";
const OTHERWISE: [&str; 5] = [
    "groups { ... on FundingGroup { keys { ... { year } ...party } figures { ...figures } } }",
    "groups { keys { year } keys { party { code } } figures { count count weight } \
        figures { amounts { currency count sum } amounts { min max } } }",
    "groups @include(if: true) { keys { year @skip(if: false) party { code @include(if: true) } } \
        figures { count weight amounts @include(if: true) { currency count sum min max } } }",
    "groups { __typename unknown keys { __typename year party { __typename code name } } \
        figures { __typename count weight projects amounts { __typename currency count sum min max mean } } }",
    "groups { keys { year party { id code } } \
        figures { weight count converted { ratesInAll } amounts { max min sum count currency median } } }",
];
const FRAGMENTS: &str = "fragment party on SummaryKeys { party { code } } \
    fragment figures on FundingFigures { count weight ...amounts } \
    fragment amounts on FundingFigures { amounts { currency count sum min max } }";

both! {
    async fn in_whatever_words_it_is_selected_the_same_is_told(database) {
        let service = Service::of_the_world(database).await;
        for asker in [Person::secretariat(), Person::party("EU")] {
            for arguments in ["groupBy: [PARTY, YEAR]", "groupBy: [YEAR, PARTY, TECHNOLOGY_AREA]"] {
                let field = format!("it: fundingSummary({arguments})");
                let plain = service.data(&asker, &format!("{{ {field} {{ {PLAIN} }} }}")).await;
                assert!(plain["it"]["groups"].as_array().is_some_and(|groups| groups.len() > 1), "{plain}");
                for words in OTHERWISE {
                    let fragments = if words.contains("...party") { FRAGMENTS } else { "" };
                    let query = format!("query {{ {field} {{ {words} }} }} {fragments}");
                    let data = service.data(&asker, &query).await;
                    assert!(is_part(&plain, &data), "{asker:?}, {field} {{ {words} }}: {plain} of {data}");
                }
            }
            let renamed = r#"{ it: fundingSummary(groupBy: [YEAR]) { groups {
                k: keys { y: year year } f: figures { a: amounts { s: sum c: currency sum } } } } }"#;
            for group in service.data(&asker, renamed).await["it"]["groups"].as_array().unwrap() {
                assert_eq!(group["k"]["y"], group["k"]["year"]);
                for amounts in group["f"]["a"].as_array().unwrap() {
                    assert!(amounts["c"].is_string() && amounts["s"] == amounts["sum"], "{group}");
                }
            }
        }
    }
}

/// Whether everything that stands in the one stands in the other.
fn is_part(one: &Value, of: &Value) -> bool {
    match (one, of) {
        (Value::Object(one), Value::Object(of)) => one
            .iter()
            .all(|(name, value)| of.get(name).is_some_and(|of| is_part(value, of))),
        (Value::Array(one), Value::Array(of)) => {
            one.len() == of.len() && one.iter().zip(of).all(|(one, of)| is_part(one, of))
        }
        _ => one == of,
    }
}
