//! How filters join, what they take as the same word, and how large they may be.

use crate::support::{Person, Service, both};
use serde_json::{Value, json};

/// The numbers of the projects that a filter lets through.
async fn numbers(service: &Service, filter: &str) -> String {
    let question =
        format!("{{ projects(first: 200, filter: {filter}) {{ totalCount nodes {{ number }} }} }}");
    let projects = service.data(&Person::nobody(), &question).await["projects"].clone();
    let nodes = projects["nodes"].as_array().unwrap();
    assert_eq!(projects["totalCount"], json!(nodes.len()));
    let numbers: Vec<&str> = nodes
        .iter()
        .map(|node| node["number"].as_str().unwrap())
        .collect();
    numbers.join(" ")
}

both! {
    async fn filters_are_joined_by_and_or_and_not(database) {
        let service = Service::of_the_world(database).await;
        let all = numbers(&service, "{}").await;
        assert_eq!(all.split(' ').count(), 38);
        let same = [
            ("{and: []}", all.as_str()),
            ("{or: []}", ""),
            ("{not: {}}", ""),
            ("{not: {or: []}}", &all),
            ("{and: [{}, {}]}", &all),
            ("null", &all),
            ("{title: null, and: null, or: null, not: null, outputs: null}", &all),
            ("{title: {}, durationMonths: {}, startsOn: {}, areas: {}}", &all),
            ("{hostCountry: {eq: KZ}, durationMonths: {eq: 36}}", "K-99 K-1000"),
            ("{and: [{hostCountry: {eq: KZ}}, {durationMonths: {eq: 36}}]}", "K-99 K-1000"),
            ("{or: [{hostCountry: {eq: MN}}, {durationMonths: {eq: 48}}]}", "A-301 N-901"),
            (
                "{programme: {eq: INITIATIVE}, or: [{hostCountry: {eq: KG}}, {hostCountry: {eq: CH}}]}",
                "H-1101 H-1102 KR-993.2",
            ),
            (
                "{programme: {eq: INITIATIVE}, not: {or: [{hostCountry: {eq: KG}}, {hostCountry: {isNull: true}}, {hostCountry: {eq: RU}}]}}",
                "H-1101 H-1102 T-701",
            ),
            ("{not: {not: {number: {startsWith: \"K-1\"}}}}", "K-1000 K-1001"),
            (
                "{not: {and: [{hostCountry: {isNull: false}}, {startsOn: {isNull: false}}]}}",
                "A-302 C-202 C-203 C-204 C-205 C-206 H-1102 K-1001 K-2365 PR-132.1.4 R-2002 R-2005 S-801 S-802 TJ-2513",
            ),
            // Nothing is known of the start, so nothing holds of it, and the complement does.
            ("{hostCountry: {eq: KZ}, not: {startsOn: {gte: \"1900\"}}}", "K-1001 K-2365"),
            (
                "{hostCountry: {eq: KZ}, not: {startsOn: {lt: \"1900\"}}}",
                "K-055 K-99 K-1000 K-1001 K-2365 K-2366 A-304",
            ),
            ("{institutes: {none: {}}, outputs: {every: {kind: {eq: PATENT}}}, hostCountry: {eq: AM}}", "A-305"),
        ];
        for (filter, right) in same {
            let mut found: Vec<String> = numbers(&service, filter).await.split(' ').map(str::to_owned).collect();
            let mut right: Vec<&str> = right.split(' ').collect();
            found.sort_unstable();
            right.sort_unstable();
            assert_eq!(found, right, "{filter}");
        }
    }
}

