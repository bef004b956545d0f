//! Texts that a spreadsheet could take for formulas: guarded in every export, and the same after the import.

use super::{Office, files};
use crate::support::{Content, both};
use api::sheet::unguarded;
use std::{collections::BTreeMap, fs, path::Path};

/// Sheets as somebody else wrote them: texts as they are, without guards.
const GIVEN: &[(&str, &[&[&str]])] = &[
    (
        "institutes",
        &[
            &["key", "name", "city", "country", "aliases"],
            &[
                "=i",
                "'Quoted' institute",
                "'s-Hertogenbosch",
                "NL",
                "=A1;+B\\;=2;@c",
            ],
            &["i,=2", "a;=cmd|'/C calc'!A0", "x\u{3000}y", "NL", ""],
        ],
    ),
    (
        "projects",
        &[
            &["number", "title", "summary", "programme", "status", "url"],
            &[
                "-1",
                "one;=1+1",
                "\t=2\nthree\n- four\n\"=5\";\"=6\"",
                "regular",
                "underway",
                "https://example.org/?a;=1",
            ],
            &[
                "K-1",
                "it's, so - it seems",
                "＝7;＠8\u{3000}",
                "regular",
                "underway",
                "",
            ],
        ],
    ),
    (
        "proposals",
        &[&["project", "text"], &["-1", "'=1\n;'=2"], &["K-1", "|=3"]],
    ),
];

fn package(folder: &Path) {
    let mut resources = Vec::new();
    for (name, rows) in GIVEN {
        let file = format!("{name}.csv");
        let mut csv = csv::Writer::from_path(folder.join(&file)).unwrap();
        for row in *rows {
            csv.write_record(*row).unwrap();
        }
        csv.flush().unwrap();
        resources.push(serde_json::json!({ "path": file }));
    }
    let descriptor = serde_json::json!({ "resources": resources }).to_string();
    fs::write(folder.join("datapackage.json"), descriptor).unwrap();
}

/// The cells of a sheet that was exported, without guards: of each row by its first cell, each by its column.
fn cells(file: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut csv = csv::Reader::from_reader(file.as_bytes());
    let names = csv.headers().unwrap().clone();
    let rows = csv.records().map(Result::unwrap);
    rows.map(|row| {
        let cell = |text: &str| unguarded(text).into_owned();
        let cells = names.iter().zip(&row);
        let cells = cells.map(|(name, text)| (name.to_owned(), cell(text)));
        (cell(&row[0]), cells.collect())
    })
    .collect()
}

both! {
    async fn a_text_that_looks_like_a_formula_is_guarded_and_comes_back(database) {
        let office = Office::of(database, Content::Empty).await;
        let given = office.folder.path().join("given");
        fs::create_dir(&given).unwrap();
        package(&given);
        office.import(&given).await;
        let place = office.export_all("all").await;
        let exported = files(&place);
        for (name, rows) in GIVEN {
            let file = &exported[&format!("{name}.csv")];
            for cell in file.split([',', ';', '\t', '|', '\r', '\n']) {
                let shown = cell.trim_start_matches(['"', ' ']);
                assert!(!shown.starts_with(['=', '+', '-', '@', '＝', '＠']), "{cell:?} in {file}");
            }
            let found = cells(file);
            let (header, rows) = rows.split_first().unwrap();
            for row in rows {
                for (column, text) in header.iter().zip(*row) {
                    assert_eq!(&found[row[0]][*column], text, "{name}");
                }
            }
        }
        assert!(exported["datapackage.json"].contains("\"formulaGuard\": \"apostrophe\""));

        let other = Office::of(database, Content::Empty).await;
        other.import(&place).await;
        assert_eq!(files(&other.export_all("all").await), exported);
        // To where it came from it brings nothing new.
        let again = office.import(&place).await;
        assert!(again.sheets.iter().all(|change| change.inserted + change.updated + change.removed == 0), "{again:?}");
    }
}
