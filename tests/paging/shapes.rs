//! One list asked for in several ways at once: each way gets its own rows.

use super::lists::lists;
use crate::support::{Person, Service, both};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The text at `at` in each member of a list.
fn texts<'v>(list: &'v Value, at: &str) -> Vec<&'v str> {
    list.as_array()
        .unwrap_or_else(|| panic!("a list: {list}"))
        .iter()
        .map(|one| {
            one.pointer(at)
                .and_then(Value::as_str)
                .unwrap_or_else(|| panic!("{at} of {one}"))
        })
        .collect()
}

both! {
    async fn a_cursor_cuts_the_list_of_every_parent_at_the_same_place(database) {
        let service = Service::of_the_world(database).await;
        let staff = Person::secretariat();
        for order in ["KEY", "TITLE", "KIND", "PUBLISHED_ON"] {
            for direction in ["ASC", "DESC"] {
                let order = format!("orderBy: [{{field: {order}, direction: {direction}}}]");
                // Of all outputs in this order, those of each project.
                let question = format!(
                    "{{ outputs(first: 200 {order}) {{ edges {{ cursor node {{ projects(first: 9) {{ nodes {{ number }} }} }} }} }} }}"
                );
                let data = service.data(&staff, &question).await;
                let all = data["outputs"]["edges"].as_array().unwrap();
                let mut of: BTreeMap<String, Vec<(usize, &str)>> = BTreeMap::new();
                for (place, edge) in all.iter().enumerate() {
                    for number in texts(&edge["node"]["projects"]["nodes"], "/number") {
                        of.entry(number.to_owned()).or_default().push((place, edge["cursor"].as_str().unwrap()));
                    }
                }
                assert!(of["K-99"].len() > 10 && of["X-009"].len() > 4 && of.len() > 8, "{of:?}");
                for (cut, edge) in all.iter().enumerate().step_by(5) {
                    for backwards in [false, true] {
                        let page = if backwards { "last: 2 before" } else { "first: 2 after" };
                        let question = format!(
                            "{{ projects(first: 200) {{ nodes {{ number outputs({page}: {} {order}) {{
                               totalCount pageInfo {{ hasNextPage hasPreviousPage }} edges {{ cursor }} }} }} }} }}",
                            edge["cursor"]
                        );
                        for project in service.data(&staff, &question).await["projects"]["nodes"].as_array().unwrap() {
                            let list = of.get(project["number"].as_str().unwrap()).map_or(&[][..], Vec::as_slice);
                            let part = if backwards {
                                let end = list.iter().filter(|(place, _)| *place < cut).count();
                                end.saturating_sub(2)..end
                            } else {
                                let from = list.iter().filter(|(place, _)| *place <= cut).count();
                                from..list.len().min(from + 2)
                            };
                            let right = json!({
                                "totalCount": list.len(),
                                "pageInfo": { "hasNextPage": part.end < list.len(), "hasPreviousPage": part.start > 0 },
                                "edges": list[part].iter().map(|(_, cursor)| json!({ "cursor": cursor })).collect::<Vec<_>>(),
                            });
                            assert_eq!(project["outputs"], right, "{} of {} {order}", page, project["number"]);
                        }
                    }
                }
            }
        }
    }
}

both! {
    async fn aliases_with_other_arguments_are_other_lists(database) {
        let service = Service::of_the_world(database).await;
        let question = r#"{
            one: projects(first: 1) { nodes { number } }
            all: projects(first: 200) { totalCount }
            biology: projects(filter: {areas: {some: {key: {eq: "bio"}}}}, last: 2) { totalCount nodes { number } }
            project(by: {number: "K-1000"}) {
                all: participations { nodes { institute { key } } }
                last: participations(last: 1) { nodes { institute { key } role } }
                leading: participations(filter: {role: {eq: LEADING}}) { totalCount nodes { institute { key } } }
                upside: participations(orderBy: [{field: INSTITUTE_KEY, direction: DESC}, {field: ROLE}], first: 3) { nodes { institute { key } role } }
                none: participations(first: 0) { totalCount nodes { role } }
            }
        }"#;
        let data = service.data(&Person::nobody(), question).await;
        assert_eq!(texts(&data["one"]["nodes"], "/number"), ["015-94"]);
        assert_eq!(data["all"]["totalCount"], 38);
        assert_eq!(data["biology"]["totalCount"], 9);
        assert_eq!(texts(&data["biology"]["nodes"], "/number"), ["G-502", "K-055"]);
        let project = &data["project"];
        assert_eq!(
            texts(&project["all"]["nodes"], "/institute/key"),
            ["almaty-physics", "semey-med", "semey-med", "tokyo-univ"]
        );
        assert_eq!(texts(&project["last"]["nodes"], "/institute/key"), ["tokyo-univ"]);
        assert_eq!(project["leading"]["totalCount"], 1);
        assert_eq!(texts(&project["leading"]["nodes"], "/institute/key"), ["almaty-physics"]);
        assert_eq!(texts(&project["upside"]["nodes"], "/institute/key"), ["tokyo-univ", "semey-med", "semey-med"]);
        assert_eq!(texts(&project["upside"]["nodes"], "/role"), ["COLLABORATOR", "COLLABORATOR", "PARTICIPATING"]);
        assert_eq!(project["none"], json!({ "totalCount": 4, "nodes": [] }));
    }
}

