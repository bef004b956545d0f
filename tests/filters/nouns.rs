//! Which noun has which fields to be tested.

use super::tests::{
    Checks,
    Spelling::{Exact, Folded},
    country, currency, date, few, flag, int, key, many, money, one, string, word,
};
use serde_json::Value;

/// A noun that is listed, and every test of its filter.
pub struct Noun {
    /// What is asked around the list.
    pub within: &'static str,
    pub list: &'static str,
    pub filter: &'static str,
    pub row: &'static str,
    pub checks: fn(&[Value]) -> Checks,
}

const STATUSES: &[&str] = &[
    "RECEIVED",
    "REGISTERED",
    "SUBMITTED_TO_BOARD",
    "UNDERWAY",
    "COMPLETED",
    "WITHDRAWN",
];
const PROGRAMMES: &[&str] = &["REGULAR", "PARTNER", "INITIATIVE", "UNKNOWN"];
const LEVELS: &[&str] = &["PUBLIC", "PROGRAMME", "PROJECT", "CONFIDENTIAL"];
const OUTPUT_KINDS: &[&str] = &["REPORT", "PUBLICATION", "PATENT", "DATASET", "SOFTWARE"];
const ROLES: &[&str] = &["LEADING", "PARTICIPATING", "COLLABORATOR"];
const FUNDER_KINDS: &[&str] = &["PARTY", "AGENCY", "PARTNER"];

