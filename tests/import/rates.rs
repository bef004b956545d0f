//! Tables of exchange rates: what is wrong with a rate, and that it is kept as it was written.

use super::{Package, change, imported, refused, said};
use crate::support::{Person, Service, both};
use entity::write::Mode;
use serde_json::json;

const TABLES: &str = "key,name,date_rule,source\n";
const RATES: &str = "table,from,to,period,rate\n";

both! {
    async fn a_rate_is_checked_cell_by_cell(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            ("rate_tables.csv", &format!("{TABLES}w-1,One,week,made up\nw-2,Two,year,\n")),
            ("rates.csv", &format!(
                "{RATES}annual,USD,ABC,2030,1\nannual,USD,EUR,2030,0\nannual,USD,EUR,2031,-1\nannual,USD,EUR,2032,1.\nannual,USD,EUR,2033,1e2\n\
                 annual,USD,EUR,2034,1234567890123\nannual,USD,EUR,2035,0.1234567890123\nannual,USD,EUR,Q4,1\nannual,USD,EUR,2036,\n"
            )),
        ]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "unknown-code rate_tables.csv:2 date_rule [week]",
                "missing-value rate_tables.csv:3 source []",
                "unknown-code rates.csv:2 to [ABC]",
                "wrong-form rates.csv:3 rate [0]",
                "wrong-form rates.csv:4 rate [-1]",
                "wrong-form rates.csv:5 rate [1.]",
                "wrong-form rates.csv:6 rate [1e2]",
                "wrong-form rates.csv:7 rate [1234567890123]",
                "wrong-form rates.csv:8 rate [0.1234567890123]",
                "wrong-form rates.csv:9 period [Q4]",
                "missing-value rates.csv:10 rate []",
            ]
        );
    }
}

both! {
    async fn a_rate_names_a_table_and_another_currency(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[(
            "rates.csv",
            &format!("{RATES}nowhere,USD,EUR,2030,1\nannual,EUR,EUR,2030,1\n"),
        )]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "dangling-reference rates.csv:2 table [nowhere]",
                "rate-currency rates.csv:3 to [EUR]",
            ]
        );
    }
}

both! {
    async fn a_period_is_one_of_its_tables_date_rule(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[(
            "rates.csv",
            &format!(
                "{RATES}annual,USD,EUR,2030-01,1\nmonthly,USD,EUR,2030,1\nquarterly,USD,EUR,2030-02,1\nquarterly,USD,EUR,2030-10,1\n\
                 daily,USD,EUR,2030-01,1\ndaily,USD,EUR,2030-01-01,1\nquarterly,USD,EUR,2030-10-01,1\n"
            ),
        )]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "rate-period rates.csv:2 period [2030-01]",
                "rate-period rates.csv:3 period [2030]",
                "rate-period rates.csv:4 period [2030-02]",
                "rate-period rates.csv:6 period [2030-01]",
                "rate-period rates.csv:8 period [2030-10-01]",
            ]
        );
        // Another rule does not fit the rates that are there.
        let package = Package::of(&[(
            "rate_tables.csv",
            &format!("{TABLES}annual,Annual means,month,made up\n"),
        )]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["rate-period rate_tables.csv:2 date_rule [month]"]
        );
    }
}

both! {
    async fn a_rate_is_kept_as_it_was_written(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            ("rate_tables.csv", &format!("{TABLES}w-1,One,quarter,made up\n")),
            ("rates.csv", &format!("{RATES}w-1,USD,EUR,2019-10,0.900000000000\nw-1,EUR,JPY,2019-10,000120.10\n")),
        ]);
        let summary = imported(&service, &package, Mode::default()).await;
        assert_eq!((change(&summary, "rate_tables"), change(&summary, "rates")), ([1, 0, 0, 0], [2, 0, 0, 0]));
        let rates = r#"{ exchangeRates(filter: {table: {key: {eq: "w-1"}}}) { nodes { from to period rate table { name dateRule note } } } }"#;
        let table = json!({"name": "One", "dateRule": "QUARTER", "note": null});
        assert_eq!(
            service.data(&Person::nobody(), rates).await["exchangeRates"]["nodes"],
            json!([
                {"from": "EUR", "to": "JPY", "period": "2019-10", "rate": "000120.10", "table": table},
                {"from": "USD", "to": "EUR", "period": "2019-10", "rate": "0.900000000000", "table": table},
            ])
        );
        let summary = imported(&service, &package, Mode::default()).await;
        assert_eq!(change(&summary, "rates"), [0, 0, 2, 0]);
    }
}
