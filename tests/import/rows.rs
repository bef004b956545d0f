//! What may be wrong between rows: keys that occur twice, references to nothing, intervals, funders;
//! and how many problems are told.

use super::{Package, change, imported, refused, said};
use crate::support::{Service, both};
use entity::write::{Mode, Problems};

const PROJECT: &str = "number,title,programme,status";

both! {
    async fn a_duplicate_is_reported_at_the_later_row_and_names_the_first(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            // A record of three lines stands before the two that are the same.
            ("projects.csv", &format!(
                "{PROJECT},summary\nW-1,\"Title\",regular,underway,\"one\ntwo\nthree\"\nW-2,Title,regular,underway,\nW-1,Other,regular,underway,\nW-1,Third,regular,underway,\n"
            )),
            ("participations.csv", "project,institute,role\nW-1,almaty-physics,leading\nW-1,almaty-physics,participating\nW-1,almaty-physics,leading\n"),
        ]);
        let problems = refused(&service, &package, Mode::default()).await;
        assert_eq!(
            said(&problems),
            [
                "duplicate-key projects.csv:6 number [W-1]",
                "duplicate-key projects.csv:7 number [W-1]",
                "duplicate-key participations.csv:4 project, institute, role [W-1, almaty-physics, leading]",
            ]
        );
        let first = |place: usize| problems.listed()[place].expected.clone();
        assert!(first(0).contains("line 2 "), "{}", first(0));
        assert!(first(1).contains("line 2 "), "{}", first(1));
        assert!(first(2).contains("line 2 "), "{}", first(2));
    }
}

both! {
    async fn keys_that_differ_only_in_how_their_letters_are_composed_are_the_same(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[(
            "institutes.csv",
            "key,name\ncafe\u{301},One\ncaf\u{e9},Two\n",
        )]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["duplicate-key institutes.csv:3 key [caf\u{e9}]"]
        );
    }
}

both! {
    async fn keys_are_compared_by_bytes(database) {
        let service = Service::of_the_world(database).await;
        // A capital, a Cyrillic letter that looks Latin: three keys.
        let package = Package::of(&[(
            "institutes.csv",
            "key,name\nac,One\nAC,Two\na\u{441},Three\n",
        )]);
        let summary = imported(&service, &package, Mode::default()).await;
        assert_eq!(change(&summary, "institutes"), [3, 0, 0, 0]);
    }
}

both! {
    async fn references_are_satisfied_by_the_package_or_the_database(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            ("memberships.csv", "party,seq,capacity,represented_by\nFR,1,funding,\nJP,9,host,DE\n"),
            ("technology_areas.csv", "key,name,scheme,parent\nw-1,One,area,w-2\nw-3,Three,area,w-4\nw-4,Four,area,env\n"),
            ("projects.csv", &format!("{PROJECT},areas\nW-1,Title,regular,underway,env;w-5;w-4\n")),
            ("participations.csv", "project,institute,role\nW-1,nowhere,leading\nW-9,almaty-physics,leading\n"),
            ("contributions.csv", "key,project,funder,amount,currency\nw-1,W-1,nobody,1,USD\n"),
            ("ledger.csv", "key,contribution,kind,amount,currency,booked_on\nw-1,w-1,adjustment,1,USD,2020\nw-2,w-2,adjustment,1,USD,2020\n"),
        ]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "dangling-reference memberships.csv:2 party [FR]",
                "dangling-reference memberships.csv:3 represented_by [DE]",
                "dangling-reference technology_areas.csv:2 parent [w-2]",
                "dangling-reference projects.csv:2 areas [w-5]",
                "dangling-reference participations.csv:3 project [W-9]",
                "dangling-reference participations.csv:2 institute [nowhere]",
                "dangling-reference contributions.csv:2 funder [nobody]",
                "dangling-reference ledger.csv:3 contribution [w-2]",
            ]
        );
    }
}

both! {
    async fn a_grant_names_someone_of_its_kind(database) {
        let service = Service::of_the_world(database).await;
        // There is such a funder, but no such institute.
        let package = Package::of(&[(
            "output_grants.csv",
            "output,holder_kind,holder\no-pub-one,funder,partner-quiet\no-pub-one,institute,partner-quiet\n",
        )]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["dangling-reference output_grants.csv:3 holder [partner-quiet]"]
        );
    }
}

