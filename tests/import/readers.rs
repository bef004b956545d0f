//! What readers see of an import: nothing until it is done, and then all of it.

use super::{Package, REPLACE, change, contents, import, imported, in_step, nothing_changed};
use crate::support::{Content, Person, Service, both};
use api::package::{Source, import_folder};
use entity::{
    Project, ProjectField,
    read::Read,
    write::{Column, Mode, Sheet},
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};

const CONTRIBUTION: &str = "key,project,funder,amount,currency\nw-1,TJ-2513,party-jp,1000.00,USD\n";

/// What this Party is told of TJ-2513, of which nobody pays anything in the world.
async fn told(service: &Service, person: &Person) -> Value {
    let question = "{ project(by: {number: \"TJ-2513\"}) { funding {
        contributionsAccess { access because } contributions { totalCount nodes { key amount { amount } } } } } }";
    service.data(person, question).await["project"]["funding"].clone()
}

both! {
    async fn standing_follows_at_once(database) {
        let service = Service::of_the_world(database).await;
        let japan = Person::party("JP");
        let before = told(&service, &japan).await;
        assert_eq!(before["contributionsAccess"]["access"], json!("WITHHELD"));
        imported(&service, &Package::of(&[("contributions.csv", CONTRIBUTION)]), Mode::default()).await;
        let paying = told(&service, &japan).await;
        assert_eq!(paying["contributionsAccess"], json!({ "access": "GRANTED", "because": ["FINANCES"] }));
        assert_eq!(paying["contributions"]["nodes"], json!([{ "key": "w-1", "amount": { "amount": "1000.00" } }]));
        assert_eq!(told(&service, &Person::party("KR")).await["contributions"]["totalCount"], json!(0));

        // A contribution of zero ties nobody to anything.
        let zero = CONTRIBUTION.replace("1000.00", "0");
        imported(&service, &Package::of(&[("contributions.csv", &zero)]), Mode::default()).await;
        assert_eq!(told(&service, &japan).await, before);

        imported(&service, &Package::of(&[("contributions.csv", CONTRIBUTION)]), Mode::default()).await;
        assert_eq!(told(&service, &japan).await, paying);
        let world = Package::world().only(&["contributions.csv"]);
        let summary = imported(&service, &world, REPLACE).await;
        assert_eq!(change(&summary, "contributions"), [0, 0, 45, 1]);
        assert_eq!(told(&service, &japan).await, before);
    }
}

both! {
    async fn a_membership_that_ends_takes_its_rights_at_once(database) {
        let service = Service::of_the_world(database).await;
        let question = "{ viewer { standings { kind } projectStandings { totalCount } } }";
        let japan = Person::party("JP");
        let before = service.data(&japan, question).await;
        assert_eq!(before["viewer"]["standings"], json!([{ "kind": "BOARD" }, { "kind": "MEMBER" }]));
        let left = Package::of(&[("memberships.csv", "party,seq,capacity,left\nJP,1,funding,2020-01-01\n")]);
        imported(&service, &left, Mode::default()).await;
        let after = service.data(&japan, question).await;
        assert_eq!(after["viewer"], json!({ "standings": [], "projectStandings": { "totalCount": 0 } }));
    }
}

both! {
    async fn what_is_found_by_its_words_follows_at_once(database) {
        let service = Service::of_the_world(database).await;
        let question = "{ search(text: \"zirconium\") { nodes { __typename } totalCount } }";
        let found = async || service.data(&Person::nobody(), question).await["search"]["totalCount"].clone();
        assert_eq!(found().await, json!(0));
        let package = Package::world().with("projects.csv", "phase 2", "phase 2, zirconium");
        imported(&service, &package, Mode::default()).await;
        assert_eq!(found().await, json!(1));
        imported(&service, &Package::world(), Mode::default()).await;
        assert_eq!(found().await, json!(0));
    }
}

both! {
    async fn nobody_sees_what_is_only_staged(database) {
        let service = Service::of_the_world(database).await;
        let japan = Person::party("JP");
        let before = told(&service, &japan).await;
        let sheet = Sheet::named("contributions").unwrap();
        let columns: Vec<&'static Column> = sheet.columns.iter().collect();
        let mut import = service.store.import(&service.writer, Mode::default()).await.unwrap();
        import.sheet(sheet, "contributions.csv", &columns).await.unwrap();
        let cells = ["w-1", "TJ-2513", "party-jp", "1000.00", "USD", "", "", ""].map(str::to_owned);
        import.row(2, cells.to_vec()).await.unwrap();
        assert_eq!(told(&service, &japan).await, before);
        let summary = import.finish().await.unwrap();
        assert_eq!(change(&summary, "contributions"), [1, 0, 0, 0]);
        assert_ne!(told(&service, &japan).await, before);
    }
}

