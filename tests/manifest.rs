//! What a viewer is told of its entitlement as a whole: the oracle's numbers, for everyone, on days on
//! which something ends or begins, in every scope; at the same cost however much there is.

use crate::{
    isolation::{DAYS, everyone, person, scopes},
    oracle::{Manifest, Scopes, Viewer, Who, World},
    support::{Person, Service, both, world},
};
use serde_json::{Value, json};

const QUESTION: &str = "{ viewer { today manifest {
    on projects
    programmeStandings { kind until }
    projectStandings { kind projects firstEnd lastEnd withoutEnd }
    facets { facet scope inScope granted own withheld }
    outputs { level scope inScope outputs }
    endsWithinYear(first: 200) { totalCount nodes { kind until project { number } facets outputs } }
} } }";

/// The oracle's numbers, as the service is to tell them.
fn expected(manifest: &Manifest, viewer: &Viewer, today: &str) -> Value {
    let word = |word: &dyn std::fmt::Debug| format!("{word:?}").to_uppercase();
    let given = |scope: &str| match scope {
        "CARD" => true,
        // Whoever has no token has no scope.
        _ if viewer.who == Who::Public => false,
        "FUNDING" => viewer.scopes.funding,
        "RESULTS" => viewer.scopes.results,
        "REPORTS" => viewer.scopes.reports,
        _ => panic!("no scope {scope}"),
    };
    let programme = manifest.programme.iter();
    let standings = manifest.standings.iter();
    let facets = manifest
        .facets
        .iter()
        .map(|(facet, [granted, own, withheld])| {
            let facet = word(facet);
            let scope = match facet.as_str() {
                "CARD" => "CARD",
                "PROPOSAL" => "REPORTS",
                _ => "FUNDING",
            };
            json!({ "facet": facet, "scope": scope, "inScope": given(scope),
            "granted": granted, "own": own, "withheld": withheld })
        });
    let outputs = ["public", "programme", "project", "confidential"].map(|level| {
        let scope = (level != "public").then_some("RESULTS");
        json!({ "level": level.to_uppercase(), "scope": scope, "inScope": given(scope.unwrap_or("CARD")),
            "outputs": manifest.outputs[level] })
    });
    let ends = manifest.ends.iter().map(|(day, project, kind, facets, levels)| {
        let project = (!project.is_empty()).then(|| json!({ "number": project }));
        json!({ "kind": kind.to_uppercase(), "until": day, "project": project,
            "facets": facets.iter().map(|facet| word(facet)).collect::<Vec<_>>(), "outputs": levels })
    });
    json!({
        "on": today,
        "projects": manifest.projects,
        "programmeStandings": programme
            .map(|(kind, until)| json!({ "kind": word(kind), "until": until }))
            .collect::<Vec<_>>(),
        "projectStandings": standings
            .map(|(kind, projects, first, last, without)| json!({ "kind": word(kind), "projects": projects,
                "firstEnd": first, "lastEnd": last, "withoutEnd": without }))
            .collect::<Vec<_>>(),
        "facets": facets.collect::<Vec<_>>(),
        "outputs": outputs,
        "endsWithinYear": { "totalCount": manifest.ends.len(), "nodes": ends.collect::<Vec<_>>() },
    })
}

/// Compares what this viewer is told with what the oracle counts; gives the number of endings.
async fn compare(service: &Service, world: &World, viewer: &Viewer) -> usize {
    let today = service.today();
    let answer = service.ask(&person(viewer), QUESTION).await;
    let Some(manifest) = Manifest::of(world, viewer, today) else {
        assert_eq!(answer.status, 401, "{viewer:?} on {today}: {}", answer.text);
        return 0;
    };
    let told = &answer.data()["viewer"]["manifest"];
    let expected = expected(&manifest, viewer, &today.to_string());
    assert_eq!(*told, expected, "{viewer:?} on {today}");
    manifest.ends.len()
}

both! {
    async fn everyone_is_told_what_the_rule_gives_them(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let mut ends = 0;
        // Beside the days of the world: a year before an end, and the day after that.
        for day in DAYS.iter().chain(&["2024-02-29", "2026-06-10", "2026-06-11"]) {
            service.set_today(day);
            for who in everyone(&world) {
                ends += compare(&service, &world, &Viewer { who, scopes: Scopes::ALL }).await;
            }
        }
        assert!(ends > 100, "{ends} endings are too few to tell anything");
    }
}

both! {
    async fn a_scope_narrows_what_is_told(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        for day in ["2026-11-23", "2015-07-14"] {
            service.set_today(day);
            for who in everyone(&world) {
                for scopes in scopes() {
                    compare(&service, &world, &Viewer { who: who.clone(), scopes }).await;
                }
            }
        }
    }
}