both! {
    async fn no_interval_ends_before_it_starts(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            ("memberships.csv", "party,seq,capacity,joined,left\nJP,9,host,2000-06,2000-05\nJP,8,host,2000-06-15,2000-06\n"),
            ("board_seats.csv", "party,from,until\nKR,2030-01-01,2029-12-31\n"),
            ("projects.csv", &format!("{PROJECT},starts_on,ends_on\nW-1,Title,regular,underway,2020,2019\nW-2,Title,regular,underway,2020-05-05,2020\n")),
        ]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "backward-interval memberships.csv:2 left [2000-05]",
                "backward-interval board_seats.csv:2 until [2029-12-31]",
                "backward-interval projects.csv:2 ends_on [2019]",
            ]
        );
    }
}

both! {
    async fn an_end_is_compared_with_the_beginning_that_is_there_already(database) {
        let service = Service::of_the_world(database).await;
        // K-99 starts on 2023-11-11, which this file does not say.
        let package = Package::of(&[(
            "projects.csv",
            &format!("{PROJECT},ends_on\nK-99,Title,regular,underway,2022\n"),
        )]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["backward-interval projects.csv:2 ends_on [2022]"]
        );
    }
}

both! {
    async fn a_funders_party_goes_with_its_kind(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[(
            "funders.csv",
            "key,name,kind,party\nw-1,One,party,\nw-2,Two,partner,JP\nw-3,Three,agency,JP\nw-4,Four,agency,\n",
        )]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["funder-party funders.csv:2 party", "funder-party funders.csv:3 party [JP]"]
        );
        // Without the column, what the database holds stands against the new kind.
        let package = Package::of(&[("funders.csv", "key,name,kind\nparty-jp,Japan,partner\n")]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["funder-party funders.csv:2 party [JP]"]
        );
    }
}

both! {
    async fn a_thousand_problems_are_listed_and_the_others_counted(database) {
        let service = Service::of_the_world(database).await;
        let rows = |cells: &str| (0..1_500).map(|row| cells.replace('#', &row.to_string())).collect::<String>();
        let cells = rows("W-#,Title,regular,underway,soon\n");
        let package = Package::of(&[("projects.csv", &format!("{PROJECT},starts_on\n{cells}"))]);
        let problems = refused(&service, &package, Mode::default()).await;
        assert_eq!((problems.listed().len(), problems.count()), (Problems::LISTED, 1_500));
        assert_eq!(problems.listed()[999].line, Some(1_001));

        let references = rows("W-#,almaty-physics,leading\n");
        let package = Package::of(&[("participations.csv", &format!("project,institute,role\n{references}"))]);
        let problems = refused(&service, &package, Mode::default()).await;
        assert_eq!((problems.listed().len(), problems.count()), (Problems::LISTED, 1_500));
        assert_eq!(problems.listed()[999].line, Some(1_001));
    }
}

both! {
    async fn what_refers_to_rows_that_could_not_be_read_is_not_reported_as_well(database) {
        let service = Service::empty(database).await;
        let parts = "project,institute,role\nW-1,w-1,leading\nW-2,w-1,leading\nW-3,w-1,leading\n";
        let institutes = ("institutes.csv", "key,name\nw-1,One\n");
        let broken = format!("{PROJECT}\nW-1,Title,regular,underway\nW-2,Title\nW-3,Title,regular,underway\n");
        let package = Package::of(&[institutes, ("projects.csv", &broken), ("participations.csv", parts)]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["broken-row projects.csv:3 [2 cells]"]
        );
        let headless = "number,title,programme\nW-1,Title,regular\n";
        let package = Package::of(&[institutes, ("projects.csv", headless), ("participations.csv", parts)]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["missing-column projects.csv:1 status"]
        );
        // A row that is wrong in another cell is there for whoever refers to it.
        let wrong = format!("{PROJECT},starts_on\nW-1,Title,regular,underway,soon\nW-2,Title,regular,underway,\nW-3,Title,regular,underway,\n");
        let package = Package::of(&[institutes, ("projects.csv", &wrong), ("participations.csv", parts)]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["wrong-form projects.csv:2 starts_on [soon]"]
        );
    }
}
