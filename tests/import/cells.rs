//! What may be wrong with a cell.

use super::{Package, change, import, imported, refused, said};
use crate::support::{Person, Service, both};
use entity::write::Mode;
use serde_json::json;

const PROJECT: &str = "number,title,programme,status";

/// A package with one project for each of these cells in this column.
fn projects(column: &str, cells: &[&str]) -> Package {
    let mut text = format!("{PROJECT},{column}\n");
    for (place, cell) in cells.iter().enumerate() {
        text.push_str(&format!("W-{place},Title,regular,underway,{cell}\n"));
    }
    Package::of(&[("projects.csv", &text)])
}

both! {
    async fn a_cell_that_must_not_be_empty_is(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[(
            "projects.csv",
            &format!("{PROJECT}\n,Title,regular,underway\nW-1,,regular,underway\nW-2,Title,,\n"),
        )]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "missing-value projects.csv:2 number []",
                "missing-value projects.csv:3 title []",
                "missing-value projects.csv:4 programme []",
                "missing-value projects.csv:4 status []",
            ]
        );
    }
}

both! {
    async fn dates_are_days_months_or_years(database) {
        let service = Service::of_the_world(database).await;
        let package = projects(
            "starts_on",
            &["2015-2-1", "2015-13", "2015-02-29", "soon", "15", "2015/01/01", "0000", "+2015", "2015-01-01T00:00"],
        );
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "wrong-form projects.csv:2 starts_on [2015-2-1]",
                "wrong-form projects.csv:3 starts_on [2015-13]",
                "wrong-form projects.csv:4 starts_on [2015-02-29]",
                "wrong-form projects.csv:5 starts_on [soon]",
                "wrong-form projects.csv:6 starts_on [15]",
                "wrong-form projects.csv:7 starts_on [2015/01/01]",
                "wrong-form projects.csv:8 starts_on [0000]",
                "wrong-form projects.csv:9 starts_on [+2015]",
                "wrong-form projects.csv:10 starts_on [2015-01-01T00:00]",
            ]
        );
        let right = projects("starts_on", &["2015", "2013-11", "2016-02-29", "0001", "9999-12", ""]);
        assert_eq!(change(&imported(&service, &right, Mode::default()).await, "projects"), [6, 0, 0, 0]);
    }
}

both! {
    async fn numbers_flags_and_addresses_have_a_form(database) {
        let service = Service::of_the_world(database).await;
        let numbers = projects("duration_months", &["-1", "1.5", "many", "+3", "100001"]);
        assert_eq!(
            said(&refused(&service, &numbers, Mode::default()).await),
            [
                "wrong-form projects.csv:2 duration_months [-1]",
                "wrong-form projects.csv:3 duration_months [1.5]",
                "wrong-form projects.csv:4 duration_months [many]",
                "wrong-form projects.csv:5 duration_months [+3]",
                "wrong-form projects.csv:6 duration_months [100001]",
            ]
        );
        let others = Package::of(&[
            ("parties.csv", "code,name,initial\nFR,France,yes\nIT,Italy,1\n"),
            ("institutes.csv", "key,name,ror,url\nw-1,One,https://ror.org/00vtgdb54,ftp://x.example\nw-2,Two,00vtgdb54,x.example/y\n"),
            ("outputs.csv", "key,title,kind,access,doi\nw-1,One,report,public,doi:10.1000\nw-2,Two,report,public,10.1/x\n"),
        ]);
        assert_eq!(
            said(&refused(&service, &others, Mode::default()).await),
            [
                "wrong-form parties.csv:2 initial [yes]",
                "wrong-form parties.csv:3 initial [1]",
                "wrong-form institutes.csv:2 ror [https://ror.org/00vtgdb54]",
                "wrong-form institutes.csv:2 url [ftp://x.example]",
                "wrong-form institutes.csv:3 ror [00vtgdb54]",
                "wrong-form institutes.csv:3 url [x.example/y]",
                "wrong-form outputs.csv:2 doi [doi:10.1000]",
                "wrong-form outputs.csv:3 doi [10.1/x]",
            ]
        );
    }
}

