//! The descriptor that is written.

use crate::package::{
    descriptor::Descriptor,
    schema::{File, Package},
};
use entity::write::{SHEETS, Sheet};
use serde_json::Value;

fn written(sheets: &[&'static Sheet]) -> Value {
    let files = sheets.iter().map(|sheet| File {
        sheet,
        bytes: 12,
        sha256: "0f".repeat(32),
    });
    serde_json::to_value(Package::of(&files.collect::<Vec<_>>())).unwrap()
}

/// The sheets that a resource's foreign keys point to.
fn references(package: &Value, sheet: &str) -> Vec<String> {
    let resources = package["resources"].as_array().unwrap();
    let resource = resources.iter().find(|one| one["name"] == sheet).unwrap();
    let keys = resource["schema"]["foreignKeys"].as_array();
    keys.into_iter()
        .flatten()
        .map(|key| key["reference"]["resource"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_is_written_is_accepted_when_read() {
    let all: Vec<&'static Sheet> = SHEETS.iter().collect();
    let read = Descriptor::read(written(&all).to_string().as_bytes());
    assert_eq!(read.problems, []);
    let sheets: Vec<&str> = read.listed.iter().map(|one| one.sheet.name).collect();
    let names: Vec<&str> = SHEETS.iter().map(|sheet| sheet.name).collect();
    assert_eq!(sheets, names);
}

#[test]
fn foreign_keys_point_only_to_sheets_that_are_there() {
    let sheets = |names: &[&str]| -> Vec<&'static Sheet> {
        names.iter().filter_map(|name| Sheet::named(name)).collect()
    };
    let some = written(&sheets(&["projects", "participations"]));
    assert_eq!(references(&some, "participations"), ["projects"]);
    let all: Vec<&'static Sheet> = SHEETS.iter().collect();
    let all = written(&all);
    assert_eq!(
        references(&all, "participations"),
        ["projects", "institutes"]
    );
    assert_eq!(references(&all, "technology_areas"), [""]);
    // `countries.csv` holds only what the ISO list does not.
    assert!(references(&all, "institutes").is_empty());
    // Areas are a list.
    assert!(references(&all, "projects").is_empty());
}
