//! Sums are the sums of lists: whoever adds up the rows of a list, page by page, comes to the same.
//!
//! The oracle says nothing here. What is expected follows from the rows that the same viewer is given,
//! and from the groups themselves.

use super::{
    asked::whole,
    filters,
    plan::Plan,
    walk::{Listed, money, units, walk, whole_number},
};
use crate::{
    isolation::{everyone, person},
    oracle::{Scopes, Sight, Viewer, World, summary::Rows},
    support::{Person, Service, both, world},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What is grouped by, and by how many groups of each a row can have.
const GROUPINGS: [(&str, fn(&Listed) -> i128); 5] = [
    ("TECHNOLOGY_AREA", |row| row.areas.max(1)),
    ("STATUS, LEAD_INSTITUTE", |row| row.leads.max(1)),
    ("LEAD_INSTITUTE, TECHNOLOGY_AREA", |row| {
        row.areas.max(1) * row.leads.max(1)
    }),
    ("YEAR, PARTY", |_| 1),
    ("HOST_COUNTRY, FUNDER, QUARTER", |_| 1),
];

/// Which groups are listed.
const TOPS: [&str; 4] = [
    "",
    ", top: {n: 1}",
    ", top: {n: 2, skip: 1}",
    ", top: {n: 1, rest: false}",
];

/// The weight of a row in millionths.
const WHOLE: i128 = 1_000_000;

/// Minor units by currency.
type Sums = BTreeMap<String, i128>;

both! {
    async fn whoever_adds_up_the_list_comes_to_the_same(database) {
        let plan = Plan::read();
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let (mut questions, mut counted_twice) = (0, 0);
        for (round, who) in (0..).zip(everyone(&world)) {
            let viewer = Viewer { who, scopes: Scopes::ALL };
            if !plan.plays(round) || Sight::of(&world, &viewer, service.today()).is_none() {
                continue;
            }
            let mut chance = plan.chance(round);
            let asker = person(&viewer);
            let any = chance.pick(filters::of(Rows::Contributions)).spelt;
            for filter in ["", any] {
                let rows = walk(&service, &asker, filter).await;
                let groupings = if rows.is_empty() { &GROUPINGS[..1] } else { &GROUPINGS[..] };
                let both = groupings.iter().flat_map(|by| [(by, "FULL"), (by, "FRACTIONAL")]);
                for ((by, times), method) in both {
                    let top = *chance.pick(&TOPS);
                    let field =
                        format!("fundingSummary(filter: {{{filter}}}, groupBy: [{by}], method: {method}{top})");
                    let told = format!("{viewer:?}: {field}; {}", plan.again(round));
                    let answer = service.ask(&asker, &whole(&field)).await;
                    assert!(answer.json().get("errors").is_none(), "{told}: {}", answer.text);
                    let summary = &answer.json()["data"]["it"];
                    questions += 1;
                    adds_up(summary, &told);
                    is_of(summary, &rows, &told);
                    counted_twice += u64::from(reconciles(summary, &rows, *times, method, &told));
                }
            }
            ledger(&service, &asker, &format!("{viewer:?}; {}", plan.again(round))).await;
        }
        println!("{database:?}: {questions} summaries, of which {counted_twice} count a row twice");
        assert!(!plan.is_whole() || counted_twice > 0, "no row was ever counted twice");
    }
}

/// "groups + unknown + rest": the groups themselves, and what is told of those that are not listed, add
/// up to what the control says.
fn adds_up(summary: &Value, told: &str) {
    let control = &summary["control"];
    let mut of_groups = [(Sums::new(), 0), (Sums::new(), 0)];
    for group in summary["groups"].as_array().expect("groups") {
        let is_unknown = group["unknown"]
            .as_array()
            .is_some_and(|names| !names.is_empty());
        let (sums, weight) = &mut of_groups[usize::from(is_unknown)];
        *sums = added(&[sums.clone(), amounts(&group["figures"])]);
        *weight += units(&group["figures"]["weight"]);
    }
    let [(known, known_weight), (unknown, unknown_weight)] = of_groups;
    assert_eq!(known, list(&control["groupsTotal"]), "{told}: groups");
    assert_eq!(
        known_weight,
        units(&control["groupsWeight"]),
        "{told}: weight of groups"
    );
    assert_eq!(unknown, list(&control["unknownTotal"]), "{told}: unknown");
    assert_eq!(
        unknown_weight,
        units(&control["unknownWeight"]),
        "{told}: weight of unknown"
    );
    let in_all = whole_number(&control["groupsInAll"]);
    let groups = summary["groups"].as_array().expect("groups").len() as i128;
    if summary["rest"].is_null() {
        let tells_none = told.contains("rest: false");
        assert!(
            tells_none || in_all == groups,
            "{told}: no rest of {in_all}"
        );
    } else {
        assert!(in_all > groups, "{told}: a rest of nothing");
        assert_eq!(
            amounts(&summary["rest"]),
            list(&control["restTotal"]),
            "{told}: rest"
        );
        assert_eq!(
            units(&summary["rest"]["weight"]),
            units(&control["restWeight"]),
            "{told}: weight of rest"
        );
    }
}

/// The total is of the rows of the list, each once.
fn is_of(summary: &Value, rows: &[Listed], told: &str) {
    let mut sums = Sums::new();
    for row in rows {
        *sums.entry(row.currency.clone()).or_default() += row.amount;
    }
    let projects: BTreeSet<&str> = rows.iter().map(|row| row.project.as_str()).collect();
    let (total, control) = (&summary["total"], &summary["control"]);
    assert_eq!(amounts(total), sums, "{told}: total");
    assert_eq!(list(&control["totals"]), sums, "{told}: totals");
    let rows = rows.len() as i128;
    assert_eq!(whole_number(&control["rows"]), rows, "{told}: rows");
    assert_eq!(whole_number(&total["count"]), rows, "{told}: count");
    assert_eq!(units(&total["weight"]), rows * WHOLE, "{told}: weight");
    assert_eq!(
        whole_number(&total["projects"]),
        projects.len() as i128,
        "{told}: projects"
    );
}

/// Whether a row was counted twice: then, and only then, the sums are told not to reconcile.
fn reconciles(
    summary: &Value,
    rows: &[Listed],
    times: fn(&Listed) -> i128,
    method: &str,
    told: &str,
) -> bool {
    let control = &summary["control"];
    let parts = ["groups", "unknown", "rest"];
    let sums = added(&parts.map(|part| list(&control[format!("{part}Total")])));
    let weight: i128 = parts
        .map(|part| units(&control[format!("{part}Weight")]))
        .iter()
        .sum();
    let mut expected = Sums::new();
    let mut weights = 0;
    for row in rows {
        let times = if method == "FULL" { times(row) } else { 1 };
        *expected.entry(row.currency.clone()).or_default() += row.amount * times;
        weights += times * WHOLE;
    }
    let is_counted_twice = weights != rows.len() as i128 * WHOLE;
    assert_eq!(sums, expected, "{told}: all groups");
    assert_eq!(weight, weights, "{told}: weights of all groups");
    assert_eq!(
        control["reconciles"],
        Value::Bool(!is_counted_twice),
        "{told}: reconciles"
    );
    let has_several = told.contains("TECHNOLOGY_AREA") || told.contains("LEAD_INSTITUTE");
    let is_additive = method == "FRACTIONAL" || !has_several;
    assert_eq!(
        summary["additive"],
        Value::Bool(is_additive),
        "{told}: additive"
    );
    assert_eq!(
        summary["method"],
        Value::String(method.to_owned()),
        "{told}: method"
    );
    is_counted_twice
}

/// The ledger of all contributions together is what is summed of the ledger.
async fn ledger(service: &Service, asker: &Person, told: &str) {
    let rows = walk(service, asker, "").await;
    let mut sums = Sums::new();
    let entries = || rows.iter().flat_map(|row| &row.ledger);
    for (currency, amount) in entries() {
        *sums.entry(currency.clone()).or_default() += amount;
    }
    let field = "ledgerSummary(groupBy: [ENTRY_KIND, TECHNOLOGY_AREA], top: {n: 2})";
    let answer = service.ask(asker, &whole(field)).await;
    assert!(
        answer.json().get("errors").is_none(),
        "{told}: {}",
        answer.text
    );
    let summary = &answer.json()["data"]["it"];
    adds_up(summary, told);
    assert_eq!(amounts(&summary["total"]), sums, "{told}: the ledger");
    assert_eq!(
        whole_number(&summary["control"]["rows"]),
        entries().count() as i128,
        "{told}: the ledger"
    );
    assert_eq!(
        summary["control"]["reconciles"],
        Value::Bool(true),
        "{told}: the ledger"
    );
}

fn added(several: &[Sums]) -> Sums {
    let mut sums = Sums::new();
    for (currency, amount) in several.iter().flatten() {
        *sums.entry(currency.clone()).or_default() += amount;
    }
    sums
}

/// The sums of figures.
fn amounts(figures: &Value) -> Sums {
    let amounts = figures["amounts"].as_array().expect("amounts").iter();
    let sum = |amount: &Value| {
        (
            amount["currency"].as_str().expect("a currency").to_owned(),
            units(&amount["sum"]),
        )
    };
    amounts.map(sum).collect()
}

fn list(of_money: &Value) -> Sums {
    of_money
        .as_array()
        .expect("a list of money")
        .iter()
        .map(money)
        .collect()
}
