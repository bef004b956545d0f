//! Published figures beside what a viewer sees: which of them can be rebuilt, and how far they are apart, said
//! once more. Numbers are whole trillionths of the published unit.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::Sight;
use super::summary::{Row, Rows, parts};
use super::time::Written;
use super::world::Statistic;

const TRILLIONTHS: u32 = 12;

/// How far one entry belongs to a figure: by how much, or that it is not known whether at all.
enum Belongs<'a> {
    With(i128, &'a str),
    Perhaps(&'a str),
}

impl Sight<'_> {
    /// Status, computed figure, difference and how many are unknown.
    pub fn comparison(&self, printed: &Statistic) -> Value {
        let circular = printed.source.contains("computed from");
        let status = |status: &'static str| if circular { "CIRCULAR" } else { status };
        let none = |unknown: Value| {
            let status = status("NOT_REBUILDABLE");
            json!({"status": status, "computed": null, "difference": null, "unknown": unknown})
        };
        let (Some(value), Some(entries)) = (trillionths(&printed.value), self.belonging(printed))
        else {
            return none(Value::Null);
        };
        let by_project =
            printed.table.starts_with("governing_board") && printed.dimension == "new projects";
        let (mut sum, mut counted) = (0, Vec::new());
        let mut perhaps = Vec::new();
        for entry in entries {
            match entry {
                Belongs::With(amount, project) => {
                    sum += amount;
                    counted.push(project);
                }
                Belongs::Perhaps(project) => perhaps.push(project),
            }
        }
        let unknown = if by_project {
            // "distinct projects"; one that is counted for certain is not unknown as well.
            let counted: BTreeSet<&str> = counted.iter().copied().collect();
            sum = counted.len() as i128 * 10_i128.pow(TRILLIONTHS);
            perhaps
                .iter()
                .filter(|project| !counted.contains(*project))
                .collect::<BTreeSet<_>>()
                .len()
        } else {
            perhaps.len()
        };
        if counted.is_empty() {
            return none(json!(unknown));
        }
        json!({
            "status": status("COMPARED"),
            "computed": told(sum),
            "difference": told(sum - value),
            "unknown": unknown,
        })
    }

    /// What belongs to the figure, certainly or perhaps; none if the records have nothing of its kind.
    fn belonging(&self, printed: &Statistic) -> Option<Vec<Belongs<'_>>> {
        let dimension = printed.dimension.as_str();
        let span = period(&printed.period);
        if span.is_none() && !printed.table.starts_with("public_database") {
            return None;
        }
        let table = match printed.table.starts_with("governing_board_session_") {
            true => "session",
            false => printed.table.as_str(),
        };
        let start = |row: &Row<'_>| match row {
            Row::Project(row) => row.project.starts_on.clone(),
            Row::Money(row) => row.contribution.committed_on.clone(),
            Row::Output(_) => unreachable!("outputs are in no table"),
        };
        let within =
            |row: &Row<'_>, span: Option<(NaiveDate, NaiveDate)>| -> Option<Option<bool>> {
                let (from, until) = span?;
                Some(lies(&start(row), from, until))
            };
        let until = span.map(|(_, until)| (NaiveDate::MIN, until));
        let number = ["projects", "grants"].contains(&unit(&printed.unit).as_str());
        let projects = || number.then(|| self.rows(Rows::Projects));
        let money = || self.rows(Rows::Contributions);
        let one = |row: &Row<'_>| match row {
            Row::Project(row) => row.project.clone(),
            _ => unreachable!("a project"),
        };
        match (table, dimension) {
            ("public_database_total", "all") => count(projects()?, |_| Some(Some(true))),
            ("public_database_by_status", _) => {
                let status = match dimension {
                    "Approved without Funding" => "approved_without_funding",
                    "Approved for Funding" => "approved_for_funding",
                    "Project underway" => "underway",
                    "Project completed" => "completed",
                    "Project terminated" => "terminated",
                    _ => return None,
                };
                count(projects()?, |row| Some(Some(one(row).status == status)))
            }
            ("cumulative_total", "projects") => count(projects()?, |row| within(row, until)),
            ("cumulative_by_country", _) => {
                let country = ["grants", "projects"]
                    .iter()
                    .find_map(|what| dimension.strip_suffix(&format!(" {what}")))?;
                let code = match country {
                    "Armenia" => "AM",
                    "Belarus" => "BY",
                    "Georgia" => "GE",
                    "Kazakhstan" => "KZ",
                    "Kyrgyz Republic" => "KG",
                    "Russia" => "RU",
                    "Tajikistan" => "TJ",
                    _ => return None,
                };
                count(projects()?, |row| {
                    let host = one(row).host_country;
                    let is = (!host.is_empty()).then_some(host == code);
                    Some(both(is, within(row, until)?))
                })
            }
            ("annual_report", "new projects" | "new projects started") => {
                count(projects()?, |row| within(row, span))
            }
            ("annual_report" | "annual_figures", "projects completed") => {
                count(projects()?, |row| {
                    let project = one(row);
                    let (from, until) = span?;
                    Some(both(
                        Some(project.status == "completed"),
                        lies(&project.ends_on, from, until),
                    ))
                })
            }
            ("projects_by_technology_area", area) => count(projects()?, |row| {
                let names = self.names(&one(row).areas);
                let is = (!names.is_empty()).then(|| names.contains(area));
                Some(both(is, within(row, span)?))
            }),
            ("session", "new projects") if number => count(money(), |row| within(row, span)),
            ("session", "new project funding (USD part)" | "new project funding (EUR part)") => {
                self.funding(printed, money(), |row| within(row, span), None)
            }
            ("cumulative_total", "funding") => {
                self.funding(printed, money(), |row| within(row, until), None)
            }
            ("cumulative_commitment_by_party", _) => {
                let code = match dimension {
                    "Canada" => "CA",
                    "European Union" | "European Union (TACIS)" => "EU",
                    "Japan" => "JP",
                    "Norway" => "NO",
                    "Republic of Korea" => "KR",
                    "United States" => "US",
                    _ => return None,
                };
                let is = |row: &Row<'_>| match row {
                    Row::Money(row) => row.funder.party == code,
                    _ => false,
                };
                self.funding(
                    printed,
                    money(),
                    |row| Some(both(Some(is(row)), within(row, until)?)),
                    None,
                )
            }
            ("funding_by_technology_area", area) => {
                self.funding(printed, money(), |row| within(row, span), Some(area))
            }
            _ => None,
        }
    }

    /// Amounts in the unit's currency; with an area the part of each that falls to it.
    fn funding<'a>(
        &self,
        printed: &Statistic,
        rows: Vec<Row<'a>>,
        belongs: impl Fn(&Row<'_>) -> Option<Option<bool>>,
        area: Option<&str>,
    ) -> Option<Vec<Belongs<'a>>> {
        let unit = unit(&printed.unit);
        let (currency, scale) = match unit.strip_suffix(" million") {
            Some(currency) => (currency.to_owned(), 6),
            None => (unit.clone(), 0),
        };
        let decimals = match currency.as_str() {
            "JPY" => 0,
            "USD" | "EUR" | "CAD" => 2,
            _ => return None,
        };
        let mut found = Vec::new();
        for row in &rows {
            let Row::Money(money) = row else { continue };
            if money.currency() != currency {
                continue;
            }
            let project = money.project.number.as_str();
            let in_time = belongs(row)?;
            let units = |amount: i128| amount * 10_i128.pow(TRILLIONTHS - decimals - scale);
            let names = self.names(&money.project.areas);
            let (is, part) = match area {
                None => (Some(true), money.amount()),
                // What is told of no area is perhaps of this one.
                Some(_) if names.is_empty() => (None, 0),
                Some(area) => match names.iter().position(|name| name == area) {
                    Some(at) => (Some(true), parts(money.amount(), names.len())[at]),
                    None => (Some(false), 0),
                },
            };
            match both(is, in_time) {
                Some(true) => found.push(Belongs::With(units(part), project)),
                None => found.push(Belongs::Perhaps(project)),
                Some(false) => {}
            }
        }
        Some(found)
    }

    /// The names of areas.
    fn names(&self, areas: &str) -> BTreeSet<String> {
        let keys = areas.split(';').map(str::trim);
        let all = &self.world.technology_areas;
        keys.filter_map(|key| all.iter().find(|area| area.key == key))
            .map(|area| area.name.clone())
            .collect()
    }
}