both! {
    async fn an_import_that_is_given_up_leaves_nothing_behind(database) {
        let service = Service::of_the_world(database).await;
        let before = contents(&service).await;
        let sheet = Sheet::named("countries").unwrap();
        let columns: Vec<&'static Column> = sheet.columns.iter().collect();
        let mut given_up = service.store.import(&service.writer, Mode::default()).await.unwrap();
        given_up.sheet(sheet, "countries.csv", &columns).await.unwrap();
        given_up.row(2, vec!["ZZ".into(), "Nowhere".into()]).await.unwrap();
        drop(given_up);
        assert_eq!(contents(&service).await, before);
        // The writer is free again, and its staging tables are gone.
        assert!(nothing_changed(&imported(&service, &Package::world(), Mode::default()).await));
    }
}

both! {
    async fn a_reader_keeps_the_version_it_began_with(database) {
        let fresh = database.fresh(Content::World).await;
        let (store, keys) = fresh.open().await;
        let day = "2026-11-23".parse().unwrap();
        let titles = async |reader: &entity::Reader| {
            let found = reader.read(&Read::<Project>::new().all_fields()).await.unwrap();
            let title = |row: &std::sync::Arc<entity::read::Row<Project>>| {
                row.known_text(ProjectField::Title).unwrap().to_owned()
            };
            found.rows.iter().map(title).collect::<Vec<_>>()
        };
        let early = store.reader(&keys.viewers.public(), day).await.unwrap();
        let before = titles(&early).await;
        let package = Package::world().with("projects.csv", "phase 2", "phase 3");
        let source: Source = package.source();
        import_folder(&store, &keys.writer, source, Mode::default(), &mut |_| {}).await.unwrap();
        assert_eq!(titles(&early).await, before);
        let late = store.reader(&keys.viewers.public(), day).await.unwrap();
        let after = titles(&late).await;
        assert_eq!(before.len(), after.len());
        assert!(before.iter().zip(&after).filter(|(old, new)| old != new).count() == 1);
    }
}

/// Projects and institutes, all of this version.
fn version(version: &str) -> Package {
    let of = |header: &str, row: &str| {
        let rows = (0..400).map(|number| row.replace('#', &number.to_string()));
        format!("{header}\n{}", rows.collect::<String>()).replace('@', version)
    };
    Package::of(&[
        ("institutes.csv", &of("key,name,city", "i-#,Institute,@\n")),
        (
            "projects.csv",
            &of(
                "number,title,programme,status,source",
                "W-#,Title,regular,underway,@\n",
            ),
        ),
    ])
}

both! {
    async fn every_answer_is_of_one_version(database) {
        let service = Service::empty(database).await;
        imported(&service, &version("one"), Mode::default()).await;
        let question = "{ institutes(first: 200) { nodes { city } } projects(last: 200) { nodes { source } } }";
        let versions = async || {
            let data = service.data(&Person::nobody(), question).await;
            let rows = |list: &str, field: &str| -> Vec<String> {
                let nodes = data[list]["nodes"].as_array().unwrap();
                nodes.iter().map(|node| node[field].as_str().unwrap().to_owned()).collect()
            };
            let mut all = [rows("institutes", "city"), rows("projects", "source")].concat();
            assert_eq!(all.len(), 400);
            all.dedup();
            all
        };
        let done = AtomicBool::new(false);
        let reading = async || {
            while !done.load(Ordering::SeqCst) {
                let seen = versions().await;
                assert!(seen == ["one"] || seen == ["two"], "{seen:?}");
            }
        };
        let writing = async {
            for name in ["two", "one", "two"] {
                import(&service, version(name).source(), Mode::default()).await.unwrap();
            }
            done.store(true, Ordering::SeqCst);
        };
        let (_, _, _) = tokio::join!(reading(), reading(), writing);
        assert_eq!(versions().await, ["two"]);
        in_step(&service).await;
    }
}
