//! The `datapackage.json` that is written: a Table Schema (Frictionless) for every sheet, made from the
//! format's own definition.

use super::GUARD;
use entity::write::{Column, Form, Sheet};
use serde::Serialize;

/// A data package.
#[derive(Serialize)]
pub struct Package {
    profile: &'static str,
    name: &'static str,
    title: &'static str,
    resources: Vec<Resource>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    profile: &'static str,
    name: &'static str,
    path: String,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    formula_guard: &'static str,
    bytes: u64,
    hash: String,
    schema: Schema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    missing_values: [&'static str; 1],
    primary_key: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    true_values: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    false_values: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Constraints::is_none")]
    constraints: Constraints,
}

/// What the cells of a column must be like. Absent members ask for nothing.
#[derive(Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Constraints {
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unique: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    one_of: Option<&'static [&'static str]>,
}

#[derive(Serialize)]
struct ForeignKey {
    fields: &'static str,
    reference: Reference,
}

#[derive(Serialize)]
struct Reference {
    resource: &'static str,
    fields: &'static str,
}

/// A file of a package that was written.
#[derive(Clone, Debug)]
pub struct File {
    /// The sheet that it holds.
    pub sheet: &'static Sheet,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

impl Package {
    /// The package that holds these sheets, each as `name.csv`.
    pub fn of(files: &[File]) -> Self {
        let sheets: Vec<&'static Sheet> = files.iter().map(|file| file.sheet).collect();
        Self {
            profile: "tabular-data-package",
            name: "istc-data",
            title: "Data of the International Science and Technology Center (ISTC)",
            resources: files
                .iter()
                .map(|file| Resource {
                    profile: "tabular-data-resource",
                    name: file.sheet.name,
                    path: format!("{}.csv", file.sheet.name),
                    format: "csv",
                    mediatype: "text/csv",
                    encoding: "utf-8",
                    formula_guard: GUARD,
                    bytes: file.bytes,
                    hash: format!("sha256:{}", file.sha256),
                    schema: Schema::of(file.sheet, &sheets),
                })
                .collect(),
        }
    }
}

impl Schema {
    fn of(sheet: &'static Sheet, sheets: &[&'static Sheet]) -> Self {
        let present = |name: &str| sheets.iter().any(|sheet| sheet.name == name);
        let foreign_keys = sheet.columns.iter().filter_map(|column| {
            let (to, key) = column.refers?;
            // A list of keys is no key, and `countries.csv` holds only what the ISO list does not.
            if column.form == Form::Keys || to == "countries" || !present(to) {
                return None;
            }
            Some(ForeignKey {
                fields: column.name,
                reference: Reference {
                    // An empty name is the resource itself.
                    resource: if to == sheet.name { "" } else { to },
                    fields: key,
                },
            })
        });
        Self {
            fields: sheet
                .columns
                .iter()
                .map(|column| Field::of(sheet, column))
                .collect(),
            missing_values: [""],
            primary_key: sheet.key().map(|column| column.name).collect(),
            foreign_keys: foreign_keys.collect(),
        }
    }
}

impl Field {
    fn of(sheet: &'static Sheet, column: &'static Column) -> Self {
        let flag = column.form == Form::Flag;
        Self {
            name: column.name,
            kind: kind(column.form),
            true_values: flag.then_some(["true"]),
            false_values: flag.then_some(["false"]),
            constraints: Constraints {
                required: column.required.then_some(true),
                unique: (column.key && sheet.key().count() == 1).then_some(true),
                ..Constraints::of(column)
            },
        }
    }
}

/// The type of Table Schema that says what this form says.
pub fn kind(form: Form) -> &'static str {
    match form {
        Form::Flag => "boolean",
        Form::Whole => "integer",
        // Amounts too: a number would be read as floating point.
        _ => "string",
    }
}

impl Constraints {
    fn of(column: &Column) -> Self {
        let pattern = |pattern: &str| Self {
            pattern: Some(pattern.to_owned()),
            ..Self::default()
        };
        // Of the text in the cell: a guard goes in front of every other character at most.
        let length = |most: u32| Self {
            max_length: Some(most.saturating_mul(2)),
            ..Self::default()
        };
        match column.form {
            // A Party's code has the form of a country's.
            Form::Key if column.refers == Some(("parties", "code")) => pattern("[A-Z]{2}"),
            Form::Key => length(200),
            Form::Name => length(2_000),
            Form::Text | Form::Names | Form::Keys => length(100_000),
            Form::Flag => Self::default(),
            Form::Whole => Self {
                minimum: Some(0),
                maximum: Some(100_000),
                ..Self::default()
            },
            Form::Date => pattern("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"),
            Form::Amount { signed: false } => pattern(r"[0-9]+(\.[0-9]+)?"),
            Form::Amount { signed: true } => pattern(r"-?[0-9]+(\.[0-9]+)?"),
            Form::Currency => pattern("[A-Z]{3}"),
            Form::Rate => pattern(r"[0-9]{1,12}(\.[0-9]{1,12})?"),
            Form::Country => pattern("[A-Z]{2}"),
            Form::Doi => pattern(r"10\.[0-9.]+/\S+"),
            Form::Ror => pattern(r"https://ror\.org/[0-9a-z]{9}"),
            Form::Url => pattern(r"https?://\S+"),
            Form::OneOf(words) => Self {
                one_of: Some(words),
                ..Self::default()
            },
            Form::SomeOf(words) => {
                let word = words.join("|");
                pattern(&format!("({word})(;({word}))*"))
            }
        }
    }

    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
