//! `istc client`: programs that get tokens from the service itself.

use super::{Failure, database, token::ALL_SCOPES};
use crate::{
    client::{ClientId, Secret},
    config::Settings,
    http::role_of,
    token::{Role, SCOPES},
};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use entity::{Client, ListedClient, NewClient, Refused, Scopes, Who};
use serde_json::{Value, json};
use std::process::ExitCode;

/// The longest name of a client, in characters.
const LONGEST_NAME: usize = 200;

#[derive(Args, Debug)]
pub struct ClientArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Add a client and print its id and secret. The secret is shown this once
    Add(Add),
    /// List every client, with the last use of each
    List {
        /// How it is printed
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Revoke a client for good; its tokens are refused ten seconds later at the latest
    Revoke {
        /// The client's id
        id: String,
    },
}

#[derive(Args, Debug)]
struct Add {
    /// The name by which people know the program, such as "Statistics of the ministry"
    #[arg(long, value_name = "NAME")]
    name: String,
    #[command(flatten)]
    holder: Holder,
    /// How far its tokens reach at most, separated by spaces; the card of projects is always in it
    #[arg(long, default_value = ALL_SCOPES)]
    scope: String,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// For whom the client acts: one of them.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Holder {
    /// For the government of this Party, by its code, such as JP
    #[arg(long, value_name = "CODE")]
    party: Option<String>,
    /// For the organisation of this funder's key, which pays
    #[arg(long, value_name = "KEY")]
    funder: Option<String>,
    /// For the institute of this key
    #[arg(long, value_name = "KEY")]
    institute: Option<String>,
    /// For the Centre's staff
    #[arg(long)]
    secretariat: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// JSON
    Json,
}

/// Runs the command.
pub(super) async fn run(args: &ClientArgs, settings: &Settings) -> Result<ExitCode, Failure> {
    let (store, keys) = database::current(settings).await?;
    let register = store.client_register(&keys.writer);
    let now = Utc::now();
    match &args.what {
        What::Add(add) => {
            let (who, scope) = (add.holder.who(), scope(&add.scope)?);
            let name = name(&add.name)?;
            let viewer = keys.viewers.signed_in(who.clone(), Scopes::default());
            match store.reader(&viewer, now.date_naive()).await {
                Ok(_) => {}
                Err(Refused::Unknown(why)) => {
                    return Err(format!("such a client could not sign in: {why}").into());
                }
                Err(Refused::Store(error)) => return Err(error.into()),
            }
            let (id, secret) = (ClientId::random(), Secret::random());
            let client = NewClient {
                id: id.as_str().to_owned(),
                name,
                client: Client {
                    who,
                    scope,
                    secret_hash: secret.hash()?,
                },
            };
            register.add(client, now.timestamp()).await?;
            match add.format {
                Format::Text => {
                    println!("client_id      {}", id.as_str());
                    println!("client_secret  {}", secret.reveal());
                    println!("The secret is kept nowhere: it is shown this once.");
                }
                Format::Json => {
                    let made =
                        json!({ "client_id": id.as_str(), "client_secret": secret.reveal() });
                    println!("{made}");
                }
            }
        }
        What::List { format } => {
            let clients = register.list().await?;
            match format {
                Format::Text => clients
                    .into_iter()
                    .for_each(|client| println!("{}", line(client))),
                Format::Json => {
                    let all: Value = clients.into_iter().map(object).collect();
                    println!("{all:#}");
                }
            }
        }
        What::Revoke { id } => {
            let revoked = match ClientId::parse(id) {
                Some(id) => register.revoke(id.as_str(), now.timestamp()).await?,
                None => false,
            };
            if !revoked {
                return Err(format!(
                    "no client {id:?} to revoke: `istc client list` shows the ids, and which are revoked already"
                )
                .into());
            }
            println!("revoked {id}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Holder {
    fn who(&self) -> Who {
        match (&self.party, &self.funder, &self.institute) {
            (Some(code), _, _) => Who::Party(code.clone()),
            (_, Some(key), _) => Who::Partner(key.clone()),
            (_, _, Some(key)) => Who::Institute(key.clone()),
            // The command line takes exactly one of the four.
            _ => Who::Secretariat,
        }
    }
}

/// Words that mean something, each once.
fn scope(text: &str) -> Result<String, Failure> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if let Some(word) = words.iter().find(|word| !SCOPES.contains(word)) {
        return Err(format!("--scope {word}: expected words of {}", SCOPES.join(", ")).into());
    }
    if words.is_empty() {
        return Err("--scope: expected at least card".into());
    }
    let kept = SCOPES.into_iter().filter(|word| words.contains(word));
    Ok(kept.collect::<Vec<_>>().join(" "))
}

fn name(text: &str) -> Result<String, Failure> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_NAME || text.chars().any(char::is_control)
    {
        return Err("--name: expected one line of 1 to 200 characters".into());
    }
    Ok(text.to_owned())
}

fn line(client: ListedClient) -> String {
    let used = match (client.revoked_at, client.last_used_at) {
        (Some(at), _) => format!("revoked {}", told(at)),
        (None, Some(at)) => format!("last used {}", told(at)),
        (None, None) => "never used".to_owned(),
    };
    let holder = match role_of(client.who) {
        Some(role) => match role.holder() {
            Some((claim, key)) => format!("{claim} {key}"),
            None => role.name().to_owned(),
        },
        None => String::new(),
    };
    format!(
        "{}  {used:30}  {holder}  [{}]  {}",
        client.id, client.scope, client.name
    )
}

fn object(client: ListedClient) -> Value {
    let role = role_of(client.who);
    json!({
        "client_id": client.id,
        "name": client.name,
        "role": role.as_ref().map(Role::name),
        "holder": role.as_ref().and_then(Role::holder).map(|(_, key)| key),
        "scope": client.scope,
        "added": told(client.added_at),
        "last_used": client.last_used_at.map(told),
        "revoked": client.revoked_at.map(told),
    })
}

/// A time as `2026-11-23T12:00:00Z`.
fn told(at: i64) -> String {
    let time = DateTime::<Utc>::from_timestamp(at, 0).unwrap_or_default();
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
