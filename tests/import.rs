//! Data packages on their way in: what is refused and where it is said to be wrong, what changes and
//! what stays, and what readers see meanwhile.
//!
//! Each story writes a small package, most of them against the small world.

mod again;
mod archives;
mod cells;
mod files;
mod package;
mod rates;
mod readers;
mod replace;
mod rows;

use crate::support::{Person, Service};
use api::package::{PackageError, Source, import_folder};
use entity::write::{Change, ImportError, Mode, Problem, Problems, Summary};
pub use package::Package;

const REPLACE: Mode = Mode {
    replace: true,
    dry_run: false,
    yes: false,
};

async fn import(service: &Service, source: Source, mode: Mode) -> Result<Summary, PackageError> {
    import_folder(&service.store, &service.writer, source, mode, &mut |_| {}).await
}

/// Imports a sound package; standing is in step with it.
pub async fn imported(service: &Service, package: &Package, mode: Mode) -> Summary {
    let summary = import(service, package.source(), mode)
        .await
        .unwrap_or_else(|error| panic!("a sound package: {error:?}"));
    in_step(service).await;
    summary
}

/// Imports a package that is not sound: what is wrong with it. The database is as it was.
async fn refused(service: &Service, package: &Package, mode: Mode) -> Problems {
    refused_from(service, package.source(), mode).await
}

async fn refused_from(service: &Service, source: Source, mode: Mode) -> Problems {
    let before = contents(service).await;
    let problems = match import(service, source, mode).await {
        Err(PackageError::Import(ImportError::Problems(problems))) => problems,
        other => panic!("an unsound package: {other:?}"),
    };
    assert_eq!(contents(service).await, before);
    in_step(service).await;
    problems
}

async fn in_step(service: &Service) {
    let differences = service.store.check_standing(&service.writer).await;
    assert_eq!(differences.unwrap(), 0);
}

/// The problems, a line each: kind, file and line, column, value.
fn said(problems: &Problems) -> Vec<String> {
    problems.listed().iter().map(line).collect()
}

fn line(problem: &Problem) -> String {
    let mut text = format!("{} {}", problem.kind.word(), problem.file);
    if let Some(line) = problem.line {
        text.push_str(&format!(":{line}"));
    }
    if let Some(column) = &problem.column {
        text.push_str(&format!(" {column}"));
    }
    if let Some(value) = &problem.value {
        text.push_str(&format!(" [{value}]"));
    }
    text
}

/// What happened to one sheet: inserted, updated, unchanged, removed.
fn change(summary: &Summary, sheet: &str) -> [u64; 4] {
    let found = summary.sheets.iter().find(|change| change.sheet == sheet);
    let found = found.unwrap_or_else(|| panic!("{sheet} is in {summary:?}"));
    [
        found.inserted,
        found.updated,
        found.unchanged,
        found.removed,
    ]
}

/// Whether an import left everything as it was.
fn nothing_changed(summary: &Summary) -> bool {
    let moved = |change: &Change| change.inserted + change.updated + change.removed;
    summary.sheets.iter().map(moved).sum::<u64>() == 0
}

/// Everything in the database as the secretariat is told of it.
const EVERYTHING: &[&str] = &[
    "{ projects(first: 200) { totalCount nodes { number title summary programme status areas { key }
        hostCountry { code name } registeredOn startsOn endsOn durationMonths url source
        proposal { text submittedOn } funding { totals { amount currency } } } } }",
    "{ institutes(first: 200) { totalCount nodes { key name shortName city country { code name } ror url
        aliases own note source } } }",
    "{ participations: projects(first: 100) { nodes { number participations(first: 12) {
        totalCount nodes { institute { key } role disputed note } } } } }",
    "{ funders(first: 200) { totalCount nodes { key name kind party { code } country { code } listed ror source } } }",
    "{ contributions(first: 200) { totalCount nodes { key project { number } funder { key }
        amount { amount currency } committedOn note source } } }",
    "{ ledger: contributions(first: 100) { nodes { key ledger(first: 12) {
        totalCount nodes { key kind amount { amount currency } bookedOn note } } } } }",
    "{ outputs(first: 200) { totalCount nodes { key title kind level institute { key } publishedOn doi url
        embargoedUntil source grants { party { code } funder { key } institute { key } } } } }",
    "{ ties: outputs(first: 100) { nodes { key projects(first: 12) { totalCount nodes { number } } } } }",
    "{ parties(first: 200) { totalCount nodes { code name initial boardSeats { from until }
        memberships { capacities joined left representedBy { code } note source } } } }",
    "{ technologyAreas(first: 200) { totalCount nodes { key name scheme code parent { key } } }
       statistics(first: 200) { totalCount nodes { table period dimension value unit source } }
       rateTables { totalCount nodes { key name dateRule source note } }
       exchangeRates(first: 200) { totalCount nodes { table { key } from to period rate } } }",
];

async fn contents(service: &Service) -> Vec<serde_json::Value> {
    let mut all = Vec::with_capacity(EVERYTHING.len());
    for question in EVERYTHING {
        all.push(service.data(&Person::secretariat(), question).await);
    }
    all
}
