//! A filter sees what its viewer sees: what is withheld is not there to be filtered by.

use crate::{
    oracle::{self, World},
    support::{Person, Service, both, world},
};
use api::token::Role;
use serde_json::json;

/// The numbers of the projects that a filter lets through for this viewer.
async fn numbers(service: &Service, person: &Person, filter: &str) -> Vec<String> {
    let question =
        format!("{{ projects(first: 200, filter: {filter}) {{ totalCount nodes {{ number }} }} }}");
    let projects = service.data(person, &question).await["projects"].clone();
    let nodes = projects["nodes"].as_array().unwrap();
    assert_eq!(
        projects["totalCount"],
        json!(nodes.len()),
        "{person:?} {filter}"
    );
    let mut numbers: Vec<String> = nodes
        .iter()
        .map(|node| node["number"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    numbers
}

fn viewer(person: &Person) -> oracle::Viewer {
    let has = |scope: &str| person.scopes.split(' ').any(|one| one == scope);
    oracle::Viewer {
        who: match person.role.clone() {
            None => oracle::Who::Public,
            Some(Role::Party(code)) => oracle::Who::Party(code),
            Some(Role::Partner(key)) => oracle::Who::Partner(key),
            Some(Role::Institute(key)) => oracle::Who::Institute(key),
            Some(Role::Secretariat) => oracle::Who::Secretariat,
        },
        scopes: oracle::Scopes {
            funding: has("funding"),
            results: has("results"),
            reports: has("reports"),
        },
    }
}

both! {
    async fn the_public_filters_by_no_money_and_by_no_guarded_output(database) {
        let service = Service::of_the_world(database).await;
        let public = Person::nobody();
        let all = numbers(&service, &public, "{}").await;
        let nothing: Vec<String> = Vec::new();
        for guarded in ["contributions", "allocations"] {
            for (inner, found) in
                [("some: {}", &nothing), ("none: {}", &all), ("every: {}", &all), ("every: {not: {}}", &all)]
            {
                let filter = format!("{{{guarded}: {{{inner}}}}}");
                assert_eq!(numbers(&service, &public, &filter).await, *found, "{filter}");
            }
        }
        for filter in [
            r#"{contributions: {some: {funder: {kind: {eq: PARTNER}}}}}"#,
            r#"{contributions: {some: {not: {amount: {currency: USD, lt: 0}}}}}"#,
            r#"{contributions: {some: {committedOn: {isNull: true}}}}"#,
            r#"{contributions: {some: {ledger: {none: {}}}}}"#,
            r#"{allocations: {some: {amount: {currency: USD, gte: 0}}}}"#,
            r#"{outputs: {some: {level: {eq: CONFIDENTIAL}}}}"#,
            r#"{outputs: {some: {level: {eq: PROJECT}}}}"#,
            r#"{outputs: {some: {title: {contains: "canary"}}}}"#,
            r#"{outputs: {some: {projects: {some: {number: {startsWith: "X-"}}}}}}"#,
            r#"{institutes: {some: {participations: {some: {project: {number: {startsWith: "X-"}}}}}}}"#,
            r#"{participations: {some: {institute: {outputs: {some: {title: {contains: "canary"}}}}}}}"#,
            r#"{areas: {some: {projects: {some: {title: {contains: "canary"}}}}}}"#,
            r#"{title: {contains: "canary"}}"#,
        ] {
            assert_eq!(numbers(&service, &public, filter).await, nothing, "{filter}");
        }
        let funders = service
            .data(
                &public,
                r#"{ some: funders(filter: {contributions: {some: {}}}) { totalCount }
                                none: funders(filter: {contributions: {none: {}}}) { totalCount }
                                canary: funders(filter: {name: {contains: "canary"}}) { totalCount }
                                quiet: parties(filter: {funders: {some: {kind: {eq: PARTNER}}}}) { totalCount } }"#,
            )
            .await;
        let counts = ["some", "none", "canary", "quiet"].map(|name| funders[name]["totalCount"].clone());
        assert_eq!(counts, [json!(0), json!(17), json!(0), json!(0)]);
    }
}

both! {
    async fn whoever_sees_a_part_filters_by_that_part(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let today = service.today();
        let people = ["EU", "US", "KR", "KZ", "TJ", "AM", "CA", "CH", "RU", "BY"].map(Person::party).into_iter();
        let people = people
            .chain(["partner-hidden", "partner-listed", "partner-zero", "agency-ca"].map(Person::partner))
            .chain(["semey-med", "almaty-physics", "idle-kz", "vienna-lonely"].map(Person::institute))
            .chain([
                Person::nobody(),
                Person::secretariat(),
                Person::secretariat().scoped(""),
                Person::party("EU").scoped("results"),
            ]);
        for person in people {
            let shown = oracle::shown(&world, &viewer(&person), today);
            let seen = |table: &str, column: usize, test: &dyn Fn(&[String]) -> bool| -> Vec<String> {
                let rows = shown[table].values().filter(|row| test(row));
                let mut numbers: Vec<String> = rows
                    .map(|row| row[column].clone())
                    .filter(|number| shown["projects"].contains_key(number))
                    .collect();
                numbers.sort();
                numbers.dedup();
                numbers
            };
            // Columns of the data package: contributions key, project, funder, amount, currency;
            // allocations project, currency; output_projects output, project.
            let cases: Vec<(String, Vec<String>)> = vec![
                ("{}".into(), seen("projects", 0, &|_| true)),
                ("{contributions: {some: {}}}".into(), seen("contributions", 1, &|_| true)),
                (
                    "{contributions: {some: {currency: {eq: USD}}}}".into(),
                    seen("contributions", 1, &|row| row[4] == "USD"),
                ),
                (
                    r#"{contributions: {some: {funder: {key: {eq: "party-kr"}}}}}"#.into(),
                    seen("contributions", 1, &|row| row[2] == "party-kr"),
                ),
                (
                    "{contributions: {some: {funder: {kind: {eq: PARTNER}}}}}".into(),
                    seen("contributions", 1, &|row| row[2].starts_with("partner-")),
                ),
                ("{allocations: {some: {}}}".into(), seen("allocations", 0, &|_| true)),
                ("{allocations: {some: {currency: {eq: EUR}}}}".into(), seen("allocations", 0, &|row| row[1] == "EUR")),
                ("{outputs: {some: {}}}".into(), seen("output_projects", 1, &|_| true)),
                (
                    r#"{outputs: {some: {key: {eq: "o-conf-one"}}}}"#.into(),
                    seen("output_projects", 1, &|row| row[0] == "o-conf-one"),
                ),
                (
                    "{participations: {some: {disputed: {eq: true}}}}".into(),
                    seen("participations", 0, &|row| row[3] == "true"),
                ),
            ];
            for (filter, right) in cases {
                assert_eq!(numbers(&service, &person, &filter).await, right, "{person:?} {filter}");
                let others = numbers(&service, &person, &format!("{{not: {filter}}}")).await;
                let mut all = [others, right].concat();
                all.sort();
                assert_eq!(all, seen("projects", 0, &|_| true), "{person:?} not {filter}");
            }
        }
    }
}

both! {
    async fn a_part_that_is_withheld_is_filtered_as_if_it_were_not_there(database) {
        let service = Service::of_the_world(database).await;
        // Both hold the same money; one of them is seen by the one who asks.
        let partner = Person::partner("partner-listed");
        let paid = numbers(&service, &partner, "{contributions: {some: {amount: {currency: USD, gte: 0}}}}").await;
        assert_eq!(paid, ["K-055"]);
        let counted = service
            .data(&partner, r#"{ contributions { totalCount nodes { key } }
                projects(filter: {contributions: {every: {funder: {key: {eq: "partner-listed"}}}}}) { totalCount } }"#)
            .await;
        assert_eq!(counted["contributions"]["nodes"], json!([{ "key": "c-k055-listed" }]));
        // The other contribution to K-055 does not keep it from passing `every`.
        assert_eq!(counted["projects"]["totalCount"], 38);
        assert_eq!(counted["contributions"]["totalCount"].as_u64(), Some(1));
    }
}
