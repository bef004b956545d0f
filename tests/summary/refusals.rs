//! What cannot be summed is refused, and it is told which argument is to blame; and who may see nothing
//! is told nothing, which is no error.

use super::told::{figures, groups, money, summary};
use crate::support::{Person, Service, both};
use serde_json::{Value, json};

/// The arguments, and the one that is to blame.
const REFUSED: [(&str, &str); 17] = [
    ("groupBy: []", "groupBy"),
    ("groupBy: [PARTY, PARTY]", "groupBy"),
    ("groupBy: [YEAR, STATUS, YEAR]", "groupBy"),
    ("groupBy: [PARTY, FUNDER, STATUS, YEAR, QUARTER]", "groupBy"),
    ("groupBy: [PARTY], top: {n: 0}", "top"),
    ("groupBy: [PARTY], top: {n: -1}", "top"),
    ("groupBy: [PARTY], top: {n: 1001}", "top"),
    ("groupBy: [PARTY], top: {n: 10, skip: -1}", "top"),
    ("groupBy: [PARTY], orderBy: [{measure: SUM}]", "orderBy"),
    (
        "groupBy: [PARTY], orderBy: [{measure: MEDIAN, direction: DESC}]",
        "orderBy",
    ),
    (
        r#"groupBy: [PARTY], orderBy: [{measure: MIN, currency: "USD"}, {measure: MAX}]"#,
        "orderBy",
    ),
    (
        "groupBy: [PARTY], orderBy: [{key: PARTY, measure: COUNT}]",
        "orderBy",
    ),
    ("groupBy: [PARTY], orderBy: [{direction: DESC}]", "orderBy"),
    (
        "groupBy: [PARTY], orderBy: [{key: PARTY}, {key: PARTY}, {key: PARTY}, {key: PARTY}, {key: PARTY}, {key: PARTY}, {key: PARTY}, {key: PARTY}, {key: PARTY}]",
        "orderBy",
    ),
    (
        r#"groupBy: [FISCAL_YEAR], fiscalYearOf: "ZZ""#,
        "fiscalYearOf",
    ),
    (
        r#"groupBy: [FISCAL_YEAR], fiscalYearOf: """#,
        "fiscalYearOf",
    ),
    // Also where nothing is counted in fiscal years.
    (r#"groupBy: [PARTY], fiscalYearOf: "ZZ""#, "fiscalYearOf"),
];

both! {
    async fn what_cannot_be_summed_is_refused_with_the_argument_to_blame(database) {
        let service = Service::of_the_world(database).await;
        for asker in [Person::secretariat(), Person::nobody()] {
            for root in ["fundingSummary", "ledgerSummary"] {
                for (arguments, blamed) in REFUSED {
                    let field = format!("{root}({arguments})");
                    let query = format!("{{ before: viewer {{ kind }} it: {field} {{ control {{ rows }} }} }}");
                    let answer = service.ask(&asker, &query).await;
                    let json = answer.json();
                    assert_eq!(json["data"]["it"], Value::Null, "{field}: {}", answer.text);
                    assert!(!json["data"]["before"].is_null(), "{field} takes another along: {}", answer.text);
                    assert_eq!(answer.code(), "BAD_USER_INPUT", "{field}: {}", answer.text);
                    assert_eq!(json["errors"].as_array().map(Vec::len), Some(1), "{field}: {}", answer.text);
                    let message = json["errors"][0]["message"].as_str().unwrap_or_default();
                    assert!(message.contains(blamed), "{field} is not blamed on {blamed}: {message}");
                }
            }
        }
    }
}

/// The same of projects and of outputs.
const REFUSED_COUNTS: [(&str, &str); 8] = [
    ("projectSummary(groupBy: [])", "groupBy"),
    ("projectSummary(groupBy: [STATUS, STATUS])", "groupBy"),
    ("projectSummary(groupBy: [STATUS], top: {n: 0})", "top"),
    (
        "projectSummary(groupBy: [STATUS], orderBy: [{key: YEAR}])",
        "orderBy",
    ),
    (
        "projectSummary(groupBy: [STATUS], orderBy: [{direction: DESC}])",
        "orderBy",
    ),
    (
        r#"outputSummary(groupBy: [KIND], fiscalYearOf: "ZZ")"#,
        "fiscalYearOf",
    ),
    (
        "outputSummary(groupBy: [KIND, LEVEL, PROJECT, YEAR, QUARTER])",
        "groupBy",
    ),
    (
        "outputSummary(groupBy: [KIND], orderBy: [{key: KIND, measure: PROJECTS}])",
        "orderBy",
    ),
];

both! {
    async fn what_cannot_be_counted_is_refused_with_the_argument_to_blame(database) {
        let service = Service::of_the_world(database).await;
        for asker in [Person::secretariat(), Person::nobody()] {
            for (field, blamed) in REFUSED_COUNTS {
                let query = format!("{{ it: {field} {{ control {{ rows }} }} }}");
                let answer = service.ask(&asker, &query).await;
                assert_eq!(answer.code(), "BAD_USER_INPUT", "{field}: {}", answer.text);
                let message = answer.json()["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
                assert!(message.contains(blamed), "{field} is not blamed on {blamed}: {message}");
            }
        }
    }
}

both! {
    async fn the_ends_of_what_is_allowed_are_answered(database) {
        let service = Service::of_the_world(database).await;
        for arguments in [
            "groupBy: [PARTY], top: {n: 1}",
            "groupBy: [PARTY], top: {n: 1000, skip: 0}",
            "groupBy: [PARTY], top: {n: 1, skip: 2147483647}",
            "groupBy: [PARTY, FUNDER, STATUS, YEAR]",
            "groupBy: [PARTY], orderBy: []",
            "groupBy: [PARTY], having: {}",
            "groupBy: [PARTY], filter: {}",
        ] {
            for root in ["fundingSummary", "ledgerSummary"] {
                let query = format!("{{ it: {root}({arguments}) {{ control {{ rows groupsInAll }} }} }}");
                let data = service.data(&Person::secretariat(), &query).await;
                assert!(data["it"]["control"]["groupsInAll"].as_u64() > Some(1), "{query}: {data}");
            }
        }
    }
}

both! {
    async fn who_may_see_nothing_is_told_nothing_and_no_error(database) {
        let service = Service::of_the_world(database).await;
        let unable = [
            Person::nobody(),
            Person::institute("almaty-physics"),
            Person::party("BY"),
            Person::party("JP").scoped("results reports"),
            Person::secretariat().scoped(""),
        ];
        for asker in unable {
            for field in [
                "fundingSummary(groupBy: [PARTY])",
                "fundingSummary(groupBy: [TECHNOLOGY_AREA, FISCAL_YEAR], method: FULL)",
                r#"fundingSummary(groupBy: [YEAR], filter: {key: {eq: "c-k99-us"}}, top: {n: 1})"#,
                "ledgerSummary(groupBy: [ENTRY_KIND], having: {count: {gte: 0}})",
            ] {
                let summary = summary(&service, &asker, field).await;
                assert!(groups(&summary).is_empty(), "{asker:?}, {field}: {summary}");
                assert_eq!(figures(&summary["total"]), "0", "{asker:?}, {field}");
                assert_eq!(money(&summary["control"]["totals"]), Vec::<String>::new(), "{asker:?}, {field}");
                assert_eq!(
                    summary["control"],
                    json!({
                        "rows": 0, "groupsInAll": 0, "reconciles": true, "converted": null,
                        "totals": [], "groupsTotal": [], "unknownTotal": [], "restTotal": [],
                        "groupsWeight": "0.000000", "unknownWeight": "0.000000", "restWeight": "0.000000",
                    }),
                    "{asker:?}, {field}"
                );
            }
        }
    }
}
