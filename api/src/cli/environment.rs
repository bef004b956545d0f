//! Settings in the environment: one that is empty is not set, and a name that no setting has is told.

use clap::Command;
use std::{collections::BTreeSet, env, ffi::OsStr};

/// How the names of all settings begin.
const PREFIX: &str = "ISTC_";
/// A name that differs by so many letters from a setting's is taken for a mistyped one.
const MISTYPED: usize = 2;
/// Settings without which the service would be more open than is meant: a mistyped name of one is an error.
const OF_SECURITY: [&str; 8] = [
    "ISTC_ROW_SECURITY",
    "ISTC_ISSUER",
    "ISTC_ISSUER_KEYS",
    "ISTC_ISSUER_CLAIMS",
    "ISTC_AUDIENCE",
    "ISTC_PROXIES",
    "ISTC_CORS_ORIGINS",
    "ISTC_TRUSTED_DOCUMENTS",
];

/// The command, for which an empty variable is as one that is not there.
pub(super) fn without_the_empty(command: Command) -> Command {
    let is_empty = |name: &OsStr| env::var_os(name).is_some_and(|value| value.is_empty());
    command
        .mut_args(|arg| match arg.get_env() {
            Some(name) if is_empty(name) => arg.env(None::<&'static str>),
            _ => arg,
        })
        .mut_subcommands(without_the_empty)
}

/// What is said of variables whose names begin as settings do, and that none has: warnings, or why to end.
pub(super) fn checked(command: &Command) -> Result<Vec<String>, String> {
    let known = names(command);
    let given = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut warnings = Vec::new();
    for name in given.filter(|name| name.starts_with(PREFIX)) {
        let Some(nearest) = mistaken(&name, &known) else {
            continue;
        };
        let told = format!("{name} is no setting; {nearest} is");
        match OF_SECURITY.contains(&nearest) {
            true => return Err(told),
            false => warnings.push(told),
        }
    }
    Ok(warnings)
}

/// The names of the settings.
fn names(command: &Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(|arg| arg.get_env());
    let own = own.map(|name| name.to_string_lossy().into_owned());
    let others = command.get_subcommands().flat_map(names);
    own.chain(others).collect()
}

/// The setting that a name is a mistyped one of; nothing, if it is one, or like none.
fn mistaken<'k>(name: &str, known: &'k BTreeSet<String>) -> Option<&'k str> {
    if known.contains(name) {
        return None;
    }
    let distance = |known: &&String| strsim::damerau_levenshtein(name, known);
    let nearest = known.iter().min_by_key(distance)?;
    (distance(&nearest) <= MISTYPED).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;

    #[test]
    fn a_mistyped_setting_is_told_from_another_programs() {
        let known = names(&Cli::command());
        for (name, nearest) in [
            ("ISTC_ROW_SECURTY", Some("ISTC_ROW_SECURITY")),
            ("ISTC_DATABASE_ULR", Some("ISTC_DATABASE_URL")),
            ("ISTC_READER", Some("ISTC_READERS")),
            ("ISTC_READERS", None),
            ("ISTC_TEST_POSTGRES", None),
        ] {
            assert_eq!(mistaken(name, &known), nearest, "{name}");
        }
        for name in OF_SECURITY {
            assert!(known.contains(name), "{name}");
        }
    }
}
