//! `istc entitlement`: what a viewer is entitled to on any day, for the secretariat to look up.
//!
//! It is the answer to one question in the public language, asked as that viewer would ask it on that
//! day. Nothing is computed here: `page.rs` lays the answer out for people.

mod page;

use super::{Failure, token::ALL_SCOPES};
use crate::{graphql, limits::InputTypes};
use async_graphql::{Request, Variables};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use entity::{Reader, Refused, Scopes, Store, ViewerKey, Who, value::PartialDate};
use serde_json::{Value, json};
use std::{io::Write, process::ExitCode, sync::Arc};

/// The question; the service answers it likewise, for today.
pub const QUESTION: &str = include_str!("question.graphql");

const EXAMPLES: &str = "\
Examples:
  istc entitlement --party JP
  istc entitlement --party JP --on 2027-01-01
  istc entitlement --partner FUNDER-KEY --scope funding
  istc entitlement --institute INSTITUTE-KEY --on 2015-07-15 --format json
  istc entitlement --public

The exit code is 1 for a viewer that may not sign in on that day; the reason is told.";

/// Print what a viewer is entitled to on a day: how many projects by standing, facets, outputs, and
/// what ends within a year of it
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct EntitlementArgs {
    #[command(flatten)]
    holder: Holder,
    /// In which scope, separated by spaces; the card of projects is always in it
    #[arg(long, default_value = ALL_SCOPES)]
    scope: String,
    /// On which day; today (UTC) if nothing is said
    #[arg(long, value_name = "DAY", value_parser = day)]
    on: Option<NaiveDate>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Whose entitlement.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Holder {
    /// The government of the Party with this code
    #[arg(long, value_name = "CODE")]
    party: Option<String>,
    /// The organisation that pays, by the key of its funder
    #[arg(long, value_name = "KEY")]
    partner: Option<String>,
    /// The research institute with this key
    #[arg(long, value_name = "KEY")]
    institute: Option<String>,
    /// Anyone, without a token
    #[arg(long)]
    public: bool,
    /// The Centre's staff
    #[arg(long)]
    secretariat: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A page for people
    #[default]
    Text,
    /// One JSON object, as the service answers the same question
    Json,
}

/// Runs the command.
pub(super) async fn run(
    args: &EntitlementArgs,
    store: &Store,
    key: &ViewerKey,
) -> Result<ExitCode, Failure> {
    let who = args.holder.who();
    let on = args.on.unwrap_or_else(|| chrono::Utc::now().date_naive());
    let viewer = match who {
        Who::Public => key.public(),
        _ => key.signed_in(who.clone(), Scopes::of(args.scope.split(' '))),
    };
    let reader = match store.reader(&viewer, on).await {
        Ok(reader) => Arc::new(reader),
        Err(Refused::Unknown(reason)) => return Err(refusal(&who, on, reason)),
        Err(Refused::Store(error)) => return Err(error.into()),
    };
    let answer = answer(&reader).await?;
    let text = match args.format {
        Format::Text => page::of(&serde_json::from_value(answer)?)?,
        Format::Json => serde_json::to_string_pretty(&answer)? + "\n",
    };
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

impl Holder {
    fn who(&self) -> Who {
        if let Some(code) = &self.party {
            Who::Party(code.clone())
        } else if let Some(key) = &self.partner {
            Who::Partner(key.clone())
        } else if let Some(key) = &self.institute {
            Who::Institute(key.clone())
        } else if self.secretariat {
            Who::Secretariat
        } else {
            Who::Public
        }
    }
}

/// The operator is told what no token's holder is.
fn refusal(who: &Who, on: NaiveDate, reason: &str) -> Failure {
    let named = match who {
        Who::Party(code) => format!("the Party {code}"),
        Who::Partner(key) => format!("the partner {key}"),
        Who::Institute(key) => format!("the institute {key}"),
        Who::Public => "the public".to_owned(),
        Who::Secretariat => "the secretariat".to_owned(),
    };
    format!("{named} may not sign in on {on}: {reason} (section 1 of entity/ENTITLEMENT.md)").into()
}

/// Where in the answer stands what ends.
const ENDINGS: &str = "/viewer/manifest/endsWithinYear";

/// The answer to the whole question, with every page of what ends.
async fn answer(reader: &Arc<Reader>) -> Result<Value, Failure> {
    let mut answer = ask(reader, "Entitlement", json!({})).await?;
    while let Some(after) = next_page(&answer) {
        let more = ask(reader, "MoreEndings", json!({ "after": after })).await?;
        append(&mut answer, more).ok_or("the answer has not the shape of the question")?;
    }
    Ok(answer)
}

async fn ask(reader: &Arc<Reader>, operation: &str, variables: Value) -> Result<Value, Failure> {
    let request = Request::new(QUESTION)
        .operation_name(operation)
        .variables(Variables::from_json(variables));
    let input_types = Arc::new(InputTypes::from_sdl(&graphql::sdl())?);
    let schema = graphql::schema(&input_types);
    let response = schema.execute(graphql::request(request, reader)).await;
    if let Some(error) = response.errors.first() {
        return Err(error.message.clone().into());
    }
    Ok(response.data.into_json()?)
}

/// The cursor to go on behind, if the pages so far are not all.
fn next_page(answer: &Value) -> Option<&Value> {
    let info = answer.pointer(ENDINGS)?.get("pageInfo")?;
    let goes_on = info.get("hasNextPage")?.as_bool()?;
    info.get("endCursor").filter(|_| goes_on)
}

fn append(answer: &mut Value, mut more: Value) -> Option<()> {
    let all = answer.pointer_mut(ENDINGS)?.as_object_mut()?;
    let page = more.pointer_mut(ENDINGS)?.as_object_mut()?;
    let mut nodes = page.remove("nodes")?;
    all.insert("pageInfo".to_owned(), page.remove("pageInfo")?);
    let known = all.get_mut("nodes")?.as_array_mut()?;
    known.append(nodes.as_array_mut()?);
    Some(())
}

/// A day as people write it; reduced dates name none.
fn day(text: &str) -> Result<NaiveDate, String> {
    PartialDate::parse(text)
        .filter(|date| date.first() == date.last())
        .map(|date| date.first())
        .ok_or_else(|| "expected a day such as 2027-01-01".to_owned())
}
