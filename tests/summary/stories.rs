//! Sums of the small world that a person can check by hand, each beside the rows it is made of.

use super::told::{figures, groups, money, summary};
use crate::{
    oracle::{
        World,
        world::{Contribution, Funder},
    },
    support::{Person, Service, both, world},
};
use serde_json::{Value, json};

both! {
    async fn the_same_question_adds_up_what_each_viewer_sees(database) {
        let service = Service::of_the_world(database).await;
        let by_funder = "fundingSummary(groupBy: [FUNDER])";
        // Its own rows only, on K-2366 and on a project under review.
        let own = summary(&service, &Person::partner("partner-hidden"), by_funder).await;
        assert_eq!(groups(&own), ["partner-hidden: 3, 108000.00 USD"]);
        let figures = &own["groups"][0]["figures"];
        assert_eq!(figures["projects"], json!(2));
        assert_eq!(
            figures["amounts"],
            json!([{
                "currency": "USD", "count": 3, "sum": "108000.00", "min": "0.00", "max": "75000.00",
                "mean": "36000.00", "median": "33000.00",
            }])
        );
        // Whoever pays for a project too sees all who pay for it, and nothing of the one under review.
        let korea = summary(&service, &Person::party("KR"), by_funder).await;
        assert_eq!(
            groups(&korea),
            ["agency-jp: 1, 5000000 JPY", "partner-hidden: 2, 75000.00 USD", "party-kr: 2, 301000.00 USD"]
        );
        // Its second row is a zero, which gives no standing.
        let japan = summary(&service, &Person::party("JP"), by_funder).await;
        assert_eq!(groups(&japan), ["party-jp: 1, 45000000 JPY"]);
        let host = summary(&service, &Person::party("KZ"), by_funder).await;
        assert!(groups(&host).is_empty(), "{host}");
    }
}

both! {
    async fn what_is_seen_until_a_day_is_summed_until_that_day(database) {
        let service = Service::of_the_world(database).await;
        let field = "fundingSummary(groupBy: [PARTY])";
        let russia = Person::party("RU");
        service.set_today("2017-07-14");
        // 015-94, R-2001, X-009: what it paid before it left, and what others paid for the same.
        assert_eq!(
            groups(&summary(&service, &russia, field).await),
            ["BY: 1, 9000.00 USD", "RU: 3, 60009.00 USD", "SE: 1, 80000.00 XEU", "US: 2, 600000.00 USD"]
        );
        service.set_today("2017-07-15");
        assert!(groups(&summary(&service, &russia, field).await).is_empty());
    }
}

/// The arguments that leave what was committed to K-99: 400,000.00 EUR and 250,000.00 USD. Its areas are
/// `env` and `env-rwt`.
const K_99: &str = r#"filter: {project: {number: {eq: "K-99"}}}"#;

both! {
    async fn a_row_in_two_areas_is_halved_or_counted_twice(database) {
        let service = Service::of_the_world(database).await;
        let america = Person::party("US");
        let divided = format!("fundingSummary({K_99}, groupBy: [TECHNOLOGY_AREA])");
        let divided = summary(&service, &america, &divided).await;
        assert_eq!(
            groups(&divided),
            ["env: 2, 200000.00 EUR, 125000.00 USD", "env-rwt: 2, 200000.00 EUR, 125000.00 USD"]
        );
        assert_eq!(divided["groups"][0]["figures"]["weight"], json!("1.000000"));
        assert_eq!(figures(&divided["total"]), "2, 400000.00 EUR, 250000.00 USD");
        assert_eq!(divided["control"]["groupsWeight"], json!("2.000000"));
        assert_eq!(divided["control"]["reconciles"], json!(true));
        assert_eq!(divided["additive"], json!(true));
        assert_eq!(divided["method"], json!("FRACTIONAL"));

        let full = format!("fundingSummary({K_99}, groupBy: [TECHNOLOGY_AREA], method: FULL)");
        let full = summary(&service, &america, &full).await;
        assert_eq!(
            groups(&full),
            ["env: 2, 400000.00 EUR, 250000.00 USD", "env-rwt: 2, 400000.00 EUR, 250000.00 USD"]
        );
        assert_eq!(figures(&full["total"]), "2, 400000.00 EUR, 250000.00 USD");
        assert_eq!(money(&full["control"]["groupsTotal"]), ["800000.00 EUR", "500000.00 USD"]);
        assert_eq!(full["control"]["groupsWeight"], json!("4.000000"));
        assert_eq!(full["control"]["rows"], json!(2));
        assert_eq!(full["control"]["reconciles"], json!(false));
        assert_eq!(full["additive"], json!(false));
    }
}

