//! Work tells nothing: a guess about what stands in a hidden row takes the same work whether it is right
//! or wrong, and what would take long to evaluate is not evaluated at all.
//!
//! Counted without a clock: the steps of SQLite's virtual machine, and the rows and index entries that
//! PostgreSQL reads.

use crate::{
    isolation::person,
    oracle::{self, Scopes, Viewer, Who, World},
    support::{Person, Service, both, world},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How a value of a hidden row is guessed at.
#[derive(Clone, Copy)]
enum Form {
    /// A text: equal to, holds, begins with.
    Text,
    /// A key or an identifier: equal to.
    Key,
    /// The key of something related, by the field of that name.
    KeyOf(&'static str),
    /// A code: equal to.
    Code,
    /// One of the schema's words.
    Word(&'static [&'static str]),
    /// An amount in the currency of the row: equal to, at least, at most.
    Money,
    /// A reduced date: equal to, on its first day or later, on its last day or earlier.
    Date,
    /// A whole number.
    Number,
}

/// A column of a table that can be filtered by, the filter's field, and how it is guessed at.
type Column = (&'static str, &'static str, Form);

/// A table with hidden rows, and how its rows are filtered.
struct Guarded {
    table: &'static str,
    columns: &'static [Column],
    /// What takes long to evaluate, as a filter of the same noun.
    dear: fn() -> Value,
    /// The lists that are asked, with the filter, for a row of the table.
    lists: fn(&BTreeMap<&'static str, String>, Value) -> Vec<(&'static str, Value)>,
}

const STATUSES: &[&str] = &["REGISTERED", "UNDER_REVIEW", "REJECTED", "WITHDRAWN"];
const KINDS: &[&str] = &["PUBLICATION", "PATENT", "REPORT", "DATASET"];
const LEVELS: &[&str] = &["PUBLIC", "PROGRAMME", "PROJECT", "CONFIDENTIAL"];

fn and(filters: impl IntoIterator<Item = Value>) -> Value {
    json!({ "and": filters.into_iter().collect::<Vec<_>>() })
}

/// A filter of a related list, in each of the three ways that a list can be asked.
fn of_list(field: &str, filter: &Value) -> Vec<Value> {
    let ways = ["some", "every", "none"];
    ways.map(|way| json!({ field: { way: filter } })).to_vec()
}

const TABLES: &[Guarded] = &[
    Guarded {
        table: "projects",
        columns: &[
            ("title", "title", Form::Text),
            ("summary", "summary", Form::Text),
            ("status", "status", Form::Word(STATUSES)),
            ("host_country", "hostCountry", Form::Code),
            ("starts_on", "startsOn", Form::Date),
            ("registered_on", "registeredOn", Form::Date),
            ("duration_months", "durationMonths", Form::Number),
        ],
        dear: || json!({ "not": { "institutes": { "some": { "name": { "contains": "zzz" } } } } }),
        lists: |row, guess| {
            let number = &row["number"];
            let key = json!({ "number": { "eq": number } });
            let all = and([key.clone(), guess.clone()]);
            let mut lists = vec![("projects", all.clone())];
            for of in of_list("participations", &json!({ "project": all })) {
                lists.push((
                    "institutes",
                    and([json!({ "key": { "eq": "semey-med" } }), of]),
                ));
            }
            lists.push(("contributions", json!({ "project": all })));
            lists
        },
    },
    Guarded {
        table: "outputs",
        columns: &[
            ("title", "title", Form::Text),
            ("doi", "doi", Form::Key),
            ("kind", "kind", Form::Word(KINDS)),
            ("access", "level", Form::Word(LEVELS)),
            ("published_on", "publishedOn", Form::Date),
            ("embargoed_until", "embargoedUntil", Form::Date),
            ("institute", "institute", Form::KeyOf("key")),
        ],
        dear: || json!({ "not": { "projects": { "some": { "title": { "contains": "zzz" } } } } }),
        lists: |row, guess| {
            let all = and([json!({ "key": { "eq": row["key"] } }), guess]);
            let mut lists = vec![("outputs", all.clone())];
            for of in of_list("outputs", &all) {
                lists.push(("projects", and([json!({ "number": { "eq": "K-99" } }), of])));
            }
            lists
        },
    },
    Guarded {
        table: "funders",
        columns: &[
            ("name", "name", Form::Text),
            ("country", "country", Form::Code),
        ],
        dear: || json!({ "not": { "contributions": { "some": { "key": { "eq": "zzz" } } } } }),
        lists: |row, guess| {
            let all = and([json!({ "key": { "eq": row["key"] } }), guess]);
            vec![
                ("funders", all.clone()),
                ("contributions", json!({ "funder": all })),
            ]
        },
    },
    Guarded {
        table: "contributions",
        columns: &[
            ("amount", "amount", Form::Money),
            ("currency", "currency", Form::Code),
            ("committed_on", "committedOn", Form::Date),
            ("funder", "funder", Form::KeyOf("key")),
        ],
        dear: || json!({ "not": { "ledger": { "some": { "key": { "eq": "zzz" } } } } }),
        lists: |row, guess| {
            let all = and([json!({ "key": { "eq": row["key"] } }), guess]);
            let mut lists = vec![("contributions", all.clone())];
            for of in of_list("contributions", &all) {
                let project = json!({ "number": { "eq": row["project"] } });
                lists.push(("projects", and([project, of.clone()])));
                lists.push((
                    "funders",
                    and([json!({ "key": { "eq": row["funder"] } }), of]),
                ));
            }
            lists
        },
    },
    Guarded {
        table: "ledger",
        columns: &[
            ("amount", "amount", Form::Money),
            ("booked_on", "bookedOn", Form::Date),
            ("kind", "kind", Form::Word(&["DISBURSEMENT", "ADJUSTMENT"])),
        ],
        dear: || json!({ "not": { "contribution": { "project": { "title": { "contains": "zzz" } } } } }),
        lists: |row, guess| {
            let all = and([json!({ "key": { "eq": row["key"] } }), guess]);
            let ways = of_list("ledger", &all).into_iter();
            let key = json!({ "key": { "eq": row["contribution"] } });
            ways.map(|of| ("contributions", and([key.clone(), of])))
                .collect()
        },
    },
    Guarded {
        table: "allocations",
        columns: &[
            ("amount", "amount", Form::Money),
            ("currency", "currency", Form::Code),
        ],
        dear: || json!({ "not": { "currency": { "eq": "CHF" } } }),
        lists: |row, guess| {
            let ways = of_list("allocations", &guess).into_iter();
            let project = json!({ "number": { "eq": row["project"] } });
            ways.map(|of| ("projects", and([project.clone(), of])))
                .collect()
        },
    },
    Guarded {
        table: "participations",
        columns: &[(
            "role",
            "role",
            Form::Word(&["LEADING", "PARTICIPATING", "COLLABORATOR"]),
        )],
        dear: || json!({ "not": { "project": { "title": { "contains": "zzz" } } } }),
        lists: |row, guess| {
            let institute = json!({ "key": { "eq": row["institute"] } });
            let project = json!({ "project": { "number": { "eq": row["project"] } } });
            let ways = of_list("participations", &and([project, guess])).into_iter();
            ways.map(|of| ("institutes", and([institute.clone(), of])))
                .collect()
        },
    },
];

/// The right guess at this value, and a wrong one, as filters; several ways to guess.
fn guesses(column: &Column, row: &BTreeMap<&'static str, String>) -> Vec<[Value; 2]> {
    let (name, field, form) = column;
    let value = &row[name];
    if value.is_empty() {
        return vec![];
    }
    let both = |test: &str, right: Value, wrong: Value| {
        [right, wrong].map(|value| json!({ *field: { test: value } }))
    };
    let other = |text: &str| format!("{}\u{a4}", &text[..text.len() - 1]);
    match form {
        Form::Text => {
            let half: String = value.chars().take(value.chars().count() / 2 + 1).collect();
            let wrong: String = half.chars().map(|_| '\u{a4}').collect();
            vec![
                both("eq", json!(value), json!(other(value))),
                both("contains", json!(half), json!(wrong)),
                both("startsWith", json!(half), json!(wrong)),
            ]
        }
        Form::Key => vec![both("eq", json!(value), json!(other(value)))],
        Form::KeyOf(key) => {
            let of = |value: String| json!({ *field: { *key: { "eq": value } } });
            vec![[of(value.clone()), of("semey-med-not".into())]]
        }
        Form::Code => {
            let others = ["CHF", "NO"];
            let wrong = others.into_iter().find(|other| other.len() == value.len());
            wrong
                .map(|wrong| both("eq", json!(value), json!(wrong)))
                .into_iter()
                .collect()
        }
        Form::Word(words) => {
            let right = value.to_uppercase();
            let wrong = words.iter().find(|word| **word != right);
            let known = words.contains(&right.as_str());
            let pair = wrong.map(|wrong| both("eq", json!(right), json!(wrong)));
            pair.into_iter().filter(|_| known).collect()
        }
        Form::Money => {
            let other = |by: i64| {
                let minor: i64 = value
                    .replace('.', "")
                    .parse()
                    .expect("an amount with decimals");
                format!("{}.{:02}", (minor + by) / 100, (minor + by).abs() % 100)
            };
            let of = |test: &str, amount: String| json!({ *field: { "currency": row["currency"], test: amount } });
            if !value.contains('.') {
                return vec![];
            }
            vec![
                [of("eq", value.clone()), of("eq", other(1))],
                [of("gte", value.clone()), of("gte", other(1))],
                [of("lte", value.clone()), of("lte", other(-1))],
            ]
        }
        Form::Date => vec![
            both("eq", json!(value), json!("1901")),
            both("gte", json!("1901"), json!("2999")),
            both("lte", json!("2999"), json!("1901")),
        ],
        Form::Number => {
            let number: i64 = value.parse().expect("a number");
            vec![both("eq", json!(number), json!(number + 1))]
        }
    }
}

fn question(list: &str) -> String {
    let filter = match list {
        "projects" => "ProjectFilter",
        "outputs" => "OutputFilter",
        "funders" => "FunderFilter",
        "institutes" => "InstituteFilter",
        "contributions" => "ContributionFilter",
        other => panic!("no list {other}"),
    };
    format!(
        "query($filter: {filter}!) {{ {list}(filter: $filter) {{ totalCount nodes {{ id }} }} }}"
    )
}

/// What is asked with each filter: the answer, and the work that it took.
async fn ask(service: &Service, person: &Person, list: &str, filter: &Value) -> (String, u64) {
    let before = service.store.work().expect("work that is counted");
    let variables = json!({ "filter": filter });
    let answer = service.ask_with(person, &question(list), variables).await;
    assert!(
        !answer.text.contains("errors"),
        "{list} {filter}: {}",
        answer.text
    );
    let work = service.store.work().expect("work that is counted") - before;
    (answer.text, work)
}

/// Of each table and viewer so many hidden rows are guessed at, each guess by one list after another; in a
/// long run all of them, by every list.
const ROWS: usize = 2;

/// The first difference that a right guess makes, and how many guesses were compared.
pub async fn first_difference(service: &Service) -> (Option<String>, usize) {
    let is_long = std::env::var("ISTC_OPERATIONS").is_ok();
    let rows = if is_long { usize::MAX } else { ROWS };
    let world = World::load(&world());
    let sheets = world.sheets();
    let all = |who| Viewer {
        who,
        scopes: Scopes::ALL,
    };
    let everything = oracle::shown(&world, &all(Who::Secretariat), service.today());
    let viewers = [
        Who::Public,
        Who::Party("JP".into()),
        Who::Party("KZ".into()),
        Who::Partner("partner-hidden".into()),
        Who::Institute("semey-med".into()),
    ];
    let mut compared = 0;
    for viewer in viewers.map(all) {
        service.admit(&person(&viewer)).await;
        let shown = oracle::shown(&world, &viewer, service.today());
        for guarded in TABLES {
            let sheet = sheets.iter().find(|sheet| sheet.name == guarded.table);
            let columns = sheet.expect("a sheet").columns;
            let seen = &shown[guarded.table];
            let hidden = everything[guarded.table].iter();
            let hidden = hidden.filter(|(key, _)| !seen.contains_key(*key));
            for (_, cells) in hidden.take(rows) {
                let row = columns.iter().copied().zip(cells.iter().cloned()).collect();
                let pairs = guarded
                    .columns
                    .iter()
                    .flat_map(|column| guesses(column, &row));
                for pair in pairs {
                    let lists = (guarded.lists)(&row, json!({})).len();
                    let places = match is_long {
                        true => 0..lists,
                        false => compared % lists..compared % lists + 1,
                    };
                    for place in places {
                        compared += 1;
                        if let Some(difference) =
                            difference(service, &viewer, guarded, &row, &pair, place).await
                        {
                            return (Some(difference), compared);
                        }
                    }
                }
            }
        }
    }
    (None, compared)
}

/// What tells the right guess from the wrong one, by this one of the lists.
async fn difference(
    service: &Service,
    viewer: &Viewer,
    guarded: &Guarded,
    row: &BTreeMap<&'static str, String>,
    [right, wrong]: &[Value; 2],
    place: usize,
) -> Option<String> {
    let asks = person(viewer);
    let mut told = Vec::new();
    // The first question may find the database unprepared.
    for guess in [wrong, right, wrong] {
        let all = and([guess.clone(), (guarded.dear)()]);
        let (list, filter) = (guarded.lists)(row, all).swap_remove(place);
        told.push(ask(service, &asks, list, &filter).await);
    }
    let (list, filter) = (guarded.lists)(row, right.clone()).swap_remove(place);
    let [_, right, wrong] = told.as_slice() else {
        unreachable!("three were asked")
    };
    (right != wrong)
        .then(|| format!("{viewer:?}, {list} {filter}: right {right:?}, wrong {wrong:?}"))
}

both! {
    async fn a_right_guess_about_a_hidden_row_takes_the_work_of_a_wrong_one(database) {
        let service = Service::counting_work(database).await;
        let (difference, compared) = first_difference(&service).await;
        assert_eq!(difference, None);
        println!("{database:?}: {compared} guesses compared");
        assert!(compared > 300, "{compared}");
    }
}

both! {
    async fn a_right_guess_about_a_visible_row_takes_more_work(database) {
        let service = Service::counting_work(database).await;
        let staff = Person::secretariat();
        let filter = |title: &str| {
            let dear = json!({ "not": { "institutes": { "some": { "name": { "contains": "zzz" } } } } });
            and([json!({ "number": { "eq": "K-99" } }), json!({ "title": { "startsWith": title } }), dear])
        };
        ask(&service, &staff, "projects", &filter("Nothing")).await;
        let (_, wrong) = ask(&service, &staff, "projects", &filter("Nothing")).await;
        let (_, right) = ask(&service, &staff, "projects", &filter("Radioactive")).await;
        assert!(right > wrong, "{right} {wrong}");
    }
}
