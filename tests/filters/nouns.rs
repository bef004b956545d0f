//! Which noun has which fields to be tested.

use super::{
    measures::date,
    payers::{contributions, funders},
    projects::projects,
    tests::{Checks, country, currency, few, flag, identifier, key, many, one, string, word},
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

pub const STATUSES: &[&str] = &[
    "RECEIVED",
    "REGISTERED",
    "SUBMITTED_TO_BOARD",
    "UNDERWAY",
    "COMPLETED",
    "WITHDRAWN",
];
pub const PROGRAMMES: &[&str] = &["REGULAR", "PARTNER", "INITIATIVE", "UNKNOWN"];
pub const LEVELS: &[&str] = &["PUBLIC", "PROGRAMME", "PROJECT", "CONFIDENTIAL"];
pub const OUTPUT_KINDS: &[&str] = &["REPORT", "PUBLICATION", "PATENT", "DATASET", "SOFTWARE"];
pub const ROLES: &[&str] = &["LEADING", "PARTICIPATING", "COLLABORATOR"];
pub const FUNDER_KINDS: &[&str] = &["PARTY", "AGENCY", "PARTNER"];

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
        noun("", "rateTables", "RateTableFilter", "key name dateRule", rate_tables),
        noun("", "exchangeRates", "ExchangeRateFilter", "table { key name dateRule } from to period", exchange_rates),
        noun(r#"institute(by: {key: "almaty-physics"})"#, "participations", "ParticipationFilter",
            "role disputed institute { key } project { number status title }", participations),
        noun("viewer", "projectStandings", "ProjectStandingFilter", "kind project { number status programme }", standings),
    ]
}

fn institutes(rows: &[Value]) -> Checks {
    [
        key("key", "/key", rows),
        string("name", "/name", rows),
        string("shortName", "/shortName", rows),
        string("city", "/city", rows),
        country("country", "/country/code", rows),
        identifier("ror", "/ror", "https://ror.org/0abcdef23", rows),
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
        string("title", "/title", rows),
        word("kind", "/kind", OUTPUT_KINDS),
        word("level", "/level", LEVELS),
        date("publishedOn", "/publishedOn", rows),
        identifier("doi", "/doi", "10.9999/none", rows),
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

fn parties(rows: &[Value]) -> Checks {
    [
        country("code", "/code", rows),
        string("name", "/name", rows),
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
        string("name", "/name", rows),
        key("scheme", "/scheme", rows),
        key("code", "/code", rows),
        one("parent", "/parent", few(string("name", "/name", &parents))),
        many(
            "projects",
            "/projects/nodes",
            "",
            few(string("title", "/title", &projects)),
        ),
    ]
    .concat()
}

fn statistics(rows: &[Value]) -> Checks {
    [
        key("table", "/table", rows),
        key("period", "/period", rows),
        string("dimension", "/dimension", rows),
        key("unit", "/unit", rows),
    ]
    .concat()
}

fn rate_tables(rows: &[Value]) -> Checks {
    [
        key("key", "/key", rows),
        string("name", "/name", rows),
        word(
            "dateRule",
            "/dateRule",
            &["DAY", "MONTH", "QUARTER", "YEAR"],
        ),
    ]
    .concat()
}

fn exchange_rates(rows: &[Value]) -> Checks {
    let tables: Vec<Value> = rows.iter().map(|row| row["table"].clone()).collect();
    [
        one("table", "/table", rate_tables(&tables)),
        currency("from", "/from", rows),
        currency("to", "/to", rows),
        date("period", "/period", rows),
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