both! {
    async fn control_characters_stand_nowhere_but_line_breaks_in_texts(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            ("projects.csv", &format!("{PROJECT},summary,url\nW-\u{1},Title,regular,underway,,\nW-2,Ti\u{7}tle,regular,underway,a\u{0}b,https://x.example/\u{0}\n")),
            ("outputs.csv", "key,title,kind,access,doi\nw-1,One,report,public,10.1000/x\u{0}y\n"),
        ]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "wrong-form projects.csv:2 number [W-\\u{1}]",
                "wrong-form projects.csv:3 title [Ti\\u{7}tle]",
                "wrong-form projects.csv:3 summary [a\\0b]",
                "wrong-form projects.csv:3 url [https://x.example/\\0]",
                "wrong-form outputs.csv:2 doi [10.1000/x\\0y]",
            ]
        );
        let right = projects("summary", &["\"one\ttab\r\nand two\nlines\""]);
        import(&service, right.source(), Mode::default()).await.unwrap();
    }
}

both! {
    async fn no_text_is_longer_than_its_form_allows(database) {
        let service = Service::of_the_world(database).await;
        let long = |length: usize| "ё".repeat(length);
        let package = Package::of(&[
            ("projects.csv", &format!(
                "{PROJECT},summary,url\n{},Title,regular,underway,,\nW-2,{},regular,underway,{},https://x.example/{}\n",
                long(201), long(2_001), long(100_001), "y".repeat(2_000)
            )),
            ("outputs.csv", &format!("key,title,kind,access,doi\nw-1,One,report,public,10.1000/{}\n", "z".repeat(2_000))),
        ]);
        let shown = long(60);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                format!("too-long projects.csv:2 number [{shown}…]"),
                format!("too-long projects.csv:3 title [{shown}…]"),
                format!("too-long projects.csv:3 summary [{shown}…]"),
                format!("too-long projects.csv:3 url [https://x.example/{}…]", "y".repeat(42)),
                format!("too-long outputs.csv:2 doi [10.1000/{}…]", "z".repeat(52)),
            ]
        );
        let text = format!("{PROJECT},summary\n{},{},regular,underway,{}\n", long(200), long(2_000), long(100_000));
        let right = Package::of(&[("projects.csv", &text)]);
        import(&service, right.source(), Mode::default()).await.unwrap();
    }
}

both! {
    async fn amounts_are_exact_and_have_their_currencys_decimals(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            ("allocations.csv", "project,currency,amount\nK-055,JPY,1.5\nK-055,USD,1.234\nK-055,KWD,1.2345\nK-055,EUR,\"1,000.00\"\nK-055,XEU,-1\nK-055,GBP,1e3\nK-055,CHF,92233720368547759\n"),
            ("ledger.csv", "key,contribution,kind,amount,currency,booked_on\nw-1,c-k99-eu,adjustment,-0.001,EUR,2024\n"),
        ]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "too-many-decimals allocations.csv:2 amount [1.5]",
                "too-many-decimals allocations.csv:3 amount [1.234]",
                "too-many-decimals allocations.csv:4 amount [1.2345]",
                "wrong-form allocations.csv:5 amount [1,000.00]",
                "wrong-form allocations.csv:6 amount [-1]",
                "wrong-form allocations.csv:7 amount [1e3]",
                "wrong-form allocations.csv:8 amount [92233720368547759]",
                "too-many-decimals ledger.csv:2 amount [-0.001]",
            ]
        );
    }
}

both! {
    async fn codes_are_those_of_their_list(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            ("parties.csv", "code,name\nZZ,Nowhere\n"),
            ("memberships.csv", "party,seq,capacity\nJP,7,funding;guest\n"),
            ("projects.csv", &format!("{PROJECT},host_country\nW-1,Title,regular,started,KZ\nW-2,Title,other,underway,kz\nW-3,Title,regular,underway,YU\n")),
            ("allocations.csv", "project,currency,amount\nK-055,ECU,1\n"),
        ]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "unknown-code memberships.csv:2 capacity [funding;guest]",
                "unknown-code projects.csv:2 status [started]",
                "unknown-code projects.csv:3 programme [other]",
                "unknown-code projects.csv:3 host_country [kz]",
                "unknown-code allocations.csv:2 currency [ECU]",
                "unknown-code parties.csv:2 code [ZZ]",
                "unknown-code projects.csv:4 host_country [YU]",
            ]
        );
    }
}

