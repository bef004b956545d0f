//! What a request asks: from its body or its query string to a GraphQL request, within bounds.

use super::answer::Failure;
use actix_web::{
    http::StatusCode,
    web::{BytesMut, Payload},
};
use async_graphql::Variables;
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::time::Duration;

/// Bytes of a request's body: the longest document, and as much again for variables.
pub(super) const BODY_BYTES: usize = 256 * 1024;
/// A body must have arrived within this time.
const BODY_TIME: Duration = Duration::from_secs(10);

/// A question as it was sent.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) query: String,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Variables,
}

/// Reads a body, no more of it than is allowed, no longer than is allowed.
pub(super) async fn read(mut payload: Payload) -> Result<Vec<u8>, Failure> {
    let mut body = BytesMut::new();
    let all = async {
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Failure::malformed("The body could not be read."))?;
            if body.len() + chunk.len() > BODY_BYTES {
                return Err(Failure::of(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    format!("The body is larger than {BODY_BYTES} bytes."),
                ));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(())
    };
    tokio::time::timeout(BODY_TIME, all).await.map_err(|_| {
        Failure::of(
            StatusCode::REQUEST_TIMEOUT,
            "The body did not arrive in time.",
        )
    })??;
    Ok(body.to_vec())
}

/// The question in a JSON body.
pub(super) fn from_json(body: &[u8]) -> Result<Question, Failure> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|_| Failure::malformed("The body is not JSON in UTF-8."))?;
    match value {
        Value::Object(members) => question(members),
        Value::Array(_) => Err(Failure::malformed(
            "The body is a list. Several operations at once are not accepted.",
        )),
        _ => Err(Failure::malformed("The body is not a JSON object.")),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

/// The question in a query string.
pub(super) fn from_query(text: &str) -> Result<Question, Failure> {
    let parameters: Parameters = actix_web::web::Query::<Parameters>::from_query(text)
        .map_err(|_| {
            Failure::malformed("The query string cannot be read, or names a parameter twice.")
        })?
        .into_inner();
    let json = |name: &str, text: Option<String>| -> Result<Value, Failure> {
        match text.filter(|text| !text.is_empty()) {
            None => Ok(Value::Null),
            Some(text) => serde_json::from_str(&text)
                .map_err(|_| Failure::malformed(format!("`{name}` is not JSON."))),
        }
    };
    let mut members = Map::new();
    if let Some(query) = parameters.query {
        members.insert("query".into(), query.into());
    }
    members.insert("operationName".into(), parameters.operation_name.into());
    members.insert("variables".into(), json("variables", parameters.variables)?);
    members.insert(
        "extensions".into(),
        json("extensions", parameters.extensions)?,
    );
    question(members)
}

fn question(mut members: Map<String, Value>) -> Result<Question, Failure> {
    let query = match members.remove("query") {
        Some(Value::String(query)) => query,
        None | Some(Value::Null) => return Err(Failure::malformed("`query` is missing.")),
        Some(_) => return Err(Failure::malformed("`query` is not a string.")),
    };
    let operation_name = match members.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
        Some(_) => return Err(Failure::malformed("`operationName` is not a string.")),
    };
    let variables = match members.remove("variables") {
        None | Some(Value::Null) => Variables::default(),
        Some(value @ Value::Object(_)) => Variables::from_json(value),
        Some(_) => return Err(Failure::malformed("`variables` is not an object.")),
    };
    match members.remove("extensions") {
        None | Some(Value::Null | Value::Object(_)) => {}
        Some(_) => return Err(Failure::malformed("`extensions` is not an object.")),
    }
    Ok(Question {
        query,
        operation_name,
        variables,
    })
}
