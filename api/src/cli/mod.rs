//! The command line: what each command takes, and handing over to the file that does it.

mod check;
mod client;
mod database;
pub mod entitlement;
mod environment;
mod export;
mod iati;
mod import;
mod migrate;
pub(crate) mod policy;
mod report;
mod serve;
mod token;

use crate::config::Common;
use clap::{
    Arg, CommandFactory, FromArgMatches, Parser, Subcommand,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::{ffi::OsString, process::ExitCode};

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
    /// What the command line and the environment say; `--help` and mistakes end the program here.
    #[expect(
        clippy::print_stderr,
        reason = "a command tells its user what it doubts"
    )]
    pub fn read() -> Self {
        match environment::checked(&Self::command()) {
            Ok(warnings) => warnings
                .iter()
                .for_each(|warning| eprintln!("istc: {warning}")),
            Err(mistake) => Self::command()
                .error(ErrorKind::UnknownArgument, mistake)
                .exit(),
        }
        Self::from_words(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }

    /// What these words and the environment say.
    ///
    /// # Errors
    /// The answer to `--help`, or the first mistake. No value of a setting is in either: it may be a secret that
    /// was meant for another setting.
    fn from_words(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut command = quiet(environment::without_the_empty(Self::command()));
        let read = command
            .try_get_matches_from_mut(words)
            .and_then(|matches| Self::from_arg_matches(&matches));
        read.map_err(|mut error| {
            silence(&mut error, &command);
            error
        })
    }

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
        if let Some(path) = &settings.exposed {
            tracing::warn!(
                path = %path.display(),
                "the settings may hold a password, and every user of this machine can read them (chmod 600)"
            );
        }
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
                args.viewer.is_said()?;
                let (store, keys) = database::serving(&settings).await?;
                let viewer = args.viewer.viewer(&keys.viewers)?;
                let reader = store
                    .reader(&viewer, chrono::Utc::now().date_naive())
                    .await?;
                Ok(export::run(&args, &store, &reader).await?)
            }),
            Command::Report(args) => runtime.block_on(async {
                args.viewer.is_said()?;
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

/// `--help` names the variable of a setting, but not what it holds.
fn quiet(command: clap::Command) -> clap::Command {
    command
        .mut_args(|arg| arg.hide_env_values(true))
        .mut_subcommands(quiet)
}

/// Takes out of a mistake what may be a secret: the value of a setting, and a word that is no name of a flag or command.
fn silence(error: &mut clap::Error, command: &clap::Command) {
    let text = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let hidden = || ContextValue::String("(not shown)".into());
    let of_a_setting =
        text(error, ContextKind::InvalidArg).is_some_and(|name| is_setting(command, &name));
    if of_a_setting && error.get(ContextKind::InvalidValue).is_some() {
        error.insert(ContextKind::InvalidValue, hidden());
    }
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidSubcommand] {
        if let Some(word) = text(error, kind)
            && error.get(ContextKind::InvalidValue).is_none()
            && !is_name(&word)
        {
            error.insert(kind, hidden());
        }
    }
}

/// Whether this is a setting, which may come from the environment.
fn is_setting(command: &clap::Command, name: &str) -> bool {
    // As `--readers <NUMBER>`.
    let word = name.split([' ', '=', '[']).next().unwrap_or(name);
    let is_it = |arg: &Arg| arg.get_env().is_some() && arg.get_long() == word.strip_prefix("--");
    command.get_arguments().any(is_it)
        || command
            .get_subcommands()
            .any(|command| is_setting(command, name))
}

/// Whether a word can be the name of a flag or command.
fn is_name(word: &str) -> bool {
    let letters = word.trim_start_matches('-');
    letters.len() <= 30
        && letters
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &[&str]) -> String {
        let words = ["istc"].iter().chain(words).map(OsString::from);
        Cli::from_words(words).unwrap_err().to_string()
    }

    #[test]
    fn a_mistake_on_the_command_line_repeats_no_value_of_a_setting() {
        let secret = "postgres://u:hunter2@h/d";
        for (words, named) in [
            (vec!["serve", "--readers", secret], "--readers"),
            (vec!["--log-format", secret, "serve"], "--log-format"),
            (vec!["serve", "--row-security", secret], "--row-security"),
            (vec!["serve", "--clients", secret], "--clients"),
            (vec!["serve", secret], "(not shown)"),
            (vec![secret], "(not shown)"),
            (
                vec!["serve", "--databaseurl=postgres://u:hunter2@h/d"],
                "--databaseurl",
            ),
        ] {
            let said = said(&words);
            assert!(said.contains(named), "{words:?}: {said}");
            assert!(!said.contains("hunter2"), "{words:?}: {said}");
        }
        // What is no setting is repeated, as is the name of a command that is none.
        let told = said(&["token", "--role", "king"]);
        assert!(told.contains("'king'"), "{told}");
        assert!(said(&["explode"]).contains("'explode'"));
        assert!(said(&["serve", "--reders", "3"]).contains("'--reders'"));
    }

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