both! {
    async fn it_costs_the_same_however_much_there_is(database) {
        let service = Service::of_the_world(database).await;
        service.set_today("2026-11-23");
        let people = [
            Person::nobody(),
            Person::secretariat(),
            Person::party("JP"),
            Person::party("AM"),
            Person::partner("partner-hidden"),
            Person::institute("almaty-physics"),
        ];
        for person in &people {
            service.admit(person).await;
            for (selection, statements) in [
                ("on programmeStandings { kind }", 0),
                ("projects", 1),
                ("projects facets { granted own withheld } ...F", 1),
                ("projectStandings { kind }", 1),
                ("outputs { outputs }", 1),
                ("projects facets { facet } projectStandings { kind } outputs { level }", 3),
                ("endsWithinYear { totalCount }", 1),
                ("endsWithinYear { totalCount nodes { kind until outputs } }", 2),
            ] {
                let question = format!(
                    "{{ viewer {{ manifest {{ {selection} }} }} }} fragment F on EntitlementManifest {{ facets {{ own }} }}"
                );
                let question = match selection.contains("...F") {
                    true => question,
                    false => question.split(" fragment").next().unwrap().to_owned(),
                };
                let answer = service.ask(person, &question).await;
                answer.data();
                // And one for the version of the data, unless it is read with another.
                let most = statements + 1;
                assert!(answer.statements() <= most, "{person:?}: {selection}: {}", answer.statements());
            }
        }
        // All that Armenia has ends: a page of one costs as much as a page of all five.
        let armenia = Person::party("AM");
        service.admit(&armenia).await;
        for first in [1, 5, 200] {
            let question = format!(
                "{{ viewer {{ manifest {{ endsWithinYear(first: {first}) {{ nodes {{ facets outputs project {{ number }} }} }} }} }} }}"
            );
            let answer = service.ask(&armenia, &question).await;
            let nodes = answer.data()["viewer"]["manifest"]["endsWithinYear"]["nodes"].clone();
            assert_eq!(nodes.as_array().unwrap().len(), first.min(5), "{nodes}");
            assert_eq!(answer.statements(), 1, "first: {first}");
        }
    }
}

both! {
    async fn what_ends_is_paged_filtered_and_ordered_like_any_list(database) {
        let service = Service::of_the_world(database).await;
        service.set_today("2026-11-23");
        let armenia = Person::party("AM");
        let page = async |arguments: &str| {
            let question = format!(
                "{{ viewer {{ manifest {{ endsWithinYear{arguments} {{ totalCount
                     nodes {{ kind until project {{ number }} }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"
            );
            service.data(&armenia, &question).await["viewer"]["manifest"]["endsWithinYear"].clone()
        };
        let all = page("(first: 200)").await["nodes"].as_array().unwrap().clone();
        let mut paged = Vec::new();
        let mut after = String::new();
        loop {
            let some = page(&format!("(first: 3{after})")).await;
            assert_eq!(some["totalCount"], all.len());
            paged.extend(some["nodes"].as_array().unwrap().iter().cloned());
            if some["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", some["pageInfo"]["endCursor"]);
        }
        assert_eq!(paged, all);
        assert!(all.len() > 3, "{all:?}");
        let hosts = page("(filter: {kind: {eq: HOSTS}})").await;
        assert!(hosts["totalCount"].as_u64().unwrap() > 0);
        assert!(hosts["nodes"].as_array().unwrap().iter().all(|one| one["kind"] == "HOSTS"));
        let one = page("(filter: {project: {number: {eq: \"X-008\"}}})").await;
        assert_eq!(one["nodes"], json!([{ "kind": "HOSTS", "until": "2027-06-10", "project": { "number": "X-008" } }]));
        let back = page("(first: 200, orderBy: [{field: PROJECT_NUMBER, direction: DESC}])").await;
        let numbers: Vec<&str> = back["nodes"].as_array().unwrap().iter()
            .map(|one| one["project"]["number"].as_str().unwrap()).collect();
        assert!(numbers.is_sorted_by(|left, right| left >= right), "{numbers:?}");
        // Nobody else is told of it, by its cursor either.
        let cursor = page("(first: 1)").await["pageInfo"]["endCursor"].clone();
        let question = format!(
            "{{ viewer {{ manifest {{ endsWithinYear(after: {cursor}) {{ nodes {{ kind }} }} }} }} }}"
        );
        let answer = service.ask(&Person::party("JP"), &question).await;
        assert_eq!((answer.code().as_str(), answer.json()["data"]["viewer"]["manifest"]["endsWithinYear"].clone()), ("BAD_USER_INPUT", Value::Null));
    }
}
