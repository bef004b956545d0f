//! What goes beside a file, and what is known of a file by its name.

use super::{
    super::{File, Format, Hashing, Options, begin, descriptor, schema},
    columns, csv, provenance, row,
};
use serde_json::json;
use std::io::Write;

#[test]
fn the_schema_is_a_table_schema() {
    let schema = schema(&columns());
    assert_eq!(schema["missingValues"], json!([""]));
    let types: Vec<_> = schema["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        types,
        ["string", "integer", "number", "number", "string", "boolean"]
    );
    assert_eq!(
        schema["fields"][2],
        json!({
            "name": "budget",
            "title": "BUDGET",
            "type": "number",
            "decimals": 2,
            "unit": "EUR",
            "description": "What it is",
        })
    );
    assert_eq!(
        schema["fields"][4]["constraints"]["pattern"],
        "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
    );
    assert_eq!(schema["fields"][5]["trueValues"], json!(["true"]));
}

#[test]
fn the_descriptor_vouches_for_the_file() {
    let mut out = Hashing::new(Vec::new());
    let mut sheet = begin(Format::Csv, &mut out, columns(), &Options::default()).unwrap();
    sheet.row(&row("A", "1.00", "2015")).unwrap();
    sheet.finish(&provenance()).unwrap();
    let (sha256, bytes) = (out.sha256(), out.bytes());
    let written = out.into_inner();
    assert_eq!(written, csv(&[row("A", "1.00", "2015")]).into_bytes());
    assert_eq!(bytes, written.len() as u64);

    let file = File {
        name: "Projects 2015.csv",
        format: Format::Csv,
        sha256: &sha256,
        bytes,
    };
    let package = descriptor(&columns(), &provenance(), file);
    assert_eq!(package["profile"], "tabular-data-package");
    assert_eq!(package["provenance"][2]["title"], "Left out");
    let resource = &package["resources"][0];
    assert_eq!(resource["name"], "projects-2015");
    assert_eq!(resource["path"], "Projects 2015.csv");
    assert_eq!(resource["mediatype"], "text/csv");
    assert_eq!(resource["hash"], format!("sha256:{sha256}"));
    assert_eq!(resource["bytes"], bytes);
    assert_eq!(resource["schema"], schema(&columns()));
    assert_eq!(resource["dialect"]["lineTerminator"], "\r\n");
    assert!(
        resource["description"]
            .as_str()
            .unwrap()
            .contains("apostrophe")
    );
}

/// The checksums are those of FIPS 180-2.
#[test]
fn a_checksum_is_that_of_all_bytes() {
    let mut out = Hashing::new(Vec::new());
    assert_eq!(
        out.sha256(),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    out.write_all(b"a").unwrap();
    out.write_all(b"bc").unwrap();
    assert_eq!(
        out.sha256(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(out.bytes(), 3);
    // Only what was taken counts.
    let mut room = [0; 2];
    let mut out = Hashing::new(&mut room[..]);
    assert_eq!(out.write(b"abc").unwrap(), 2);
    assert_eq!(out.bytes(), 2);
}

#[test]
fn a_byte_order_mark_comes_first_if_it_is_asked_for() {
    let options = Options {
        bom: true,
        ..Options::default()
    };
    let mut bytes = Vec::new();
    let sheet = begin(Format::Csv, &mut bytes, columns(), &options).unwrap();
    sheet.finish(&provenance()).unwrap();
    assert_eq!(bytes, format!("\u{feff}{}", csv(&[])).into_bytes());
}

#[test]
fn formats_are_known_by_how_files_end() {
    for format in Format::ALL {
        assert_eq!(Format::parse(format.extension()), Some(format));
        assert_eq!(
            Format::parse(&format!(".{}", format.extension().to_uppercase())),
            Some(format)
        );
    }
    for other in ["", ".", "xls", "..csv", "csv ", "tsv"] {
        assert_eq!(Format::parse(other), None, "{other}");
    }
    assert_eq!(Format::Ndjson.media_type(), "application/x-ndjson");
}
