//! `datapackage.json` as it is read: which files there are, which sheet each fills, and whether it says
//! something else than the format. What the format does not know is ignored.

use super::{DESCRIPTOR, GUARD, checksum::Declared, folder::stays, schema, stem};
use entity::write::{Form, Problem, ProblemKind, SHEETS, Sheet, shortened};
use serde_json::{Map, Value};

/// What the descriptor says.
#[derive(Default)]
pub struct Descriptor {
    /// The files to read, what is referred to before what refers to it.
    pub listed: Vec<Listed>,
    /// Every file that is named, to be read or not.
    pub named: Vec<String>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A file that fills a sheet.
#[derive(Debug)]
pub struct Listed {
    /// The sheet.
    pub sheet: &'static Sheet,
    /// The file's name.
    pub file: String,
    /// Whether its texts are guarded against being taken for formulas.
    pub guarded: bool,
    /// How many bytes it has, if that is said.
    pub bytes: Option<u64>,
    /// Its checksum, if that is said.
    pub hash: Option<Declared>,
}

type Object = Map<String, Value>;

/// Members of a resource by which other programs read a part of a file, or another place than `path`.
const OTHER_WAYS: &[&str] = &[
    "layout",
    "query",
    "control",
    "innerpath",
    "extrapaths",
    "data",
];

/// Whether nothing is said.
fn is_empty(said: &Value) -> bool {
    match said {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// A descriptor larger than this is none.
pub const LARGEST: u64 = 1 << 20;

impl Descriptor {
    /// Reads a descriptor.
    pub fn read(text: &[u8]) -> Self {
        let mut descriptor = Self::default();
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let json: Value = match serde_json::from_slice(text) {
            Ok(json) => json,
            Err(error) => {
                descriptor.wrong(None, None, format!("JSON ({error})"));
                return descriptor;
            }
        };
        match json.get("resources").and_then(Value::as_array) {
            Some(resources) => {
                for resource in resources {
                    descriptor.resource(resource);
                }
            }
            None => descriptor.wrong(Some("resources"), None, "a list of files"),
        }
        let order = |listed: &Listed| {
            SHEETS
                .iter()
                .position(|sheet| sheet.name == listed.sheet.name)
        };
        descriptor.listed.sort_by_key(order);
        descriptor
    }

    fn resource(&mut self, resource: &Value) {
        let Some(resource) = resource.as_object() else {
            return self.wrong(Some("resources"), Some(resource), "a resource");
        };
        let name = resource.get("name").and_then(Value::as_str);
        let path = resource.get("path");
        // A list of one path means that path.
        let only = match path {
            Some(Value::Array(paths)) => match paths.as_slice() {
                [only] => Some(only),
                _ => None,
            },
            other => other,
        };
        let Some(file) = only.and_then(Value::as_str) else {
            let expected = "a `path` of its own for every resource: one text, or a list of one";
            return self.wrong(name.or(Some("path")), path, expected);
        };
        let file = file.strip_prefix("./").unwrap_or(file);
        self.named.push(file.to_owned());
        if !stays(file) {
            let kind = ProblemKind::UnsafePath;
            let expected = "the name of a file in this folder";
            return self.problem(kind, Some("path"), path, expected.into());
        }
        let name_of_file = file.rsplit('/').next().unwrap_or(file);
        let Some(stem) = stem(name_of_file) else {
            let expected = "a `.csv` or `.csv.gz` file";
            return self.wrong(Some("path"), path, expected);
        };
        let sheet = match (name.and_then(Sheet::named), Sheet::named(stem)) {
            (Some(by_name), Some(by_file)) if by_name.name != by_file.name => {
                let expected = format!("the name of one sheet, not a file of `{}`", by_file.name);
                return self.wrong(Some(by_name.name), path, expected);
            }
            (Some(sheet), _) | (None, Some(sheet)) => sheet,
            (None, None) => {
                let expected = format!("the name of a sheet: {}", sheets());
                return self.wrong(Some("name"), resource.get("name").or(path), expected);
            }
        };
        if let Some(first) = self.listed.iter().find(|one| one.sheet.name == sheet.name) {
            let expected = format!("one file for this sheet; `{}` is it already", first.file);
            return self.wrong(Some(sheet.name), path, expected);
        }
        let (bytes, hash) = self.measures(sheet, resource);
        self.listed.push(Listed {
            sheet,
            file: file.to_owned(),
            guarded: resource.contains_key("formulaGuard"),
            bytes,
            hash,
        });
        let place = format!("{}.formulaGuard", sheet.name);
        self.only(
            place,
            resource.get("formulaGuard"),
            |said| said == GUARD,
            GUARD,
        );
        self.dialect(sheet, file, resource);
        match resource.get("schema") {
            None => {}
            Some(Value::Object(schema)) => self.schema(sheet, schema),
            schema => self.wrong(Some(sheet.name), schema, "a schema in this file, or none"),
        }
    }

    /// How long the file is, and its checksum.
    fn measures(&mut self, sheet: &Sheet, resource: &Object) -> (Option<u64>, Option<Declared>) {
        let at = |member: &str| format!("{}.{member}", sheet.name);
        let said = |member: &str| resource.get(member).filter(|said| !said.is_null());
        let bytes = said("bytes").and_then(|said| {
            let bytes = said.as_u64();
            if bytes.is_none() {
                self.wrong(Some(&at("bytes")), Some(said), "a number of bytes");
            }
            bytes
        });
        let hash = said("hash").and_then(|said| {
            let hash = said.as_str().and_then(Declared::parse);
            if hash.is_none() {
                let expected =
                    "a checksum in hexadecimal digits: `sha256:…`, `sha512:…`, `sha1:…` or MD5";
                self.wrong(Some(&at("hash")), Some(said), expected);
            }
            hash
        });
        (bytes, hash)
    }

    /// How the file is written: the format knows one way.
    fn dialect(&mut self, sheet: &Sheet, file: &str, resource: &Object) {
        let at = |member: &str| format!("{}.{member}", sheet.name);
        // A byte order mark is passed over whether it is announced or not.
        let encodings: &[&str] = &["utf-8", "utf8", "utf-8-sig", "utf_8", "utf_8_sig"];
        let gz = file.ends_with(".gz");
        let compressions: &[&str] = if gz { &["gz"] } else { &["no", ""] };
        for (member, known) in [
            ("encoding", encodings),
            ("format", &["csv"]),
            ("compression", compressions),
        ] {
            let is_known = |said: &Value| {
                said.as_str()
                    .is_some_and(|said| known.contains(&&*said.to_ascii_lowercase()))
            };
            let expected = known.first().copied().unwrap_or_default();
            self.only(at(member), resource.get(member), is_known, expected);
        }
        // What older descriptors say of rows to be passed over, and of files within files.
        for member in OTHER_WAYS {
            self.only(at(member), resource.get(*member), is_empty, "nothing");
        }
        match resource.get("dialect").filter(|said| !is_empty(said)) {
            None => {}
            Some(Value::Object(dialect)) => {
                for (member, said) in dialect {
                    match (member.as_str(), said) {
                        ("csv", Value::Object(csv)) => {
                            for (member, said) in csv {
                                self.dialect_member(&at(member), member, said);
                            }
                        }
                        _ => self.dialect_member(&at(member), member, said),
                    }
                }
            }
            dialect => {
                let expected = "a dialect in this file, or none";
                self.wrong(Some(&at("dialect")), dialect, expected);
            }
        }
    }

    /// A member of the dialect must have the value that this format has.
    fn dialect_member(&mut self, place: &str, member: &str, said: &Value) {
        const NAMES_IT: [&str; 7] = [
            "$schema",
            "name",
            "type",
            "title",
            "description",
            "profile",
            "csvddfVersion",
        ];
        // Names of columns are compared letter by letter whatever is said of their case, and one row of them is
        // joined to no other.
        const TELLS_NOTHING: [&str; 3] = ["caseSensitiveHeader", "headerCase", "headerJoin"];
        let only: &[Value] = match member {
            name if NAMES_IT.contains(&name) || TELLS_NOTHING.contains(&name) => return,
            "delimiter" => &[Value::from(",")],
            "quoteChar" => &[Value::from("\"")],
            "doubleQuote" | "header" => &[Value::from(true)],
            "skipInitialSpace" => &[Value::from(false)],
            "lineTerminator" => &[Value::from("\r\n"), Value::from("\n")],
            "headerRows" => &[Value::from(vec![1])],
            "commentRows" => &[Value::from(Vec::<u32>::new()), Value::Null],
            "nullSequence" => &[Value::from(""), Value::Null],
            "commentChar" | "escapeChar" => &[Value::Null],
            _ => &[],
        };
        if !only.contains(said) {
            let expected = match only.first() {
                Some(Value::Null) => "none: this format has no such character".to_owned(),
                Some(only) => only.to_string(),
                None => "a member of a CSV dialect that this format knows".to_owned(),
            };
            self.wrong(Some(place), Some(said), expected);
        }
    }

    fn schema(&mut self, sheet: &'static Sheet, schema: &Object) {
        self.missing_values(sheet.name, schema.get("missingValues"));
        let Some(fields) = schema.get("fields").and_then(Value::as_array) else {
            return self.wrong(Some(sheet.name), schema.get("fields"), "a list of fields");
        };
        let mut seen: Vec<&str> = Vec::new();
        for field in fields {
            let name = field.get("name").and_then(Value::as_str);
            let column = sheet
                .columns
                .iter()
                .find(|column| Some(column.name) == name);
            let Some(column) = column else {
                let expected = "a field that the sheet has";
                self.wrong(Some(sheet.name), field.get("name"), expected);
                continue;
            };
            let place = format!("{}.{}", sheet.name, column.name);
            if seen.contains(&column.name) {
                self.wrong(Some(&place), None, "every field once");
            }
            seen.push(column.name);
            self.field(&place, column.form, field);
        }
        let keys: Vec<&str> = sheet.key().map(|column| column.name).collect();
        for column in sheet.columns.iter().filter(|column| column.required) {
            if !seen.contains(&column.name) {
                let expected = format!("a field `{}`", column.name);
                self.wrong(Some(sheet.name), None, expected);
            }
        }
        let said = schema.get("primaryKey");
        let mut named: Vec<&str> = match said {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let expected = format!("the primary key {}", keys.join(", "));
        let mut keys = keys;
        keys.sort_unstable();
        named.sort_unstable();
        // Whoever does not say it means the one that there is.
        if named != keys && said.is_some_and(|said| !is_empty(said)) {
            let place = format!("{}.primaryKey", sheet.name);
            self.wrong(Some(&place), said, expected);
        }
    }

    fn field(&mut self, place: &str, form: Form, field: &Value) {
        self.missing_values(place, field.get("missingValues"));
        let said = field.get("type");
        let kind = schema::kind(form);
        // Beside the type that we write: those that only narrow it, with the same text in the cells.
        let narrower: &[&str] = match form {
            Form::Date => &["date", "yearmonth", "year"],
            Form::Amount { .. } | Form::Rate => &["number", "integer"],
            _ => &[],
        };
        let fits = |said: &Value| {
            said.as_str()
                .is_some_and(|said| said == kind || said == "any" || narrower.contains(&said))
        };
        self.only(place.to_owned(), said, fits, &format!("type {kind}"));
        for (member, only) in [("trueValues", "true"), ("falseValues", "false")] {
            let fits = |said: &Value| {
                said.as_array()
                    .is_some_and(|words| words.iter().any(|word| word == only))
            };
            if form == Form::Flag {
                self.only(format!("{place}.{member}"), field.get(member), fits, only);
            }
        }
        let mut only = |member: &str, fits: &dyn Fn(&Value) -> bool, expected: &str| {
            self.only(
                format!("{place}.{member}"),
                field.get(member),
                fits,
                expected,
            );
        };
        only("decimalChar", &|said| said == ".", "a point");
        only("groupChar", &is_empty, "no grouping");
        only(
            "bareNumber",
            &|said| *said == true,
            "true: numbers stand alone",
        );
        let formats: &[&str] = match form {
            Form::Date => &["default", "%Y-%m-%d"],
            Form::Url => &["default", "uri"],
            _ => &["default"],
        };
        let is_default = |said: &Value| said.as_str().is_some_and(|said| formats.contains(&said));
        only("format", &is_default, "default");
        // Of a list in one cell.
        only("delimiter", &|said| said == ";", "a semicolon");
    }

    /// Only an empty cell is not known; in particular `NA` is Namibia.
    fn missing_values(&mut self, place: &str, said: Option<&Value>) {
        let empty = |said: &Value| *said == Value::from(vec![""]);
        self.only(format!("{place}.missingValues"), said, empty, "[\"\"]");
    }

    /// What may be left unsaid, but not said otherwise.
    fn only(
        &mut self,
        place: String,
        said: Option<&Value>,
        fits: impl Fn(&Value) -> bool,
        expected: &str,
    ) {
        if said.is_some_and(|said| !fits(said)) {
            self.wrong(Some(&place), said, expected);
        }
    }

    fn wrong(&mut self, place: Option<&str>, said: Option<&Value>, expected: impl Into<String>) {
        self.problem(ProblemKind::Descriptor, place, said, expected.into());
    }

    fn problem(
        &mut self,
        kind: ProblemKind,
        place: Option<&str>,
        said: Option<&Value>,
        expected: String,
    ) {
        let text = said.map(|said| match said {
            Value::String(text) => shortened(text),
            other => shortened(&other.to_string()),
        });
        self.problems.push(Problem {
            kind,
            file: DESCRIPTOR.to_owned(),
            line: None,
            column: place.map(shortened),
            value: text,
            expected,
        });
    }
}

fn sheets() -> String {
    let names: Vec<&str> = SHEETS.iter().map(|sheet| sheet.name).collect();
    names.join(", ")
}
