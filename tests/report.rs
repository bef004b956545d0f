//! A question's whole list as a file: the same rows in every format, and the same as the answer's; for
//! whom, and what goes into the record of access.

mod files;
mod statements;
mod table;

use crate::{
    isolation::{everyone, person},
    oracle::{Scopes, Sight, Viewer, World},
    support::{Database, Person, Service, both, world},
};
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};
use table::{Row, Table, known, numbers, of_answer, of_csv, of_json, of_ndjson, of_xlsx};

/// A file as it came.
struct File {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl File {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

async fn file(service: &Service, person: &Person, path: &str, parameters: &[(&str, &str)]) -> File {
    let mut request = service.client.get(service.url(path)).query(parameters);
    if let Some(token) = service.token(person) {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.unwrap();
    File {
        status: response.status(),
        headers: response.headers().clone(),
        bytes: response.bytes().await.unwrap().to_vec(),
    }
}

/// The text of a question that comes with the service.
fn question(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join(format!("api/questions/{name}.graphql"))).unwrap()
}

/// What stands in the file under this title of its provenance.
fn told(json: &Value, title: &str) -> Vec<String> {
    let entries = json["provenance"].as_array().unwrap().iter();
    let entries = entries.filter(|entry| entry["title"].as_str().unwrap().starts_with(title));
    entries
        .map(|entry| entry["value"].as_str().unwrap().to_owned())
        .collect()
}

const LISTS: [&str; 7] = [
    "contributions",
    "projects",
    "outputs",
    "funders",
    "institutes",
    "statistics",
    "statistics-compared",
];
const SUMS: [&str; 6] = [
    "funding-by-party-and-year",
    "funding-by-area",
    "funding-by-host",
    "ledger-by-party-and-year",
    "projects-by-status-and-year",
    "outputs-by-kind-and-year",
];

both! {
    async fn every_format_holds_the_rows_of_the_answer_for_everyone(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let (mut files, mut rows) = (0, 0);
        for (number, who) in everyone(&world).into_iter().enumerate() {
            let viewer = Viewer { who, scopes: Scopes::ALL };
            let person = person(&viewer);
            if Sight::of(&world, &viewer, service.today()).is_none() {
                assert_eq!(file(&service, &person, "/export/projects.csv", &[]).await.status, 401, "{viewer:?}");
                continue;
            }
            for name in LISTS.into_iter().chain(SUMS) {
                // The answer of one page that holds everything; the file is made of its own pages.
                let whole = question(name).replace("(filter: $filter)", "(filter: $filter, first: 200)");
                let answer = service.data(&person, &whole).await;
                let expected = of_answer(&answer);
                let csv = file(&service, &person, &format!("/export/{name}.csv"), &[]).await;
                assert_eq!(csv.status, 200, "{viewer:?} {name}: {}", csv.text());
                let table = of_csv(&csv.text());
                let rows_of = |rows: &[Row]| rows.iter().map(known).collect::<Vec<_>>();
                assert_eq!(rows_of(&table.rows), rows_of(&expected), "{viewer:?} {name}");
                assert_eq!(csv.header("x-rows"), expected.len().to_string());
                (files, rows) = (files + 1, rows + expected.len());
                // A workbook takes longer to make and to read.
                if number % 6 == 0 {
                    let get = async |format: &str| file(&service, &person, &format!("/export/{name}.{format}"), &[]).await;
                    let kinds = of_json(&get("json").await.json()).1;
                    let json = of_json(&get("json").await.json()).0;
                    let ndjson = of_ndjson(&get("ndjson").await.text(), &table.columns);
                    let xlsx = of_xlsx(get("xlsx").await.bytes, &kinds);
                    for (format, other) in [("json", &json), ("ndjson", &ndjson)] {
                        assert_eq!(*other, table, "{viewer:?} {name} {format}");
                    }
                    assert_eq!(xlsx, numbers(table, &kinds), "{viewer:?} {name} xlsx");
                    files += 4;
                }
            }
        }
        println!("{files} files, {rows} rows");
        assert!(files > 300 && rows > 1_000, "{files} files, {rows} rows");
    }
}

both! {
    async fn rows_control_total_and_summary_agree_for_everyone(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let mut with_money = 0;
        for who in everyone(&world) {
            let viewer = Viewer { who, scopes: Scopes::ALL };
            let person = person(&viewer);
            if Sight::of(&world, &viewer, service.today()).is_none() {
                continue;
            }
            let summary = "{ fundingSummary(groupBy: [STATUS]) { total { count amounts { sum currency } } } }";
            let total = &service.data(&person, summary).await["fundingSummary"]["total"];
            let amounts = total["amounts"].as_array().unwrap().iter();
            let expected: Vec<String> = amounts
                .map(|amount| format!("{} {}", amount["sum"].as_str().unwrap(), amount["currency"].as_str().unwrap()))
                .collect();
            let list = file(&service, &person, "/export/contributions.json", &[]).await.json();
            let sums = file(&service, &person, "/export/funding-by-area.json", &[]).await.json();
            assert_eq!(told(&list, "Control total"), expected, "{viewer:?}");
            assert_eq!(told(&sums, "Control total"), expected, "{viewer:?}");
            assert_eq!(told(&list, "Rows"), [total["count"].to_string()], "{viewer:?}");
            // The rows themselves, added by hand.
            let mut added: BTreeMap<String, i128> = BTreeMap::new();
            for row in of_json(&list).0.rows {
                let digits: String = row["committed_amount"].chars().filter(|letter| *letter != '.').collect();
                *added.entry(row["committed_currency"].clone()).or_default() += digits.parse::<i128>().unwrap();
            }
            let by_hand: Vec<String> = added.iter().map(|(currency, minor)| format!("{minor} {currency}")).collect();
            let told: Vec<String> = expected.iter().map(|total| total.replace('.', "")).collect();
            assert_eq!(by_hand, told, "{viewer:?}");
            with_money += usize::from(!expected.is_empty());
        }
        assert!(with_money >= 5, "{with_money} viewers see money");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn japan_takes_its_five_contributions_along() {
    let service = Service::of_the_records(Database::Sqlite).await;
    let japan = Person::party("JP");
    let workbook = file(&service, &japan, "/export/contributions.xlsx", &[]).await;
    let kinds = of_json(
        &file(&service, &japan, "/export/contributions.json", &[])
            .await
            .json(),
    )
    .1;
    let table: Table = of_xlsx(workbook.bytes, &kinds);
    let amounts: Vec<&str> = table
        .rows
        .iter()
        .map(|row| row["committed_amount"].as_str())
        .collect();
    assert_eq!(amounts, ["494000", "120000", "199910", "400000", "250340"]);
    let filter = json!({ "filter": { "project": { "hostCountry": { "eq": "KZ" } } } }).to_string();
    let from_kazakhstan = file(
        &service,
        &japan,
        "/export/contributions.csv",
        &[("variables", &filter)],
    )
    .await;
    let table = of_csv(&from_kazakhstan.text());
    let numbers: Vec<&str> = table
        .rows
        .iter()
        .map(|row| row["project_number"].as_str())
        .collect();
    assert_eq!(numbers, ["KZ-2514", "KZ-2516"]);
}
