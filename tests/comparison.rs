//! Published figures beside what the viewer sees: what can be rebuilt of the public records, and that every
//! figure is as the oracle works it out, for everyone.

use crate::{
    isolation::{everyone, person},
    oracle::{Scopes, Sight, Viewer, World, world::Statistic},
    support::{Person, Service, both, world},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const ALL: &str =
    "table period dimension comparison { status computed difference unknown definition reason }";

async fn compared(service: &Service, asker: &Person, filter: &str, first: usize) -> Vec<Value> {
    let query =
        format!("{{ statistics(first: {first}, filter: {{{filter}}}) {{ nodes {{ {ALL} }} }} }}");
    let data = service.data(asker, &query).await;
    data["statistics"]["nodes"].as_array().unwrap().clone()
}

/// A line for each figure that was compared: computed, difference, unknown.
fn lines(nodes: &[Value]) -> Vec<String> {
    let line = |node: &Value| {
        let told = &node["comparison"];
        let text = |name: &str| told[name].as_str().unwrap_or("-").to_owned();
        let dimension = node["dimension"].as_str().unwrap();
        format!(
            "{dimension}: {} ({}), {} unknown",
            text("computed"),
            text("difference"),
            told["unknown"]
        )
    };
    nodes.iter().map(line).collect()
}

both! {
    async fn what_can_be_rebuilt_of_the_public_records(database) {
        let service = Service::of_the_records(database).await;
        let nobody = Person::nobody();
        let of = async |asker: &Person, table: &str| {
            lines(&compared(&service, asker, &format!(r#"table: {{eq: "{table}"}}"#), 50).await)
        };
        // 463 records of the database, and 4 named only in an annual report.
        assert_eq!(of(&nobody, "public_database_total").await, ["all: 467 (4), 0 unknown"]);
        assert_eq!(
            of(&nobody, "public_database_by_status").await,
            ["Approved without Funding: 297 (0), 0 unknown", "Project underway: 56 (0), 0 unknown"]
        );
        // 306 projects have no start and two start in those years; no project states its areas.
        assert_eq!(
            of(&nobody, "projects_by_technology_area").await[0],
            "Biotechnology and Life Sciences: - (-), 308 unknown"
        );
        // What the 69th Board decided is known to those who paid, and to nobody else.
        let session = "governing_board_session_69";
        let euros = "new project funding (EUR part): - (-), ";
        assert_eq!(of(&nobody, session).await, [
            format!("{euros}0 unknown"),
            "new project funding (USD part): - (-), 0 unknown".to_owned(),
            "new projects: - (-), 0 unknown".to_owned(),
        ]);
        assert_eq!(of(&Person::party("JP"), session).await, [
            format!("{euros}0 unknown"),
            "new project funding (USD part): 0.77034 (0), 2 unknown".to_owned(),
            "new projects: 3 (-3), 2 unknown".to_owned(),
        ]);
        assert_eq!(of(&Person::secretariat(), session).await, [
            format!("{euros}5 unknown"),
            "new project funding (USD part): 0.77034 (0), 3 unknown".to_owned(),
            "new projects: 3 (-3), 7 unknown".to_owned(),
        ]);
        let all = compared(&service, &nobody, "", 200).await;
        let mut by_status = BTreeMap::new();
        for node in &all {
            let told = &node["comparison"];
            *by_status.entry(told["status"].as_str().unwrap()).or_insert(0) += 1;
            assert_eq!(told["reason"].is_null(), told["status"] == "COMPARED", "{node}");
            assert_eq!(told["computed"].is_null(), told["status"] != "COMPARED", "{node}");
        }
        assert_eq!(by_status, PUBLIC.into_iter().collect());
    }
}

/// How many of the 149 published figures everyone can rebuild.
const PUBLIC: [(&str, i32); 2] = [("COMPARED", 18), ("NOT_REBUILDABLE", 131)];

/// Figures of the small world, made up: table, period, dimension, value, unit.
fn made_up() -> Vec<Statistic> {
    let mut all = Vec::new();
    let mut put = |table: &str, period: &str, dimension: &str, unit: &str| {
        all.push(Statistic {
            table: table.to_owned(),
            period: period.to_owned(),
            dimension: dimension.to_owned(),
            value: ["12", "0.5", "3.25", "about 7"][all.len() % 4].to_owned(),
            unit: unit.to_owned(),
            source: ["made up", "made up", "computed from projects.csv"][all.len() % 3].to_owned(),
        });
    };
    let periods = [
        "2012",
        "2013",
        "2023",
        "2013-11",
        "2024-02",
        "2023-06-01",
        "1994-2012",
        "2010-2024",
        "FY2024",
        "undated (a page)",
        "1994-2011 (17 years)",
    ];
    for (number, period) in periods.into_iter().enumerate() {
        let currency = [
            "USD million",
            "EUR million (approx.)",
            "JPY",
            "CAD",
            "ECU million",
        ][number % 5];
        put("public_database_total", period, "all", "projects");
        for status in [
            "Approved without Funding",
            "Project underway",
            "Project completed",
            "Registered",
        ] {
            put("public_database_by_status", period, status, "projects");
        }
        for area in [
            "Environment",
            "Radioactive Waste Treatment",
            "Nothing of the kind",
        ] {
            put("projects_by_technology_area", period, area, "projects");
            put("funding_by_technology_area", period, area, currency);
            put(
                "funding_by_technology_area",
                period,
                &area.to_uppercase(),
                "USD million",
            );
        }
        put("cumulative_total", period, "projects", "projects (over)");
        put("cumulative_total", period, "funding", currency);
        put("cumulative_total", period, "institutes", "institutes");
        for country in [
            "Kazakhstan grants",
            "Kyrgyz Republic projects",
            "Kazakhstan share",
            "Russia projects",
        ] {
            put("cumulative_by_country", period, country, "projects");
        }
        for party in [
            "Japan",
            "European Union",
            "United States",
            "Canada",
            "Atlantis",
        ] {
            let unit = if party == "Canada" { "CAD" } else { currency };
            put("cumulative_commitment_by_party", period, party, unit);
        }
        put("annual_report", period, "new projects", "projects");
        put("annual_report", period, "projects completed", "projects");
        put("annual_figures", period, "projects completed", "percent");
        put(
            "governing_board_session_7",
            period,
            "new projects",
            "projects",
        );
        put(
            "governing_board_session_7",
            period,
            "new project funding (EUR part)",
            "EUR million",
        );
        put(
            "governing_board_session_7",
            period,
            "new project funding (USD part)",
            "USD",
        );
    }
    all
}

both! {
    async fn every_comparison_is_as_worked_out_for_everyone(database) {
        let mut world = World::load(&world());
        world.statistics = made_up();
        let service = Service::of_the_world_of(database, &world).await;
        let mut tally: BTreeMap<String, u64> = BTreeMap::new();
        for day in ["2026-11-23", "2014-06-30"] {
            service.set_today(day);
            for who in everyone(&world) {
                let viewer = Viewer { who, scopes: Scopes::ALL };
                let Some(sight) = Sight::of(&world, &viewer, service.today()) else {
                    continue;
                };
                let mut after = String::new();
                loop {
                    let query = format!(
                        "{{ statistics(first: 150{after}) {{ nodes {{ {ALL} }} pageInfo {{ hasNextPage endCursor }} }} }}"
                    );
                    let list = service.data(&person(&viewer), &query).await["statistics"].clone();
                    for node in list["nodes"].as_array().unwrap() {
                        let is_it = |one: &&Statistic| {
                            [&one.table, &one.period, &one.dimension]
                                == ["table", "period", "dimension"].map(|name| node[name].as_str().unwrap())
                        };
                        let printed = world.statistics.iter().find(is_it).unwrap();
                        let worked_out = sight.comparison(printed);
                        let told = &node["comparison"];
                        for name in ["status", "computed", "difference", "unknown"] {
                            assert_eq!(told[name], worked_out[name], "{viewer:?} on {day}, {printed:?}: {told}");
                        }
                        let status = told["status"].as_str().unwrap();
                        *tally.entry(format!("{status} {}", printed.table)).or_default() += 1;
                    }
                    if list["pageInfo"]["hasNextPage"] != json!(true) {
                        break;
                    }
                    after = format!(", after: {}", list["pageInfo"]["endCursor"]);
                }
            }
        }
        println!("{database:?}: {} comparisons, {tally:?}", tally.values().sum::<u64>());
        for table in ["public_database_total", "public_database_by_status", "projects_by_technology_area",
            "funding_by_technology_area", "cumulative_total", "cumulative_by_country",
            "cumulative_commitment_by_party", "annual_report", "governing_board_session_7"] {
            for status in ["COMPARED", "CIRCULAR"] {
                assert!(tally.contains_key(&format!("{status} {table}")), "never {status} {table}: {tally:?}");
            }
        }
    }
}

both! {
    async fn a_page_of_comparisons_takes_as_many_statements_as_one_of_each_kind(database) {
        let service = Service::of_the_records(database).await;
        let japan = Person::party("JP");
        let statements = async |what: &str, first: usize| {
            let query = format!("{{ statistics(first: {first}) {{ nodes {{ table {what} }} }} }}");
            service.ask(&japan, &query).await.statements()
        };
        service.admit(&japan).await;
        let plain = statements("", 149).await;
        // Projects and contributions, each also by area; and the version of the data that all of these see, which
        // with row security are of one snapshot.
        let more = 4 + u32::from(!service.walled());
        assert_eq!(statements("comparison { computed }", 149).await, plain + more);
        assert_eq!(statements("one: comparison { computed } other: comparison { status }", 149).await, plain + more);
    }
}
