//! Summaries told in lines that a person can check, and how such questions are asked.

use super::asked::whole;
use crate::support::{Person, Service};
use serde_json::Value;

/// The whole answer to a field with its arguments, such as `fundingSummary(groupBy: [YEAR])`.
pub async fn summary(service: &Service, person: &Person, field: &str) -> Value {
    service.data(person, &whole(field)).await["it"].clone()
}

/// A line for each group, `KZ: 2, 650340.00 USD` (its key, how many rows, what they add up to), and one
/// for the rest if it is told.
pub fn groups(summary: &Value) -> Vec<String> {
    let groups = summary["groups"].as_array().expect("groups");
    let mut lines: Vec<String> = groups
        .iter()
        .map(|group| format!("{}: {}", key(group), figures(&group["figures"])))
        .collect();
    if !summary["rest"].is_null() {
        lines.push(format!("rest: {}", figures(&summary["rest"])));
    }
    lines
}

/// How many rows there are, and what they add up to in each currency.
pub fn figures(figures: &Value) -> String {
    let amounts = figures["amounts"].as_array().expect("amounts");
    let sums = amounts
        .iter()
        .map(|amount| format!("{} {}", text(&amount["sum"]), text(&amount["currency"])));
    let parts: Vec<String> = [figures["count"].to_string()]
        .into_iter()
        .chain(sums)
        .collect();
    parts.join(", ")
}

/// Amounts of money: `1464250.00 USD`.
pub fn money(list: &Value) -> Vec<String> {
    let amounts = list.as_array().expect("a list of money");
    amounts
        .iter()
        .map(|money| format!("{} {}", text(&money["amount"]), text(&money["currency"])))
        .collect()
}

/// The known parts of a group's key, and the names of those that are not known.
fn key(group: &Value) -> String {
    let fields = [
        "party",
        "funder",
        "funderKind",
        "programme",
        "status",
        "technologyArea",
        "hostCountry",
        "leadInstitute",
        "entryKind",
        "year",
        "quarter",
        "fiscalYear",
    ];
    let known = fields.iter().filter_map(|field| {
        let value = &group["keys"][field];
        match (value, *field) {
            (Value::Null, _) => None,
            (Value::Object(_), "quarter") => {
                Some(format!("{}/{}", value["year"], value["quarter"]))
            }
            (Value::Object(parts), "fiscalYear") => {
                let [label, from, until] =
                    ["label", "startsOn", "endsOn"].map(|part| text(&parts[part]));
                Some(format!("{label} ({from} to {until})"))
            }
            (Value::Object(parts), _) => parts.values().next().map(text),
            (Value::String(word), _) => Some(word.clone()),
            (number, _) => Some(number.to_string()),
        }
    });
    let unknown = group["unknown"].as_array().expect("names");
    let unknown = unknown.iter().map(|name| format!("unknown {}", text(name)));
    known.chain(unknown).collect::<Vec<_>>().join(" ")
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
