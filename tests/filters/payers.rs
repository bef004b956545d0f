//! The filters of those who pay and of what they committed.

use super::{
    measures::{date, money},
    nouns::{FUNDER_KINDS, PROGRAMMES},
    tests::{Checks, country, currency, few, flag, key, many, one, string, word},
};
use serde_json::Value;

pub fn funders(rows: &[Value]) -> Checks {
    let contributions: Vec<Value> = rows
        .iter()
        .flat_map(|row| row["contributions"]["nodes"].as_array().unwrap().clone())
        .collect();
    [
        key("key", "/key", rows),
        string("name", "/name", rows),
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

pub fn contributions(rows: &[Value]) -> Checks {
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
                few(string("name", "/name", &funders)),
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
