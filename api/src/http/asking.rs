//! What the service asks itself, for its own pages: through the gate and a Reader, as anyone asks.
//!
//! May not live here: questions that came from outside, which pass the bounds of `graphql.rs`.

use super::{
    Door,
    auth::{Caller, Denied},
    record::{self, Asked},
    seating::{self, Terms, Unseated},
};
use crate::{graphql, places::Whom};
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use async_graphql::{Request, Value as Answer, Variables};
use entity::{NotRecorded, Refused};
use futures_util::FutureExt;
use sha2::{Digest, Sha256};
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use uuid::Uuid;

/// A page of our own waits no longer for its figures.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unanswered {
    /// The token is not accepted.
    #[error("the token is not accepted")]
    Denied,
    /// It cannot be told now whether the token is accepted.
    #[error("the token cannot be checked: {0}")]
    Unchecked(&'static str),
    /// The data do not know the holder, or cannot be read.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// All connections that read are taken.
    #[error("all connections that read are taken")]
    Busy,
    /// What cannot be recorded is not handed out.
    #[error(transparent)]
    Record(#[from] NotRecorded),
    /// Something in the question could not be answered.
    #[error("{0}")]
    Failed(String),
}

impl From<Denied> for Unanswered {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Malformed | Denied::Token(_) => Self::Denied,
            Denied::Unavailable(why) => Self::Unchecked(why),
        }
    }
}

impl From<Unseated> for Unanswered {
    fn from(unseated: Unseated) -> Self {
        match unseated {
            Unseated::Busy => Self::Busy,
            Unseated::Refused(refused) => Self::Refused(refused),
        }
    }
}

/// One of our own questions that the record of access tells apart from others.
pub(super) struct Own {
    pub(super) text: &'static str,
    pub(super) operation: &'static str,
    pub(super) variables: Variables,
}

/// The answer as JSON; nothing where it cannot be written as such.
pub(super) fn json(answer: Answer) -> serde_json::Value {
    answer.into_json().unwrap_or_default()
}

/// Asks one of our own questions as the holder of this token, as the public without one; for whoever is counted as
/// `whom`.
///
/// # Errors
/// If the holder is not admitted, or any part of the question is not answered.
pub(super) async fn ask(
    door: &Door,
    whom: Whom,
    token: Option<&str>,
    question: &str,
) -> Result<Answer, Unanswered> {
    let mut headers = HeaderMap::new();
    if let Some(token) = token {
        let value = HeaderValue::from_str(&format!("Bearer {token}"));
        headers.insert(AUTHORIZATION, value.map_err(|_| Unanswered::Denied)?);
    }
    let caller = door.gate.caller(&headers).await?;
    answered(door, whom, &caller, Request::new(question), ("", None)).await
}

/// Asks one of our own questions for whoever was admitted.
///
/// # Errors
/// If the data do not know the holder, or any part of the question is not answered.
pub(super) async fn ask_for(
    door: &Door,
    whom: Whom,
    caller: &Caller,
    own: Own,
) -> Result<Answer, Unanswered> {
    let document = format!("{:x}", Sha256::digest(own.text));
    let request = Request::new(own.text).variables(own.variables);
    answered(
        door,
        whom,
        caller,
        request,
        (own.operation, Some(&document)),
    )
    .await
}

async fn answered(
    door: &Door,
    whom: Whom,
    caller: &Caller,
    request: Request,
    (operation, document): (&str, Option<&str>),
) -> Result<Answer, Unanswered> {
    let (reader, place) = seating::reader(door, whom, &caller.viewer, Terms::LookedUp).await?;
    let reader = Arc::new(reader);
    let execution = door.schema.execute(graphql::request(request, &reader));
    let execution = AssertUnwindSafe(execution).catch_unwind();
    let response = tokio::time::timeout(PATIENCE, execution)
        .await
        .map_err(|_| Unanswered::Failed("it took too long".into()))?
        .map_err(|_| Unanswered::Failed("a resolver panicked".into()))?;
    let asked = Asked {
        request: &Uuid::new_v4().to_string(),
        operation,
        document,
        way: entity::Way::Answer,
    };
    drop(place);
    record::keep(door, caller, reader, &asked).await?;
    match response.errors.first() {
        Some(error) => Err(Unanswered::Failed(error.message.clone())),
        None => Ok(response.data),
    }
}
