//! `datapackage.json`: what is accepted, what is ignored, what is a problem.

use crate::package::descriptor::Descriptor;
use entity::write::ProblemKind;
use serde_json::{Value, json};

/// The problems of a descriptor: kind and place.
fn problems(resources: &Value) -> Vec<(ProblemKind, String)> {
    let text = json!({ "resources": resources }).to_string();
    Descriptor::read(text.as_bytes())
        .problems
        .into_iter()
        .map(|problem| (problem.kind, problem.column.unwrap_or_default()))
        .collect()
}

/// A sound resource, with this member changed.
fn resource(pointer: &str, value: Value) -> Value {
    let mut resource = json!({
        "name": "board_seats",
        "path": "board_seats.csv",
        "encoding": "utf-8",
        "dialect": { "delimiter": ",", "header": true },
        "schema": {
            "fields": [
                { "name": "party", "type": "string", "constraints": { "required": true } },
                { "name": "from", "type": "string" },
                { "name": "until", "type": "date", "title": "the last day" },
            ],
            "primaryKey": ["party", "from"],
            "missingValues": [""],
        },
    });
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    match resource.pointer_mut(parent) {
        Some(Value::Object(object)) => drop(object.insert(member.to_owned(), value)),
        Some(Value::Array(list)) => list[member.parse::<usize>().unwrap()] = value,
        other => panic!("{pointer}: {other:?}"),
    }
    resource
}

/// The place of the one problem of the descriptor.
fn place(pointer: &str, value: Value) -> String {
    let mut problems = problems(&json!([resource(pointer, value)]));
    assert_eq!(problems.len(), 1, "{pointer}: {problems:?}");
    let (kind, place) = problems.remove(0);
    assert_eq!(kind, ProblemKind::Descriptor);
    place
}

#[test]
fn files_are_read_in_the_order_of_the_sheets() {
    let text = br#"{"resources": [
        {"name": "projects", "path": "b.csv"},
        {"name": "whatever", "path": "parties.csv.gz"},
        {"path": "countries.csv"}
    ]}"#;
    let read = Descriptor::read(text);
    assert_eq!(read.problems, []);
    let files: Vec<(&str, &str)> = read
        .listed
        .iter()
        .map(|one| (one.sheet.name, one.file.as_str()))
        .collect();
    assert_eq!(
        files,
        [
            ("countries", "countries.csv"),
            ("parties", "parties.csv.gz"),
            ("projects", "b.csv"),
        ]
    );
}

#[test]
fn what_the_format_does_not_know_is_ignored() {
    for (pointer, value) in [
        ("/title", json!("Seats")),
        (
            "/schema/fields/0",
            json!({ "name": "party", "example": "EU" }),
        ),
        (
            "/schema/fields/0",
            json!({ "name": "party", "type": "any" }),
        ),
        ("/schema/foreignKeys", json!([])),
        ("/schema/primaryKey", json!(["from", "party"])),
        ("/dialect", json!({ "csv": { "delimiter": "," } })),
        ("/dialect", json!({})),
        ("/dialect", json!(null)),
        (
            "/dialect",
            json!({
                "csvddfVersion": 1.2, "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"",
                "doubleQuote": true, "skipInitialSpace": false, "header": true, "headerRows": [1],
                "caseSensitiveHeader": false, "commentChar": null, "nullSequence": "", "commentRows": [],
            }),
        ),
        (
            "/schema/fields/1",
            json!({ "name": "from", "type": "date", "format": "default" }),
        ),
        ("/schema/primaryKey", json!(null)),
        ("/schema/primaryKey", json!([])),
        ("/path", json!("./board_seats.csv")),
        ("/path", json!(["board_seats.csv"])),
        ("/path", json!("data/board_seats.csv")),
        ("/encoding", json!("utf-8-sig")),
        ("/encoding", json!("UTF8")),
        ("/compression", json!("no")),
        ("/bytes", json!(12)),
        ("/hash", json!("d41d8cd98f00b204e9800998ecf8427e")),
        ("/hash", json!(format!("SHA256:{}", "AB".repeat(32)))),
    ] {
        let problems = problems(&json!([resource(pointer, value)]));
        assert_eq!(problems, [], "{pointer}");
    }
}

