//! What an import changes, and what it leaves as it is.

use super::{Package, change, contents, import, imported, in_step, nothing_changed};
use crate::support::{Person, Service, both};
use entity::write::{Mode, Summary};
use serde_json::{Value, json};

const PROJECT: &str = "number,title,programme,status";

async fn project(service: &Service, fields: &str) -> Value {
    let question = format!("{{ project(by: {{number: \"K-99\"}}) {{ {fields} }} }}");
    let data = service.data(&Person::secretariat(), &question).await;
    data["project"].clone()
}

fn unchanged(summary: &Summary) -> u64 {
    summary.sheets.iter().map(|change| change.unchanged).sum()
}

both! {
    async fn a_second_import_of_the_world_changes_nothing_and_says_so(database) {
        let service = Service::of_the_world(database).await;
        let before = contents(&service).await;
        let replace = Mode { replace: true, ..Mode::default() };
        for mode in [Mode::default(), replace] {
            let summary = imported(&service, &Package::world(), mode).await;
            assert!(nothing_changed(&summary), "{summary:?}");
            assert_eq!((summary.sheets.len(), unchanged(&summary)), (19, 451));
            assert!(summary.committed);
        }
        assert_eq!(contents(&service).await, before);
    }
}

both! {
    async fn a_second_import_of_the_public_records_changes_nothing_and_says_so(database) {
        let service = Service::of_the_records(database).await;
        let summary = import(&service, api::bundled::PUBLIC_RECORDS, Mode::default()).await.unwrap();
        assert!(nothing_changed(&summary), "{summary:?}");
        assert_eq!(change(&summary, "projects"), [0, 0, 467, 0]);
        assert_eq!(change(&summary, "participations"), [0, 0, 1_324, 0]);
        in_step(&service).await;
    }
}

both! {
    async fn only_the_columns_that_are_there_change(database) {
        let service = Service::of_the_world(database).await;
        let fields = "title summary durationMonths startsOn url areas { key }";
        assert_eq!(
            project(&service, fields).await,
            json!({
                "title": "Radioactive waste treatment at Aktau, phase 2",
                "summary": "Vitrification of liquid waste.",
                "durationMonths": 36,
                "startsOn": "2023-11-11",
                "url": "https://projects.example.org/K-99",
                "areas": [{ "key": "env" }, { "key": "env-rwt" }],
            })
        );
        // An empty cell is not known; an absent column says nothing. Their order is free.
        let package = Package::of(&[(
            "projects.csv",
            "status,starts_on,number,summary,title,programme\nunderway,2023-11,K-99,,Another title,regular\n",
        )]);
        let summary = imported(&service, &package, Mode::default()).await;
        assert_eq!(change(&summary, "projects"), [0, 1, 0, 0]);
        assert_eq!(
            project(&service, fields).await,
            json!({
                "title": "Another title",
                "summary": null,
                "durationMonths": 36,
                "startsOn": "2023-11",
                "url": "https://projects.example.org/K-99",
                "areas": [{ "key": "env" }, { "key": "env-rwt" }],
            })
        );
        assert!(nothing_changed(&imported(&service, &package, Mode::default()).await));
    }
}

both! {
    async fn areas_are_replaced_as_a_list(database) {
        let service = Service::of_the_world(database).await;
        for (cell, areas) in [
            ("fir;env", json!([{ "key": "env" }, { "key": "fir" }])),
            ("env", json!([{ "key": "env" }])),
            ("", json!([])),
        ] {
            let title = "\"Radioactive waste treatment at Aktau, phase 2\"";
            let text = format!("{PROJECT},areas\nK-99,{title},regular,underway,{cell}\n");
            let package = Package::of(&[("projects.csv", &text)]);
            let summary = imported(&service, &package, Mode::default()).await;
            assert_eq!(change(&summary, "projects"), [0, 1, 0, 0], "{cell}");
            assert_eq!(project(&service, "areas { key }").await["areas"], areas);
            let again = imported(&service, &package, Mode::default()).await;
            assert_eq!(change(&again, "projects"), [0, 0, 1, 0], "{cell}");
        }
    }
}

