//! `istc iati`: the activities that a viewer may see, as one file.

use super::{Failure, report};
use crate::iati::{Activities, ORGANISATION, is_organisation};
use chrono::Utc;
use clap::Args;
use entity::{Reader, Store};
use std::{path::PathBuf, process::ExitCode};

/// Write projects and their money as activities of IATI 2.03, as a viewer may see them
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  istc iati -o activities.xml
  istc iati --role party --party JP -o japan.xml")]
pub struct IatiArgs {
    /// Where to write; to standard output without
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The identifier of the organisation that reports; it begins each activity's
    #[arg(long, env = "ISTC_IATI_ORGANISATION", value_name = "REF", default_value = ORGANISATION)]
    organisation: String,
    /// Replace the file that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    pub(super) viewer: super::token::ViewerArgs,
}

/// Runs the command.
#[expect(clippy::print_stderr, reason = "a command tells its user what it did")]
pub(super) async fn run(
    args: &IatiArgs,
    store: &Store,
    reader: &Reader,
) -> Result<ExitCode, Failure> {
    if !is_organisation(&args.organisation) {
        return Err("--organisation: expected an identifier such as XM-DAC-47137".into());
    }
    if let Some(path) = &args.output
        && path.exists()
        && !args.force
    {
        return Err(format!("{} is there already: --force replaces it", path.display()).into());
    }
    let out = report::begin(args.output.as_deref())?;
    let mut activities = Activities::begin(out.clone(), &args.organisation, Utc::now())?;
    while activities.page(reader).await? {}
    let (written, tally) = activities.finish()?;
    drop(written);
    // What is not recorded is not handed out: nothing has its name yet.
    report::record(store, reader, "Iati", "IATI 2.03").await?;
    let sent = out.finish()?;
    report::hand_over(sent.file, args.output.as_deref())?;
    eprintln!(
        "{} activities, {} transactions, SHA-256 {}",
        tally.activities, tally.transactions, sent.sha256
    );
    Ok(ExitCode::SUCCESS)
}
