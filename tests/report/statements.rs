//! A Party's statement as files: the rows of the answer, which add up to the sums of the contributions.

use super::{
    file, question,
    table::{known, of_answer, of_csv},
};
use crate::{
    isolation::person,
    oracle::{Scopes, Sight, Viewer, Who, World},
    support::{Service, both, world},
};
use serde_json::json;
use std::collections::BTreeMap;

/// The questions with their lists.
const LISTS: [(&str, &str); 3] = [
    ("statement", "lines"),
    ("statement-by-year", "years"),
    ("attributed-results", "results"),
];

/// Minor units by currency, of a decimal in it.
type Sums = BTreeMap<String, i128>;

fn add(sums: &mut Sums, currency: &str, decimal: &str) {
    let digits: String = decimal.chars().filter(|letter| *letter != '.').collect();
    *sums.entry(currency.to_owned()).or_default() += digits.parse::<i128>().expect("a decimal");
}

both! {
    async fn the_files_of_a_statement_are_its_lists_and_add_up_to_the_contributions(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let (mut files, mut rows, mut with_money) = (0, 0, 0);
        for party in &world.parties {
            let itself = Viewer { who: Who::Party(party.code.clone()), scopes: Scopes::ALL };
            let secretariat = Viewer { who: Who::Secretariat, scopes: Scopes::ALL };
            for viewer in [itself, secretariat] {
                // Whoever has left the Centre has no token that is good.
                if Sight::of(&world, &viewer, service.today()).is_none() {
                    continue;
                }
                let asker = person(&viewer);
                let about = json!({ "party": party.code }).to_string();
                let mut committed = Sums::new();
                let mut by_year = Sums::new();
                for (name, list) in LISTS {
                    let whole = question(name)
                        .replace("$party: String, ", "")
                        .replace("party: $party", &format!("party: \"{}\"", party.code))
                        .replace(&format!("    {list} {{"), &format!("    {list}(first: 200) {{"));
                    let answer = service.data(&asker, &whole).await;
                    let expected = of_answer(&json!({ "it": { "nodes": answer["contributionStatement"][list] } }));
                    let path = format!("/export/{name}.csv");
                    let csv = file(&service, &asker, &path, &[("variables", &about)]).await;
                    assert_eq!(csv.status, 200, "{viewer:?} {name} {about}: {}", csv.text());
                    let table = of_csv(&csv.text());
                    let told: Vec<_> = table.rows.iter().map(known).collect();
                    assert_eq!(told, expected.iter().map(known).collect::<Vec<_>>(), "{viewer:?} {name} {about}");
                    for row in &table.rows {
                        match name {
                            "statement" if row["kind"] == "COMMITMENT" => {
                                add(&mut committed, &row["change_currency"], &row["change_amount"]);
                            }
                            "statement-by-year" => add(&mut by_year, &row["currency"], &row["committed"]),
                            _ => {}
                        }
                    }
                    (files, rows) = (files + 1, rows + told.len());
                }
                // A state's money is the Party's that represents it, so that its funders are asked for by name.
                let control = "{ contributionStatement(party: \"$\") { lines(first: 200) { contribution { key } }
                    control { committed { amount currency } } } }".replace('$', &party.code);
                let told = service.data(&asker, &control).await["contributionStatement"].clone();
                let keys: Vec<_> = told["lines"].as_array().unwrap().iter().map(|line| &line["contribution"]["key"]).collect();
                let summary = format!(
                    "{{ fundingSummary(groupBy: [PARTY], filter: {{key: {{in: {}}}}}) {{ total {{ amounts {{ sum currency }} }} }} }}",
                    serde_json::to_string(&keys).unwrap(),
                );
                let mut summed = Sums::new();
                if !keys.is_empty() {
                    let total = &service.data(&asker, &summary).await["fundingSummary"]["total"]["amounts"];
                    for amount in total.as_array().unwrap() {
                        add(&mut summed, amount["currency"].as_str().unwrap(), amount["sum"].as_str().unwrap());
                    }
                }
                let mut controlled = Sums::new();
                for money in told["control"]["committed"].as_array().unwrap() {
                    add(&mut controlled, money["currency"].as_str().unwrap(), money["amount"].as_str().unwrap());
                }
                assert_eq!((&committed, &by_year, &controlled), (&summed, &summed, &summed), "{viewer:?} {about}");
                with_money += usize::from(!summed.is_empty());
            }
        }
        println!("{files} files, {rows} rows, {with_money} statements with money");
        assert!(with_money >= 5 && rows > 100, "{files} files, {rows} rows, {with_money} with money");
    }
}
