//! Data packages as they come in from outside, good and bad, read without a database.

mod bombs;
mod descriptor;
mod files;
mod guard;
mod header;
mod rows;
mod schema;
mod target;
mod zips;

use super::{
    DESCRIPTOR, Source,
    read::{Event, open, read},
};
use entity::write::{Problem, ProblemKind};
use flate2::{Compression, write::GzEncoder};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// A folder of its own for each test, gone afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("istc-package-{}-{count}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A folder with these files; the descriptor names `resources`.
    fn package(&self, resources: &str, files: &[(&str, &[u8])]) -> Source {
        let path = self.0.join("package");
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join(DESCRIPTOR), describing(resources)).unwrap();
        for (name, contents) in files {
            fs::write(path.join(name), contents).unwrap();
        }
        Source::Folder(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn describing(resources: &str) -> String {
    format!(r#"{{"resources": [{resources}]}}"#)
}

/// What was found in a package.
#[derive(Debug, Default)]
struct Found {
    /// Each sheet's name and header, and its rows, each with its line.
    sheets: Vec<(&'static str, Vec<&'static str>)>,
    rows: Vec<(u64, Vec<String>)>,
    ended: usize,
    problems: Vec<Problem>,
}

impl Found {
    fn kinds(&self) -> Vec<ProblemKind> {
        self.problems.iter().map(|problem| problem.kind).collect()
    }

    /// The only problem: its kind, file and line.
    fn only(&self) -> (ProblemKind, &str, Option<u64>) {
        let [problem] = self.problems.as_slice() else {
            panic!("not one problem: {:#?}", self.problems);
        };
        (problem.kind, &problem.file, problem.line)
    }
}

fn found(source: Source) -> Found {
    let opened = open(source).unwrap();
    let mut found = Found {
        problems: opened.problems,
        ..Found::default()
    };
    let Some(package) = opened.package else {
        return found;
    };
    read(package, &opened.listed, |event| {
        match event {
            Event::Sheet(sheet, _, header) => {
                let header = header.iter().map(|column| column.name).collect();
                found.sheets.push((sheet.name, header));
            }
            Event::Rows(records, _) => found
                .rows
                .extend(records.into_iter().map(|one| (one.line, one.cells))),
            Event::End => found.ended += 1,
            Event::Problem(problem) => found.problems.push(problem),
        }
        true
    })
    .unwrap();
    found
}

fn gzip(contents: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::best());
    gz.write_all(contents).unwrap();
    gz.finish().unwrap()
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

const COUNTRIES: &str = r#"{"name": "countries", "path": "countries.csv"}"#;
