//! `--replace`: a file that is there is the whole of its table.

use super::{Package, REPLACE, change, contents, imported, nothing_changed, refused, said};
use crate::support::{Person, Service, both};
use entity::write::Mode;
use serde_json::json;

const YES: Mode = Mode {
    yes: true,
    ..REPLACE
};

both! {
    async fn rows_that_the_file_no_longer_holds_go_and_other_tables_stay(database) {
        let service = Service::of_the_world(database).await;
        let before = contents(&service).await;
        let package = Package::world().without("proposals.csv", "K-1000,").only(&["proposals.csv"]);
        // Without `--replace` they stay.
        assert!(nothing_changed(&imported(&service, &package, Mode::default()).await));
        let summary = imported(&service, &package, REPLACE).await;
        assert_eq!(summary.sheets.len(), 1);
        assert_eq!(change(&summary, "proposals"), [0, 0, 12, 1]);
        let proposals = "{ project(by: {number: \"K-1000\"}) { proposal { text } } }";
        let data = service.data(&Person::secretariat(), proposals).await;
        assert_eq!(data, json!({ "project": { "proposal": null } }));
        let after = contents(&service).await;
        assert_eq!(after[1..], before[1..]);
        assert!(nothing_changed(&imported(&service, &package, REPLACE).await));
    }
}

both! {
    async fn more_than_a_fifth_of_a_table_needs_a_yes(database) {
        let service = Service::of_the_world(database).await;
        // Three of fifteen are a fifth; four are more.
        let four = Package::world().without("output_grants.csv", "o-conf-partner,").without("output_grants.csv", "o-conf-institute,");
        let rows = std::fs::read_to_string(four.path("output_grants.csv")).unwrap().lines().count() - 1;
        assert_eq!(rows, 11);
        let four = four.only(&["output_grants.csv"]);
        let problems = refused(&service, &four, REPLACE).await;
        assert_eq!(said(&problems), ["too-many-removals output_grants.csv [4]"]);
        assert!(problems.listed()[0].expected.contains("--yes"));
        let three = Package::world()
            .without("output_grants.csv", "o-conf-partner,")
            .without("output_grants.csv", "o-conf-hidden,institute,")
            .only(&["output_grants.csv"]);
        let summary = imported(&service, &three, Mode { dry_run: true, ..REPLACE }).await;
        assert_eq!(change(&summary, "output_grants"), [0, 0, 12, 3]);
        let summary = imported(&service, &four, YES).await;
        assert_eq!(change(&summary, "output_grants"), [0, 0, 11, 4]);
    }
}

both! {
    async fn a_row_that_is_still_referred_to_does_not_go(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::world().without("institutes.csv", "idle-kz,").only(&["institutes.csv"]);
        let problems = refused(&service, &package, YES).await;
        // It owns an output and holds a grant, which is a reference too.
        assert_eq!(
            said(&problems),
            ["still-referenced institutes.csv key [idle-kz]", "still-referenced institutes.csv key [idle-kz]"]
        );
        assert!(problems.listed()[0].expected.contains("outputs"));
        assert!(problems.listed()[1].expected.contains("output_grants"));
        // This one holds a grant and nothing else; one has an output, the other a key.
        let package = Package::world().without("funders.csv", "partner-silent,").only(&["funders.csv"]);
        let problems = refused(&service, &package, YES).await;
        assert_eq!(said(&problems), ["still-referenced funders.csv key [partner-silent]"]);
        let package = Package::world().without("technology_areas.csv", "env,").only(&["technology_areas.csv"]);
        let problems = refused(&service, &package, YES).await;
        assert_eq!(
            said(&problems),
            ["still-referenced technology_areas.csv key [env]", "still-referenced technology_areas.csv key [env]"]
        );
    }
}

both! {
    async fn what_refers_to_it_may_go_with_it(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            ("technology_areas.csv", "key,name,scheme,parent\nw-1,One,area,\nw-2,Two,area,w-1\n"),
            ("projects.csv", "number,title,programme,status,areas\nW-1,Title,regular,underway,w-2;env\n"),
            ("funders.csv", "key,name,kind\nw-1,One,partner\n"),
            ("contributions.csv", "key,project,funder,amount,currency\nw-1,W-1,w-1,1,USD\n"),
            ("outputs.csv", "key,title,kind,access\nw-1,One,report,confidential\n"),
            ("output_projects.csv", "output,project\nw-1,W-1\n"),
            ("output_grants.csv", "output,holder_kind,holder\nw-1,funder,w-1\n"),
        ]);
        let before = contents(&service).await;
        imported(&service, &package, Mode::default()).await;
        let summary = imported(&service, &Package::world(), YES).await;
        for (sheet, removed) in [
            ("technology_areas", 2),
            ("projects", 1),
            ("funders", 1),
            ("contributions", 1),
            ("outputs", 1),
            ("output_projects", 1),
            ("output_grants", 1),
            ("institutes", 0),
        ] {
            assert_eq!(change(&summary, sheet)[3], removed, "{sheet}");
        }
        assert_eq!(contents(&service).await, before);
    }
}

both! {
    async fn an_area_does_not_go_while_a_project_lies_in_it(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::world().without("technology_areas.csv", "env-rwt,").only(&["technology_areas.csv"]);
        let problems = refused(&service, &package, YES).await;
        assert_eq!(said(&problems), ["still-referenced technology_areas.csv key [env-rwt]"]);
    }
}

both! {
    async fn a_country_of_the_iso_list_stays_under_its_iso_name(database) {
        let service = Service::of_the_world(database).await;
        let name = "{ institute(by: {key: \"almaty-physics\"}) { country { name } } }";
        let named = Package::world().with("countries.csv", "code,name\n", "code,name\nKZ,Qazaqstan\n").only(&["countries.csv"]);
        let summary = imported(&service, &named, REPLACE).await;
        assert_eq!(change(&summary, "countries"), [0, 1, 2, 0]);
        let data = service.data(&Person::nobody(), name).await;
        assert_eq!(data["institute"]["country"]["name"], json!("Qazaqstan"));
        let world = Package::world().only(&["countries.csv"]);
        let problems = refused(&service, &world, REPLACE).await;
        assert_eq!(said(&problems), ["too-many-removals countries.csv [1]"]);
        assert!(problems.listed()[0].expected.contains("of 3 rows"));
        let summary = imported(&service, &world, YES).await;
        // Something did change, and it says so: what the package brought is gone.
        assert_eq!(change(&summary, "countries"), [0, 0, 2, 1]);
        let data = service.data(&Person::nobody(), name).await;
        assert_eq!(data["institute"]["country"]["name"], json!("Kazakhstan"));
    }
}
