//! The one handler of `/graphql`: from a request to an answer, in the order in which things are
//! refused: the method, what is accepted, who is asking, the body, the document, the operation.

use super::{
    Door,
    answer::{self, Executed, Failure},
    auth::{Caller, Denied},
    body::{self, Question},
    bounds::BODY_BYTES,
    budget::Left,
    media::{self, Media},
    payer,
    record::{self, Asked},
    seating::{self, Terms, Unseated},
    session, several,
    told::Told,
    typename,
};
use crate::{
    graphql::{self, Code},
    limits,
    places::Place,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Payload},
};
use async_graphql::{
    Name, Request, Value,
    parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
};
use entity::{Reader, Refused, Way};
use futures_util::FutureExt;
use serde_json::json;
use std::{panic::AssertUnwindSafe, sync::Arc};
use tracing::Instrument;
use uuid::Uuid;

/// After a trouble that may pass, it is worth asking again after so many seconds.
const RETRY_SECONDS: u64 = 30;

/// Who found every place taken may ask again after so many seconds.
const BUSY_SECONDS: u64 = 2;

/// What was sent: how many bytes, and the question in them or why there is none.
type Sent = (usize, Result<Question, Failure>);

/// The methods of `/graphql`.
const METHODS: &str = "GET, POST";

/// `POST /graphql`
pub(super) async fn post(request: HttpRequest, payload: Payload, door: Data<Door>) -> HttpResponse {
    let headers = request.headers();
    let asked = async {
        if !media::is_json(headers) {
            return Err(unsupported("The body must be `application/json` in UTF-8."));
        }
        if !media::is_plain(headers) {
            return Err(unsupported("The body must not be encoded."));
        }
        match body::read(payload).await {
            Ok(body) => Ok((body.len(), body::from_json(&body))),
            // As much as was read at most.
            Err(failure) => Ok((BODY_BYTES, Err(failure))),
        }
    };
    respond(&request, &door, asked, true).await
}

/// `GET /graphql`: queries only.
pub(super) async fn get(request: HttpRequest, door: Data<Door>) -> HttpResponse {
    let query = request.query_string();
    let asked = async { Ok((query.len(), body::from_query(query))) };
    respond(&request, &door, asked, false).await
}

/// Any other method.
pub(super) async fn other_method(request: HttpRequest) -> HttpResponse {
    let media = Media::accepted(request.headers()).unwrap_or(Media::Json);
    let failure = Failure::of(StatusCode::METHOD_NOT_ALLOWED, "Ask by GET or POST.");
    allow(failure.answer(media, &Uuid::new_v4().to_string()), METHODS)
}

fn unsupported(message: &str) -> Failure {
    Failure::of(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
}

fn allow(mut response: HttpResponse, methods: &'static str) -> HttpResponse {
    response
        .headers_mut()
        .insert(header::ALLOW, header::HeaderValue::from_static(methods));
    response
}

/// A request on its way to an answer.
pub(super) struct Asking<'a> {
    pub(super) request: &'a HttpRequest,
    pub(super) door: &'a Door,
    pub(super) media: Media,
    pub(super) id: &'a str,
    /// Whether it came by a method that may change something; by the others an answer may be kept.
    pub(super) may_change: bool,
}

async fn respond(
    request: &HttpRequest,
    door: &Door,
    asked: impl Future<Output = Result<Sent, Failure>>,
    may_change: bool,
) -> HttpResponse {
    let mut told = Told::begin(request.headers());
    let id = told.request_id();
    let response = match Media::accepted(request.headers()) {
        None => Failure::of(
            StatusCode::NOT_ACCEPTABLE,
            "Accept `application/graphql-response+json` or `application/json`.",
        )
        .answer(Media::Json, &id),
        Some(media) => {
            let asking = Asking {
                request,
                door,
                media,
                id: &id,
                may_change,
            };
            let span = told.span.clone();
            match asking.run(asked, &mut told).instrument(span).await {
                Ok(response) => response,
                Err(failure) => {
                    told.refused(failure.code);
                    asking.refuse(&failure)
                }
            }
        }
    };
    told.tell(request, &response, door);
    response
}

