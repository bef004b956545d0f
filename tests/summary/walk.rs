//! The list of contributions, page by page, with what a sum of them can be checked by.

use crate::support::{Person, Service};
use serde_json::Value;

/// A row of the list.
pub struct Listed {
    pub currency: String,
    /// In minor units.
    pub amount: i128,
    pub project: String,
    /// How many technology areas the project has.
    pub areas: i128,
    /// How many institutes lead it.
    pub leads: i128,
    /// Its ledger: currency and minor units.
    pub ledger: Vec<(String, i128)>,
}

/// The rows that this viewer is given, page by page.
pub async fn walk(service: &Service, asker: &Person, filter: &str) -> Vec<Listed> {
    let mut rows = Vec::new();
    let mut after = String::new();
    loop {
        let page = format!(
            "{{ it: contributions(first: 7, filter: {{{filter}}}{after}) {{
                nodes {{
                    amount {{ amount currency }}
                    project {{
                        number areas {{ key }} participations(filter: {{role: {{eq: LEADING}}}}) {{ totalCount }}
                    }}
                    ledger(first: 50) {{ totalCount nodes {{ amount {{ amount currency }} }} }}
                }}
                pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let list = &service.data(asker, &page).await["it"];
        rows.extend(list["nodes"].as_array().expect("nodes").iter().map(listed));
        if list["pageInfo"]["hasNextPage"] != Value::Bool(true) {
            return rows;
        }
        after = format!(", after: {}", list["pageInfo"]["endCursor"]);
    }
}

fn listed(node: &Value) -> Listed {
    let (currency, amount) = money(&node["amount"]);
    let project = &node["project"];
    let ledger = node["ledger"]["nodes"].as_array().expect("a ledger");
    assert_eq!(
        node["ledger"]["totalCount"].as_u64(),
        Some(ledger.len() as u64)
    );
    Listed {
        currency,
        amount,
        project: project["number"].as_str().expect("a project").to_owned(),
        areas: project["areas"].as_array().expect("areas").len() as i128,
        leads: whole_number(&project["participations"]["totalCount"]),
        ledger: ledger.iter().map(|entry| money(&entry["amount"])).collect(),
    }
}

/// A currency, and how much of it in minor units.
pub fn money(money: &Value) -> (String, i128) {
    (
        money["currency"].as_str().expect("a currency").to_owned(),
        units(&money["amount"]),
    )
}

/// A decimal in units of its last place: amounts are answered with all decimals of their currency,
/// weights with six.
pub fn units(decimal: &Value) -> i128 {
    let text = decimal.as_str().expect("a decimal");
    text.replace('.', "").parse().expect("digits and a point")
}

pub fn whole_number(number: &Value) -> i128 {
    number.as_i64().expect("a whole number").into()
}
