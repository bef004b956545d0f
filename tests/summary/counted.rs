//! Projects and outputs counted by group: what a person can check by hand, and that lists, sums and files agree
//! for everyone.

use super::{
    told::summary,
    walk::{units, whole_number},
};
use crate::{
    isolation::{everyone, person},
    oracle::{Scopes, Sight, Viewer, World},
    support::{Person, Service, both, world},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

both! {
    async fn the_public_records_by_status_and_by_host_state(database) {
        let service = Service::of_the_records(database).await;
        let ask = async |field: &str| summary(&service, &Person::nobody(), field).await;
        let by_status = ask("projectSummary(groupBy: [STATUS], orderBy: [{measure: COUNT, direction: DESC}])").await;
        assert_eq!(
            counts(&by_status, "status"),
            ["APPROVED_WITHOUT_FUNDING 297", "COMPLETED 109", "UNDERWAY 56", "SUBMITTED_TO_BOARD 5"]
        );
        assert_eq!(
            by_status["groups"][0]["figures"]["durations"],
            json!({"count": 297, "sum": 9651, "min": 6, "max": 36, "mean": "32.49", "median": "36.00"})
        );
        assert_eq!(by_status["control"]["rows"], json!(467));
        assert_eq!(by_status["control"]["months"], by_status["total"]["durations"]["sum"]);
        assert_eq!(by_status["control"]["reconciles"], json!(true));
        let by_host = ask("projectSummary(groupBy: [HOST_COUNTRY], top: {n: 3})").await;
        assert_eq!(counts(&by_host, "hostCountry"), ["AM 86", "BY 7", "GE 83"]);
        assert_eq!(by_host["rest"]["count"], json!(108 + 59 + 67 + 57));
        // No source says what the projects are about, and nobody published outputs.
        let by_area = ask("projectSummary(groupBy: [TECHNOLOGY_AREA])").await;
        assert_eq!(by_area["groups"][0]["unknown"], json!(["TECHNOLOGY_AREA"]));
        let outputs = ask("outputSummary(groupBy: [KIND])").await;
        assert_eq!(outputs["control"]["rows"], json!(0));
    }
}

both! {
    async fn who_pays_for_a_project_is_told_as_far_as_its_contributions_are_seen(database) {
        let service = Service::of_the_records(database).await;
        let field = "projectSummary(groupBy: [PARTY], having: {months: {gt: 0}})";
        let japan = summary(&service, &Person::party("JP"), field).await;
        assert_eq!(counts(&japan, "party"), ["JP 5", "unknown 462"]);
        let nobody = summary(&service, &Person::nobody(), field).await;
        assert_eq!(counts(&nobody, "party"), ["unknown 467"]);
    }
}

both! {
    async fn a_divided_project_lasts_its_whole_duration_in_each_group(database) {
        let service = Service::of_the_world(database).await;
        // K-99 is paid by two Parties, has two areas and lasts 36 months.
        let ask = async |by: &str| {
            let field = format!(r#"projectSummary(groupBy: [{by}], filter: {{number: {{eq: "K-99"}}}})"#);
            summary(&service, &Person::party("US"), &field).await
        };
        for (by, groups, weight, months) in [
            ("PARTY", 2, "0.500000", 18),
            ("FUNDER, PARTY", 2, "0.500000", 18),
            ("PARTY, TECHNOLOGY_AREA", 4, "0.250000", 9),
        ] {
            let sums = ask(by).await;
            assert_eq!(sums["groups"].as_array().unwrap().len(), groups, "{by}: {sums}");
            for group in sums["groups"].as_array().unwrap() {
                assert_eq!(group["figures"], json!({
                    "count": 1, "weight": weight,
                    "durations": {"count": 1, "sum": months, "min": 36, "max": 36, "mean": "36.00", "median": "36.00"},
                }), "{by}");
            }
            assert_eq!((&sums["control"]["groupsMonths"], &sums["control"]["reconciles"]), (&json!(36), &json!(true)));
        }
    }
}

both! {
    async fn contributions_that_groups_of_projects_tell_of_are_entered_in_the_record(database) {
        let service = Service::of_the_records(database).await;
        let japan = Person::party("JP");
        let entered = async || {
            let query = "{ accessRecords(first: 9) { nodes { card contributions } } }";
            let asker = japan.clone().scoped("card funding results reports");
            service.data(&asker, query).await["accessRecords"]["nodes"].clone()
        };
        let total = "{ control { rows } }";
        service.data(&japan, &format!("{{ projectSummary(groupBy: [STATUS]) {total} }}")).await;
        service.data(&Person::nobody(), &format!("{{ projectSummary(groupBy: [PARTY]) {total} }}")).await;
        assert_eq!(entered().await, json!([]));
        // Five contributions, however many groups and dimensions tell of each.
        service.data(&japan, &format!("{{ projectSummary(groupBy: [PARTY, FUNDER, LEAD_INSTITUTE], method: FULL) {total} }}")).await;
        assert_eq!(entered().await, json!([{"card": 0, "contributions": 5}]));
    }
}

both! {
    async fn lists_sums_and_files_agree_for_everyone(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let (mut viewers, mut projects, mut outputs) = (0, 0, 0);
        for who in everyone(&world) {
            let viewer = Viewer { who, scopes: Scopes::ALL };
            if Sight::of(&world, &viewer, service.today()).is_none() {
                continue;
            }
            let asker = person(&viewer);
            let told = format!("{viewer:?}");
            viewers += 1;
            projects += projects_agree(&service, &asker, &told).await;
            outputs += outputs_agree(&service, &asker, &told).await;
        }
        println!("{database:?}: {viewers} viewers, {projects} projects and {outputs} outputs listed");
        assert!(projects > viewers && outputs > viewers);
    }
}

async fn projects_agree(service: &Service, asker: &Person, told: &str) -> usize {
    let nodes = "status durationMonths areas { key } startsOn";
    let listed = list(service, asker, "projects", nodes).await;
    let months: i64 = listed
        .iter()
        .filter_map(|node| node["durationMonths"].as_i64())
        .sum();
    for by in ["STATUS", "TECHNOLOGY_AREA, YEAR", "LEAD_INSTITUTE, PARTY"] {
        let field = format!("projectSummary(groupBy: [{by}], top: {{n: 3}})");
        let sums = summary(service, asker, &field).await;
        adds_up(&sums, listed.len(), &format!("{told} {field}"));
        let control = &sums["control"];
        assert_eq!(control["months"], json!(months), "{told} {field}");
        let parts = ["groupsMonths", "unknownMonths", "restMonths"];
        let parts = parts.map(|part| control[part].as_i64().unwrap());
        assert_eq!(parts.iter().sum::<i64>(), months, "{told} {field}");
    }
    let full = "projectSummary(groupBy: [TECHNOLOGY_AREA], method: FULL, top: {n: 1000})";
    let full = summary(service, asker, full).await;
    let areas = listed
        .iter()
        .map(|node| node["areas"].as_array().unwrap().len().max(1));
    let groups = full["groups"].as_array().unwrap().iter();
    let counted: i128 = groups
        .map(|group| whole_number(&group["figures"]["count"]))
        .sum();
    assert_eq!(counted, areas.sum::<usize>() as i128, "{told}");
    let file = rows_of_file(service, asker, "projects-by-status-and-year").await;
    assert_eq!(total(&file, "figures_count"), listed.len() as i64, "{told}");
    assert_eq!(total(&file, "figures_durations_sum"), months, "{told}");
    listed.len()
}

async fn outputs_agree(service: &Service, asker: &Person, told: &str) -> usize {
    let nodes = "kind projects(first: 50) { nodes { number } }";
    let listed = list(service, asker, "outputs", nodes).await;
    let of_node = |node: &Value| -> Vec<String> {
        let projects = node["projects"]["nodes"].as_array().unwrap().iter();
        projects
            .map(|project| project["number"].to_string())
            .collect()
    };
    let projects: BTreeSet<String> = listed.iter().flat_map(of_node).collect();
    for by in ["KIND", "TECHNOLOGY_AREA, YEAR", "PROJECT, LEVEL"] {
        let field = format!("outputSummary(groupBy: [{by}], top: {{n: 3}})");
        let sums = summary(service, asker, &field).await;
        adds_up(&sums, listed.len(), &format!("{told} {field}"));
        assert_eq!(
            sums["total"]["projects"],
            json!(projects.len()),
            "{told} {field}"
        );
    }
    let file = rows_of_file(service, asker, "outputs-by-kind-and-year").await;
    assert_eq!(total(&file, "figures_count"), listed.len() as i64, "{told}");
    listed.len()
}

/// Groups, unknown and rest have the weight of the rows.
fn adds_up(sums: &Value, rows: usize, told: &str) {
    let control = &sums["control"];
    assert_eq!(control["rows"], json!(rows), "{told}");
    assert_eq!(sums["total"]["count"], json!(rows), "{told}");
    let parts = ["groupsWeight", "unknownWeight", "restWeight"].map(|part| units(&control[part]));
    assert_eq!(
        parts.iter().sum::<i128>(),
        rows as i128 * 1_000_000,
        "{told}"
    );
    assert_eq!(control["reconciles"], json!(true), "{told}");
}

/// The rows of a list, page by page.
async fn list(service: &Service, asker: &Person, name: &str, nodes: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut after = String::new();
    loop {
        let page = format!(
            "{{ it: {name}(first: 60{after}) {{ nodes {{ {nodes} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let list = service.data(asker, &page).await["it"].clone();
        rows.extend(list["nodes"].as_array().unwrap().iter().cloned());
        if list["pageInfo"]["hasNextPage"] != json!(true) {
            return rows;
        }
        after = format!(", after: {}", list["pageInfo"]["endCursor"]);
    }
}

/// The rows of a file.
async fn rows_of_file(service: &Service, asker: &Person, name: &str) -> Vec<Value> {
    let mut request = service
        .client
        .get(service.url(&format!("/export/{name}.ndjson")));
    if let Some(token) = service.token(asker) {
        request = request.bearer_auth(token);
    }
    let text = request.send().await.unwrap().text().await.unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn total(rows: &[Value], column: &str) -> i64 {
    rows.iter().filter_map(|row| row[column].as_i64()).sum()
}

/// A line for each group: its key, or that it is unknown, and how many there are.
fn counts(sums: &Value, key: &str) -> Vec<String> {
    let groups = sums["groups"].as_array().unwrap().iter();
    let line = |group: &Value| {
        let key = match &group["keys"][key] {
            Value::Null => "unknown".to_owned(),
            Value::Object(parts) => parts.values().next().unwrap().as_str().unwrap().to_owned(),
            word => word.as_str().unwrap().to_owned(),
        };
        format!("{key} {}", group["figures"]["count"])
    };
    groups.map(line).collect()
}
