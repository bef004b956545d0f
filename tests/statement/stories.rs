//! What a person would check by hand.

use crate::support::{Person, Service, both};
use serde_json::json;

both! {
    async fn japan_reads_its_five_contributions_as_a_statement(database) {
        let service = Service::of_the_records(database).await;
        let answer = service.ask(
            &Person::party("JP"),
            "{ contributionStatement(period: { from: \"2019\", until: \"2019\" }) {
                party { name } access balances { currency opening committed closing unclear { committed } }
                years { project { number } year committed entries }
                control { entries within unclear committed { amount currency } reconciles }
            } }",
        ).await;
        assert_eq!(answer.json()["data"]["contributionStatement"], json!({
            "party": { "name": "Japan" },
            "access": "OWN",
            "balances": [{
                "currency": "USD", "opening": "0.00", "committed": "770340.00", "closing": "770340.00",
                "unclear": { "committed": "693910.00" },
            }],
            "years": [
                { "project": { "number": "GE-2513" }, "year": 2019, "committed": "120000.00", "entries": 1 },
                { "project": { "number": "KZ-2514" }, "year": 2019, "committed": "400000.00", "entries": 1 },
                { "project": { "number": "KZ-2516" }, "year": 2019, "committed": "250340.00", "entries": 1 },
            ],
            "control": {
                "entries": 5, "within": 3, "unclear": 2,
                "committed": [{ "amount": "1464250.00", "currency": "USD" }], "reconciles": true,
            },
        }));
    }
}

both! {
    async fn another_partys_statement_is_that_of_a_party_that_committed_nothing(database) {
        let service = Service::of_the_records(database).await;
        let about = |party: &str| format!(
            "{{ contributionStatement(party: \"{party}\") {{
                access balances {{ currency }} years {{ year }} lines {{ date }} results {{ inPeriod }}
                attributed {{ count }} control {{ entries committed {{ amount }} reconciles }}
            }} }}"
        );
        let of_japan = service.ask(&Person::party("US"), &about("JP")).await;
        let of_georgia = service.ask(&Person::party("US"), &about("GE")).await;
        assert_eq!(of_japan.text, of_georgia.text);
        let own = service.ask(&Person::party("GE"), &about("GE")).await;
        assert_eq!(own.text.replace("OWN", "WITHHELD"), of_japan.text);
        let nobody = service.ask(&Person::nobody(), &about("JP")).await;
        assert_eq!(nobody.text, of_japan.text);
        assert!(nobody.text.contains("WITHHELD"));
        let narrow = service.ask(&Person::party("JP").scoped("results"), &about("JP")).await;
        assert_eq!(narrow.text, of_japan.text);
        assert_eq!(
            service.ask(&Person::secretariat(), &about("ZZ")).await.json(),
            json!({ "data": { "contributionStatement": null } })
        );
    }
}

both! {
    /// Japan pays in dollars, the European Union in euros: each has all of the result in its own currency, and the two
    /// cannot be added. A file says so.
    async fn a_result_that_is_paid_for_in_several_currencies_is_not_comparable(database) {
        let service = Service::of_the_records(database).await;
        let package = crate::import::Package::of(&[
            ("funders.csv", "key,name,kind,party\nw-eu,European Union,party,EU\n"),
            ("contributions.csv", "key,project,funder,amount,currency,committed_on\nw-1,KZ-2514,w-eu,100000.00,EUR,2020-01-01\n"),
            ("outputs.csv", "key,title,kind,access,published_on\nw-1,Result,report,public,2021\n"),
            ("output_projects.csv", "output,project\nw-1,KZ-2514\n"),
            ("rate_tables.csv", "key,name,date_rule,source\nw-1,Yearly,year,https://example.org\n"),
            ("rates.csv", "table,from,to,period,rate\nw-1,USD,EUR,2019,0.9\nw-1,USD,EUR,2020,0.9\nw-1,USD,EUR,2018,0.9\n"),
        ]);
        crate::import::imported(&service, &package, Default::default()).await;
        let japan = Person::party("JP");
        let asked = |arguments: &str| format!(
            "{{ contributionStatement({arguments}) {{ additive results {{ comparable fractions {{ currency fraction }} }}
                attributed {{ currency count sum comparable }} }} }}"
        );
        let apart = service.data(&japan, &asked("method: SHARE_AT_AWARD")).await;
        assert_eq!(apart["contributionStatement"], json!({
            "additive": false,
            "results": [{ "comparable": false, "fractions": [{ "currency": "USD", "fraction": "1.000000" }] }],
            "attributed": [{ "currency": "USD", "count": 1, "sum": "1.000000", "comparable": false }],
        }));
        let converted = asked("convertTo: {currency: \"EUR\", table: \"w-1\"}");
        let converted = service.data(&japan, &converted).await["contributionStatement"].clone();
        assert_eq!((&converted["additive"], &converted["results"][0]["comparable"]), (&json!(true), &json!(true)));
        assert_ne!(converted["attributed"][0]["sum"], json!("1.000000"), "{converted}");
        let answer = service
            .client
            .get(service.url("/export/attributed-results.json"))
            .bearer_auth(service.token(&japan).unwrap());
        let file = Service::answer(answer).await.text;
        for told in ["\"Field method\"", "SHARE_AT_AWARD", "\"Field additive\"", "\"Field attributed\""] {
            assert!(file.contains(told), "{told}: {file}");
        }
    }
}

