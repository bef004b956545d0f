//! What may be wrong with files: the descriptor, headers, bytes, quotes, sizes; and what is right.

use super::{Package, change, import, imported, refused, refused_from, said};
use crate::support::{Person, Service, both};
use api::package::{PackageError, Source};
use entity::write::Mode;
use flate2::{Compression, write::GzEncoder};
use serde_json::json;
use std::io::Write;

const PROJECT: &str = "number,title,programme,status";
const SOUND: &str = "number,title,programme,status\nW-1,Title,regular,underway\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

both! {
    async fn the_descriptor_and_the_files_that_it_names_are_there(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::empty().file("projects.csv", SOUND);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["missing-file datapackage.json"]
        );
        let package = Package::describing(&["projects.csv", "institutes.csv"])
            .file("institutes.csv", "key,name\nw-1,One\n")
            .file("outputs.csv", "key,title,kind,access\n");
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["missing-file projects.csv", "missing-file outputs.csv"]
        );
        let nowhere = Source::Folder(package.path("nowhere"));
        let error = import(&service, nowhere, Mode::default()).await.unwrap_err();
        assert!(matches!(error, PackageError::Open { .. }), "{error}");
    }
}

both! {
    async fn a_descriptor_that_differs_from_the_format_is_an_error(database) {
        let service = Service::of_the_world(database).await;
        let describing = |resource: serde_json::Value| {
            let text = json!({ "resources": [resource] }).to_string();
            Package::empty().file("datapackage.json", &text).file("parties.csv", "code,name\nFR,France\n")
        };
        let schema = |field: serde_json::Value, missing: &str| json!({
            "path": "parties.csv",
            "schema": {
                "fields": [field, { "name": "name", "type": "string" }],
                "primaryKey": "code",
                "missingValues": [missing],
            },
        });
        let code = json!({ "name": "code", "type": "string" });
        imported(&service, &describing(schema(code.clone(), "")), Mode { dry_run: true, ..Mode::default() }).await;
        for (package, expected) in [
            // Namibia is no missing value.
            (describing(schema(code, "NA")), "descriptor datapackage.json parties.missingValues [[\"NA\"]]"),
            (describing(schema(json!({ "name": "code", "type": "integer" }), "")), "descriptor datapackage.json parties.code [integer]"),
            (describing(json!({ "path": "parties.csv", "dialect": { "delimiter": ";" } })), "descriptor datapackage.json parties.delimiter [;]"),
            (describing(json!({ "path": "parties.csv", "encoding": "latin-1" })), "descriptor datapackage.json parties.encoding [latin-1]"),
        ] {
            assert_eq!(said(&refused(&service, &package, Mode::default()).await), [expected]);
        }
        let package = Package::empty().file("datapackage.json", "{").file("parties.csv", "");
        let problems = said(&refused(&service, &package, Mode::default()).await);
        assert!(problems.iter().any(|one| one.starts_with("descriptor datapackage.json")), "{problems:?}");
    }
}

both! {
    async fn columns_are_those_of_the_sheet_each_once(database) {
        let service = Service::of_the_world(database).await;
        let package = Package::of(&[
            ("parties.csv", "code,initial,Name\nFR,true,France\n"),
            ("funders.csv", "key,name,name,kind\nw-1,One,One,agency\n"),
            ("outputs.csv", "key,title,kind,access,colour\nw-1,One,report,public,red\n"),
        ]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            [
                "unknown-column parties.csv:1 Name [Name]",
                "missing-column parties.csv:1 name",
                "unknown-column funders.csv:1 name [name]",
                "unknown-column outputs.csv:1 colour [colour]",
            ]
        );
    }
}

both! {
    async fn bytes_are_utf8(database) {
        let service = Service::of_the_world(database).await;
        let latin = [SOUND.as_bytes(), b"W-2,Caf\xe9,regular,underway\n"].concat();
        let package = Package::of_bytes(&[("projects.csv", &latin)]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["not-utf8 projects.csv:3"]
        );
    }
}