both! {
    async fn a_flag_that_is_not_told_stays_and_is_false_in_a_new_row(database) {
        let service = Service::of_the_world(database).await;
        let initial = "{ jp: party(by: {code: \"JP\"}) { initial } fr: party(by: {code: \"FR\"}) { initial } }";
        let package = Package::of(&[("parties.csv", "code,name\nJP,Nippon\nFR,France\n")]);
        let summary = imported(&service, &package, Mode::default()).await;
        assert_eq!(change(&summary, "parties"), [1, 1, 0, 0]);
        let data = service.data(&Person::nobody(), initial).await;
        assert_eq!(data, json!({ "jp": { "initial": true }, "fr": { "initial": false } }));
        let package = Package::of(&[("parties.csv", "code,name,initial\nJP,Nippon,\nFR,France,true\n")]);
        let summary = imported(&service, &package, Mode::default()).await;
        assert_eq!(change(&summary, "parties"), [0, 2, 0, 0]);
        let data = service.data(&Person::nobody(), initial).await;
        assert_eq!(data, json!({ "jp": { "initial": false }, "fr": { "initial": true } }));
    }
}

both! {
    async fn an_amount_keeps_every_digit_and_another_spelling_is_no_change(database) {
        let service = Service::of_the_world(database).await;
        let allocation = |cell: &str| {
            Package::of(&[("allocations.csv", &format!("project,currency,amount\nK-99,EUR,{cell}\n"))])
        };
        let summary = imported(&service, &allocation("0400000.0"), Mode::default()).await;
        assert_eq!(change(&summary, "allocations"), [0, 0, 1, 0]);
        let summary = imported(&service, &allocation("90071992547409.93"), Mode::default()).await;
        assert_eq!(change(&summary, "allocations"), [0, 1, 0, 0]);
        let totals = &project(&service, "funding { totals { amount currency } }").await["funding"]["totals"];
        assert_eq!(
            totals,
            &json!([
                { "amount": "90071992547409.93", "currency": "EUR" },
                { "amount": "250000.00", "currency": "USD" },
            ])
        );
    }
}

both! {
    async fn texts_are_put_into_composed_form_and_counted(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            ("institutes.csv", "key,name,city\nke\u{301}y,Cafe\u{301},Alma\nplain,Caf\u{e9},Osaka\n"),
            ("projects.csv", &format!("{PROJECT}\nW-1,A\u{30a} title,regular,underway\n")),
            ("participations.csv", "project,institute,role\nW-1,k\u{e9}y,leading\n"),
        ]);
        let summary = imported(&service, &package, Mode::default()).await;
        assert_eq!(summary.changed.normalised, 3);
        let data = service
            .data(&Person::nobody(), "{ institute(by: {key: \"k\u{e9}y\"}) { key name } project(by: {number: \"W-1\"}) { title } }")
            .await;
        assert_eq!(data["institute"], json!({ "key": "k\u{e9}y", "name": "Caf\u{e9}" }));
        assert_eq!(data["project"]["title"], json!("\u{c5} title"));
        let again = imported(&service, &package, Mode::default()).await;
        assert!(nothing_changed(&again));
    }
}

both! {
    async fn a_dry_run_tells_everything_and_changes_nothing(database) {
        let service = Service::of_the_world(database).await;
        let before = contents(&service).await;
        let package = Package::world()
            .with("projects.csv", "phase 2", "phase 3")
            .without("proposals.csv", "K-1000,")
            .with("parties.csv", "code,name,initial\n", "code,name,initial\nFR,France,true\n");
        let mode = Mode { replace: true, dry_run: true, yes: false };
        let summary = imported(&service, &package, mode).await;
        assert!(!summary.committed);
        assert_eq!(change(&summary, "projects"), [0, 1, 47, 0]);
        assert_eq!(change(&summary, "parties"), [1, 0, 19, 0]);
        assert_eq!(change(&summary, "proposals"), [0, 0, 12, 1]);
        assert_eq!(contents(&service).await, before);
        let mode = Mode { dry_run: false, ..mode };
        let done = imported(&service, &package, mode).await;
        assert!(done.committed);
        assert_eq!(done.sheets, summary.sheets);
        assert_ne!(contents(&service).await, before);
    }
}
