//! Activities of IATI: each viewer's file holds the projects and the money that the oracle gives it, in the
//! order of the standard's schema. Against the schema itself it is held by `tests/harvesters`.

use crate::{
    isolation::{everyone, person},
    oai::Element,
    oracle::{self, Scopes, Viewer, Who, World},
    support::{Person, Service, both, world},
};
use reqwest::{StatusCode, header::HeaderMap};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const PATH: &str = "/export/activities.iati.xml";

async fn file(service: &Service, person: &Person) -> (StatusCode, HeaderMap, String) {
    let mut request = service.client.get(service.url(PATH));
    if let Some(token) = service.token(person) {
        request = request.bearer_auth(token);
    }
    let answer = Service::answer(request).await;
    (answer.status, answer.headers, answer.text)
}

async fn activities(service: &Service, person: &Person) -> Vec<Element> {
    let (status, headers, text) = file(service, person).await;
    assert_eq!(status, 200, "{text}");
    assert_eq!(
        headers["x-content-sha256"],
        format!("{:x}", Sha256::digest(&text))
    );
    let root = Element::read(&text);
    assert_eq!(
        (root.name.as_str(), root.get("version")),
        ("iati-activities", Some("2.03"))
    );
    assert_eq!(headers["x-rows"], root.children.len().to_string());
    root.children
}

/// The world that a viewer sees.
fn seen(world: &World, viewer: &Viewer, service: &Service) -> World {
    let shown = oracle::shown(world, viewer, service.today());
    let mut sheets = world.sheets();
    for sheet in &mut sheets {
        sheet.rows = shown[sheet.name].values().cloned().collect();
    }
    World::of(&sheets)
}

/// Whether the day is known.
fn is_day(text: &str) -> bool {
    text.len() == 10
}

/// A transaction: its type, its day, its amount and currency, who gives.
type Money = (String, String, String, String, String);

/// What should be told of money, by its key.
fn money(seen: &World, numbers: &BTreeSet<String>) -> BTreeMap<String, Money> {
    let mut all = BTreeMap::new();
    for one in seen
        .contributions
        .iter()
        .filter(|one| numbers.contains(&one.project))
    {
        let funder = seen
            .funders
            .iter()
            .find(|funder| funder.key == one.funder)
            .unwrap();
        if is_day(&one.committed_on) {
            let told = (
                "11".into(),
                one.committed_on.clone(),
                one.amount.clone(),
                one.currency.clone(),
                funder.name.clone(),
            );
            all.insert(one.key.clone(), told);
        }
    }
    for one in seen
        .ledger
        .iter()
        .filter(|one| one.kind == "disbursement" && is_day(&one.booked_on))
    {
        let paid = seen.contribution(&one.contribution).unwrap();
        if numbers.contains(&paid.project) {
            let centre = "International Science and Technology Center".to_owned();
            all.insert(
                one.key.clone(),
                (
                    "3".into(),
                    one.booked_on.clone(),
                    one.amount.clone(),
                    one.currency.clone(),
                    centre,
                ),
            );
        }
    }
    all
}

/// `400000` and `400000.00` are the same amount.
fn amount(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, fraction)) => match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            rest => format!("{whole}.{rest}"),
        },
        None => text.to_owned(),
    }
}

fn told(activities: &[Element]) -> BTreeMap<String, Money> {
    let transactions = activities.iter().flat_map(|one| one.children.iter());
    transactions
        .filter(|one| one.name == "transaction")
        .map(|one| {
            let value = one.at(&["value"]);
            let day = one.at(&["transaction-date"]).get("iso-date").unwrap();
            assert_eq!(value.get("value-date"), Some(day));
            let money = (
                one.at(&["transaction-type"])
                    .get("code")
                    .unwrap()
                    .to_owned(),
                day.to_owned(),
                value.text.clone(),
                value.get("currency").unwrap().to_owned(),
                one.at(&["provider-org", "narrative"]).text.clone(),
            );
            (one.get("ref").unwrap().to_owned(), money)
        })
        .collect()
}

fn rounded(money: BTreeMap<String, Money>) -> BTreeMap<String, Money> {
    let round =
        |(kind, day, value, currency, from): Money| (kind, day, amount(&value), currency, from);
    money
        .into_iter()
        .map(|(key, one)| (key, round(one)))
        .collect()
}

both! {
    async fn each_viewer_is_given_what_the_oracle_gives_it(database) {
        let service = Service::of_the_world(database).await;
        let world = World::load(&world());
        let (mut transactions, mut with_money) = (0, 0);
        for who in everyone(&world) {
            let viewer = Viewer { who, scopes: Scopes::ALL };
            if !oracle::admitted(&world, &viewer, service.today()) {
                continue;
            }
            let seen = seen(&world, &viewer, &service);
            let activities = activities(&service, &person(&viewer)).await;
            let projects = seen.projects.iter().filter(|one| is_day(&one.starts_on) || is_day(&one.ends_on));
            let numbers: BTreeSet<String> = projects.map(|one| one.number.clone()).collect();
            let given = activities.iter().map(|one| one.at(&["iati-identifier"]).text.clone());
            let given: Vec<String> = given.map(|one| one.strip_prefix("XI-UNREGISTERED-ISTC-").unwrap().to_owned()).collect();
            assert_eq!((given.len(), given.into_iter().collect::<BTreeSet<_>>()), (numbers.len(), numbers.clone()), "{viewer:?}");
            let expected = rounded(money(&seen, &numbers));
            assert_eq!(rounded(told(&activities)), expected, "{viewer:?}");
            transactions += expected.len();
            with_money += u32::from(!expected.is_empty());
            if viewer.who == Who::Public {
                assert!(expected.is_empty());
            }
            // Who pays is told where the money is seen, and nowhere else.
            for activity in &activities {
                let number = activity.at(&["iati-identifier"]).text.replace("XI-UNREGISTERED-ISTC-", "");
                let paid: BTreeSet<&str> = seen.contributions.iter().filter(|one| one.project == number)
                    .map(|one| seen.funders.iter().find(|funder| funder.key == one.funder).unwrap().name.as_str()).collect();
                let named: BTreeSet<&str> = activity.children.iter()
                    .filter(|one| one.name == "participating-org" && one.get("role") == Some("1"))
                    .map(|one| one.at(&["narrative"]).text.as_str()).collect();
                assert_eq!(named, paid, "{viewer:?} {number}");
            }
        }
        assert!(transactions > 30 && with_money > 5, "{transactions} {with_money}");
    }
}

