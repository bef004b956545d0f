//! The filter of projects, which looks at everything that hangs on them.

use super::{
    measures::{date, int, money},
    nouns::{FUNDER_KINDS, LEVELS, OUTPUT_KINDS, PROGRAMMES, ROLES, STATUSES},
    tests::{Checks, country, currency, few, flag, key, many, one, string, word},
};
use serde_json::Value;

pub fn projects(rows: &[Value]) -> Checks {
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
        string("number", "/number", rows),
        string("title", "/title", rows),
        string("summary", "/summary", rows),
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
                few(string("name", "/name", &institutes)),
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
