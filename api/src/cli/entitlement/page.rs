//! The answer laid out as a page for people: plain sentences, aligned tables, and for each the section
//! of the rule that it follows from.

use serde::Deserialize;
use std::fmt::{Error, Write};

/// The answer to `question.graphql`.
#[derive(Deserialize)]
pub(super) struct Answer {
    viewer: Viewer,
}

#[derive(Deserialize)]
struct Viewer {
    kind: String,
    party: Option<Named>,
    funder: Option<Named>,
    institute: Option<Named>,
    scopes: Vec<String>,
    manifest: Manifest,
}

#[derive(Deserialize)]
struct Named {
    #[serde(alias = "code")]
    key: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    on: String,
    projects: u64,
    programme_standings: Vec<Standing>,
    project_standings: Vec<StandingCount>,
    facets: Vec<FacetCount>,
    outputs: Vec<OutputCount>,
    ends_within_year: Endings,
}

#[derive(Deserialize)]
struct Standing {
    kind: String,
    until: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StandingCount {
    kind: String,
    projects: u64,
    first_end: Option<String>,
    last_end: Option<String>,
    without_end: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FacetCount {
    facet: String,
    scope: String,
    in_scope: bool,
    granted: u64,
    own: u64,
    withheld: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OutputCount {
    level: String,
    scope: Option<String>,
    in_scope: bool,
    outputs: u64,
}

#[derive(Deserialize)]
struct Endings {
    nodes: Vec<Ending>,
}

#[derive(Deserialize)]
struct Ending {
    kind: String,
    until: String,
    project: Option<Project>,
    facets: Vec<String>,
    outputs: Vec<String>,
}

#[derive(Deserialize)]
struct Project {
    number: String,
}

/// The page.
pub(super) fn of(answer: &Answer) -> Result<String, Error> {
    let viewer = &answer.viewer;
    let manifest = &viewer.manifest;
    let mut out = String::new();
    writeln!(out, "What {} may see on {}", name(viewer), manifest.on)?;
    let scopes = viewer.scopes.join(", ").to_lowercase();
    writeln!(out, "Its scope is {scopes} (section 1).\n")?;
    standings(&mut out, manifest)?;
    projects(&mut out, manifest)?;
    outputs(&mut out, manifest)?;
    endings(&mut out, manifest)?;
    writeln!(
        out,
        "The sections are those of entity/ENTITLEMENT.md; `istc policy` prints its tables."
    )?;
    Ok(out)
}

fn name(viewer: &Viewer) -> String {
    let named = |what: &str, named: &Option<Named>| match named {
        Some(named) => format!("{what} {} ({})", named.name, named.key),
        None => what.to_owned(),
    };
    match viewer.kind.as_str() {
        "PARTY" => named("the Party", &viewer.party),
        "PARTNER" => named("the partner", &viewer.funder),
        "INSTITUTE" => named("the institute", &viewer.institute),
        "SECRETARIAT" => "the secretariat".to_owned(),
        _ => "everyone, without a token,".to_owned(),
    }
}

fn standings(out: &mut String, manifest: &Manifest) -> Result<(), Error> {
    writeln!(out, "Standing in the programme (sections 2 and 3)")?;
    let rows = manifest.programme_standings.iter();
    let rows: Vec<_> = rows
        .map(|standing| match &standing.until {
            Some(day) => [standing.kind.clone(), format!("until {day}")],
            None => [standing.kind.clone(), "no end is known".to_owned()],
        })
        .collect();
    table(out, ["", ""], &rows)?;
    writeln!(out, "Standing on projects that it sees (section 3)")?;
    let rows = manifest.project_standings.iter();
    let rows: Vec<_> = rows
        .map(|count| {
            [
                count.kind.clone(),
                count.projects.to_string(),
                or_dash(&count.first_end),
                or_dash(&count.last_end),
                count.without_end.to_string(),
            ]
        })
        .collect();
    let heads = [
        "standing",
        "#projects",
        "first end",
        "last end",
        "#no end known",
    ];
    table(out, heads, &rows)
}

fn projects(out: &mut String, manifest: &Manifest) -> Result<(), Error> {
    writeln!(
        out,
        "It sees {}; on so many of them each facet is open (section 4, Projects)",
        many(manifest.projects, "project")
    )?;
    let rows: Vec<_> = manifest
        .facets
        .iter()
        .map(|count| {
            [
                count.facet.clone(),
                needs(Some(&count.scope), count.in_scope),
                count.granted.to_string(),
                count.own.to_string(),
                count.withheld.to_string(),
            ]
        })
        .collect();
    let heads = ["facet", "scope", "#granted", "#own", "#withheld"];
    table(out, heads, &rows)
}

fn outputs(out: &mut String, manifest: &Manifest) -> Result<(), Error> {
    let all = manifest.outputs.iter().map(|count| count.outputs).sum();
    writeln!(
        out,
        "It sees {}; by the level in their records (section 4, Outputs)",
        many(all, "output")
    )?;
    let rows: Vec<_> = manifest
        .outputs
        .iter()
        .map(|count| {
            [
                count.level.clone(),
                needs(count.scope.as_ref(), count.in_scope),
                count.outputs.to_string(),
            ]
        })
        .collect();
    table(out, ["level", "scope", "#outputs"], &rows)
}

fn endings(out: &mut String, manifest: &Manifest) -> Result<(), Error> {
    writeln!(
        out,
        "What ends within a year, by the first day on which it no longer holds (section 2)"
    )?;
    let rows: Vec<_> = manifest
        .ends_within_year
        .nodes
        .iter()
        .map(|ending| {
            let project = ending.project.as_ref();
            let mut opens = ending.facets.clone();
            let levels = ending.outputs.iter();
            opens.extend(levels.map(|level| format!("outputs of level {level}")));
            [
                ending.until.clone(),
                ending.kind.clone(),
                project.map_or_else(|| "-".to_owned(), |project| project.number.clone()),
                or_nothing(opens.join(", ")),
            ]
        })
        .collect();
    table(
        out,
        ["day", "standing", "project", "opens until then"],
        &rows,
    )
}

/// The scope that something needs, and whether the viewer lacks it.
fn needs(scope: Option<&String>, in_scope: bool) -> String {
    match scope {
        None => "-".to_owned(),
        Some(scope) if in_scope => scope.to_lowercase(),
        Some(scope) => format!("{} (not in its scope)", scope.to_lowercase()),
    }
}

fn many(count: u64, what: &str) -> String {
    match count {
        0 => format!("no {what}"),
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}

fn or_dash(day: &Option<String>) -> String {
    day.clone().unwrap_or_else(|| "-".to_owned())
}

fn or_nothing(text: String) -> String {
    if text.is_empty() {
        "nothing".to_owned()
    } else {
        text
    }
}

/// A table with aligned columns, and an empty line behind it. A head that begins with `#` stands over
/// numbers; a table without heads has none.
fn table<const N: usize>(
    out: &mut String,
    heads: [&str; N],
    rows: &[[String; N]],
) -> Result<(), Error> {
    if rows.is_empty() {
        writeln!(out, "  none\n")?;
        return Ok(());
    }
    let numbers = heads.map(|head| head.starts_with('#'));
    let heads = heads.map(|head| head.trim_start_matches('#').to_owned());
    let with_heads = heads.iter().any(|head| !head.is_empty());
    let lines = || with_heads.then_some(&heads).into_iter().chain(rows);
    let mut widths = [0; N];
    for line in lines() {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    for line in lines() {
        let mut text = String::new();
        for ((cell, width), number) in line.iter().zip(widths).zip(numbers) {
            if number {
                write!(text, "  {cell:>width$}")?;
            } else {
                write!(text, "  {cell:width$}")?;
            }
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    writeln!(out)
}
