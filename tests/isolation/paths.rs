//! The paths by which rows can be reached, and the keys that each yields, table by table.

use crate::{
    oracle::{Access, Facet, Sight},
    support::{Person, Service},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Keys by table, as the data package names both; several columns joined by U+001F.
pub type Keys = BTreeMap<&'static str, BTreeSet<String>>;

const PROJECTS: &str = "{
  projects(first: 50) { pageInfo { hasNextPage } totalCount nodes {
    number
    participations(first: 12) { totalCount nodes { role institute { key } } }
    funding {
      totals { amount currency }
      contributions(first: 8) { totalCount nodes { key ledger(first: 5) { nodes { key } } } }
    }
    proposal { text }
    outputs(first: 40) { totalCount nodes { key } }
  } }
}";

const LISTS: &str = "{
  parties(first: 100) { nodes { code } }
  technologyAreas(first: 100) { nodes { key } }
  institutes(first: 50) { nodes { key outputs(first: 20) { nodes { key } } participations(first: 30) { nodes { role project { number } } } } }
  funders(first: 50) { totalCount nodes { key contributions(first: 50) { nodes { key } } } }
  contributions(first: 100) { totalCount nodes { key project { number } funder { key } } }
  outputs(first: 50) { totalCount nodes { key projects(first: 20) { nodes { number } } grants { holderKind holderKey party { code } funder { key } institute { key } } } }
  statistics(first: 100) { nodes { table period dimension } }
  rateTables(first: 50) { nodes { key } }
  exchangeRates(first: 100) { nodes { table { key } from to period } }
}";

const FILTERS: &str = "{
  financed: projects(first: 100, filter: {contributions: {some: {}}}) { nodes { number } }
  allocated: projects(first: 100, filter: {allocations: {some: {}}}) { nodes { number } }
  productive: projects(first: 100, filter: {outputs: {some: {}}}) { nodes { number } }
  paying: funders(first: 100, filter: {contributions: {some: {}}}) { nodes { key } }
  booked: contributions(first: 100, filter: {ledger: {some: {}}}) { nodes { key } }
  anywhere: outputs(first: 100, filter: {projects: {some: {}}}) { nodes { key } }
}";

fn list<'v>(value: &'v Value, path: &[&str]) -> &'v Vec<Value> {
    let mut value = value;
    for part in path {
        value = &value[part];
    }
    value
        .as_array()
        .unwrap_or_else(|| panic!("{path:?} in {value}"))
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

fn join(parts: &[&str]) -> String {
    parts.join("\u{1f}")
}

