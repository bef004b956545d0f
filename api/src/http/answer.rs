//! How an answer goes out: status, media type, and errors that are bounded and carry a code.

use super::media::Media;
use crate::{graphql::Code, limits::Refusal};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, ETag, EntityTag, Header, IfNoneMatch},
    },
};
use async_graphql::{PathSegment, Pos, Response, ServerError, Value as Output};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

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
    /// After so many seconds it is worth asking again.
    pub(super) after: Option<u64>,
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
            after: None,
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
            after: None,
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
            after: None,
        }
    }

    /// With another code.
    pub(super) fn with_code(mut self, code: Code) -> Self {
        self.code = code;
        self
    }

    /// Worth asking again after so many seconds.
    pub(super) fn after(mut self, seconds: u64) -> Self {
        self.after = Some(seconds);
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
            after: None,
        }
    }
}

/// The answer to an operation that was handed to the schema.
pub(super) struct Executed {
    status: StatusCode,
    body: Vec<u8>,
    /// Without errors: nothing in it names this request.
    is_sound: bool,
}

impl Executed {
    /// Writes it down; `cost` goes along where it was asked for.
    pub(super) fn of(
        mut response: Response,
        media: Media,
        request_id: &str,
        cost: Option<Value>,
    ) -> Result<Self, Failure> {
        // Fields fail in the order in which the database has time for them, which says something of
        // the work behind them; they are told in the order of the document.
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
        let is_sound = errors.is_empty();
        let mut members = Vec::new();
        if !is_sound {
            members.push(("errors", Value::from(errors).to_string()));
        }
        if !refused {
            members.push(("data", String::new()));
        }
        if let Some(cost) = cost {
            members.push(("extensions", json!({ "cost": cost }).to_string()));
        }
        // An answer may have megabytes: its data are written once, as they come, in the order of the
        // selection.
        let mut body = Vec::new();
        for (place, (name, written)) in members.into_iter().enumerate() {
            body.extend_from_slice(if place == 0 { b"{" } else { b"," });
            body.extend_from_slice(format!("\"{name}\":{written}").as_bytes());
            if name == "data" && write_data(&mut body, &response.data).is_err() {
                let message = "The answer could not be written.";
                let failure = Failure::of(StatusCode::INTERNAL_SERVER_ERROR, message);
                return Err(failure.with_code(Code::Internal));
            }
        }
        body.push(b'}');
        let status = match refused && media == Media::GraphQl {
            true => StatusCode::BAD_REQUEST,
            false => StatusCode::OK,
        };
        Ok(Self {
            status,
            body,
            is_sound,
        })
    }

    /// As the answer to a `POST`: nothing on the way may keep it.
    pub(super) fn send(self, media: Media, request_id: &str) -> HttpResponse {
        send(self.status, media, request_id, self.body)
    }

    /// As the answer to a `GET`: the viewer's own client may keep it, and asks each time whether it
    /// still holds, so that the token is looked at each time.
    pub(super) fn send_to_keep(
        self,
        request: &HttpRequest,
        media: Media,
        request_id: &str,
    ) -> HttpResponse {
        if !self.is_sound {
            return self.send(media, request_id);
        }
        // Weak, since it is the same however the body is compressed.
        let tag = EntityTag::new_weak(format!("{:x}", Sha256::digest(&self.body)));
        let is_known = match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Items(known)) => known.iter().any(|one| one.weak_eq(&tag)),
            Ok(IfNoneMatch::Any) | Err(_) => false,
        };
        let mut response = match is_known {
            true => send(StatusCode::NOT_MODIFIED, media, request_id, Vec::new()),
            false => self.send(media, request_id),
        };
        let headers = response.headers_mut();
        let keep = header::HeaderValue::from_static("private, no-cache");
        headers.insert(header::CACHE_CONTROL, keep);
        if is_known {
            headers.remove(header::CONTENT_TYPE);
        }
        if let Ok(tag) = header::TryIntoHeaderValue::try_into_value(ETag(tag)) {
            headers.insert(header::ETAG, tag);
        }
        response
    }
}

/// Writes data as JSON; a part of them may be written already ([`graphql::Written`]).
fn write_data(body: &mut Vec<u8>, data: &Output) -> serde_json::Result<()> {
    match data {
        Output::Binary(written) => body.extend_from_slice(written),
        Output::Object(members) => {
            body.push(b'{');
            for (place, (name, value)) in members.iter().enumerate() {
                if place > 0 {
                    body.push(b',');
                }
                serde_json::to_writer(&mut *body, name.as_str())?;
                body.push(b':');
                write_data(body, value)?;
            }
            body.push(b'}');
        }
        Output::List(items) => {
            body.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    body.push(b',');
                }
                write_data(body, item)?;
            }
            body.push(b']');
        }
        leaf => serde_json::to_writer(body, leaf)?,
    }
    Ok(())
}

/// How many fields an answer holds: what it cost, in the measure in which it was predicted.
pub(super) fn fields(data: &Output) -> u64 {
    match data {
        Output::Object(members) => members.values().fold(0, |sum: u64, value| {
            sum.saturating_add(1).saturating_add(fields(value))
        }),
        Output::List(items) => items.iter().map(fields).fold(0, u64::saturating_add),
        _ => 0,
    }
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
    send(status, media, request_id, body.to_string().into_bytes())
}

fn send(status: StatusCode, media: Media, request_id: &str, body: Vec<u8>) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, media.content_type()))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::VARY, "accept, authorization, accept-encoding"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("x-request-id", request_id))
        .body(body)
}
