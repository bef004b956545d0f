//! The command line: what each command takes, and handing over to the file that does it.

mod check;
mod client;
mod database;
pub mod entitlement;
mod export;
mod iati;
mod import;
mod migrate;
pub(crate) mod policy;
mod report;
mod serve;
mod token;

use crate::config::Common;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The data of the International Science and Technology Center, to everyone what they are entitled to
#[derive(Parser, Debug)]
#[command(name = "istc", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve the API; without any setting, from a new embedded database of the public records
    Serve(crate::config::Serve),
    /// Print an access token signed with the local key
    Token(token::TokenArgs),
    /// Programs that get tokens from the service itself: add one, list them, revoke one
    Client(client::ClientArgs),
    /// Bring the database's schema up, take it back, or show where it is
    Migrate(migrate::MigrateArgs),
    /// Import a data package, all of it or nothing
    Import(import::ImportArgs),
    /// Export what a viewer may see as a data package
    Export(export::ExportArgs),
    /// Write a question's whole list as CSV, Excel workbook or JSON, as a viewer may see it
    Report(report::ReportArgs),
    /// Write projects and their money as activities of IATI 2.03, as a viewer may see them
    Iati(iati::IatiArgs),
    /// Print what a viewer is entitled to on a day
    Entitlement(entitlement::EntitlementArgs),
    /// Derive standing and kept sums anew and compare them with what is read
    Check(check::CheckArgs),
    /// Print the schema of the API
    Schema,
    /// Print who may see what
    Policy(policy::PolicyArgs),
    /// Print the routes of the service, each with its method
    #[command(hide = true)]
    Routes,
}

/// Whatever ends a command early; its text is what the user is told.
type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Cli {
    /// Runs the command.
    #[expect(clippy::print_stderr, reason = "a command tells its user why it ended")]
    pub fn run(self) -> ExitCode {
        match self.execute() {
            Ok(code) => code,
            Err(failure) => {
                eprintln!("istc: {failure}");
                ExitCode::FAILURE
            }
        }
    }

    fn execute(self) -> Result<ExitCode, Failure> {
        match &self.command {
            Command::Schema => {
                print!("{}", crate::graphql::sdl());
                return Ok(ExitCode::SUCCESS);
            }
            Command::Routes => {
                for route in crate::http::routes() {
                    println!("{route}");
                }
                return Ok(ExitCode::SUCCESS);
            }
            Command::Policy(args) => return policy::run(args),
            Command::Report(args) if args.lists() => {
                report::list();
                return Ok(ExitCode::SUCCESS);
            }
            _ => {}
        }
        let settings = self.common.settings()?;
        let _telemetry = crate::telemetry::start(&settings)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        match self.command {
            Command::Serve(args) => {
                let serving = args.settings(&self.common)?;
                // actix brings threads of its own; this one waits for them.
                actix_web::rt::System::new().block_on(serve::run(&settings, serving))
            }
            Command::Token(args) => token::run(&args, &settings),
            Command::Client(args) => runtime.block_on(client::run(&args, &settings)),
            Command::Migrate(args) => runtime.block_on(migrate::run(&args, &settings)),
            Command::Check(args) => runtime.block_on(check::run(&args, &settings)),
            Command::Import(args) => runtime.block_on(async {
                let (store, keys) = database::prepared(&settings).await?;
                Ok(import::run(&args, &store, &keys.writer).await?)
            }),
            Command::Export(args) => runtime.block_on(async {
                let (store, keys) = database::serving(&settings).await?;
                let viewer = args.viewer.viewer(&keys.viewers)?;
                let reader = store
                    .reader(&viewer, chrono::Utc::now().date_naive())
                    .await?;
                Ok(export::run(&args, &store, &reader).await?)
            }),
            Command::Report(args) => runtime.block_on(async {
                let (store, keys) = database::serving(&settings).await?;
                let viewer = args.viewer.viewer(&keys.viewers)?;
                let today = chrono::Utc::now().date_naive();
                let reader = store.reader(&viewer, today).await?;
                report::run(&args, &store, reader).await
            }),
            Command::Iati(args) => runtime.block_on(async {
                let (store, keys) = database::serving(&settings).await?;
                let viewer = args.viewer.viewer_or_public(&keys.viewers)?;
                let today = chrono::Utc::now().date_naive();
                let reader = store.reader(&viewer, today).await?;
                iati::run(&args, &store, &reader).await
            }),
            Command::Entitlement(args) => runtime.block_on(async {
                let (store, keys) = database::serving(&settings).await?;
                entitlement::run(&args, &store, &keys.viewers).await
            }),
            Command::Schema | Command::Policy(_) | Command::Routes => Ok(ExitCode::SUCCESS),
        }
    }
}