both! {
    async fn what_cannot_be_asked_is_told(database) {
        let service = Service::of_the_records(database).await;
        for (viewer, arguments, list, told) in [
            (Person::nobody(), "", "", "Whose statement? Name the `party` by its code, such as `JP`."),
            (Person::party("JP"), "(period: { from: \"2020\", until: \"2019-12\" })", "",
                "`period` ends on 2019-12-31, before it begins on 2020-01-01."),
            (Person::party("JP"), "(method: FULL_COUNT)", "(first: 201)", "`first` is a whole number from 0 to 200."),
            (Person::party("JP"), "(method: FULL_COUNT)", "(skip: -1)", "`skip` is a whole number, 0 or more."),
        ] {
            let document = format!("{{ contributionStatement{arguments} {{ lines{list} {{ date }} }} }}");
            let answer = service.ask(&viewer, &document).await.json();
            assert_eq!(answer["data"], json!({ "contributionStatement": null }), "{answer}");
            assert_eq!(answer["errors"][0]["message"], told);
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        }
    }
}

both! {
    async fn a_list_comes_in_parts_and_as_a_file(database) {
        let service = Service::of_the_records(database).await;
        let japan = Person::party("JP");
        let numbers = |answer: &serde_json::Value| -> Vec<String> {
            let lines = answer["data"]["contributionStatement"]["lines"].as_array().unwrap();
            lines.iter().map(|line| line["project"]["number"].as_str().unwrap().to_owned()).collect()
        };
        let part = |arguments: &str| format!(
            "{{ contributionStatement {{ lines{arguments} {{ project {{ number }} }} }} }}"
        );
        let all = numbers(&service.ask(&japan, &part("")).await.json());
        let mut parts = Vec::new();
        for arguments in ["(first: 2)", "(first: 2, skip: 2)", "(skip: 4)", "(skip: 5)"] {
            parts.extend(numbers(&service.ask(&japan, &part(arguments)).await.json()));
        }
        assert_eq!(all, ["AM-2705", "GE-2513", "GE-2776", "KZ-2514", "KZ-2516"]);
        assert_eq!(parts, all);
        let request = service.client.get(service.url("/export/statement.csv"));
        let file = request.bearer_auth(service.token(&japan).unwrap()).send().await.unwrap();
        let text = file.text().await.unwrap();
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(rows.len(), 5, "{text}");
        for (row, number) in rows.iter().zip(all) {
            assert!(row.starts_with(&number), "{row}");
        }
        assert!(text.contains("250340.00,USD"), "{text}");
    }
}

both! {
    async fn a_statement_in_another_currency_tells_the_rate_of_each_line_and_what_has_none(database) {
        let service = Service::of_the_world(database).await;
        let ask = |table: &str| format!(
            r#"{{ contributionStatement(party: "SE", convertTo: {{currency: "EUR", table: "{table}"}}) {{
                lines {{ amount {{ amount currency }} converted {{
                    amount {{ amount currency }} reason rate {{ method rate }} }} }}
                control {{ reconciles }} converted {{ balance {{ currency closing }} }}
            }} }}"#
        );
        let answer = service.ask(&Person::secretariat(), &ask("annual")).await.json();
        let told = &answer["data"]["contributionStatement"];
        // The regulation, not the table's two euros for an ECU.
        assert_eq!(told["lines"][0], json!({
            "amount": { "amount": "80000.00", "currency": "XEU" },
            "converted": {
                "amount": { "amount": "80000.00", "currency": "EUR" }, "reason": null,
                "rate": { "method": "LEGAL_EQUIVALENCE", "rate": "1" },
            },
        }));
        assert_eq!(told["control"]["reconciles"], json!(true));
        for viewer in [Person::secretariat(), Person::party("JP"), Person::nobody()] {
            let refused = service.ask(&viewer, &ask("nowhere")).await;
            assert_eq!(refused.code(), "BAD_USER_INPUT", "{}", refused.text);
        }
    }
}
