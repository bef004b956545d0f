//! `istc token`: access tokens signed with the local key; and the same words for `istc export`.

use super::{Failure, database};
use crate::{
    config::Settings,
    http::who,
    token::{LocalKey, Role},
};
use clap::{Args, ValueEnum};
use entity::{Scopes, Viewer, ViewerKey};
use std::{
    process::ExitCode,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The scopes that a token has if nothing is said.
pub(super) const ALL_SCOPES: &str = "funding results reports";

#[derive(Args, Debug)]
pub struct TokenArgs {
    #[command(flatten)]
    holder: Holder,
    /// How far the token reaches, separated by spaces; the card of projects is always in it
    #[arg(long, default_value = ALL_SCOPES)]
    scope: String,
    /// How long it is good for, such as 30m or 8h; at most 24h
    #[arg(long, default_value = "1h", value_parser = duration)]
    ttl: Duration,
}

/// Who is meant.
#[derive(Args, Debug)]
pub struct Holder {
    /// What kind of viewer
    #[arg(long, value_enum)]
    role: RoleName,
    /// The Party's code, with --role party
    #[arg(long, value_name = "CODE", required_if_eq("role", "party"))]
    party: Option<String>,
    /// The funder's key, with --role partner
    #[arg(long, value_name = "KEY", required_if_eq("role", "partner"))]
    funder: Option<String>,
    /// The institute's key, with --role institute
    #[arg(long, value_name = "KEY", required_if_eq("role", "institute"))]
    institute: Option<String>,
}

/// Who is meant.
#[derive(Args, Debug)]
pub struct ViewerArgs {
    /// As what kind of viewer; must be given, but for `istc iati`, whose files are published [default: public]
    #[arg(long, value_enum)]
    role: Option<RoleName>,
    /// The Party's code, with --role party
    #[arg(long, value_name = "CODE", required_if_eq("role", "party"))]
    party: Option<String>,
    /// The funder's key, with --role partner
    #[arg(long, value_name = "KEY", required_if_eq("role", "partner"))]
    funder: Option<String>,
    /// The institute's key, with --role institute
    #[arg(long, value_name = "KEY", required_if_eq("role", "institute"))]
    institute: Option<String>,
    /// In which scope, separated by spaces
    #[arg(long, default_value = ALL_SCOPES)]
    scope: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RoleName {
    /// Anyone, without a token
    Public,
    /// The government of a Party
    Party,
    /// An organisation that pays
    Partner,
    /// A research institute
    Institute,
    /// The Centre's staff
    Secretariat,
}

/// Runs the command.
pub(super) fn run(args: &TokenArgs, settings: &Settings) -> Result<ExitCode, Failure> {
    let holder = &args.holder;
    let Some(role) = role(
        holder.role,
        &holder.party,
        &holder.funder,
        &holder.institute,
    )?
    else {
        return Err("the public has no token: ask without one".into());
    };
    database::data_folder(&settings.data_dir)?;
    let key = LocalKey::load_or_create(&settings.data_dir)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    println!("{}", key.mint(&role, &args.scope, args.ttl, now));
    Ok(ExitCode::SUCCESS)
}

impl ViewerArgs {
    /// Fails unless `--role` was given: what a file holds depends on the viewer for whom it is made.
    pub(super) fn is_said(&self) -> Result<(), Failure> {
        match self.role {
            Some(_) => Ok(()),
            None => Err("--role is missing; it says as whom the file is made: public, party (with --party CODE), \
                 partner (with --funder KEY), institute (with --institute KEY) or secretariat"
                .into()),
        }
    }

    /// The viewer that is meant.
    pub(super) fn viewer(&self, key: &ViewerKey) -> Result<Viewer, Failure> {
        self.is_said()?;
        self.viewer_or_public(key)
    }

    /// The viewer that is meant; the public if nothing is said.
    pub(super) fn viewer_or_public(&self, key: &ViewerKey) -> Result<Viewer, Failure> {
        self.of(self.role.unwrap_or(RoleName::Public), key)
    }

    fn of(&self, name: RoleName, key: &ViewerKey) -> Result<Viewer, Failure> {
        let scopes = Scopes::of(self.scope.split(' '));
        Ok(
            match role(name, &self.party, &self.funder, &self.institute)? {
                Some(role) => key.signed_in(who(role), scopes),
                None => key.public(),
            },
        )
    }
}

fn role(
    name: RoleName,
    party: &Option<String>,
    funder: &Option<String>,
    institute: &Option<String>,
) -> Result<Option<Role>, Failure> {
    let given = [party, funder, institute]
        .iter()
        .filter(|one| one.is_some())
        .count();
    let named = |key: &Option<String>| key.clone().unwrap_or_default();
    let (role, wanted) = match name {
        RoleName::Public => (None, 0),
        RoleName::Secretariat => (Some(Role::Secretariat), 0),
        RoleName::Party => (Some(Role::Party(named(party))), 1),
        RoleName::Partner => (Some(Role::Partner(named(funder))), 1),
        RoleName::Institute => (Some(Role::Institute(named(institute))), 1),
    };
    if given != wanted {
        return Err("give the one option that goes with --role, and no other of --party, --funder, --institute".into());
    }
    if let Some(Role::Party(code)) = &role
        && !(code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()))
    {
        return Err(format!("--party {code}: expected two capital letters, such as JP").into());
    }
    Ok(role)
}

/// `90s`, `30m`, `8h`; at most a day, for there is no way to take a token back.
fn duration(text: &str) -> Result<Duration, String> {
    let expected = || "expected a time such as 30m or 8h, at most 24h".to_owned();
    let (number, unit) = text.split_at(text.len().saturating_sub(1));
    let number: u64 = number.parse().map_err(|_| expected())?;
    let seconds = match unit {
        "s" => Some(number),
        "m" => number.checked_mul(60),
        "h" => number.checked_mul(3_600),
        _ => None,
    };
    seconds
        .filter(|seconds| (1..=crate::token::MAX_LIFETIME).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(expected)
}
