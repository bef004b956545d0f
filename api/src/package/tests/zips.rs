//! Packages in a zip file.

use super::{COUNTRIES, Found, Scratch, describing, found, gzip};
use crate::package::{DESCRIPTOR, PackageError, Source, read::open};
use entity::write::ProblemKind;
use std::{fs, io::Cursor, io::Write};
use zip::{ZipWriter, write::SimpleFileOptions};

pub(super) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(contents).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(super) fn unzipped(archive: &[u8]) -> Found {
    let scratch = Scratch::new();
    let path = scratch.0.join("package.zip");
    fs::write(&path, archive).unwrap();
    found(Source::at(&path))
}

/// A sound package and one more entry.
fn with(name: &str, contents: &[u8]) -> Vec<u8> {
    archive(&[
        (DESCRIPTOR, describing(COUNTRIES).as_bytes()),
        ("countries.csv", b"code,name\nXK,Kosovo\n"),
        (name, contents),
    ])
}

/// Writes other bytes of the same length over a name, wherever it stands in the archive.
fn renamed(mut archive: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut at = 0;
    while at + from.len() <= archive.len() {
        if archive[at..].starts_with(from.as_bytes()) {
            archive[at..at + from.len()].copy_from_slice(to.as_bytes());
        }
        at += 1;
    }
    archive
}

#[test]
fn a_zip_file_is_a_package() {
    let found = unzipped(&with("README.md", b"read me"));
    assert_eq!(found.problems, []);
    assert_eq!((found.rows.len(), found.ended), (1, 1));
}

#[test]
fn gzipped_files_in_it_are_read() {
    let found = unzipped(&archive(&[
        ("countries.csv.gz", &gzip(b"code,name\nXK,Kosovo\n")),
        (
            DESCRIPTOR,
            br#"{"resources": [{"path": "countries.csv.gz"}]}"#,
        ),
    ]));
    assert_eq!(found.problems, []);
    assert_eq!(found.rows.len(), 1);
}

#[test]
fn names_that_leave_the_folder_are_refused() {
    // The writer refuses some of these names; so they are put there afterwards.
    let harmless = with("parties12345.csv", b"code,name\n");
    for name in [
        "../parties12.csv",
        "/parties1234.csv",
        "a/../parties.csv",
        "..\\parties12.csv",
        "C:parties123.csv",
        "C:/parties12.csv",
        "parties\u{0}1234.csv",
    ] {
        let found = unzipped(&renamed(harmless.clone(), "parties12345.csv", name));
        assert_eq!(found.kinds(), [ProblemKind::UnsafePath], "{name}");
        assert_eq!(found.rows.len(), 1, "{name}");
    }
}

#[test]
fn links_are_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.start_file(DESCRIPTOR, options).unwrap();
    zip.write_all(describing(COUNTRIES).as_bytes()).unwrap();
    zip.add_symlink("countries.csv", "/etc/passwd", options)
        .unwrap();
    let found = unzipped(&zip.finish().unwrap().into_inner());
    let kinds = [ProblemKind::UnsafePath, ProblemKind::MissingFile];
    assert_eq!(found.kinds(), kinds);
}

#[test]
fn a_name_stands_once() {
    let twin = with("countries.csx", b"code,name\nXK,Another\n");
    let found = unzipped(&renamed(twin, "countries.csx", "countries.csv"));
    assert_eq!(found.kinds(), [ProblemKind::UnsafePath]);
}

#[test]
fn files_at_its_top_must_be_named_and_those_in_folders_do_not_count() {
    let found = unzipped(&with("parties.csv", b"code,name\n"));
    let only = (ProblemKind::MissingFile, "parties.csv", None);
    assert_eq!(found.only(), only);
    assert_eq!(unzipped(&with("old/parties.csv", b"x")).problems, []);
}

#[test]
fn what_a_mac_adds_is_passed_over_and_one_folder_around_the_package_is_none() {
    let countries = b"code,name\nXK,Kosovo\n";
    let found = unzipped(&archive(&[
        ("records/datapackage.json", describing(COUNTRIES).as_bytes()),
        ("records/countries.csv", countries),
        ("records/._countries.csv", b"\x00\x05\x16\x07"),
        ("records/.DS_Store", b"\x00"),
        ("__MACOSX/records/._countries.csv", b"\x00\x05\x16\x07"),
    ]));
    assert_eq!((found.problems.as_slice(), found.rows.len()), (&[][..], 1));
    let found = unzipped(&with("._countries.csv", b"\x00\x05\x16\x07"));
    assert_eq!((found.problems.as_slice(), found.rows.len()), (&[][..], 1));
    // Of two folders neither is the package.
    let found = unzipped(&archive(&[
        ("a/datapackage.json", describing(COUNTRIES).as_bytes()),
        ("b/countries.csv", countries),
    ]));
    assert_eq!(found.kinds(), [ProblemKind::MissingFile]);
}

#[test]
fn a_file_below_the_top_is_read_where_it_is_named() {
    let named = r#"{"name": "countries", "path": "data/countries.csv"}"#;
    let countries = b"code,name\nXK,Kosovo\n";
    let found = unzipped(&archive(&[
        (DESCRIPTOR, describing(named).as_bytes()),
        ("data/countries.csv", countries),
    ]));
    assert_eq!((found.problems.as_slice(), found.rows.len()), (&[][..], 1));
    let found = unzipped(&archive(&[(DESCRIPTOR, describing(named).as_bytes())]));
    let missing = (ProblemKind::MissingFile, "data/countries.csv", None);
    assert_eq!(found.only(), missing);
}

#[test]
fn a_damaged_entry_is_a_problem_of_its_file() {
    let text = format!("code,name\n{}", "XK,Kosovo\n".repeat(400));
    let mut zip = archive(&[
        ("countries.csv", text.as_bytes()),
        (DESCRIPTOR, describing(COUNTRIES).as_bytes()),
    ]);
    // Behind the local header and the name the deflated bytes begin.
    zip[60] ^= 0xff;
    let found = unzipped(&zip);
    let (kind, file, _) = found.only();
    assert_eq!((kind, file), (ProblemKind::BrokenRow, "countries.csv"));
}

#[test]
fn what_is_no_zip_file_is_told_apart_from_what_is_not_there() {
    let scratch = Scratch::new();
    let path = scratch.0.join("package.ZIP");
    fs::write(&path, "not a zip file").unwrap();
    let outcome = open(Source::at(&path));
    assert!(matches!(outcome, Err(PackageError::Archive { .. })));
}