both! {
    async fn a_cent_that_cannot_be_divided_goes_to_the_first_area(database) {
        let service = Service::of_the_world(database).await;
        let america = Person::party("US");
        // 250,000.00 paid out and 1,250.75 taken back: of that, 625.38 and 625.37.
        let row = r#"filter: {contribution: {key: {eq: "c-k99-us"}}}"#;
        let field = format!("ledgerSummary({row}, groupBy: [TECHNOLOGY_AREA, ENTRY_KIND])");
        let divided = summary(&service, &america, &field).await;
        assert_eq!(
            groups(&divided),
            [
                "env ADJUSTMENT: 1, -625.38 USD",
                "env DISBURSEMENT: 1, 125000.00 USD",
                "env-rwt ADJUSTMENT: 1, -625.37 USD",
                "env-rwt DISBURSEMENT: 1, 125000.00 USD",
            ]
        );
        let by_kind = summary(&service, &america, &format!("ledgerSummary({row}, groupBy: [ENTRY_KIND])")).await;
        assert_eq!(groups(&by_kind), ["ADJUSTMENT: 1, -1250.75 USD", "DISBURSEMENT: 1, 250000.00 USD"]);
        // The mean, and the median of two, is 124,374.625: half goes to the even cent.
        assert_eq!(
            by_kind["total"]["amounts"],
            json!([{
                "currency": "USD", "count": 2, "sum": "248749.25", "min": "-1250.75", "max": "250000.00",
                "mean": "124374.62", "median": "124374.62",
            }])
        );
    }
}

/// Money of Canada: 60,000 on 2012-05-01, 60,200 in `2013`, 60,300 in `2013-11`, 60,400 undated, 60,500 on
/// 2014-02-01, 60,600 in `2013-10`.
const CANADA: &str = r#"filter: {currency: {eq: "CAD"}}"#;

both! {
    async fn a_date_counts_where_every_day_that_it_may_mean_does(database) {
        let service = Service::of_the_world(database).await;
        let secretariat = Person::secretariat();
        let ask = async |by: &str, years_of: &str| {
            let calendar = match years_of {
                "" => String::new(),
                party => format!(", fiscalYearOf: \"{party}\""),
            };
            let field = format!("fundingSummary({CANADA}, groupBy: [{by}]{calendar})");
            groups(&summary(&service, &secretariat, &field).await)
        };
        assert_eq!(
            ask("YEAR", "").await,
            [
                "2012: 1, 60000.00 CAD",
                "2013: 3, 181100.00 CAD",
                "2014: 1, 60500.00 CAD",
                "unknown YEAR: 1, 60400.00 CAD",
            ]
        );
        assert_eq!(
            ask("QUARTER", "").await,
            [
                "2012/2: 1, 60000.00 CAD",
                "2013/4: 2, 120900.00 CAD",
                "2014/1: 1, 60500.00 CAD",
                "unknown QUARTER: 2, 120600.00 CAD",
            ]
        );
        assert_eq!(
            ask("FISCAL_YEAR", "CA").await,
            [
                "FY2012 (2012-04-01 to 2013-03-31): 1, 60000.00 CAD",
                "FY2013 (2013-04-01 to 2014-03-31): 3, 181400.00 CAD",
                "unknown FISCAL_YEAR: 2, 120600.00 CAD",
            ]
        );
        assert_eq!(
            ask("FISCAL_YEAR", "US").await,
            [
                "FY2012 (2011-10-01 to 2012-09-30): 1, 60000.00 CAD",
                "FY2014 (2013-10-01 to 2014-09-30): 3, 181400.00 CAD",
                "unknown FISCAL_YEAR: 2, 120600.00 CAD",
            ]
        );
        // Nothing said, and whoever counts as the calendar does.
        let by_calendar = ask("FISCAL_YEAR", "").await;
        assert_eq!(by_calendar[1], "FY2013 (2013-01-01 to 2013-12-31): 3, 181100.00 CAD");
        assert_eq!(ask("FISCAL_YEAR", "KZ").await, by_calendar);
        assert_eq!(ask("FISCAL_YEAR", "EU").await, by_calendar);
    }
}

