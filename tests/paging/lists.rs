//! The lists, and what each of their orders sorts by.

use crate::support::Person;
use serde_json::Value;

/// A list, and how its rows are sorted by each field that it can be sorted by.
pub struct List {
    /// What is asked around it, to be closed again.
    pub within: &'static str,
    pub name: &'static str,
    pub row: &'static str,
    pub person: Person,
    pub order: &'static str,
    pub fields: &'static [(&'static str, By)],
}

/// What a field sorts by: where it stands in a row, and what it is.
#[derive(Clone, Copy)]
pub enum By {
    /// The order of the list without an order.
    Key,
    Text(&'static str),
    /// Without regard to case, and to Cyrillic letters that look Latin.
    Folded(&'static str),
    /// A word of an enum, as the data spell it.
    Word(&'static str),
    Date(&'static str),
    Number(&'static str),
}

use By::{Date, Folded, Key, Number, Text, Word};

const PROJECT: &str = "number title programme status hostCountry { code } registeredOn startsOn endsOn durationMonths";
const OUTPUT: &str = "key title kind publishedOn";
const PROJECT_FIELDS: &[(&str, By)] = &[
    ("NUMBER", Key),
    ("TITLE", Folded("/title")),
    ("PROGRAMME", Word("/programme")),
    ("STATUS", Word("/status")),
    ("HOST_COUNTRY_CODE", Text("/hostCountry/code")),
    ("REGISTERED_ON", Date("/registeredOn")),
    ("STARTS_ON", Date("/startsOn")),
    ("ENDS_ON", Date("/endsOn")),
    ("DURATION_MONTHS", Number("/durationMonths")),
];
const OUTPUT_FIELDS: &[(&str, By)] = &[
    ("KEY", Key),
    ("TITLE", Folded("/title")),
    ("KIND", Word("/kind")),
    ("PUBLISHED_ON", Date("/publishedOn")),
];
const PARTICIPATION_FIELDS: &[(&str, By)] = &[
    ("PROJECT_NUMBER", Text("/project/number")),
    ("INSTITUTE_KEY", Text("/institute/key")),
    ("ROLE", Word("/role")),
];
const CONTRIBUTION_FIELDS: &[(&str, By)] = &[
    ("KEY", Key),
    ("AMOUNT", Number("/amount/amount")),
    ("CURRENCY", Text("/amount/currency")),
    ("COMMITTED_ON", Date("/committedOn")),
    ("PROJECT_NUMBER", Text("/project/number")),
    ("FUNDER_KEY", Text("/funder/key")),
];

#[rustfmt::skip]
pub fn lists() -> Vec<List> {
    let participation = "role institute { key } project { number }";
    let contribution = "key amount { amount currency } committedOn project { number } funder { key }";
    let list = |within, name, row, person, order, fields| List { within, name, row, person, order, fields };
    let (public, staff) = (Person::nobody, Person::secretariat);
    vec![
        list("", "projects", PROJECT, public(), "Project", PROJECT_FIELDS),
        list("", "institutes", "key name city country { code }", public(), "Institute",
            &[("KEY", Key), ("NAME", Folded("/name")), ("CITY", Text("/city")), ("COUNTRY_CODE", Text("/country/code"))]),
        list(r#"project(by: {number: "K-1000"})"#, "participations", participation, public(), "Participation", PARTICIPATION_FIELDS),
        list(r#"institute(by: {key: "almaty-physics"})"#, "participations", participation, staff(), "Participation", PARTICIPATION_FIELDS),
        list("", "contributions", contribution, staff(), "Contribution", CONTRIBUTION_FIELDS),
        list(r#"funder(by: {key: "party-us"})"#, "contributions", contribution, staff(), "Contribution", CONTRIBUTION_FIELDS),
        list("", "outputs", OUTPUT, Person::institute("semey-med"), "Output", OUTPUT_FIELDS),
        list(r#"project(by: {number: "K-99"})"#, "outputs", OUTPUT, staff(), "Output", OUTPUT_FIELDS),
        list(r#"technologyArea(by: {key: "bio"})"#, "projects", PROJECT, public(), "Project", PROJECT_FIELDS),
        list("", "funders", "key name kind", staff(), "Funder", &[("KEY", Key), ("NAME", Folded("/name")), ("KIND", Word("/kind"))]),
        list("", "parties", "code name", public(), "Party", &[("CODE", Key), ("NAME", Text("/name"))]),
        list("", "technologyAreas", "key name scheme code", public(), "TechnologyArea",
            &[("KEY", Key), ("NAME", Folded("/name")), ("SCHEME", Text("/scheme")), ("CODE", Text("/code"))]),
        list("viewer", "projectStandings", "kind until project { number }", Person::party("AM"), "ProjectStanding",
            &[("KIND", Word("/kind")), ("PROJECT_NUMBER", Text("/project/number")), ("UNTIL_DAY", Date("/until"))]),
        list("", "statistics", "table period dimension value", public(), "Statistic",
            &[("TABLE", Text("/table")), ("PERIOD", Text("/period")), ("DIMENSION", Text("/dimension"))]),
        list("", "rateTables", "key name dateRule", public(), "RateTable", &[("KEY", Key), ("NAME", Text("/name"))]),
        list("", "exchangeRates", "table { key } from to period rate", public(), "ExchangeRate",
            &[("FROM", Text("/from")), ("TO", Text("/to")), ("PERIOD", Date("/period"))]),
    ]
}

impl By {
    /// What a row is sorted by; the row's place in the list without an order comes from outside.
    pub fn of(self, row: &Value, place: usize) -> Option<(i64, String, String)> {
        let (Text(at) | Folded(at) | Word(at) | Date(at) | Number(at)) = self else {
            return Some((place.try_into().unwrap(), String::new(), String::new()));
        };
        let value = row.pointer(at).filter(|value| !value.is_null())?;
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        Some(match self {
            Folded(_) => (
                0,
                text.to_lowercase()
                    .replace('а', "a")
                    .replace('о', "o")
                    .replace('с', "c")
                    .replace('т', "t"),
                text,
            ),
            Word(_) => (0, text.to_lowercase(), String::new()),
            // The days that it may mean; no month needs to be shorter to be told from a day.
            Date(_) => (
                0,
                format!("{text}-01-01")[..10].to_owned(),
                format!("{text}{}", &"-12-31"[text.len().min(10) - 4..]),
            ),
            // Amounts have their minor units.
            Number(_) => (
                text.replace('.', "").parse().unwrap(),
                String::new(),
                String::new(),
            ),
            Text(_) | Key => (0, text, String::new()),
        })
    }
}