#[test]
fn a_schema_that_says_something_else_is_a_problem() {
    let field = |name: &str, kind: &str| json!({ "name": name, "type": kind });
    for (pointer, value, at) in [
        ("/schema/fields/2", field("till", "string"), "board_seats"),
        (
            "/schema/fields/2",
            field("until", "number"),
            "board_seats.until",
        ),
        (
            "/schema/fields/0",
            field("party", "integer"),
            "board_seats.party",
        ),
        (
            "/schema/fields/2",
            field("from", "string"),
            "board_seats.from",
        ),
        (
            "/schema/fields",
            json!([field("party", "string")]),
            "board_seats",
        ),
        ("/schema/fields", json!("none"), "board_seats"),
        (
            "/schema/primaryKey",
            json!("party"),
            "board_seats.primaryKey",
        ),
        (
            "/schema/missingValues",
            json!(["", "NA"]),
            "board_seats.missingValues",
        ),
        (
            "/schema",
            json!("https://example.org/schema.json"),
            "board_seats",
        ),
        ("/encoding", json!("latin-1"), "board_seats.encoding"),
        ("/compression", json!("zip"), "board_seats.compression"),
        ("/dialect/delimiter", json!(";"), "board_seats.delimiter"),
        (
            "/dialect",
            json!({ "csv": { "delimiter": ";" } }),
            "board_seats.delimiter",
        ),
        ("/dialect/header", json!(false), "board_seats.header"),
        ("/dialect", json!("dialect.json"), "board_seats.dialect"),
        (
            "/dialect/commentChar",
            json!("#"),
            "board_seats.commentChar",
        ),
        (
            "/dialect",
            json!({ "csv": { "commentChar": "#" } }),
            "board_seats.commentChar",
        ),
        (
            "/dialect/commentRows",
            json!([2]),
            "board_seats.commentRows",
        ),
        (
            "/dialect/nullSequence",
            json!("\\N"),
            "board_seats.nullSequence",
        ),
        ("/dialect/headerRows", json!([2]), "board_seats.headerRows"),
        ("/dialect/escapeChar", json!("\\"), "board_seats.escapeChar"),
        (
            "/dialect/lineTerminator",
            json!("\r"),
            "board_seats.lineTerminator",
        ),
        ("/dialect/excel", json!({ "sheet": 2 }), "board_seats.excel"),
        ("/layout", json!({ "limitRows": 3 }), "board_seats.layout"),
        ("/innerpath", json!("a.csv"), "board_seats.innerpath"),
        ("/data", json!([["EU"]]), "board_seats.data"),
        (
            "/schema/fields/1",
            json!({ "name": "from", "type": "date", "format": "%Y-%d-%m" }),
            "board_seats.from.format",
        ),
        (
            "/schema/fields/1",
            json!({ "name": "from", "type": "date", "format": "any" }),
            "board_seats.from.format",
        ),
        ("/bytes", json!("many"), "board_seats.bytes"),
        ("/bytes", json!(-1), "board_seats.bytes"),
        ("/hash", json!("crc32:00000000"), "board_seats.hash"),
        ("/hash", json!("sha256:12"), "board_seats.hash"),
    ] {
        assert_eq!(place(pointer, value), at, "{pointer}");
    }
}

#[test]
fn forms_have_their_types() {
    let field = |sheet: &str, field: Value| {
        let resource = json!([{
            "name": sheet,
            "path": "x.csv",
            "schema": { "fields": [field] },
        }]);
        let at = format!("{sheet}.{}", field["name"].as_str().unwrap());
        problems(&resource)
            .iter()
            .any(|(_, place)| place.starts_with(&at))
    };
    for (sheet, name, kind, wrong) in [
        ("ledger", "amount", "string", false),
        ("ledger", "amount", "number", false),
        ("ledger", "amount", "boolean", true),
        ("funders", "listed", "boolean", false),
        ("funders", "listed", "string", true),
        ("memberships", "seq", "integer", false),
        ("memberships", "seq", "number", true),
        ("projects", "title", "number", true),
        ("projects", "registered_on", "year", false),
    ] {
        let told = field(sheet, json!({ "name": name, "type": kind }));
        assert_eq!(told, wrong, "{sheet}.{name}: {kind}");
    }
    let amount = |mark: &str| json!({ "name": "amount", "type": "number", mark: "," });
    assert!(field("ledger", amount("decimalChar")));
    assert!(field("ledger", amount("groupChar")));
    let bare = json!({ "name": "amount", "type": "number", "bareNumber": false });
    assert!(field("ledger", bare));
    let binary = json!({ "name": "note", "type": "string", "format": "binary" });
    assert!(field("ledger", binary));
    let words = |word: &str| json!({ "name": "listed", "type": "boolean", "trueValues": [word] });
    assert!(field("funders", words("yes")));
    assert!(!field("funders", words("true")));
}

#[test]
fn every_resource_names_one_file_of_one_sheet() {
    let cases = [
        (json!({ "name": "seats", "path": "seats.csv" }), "name"),
        (
            json!({ "name": "projects", "path": "funders.csv" }),
            "projects",
        ),
        (json!({ "name": "projects", "data": [] }), "projects"),
        (
            json!({ "name": "projects", "path": ["a.csv", "b.csv"] }),
            "projects",
        ),
        (
            json!({ "name": "projects", "path": "projects.xlsx" }),
            "path",
        ),
        (json!("projects.csv"), "resources"),
    ];
    for (resource, at) in cases {
        let expected = [(ProblemKind::Descriptor, at.to_owned())];
        assert_eq!(problems(&json!([resource])), expected, "{resource}");
    }
    let twice = json!([{ "path": "projects.csv" }, { "path": "projects.csv.gz" }]);
    assert_eq!(
        problems(&twice),
        [(ProblemKind::Descriptor, "projects".to_owned())]
    );
}

#[test]
fn a_path_never_leaves_the_folder() {
    for path in [
        "../projects.csv",
        "/etc/projects.csv",
        "a/../../projects.csv",
        "..\\projects.csv",
        "C:projects.csv",
        "https://example.org/projects.csv",
        "",
        "projects\u{0}.csv",
    ] {
        let resource = json!([{ "name": "projects", "path": path }]);
        let expected = [(ProblemKind::UnsafePath, "path".to_owned())];
        assert_eq!(problems(&resource), expected, "{path}");
    }
}

#[test]
fn what_is_no_descriptor_is_told() {
    let deep = "[".repeat(10_000);
    for text in ["", "{", "[]", "{}", r#"{"resources": {}}"#, "\u{ff}", &deep] {
        let read = Descriptor::read(text.as_bytes());
        assert_eq!(read.problems.len(), 1, "{text:.20}");
    }
    let read = Descriptor::read("\u{feff}{\"resources\": []}".as_bytes());
    assert_eq!(read.problems, []);
}