both! {
    async fn some_groups_are_listed_and_the_others_are_the_rest(database) {
        let service = Service::of_the_world(database).await;
        let ask = async |arguments: &str| {
            let field = format!("fundingSummary({CANADA}, groupBy: [YEAR], {arguments})");
            summary(&service, &Person::secretariat(), &field).await
        };
        let most = ask(r#"orderBy: [{measure: SUM, currency: "CAD", direction: DESC}], top: {n: 2}"#).await;
        assert_eq!(groups(&most), ["2013: 3, 181100.00 CAD", "2014: 1, 60500.00 CAD", "rest: 2, 120400.00 CAD"]);
        assert_eq!(money(&most["control"]["restTotal"]), ["120400.00 CAD"]);
        assert_eq!(most["control"]["groupsInAll"], json!(4));
        let last = ask("orderBy: [{key: YEAR, direction: DESC}], top: {n: 9, skip: 2, rest: false}").await;
        assert_eq!(groups(&last), ["2012: 1, 60000.00 CAD", "unknown YEAR: 1, 60400.00 CAD"]);
        assert_eq!(last["rest"], Value::Null);
        assert_eq!(money(&last["control"]["restTotal"]), ["241600.00 CAD"]);
        assert_eq!(money(&last["control"]["groupsTotal"]), ["60000.00 CAD"]);
        assert_eq!(money(&last["control"]["unknownTotal"]), ["60400.00 CAD"]);
        assert_eq!(last["control"]["reconciles"], json!(true));
        let several = ask("having: {count: {gt: 1}}").await;
        assert_eq!(groups(&several), ["2013: 3, 181100.00 CAD", "rest: 3, 180900.00 CAD"]);
        let all = ask(r#"having: {sum: {currency: "CAD", gte: "60000"}, projects: {lt: 9}}"#).await;
        assert_eq!((groups(&all).len(), &all["rest"]), (4, &Value::Null));
        let none = ask(r#"having: {sum: {currency: "USD", gte: "0"}}"#).await;
        assert_eq!(groups(&none), ["rest: 6, 362000.00 CAD"]);
    }
}

both! {
    async fn what_nothing_is_said_of_is_as_the_schema_says(database) {
        let service = Service::of_the_world(database).await;
        let query = "query($method: CountingMethod, $skip: Int, $rest: Boolean, $top: SummaryTop) {
            one: fundingSummary(groupBy: [PARTY], method: $method, top: {n: 1, skip: $skip, rest: $rest}) {
                method groups { keys { party { code } } } rest { count } }
            other: ledgerSummary(groupBy: [PARTY], method: $method, top: $top) { method rest { count } } }";
        let answer = service.ask(&Person::secretariat(), query).await;
        let data = answer.data();
        assert_eq!(data["one"]["method"], json!("FRACTIONAL"));
        assert_eq!(data["one"]["groups"], json!([{"keys": {"party": {"code": "AM"}}}]));
        assert!(data["one"]["rest"]["count"].as_u64() > Some(0), "{data}");
        assert_eq!(data["other"], json!({"method": "FRACTIONAL", "rest": null}));
    }
}

both! {
    async fn two_hundred_groups_are_listed_where_nothing_is_said(database) {
        let mut world = World::load(&world());
        for number in 0..250 {
            let key = format!("z-{number:03}");
            world.contributions.push(Contribution {
                key: format!("c-{key}"),
                project: "K-1000".into(),
                funder: key.clone(),
                amount: "7.77".into(),
                currency: "USD".into(),
                ..Contribution::default()
            });
            world.funders.push(Funder {
                name: format!("Funder {number}"),
                key,
                kind: "agency".into(),
                ..Funder::default()
            });
        }
        let service = Service::of_the_world_of(database, &world).await;
        let ask = async |top: &str| {
            let filter = r#"filter: {amount: {currency: "USD", eq: "7.77"}}"#;
            let query = format!(
                "{{ it: fundingSummary({filter}, groupBy: [FUNDER]{top}) {{
                    groups {{ keys {{ funder {{ key }} }} }} rest {{ count projects amounts {{ sum }} }}
                    control {{ groupsInAll reconciles groupsWeight restWeight }} }} }}"
            );
            let it = service.data(&Person::secretariat(), &query).await["it"].clone();
            let keys: Vec<String> = it["groups"]
                .as_array()
                .unwrap()
                .iter()
                .map(|group| group["keys"]["funder"]["key"].as_str().unwrap().to_owned())
                .collect();
            (keys, it)
        };
        let (keys, it) = ask("").await;
        let wanted = |from: usize, until: usize| -> Vec<String> {
            (from..until).map(|number| format!("z-{number:03}")).collect()
        };
        assert_eq!(keys, wanted(0, 200));
        assert_eq!(it["rest"], json!({"count": 50, "projects": 1, "amounts": [{"sum": "388.50"}]}));
        assert_eq!(
            it["control"],
            json!({
                "groupsInAll": 250, "reconciles": true,
                "groupsWeight": "200.000000", "restWeight": "50.000000",
            })
        );
        let (keys, it) = ask(", top: {n: 1000}").await;
        assert_eq!((keys, &it["rest"]), (wanted(0, 250), &Value::Null));
        let (keys, _) = ask(", top: {n: 100, skip: 200}").await;
        assert_eq!(keys, wanted(200, 250));
    }
}