both! {
    async fn quotes_and_cells_are_those_of_rfc_4180(database) {
        let service = Service::of_the_world(database).await;
        for (row, expected) in [
            ("W-2,a \"b\" c,regular,underway\n", "broken-row projects.csv:3"),
            ("W-2,\"a\"b,regular,underway\n", "broken-row projects.csv:3"),
            ("W-2,\"a,regular,underway\nW-3,b,regular,underway\n", "broken-row projects.csv:3"),
            ("W-2,a,regular\n", "broken-row projects.csv:3 [3 cells]"),
            ("W-2,a,regular,underway,\n", "broken-row projects.csv:3 [5 cells]"),
            ("W-2,a,regular,underway\rW-3,b,regular,underway\n", "broken-row projects.csv:3"),
            ("\nW-2,a,regular,underway\n", "broken-row projects.csv:3"),
        ] {
            let package = Package::of(&[("projects.csv", &format!("{SOUND}{row}"))]);
            assert_eq!(said(&refused(&service, &package, Mode::default()).await), [expected], "{row}");
        }
    }
}

both! {
    async fn nothing_is_larger_than_anything_honest(database) {
        let service = Service::of_the_world(database).await;
        let long = format!("{SOUND}W-2,{},regular,underway\n", "x".repeat(1 << 20));
        let package = Package::of(&[("projects.csv", &long)]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["too-large projects.csv:3"]
        );
        // Blank lines at the end are allowed; two million of them are a bomb.
        let bomb = gzip(&[SOUND.as_bytes(), &vec![b'\n'; 2 << 20]].concat());
        assert!(bomb.len() < 10_000);
        let package = Package::of_bytes(&[("projects.csv.gz", &bomb)]);
        let problems = said(&refused(&service, &package, Mode::default()).await);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].starts_with("too-large projects.csv.gz:"), "{problems:?}");
        let cut = gzip(SOUND.as_bytes());
        let package = Package::of_bytes(&[("projects.csv.gz", &cut[..cut.len() - 6])]);
        let problems = said(&refused(&service, &package, Mode::default()).await);
        assert!(problems[0].starts_with("broken-row projects.csv.gz:"), "{problems:?}");
    }
}

both! {
    async fn nothing_outside_the_package_is_read(database) {
        let service = Service::of_the_world(database).await;
        let outside = Package::of(&[("projects.csv", SOUND)]);
        let package = Package::describing(&["../projects.csv"]);
        assert_eq!(
            said(&refused(&service, &package, Mode::default()).await),
            ["unsafe-path datapackage.json path [../projects.csv]"]
        );
        let package = Package::describing(&["projects.csv"]);
        std::os::unix::fs::symlink(outside.path("projects.csv"), package.path("projects.csv")).unwrap();
        let problems = said(&refused_from(&service, package.source(), Mode::default()).await);
        assert_eq!(problems[0], "unsafe-path projects.csv");
    }
}

both! {
    async fn marks_line_ends_quotes_and_packing_make_no_difference(database) {
        let service = Service::of_the_world(database).await;
        let rows = format!(
            "\u{feff}{PROJECT},areas,host_country\r\n\"W-1\",\"say \"\"Title\"\", and more\",regular,underway,\" env ; env-rwt;env\",NA\r\n\r\n"
        );
        let package = Package::of_bytes(&[
            ("projects.csv.gz", &gzip(rows.as_bytes())),
            ("outputs.csv", b"key,title,kind,access,doi\nw-1,One,report,public,https://doi.org/10.1000/x"),
            ("institutes.csv", b"key,name,aliases\nw-1,One, a ;b\\; c;;d \n"),
        ]);
        let summary = imported(&service, &package, Mode::default()).await;
        assert_eq!(change(&summary, "projects"), [1, 0, 0, 0]);
        let data = service.data(
            &Person::secretariat(),
            "{ project(by: {number: \"W-1\"}) { title areas { key } hostCountry { code name } }
               output(by: {doi: \"10.1000/x\"}) { key doi }
               institute(by: {key: \"w-1\"}) { aliases } }",
        ).await;
        assert_eq!(
            data,
            json!({
                "project": {
                    "title": "say \"Title\", and more",
                    "areas": [{ "key": "env" }, { "key": "env-rwt" }],
                    "hostCountry": { "code": "NA", "name": "Namibia" },
                },
                "output": { "key": "w-1", "doi": "10.1000/x" },
                "institute": { "aliases": ["a", "b; c", "d"] },
            })
        );
    }
}
