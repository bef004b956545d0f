//! Packages in a zip file, good and bad. The archives are made here byte by byte, since no honest
//! program makes the bad ones.

use super::{Package, change, import, in_step, refused_from, said};
use crate::support::{Service, both};
use api::package::{PackageError, Source};
use entity::write::Mode;
use flate2::{Compression, Crc, write::DeflateEncoder};
use std::{fs, io::Write};

const DESCRIPTOR: (&str, &[u8]) = (
    "datapackage.json",
    br#"{ "resources": [{ "path": "projects.csv" }] }"#,
);
const PROJECTS: (&str, &[u8]) = (
    "projects.csv",
    b"number,title,programme,status\nW-1,Title,regular,underway\n",
);

/// A zip archive of these entries, deflated (PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16).
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in entries {
        let mut crc = Crc::new();
        crc.update(bytes);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        let mut about = Vec::new();
        for half in [20_u16, 0, 8, 0, 33] {
            about.extend(half.to_le_bytes());
        }
        for word in [crc.sum(), length(&packed), length(bytes)] {
            about.extend(word.to_le_bytes());
        }
        about.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        about.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(length(&archive).to_le_bytes());
        directory.extend(name.as_bytes());
        archive.extend(b"PK\x03\x04");
        archive.extend(&about);
        archive.extend(name.as_bytes());
        archive.extend(packed);
    }
    let begin = length(&archive);
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    archive.extend([count, count].concat());
    archive.extend(length(&directory).to_le_bytes());
    archive.extend(begin.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

/// The problems of a zip file with these bytes.
async fn problems(service: &Service, archive: &[u8]) -> Vec<String> {
    let folder = Package::empty().bytes("package.zip", archive);
    let source = Source::at(&folder.path("package.zip"));
    said(&refused_from(service, source, Mode::default()).await)
}

both! {
    async fn a_zip_file_is_a_package(database) {
        let service = Service::of_the_world(database).await;
        let archive = zip(&[DESCRIPTOR, PROJECTS, ("README.md", b"read me")]);
        let folder = Package::empty().bytes("Package.ZIP", &archive);
        let source = Source::at(&folder.path("Package.ZIP"));
        let summary = import(&service, source, Mode::default()).await.unwrap();
        assert_eq!(change(&summary, "projects"), [1, 0, 0, 0]);
        in_step(&service).await;
    }
}

both! {
    async fn an_entry_that_leaves_the_folder_is_refused(database) {
        let service = Service::of_the_world(database).await;
        for name in ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv", "..\\evil.csv"] {
            let archive = zip(&[DESCRIPTOR, PROJECTS, (name, b"x")]);
            assert_eq!(problems(&service, &archive).await, [format!("unsafe-path {name}")]);
        }
        let twice = zip(&[DESCRIPTOR, PROJECTS, PROJECTS]);
        assert_eq!(problems(&service, &twice).await, ["unsafe-path package.zip"]);
    }
}

both! {
    async fn a_zip_bomb_is_refused(database) {
        let service = Service::of_the_world(database).await;
        let mut bomb = PROJECTS.1.to_vec();
        bomb.resize(8 << 20, b'\n');
        let archive = zip(&[DESCRIPTOR, ("projects.csv", &bomb)]);
        assert!(archive.len() < 20_000);
        assert_eq!(problems(&service, &archive).await, ["too-large package.zip"]);

        // One that says of itself that it is small.
        let mut liar = archive;
        let large = u32::try_from(bomb.len()).unwrap().to_le_bytes();
        let places: Vec<usize> = (0..liar.len() - 4).filter(|at| liar[*at..*at + 4] == large).collect();
        assert_eq!(places.len(), 2);
        for at in places {
            liar[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
        let problems = problems(&service, &liar).await;
        assert_eq!(problems.len(), 1, "{problems:?}");
        let kind = problems[0].split(' ').next().unwrap();
        assert!(["too-large", "broken-row"].contains(&kind), "{problems:?}");
    }
}

both! {
    async fn what_is_no_zip_file_is_said_to_be_none(database) {
        let service = Service::of_the_world(database).await;
        let folder = Package::empty().file("package.zip", "not an archive");
        let source = Source::at(&folder.path("package.zip"));
        let error = import(&service, source, Mode::default()).await.unwrap_err();
        assert!(matches!(error, PackageError::Archive { .. }), "{error}");
        fs::remove_file(folder.path("package.zip")).unwrap();
        let source = Source::at(&folder.path("package.zip"));
        let error = import(&service, source, Mode::default()).await.unwrap_err();
        assert!(matches!(error, PackageError::Open { .. }), "{error}");
    }
}
