//! How an answer goes out: status, media type, and errors that are bounded and carry a code.

use super::{limits::Refusal, media::Media};
use crate::graphql::Code;
use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use async_graphql::{PathSegment, Pos, Response, ServerError, Value as Output};
use serde_json::{Map, Value, json};

/// An answer names at most so many errors.
const MOST_ERRORS: usize = 20;
/// The text of an error is at most so long; names in it may be the caller's own, as long as it likes.
const LONGEST_MESSAGE: usize = 400;

/// A request that is refused before anything is executed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) at: Option<Pos>,
    /// Whether the request was well-formed, so that `application/json` has it as 200.
    pub(super) well_formed: bool,
}

impl Failure {
    /// A request that breaks the protocol.
    pub(super) fn of(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            code: Code::BadUserInput,
            message: message.into(),
            at: None,
            well_formed: false,
        }
    }

    /// A request that cannot be read.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::of(StatusCode::BAD_REQUEST, message)
    }

    /// A document that cannot be parsed.
    pub(super) fn syntax(message: String, at: Option<Pos>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: Code::ParseFailed,
            message,
            at,
            well_formed: true,
        }
    }

    /// A variable that cannot be used.
    pub(super) fn variable(message: String, at: Pos) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: Code::BadUserInput,
            message,
            at: Some(at),
            well_formed: true,
        }
    }

    /// With another code.
    pub(super) fn with_code(mut self, code: Code) -> Self {
        self.code = code;
        self
    }

    /// The answer to it.
    pub(super) fn answer(&self, media: Media, request_id: &str) -> HttpResponse {
        let status = if self.well_formed && media == Media::Json {
            StatusCode::OK
        } else {
            self.status
        };
        let error = error(&self.message, self.at, None, self.code.word(), request_id);
        write(status, media, request_id, &json!({ "errors": [error] }))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal.code() {
            "GRAPHQL_PARSE_FAILED" => Code::ParseFailed,
            "COST_EXCEEDED" => Code::CostExceeded,
            "BAD_USER_INPUT" => Code::BadUserInput,
            _ => Code::ValidationFailed,
        };
        Self {
            status: StatusCode::BAD_REQUEST,
            code,
            message: refusal.to_string(),
            at: refusal.position(),
            well_formed: true,
        }
    }
}

/// The answer to an operation that was handed to the schema.
pub(super) fn executed(mut response: Response, media: Media, request_id: &str) -> HttpResponse {
    // Fields fail in the order in which the database has time for them, which says something of the
    // work behind them; they are told in the order of the document.
    response.errors.sort_by_cached_key(Place::of);
    // What failed before execution has no path; such an answer has no `data` at all.
    let refused = response.data == Output::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty());
    let errors: Vec<Value> = response
        .errors
        .iter()
        .take(MOST_ERRORS)
        .map(|error| told(error, refused, request_id))
        .collect();
    if refused {
        let status = if media == Media::Json {
            StatusCode::OK
        } else {
            StatusCode::BAD_REQUEST
        };
        return write(status, media, request_id, &json!({ "errors": errors }));
    }
    let Ok(data) = serde_json::to_string(&response.data) else {
        return Failure::of(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The answer could not be written.",
        )
        .with_code(Code::Internal)
        .answer(media, request_id);
    };
    // The data are written as they come, in the order of the selection.
    let body = if errors.is_empty() {
        format!("{{\"data\":{data}}}")
    } else {
        format!("{{\"errors\":{},\"data\":{data}}}", Value::from(errors))
    };
    send(StatusCode::OK, media, request_id, body)
}

/// Where in the document an error stands, and where in the answer.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    document: Vec<(usize, usize)>,
    answer: Vec<(usize, String)>,
}

impl Place {
    fn of(error: &ServerError) -> Self {
        let locations = error.locations.iter();
        let path = error.path.iter().map(|segment| match segment {
            PathSegment::Field(name) => (0, name.clone()),
            PathSegment::Index(place) => (*place, String::new()),
        });
        Self {
            document: locations.map(|at| (at.line, at.column)).collect(),
            answer: path.collect(),
        }
    }
}

fn told(error: &ServerError, refused: bool, request_id: &str) -> Value {
    let code = error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"));
    let code = match code {
        Some(Output::String(code)) => code.clone(),
        // The library's own errors: of the document before execution, of an argument's value after.
        _ if refused => Code::ValidationFailed.word().to_owned(),
        _ => Code::BadUserInput.word().to_owned(),
    };
    let at = error.locations.first().copied();
    self::error(&error.message, at, Some(&error.path), &code, request_id)
}

fn error(
    message: &str,
    at: Option<Pos>,
    path: Option<&[PathSegment]>,
    code: &str,
    request_id: &str,
) -> Value {
    let mut text: String = message.chars().take(LONGEST_MESSAGE).collect();
    if message.chars().nth(LONGEST_MESSAGE).is_some() {
        text.push('…');
    }
    let mut error = Map::new();
    error.insert("message".into(), text.into());
    if let Some(at) = at.filter(|at| at.line > 0) {
        let at = json!([{ "line": at.line, "column": at.column }]);
        error.insert("locations".into(), at);
    }
    if let Some(path) = path.filter(|path| !path.is_empty()) {
        let segments = path.iter().map(|segment| match segment {
            PathSegment::Field(name) => json!(name),
            PathSegment::Index(place) => json!(place),
        });
        error.insert("path".into(), segments.collect());
    }
    let extensions = json!({ "code": code, "requestId": request_id });
    error.insert("extensions".into(), extensions);
    Value::Object(error)
}

fn write(status: StatusCode, media: Media, request_id: &str, body: &Value) -> HttpResponse {
    send(status, media, request_id, body.to_string())
}

fn send(status: StatusCode, media: Media, request_id: &str, body: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, media.content_type()))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::VARY, "accept, authorization"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("x-request-id", request_id))
        .body(body)
}