impl Asking<'_> {
    async fn run(
        &self,
        asked: impl Future<Output = Result<Sent, Failure>>,
        told: &mut Told,
    ) -> Result<HttpResponse, Failure> {
        let door = self.door;
        let caller = self.caller(told).await?;
        // The holder is looked up after the body, so that no slow sender keeps a connection to the
        // database, and before anything is said about the body, so that 401 comes first.
        let asked = asked.await;
        // Reading it and holding it against the bounds is paid for first, so that what is refused is paid for too.
        let bytes = asked.as_ref().map_or(0, |(bytes, _)| *bytes);
        let paid = payer::least(bytes);
        let left = self.charge(&caller, paid)?;
        let (reader, place) = self.reader(&caller, Terms::AsBefore, told).await?;
        let (_, question) = asked?;
        let question = question?;
        let viewer = told.viewer();
        let text = door.stored.text(&question.document, &viewer)?;
        told.asked(&text);
        let known = door.parsed.get(&viewer, &told.document);
        let is_new = known.is_none();
        let mut document = match known {
            Some(document) => document,
            None => parse(&text)?,
        };
        let bill = limits::check(
            &document,
            question.operation_name.as_deref(),
            &question.variables,
            &door.input_types,
        )?;
        told.cost = bill.cost;
        if bill.kind != OperationType::Query && !self.may_change {
            return Err(Failure::of(
                StatusCode::METHOD_NOT_ALLOWED,
                "Only queries may be asked by GET.",
            ));
        }
        door.stored.keep(&question.document, &viewer);
        if is_new {
            door.parsed.keep(&viewer, &told.document, &text, &document);
        }
        let left = match bill.cost.saturating_sub(paid) {
            0 => left,
            rest => payer::charge_rest(door, self.request, &caller, rest, paid)?,
        };
        let given = question.variables.clone();
        let mut operation = Request::new("").variables(question.variables);
        if let Some(wanted) = operation_of(&document, question.operation_name.as_deref()) {
            told.named(wanted, &document);
            fill_in(&mut operation, wanted)?;
        }
        typename::move_directives(&mut document);
        let mut reader = Arc::new(reader);
        if let Some(whole) = several::validation(&document) {
            let found = execute(door, whole, &reader, told).await?;
            if !found.errors.is_empty() {
                told.executed(&found);
                return Ok(
                    Executed::of(found, self.media, self.id, None)?.send(self.media, self.id)
                );
            }
            let name = question.operation_name.as_deref();
            several::keep(&mut document, name.unwrap_or_default());
        }
        // What an answer cost is counted in its values.
        let is_written = !question.tells_cost && is_plain(&document);
        let name = question.operation_name.clone();
        let again = || -> Result<Request, Failure> {
            let mut document = parse(&text)?;
            let mut operation = Request::new("").variables(given);
            if let Some(wanted) = operation_of(&document, name.as_deref()) {
                fill_in(&mut operation, wanted)?;
            }
            typename::move_directives(&mut document);
            if several::validation(&document).is_some() {
                several::keep(&mut document, name.as_deref().unwrap_or_default());
            }
            operation.set_parsed_query(document);
            operation.operation_name = name;
            Ok(operation)
        };
        let written = |operation: Request| match is_written {
            true => operation.data(graphql::Written),
            false => operation,
        };
        operation.set_parsed_query(document);
        operation.operation_name = question.operation_name;

        let mut response = execute(door, written(operation), &reader, told).await;
        told.statements = reader.statements();
        let is_current = match &response {
            Ok(_) => reader.is_current().await,
            Err(_) => Ok(true),
        };
        let is_current = is_current.map_err(|error| unread(Refused::Store(error).into(), told))?;
        if !is_current {
            // The data were changed since the viewer was let in on these terms.
            let today = reader.today();
            let anew = door.store.reader(&caller.viewer, today).await;
            reader = Arc::new(anew.map_err(|refused| unread(refused.into(), told))?);
            response = execute(door, written(again()?), &reader, told).await;
        }
        told.statements = reader.statements();
        let response = response?;
        // The connection is given back before the entry is written.
        drop(place);
        let asked = Asked {
            request: self.id,
            operation: &told.operation,
            document: Some(&told.document),
            way: Way::Answer,
        };
        let kept = record::keep(door, &caller, reader, &asked).await;
        kept.map_err(|error| {
            told.cause = Some(error.to_string());
            unavailable("The record of access cannot be written, so that guarded data are not handed out just now.")
        })?;
        let cost = question.tells_cost.then(|| {
            json!({
                "predicted": bill.cost,
                "spent": answer::fields(&response.data),
                "limit": limits::COST,
                "statements": told.statements,
                "budget": left.map(Left::told),
            })
        });
        told.executed(&response);
        let executed = Executed::of(response, self.media, self.id, cost)?;
        let mut response = match self.may_change {
            true => executed.send(self.media, self.id),
            false => executed.send_to_keep(self.request, self.media, self.id),
        };
        response.headers_mut().insert(
            header::HeaderName::from_static("x-statements"),
            header::HeaderValue::from(told.statements),
        );
        Ok(response)
    }

    /// The database as the caller may see it today, and the place that reading takes.
    pub(super) async fn reader(
        &self,
        caller: &Caller,
        terms: Terms,
        told: &mut Told,
    ) -> Result<(Reader, Place), Failure> {
        let whom = payer::whom(self.door, self.request, caller);
        let reader = seating::reader(self.door, whom, &caller.viewer, terms).await;
        reader.map_err(|refused| unread(refused, told))
    }

    /// Who is asking.
    pub(super) async fn caller(&self, told: &mut Told) -> Result<Caller, Failure> {
        let caller = self.door.gate.caller(self.request.headers()).await;
        self.admitted(caller, told)
    }

    /// Who is asking for a file, which people ask for by their cookie too.
    pub(super) async fn caller_or_cookie(&self, told: &mut Told) -> Result<Caller, Failure> {
        let caller = session::caller(self.request, self.door).await;
        self.admitted(caller, told)
    }

    fn admitted(&self, caller: Result<Caller, Denied>, told: &mut Told) -> Result<Caller, Failure> {
        let caller = caller.map_err(|denied| {
            let (cause, failure) = match denied {
                Denied::Malformed => ("a malformed header".to_owned(), unauthenticated()),
                Denied::Token(reason) => (reason.to_string(), unauthenticated()),
                Denied::Unavailable(why) => (
                    why.to_owned(),
                    unavailable("Access tokens cannot be checked at the moment."),
                ),
            };
            told.cause = Some(cause);
            // Checking a token takes work, and nobody has proved to be its holder.
            let cost = payer::least(payer::credentials(self.request.headers()));
            match payer::charge_address(self.door, self.request, cost) {
                Ok(_) => failure,
                Err(spent) => spent,
            }
        })?;
        told.who(caller.viewer.who());
        Ok(caller)
    }

    /// Takes what the operation costs out of the client's budget, if there are budgets.
    pub(super) fn charge(&self, caller: &Caller, cost: u64) -> Result<Option<Left>, Failure> {
        payer::charge(self.door, self.request, caller, cost)
    }

    pub(super) fn refuse(&self, failure: &Failure) -> HttpResponse {
        let mut response = failure.answer(self.media, self.id);
        let headers = response.headers_mut();
        match failure.status {
            StatusCode::UNAUTHORIZED => {
                let challenge = header::HeaderValue::from_static("Bearer error=\"invalid_token\"");
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            StatusCode::METHOD_NOT_ALLOWED => return allow(response, "POST"),
            StatusCode::SERVICE_UNAVAILABLE => {
                let wait = header::HeaderValue::from(failure.after.unwrap_or(RETRY_SECONDS));
                headers.insert(header::RETRY_AFTER, wait);
            }
            _ => {
                if let Some(seconds) = failure.after {
                    headers.insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
                }
            }
        }
        response
    }
}

