//! What the landing page tells of the data: the answers that the public gets.

use crate::{
    http::{Door, asking},
    places::Whom,
};
use async_graphql::Value as Answer;
use chrono::NaiveDate;
use serde_json::Value;
use std::{
    fmt::Write,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// Figures are read again after so long, and by one request at a time, so that a page that many open
/// costs the database little.
const FRESH: Duration = Duration::from_secs(5);

/// The question that the page shows, with its answer.
pub(super) const EXAMPLE: &str = "{ projects(first: 3, orderBy: [{field: STARTS_ON, direction: DESC}]) { totalCount nodes { number title startsOn hostCountry { name } } } }";

/// The schema's own words for what the page names.
const WORDS: &str = r#"{
    facets: __type(name: "FacetKind") { enumValues { name description } }
    standings: __type(name: "StandingKind") { enumValues { name description } }
    levels: __type(name: "OutputLevel") { enumValues { name description } }
    statuses: __type(name: "ProjectStatus") { enumValues { name description } }
}"#;

/// What the public sees today.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) projects: u64,
    /// How many of the projects are in which status, for those in which there are any; furthest
    /// first.
    pub(super) statuses: Vec<(String, u64)>,
    pub(super) institutes: u64,
    pub(super) parties: u64,
    /// Each Party's code and name.
    pub(super) members: Vec<(String, String)>,
    pub(super) outputs: u64,
    pub(super) statistics: u64,
    /// The answer to [`EXAMPLE`], in the order of its question.
    pub(super) answer: Answer,
}

/// The statuses in which a project is open to everyone, as the page orders them.
const STATUSES: [&str; 7] = [
    "COMPLETED",
    "UNDERWAY",
    "AGREEMENT_SIGNED",
    "APPROVED_FOR_FUNDING",
    "APPROVED_WITHOUT_FUNDING",
    "SUBMITTED_TO_BOARD",
    "TERMINATED",
];

/// The figures that were read last, when, and of which day.
#[derive(Default)]
pub(super) struct Board(Mutex<Option<(Instant, NaiveDate, Arc<Figures>)>>);

impl Board {
    /// What the public sees today; none if it cannot be read just now.
    pub(super) async fn today(&self, door: &Door) -> Option<Arc<Figures>> {
        let mut last = self.0.lock().await;
        let day = door.gate.today();
        if let Some((read, of, figures)) = &*last
            && read.elapsed() < FRESH
            && *of == day
        {
            return Some(figures.clone());
        }
        let figures = Arc::new(read(door).await?);
        *last = Some((Instant::now(), day, figures.clone()));
        Some(figures)
    }
}

/// The schema's words: each with its meaning, by the alias in [`WORDS`].
pub(super) async fn words(door: &Door, whom: &Whom) -> Value {
    answered(door, whom, WORDS)
        .await
        .map(asking::json)
        .unwrap_or_default()
}

async fn read(door: &Door) -> Option<Figures> {
    // Others wait for these figures, so they are read in the service's own name, not in that of whoever came first.
    let whom = &Whom::holder("the landing page".into());
    let mut question = "{ projects { totalCount } institutes { totalCount } \
        parties(first: 200, orderBy: [{ field: NAME }]) { totalCount nodes { code name } } outputs { totalCount } statistics { totalCount }"
        .to_owned();
    for status in STATUSES {
        let part = write!(
            question,
            " {status}: projects(filter: {{ status: {{ eq: {status} }} }}) {{ totalCount }}"
        );
        part.ok()?;
    }
    question.push_str(" }");
    let counts = asking::json(answered(door, whom, &question).await?);
    let count = |list: &str| {
        let count = counts.get(list)?.get("totalCount")?.as_u64();
        count.filter(|count| *count > 0)
    };
    Some(Figures {
        projects: count("projects").unwrap_or(0),
        statuses: STATUSES
            .into_iter()
            .filter_map(|status| Some((status.to_owned(), count(status)?)))
            .collect(),
        institutes: count("institutes").unwrap_or(0),
        parties: count("parties").unwrap_or(0),
        members: members(&counts),
        outputs: count("outputs").unwrap_or(0),
        statistics: count("statistics").unwrap_or(0),
        answer: answered(door, whom, EXAMPLE).await?,
    })
}

fn members(counts: &Value) -> Vec<(String, String)> {
    let nodes = counts.pointer("/parties/nodes").and_then(Value::as_array);
    let text = |node: &Value, member: &str| Some(node.get(member)?.as_str()?.to_owned());
    nodes
        .into_iter()
        .flatten()
        .filter_map(|node| Some((text(node, "code")?, text(node, "name")?)))
        .collect()
}

async fn answered(door: &Door, whom: &Whom, question: &str) -> Option<Answer> {
    match asking::ask(door, whom.clone(), None, question).await {
        Ok(answer) => Some(answer),
        Err(error) => {
            tracing::error!(cause = %error, "the landing page has no figures");
            None
        }
    }
}
