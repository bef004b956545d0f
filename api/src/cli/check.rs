//! `istc check`: whether derived standing and kept sums are in step with the facts they follow from.

use super::{Failure, database};
use crate::config::Settings;
use std::process::ExitCode;

/// Runs the command; exit code 1 if something is out of step.
pub(super) async fn run(settings: &Settings) -> Result<ExitCode, Failure> {
    let (store, keys) = database::current(settings).await?;
    let differences = store.check_standing(&keys.writer).await?;
    if differences == 0 {
        println!("standing and kept sums follow from the facts");
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{differences} rows of standing or kept sums do not follow from the facts; import any package to derive it anew"
    );
    Ok(ExitCode::FAILURE)
}