both! {
    async fn nodes_and_edges_of_one_page_may_ask_for_other_pages_below(database) {
        let service = Service::of_the_world(database).await;
        let question = r#"{ projects(filter: {number: {in: ["K-1000", "K-99"]}}) {
            nodes { number participations(first: 1) { nodes { role } } }
            again: nodes { participations(first: 2, orderBy: [{field: ROLE}]) { nodes { role } } }
            edges { node { title participations(last: 3) { totalCount edges { node { institute { key } } } } } }
            other: edges { node { number participations(filter: {role: {eq: COLLABORATOR}}) { totalCount } } }
        } }"#;
        let projects = service.data(&Person::nobody(), question).await["projects"].clone();
        let right = json!({
            "nodes": [
                { "number": "K-99", "participations": { "nodes": [{ "role": "LEADING" }] } },
                { "number": "K-1000", "participations": { "nodes": [{ "role": "LEADING" }] } },
            ],
            "again": [
                { "participations": { "nodes": [{ "role": "COLLABORATOR" }, { "role": "COLLABORATOR" }] } },
                { "participations": { "nodes": [{ "role": "COLLABORATOR" }, { "role": "COLLABORATOR" }] } },
            ],
            "edges": [
                { "node": { "title": "Radioactive waste treatment at Aktau, phase 2", "participations": { "totalCount": 4, "edges": [
                    { "node": { "institute": { "key": "glasgow-univ" } } },
                    { "node": { "institute": { "key": "livermore" } } },
                    { "node": { "institute": { "key": "semey-med" } } },
                ] } } },
                { "node": { "title": "Molten-salt reactor modelling", "participations": { "totalCount": 4, "edges": [
                    { "node": { "institute": { "key": "semey-med" } } },
                    { "node": { "institute": { "key": "semey-med" } } },
                    { "node": { "institute": { "key": "tokyo-univ" } } },
                ] } } },
            ],
            "other": [
                { "node": { "number": "K-99", "participations": { "totalCount": 2 } } },
                { "node": { "number": "K-1000", "participations": { "totalCount": 2 } } },
            ],
        });
        assert_eq!(projects, right);
    }
}

both! {
    async fn a_fragment_used_in_several_places_is_answered_in_each(database) {
        let service = Service::of_the_world(database).await;
        let question = r#"
            query($few: Int = 1) {
                one: project(by: {number: "K-99"}) { ...card participations(first: $few) { totalCount } }
                projects(filter: {number: {in: ["K-1000", "K-2365"]}}) { nodes { ...card } edges { node { number ...card outputs { totalCount } } } }
                institute(by: {key: "semey-med"}) { participations(first: 2) { nodes { project { ...card } } } }
            }
            fragment card on Project { participations(first: $few) { nodes { ...part } } title }
            fragment part on Participation { role institute { key participations(last: 1) { nodes { role project { number } } } } }
        "#;
        let data = service.data(&Person::nobody(), question).await;
        let part = |key: &str, role: &str, last: &str| {
            json!({ "nodes": [{ "role": "LEADING", "institute": { "key": key,
                "participations": { "nodes": [{ "role": role, "project": { "number": last } }] } } }] })
        };
        let almaty = part("almaty-physics", "COLLABORATOR", "PR-132.1.4");
        let semey = part("semey-med", "PARTICIPATING", "K-99");
        let mut first = almaty.clone();
        first["totalCount"] = json!(4);
        assert_eq!(data["one"]["participations"], first);
        for place in ["/projects/nodes/0", "/projects/nodes/1", "/projects/edges/0/node", "/projects/edges/1/node"] {
            assert_eq!(data.pointer(place).unwrap()["participations"], almaty, "{place}");
        }
        assert_eq!(data["projects"]["edges"][1]["node"]["outputs"]["totalCount"], 0);
        let performed = &data["institute"]["participations"]["nodes"];
        assert_eq!(performed[0]["project"]["participations"], semey);
        assert_eq!(performed[1]["project"]["participations"], almaty);
    }
}

both! {
    async fn whoever_follows_the_cursors_reaches_both_ends(database) {
        let service = Service::of_the_world(database).await;
        let list = &lists()[0];
        let order = "orderBy: [{field: HOST_COUNTRY_CODE, direction: DESC}]";
        let (_, mut cursors) = list.whole(&service, order).await;
        for (size, from, more, cursor) in
            [("first", "after", "hasNextPage", "endCursor"), ("last", "before", "hasPreviousPage", "startCursor")]
        {
            let mut met: Vec<Value> = Vec::new();
            let mut next = Value::Null;
            loop {
                let question = format!(
                    "{{ projects({size}: 5, {from}: {next}, {order}) {{ edges {{ cursor }} pageInfo {{ {more} {cursor} }} }} }}"
                );
                let page = service.data(&Person::nobody(), &question).await["projects"].clone();
                let mut rows: Vec<Value> =
                    page["edges"].as_array().unwrap().iter().map(|edge| edge["cursor"].clone()).collect();
                if size == "last" {
                    rows.reverse();
                }
                met.extend(rows);
                next = page["pageInfo"][cursor].clone();
                if page["pageInfo"][more] == json!(false) {
                    break;
                }
                assert!(met.len() < cursors.len(), "it never ends");
            }
            assert_eq!(met, cursors);
            cursors.reverse();
        }
    }
}