/// Executes within the deadline; what panics is a fault of ours and reaches nobody.
pub(super) async fn execute(
    door: &Door,
    operation: Request,
    reader: &Arc<Reader>,
    told: &mut Told,
) -> Result<async_graphql::Response, Failure> {
    let execution = door.schema.execute(graphql::request(operation, reader));
    let execution = AssertUnwindSafe(execution).catch_unwind();
    match tokio::time::timeout(door.settings.deadline, execution).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(_)) => {
            told.cause = Some("a resolver panicked".into());
            door.meters.panics.inc();
            tracing::error!("a resolver panicked");
            Err(Failure::of(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The service failed to answer. The request id names the entry in its log.",
            )
            .with_code(Code::Internal))
        }
        Err(_) => Err(Failure::of(
            StatusCode::SERVICE_UNAVAILABLE,
            "The question took too long. Ask for less at once.",
        )
        .with_code(Code::Timeout)),
    }
}

pub(super) fn parse(text: &str) -> Result<ExecutableDocument, Failure> {
    limits::tokens(text)?;
    async_graphql::parser::parse_query(text).map_err(|error| {
        let at = error.positions().next();
        let place = at.map_or_else(String::new, |at| {
            format!(" at line {}, column {}", at.line, at.column)
        });
        Failure::syntax(format!("The document cannot be parsed{place}."), at)
    })
}