both! {
    async fn names_and_titles_are_found_however_they_are_spelt(database) {
        let service = Service::of_the_world(database).await;
        // S-802 spells its first word with two Cyrillic letters.
        for spelling in ["Radon", "RADON", "rаdоn", "RАDОN", "rádön", "radоn"] {
            for test in ["contains", "startsWith"] {
                let filter = format!("{{title: {{{test}: \"{spelling}\"}}}}");
                assert_eq!(numbers(&service, &filter).await, "S-801 S-802", "{filter}");
            }
        }
        assert_eq!(numbers(&service, r#"{title: {eq: "Radon in homes"}}"#).await, "S-801");
        assert_eq!(numbers(&service, r#"{title: {eq: "Radon at work"}}"#).await, "");
        assert_eq!(numbers(&service, r#"{title: {in: ["Rаdоn at work", "radon in homes"]}}"#).await, "S-802");
        for spelling in ["ICTC Moscow", "IСTС Moscow", "ictc moscow", "İCTC", "ІСТС"] {
            let question = format!(
                r#"{{ institutes(filter: {{name: {{startsWith: "{spelling}"}}, city: {{eq: "Moscow"}}}}) {{ nodes {{ key }} }} }}"#
            );
            let data = service.data(&Person::nobody(), &question).await;
            assert_eq!(data["institutes"]["nodes"], json!([{ "key": "istc-moscow" }]), "{spelling}");
        }
        // What holds no name or title is compared as it is written.
        assert_eq!(numbers(&service, r#"{summary: {contains: "vitrification"}}"#).await, "K-99");
        assert_eq!(numbers(&service, r#"{summary: {contains: "Vitrification"}}"#).await, "K-99");
        assert_eq!(numbers(&service, r#"{summary: {contains: "break,\na comma and a \"quote\""}}"#).await, "K-2366");
    }
}

both! {
    async fn no_text_of_a_filter_is_anything_but_text(database) {
        let service = Service::of_the_world(database).await;
        let texts = [
            "'",
            "' or 1 = 1 --",
            "\"",
            "\\",
            "%",
            "_%",
            "$1",
            "?",
            "??",
            ":a",
            "{}",
            "[1]",
            "\u{0}",
            "a\u{0}",
            "\u{feff}",
            "\u{1f600}",
            "\u{301}",
        ];
        for text in texts {
            let question = "query($text: String!, $texts: [String!]!, $rest: String!) {
                eq: projects(filter: {title: {eq: $text}}) { totalCount }
                list: projects(filter: {number: {in: $texts}}) { totalCount }
                held: projects(filter: {summary: {contains: $rest}}) { totalCount }
                title: projects(filter: {title: {contains: $rest}}) { totalCount }
                begun: projects(filter: {number: {startsWith: $rest}}) { totalCount }
                not: projects(filter: {not: {areas: {some: {key: {eq: $text}}}}}) { totalCount }
                one: project(by: {number: $text}) { number }
                other: institute(by: {key: $text}) { key }
            }";
            let rest = format!("{text}{text}\u{1f600}");
            let variables = json!({ "text": text, "texts": [text, "K-99"], "rest": rest });
            let answer = service.ask_with(&Person::nobody(), question, variables.clone()).await;
            assert!(answer.json().get("errors").is_none(), "{text:?}: {}", answer.text);
            let data = answer.json()["data"].clone();
            let right = json!({ "eq": 0, "list": 1, "held": 0, "title": 0, "begun": 0, "not": 38 });
            for (name, count) in right.as_object().unwrap() {
                assert_eq!(data[name]["totalCount"], *count, "{text:?} {name}");
            }
            assert_eq!((&data["one"], &data["other"]), (&Value::Null, &Value::Null));
        }
    }
}

both! {
    async fn a_filter_is_bounded_and_its_values_are_checked(database) {
        let service = Service::of_the_world(database).await;
        let ask = async |filter: &str| {
            service
                .ask(
                    &Person::nobody(),
                    &format!("{{ projects(filter: {filter}) {{ totalCount }} institutes {{ totalCount }} }}"),
                )
                .await
        };
        let nested =
            |levels: usize| format!("{}{}{}", "{not: ".repeat(levels), "{number: {eq: \"K-99\"}}", "}".repeat(levels));
        assert_eq!(ask(&nested(8)).await.data()["projects"]["totalCount"], 1);
        let deep = ask(&nested(10)).await;
        assert_eq!(deep.json()["errors"][0]["message"], "`filter` is more than 12 levels deep.");
        // Lists within lists, each as long as one may be.
        let list = |many: usize| format!("{{number: {{in: [{}]}}}}", vec!["\"K-99\""; many].join(","));
        assert_eq!(ask(&format!("{{or: [{}, {}]}}", list(700), list(700))).await.data()["projects"]["totalCount"], 1);
        let large = ask(&format!("{{or: [{}, {}]}}", list(800), list(800))).await;
        assert_eq!(large.json()["errors"][0]["message"], "`filter` holds more than 1500 values.");
        for refused in [&deep, &large] {
            assert_eq!(refused.code(), "BAD_USER_INPUT");
            assert_eq!(refused.json()["data"]["projects"], Value::Null);
            assert_eq!(refused.json()["data"]["institutes"]["totalCount"], 25);
        }
        for wrong in [
            r#"{startsOn: {eq: "2023-13"}}"#,
            r#"{startsOn: {eq: "2023-02-30"}}"#,
            r#"{startsOn: {gt: "soon"}}"#,
            "{hostCountry: {eq: kz}}",
            r#"{hostCountry: {eq: "KAZ"}}"#,
            "{durationMonths: {eq: 4294967296}}",
            "{contributions: {some: {amount: {currency: USD, eq: \"0.001\"}}}}",
            "{contributions: {some: {amount: {currency: JPY, eq: \"0.5\"}}}}",
            "{contributions: {some: {amount: {currency: USD, eq: \"1,000\"}}}}",
            "{contributions: {some: {amount: {currency: ZZZ}}}}",
        ] {
            let answer = ask(wrong).await;
            let code = answer.code();
            assert!(
                ["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"].contains(&code.as_str()),
                "{wrong}: {}",
                answer.text
            );
        }
    }
}
