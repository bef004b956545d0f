//! `istc import`: reads a data package into the database and says what it did, or what is wrong with
//! the package.

mod progress;
mod report;

use crate::package::{PackageError, Source, import_folder};
use clap::{Args, ValueEnum};
use entity::{
    Store, WriteKey,
    write::{ImportError, Mode},
};
use progress::Bar;
use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

/// Import a data package, all of it or nothing
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The folder or .zip file with datapackage.json
    pub path: PathBuf,
    /// Do everything but commit
    #[arg(long)]
    pub dry_run: bool,
    /// Also remove the rows that a file of the package no longer holds
    #[arg(long)]
    pub replace: bool,
    /// Let --replace remove more than a fifth of a table
    #[arg(long, requires = "replace")]
    pub yes: bool,
    /// How the outcome is written to standard output
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How the outcome is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
}

/// Why there is no outcome to write.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The package could not be read, or the database not be written.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// Standard output is closed.
    #[error("cannot write the outcome: {0}")]
    Output(#[from] io::Error),
}

/// Runs the command. The exit code is 1 if the package has problems.
///
/// # Errors
/// If the package cannot be opened or the database fails.
pub async fn run(args: &ImportArgs, store: &Store, key: &WriteKey) -> Result<ExitCode, CliError> {
    let mode = Mode {
        replace: args.replace,
        dry_run: args.dry_run,
        yes: args.yes,
    };
    let mut bar = Bar::new(io::stderr(), io::stderr().is_terminal());
    let source = Source::at(&args.path);
    let outcome = import_folder(store, key, source, mode, &mut |step| bar.step(step)).await;
    bar.clear();
    let outcome = match outcome {
        Ok(summary) => Ok(summary),
        Err(PackageError::Import(ImportError::Problems(problems))) => Err(problems),
        Err(error) => return Err(error.into()),
    };
    let mut out = io::stdout().lock();
    match (args.format, &outcome) {
        (Format::Text, Ok(summary)) => report::summary(&mut out, summary, mode)?,
        (Format::Text, Err(problems)) => report::problems(&mut out, problems)?,
        (Format::Json, outcome) => report::json(&mut out, outcome.as_ref(), mode)?,
    }
    out.flush()?;
    Ok(match outcome {
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}
