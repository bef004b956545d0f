//! `istc export`: writes what a viewer may see as a data package.

use crate::package::{ExportError, Written, export_folder};
use chrono::Utc;
use clap::Args;
use entity::{Entry, NotRecorded, Reader, Store, Way, Who};
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};
use uuid::Uuid;

/// Export what a viewer may see as a data package
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// A new folder, or a new file if it ends in .zip
    pub path: PathBuf,
    /// Replace the data package that is there
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub(super) viewer: super::token::ViewerArgs,
}

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The rows could not be read, or the package not be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// What is not recorded is not handed out.
    #[error(transparent)]
    Record(#[from] NotRecorded),
    /// Standard output is closed.
    #[error("cannot write the outcome: {0}")]
    Output(#[from] io::Error),
}

/// Runs the command.
///
/// # Errors
/// If something else is at the path, or if reading or writing fails.
pub async fn run(args: &ExportArgs, store: &Store, reader: &Reader) -> Result<ExitCode, CliError> {
    // Before the first row is read: it is not known yet how many there will be.
    if *reader.viewer().who() != Who::Public {
        let entry = Entry {
            request: Uuid::new_v4().to_string(),
            at: Utc::now(),
            viewer: reader.viewer().clone(),
            token: None,
            way: Way::Export,
            operation: None,
            document: None,
            delivered: reader.delivered(),
        };
        store.record(entry).await?;
    }
    let written = export_folder(reader, &args.path, args.force).await?;
    let mut out = io::stdout().lock();
    table(&mut out, &written)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn table(out: &mut impl Write, written: &[Written]) -> io::Result<()> {
    let width = written.iter().map(|one| one.sheet.len()).max();
    let width = width.unwrap_or_default();
    writeln!(out, "{:width$} {:>10}", "", "rows")?;
    for one in written {
        writeln!(out, "{:width$} {:>10}", one.sheet, one.rows)?;
    }
    Ok(())
}
