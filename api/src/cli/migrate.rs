//! `istc migrate`: the database's schema.

use super::{Failure, database};
use crate::config::Settings;
use clap::{Args, Subcommand};
use entity::RowSecurity;
use std::process::ExitCode;

#[derive(Args, Debug)]
pub struct MigrateArgs {
    #[command(subcommand)]
    way: Way,
}

#[derive(Subcommand, Debug)]
enum Way {
    /// Apply every migration that is missing, and on PostgreSQL the policies as row security
    Up,
    /// Take back row security and the newest migrations, with the data they hold
    Down {
        /// How many
        #[arg(long, default_value_t = 1)]
        steps: u32,
    },
    /// Show which migrations have been applied, and whether row security is as this program's policies
    /// say; exit code 1 if not
    Status,
}

/// Runs the command.
pub(super) async fn run(args: &MigrateArgs, settings: &Settings) -> Result<ExitCode, Failure> {
    let (store, keys) = match args.way {
        Way::Up => database::make(settings).await?,
        Way::Down { .. } | Way::Status => database::open(settings).await?,
    };
    match args.way {
        Way::Up => store.migrate_up(&keys.writer).await?,
        Way::Down { steps } => store.migrate_down(&keys.writer, steps).await?,
        Way::Status => {}
    }
    let status = store.schema_status().await?;
    for (name, applied) in &status.migrations {
        println!("{:8} {name}", if *applied { "applied" } else { "missing" });
    }
    let walled = match &status.row_security {
        None => true,
        Some(RowSecurity::Current) => {
            println!("{:8} row security", "applied");
            true
        }
        Some(RowSecurity::Missing) => {
            println!("{:8} row security", "missing");
            false
        }
        Some(RowSecurity::Drifted(drift)) => {
            for what in drift {
                println!("{:8} row security: {what}", "drifted");
            }
            false
        }
    };
    let wanted = matches!(args.way, Way::Down { .. }) || (status.is_current() && walled);
    Ok(if wanted {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
