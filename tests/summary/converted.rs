//! Another currency, rule by rule, on rows of the small world, with what a person would work out by hand.

use super::told::summary;
use crate::support::{Person, Service, both};
use serde_json::{Value, json};

const CONVERTED: &str = "{ converted { amounts { sum } unconverted { currency reason count sum }
    rates { method rate period dateRule table source originalSum sum } } }";

/// What the secretariat is told of one row: what it became, by which rule and rate of which period; or why not.
async fn told(service: &Service, root: &str, key: &str, to: (&str, &str)) -> String {
    let (currency, table) = to;
    let field = format!(
        r#"{root}(groupBy: [YEAR], filter: {{key: {{eq: "{key}"}}}}, convertTo: {{currency: "{currency}", table: "{table}"}})"#
    );
    let query = format!(
        "{{ it: {field} {{ total {CONVERTED} groups {{ figures {CONVERTED} }} control {{ reconciles }} }} }}"
    );
    let it = service.data(&Person::secretariat(), &query).await["it"].clone();
    let converted = &it["total"]["converted"];
    assert_eq!(it["groups"][0]["figures"]["converted"], *converted, "{key}");
    assert_eq!(it["control"]["reconciles"], json!(true), "{key}");
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let [rates, apart] = ["rates", "unconverted"].map(|list| converted[list].as_array().unwrap());
    match (rates.as_slice(), apart.as_slice()) {
        ([rate], []) => {
            assert_eq!(converted["amounts"]["sum"], rate["sum"], "{key}");
            let parts = [
                "sum", "method", "rate", "period", "dateRule", "table", "source",
            ];
            parts.map(|part| text(&rate[part])).join(" ")
        }
        ([], [apart]) => {
            assert_eq!(converted["amounts"], Value::Null, "{key}");
            ["reason", "sum", "currency"]
                .map(|part| text(&apart[part]))
                .join(" ")
        }
        _ => panic!("{key}: {converted}"),
    }
}

const REGULATION: &str = "Council Regulation (EC) No 1103/97, Article 2(1)";

both! {
    async fn each_rule_as_a_person_would_work_it_out(database) {
        let service = Service::of_the_world(database).await;
        let by_law = format!("80000.00 LEGAL_EQUIVALENCE 1 - - - {REGULATION}");
        for (key, to, expected) in [
            ("c-k99-eu", ("EUR", "annual"), "400000.00 SAME_CURRENCY - - - - -"),
            ("c-a305-am", ("EUR", "daily"), "350.00 SAME_CURRENCY - - - - -"),
            // The table quotes two euros for an ECU; the regulation goes before.
            ("c-01594-se", ("EUR", "annual"), &by_law),
            ("c-01594-se", ("EUR", "daily"), &by_law),
            ("c-01594-se", ("USD", "annual"), "104640.00 QUOTED 1.308 1995 YEAR annual made up"),
            // An ECU is not converted by way of the euro.
            ("c-01594-se", ("JPY", "annual"), "NO_RATE 80000.00 XEU"),
            ("c-r2003-ru", ("EUR", "annual"), "0.90 QUOTED 0.9013 2015 YEAR annual made up"),
            ("c-k99-us", ("EUR", "annual"), "231200.00 QUOTED 0.924800 2023 YEAR annual made up"),
            ("c-k99-us", ("EUR", "monthly"), "226000.00 QUOTED 0.904 2023-07 MONTH monthly made up"),
            // 76,500.425 lies between two cents, and the even one is taken.
            ("c-k1001-doe", ("EUR", "monthly"), "76500.42 QUOTED 0.85 2026-02 MONTH monthly made up"),
            ("c-k1001-doe", ("EUR", "daily"), "DATE_TOO_REDUCED 90000.50 USD"),
            ("c-k1001-doe", ("EUR", "quarterly"), "NO_RATE 90000.50 USD"),
            ("c-r2003-ru", ("EUR", "quarterly"), "DATE_TOO_REDUCED 1.00 USD"),
            ("c-c204-ca", ("EUR", "annual"), "NO_DATE 60400.00 CAD"),
            ("c-c203-ca", ("EUR", "annual"), "44109.45 QUOTED 0.7315 2013 YEAR annual made up"),
            ("c-01594-us", ("EUR", "annual"), "NO_RATE 500000.00 USD"),
            // A quarter is called by its first month.
            ("c-kr993-kr", ("EUR", "quarterly"), "276300.00 QUOTED 0.921 2024-01 QUARTER quarterly made up"),
            // Yen have no decimals, and their rate is that of the euro, the other way round.
            ("c-k1000-jp", ("EUR", "annual"), "296072.11 INVERSE_QUOTE 151.99 2023 YEAR annual made up"),
            ("c-k1000-jp", ("EUR", "quarterly"), "300561.05 INVERSE_QUOTE 149.72 2023-04 QUARTER quarterly made up"),
            ("c-k99-eu", ("JPY", "annual"), "60796000 QUOTED 151.99 2023 YEAR annual made up"),
            // Where both ways are quoted, the direct one is taken.
            ("c-kr993-mext", ("EUR", "annual"), "30500.00 QUOTED 0.0061 2024 YEAR annual made up"),
            // Dollars of 2024 have a rate of their own. In 2023 the way led by the euro; that is not done.
            ("c-kr993-kr", ("JPY", "annual"), "45454545 INVERSE_QUOTE 0.0066 2024 YEAR annual made up"),
            ("c-k99-us", ("JPY", "annual"), "NO_RATE 250000.00 USD"),
        ] {
            assert_eq!(told(&service, "fundingSummary", key, to).await, expected, "{key} {to:?}");
        }
        for (key, to, expected) in [
            ("l-04", ("EUR", "quarterly"), "-1188.21 QUOTED 0.95 2025-01 QUARTER quarterly made up"),
            ("l-04", ("EUR", "annual"), "-1106.86 INVERSE_QUOTE 1.130000000001 2025 YEAR annual made up"),
            ("l-10", ("EUR", "annual"), "NO_RATE -50.00 USD"),
            ("l-03", ("EUR", "daily"), "228325.00 QUOTED 0.9133 2024-01-10 DAY daily made up"),
            ("l-09", ("EUR", "daily"), "NO_RATE 1000.00 USD"),
            ("l-14", ("EUR", "monthly"), &by_law),
        ] {
            assert_eq!(told(&service, "ledgerSummary", key, to).await, expected, "{key} {to:?}");
        }
    }
}

both! {
    async fn an_unknown_table_is_refused_and_without_one_nothing_is_converted(database) {
        let service = Service::of_the_world(database).await;
        let query = r#"{ it: fundingSummary(groupBy: [PARTY], convertTo: {currency: "EUR", table: "nowhere"}) { control { rows } } }"#;
        for asker in [Person::secretariat(), Person::nobody()] {
            let answer = service.ask(&asker, query).await;
            assert_eq!((answer.json()["data"]["it"].clone(), answer.code()), (Value::Null, "BAD_USER_INPUT".into()));
        }
        let plain = summary(&service, &Person::secretariat(), "fundingSummary(groupBy: [PARTY])").await;
        assert_eq!((&plain["total"]["converted"], &plain["control"]["converted"]), (&Value::Null, &Value::Null));
    }
}