/// What the lists yield, at the root and nested; the paths to one table must agree among themselves.
pub async fn by_lists(service: &Service, person: &Person) -> Keys {
    let mut keys: Keys = Keys::new();
    let projects = service.data(person, PROJECTS).await;
    assert_eq!(
        projects["projects"]["pageInfo"]["hasNextPage"],
        Value::Bool(false)
    );
    let mut add = |table: &'static str, key: String| keys.entry(table).or_default().insert(key);
    for project in list(&projects, &["projects", "nodes"]) {
        let number = text(&project["number"]);
        for part in list(project, &["participations", "nodes"]) {
            let role = text(&part["role"]).to_lowercase();
            add(
                "participations",
                join(&[&number, &text(&part["institute"]["key"]), &role]),
            );
        }
        for total in list(project, &["funding", "totals"]) {
            add("allocations", join(&[&number, &text(&total["currency"])]));
        }
        for contribution in list(project, &["funding", "contributions", "nodes"]) {
            add("contributions", text(&contribution["key"]));
            for entry in list(contribution, &["ledger", "nodes"]) {
                add("ledger", text(&entry["key"]));
            }
        }
        if !project["proposal"].is_null() {
            add("proposals", number.clone());
        }
        for output in list(project, &["outputs", "nodes"]) {
            add("output_projects", join(&[&text(&output["key"]), &number]));
        }
        for counted in ["participations", "outputs"] {
            let page = &project[counted];
            assert_eq!(
                page["totalCount"],
                page["nodes"].as_array().unwrap().len(),
                "{number} {counted}"
            );
        }
        add("projects", number);
    }
    let lists = service.data(person, LISTS).await;
    let mut root: Keys = Keys::new();
    let mut put = |table: &'static str, key: String| root.entry(table).or_default().insert(key);
    for party in list(&lists, &["parties", "nodes"]) {
        put("parties", text(&party["code"]));
    }
    for area in list(&lists, &["technologyAreas", "nodes"]) {
        put("technology_areas", text(&area["key"]));
    }
    for institute in list(&lists, &["institutes", "nodes"]) {
        let key = text(&institute["key"]);
        for part in list(institute, &["participations", "nodes"]) {
            let role = text(&part["role"]).to_lowercase();
            put(
                "participations",
                join(&[&text(&part["project"]["number"]), &key, &role]),
            );
        }
        put("institutes", key);
    }
    let mut from_funders = BTreeSet::new();
    for funder in list(&lists, &["funders", "nodes"]) {
        from_funders.extend(
            list(funder, &["contributions", "nodes"])
                .iter()
                .map(|row| text(&row["key"])),
        );
        put("funders", text(&funder["key"]));
    }
    for contribution in list(&lists, &["contributions", "nodes"]) {
        // Whoever sees a contribution sees its project and its funder.
        assert!(
            !contribution["project"].is_null() && !contribution["funder"].is_null(),
            "{contribution}"
        );
        put("contributions", text(&contribution["key"]));
    }
    for output in list(&lists, &["outputs", "nodes"]) {
        let key = text(&output["key"]);
        for project in list(output, &["projects", "nodes"]) {
            put("output_projects", join(&[&key, &text(&project["number"])]));
        }
        for grant in list(output, &["grants"]) {
            let kind = text(&grant["holderKind"]).to_lowercase();
            let holder = text(&grant["holderKey"]);
            for (other, field) in [("party", "code"), ("funder", "key"), ("institute", "key")] {
                let shown = &grant[other][field];
                assert!(
                    shown.is_null() || (other == kind && *shown == holder),
                    "{grant}"
                );
            }
            put("output_grants", join(&[&key, &kind, &holder]));
        }
        put("outputs", key);
    }
    for figure in list(&lists, &["statistics", "nodes"]) {
        let parts = ["table", "period", "dimension"].map(|part| text(&figure[part]));
        put("statistics", join(&parts.each_ref().map(String::as_str)));
    }
    for table in list(&lists, &["rateTables", "nodes"]) {
        put("rate_tables", text(&table["key"]));
    }
    for rate in list(&lists, &["exchangeRates", "nodes"]) {
        let parts = ["/table/key", "/from", "/to", "/period"];
        let parts = parts.map(|part| text(rate.pointer(part).unwrap()));
        put("rates", join(&parts.each_ref().map(String::as_str)));
    }
    for table in [
        "projects",
        "allocations",
        "ledger",
        "proposals",
        "outputs",
        "output_grants",
        "funders",
    ] {
        keys.entry(table).or_default();
        root.entry(table).or_default();
    }
    for table in ["contributions", "participations", "output_projects"] {
        let (nested, listed) = (
            keys.entry(table).or_default().clone(),
            root.entry(table).or_default().clone(),
        );
        assert_eq!(nested, listed, "two paths to {table}");
    }
    assert_eq!(
        from_funders, root["contributions"],
        "contributions by their funders"
    );
    filters_agree(service, person, &keys, &root).await;
    for (table, found) in root {
        keys.entry(table).or_default().extend(found);
    }
    keys
}

