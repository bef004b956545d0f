//! A crowd of hidden rows more make no work: a question reads the rows that it names and that its viewer
//! may see, however many others there are. Counted as in `work.rs`, without a clock.

use crate::support::{Content, Database, Person, Service, both};
use serde_json::json;
use sqlx::{Connection, PgConnection, SqliteConnection};

/// So many projects come that nobody sees but who pays for them, each with a contribution, an institute and a
/// confidential output. So few that an import does not have PostgreSQL look at its tables anew: other statistics may make another plan.
const CROWD: usize = 900;

/// Each question is asked so often, and the least work counts.
const TIMES: usize = 8;

/// A project with everything that hangs on it.
const PROJECT: &str = "query($number: String!) { project(by: {number: $number}) { number title
    participations { nodes { role institute { name country { name } } } } areas { name }
    funding { totals { amount } contributions { nodes { amount { amount } funder { name } } } }
    outputs { totalCount nodes { title } } access { facet access } } }";

/// What is asked, with who asks it and how much it may read: steps on SQLite, rows and index entries on
/// PostgreSQL.
fn questions() -> Vec<(&'static str, Vec<Person>, [u64; 2])> {
    let everyone = || {
        vec![
            Person::nobody(),
            Person::party("JP"),
            Person::party("KZ"),
            Person::party("EU"),
        ]
    };
    let contributions = "{ contributions(first: 5) { nodes { key amount { amount } project { title } funder { name } } } }";
    vec![
        (PROJECT, everyone(), [4_000, 6_000]),
        (
            contributions,
            vec![Person::party("JP"), Person::party("EU")],
            [2_000, 500],
        ),
        (
            "{ projects(first: 5) { nodes { number title } } }",
            vec![Person::nobody()],
            [1_000, 100],
        ),
        (
            "{ projects(first: 5, orderBy: [{field: STARTS_ON, direction: DESC}]) { nodes { number startsOn } } }",
            vec![Person::nobody()],
            [4_000, 200],
        ),
        (
            "{ projects(filter: {title: {contains: \"a\"}}) { nodes { number } } }",
            vec![Person::nobody()],
            [20_000, 1_000],
        ),
    ]
}

/// What each question works for each who asks.
async fn worked(service: &Service) -> Vec<(String, u64, [u64; 2])> {
    let mut worked = Vec::new();
    for (question, people, most) in questions() {
        for person in people {
            let ask = async || {
                let before = service.store.work().unwrap();
                let variables = json!({ "number": "K-99" });
                service.ask_with(&person, question, variables).await.data();
                service.store.work().unwrap() - before
            };
            service.admit(&person).await;
            // At first the database may be unprepared, and meet what an import left behind until it is cleared away.
            let mut least = u64::MAX;
            for _ in 0..TIMES {
                least = least.min(ask().await);
            }
            worked.push((format!("{person:?}: {question}"), least, most));
        }
    }
    worked
}

/// Adds a crowd of hidden rows.
async fn add_crowd(service: &Service, first: usize) {
    let rows = |row: &dyn Fn(usize) -> String| -> String {
        let numbers = first..first + CROWD;
        numbers.map(|number| row(number) + "\n").collect()
    };
    let projects = rows(&|number| format!("H-{number},Hidden {number},regular,received"));
    let participations = rows(&|number| format!("H-{number},ulaanbaatar-steppe,leading"));
    let contributions = rows(&|number| format!("h-{number},H-{number},partner-hidden,1.00,USD"));
    let outputs = rows(&|number| format!("h-{number},Hidden {number},report,confidential"));
    let ties = rows(&|number| format!("h-{number},H-{number}"));
    let files = [
        ("projects", "number,title,programme,status", projects),
        ("participations", "project,institute,role", participations),
        (
            "contributions",
            "key,project,funder,amount,currency",
            contributions,
        ),
        ("outputs", "key,title,kind,access", outputs),
        ("output_projects", "output,project", ties),
    ];
    let files = files.map(|(name, header, rows)| (name, format!("{header}\n{rows}")));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    service.add(&files).await;
}

both! {
    async fn hidden_rows_make_no_work_however_many_there_are(database) {
        let service = Service::counting_work(database).await;
        // A database that holds a crowd already, and knows it: of tables with a handful of rows PostgreSQL reads all.
        add_crowd(&service, 0).await;
        if database == Database::Postgres {
            service.database.psql("istc", "analyze");
        }
        let before = worked(&service).await;
        add_crowd(&service, CROWD).await;
        let after = worked(&service).await;
        let place = usize::from(database == Database::Postgres);
        for ((what, work, most), (_, with_more, _)) in before.into_iter().zip(after) {
            println!("{database:?}: {work} {with_more} {what}");
            assert!(work <= most[place], "{what}: {work}");
            assert_eq!(with_more, work, "{what}");
        }
    }
}

/// Of an index over projects that leads by another column than the key, every row is everyone's, or none is: a list
/// that is read by it then meets no project that its viewer may not see.
const INDEXES: [&str; 2] = [
    "select name, sql from sqlite_master where type = 'index' and tbl_name = 'projects' and sql is not null",
    "select indexname::text, indexdef::text from pg_indexes where tablename = 'projects' and schemaname = current_schema()",
];

both! {
    async fn indexes_over_projects_hold_those_of_one_audience(database) {
        let fresh = database.fresh(Content::Empty).await;
        let [sqlite, postgres] = INDEXES;
        let indexes: Vec<(String, String)> = match database {
            Database::Sqlite => {
                let mut connection = SqliteConnection::connect(&fresh.url).await.unwrap();
                sqlx::query_as(sqlite).fetch_all(&mut connection).await.unwrap()
            }
            Database::Postgres => {
                let mut connection = PgConnection::connect(&fresh.url).await.unwrap();
                sqlx::query_as(postgres).fetch_all(&mut connection).await.unwrap()
            }
        };
        let mut of_one_audience = 0;
        for (name, definition) in indexes {
            let definition = definition.to_lowercase().replace(['(', ')'], "");
            let is_of_one = ["where audience = 0", "where audience <> 0"]
                .iter()
                .any(|only| definition.contains(only));
            assert!(is_of_one || name == "projects_pkey", "{name}: {definition}");
            of_one_audience += usize::from(is_of_one);
        }
        assert!(of_one_audience > 10, "{of_one_audience}");
    }
}
