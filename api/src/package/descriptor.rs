//! `datapackage.json` as it is read: which files there are, which sheet each fills, and whether it says
//! something else than the format. What the format does not know is ignored.

use super::{DESCRIPTOR, GUARD, folder::stays, schema, stem};
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
}

type Object = Map<String, Value>;

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
        let Some(file) = path.and_then(Value::as_str) else {
            let expected = "a `path` of its own for every resource, a text";
            return self.wrong(name.or(Some("path")), path, expected);
        };
        self.named.push(file.to_owned());
        if !stays(file) {
            let kind = ProblemKind::UnsafePath;
            let expected = "the name of a file in this folder";
            return self.problem(kind, Some("path"), path, expected.into());
        }
        let Some(stem) = stem(file).filter(|stem| !stem.contains('/')) else {
            let expected = "a `.csv` or `.csv.gz` file at the top of the package";
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
        self.listed.push(Listed {
            sheet,
            file: file.to_owned(),
            guarded: resource.contains_key("formulaGuard"),
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

    /// How the file is written: the format knows one way.
    fn dialect(&mut self, sheet: &Sheet, file: &str, resource: &Object) {
        let at = |member: &str| format!("{}.{member}", sheet.name);
        for (member, only) in [("encoding", "utf-8"), ("format", "csv")] {
            self.only(
                at(member),
                resource.get(member),
                |said| {
                    said.as_str().is_some_and(|said| {
                        said.eq_ignore_ascii_case(only) || (said == "utf8" && only == "utf-8")
                    })
                },
                only,
            );
        }
        let gz = file.ends_with(".gz");
        let compression = if gz { "gz" } else { "no compression" };
        self.only(
            at("compression"),
            resource.get("compression"),
            |said| said.as_str().is_some_and(|said| gz && said == "gz"),
            compression,
        );
        let Some(dialect) = resource.get("dialect") else {
            return;
        };
        let csv = dialect.get("csv").unwrap_or(dialect);
        for (member, only) in [
            ("delimiter", Value::from(",")),
            ("quoteChar", Value::from("\"")),
            ("doubleQuote", Value::from(true)),
            ("skipInitialSpace", Value::from(false)),
            ("header", Value::from(true)),
        ] {
            let said = csv.get(member).or_else(|| dialect.get(member));
            let expected = only.to_string();
            self.only(at(member), said, |said| *said == only, &expected);
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
        if named != keys {
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
        let point = |said: &Value| said == ".";
        let mark = field.get("decimalChar");
        self.only(format!("{place}.decimalChar"), mark, point, "a point");
        let mark = field.get("groupChar");
        self.only(format!("{place}.groupChar"), mark, |_| false, "no grouping");
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
