//! `istc policy`: who may see what, printed from the tables that decide it.

use super::Failure;
use clap::{Args, ValueEnum};
use entity::{
    Standing,
    policy::table::{
        ANY_STATUS, Applies, BOARD_STATUSES, Cell, FACETS, LEVELS, PUBLIC_FUNDERS, PUBLIC_STATUSES,
        UNTIL_FUNDED,
    },
};
use serde_json::{Value, json};
use std::{fmt::Write, process::ExitCode};

#[derive(Args, Debug)]
pub struct PolicyArgs {
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
}

/// Runs the command.
pub(super) fn run(args: &PolicyArgs) -> Result<ExitCode, Failure> {
    match args.format {
        Format::Text => print!("{}", text()?),
        Format::Json => println!("{}", serde_json::to_string_pretty(&json())?),
    }
    Ok(ExitCode::SUCCESS)
}

/// The tables, for people.
pub fn text() -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    writeln!(out, "Projects exist for")?;
    writeln!(out, "  everyone       in {}", PUBLIC_STATUSES.join(", "))?;
    writeln!(
        out,
        "  BOARD          also in {}",
        BOARD_STATUSES.join(", ")
    )?;
    writeln!(out, "  {}  in every status", names(ANY_STATUS).join(", "))?;
    writeln!(out, "  the secretariat  in every status")?;
    writeln!(
        out,
        "What hangs on a project that does not exist for a viewer does not exist either.\n"
    )?;

    writeln!(
        out,
        "Facets of a project, for holders of any standing marked; the secretariat sees all"
    )?;
    write!(out, "  {:14} {:8} {:19}", "facet", "scope", "projects")?;
    for standing in Standing::ALL {
        write!(out, " {:>12}", standing.name())?;
    }
    writeln!(out)?;
    for rule in FACETS {
        write!(
            out,
            "  {:14} {:8} {:19}",
            rule.facet.name(),
            rule.scope.word(),
            applies(rule.applies)
        )?;
        for cell in rule.cells {
            write!(out, " {:>12}", mark(cell))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "  own: only the holder's own entries")?;
    writeln!(out, "  until funded: in {}", UNTIL_FUNDED.join(", "))?;
    writeln!(
        out,
        "  the card is there for everyone where the project is\n"
    )?;

    writeln!(out, "Outputs, by level; beyond `public` with scope results")?;
    for level in LEVELS {
        writeln!(out, "  {:14} {}", level.level, who(level))?;
    }
    writeln!(
        out,
        "  The owning institute, the holders of a grant (a Party while it is a member) and the secretariat"
    )?;
    writeln!(
        out,
        "  see an output at every level. Under embargo every level but confidential is read as project."
    )?;
    writeln!(
        out,
        "  Nobody else sees an output all of whose projects are invisible.\n"
    )?;

    writeln!(
        out,
        "Funders of kind {} are public; a partner where it is listed,",
        PUBLIC_FUNDERS.join(", ")
    )?;
    writeln!(
        out,
        "  to itself, and with scope funding to whoever may see one of its contributions."
    )?;
    Ok(out)
}

/// The tables, for programs.
pub fn json() -> Value {
    let facets: Vec<Value> = FACETS
        .iter()
        .map(|rule| {
            let cells: serde_json::Map<String, Value> = Standing::ALL
                .into_iter()
                .zip(rule.cells)
                .map(|(standing, cell)| (standing.name(), mark(cell).into()))
                .collect();
            json!({
                "facet": rule.facet.name(),
                "scope": rule.scope.word(),
                "projects": applies(rule.applies),
                "standings": cells,
            })
        })
        .collect();
    let levels: Vec<Value> = LEVELS
        .iter()
        .map(|level| {
            json!({
                "level": level.level,
                "everyone": level.everyone,
                "participants": level.participants,
                "onAProject": names(level.on_a_project),
            })
        })
        .collect();
    json!({
        "projects": {
            "public": PUBLIC_STATUSES,
            "board": BOARD_STATUSES,
            "everyStatus": names(ANY_STATUS),
        },
        "facets": facets,
        "untilFunded": UNTIL_FUNDED,
        "outputs": levels,
        "publicFunders": PUBLIC_FUNDERS,
    })
}

fn names(standings: &[Standing]) -> Vec<String> {
    standings.iter().map(|standing| standing.name()).collect()
}

fn mark(cell: Cell) -> &'static str {
    match cell {
        Cell::No => "-",
        Cell::Yes => "yes",
        Cell::Own => "own",
        Cell::UntilFunded => "until funded",
    }
}

fn applies(applies: Applies) -> &'static str {
    match applies {
        Applies::Always => "all",
        Applies::ToRegular => "regular",
        Applies::ToOthers => "all but regular",
    }
}

fn who(level: &entity::policy::table::Level) -> String {
    if level.everyone {
        return "everyone".into();
    }
    if level.participants {
        return "MEMBER; partners and institutes with a live standing on a project they see".into();
    }
    if level.on_a_project.is_empty() {
        return "nobody by standing".into();
    }
    format!(
        "{} on one of its projects",
        names(level.on_a_project).join(", ")
    )
}