both! {
    /// Two keys that look the same are the same: what cannot be seen in one is an error, and is shown.
    async fn keys_hold_nothing_that_cannot_be_seen(database) {
        let service = Service::of_the_world(database).await;
        let cells = ["w-2 ", " w-2", "w-2\u{200b}", "w\u{ad}-2", "w-2\u{a0}", "w\u{a0}2", "\u{feff}w-2", "w-2\u{e0061}"];
        let mut text = "key,name,kind\nw-2,One,agency\n".to_owned();
        for cell in cells {
            text.push_str(&format!("{cell},One,agency\n"));
        }
        // References and items of lists are keys too.
        let package = Package::of(&[
            ("funders.csv", &text),
            ("projects.csv", &format!("{PROJECT},areas\nW-9,Title,regular,underway,fir\u{200b};env\n")),
            ("contributions.csv", "key,project,funder,amount,currency\nw-9,W-9,w-2\u{200d},1.00,EUR\n"),
        ]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "wrong-form funders.csv:3 key [w-2 ]",
                "wrong-form funders.csv:4 key [ w-2]",
                "wrong-form funders.csv:5 key [w-2\\u{200b}]",
                "wrong-form funders.csv:6 key [w\\u{ad}-2]",
                "wrong-form funders.csv:7 key [w-2\\u{a0}]",
                "wrong-form funders.csv:8 key [w\\u{a0}2]",
                "wrong-form funders.csv:9 key [\\u{feff}w-2]",
                "wrong-form funders.csv:10 key [w-2\\u{e0061}]",
                "wrong-form projects.csv:2 areas [fir\\u{200b};env]",
                "wrong-form contributions.csv:2 funder [w-2\\u{200d}]",
            ]
        );
    }
}

both! {
    async fn names_stand_on_one_line_and_flags_are_in_any_case(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[(
            "funders.csv",
            "key,name,kind,listed\nw-1,\" Fund\r\n  of the\tSea \",partner,TRUE\nw-2,Fund,partner,False\nw-3,Fund,partner,true\n",
        )]);
        let summary = imported(&service, &package, Mode::default()).await;
        assert_eq!(change(&summary, "funders"), [3, 0, 0, 0]);
        assert_eq!((summary.changed.on_one_line, summary.changed.normalised), (1, 0));
        let data = service
            .data(
                &Person::secretariat(),
                "{ funders(filter: {key: {in: [\"w-1\", \"w-2\", \"w-3\"]}}) { nodes { name listed } } }",
            )
            .await;
        let listed = |name: &str, listed: bool| json!({ "name": name, "listed": listed });
        let expected = json!([listed("Fund of the Sea", true), listed("Fund", false), listed("Fund", true)]);
        assert_eq!(data["funders"]["nodes"], expected);
        let wrong = Package::of(&[("funders.csv", "key,name,kind,listed\nw-4,Fund,partner,yes\n")]);
        let problems = refused(&service, &wrong, Mode::default()).await;
        assert_eq!(said(&problems), ["wrong-form funders.csv:2 listed [yes]"]);
    }
}

both! {
    async fn a_backslash_at_the_end_of_an_item_keeps_items_apart(database) {
        let service = Service::of_the_world(database).await;
        let aliases = "{ institute(by: {key: \"w-1\"}) { aliases } }";
        for (cell, expected) in [
            (r"foo\ ;bar", json!(["foo\\", "bar"])),
            (r"foo\;bar", json!(["foo;bar"])),
            (r"foo\\;bar;", json!(["foo\\", "bar"])),
        ] {
            let text = format!("key,name,aliases\nw-1,One,{cell}\n");
            imported(&service, &Package::of(&[("institutes.csv", &text)]), Mode::default()).await;
            let data = service.data(&Person::nobody(), aliases).await;
            assert_eq!(data["institute"]["aliases"], expected, "{cell}");
        }
    }
}