/// Whether no operation of the document selects a field twice.
fn is_plain(document: &ExecutableDocument) -> bool {
    let mut operations = document.operations.iter();
    operations.all(|(_, operation)| {
        graphql::is_plain(&operation.node.selection_set.node, &document.fragments)
    })
}

pub(super) fn operation_of<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Option<&'d OperationDefinition> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(&operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| &operation.node)
        }
        (DocumentOperations::Multiple(operations), None) => {
            operations.values().next().map(|operation| &operation.node)
        }
    }
}

/// Puts in the defaults of variables that were not given, and refuses when one is missing that must
/// be given: the library would see the former too late for `@skip`, and the latter only while
/// executing.
pub(super) fn fill_in(
    operation: &mut Request,
    definition: &OperationDefinition,
) -> Result<(), Failure> {
    for variable in &definition.variable_definitions {
        let name: &Name = &variable.node.name.node;
        let given = operation.variables.get(name);
        match (&variable.node.default_value, given) {
            (Some(default), None) => {
                let default = default.node.clone();
                operation.variables.insert(name.clone(), default);
            }
            // Also of a variable with a default: that stands for what is not given, and not for null.
            (_, Some(Value::Null)) if !variable.node.var_type.node.nullable => {
                let message = format!("The variable `${name}` must not be null.");
                return Err(Failure::variable(message, variable.pos));
            }
            (None, None) if !variable.node.var_type.node.nullable => {
                let message = format!("The variable `${name}` must be given.");
                return Err(Failure::variable(message, variable.pos));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Why the data were not read.
fn unread(refused: Unseated, told: &mut Told) -> Failure {
    told.cause = Some(refused.to_string());
    match refused {
        Unseated::Refused(Refused::Unknown(_)) => unauthenticated(),
        Unseated::Refused(Refused::Store(_)) => {
            unavailable("The service cannot reach its data just now.")
        }
        Unseated::Busy => {
            unavailable("Too many questions are being answered just now.").after(BUSY_SECONDS)
        }
    }
}

fn unauthenticated() -> Failure {
    Failure::of(StatusCode::UNAUTHORIZED, "The access token is not valid.")
        .with_code(Code::Unauthenticated)
}

pub(super) fn unavailable(message: &str) -> Failure {
    Failure::of(StatusCode::SERVICE_UNAVAILABLE, message).with_code(Code::Unavailable)
}
