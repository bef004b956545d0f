//! Sums of the public records that come with the program, which anyone can check with the lists that
//! were published.

use super::told::{figures, groups, money, summary};
use crate::support::{Person, Service, both};
use serde_json::json;

both! {
    async fn japans_five_contributions_by_year_and_by_status(database) {
        let service = Service::of_the_records(database).await;
        let japan = Person::party("JP");
        let by_year = summary(&service, &japan, "fundingSummary(groupBy: [YEAR])").await;
        // The 69th Governing Board's total in dollars; of two contributions no date is known.
        assert_eq!(groups(&by_year), ["2019: 3, 770340.00 USD", "unknown YEAR: 2, 693910.00 USD"]);
        assert_eq!(figures(&by_year["total"]), "5, 1464250.00 USD");
        assert_eq!(
            by_year["total"]["amounts"],
            json!([{
                "currency": "USD", "count": 5, "sum": "1464250.00", "min": "120000.00", "max": "494000.00",
                "mean": "292850.00", "median": "250340.00",
            }])
        );
        assert_eq!(money(&by_year["control"]["groupsTotal"]), ["770340.00 USD"]);
        assert_eq!(money(&by_year["control"]["unknownTotal"]), ["693910.00 USD"]);
        assert_eq!(by_year["control"]["reconciles"], json!(true));

        let by_status = summary(&service, &japan, "fundingSummary(groupBy: [STATUS])").await;
        assert_eq!(groups(&by_status), ["COMPLETED: 3, 770340.00 USD", "UNDERWAY: 2, 693910.00 USD"]);
        let completed = "fundingSummary(filter: {project: {status: {eq: COMPLETED}}},
            groupBy: [HOST_COUNTRY, YEAR])";
        assert_eq!(
            groups(&summary(&service, &japan, completed).await),
            ["GE 2019: 1, 120000.00 USD", "KZ 2019: 2, 650340.00 USD"]
        );
    }
}

both! {
    async fn a_decision_of_november_lies_in_each_governments_own_year(database) {
        let service = Service::of_the_records(database).await;
        let japan = Person::party("JP");
        for (calendar, year) in [
            (r#", fiscalYearOf: "JP""#, "FY2019 (2019-04-01 to 2020-03-31)"),
            (r#", fiscalYearOf: "US""#, "FY2020 (2019-10-01 to 2020-09-30)"),
            (r#", fiscalYearOf: "CA""#, "FY2019 (2019-04-01 to 2020-03-31)"),
            (r#", fiscalYearOf: "EU""#, "FY2019 (2019-01-01 to 2019-12-31)"),
            // Nothing said is the calendar's year, whoever asks.
            ("", "FY2019 (2019-01-01 to 2019-12-31)"),
        ] {
            let field = format!("fundingSummary(groupBy: [FISCAL_YEAR]{calendar})");
            assert_eq!(
                groups(&summary(&service, &japan, &field).await),
                [format!("{year}: 3, 770340.00 USD"), "unknown FISCAL_YEAR: 2, 693910.00 USD".to_owned()],
                "{field}"
            );
        }
    }
}

both! {
    async fn where_most_of_japans_money_went(database) {
        let service = Service::of_the_records(database).await;
        let japan = Person::party("JP");
        let field = r#"fundingSummary(groupBy: [HOST_COUNTRY],
            orderBy: [{measure: SUM, currency: "USD", direction: DESC}], top: {n: 2})"#;
        assert_eq!(
            groups(&summary(&service, &japan, field).await),
            ["KZ: 2, 650340.00 USD", "AM: 1, 494000.00 USD", "rest: 2, 319910.00 USD"]
        );
        // Each of the five projects has one leading institute, and two have the same.
        let field = "fundingSummary(groupBy: [LEAD_INSTITUTE], method: FULL, having: {projects: {gte: 2}})";
        let leading = summary(&service, &japan, field).await;
        let institute = "institute-of-nuclear-of-physics-of-the-ministry-of-energy-of-the-republic-of-kaz-451f72";
        assert_eq!(
            groups(&leading),
            [format!("{institute}: 2, 650340.00 USD"), "rest: 3, 813910.00 USD".to_owned()]
        );
        assert_eq!(leading["control"]["groupsInAll"], json!(4));
        assert_eq!(leading["control"]["reconciles"], json!(true));
        assert_eq!(leading["additive"], json!(false));
        // No source says what these projects are about.
        let by_area = summary(&service, &japan, "fundingSummary(groupBy: [TECHNOLOGY_AREA])").await;
        assert_eq!(groups(&by_area), ["unknown TECHNOLOGY_AREA: 5, 1464250.00 USD"]);
    }
}

both! {
    async fn two_parties_and_two_currencies_are_never_added_together(database) {
        let service = Service::of_the_records(database).await;
        let by_party = summary(&service, &Person::party("EU"), "fundingSummary(groupBy: [PARTY])").await;
        assert_eq!(groups(&by_party), ["EU: 5, 12600000.00 EUR, 488265.00 USD", "NO: 1, 1000000.00 EUR"]);
        assert_eq!(by_party["groups"][0]["figures"]["projects"], json!(5));
        assert_eq!(
            by_party["groups"][0]["figures"]["amounts"][0],
            json!({
                "currency": "EUR", "count": 4, "sum": "12600000.00", "min": "300000.00", "max": "8500000.00",
                "mean": "3150000.00", "median": "1900000.00",
            })
        );
        assert_eq!(money(&by_party["control"]["totals"]), ["13600000.00 EUR", "488265.00 USD"]);
        let norway = summary(&service, &Person::party("NO"), "fundingSummary(groupBy: [PARTY])").await;
        assert_eq!(groups(&norway), ["EU: 1, 8500000.00 EUR", "NO: 1, 1000000.00 EUR"]);
    }
}

both! {
    async fn nobody_is_told_nothing(database) {
        let service = Service::of_the_records(database).await;
        let field = "fundingSummary(groupBy: [PARTY, YEAR])";
        let summary = summary(&service, &Person::nobody(), field).await;
        assert!(groups(&summary).is_empty(), "{summary}");
        assert_eq!(summary["control"]["rows"], json!(0));
        assert_eq!(summary["control"]["reconciles"], json!(true));
    }
}