#[rustfmt::skip]
pub fn nouns() -> Vec<Noun> {
    let noun = |within, list, filter, row, checks| Noun { within, list, filter, row, checks };
    vec![
        noun("", "projects", "ProjectFilter",
            "number title summary programme status hostCountry { code } registeredOn startsOn endsOn durationMonths areas { key name code }
             participations(first: 9) { nodes { role disputed institute { key name city country { code } own } } }
             outputs(first: 20) { nodes { key title kind level publishedOn embargoedUntil } }
             funding { totals { amount currency } contributions(first: 9) { nodes { key amount { amount currency } committedOn funder { key kind name } } } }",
            projects),
        noun("", "institutes", "InstituteFilter",
            "key name shortName city country { code } ror own outputs(first: 9) { nodes { key title level } }
             participations(first: 20) { nodes { role disputed project { number status } } }", institutes),
        noun("", "outputs", "OutputFilter",
            "key title kind level publishedOn doi embargoedUntil institute { key name country { code } } projects(first: 9) { nodes { number status title } }", outputs),
        noun("", "funders", "FunderFilter",
            "key name kind listed party { code } country { code } contributions(first: 20) { nodes { key amount { amount currency } committedOn } }", funders),
        noun("", "parties", "PartyFilter", "code name initial funders(first: 9) { nodes { key kind } }", parties),
        noun("", "technologyAreas", "TechnologyAreaFilter",
            "key name scheme code parent { key name } projects(first: 20) { nodes { number title } }", areas),
        noun("", "contributions", "ContributionFilter",
            "key amount { amount currency } committedOn funder { key name kind } project { number title programme }
             ledger(first: 9) { nodes { key kind amount { amount currency } bookedOn contribution { key } } }", contributions),
        noun("", "statistics", "StatisticFilter", "table period dimension unit", statistics),
        noun(r#"institute(by: {key: "almaty-physics"})"#, "participations", "ParticipationFilter",
            "role disputed institute { key } project { number status title }", participations),
        noun("viewer", "projectStandings", "ProjectStandingFilter", "kind project { number status programme }", standings),
    ]
}

fn projects(rows: &[Value]) -> Checks {
    let children = |list: &str, child: &str| -> Vec<Value> {
        let lists = rows
            .iter()
            .filter_map(|row| row.pointer(list).and_then(Value::as_array));
        lists
            .flatten()
            .filter_map(|member| member.pointer(child).cloned())
            .collect()
    };
    let institutes = children("/participations/nodes", "/institute");
    let outputs = children("/outputs/nodes", "");
    let contributions = children("/funding/contributions/nodes", "");
    let allocations = children("/funding/totals", "");
    [
        string("number", "/number", Exact, rows),
        string("title", "/title", Folded, rows),
        string("summary", "/summary", Exact, rows),
        word("programme", "/programme", PROGRAMMES),
        word("status", "/status", STATUSES),
        country("hostCountry", "/hostCountry/code", rows),
        date("registeredOn", "/registeredOn", rows),
        date("startsOn", "/startsOn", rows),
        date("endsOn", "/endsOn", rows),
        int(
            "durationMonths",
            "/durationMonths",
            &[-1, 24, 36, 2_147_483_647],
        ),
        many(
            "areas",
            "/areas",
            "",
            key("key", "/key", &children("/areas", "")),
        ),
        many(
            "institutes",
            "/participations/nodes",
            "/institute",
            few(country("country", "/country/code", &institutes)),
        ),
        many(
            "participations",
            "/participations/nodes",
            "",
            [word("role", "/role", ROLES), flag("disputed", "/disputed")].concat(),
        ),
        many(
            "participations",
            "/participations/nodes",
            "",
            one(
                "institute",
                "/institute",
                few(string("name", "/name", Folded, &institutes)),
            ),
        ),
        many(
            "contributions",
            "/funding/contributions/nodes",
            "",
            few(money("amount", "/amount", &contributions)),
        ),
        many(
            "contributions",
            "/funding/contributions/nodes",
            "",
            one("funder", "/funder", word("kind", "/kind", FUNDER_KINDS)),
        ),
        many(
            "contributions",
            "/funding/contributions/nodes",
            "",
            few(date("committedOn", "/committedOn", &contributions)),
        ),
        many(
            "allocations",
            "/funding/totals",
            "",
            [
                money("amount", "", &allocations),
                currency("currency", "/currency", &allocations),
            ]
            .concat(),
        ),
        many(
            "outputs",
            "/outputs/nodes",
            "",
            [
                word("kind", "/kind", OUTPUT_KINDS),
                word("level", "/level", LEVELS),
            ]
            .concat(),
        ),
        many(
            "outputs",
            "/outputs/nodes",
            "",
            few(date("embargoedUntil", "/embargoedUntil", &outputs)),
        ),
    ]
    .concat()
}

fn institutes(rows: &[Value]) -> Checks {
    [
        key("key", "/key", rows),
        string("name", "/name", Folded, rows),
        string("shortName", "/shortName", Exact, rows),
        string("city", "/city", Exact, rows),
        country("country", "/country/code", rows),
        key("ror", "/ror", rows),
        flag("own", "/own"),
        many(
            "participations",
            "/participations/nodes",
            "",
            [word("role", "/role", ROLES), flag("disputed", "/disputed")].concat(),
        ),
        many(
            "participations",
            "/participations/nodes",
            "",
            one("project", "/project", word("status", "/status", STATUSES)),
        ),
        many(
            "outputs",
            "/outputs/nodes",
            "",
            word("level", "/level", LEVELS),
        ),
    ]
    .concat()
}

fn outputs(rows: &[Value]) -> Checks {
    let institutes: Vec<Value> = rows.iter().map(|row| row["institute"].clone()).collect();
    [
        key("key", "/key", rows),
        string("title", "/title", Folded, rows),
        word("kind", "/kind", OUTPUT_KINDS),
        word("level", "/level", LEVELS),
        date("publishedOn", "/publishedOn", rows),
        key("doi", "/doi", rows),
        date("embargoedUntil", "/embargoedUntil", rows),
        one(
            "institute",
            "/institute",
            [
                key("key", "/key", &institutes),
                few(country("country", "/country/code", &institutes)),
            ]
            .concat(),
        ),
        many(
            "projects",
            "/projects/nodes",
            "",
            word("status", "/status", STATUSES),
        ),
    ]
    .concat()
}

fn funders(rows: &[Value]) -> Checks {
    let contributions: Vec<Value> = rows
        .iter()
        .flat_map(|row| row["contributions"]["nodes"].as_array().unwrap().clone())
        .collect();
    [
        key("key", "/key", rows),
        string("name", "/name", Folded, rows),
        word("kind", "/kind", FUNDER_KINDS),
        flag("listed", "/listed"),
        country("party", "/party/code", rows),
        country("country", "/country/code", rows),
        many(
            "contributions",
            "/contributions/nodes",
            "",
            few(money("amount", "/amount", &contributions)),
        ),
    ]
    .concat()
}

fn parties(rows: &[Value]) -> Checks {
    [
        country("code", "/code", rows),
        string("name", "/name", Exact, rows),
        flag("initial", "/initial"),
        many(
            "funders",
            "/funders/nodes",
            "",
            word("kind", "/kind", FUNDER_KINDS),
        ),
    ]
    .concat()
}

fn areas(rows: &[Value]) -> Checks {
    let parents: Vec<Value> = rows.iter().map(|row| row["parent"].clone()).collect();
    let projects: Vec<Value> = rows
        .iter()
        .flat_map(|row| row["projects"]["nodes"].as_array().unwrap().clone())
        .collect();
    [
        key("key", "/key", rows),
        string("name", "/name", Folded, rows),
        key("scheme", "/scheme", rows),
        key("code", "/code", rows),
        one(
            "parent",
            "/parent",
            few(string("name", "/name", Folded, &parents)),
        ),
        many(
            "projects",
            "/projects/nodes",
            "",
            few(string("title", "/title", Folded, &projects)),
        ),
    ]
    .concat()
}

fn contributions(rows: &[Value]) -> Checks {
    let ledger: Vec<Value> = rows
        .iter()
        .flat_map(|row| row["ledger"]["nodes"].as_array().unwrap().clone())
        .collect();
    let funders: Vec<Value> = rows.iter().map(|row| row["funder"].clone()).collect();
    let entry = [
        key("key", "/key", &ledger),
        word("kind", "/kind", &["DISBURSEMENT", "ADJUSTMENT"]),
        money("amount", "/amount", &ledger),
        date("bookedOn", "/bookedOn", &ledger),
        one("contribution", "/contribution", key("key", "/key", rows)),
    ];
    [
        key("key", "/key", rows),
        money("amount", "/amount", rows),
        currency("currency", "/amount/currency", rows),
        date("committedOn", "/committedOn", rows),
        one(
            "funder",
            "/funder",
            [
                word("kind", "/kind", FUNDER_KINDS),
                few(string("name", "/name", Folded, &funders)),
            ]
            .concat(),
        ),
        one(
            "project",
            "/project",
            word("programme", "/programme", PROGRAMMES),
        ),
        many("ledger", "/ledger/nodes", "", entry.concat()),
    ]
    .concat()
}

fn statistics(rows: &[Value]) -> Checks {
    [
        key("table", "/table", rows),
        key("period", "/period", rows),
        string("dimension", "/dimension", Exact, rows),
        key("unit", "/unit", rows),
    ]
    .concat()
}

fn participations(rows: &[Value]) -> Checks {
    let institutes: Vec<Value> = rows.iter().map(|row| row["institute"].clone()).collect();
    [
        word("role", "/role", ROLES),
        flag("disputed", "/disputed"),
        one("institute", "/institute", key("key", "/key", &institutes)),
        one("project", "/project", word("status", "/status", STATUSES)),
    ]
    .concat()
}

fn standings(_: &[Value]) -> Checks {
    [
        word(
            "kind",
            "/kind",
            &[
                "FINANCES",
                "HOSTS",
                "PARTNERS",
                "PERFORMS",
                "COLLABORATES",
                "BOARD",
            ],
        ),
        one(
            "project",
            "/project",
            [
                word("status", "/status", STATUSES),
                word("programme", "/programme", PROGRAMMES),
            ]
            .concat(),
        ),
    ]
    .concat()
}
