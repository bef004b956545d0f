//! What is told of a request, to the log and to the meters. Never a token, never a variable.

use super::{Door, trace};
use crate::graphql::Code;
use actix_web::{HttpRequest, HttpResponse, http::header::HeaderMap};
use async_graphql::{
    Response, Value,
    parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition},
};
use entity::Who;
use sha2::{Digest, Sha256};
use std::time::Instant;
use tracing::Span;
use uuid::Uuid;

/// Characters of a client's name for its operation that are told.
const NAME_LENGTH: usize = 100;

/// What is kept for viewers: that of callers without a sign-in by itself, so that they take no room of anyone else.
pub(super) struct Apart<T> {
    anonymous: T,
    signed_in: T,
}

impl<T> Apart<T> {
    pub(super) fn of(make: impl Fn() -> T) -> Self {
        Self {
            anonymous: make(),
            signed_in: make(),
        }
    }

    /// That of this viewer, as [`Told::viewer`] names it.
    pub(super) fn of_viewer(&self, viewer: &str) -> &T {
        match is_anonymous(viewer.split(':').next().unwrap_or_default()) {
            true => &self.anonymous,
            false => &self.signed_in,
        }
    }
}

/// Whether a viewer of this kind did not sign in.
pub(super) fn is_anonymous(kind: &str) -> bool {
    matches!(kind, "public" | "unknown")
}

/// A name as it is told.
pub(super) fn short(name: &str) -> String {
    name.chars().take(NAME_LENGTH).collect()
}

/// What is known of a request so far.
pub(super) struct Told {
    pub(super) span: Span,
    begun: Instant,
    id: Uuid,
    viewer: &'static str,
    holder: String,
    pub(super) operation: String,
    pub(super) document: String,
    pub(super) cost: u64,
    pub(super) statements: u32,
    outcome: &'static str,
    pub(super) cause: Option<String>,
}

impl Told {
    /// A request has come in.
    pub(super) fn begin(headers: &HeaderMap) -> Self {
        let id = Uuid::new_v4();
        Self {
            span: trace::span(headers, &id.to_string()),
            begun: Instant::now(),
            id,
            viewer: "unknown",
            holder: String::new(),
            operation: String::new(),
            document: String::new(),
            cost: 0,
            statements: 0,
            outcome: "ok",
            cause: None,
        }
    }

    /// What the request is called, in the answer and in the log.
    pub(super) fn request_id(&self) -> String {
        self.id.to_string()
    }

    /// Who is asking.
    pub(super) fn who(&mut self, who: &Who) {
        (self.viewer, self.holder) = match who {
            Who::Public => ("public", String::new()),
            Who::Party(code) => ("party", code.clone()),
            Who::Partner(key) => ("partner", key.clone()),
            Who::Institute(key) => ("institute", key.clone()),
            Who::Secretariat => ("secretariat", String::new()),
        };
    }

    /// The viewer in one word, for what is kept apart by viewer.
    pub(super) fn viewer(&self) -> String {
        format!("{}:{}", self.viewer, self.holder)
    }

    /// The document that is asked.
    pub(super) fn asked(&mut self, text: &str) {
        self.document = format!("{:x}", Sha256::digest(text));
    }

    /// The operation of the document that is asked.
    pub(super) fn named(&mut self, wanted: &OperationDefinition, document: &ExecutableDocument) {
        if let DocumentOperations::Multiple(operations) = &document.operations {
            let name = operations
                .iter()
                .find(|(_, operation)| std::ptr::eq(&operation.node, wanted));
            if let Some((name, _)) = name {
                self.operation = short(name);
            }
        }
    }

    /// It was refused.
    pub(super) fn refused(&mut self, code: Code) {
        self.outcome = code.word();
    }

    /// It was executed, with or without errors.
    pub(super) fn executed(&mut self, response: &Response) {
        if let Some(error) = response.errors.first() {
            let code = error.extensions.as_ref().and_then(|told| told.get("code"));
            let code = match code {
                Some(Value::String(code)) => Code::of(code),
                _ => None,
            };
            self.outcome = code.unwrap_or(Code::ValidationFailed).word();
        }
    }

    /// Writes the request into the log, and counts it.
    pub(super) fn tell(self, request: &HttpRequest, response: &HttpResponse, door: &Door) {
        let time = self.begun.elapsed();
        let path = request.match_pattern().unwrap_or_default();
        let name = format!("{} {path}", request.method());
        self.span.record("otel.name", name.as_str());
        self.span.record("viewer", self.viewer);
        self.span
            .record("graphql.operation.name", self.operation.as_str());
        self.span
            .record("graphql.document.sha256", self.document.as_str());
        self.span.record("outcome", self.outcome);
        self.span.record("statements", self.statements);
        door.meters.request(
            &self.operation,
            self.viewer,
            self.outcome,
            time,
            self.statements,
        );
        tracing::info!(
            request_id = %self.id,
            method = request.method().as_str(),
            status = response.status().as_u16(),
            viewer = self.viewer,
            holder = self.holder,
            operation = self.operation,
            document = self.document,
            outcome = self.outcome,
            cost = self.cost,
            statements = self.statements,
            milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX),
            cause = self.cause,
            "answered"
        );
    }
}
