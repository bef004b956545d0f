//! Many viewers at once: nobody is answered with another's truth, nor with two versions of the data.

use crate::support::{Person, Service, both};
use api::package::Source;
use entity::write::Mode;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tempfile::TempDir;

/// Several statements, whose answers belong together.
const QUESTION: &str = r#"{
    viewer { kind party { code } projectStandings { totalCount nodes { kind project { number title } } } }
    contributions(first: 50) { totalCount nodes {
        key amount { amount currency } note project { number title summary } funder { key party { code } } } }
    projects(first: 50, filter: {allocations: {some: {}}}) { totalCount nodes {
        number title funding { totals { amount } access { access because } } } }
    one: project(by: {number: "KZ-2514"}) { title summary funding { contributions { nodes { amount { amount } note } } } }
    two: project(by: {number: "KZ-2516"}) { title summary funding { contributions { nodes { amount { amount } note } } } }
    search(text: "version") { totalCount nodes { snippet node { ... on Project { number title } } } }
}"#;

const PEOPLE: usize = 6;

fn people() -> [Person; PEOPLE] {
    [
        Person::party("JP"),
        Person::party("EU"),
        Person::party("NO"),
        Person::party("KZ"),
        Person::secretariat(),
        Person::nobody(),
    ]
}

/// How many answers are compared; `ISTC_ANSWERS` says how many in the long run.
fn answers() -> usize {
    let answers = std::env::var("ISTC_ANSWERS").ok();
    answers.map_or(600, |answers| {
        answers.parse().expect("ISTC_ANSWERS is a number")
    })
}

/// So many ask at the same time: more than the service has connections and threads.
const AT_ONCE: usize = 24;

/// The answer; asked again as long as the service says that it has no connection free, or no time.
async fn answer(service: &Service, person: &Person) -> Value {
    for _ in 0..100 {
        let answer = service.ask(person, QUESTION).await;
        if !["UNAVAILABLE", "TIMEOUT"].contains(&answer.code().as_str()) {
            return answer.data();
        }
    }
    panic!("the service never had a connection and the time");
}

/// Asks so many times, by turns for each, many at once, and says how often each answer came that is
/// right for the one who asked.
async fn ask_all(service: &Service, times: usize, right: &[[Value; PEOPLE]]) -> Vec<usize> {
    let people = people();
    let mut came = vec![0; right.len()];
    let mut answers = stream::iter(0..times)
        .map(|turn| {
            let person = people[turn % people.len()].clone();
            async move { (turn % PEOPLE, answer(service, &person).await) }
        })
        .buffer_unordered(AT_ONCE);
    while let Some((who, answer)) = answers.next().await {
        let version = right.iter().position(|right| right[who] == answer);
        let version = version.unwrap_or_else(|| panic!("no truth of {:?}: {answer}", people[who]));
        came[version] += 1;
    }
    came
}

async fn truths(service: &Service) -> [Value; PEOPLE] {
    let mut truths = [const { Value::Null }; PEOPLE];
    for (truth, person) in truths.iter_mut().zip(people()) {
        *truth = answer(service, &person).await;
    }
    truths
}

both! {
    async fn nobody_is_answered_with_anothers_truth(database) {
        let service = Service::of_the_records(database).await;
        let truths = truths(&service).await;
        let counts = truths.each_ref().map(|truth| truth["contributions"]["totalCount"].as_u64().unwrap());
        assert_eq!(counts, [5, 6, 2, 0, 11, 0]);
        let answers = answers();
        assert_eq!(ask_all(&service, answers, &[truths]).await, [answers]);
        println!("{database:?}: {answers} answers to {PEOPLE} at once, none mixed");
    }
}

/// A package that changes two projects and their contributions, all to one version.
fn version(name: &str) -> TempDir {
    let Source::Embedded(files) = api::bundled::PUBLIC_RECORDS else {
        panic!("the records are in the program");
    };
    let files: BTreeMap<&str, &[u8]> = files.iter().copied().collect();
    let folder = TempDir::new().unwrap();
    for (file, key) in [("projects", "number"), ("contributions", "project")] {
        let mut reader = csv::Reader::from_reader(files[format!("{file}.csv").as_str()]);
        let header = reader.headers().unwrap().clone();
        let mut writer = csv::Writer::from_path(folder.path().join(format!("{file}.csv"))).unwrap();
        writer.write_record(&header).unwrap();
        for row in reader.records().map(Result::unwrap) {
            let row: BTreeMap<&str, &str> = header.iter().zip(row.iter()).collect();
            if !["KZ-2514", "KZ-2516"].contains(&row[key]) {
                continue;
            }
            let cell = |column: &str| match column {
                "title" | "summary" | "note" => format!("{column}, version {name}"),
                "amount" => format!("{}.00", 1_000 * name.len()),
                other => row[other].to_owned(),
            };
            writer.write_record(header.iter().map(cell)).unwrap();
        }
        writer.flush().unwrap();
    }
    let resources = ["projects", "contributions"]
        .map(|name| json!({ "name": name, "path": format!("{name}.csv") }));
    let descriptor = json!({ "name": "version", "resources": resources }).to_string();
    std::fs::write(folder.path().join("datapackage.json"), descriptor).unwrap();
    folder
}

both! {
    async fn each_answer_is_wholly_of_one_version_while_the_data_change(database) {
        let service = Service::of_the_records(database).await;
        let packages = [version("one"), version("seven")];
        let mut right = Vec::new();
        for package in &packages {
            service.import(package.path(), Mode::default()).await;
            right.push(truths(&service).await);
        }
        let [one, seven] = &right[..] else { unreachable!() };
        assert!(one.iter().zip(seven).all(|(one, seven)| one != seven));
        for truth in &right {
            assert_eq!(truth[0]["search"]["totalCount"], 2);
            assert_eq!(truth[0]["contributions"]["totalCount"], 5);
        }
        let done = Arc::new(AtomicBool::new(false));
        let asking = async {
            let mut came = vec![0, 0];
            // Until both versions were met while they changed, and each one who asks many times.
            while came.iter().sum::<usize>() < answers() || came.contains(&0) {
                for (sum, more) in came.iter_mut().zip(ask_all(&service, 150, &right).await) {
                    *sum += more;
                }
            }
            done.store(true, Ordering::SeqCst);
            came
        };
        let changing = async {
            let mut imports = 0;
            while !done.load(Ordering::SeqCst) {
                service.import(packages[imports % 2].path(), Mode::default()).await;
                imports += 1;
            }
            imports
        };
        let (came, imports) = futures_util::join!(asking, changing);
        assert!(came.iter().all(|times| *times > 0) && imports > 1, "{came:?} in {imports} imports");
        println!("{database:?}: {came:?} answers of either version during {imports} imports, none mixed");
    }
}