/// The elements of an activity that are written, in the order of the standard's schema, and how often each
/// may stand there.
const ORDER: &[(&str, bool, bool)] = &[
    ("iati-identifier", true, false),
    ("reporting-org", true, false),
    ("title", true, false),
    ("description", true, true),
    ("participating-org", true, true),
    ("activity-status", true, false),
    ("activity-date", true, true),
    ("recipient-country", false, true),
    ("tag", false, true),
    ("transaction", false, true),
    ("document-link", false, true),
];

both! {
    async fn the_elements_are_those_of_the_standard(database) {
        let mut world = World::load(&world());
        for output in &mut world.outputs {
            output.url = format!("https://outputs.example.org/{}", output.key);
        }
        let service = Service::of_the_world_of(database, &world).await;
        let activities = activities(&service, &Person::secretariat()).await;
        let mut met = BTreeSet::new();
        for activity in &activities {
            let names = activity.names();
            let place = |name: &&str| ORDER.iter().position(|(known, ..)| known == name).unwrap();
            assert!(names.iter().map(place).is_sorted(), "{names:?}");
            for (name, needed, repeats) in ORDER {
                let count = names.iter().filter(|one| *one == name).count();
                assert!(count <= 1 || *repeats, "{name}");
                assert!(count > 0 || !needed, "{name}");
                met.extend((count > 0).then_some(*name));
            }
            for one in activity.children.iter().filter(|one| one.name == "activity-date") {
                let kind = one.get("type").unwrap();
                let day: chrono::NaiveDate = one.get("iso-date").unwrap().parse().unwrap();
                assert!(["1", "2", "3", "4"].contains(&kind));
                assert!(day <= service.today() || ["1", "3"].contains(&kind), "a day to come is planned: {one:?}");
            }
        }
        assert_eq!(met.len(), ORDER.len(), "{met:?}");
    }
}

/// Every status of the records, and the code of the standard's list.
const STATUSES: &[(&str, &str)] = &[
    ("received", "1"),
    ("concurrence_pending", "1"),
    ("registered", "1"),
    ("under_review", "1"),
    ("submitted_to_board", "1"),
    ("approved_without_funding", "1"),
    ("approved_for_funding", "1"),
    ("agreement_signed", "1"),
    ("underway", "2"),
    ("completed", "4"),
    ("terminated", "5"),
    ("rejected", "5"),
    ("withdrawn", "5"),
];

both! {
    async fn every_status_has_a_code(database) {
        let mut world = World::load(&world());
        for (place, project) in world.projects.iter_mut().enumerate() {
            project.status = STATUSES[place % STATUSES.len()].0.into();
            project.starts_on = "2020-01-01".into();
            project.ends_on.clear();
        }
        let service = Service::of_the_world_of(database, &world).await;
        let activities = activities(&service, &Person::secretariat()).await;
        assert_eq!(activities.len(), world.projects.len());
        for activity in &activities {
            let number = activity.at(&["iati-identifier"]).text.replace("XI-UNREGISTERED-ISTC-", "");
            let status = &world.project(&number).unwrap().status;
            let code = STATUSES.iter().find(|(known, _)| known == status).unwrap().1;
            assert_eq!(activity.at(&["activity-status"]).get("code"), Some(code), "{status}");
        }
    }
}

both! {
    async fn a_file_with_money_is_recorded_and_no_other(database) {
        let service = Service::of_the_records(database).await;
        let record = async || {
            let question = "{ accessRecords { nodes { operation way holder contributions } } }";
            service.data(&Person::secretariat(), question).await["accessRecords"]["nodes"].clone()
        };
        let (status, headers, _) = file(&service, &Person::nobody()).await;
        assert_eq!((status.as_u16(), &headers["cache-control"]), (200, &"private, no-store".parse().unwrap()));
        assert_eq!(record().await, serde_json::json!([]));
        let (_, _, text) = file(&service, &Person::party("JP")).await;
        let entries = record().await;
        assert_eq!(entries.as_array().map(Vec::len), Some(1), "{entries}");
        let entry = &entries[0];
        assert_eq!((&entry["operation"], &entry["way"], &entry["holder"]), (&"Iati".into(), &"EXPORT".into(), &"JP".into()));
        assert_eq!(entry["contributions"], 5);
        assert!(text.contains("projects of which no day is known"), "{text}");
        // A token that is none is not the public's.
        let request = service.client.get(service.url(PATH)).bearer_auth("nonsense");
        assert_eq!(Service::answer(request).await.status, 401);
    }
}
