//! Packages in a folder or in the binary, read as a whole.

use super::{COUNTRIES, Found, Scratch, found, gzip, path};
use crate::package::{DESCRIPTOR, PackageError, Source, read::open};
use entity::write::ProblemKind;
use std::fs;

#[test]
fn the_bundled_records_are_read() {
    let found = found(Source::Folder(path("data/istc")));
    assert_eq!(found.problems, []);
    assert_eq!(found.ended, found.sheets.len());
    assert!(found.rows.len() > 2_000);
}

#[test]
fn gzipped_files_are_read() {
    let found = found(Source::Folder(path("../tests/data/cordis")));
    assert_eq!(found.problems, []);
    assert!(found.rows.len() > 30_000);
}

#[test]
fn a_gzipped_file_may_have_several_members() {
    let scratch = Scratch::new();
    let gz = [gzip(b"code,name\nXK,Kosovo\n"), gzip(b"SU,Soviet Union\n")].concat();
    let resource = r#"{"path": "countries.csv.gz"}"#;
    let found = found(scratch.package(resource, &[("countries.csv.gz", &gz)]));
    assert_eq!(found.problems, []);
    assert_eq!(found.rows.len(), 2);
}

#[test]
fn a_package_in_the_binary_is_read() {
    let found = found(Source::Embedded(&[
        (DESCRIPTOR, br#"{"resources": [{"path": "countries.csv"}]}"#),
        ("countries.csv", b"name,code\nKosovo,XK\n"),
    ]));
    assert_eq!(found.problems, []);
    assert_eq!(found.sheets, [("countries", vec!["name", "code"])]);
    assert_eq!(
        found.rows,
        [(2, vec!["Kosovo".to_owned(), "XK".to_owned()])]
    );
}

#[test]
fn batches_keep_every_row_in_order() {
    let mut text = String::from("code,name\n");
    (0..4_321).for_each(|row| text.push_str(&format!("{row},\"two\nlines\"\n")));
    let scratch = Scratch::new();
    let found = found(scratch.package(COUNTRIES, &[("countries.csv", text.as_bytes())]));
    assert_eq!((found.rows.len(), found.ended), (4_321, 1));
    for (number, (line, cells)) in (0_u64..).zip(&found.rows) {
        assert_eq!((*line, &cells[0]), (2 + 2 * number, &number.to_string()));
    }
}

#[test]
fn files_and_descriptor_must_agree() {
    let scratch = Scratch::new();
    let unnamed = scratch.package(
        COUNTRIES,
        &[("Parties.CSV", b"code,name\n"), ("a.txt", b"")],
    );
    let found = found(unnamed);
    let mut files: Vec<&str> = found.problems.iter().map(|one| one.file.as_str()).collect();
    files.sort_unstable();
    assert_eq!(files, ["Parties.CSV", "countries.csv"]);
    assert_eq!(found.kinds(), [ProblemKind::MissingFile; 2]);
}

#[test]
fn without_a_descriptor_nothing_is_read() {
    let scratch = Scratch::new();
    fs::write(scratch.0.join("countries.csv"), "code,name\n").unwrap();
    let found = found(Source::Folder(scratch.0.clone()));
    assert_eq!(found.only(), (ProblemKind::MissingFile, DESCRIPTOR, None));
    assert!(found.sheets.is_empty());
}

#[test]
fn a_package_that_is_not_there_is_no_package() {
    let scratch = Scratch::new();
    for source in [
        Source::Folder(scratch.0.join("nothing")),
        Source::Zip(scratch.0.join("nothing.zip")),
    ] {
        assert!(matches!(open(source), Err(PackageError::Open { .. })));
    }
}

/// What is found in a package with these two files.
fn pair(countries: &[u8], parties: &[u8]) -> Found {
    let resources = format!(r#"{COUNTRIES}, {{"path": "parties.csv"}}"#);
    let files: [(&str, &[u8]); 2] = [("countries.csv", countries), ("parties.csv", parties)];
    let scratch = Scratch::new();
    found(scratch.package(&resources, &files))
}

#[test]
fn a_broken_record_ends_its_file_but_not_the_others() {
    let parties = b"code,name\nEU,Union\n";
    for (bad, kind) in [
        (
            &b"code,name\nXK,Kosovo\nSU,\"So\"viet\nDD,GDR\n"[..],
            ProblemKind::BrokenRow,
        ),
        (
            b"code,name\nXK,Kosovo\nSU\nDD,GDR\n",
            ProblemKind::BrokenRow,
        ),
        (
            b"code,name\nXK,Kosovo\nSU,Soviet,Union\nDD,GDR\n",
            ProblemKind::BrokenRow,
        ),
        (
            b"code,name\nXK,Kosovo\nSU,\xff\nDD,GDR\n",
            ProblemKind::NotUtf8,
        ),
    ] {
        let found = pair(bad, parties);
        assert_eq!(found.only(), (kind, "countries.csv", Some(3)));
        let lines: Vec<u64> = found.rows.iter().map(|(line, _)| *line).collect();
        assert_eq!((lines, found.ended), (vec![2, 2], 1));
    }
}

#[test]
fn a_bad_header_keeps_the_rows_out() {
    let found = pair(b"code,nam\nXK,Kosovo\n", b"code,name\nEU,Union\n");
    let kinds = [ProblemKind::UnknownColumn, ProblemKind::MissingColumn];
    assert_eq!(found.kinds(), kinds);
    assert_eq!(found.sheets, [("parties", vec!["code", "name"])]);
    assert_eq!(found.rows.len(), 1);
}

#[test]
fn an_empty_file_has_no_header_and_a_header_alone_is_a_sheet() {
    let found = pair(b"", b"\xef\xbb\xbfcode,name\r\n\r\n");
    assert_eq!(found.kinds(), [ProblemKind::MissingColumn; 2]);
    assert_eq!(
        (found.sheets.len(), found.rows.len(), found.ended),
        (1, 0, 1)
    );
}

#[cfg(unix)]
#[test]
fn links_stay_in_the_folder() {
    use std::os::unix::fs::symlink;
    let scratch = Scratch::new();
    let secret = scratch.0.join("secret");
    fs::write(&secret, "code,name\nXX,secret\n").unwrap();
    let source = scratch.package(COUNTRIES, &[("real.txt", b"code,name\nXK,Kosovo\n")]);
    let link = scratch.0.join("package/countries.csv");
    symlink("real.txt", &link).unwrap();
    assert_eq!(found(source.clone()).rows.len(), 1);
    fs::remove_file(&link).unwrap();
    symlink(&secret, &link).unwrap();
    let found = found(source);
    assert!(found.kinds().contains(&ProblemKind::UnsafePath));
    assert!(found.rows.is_empty());
}

#[cfg(unix)]
#[test]
fn a_file_in_a_folder_below_is_read_where_it_is_named_and_never_from_outside() {
    use std::os::unix::fs::symlink;
    let scratch = Scratch::new();
    let named = r#"{"name": "countries", "path": "./data/countries.csv"}"#;
    let source = scratch.package(named, &[]);
    let data = scratch.0.join("package/data");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("countries.csv"), "code,name\nXK,Kosovo\n").unwrap();
    assert_eq!(found(source.clone()).rows.len(), 1);
    // The descriptor's own path means its folder.
    let descriptor = scratch.0.join("package").join(DESCRIPTOR);
    assert_eq!(found(Source::at(&descriptor)).rows.len(), 1);
    let outside = scratch.0.join("outside");
    fs::rename(&data, &outside).unwrap();
    symlink(&outside, &data).unwrap();
    let found = found(source);
    let missing = (ProblemKind::MissingFile, "data/countries.csv", None);
    assert_eq!((found.only(), found.rows.len()), (missing, 0));
}

/// Of `code,name` and Kosovo: MD5 without a name, then each by its name.
const HASHES: [&str; 4] = [
    "7bb9fe6a14c368caff600d2dbedb972e",
    "sha1:ebb50e04200222dcd648f3bbe2cf575e3b17956d",
    "sha256:24378272a4b0b202e8900c2167bd49ecfdaf9f7781ed6a2731b189c3b2710064",
    "sha512:abc7eb76a36895c439c0ca6a1707b66c9ce463e6dfafc916eebff438af2163d48a4ecf8e41e9a71241e9582b0d3072f7e364066d7af74a83c00d593b40dc673a",
];

#[test]
fn a_file_whose_size_or_checksum_is_another_is_refused() {
    let text = b"code,name\nXK,Kosovo\n";
    let others = ["0".repeat(32), format!("sha256:{}", "0".repeat(64))];
    for (members, is_it) in [
        (format!(r#""bytes": {}"#, text.len()), true),
        (r#""bytes": 5"#.to_owned(), false),
        (format!(r#""hash": "{}""#, others[0]), false),
        (format!(r#""hash": "{}""#, others[1]), false),
        (format!(r#""hash": "{}""#, HASHES[0]), true),
        (format!(r#""hash": "{}""#, HASHES[1]), true),
        (format!(r#""hash": "{}""#, HASHES[2]), true),
        (format!(r#""hash": "{}""#, HASHES[3]), true),
    ] {
        let scratch = Scratch::new();
        let resource = format!(r#"{{"name": "countries", "path": "countries.csv", {members}}}"#);
        let found = found(scratch.package(&resource, &[("countries.csv", text)]));
        let expected: &[ProblemKind] = if is_it { &[] } else { &[ProblemKind::Checksum] };
        assert_eq!(found.kinds(), expected, "{members}: {:?}", found.problems);
    }
}
