//! `istc check`: whether what is derived — standing, kept sums, what money is summed by — is in step with the
//! facts it follows from.

use super::{Failure, database};
use crate::config::Settings;
use clap::Args;
use std::process::ExitCode;

#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Derive anew what is out of step, and the search index with it
    #[arg(long)]
    mend: bool,
}

/// Runs the command; exit code 1 if something is out of step and stays so.
pub(super) async fn run(args: &CheckArgs, settings: &Settings) -> Result<ExitCode, Failure> {
    let (store, keys) = database::current(settings).await?;
    let differences = store.check_standing(&keys.writer).await?;
    if args.mend {
        store.derive_anew(&keys.writer).await?;
    }
    match (differences, args.mend) {
        (0, _) => println!("standing, kept sums and what money is summed by follow from the facts"),
        (_, true) => println!(
            "{differences} rows of standing, of kept sums or of money did not follow from the facts; they do now"
        ),
        (_, false) => {
            println!(
                "{differences} rows of standing, of kept sums or of money do not follow from the facts; \
                 `istc check --mend` derives them anew"
            );
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}