/// Relation filters find a row exactly where selecting shows one.
async fn filters_agree(service: &Service, person: &Person, nested: &Keys, root: &Keys) {
    let found = service.data(person, FILTERS).await;
    let keys = |name: &str, field: &str| -> BTreeSet<String> {
        list(&found, &[name, "nodes"])
            .iter()
            .map(|row| text(&row[field]))
            .collect()
    };
    let first = |table: &str, place: usize, from: &Keys| -> BTreeSet<String> {
        let part = |key: &String| {
            key.split('\u{1f}')
                .nth(place)
                .unwrap_or_default()
                .to_owned()
        };
        from[table].iter().map(part).collect()
    };
    assert_eq!(
        keys("allocated", "number"),
        first("allocations", 0, nested),
        "projects with an allocation"
    );
    assert_eq!(
        keys("productive", "number"),
        first("output_projects", 1, nested),
        "projects with an output"
    );
    assert_eq!(
        keys("anywhere", "key"),
        first("output_projects", 0, nested),
        "outputs of a project"
    );
    let contributions = service
        .data(person, "{ contributions(first: 100) { nodes { key project { number } funder { key } ledger { totalCount } } } }")
        .await;
    let rows = list(&contributions, &["contributions", "nodes"]);
    let of = |path: [&str; 2]| -> BTreeSet<String> {
        rows.iter()
            .map(|row| text(&row[path[0]][path[1]]))
            .collect()
    };
    assert_eq!(
        keys("financed", "number"),
        of(["project", "number"]),
        "projects with a contribution"
    );
    assert_eq!(
        keys("paying", "key"),
        of(["funder", "key"]),
        "funders with a contribution"
    );
    let booked: BTreeSet<String> = rows
        .iter()
        .filter(|row| row["ledger"]["totalCount"] != 0)
        .map(|row| text(&row["key"]))
        .collect();
    assert_eq!(keys("booked", "key"), booked, "contributions with a ledger");
    assert_eq!(rows.len(), root["contributions"].len());
}

/// The standings that the viewer is told: kind, project, end.
pub async fn by_standing(
    service: &Service,
    person: &Person,
) -> BTreeSet<(String, Option<String>, Option<String>)> {
    let data = service
        .data(
            person,
            "{ viewer { standings { kind until } projectStandings(first: 200) { totalCount nodes { kind until project { number } } } } }",
        )
        .await;
    let optional = |value: &Value| value.as_str().map(str::to_owned);
    let programme = list(&data, &["viewer", "standings"]).iter();
    let projects = list(&data, &["viewer", "projectStandings", "nodes"]).iter();
    programme
        .chain(projects)
        .map(|row| {
            (
                text(&row["kind"]),
                optional(&row["project"]["number"]),
                optional(&row["until"]),
            )
        })
        .collect()
}

/// The access that is told beside each facet is the oracle's.
pub async fn told_access(service: &Service, person: &Person, sight: &Sight<'_>, who: &str) {
    let data = service
        .data(
            person,
            "{ projects(first: 100) { nodes { number access { facet access because until }
               proposalAccess { access } funding { access { access } contributionsAccess { access } ledgerAccess { access } } } } }",
        )
        .await;
    for project in list(&data, &["projects", "nodes"]) {
        let number = text(&project["number"]);
        let told = list(project, &["access"]);
        for (facet, name, beside) in [
            (Facet::Card, "CARD", None),
            (
                Facet::Allocation,
                "ALLOCATION",
                Some(&project["funding"]["access"]),
            ),
            (
                Facet::Contributions,
                "CONTRIBUTIONS",
                Some(&project["funding"]["contributionsAccess"]),
            ),
            (
                Facet::Ledger,
                "LEDGER",
                Some(&project["funding"]["ledgerAccess"]),
            ),
            (
                Facet::Proposal,
                "PROPOSAL",
                Some(&project["proposalAccess"]),
            ),
        ] {
            let (access, because, until) = sight.access(&number, facet);
            let word = match access {
                Access::Granted => "GRANTED",
                Access::Own => "OWN",
                Access::Withheld => "WITHHELD",
            };
            let told = told
                .iter()
                .find(|told| told["facet"] == name)
                .unwrap_or_else(|| panic!("{who}: {number} tells nothing of {name}"));
            let kinds: BTreeSet<String> = list(told, &["because"]).iter().map(text).collect();
            let because: BTreeSet<String> = because
                .iter()
                .map(|kind| format!("{kind:?}").to_uppercase())
                .collect();
            assert_eq!(told["access"], word, "{who}: {name} of {number}");
            assert_eq!(kinds, because, "{who}: why {name} of {number}");
            assert_eq!(
                told["until"].as_str().map(str::to_owned),
                until.map(|day| day.to_string()),
                "{who}: end of {name} of {number}"
            );
            if let Some(beside) = beside {
                assert_eq!(
                    beside["access"], word,
                    "{who}: {name} beside the facet of {number}"
                );
            }
        }
    }
}