/// Each row that belongs, as one.
fn count<'a>(
    rows: Vec<Row<'a>>,
    belongs: impl Fn(&Row<'_>) -> Option<Option<bool>>,
) -> Option<Vec<Belongs<'a>>> {
    let mut found = Vec::new();
    for row in &rows {
        let project = row.projects()[0];
        match belongs(row)? {
            Some(true) => found.push(Belongs::With(10_i128.pow(TRILLIONTHS), project)),
            None => found.push(Belongs::Perhaps(project)),
            Some(false) => {}
        }
    }
    Some(found)
}

fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    if one == Some(false) || other == Some(false) {
        return Some(false);
    }
    one.and(other)
}

/// Whether a date lies there: certainly, certainly not, or nobody knows.
fn lies(date: &str, from: NaiveDate, until: NaiveDate) -> Option<bool> {
    let date = Written::read(date)?;
    let days = [date.as_end(), date.as_beginning()];
    if days.iter().all(|day| (from..=until).contains(day)) {
        return Some(true);
    }
    let apart = days[1] < from || until < days[0];
    apart.then_some(false)
}

/// The first and the last day of a printed period.
fn period(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text
        .strip_prefix("FY")
        .filter(|rest| year(rest))
        .unwrap_or(text);
    let is_date = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    if !is_date(text) {
        return None;
    }
    let (from, until) = match text.split_once('-') {
        Some((from, until)) if year(from) && year(until) => (from, until),
        _ => (text, text),
    };
    Some((
        Written::read(from)?.as_end(),
        Written::read(until)?.as_beginning(),
    ))
}

/// The unit without what stands in brackets.
fn unit(text: &str) -> String {
    text.split(" (").next().unwrap_or_default().to_owned()
}

fn trillionths(text: &str) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{part:0<width$}", width = TRILLIONTHS as usize);
    if whole.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

fn told(number: i128) -> String {
    let one = 10_u128.pow(TRILLIONTHS);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, part) = (number.unsigned_abs() / one, number.unsigned_abs() % one);
    let text = format!("{sign}{whole}.{part:0width$}", width = TRILLIONTHS as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
