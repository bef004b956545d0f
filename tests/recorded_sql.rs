//! The statements that the commonest questions become, recorded in `tests/recorded_sql/`: a change of one is seen
//! when it is reviewed. `INSTA_UPDATE=always tests/run recorded_sql` records them anew.

use crate::support::{Database, Person, Service, both};
use serde_json::{Map, Value, json};

/// The questions, which `api/benches/questions.py` measures: what each asks for, and its document.
fn questions() -> Vec<(&'static str, &'static str)> {
    let parts = include_str!("../api/benches/questions.graphql").split("\n\n");
    let questions = parts.skip(1).map(|part| {
        let (title, document) = part.split_once('\n').expect("a title and a document");
        (title.trim_start_matches("# "), document)
    });
    questions.collect()
}

/// Values of the world for the variables that a document names.
fn variables(document: &str) -> Value {
    let known = [
        ("number", "K-99"),
        ("institute", "almaty-physics"),
        ("word", "radioactive"),
        ("area", "Environment"),
    ];
    let named = known
        .iter()
        .filter(|(name, _)| document.contains(&format!("${name}: ")));
    let values: Map<String, Value> = named
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    Value::Object(values)
}

/// A line for each part of a statement.
fn in_lines(sql: &str) -> String {
    let mut text = sql.to_owned();
    for word in [
        " FROM ",
        " WHERE ",
        " LEFT JOIN ",
        " INNER JOIN ",
        " ORDER BY ",
        " LIMIT ",
        " UNION ALL ",
        " GROUP BY ",
    ] {
        text = text.replace(word, &format!("\n{}", word.trim_start()));
    }
    text
}

both! {
    async fn the_statements_of_the_commonest_questions_are_the_recorded_ones(database) {
        let service = Service::counting_work(database).await;
        let japan = Person::party("JP");
        service.admit(&japan).await;
        let mut recorded = String::new();
        let questions = questions();
        for (title, document) in &questions {
            service.sent();
            let answer = service.ask_with(&japan, document, variables(document)).await;
            answer.data();
            recorded += &format!("-- {title}\n");
            for sql in service.sent() {
                recorded += &in_lines(&sql);
                recorded += ";\n";
            }
            recorded.push('\n');
        }
        assert!(questions.len() >= 30, "{}", questions.len());
        let name = match database {
            Database::Sqlite => "sqlite",
            Database::Postgres => "postgres",
        };
        insta::with_settings!({ snapshot_path => "recorded_sql", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, recorded);
        });
    }
}
