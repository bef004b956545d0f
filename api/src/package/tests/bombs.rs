//! Small files that inflate to large ones.

use super::{
    COUNTRIES, Scratch, describing, found, gzip,
    zips::{archive, unzipped},
};
use crate::package::{
    DESCRIPTOR,
    meter::{Count, Metered, Overflow, allowance},
};
use entity::write::ProblemKind;
use std::io::Read;

/// A sound file that deflates to less than a thousandth.
fn blank(megabytes: usize) -> Vec<u8> {
    let mut text = b"code,name\n".to_vec();
    text.resize(megabytes << 20, b'\n');
    text
}

#[test]
fn the_bound_is_a_ratio_and_a_size() {
    assert_eq!(allowance(1 << 20), 200 << 20);
    assert_eq!(allowance(1 << 40), 4 << 30);
    assert_eq!(allowance(u64::MAX), 4 << 30);
    assert_eq!(allowance(30), 64 << 10);
}

#[test]
fn readers_stop_at_their_limit() {
    let count = Count::default();
    let mut reader = Metered {
        inner: std::io::repeat(0),
        count: count.clone(),
        limit: 100_000,
    };
    let mut bytes = Vec::new();
    let error = reader.read_to_end(&mut bytes).unwrap_err();
    assert!(Overflow::caused(&error));
    assert!(bytes.len() <= 100_000 && count.bytes() > 100_000);
}

#[test]
fn a_gzip_bomb_is_a_problem() {
    let bomb = gzip(&blank(2));
    assert!(bomb.len() < 10_000);
    let resource = r#"{"path": "countries.csv.gz"}, {"path": "parties.csv"}"#;
    let scratch = Scratch::new();
    let parties = b"code,name\nEU,Union\n";
    let files: [(&str, &[u8]); 2] = [("countries.csv.gz", &bomb), ("parties.csv", parties)];
    let found = found(scratch.package(resource, &files));
    let (kind, file, _) = found.only();
    assert_eq!((kind, file), (ProblemKind::TooLarge, "countries.csv.gz"));
    // The other file is read all the same.
    assert_eq!(found.rows.len(), 1);
}

#[test]
fn what_is_small_may_repeat_itself() {
    let note = format!("code,name\n{}", "XK,Kosovo\n".repeat(5_000));
    let gz = gzip(note.as_bytes());
    assert!(gz.len() * 200 < note.len());
    let scratch = Scratch::new();
    let resource = r#"{"path": "countries.csv.gz"}"#;
    let found = found(scratch.package(resource, &[("countries.csv.gz", &gz)]));
    assert_eq!((found.problems.len(), found.rows.len()), (0, 5_000));
}

#[test]
fn a_zip_bomb_that_says_so_is_not_read_at_all() {
    let found = unzipped(&archive(&[
        (DESCRIPTOR, describing(COUNTRIES).as_bytes()),
        ("countries.csv", &blank(4)),
    ]));
    assert_eq!(found.only().0, ProblemKind::TooLarge);
    assert!(found.sheets.is_empty());
}

#[test]
fn a_zip_bomb_in_a_file_that_is_not_needed_is_one_too() {
    let found = unzipped(&archive(&[
        (DESCRIPTOR, describing(COUNTRIES).as_bytes()),
        ("countries.csv", b"code,name\n"),
        ("picture.bin", &blank(4)),
    ]));
    assert_eq!(found.only().0, ProblemKind::TooLarge);
}

#[test]
fn a_zip_bomb_that_lies_about_its_size_is_stopped() {
    let large = blank(4);
    let mut zip = archive(&[
        ("countries.csv", &large),
        (DESCRIPTOR, describing(COUNTRIES).as_bytes()),
    ]);
    let told = u32::try_from(large.len()).unwrap().to_le_bytes();
    let mut lies = 0;
    for at in 0..zip.len() - 4 {
        if zip[at..at + 4] == told {
            zip[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
            lies += 1;
        }
    }
    assert!(lies >= 1);
    let found = unzipped(&zip);
    // It ends where the size it told ends.
    let (kind, file, _) = found.only();
    assert_eq!((kind, file), (ProblemKind::BrokenRow, "countries.csv"));
}

#[test]
fn a_gzip_bomb_in_a_zip_file_is_stopped() {
    let bomb = gzip(&blank(8));
    let found = unzipped(&archive(&[
        ("countries.csv.gz", &bomb),
        (
            DESCRIPTOR,
            br#"{"resources": [{"path": "countries.csv.gz"}]}"#,
        ),
    ]));
    let (kind, file, _) = found.only();
    assert_eq!((kind, file), (ProblemKind::TooLarge, "countries.csv.gz"));
}

#[test]
fn a_line_larger_than_anything_honest_is_a_problem() {
    let mut text = b"code,name\nXK,".to_vec();
    text.resize((1 << 20) + 10, b'x');
    let scratch = Scratch::new();
    let found = found(scratch.package(COUNTRIES, &[("countries.csv", &text)]));
    assert_eq!(found.problems, []);
    text.resize((1 << 20) + 11, b'x');
    let found = super::found(scratch.package(COUNTRIES, &[("countries.csv", &text)]));
    assert_eq!(
        found.only(),
        (ProblemKind::TooLarge, "countries.csv", Some(2))
    );
}

#[test]
fn a_descriptor_larger_than_anything_honest_is_a_problem() {
    let scratch = Scratch::new();
    let mut text = describing(COUNTRIES).into_bytes();
    text.resize((1 << 20) + 1, b' ');
    let source = scratch.package(COUNTRIES, &[(DESCRIPTOR, &text)]);
    assert_eq!(
        found(source).only(),
        (ProblemKind::TooLarge, DESCRIPTOR, None)
    );
}
