//! What a request asks: from its body or its query string to a GraphQL request, within bounds.

use super::{answer::Failure, bounds::BODY_BYTES};
use actix_web::{error::PayloadError, http::StatusCode, web::Payload};
use async_graphql::Variables;
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::io;

/// Values in a body. Each takes many times the bytes in memory that it takes in the body, and what a
/// document may need has its own bounds.
const VALUES: usize = 20_000;

/// A question as it was sent.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) document: Document,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Variables,
    /// Whether the answer shall say what it cost: `extensions: {"cost": true}`.
    pub(super) tells_cost: bool,
}

/// The document of a question, or what it is known by.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Document {
    /// Its text.
    Text(String),
    /// The SHA-256 of its text.
    Known(Hash),
    /// Both: it is to be kept, so that the hash will do the next time.
    Kept(String, Hash),
}

/// The SHA-256 of a document's text.
pub(super) type Hash = [u8; 32];

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It has more bytes than are allowed.
    TooLong,
    /// It did not arrive in time.
    Late,
    /// The connection ended, or the body is not of its form.
    Broken,
}

/// Reads a body of at most so many bytes: the one way in which any route reads one. How long it may take is bounded
/// in `bounds.rs`.
pub(super) async fn bytes(mut payload: Payload, most: usize) -> Result<Vec<u8>, Unread> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| match error {
            PayloadError::Overflow => Unread::TooLong,
            PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => Unread::Late,
            _ => Unread::Broken,
        })?;
        if body.len() + chunk.len() > most {
            return Err(Unread::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads the body of a question.
pub(super) async fn read(payload: Payload) -> Result<Vec<u8>, Failure> {
    bytes(payload, BODY_BYTES).await.map_err(|why| match why {
        Unread::TooLong => Failure::of(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("The body is larger than {BODY_BYTES} bytes."),
        ),
        Unread::Late => Failure::of(
            StatusCode::REQUEST_TIMEOUT,
            "The body did not arrive in time.",
        ),
        Unread::Broken => Failure::malformed("The body could not be read."),
    })
}

/// The question in a JSON body.
pub(super) fn from_json(body: &[u8]) -> Result<Question, Failure> {
    // Some programs begin every text with a byte order mark.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if values(body) > VALUES {
        return Err(Failure::malformed(format!(
            "The body has more than {VALUES} values."
        )));
    }
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

/// How many values a text of JSON has at most: each but the first follows an opening bracket or a
/// comma. What stands in strings is passed over.
fn values(json: &[u8]) -> usize {
    let (mut values, mut within, mut escaped) = (1, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if within => escaped = true,
            b'"' => within = !within,
            b'{' | b'[' | b',' if !within => values += 1,
            _ => {}
        }
    }
    values
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
    document_id: Option<String>,
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
    if let Some(id) = parameters.document_id {
        members.insert("documentId".into(), id.into());
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
    let query = text(&mut members, "query")?;
    let operation_name = text(&mut members, "operationName")?.filter(|name| !name.is_empty());
    let id = text(&mut members, "documentId")?;
    let variables = match members.remove("variables") {
        None | Some(Value::Null) => Variables::default(),
        Some(mut value @ Value::Object(_)) => {
            whole(&mut value);
            Variables::from_json(value)
        }
        Some(_) => return Err(Failure::malformed("`variables` is not an object.")),
    };
    let extensions = match members.remove("extensions") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(extensions)) => extensions,
        Some(_) => return Err(Failure::malformed("`extensions` is not an object.")),
    };
    let hash = match (persisted(&extensions)?, id) {
        (Some(_), Some(_)) => {
            return Err(Failure::malformed(
                "`documentId` and `extensions.persistedQuery` are both given.",
            ));
        }
        (hash @ Some(_), None) => hash,
        (None, Some(id)) => Some(of_id(&id)?),
        (None, None) => None,
    };
    let document = match (query, hash) {
        (Some(query), None) => Document::Text(query),
        (None, Some(hash)) => Document::Known(hash),
        (Some(query), Some(hash)) => Document::Kept(query, hash),
        (None, None) => return Err(Failure::malformed("`query` is missing.")),
    };
    Ok(Question {
        document,
        operation_name,
        variables,
        tells_cost: extensions.get("cost") == Some(&Value::Bool(true)),
    })
}

/// Numbers without a fraction are whole numbers, however a program writes them (`5.0`).
fn whole(value: &mut Value) {
    /// Up to 2^53 an `f64` represents every whole number exactly; beyond it the number meant is not known.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            let given = number.as_f64().filter(|given| given.fract() == 0.0);
            let exact = given.filter(|given| given.abs() <= EXACT);
            let exact = exact.and_then(|given| format!("{given:.0}").parse::<i64>().ok());
            if let Some(exact) = exact {
                *value = Value::from(exact);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole),
        Value::Object(members) => members.values_mut().for_each(whole),
        _ => {}
    }
}

fn text(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Failure> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Failure::malformed(format!("`{name}` is not a string."))),
    }
}

/// `persistedQuery`, as Apollo's clients write it: `{"version": 1, "sha256Hash": "…"}`.
fn persisted(extensions: &Map<String, Value>) -> Result<Option<Hash>, Failure> {
    let Some(given) = extensions.get("persistedQuery").filter(|it| !it.is_null()) else {
        return Ok(None);
    };
    if given.get("version").and_then(Value::as_u64) != Some(1) {
        return Err(Failure::malformed(
            "`extensions.persistedQuery.version` is not 1.",
        ));
    }
    let hash = given.get("sha256Hash").and_then(Value::as_str);
    hash.and_then(hexadecimal).map(Some).ok_or_else(|| {
        Failure::malformed(
            "`extensions.persistedQuery.sha256Hash` is not a SHA-256 of 64 hexadecimal digits.",
        )
    })
}

/// `documentId`, as the draft on persisted documents has it: `sha256:…`.
fn of_id(id: &str) -> Result<Hash, Failure> {
    let hash = id.strip_prefix("sha256:").and_then(hexadecimal);
    hash.ok_or_else(|| {
        Failure::malformed("`documentId` is not `sha256:` and 64 hexadecimal digits.")
    })
}

/// The hash that these digits write.
pub(super) fn hexadecimal(text: &str) -> Option<Hash> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| {
            digit
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect();
    (digits.len() == 64)
        .then(|| bytes.try_into().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_outside_of_strings() {
        for (json, count) in [
            ("1", 1),
            (r#"{"a": [1, 2], "b": {}}"#, 6),
            (
                r#"{"query": "{ a(b: [1, 2, 3]) { c, d } } \\\" {{{,,, "}"#,
                2,
            ),
            (r#"{"a": "\\", "b": 2}"#, 3),
        ] {
            assert_eq!(values(json.as_bytes()), count, "{json}");
        }
        let many = format!(
            "{{\"query\": \"\", \"variables\": {{\"a\": [{}1]}}}}",
            "{},".repeat(VALUES)
        );
        assert!(from_json(many.as_bytes()).is_err());
    }
}
