//! The span of a request, for traces: the caller's own trace goes on in it. Never a token, never a
//! variable.

use actix_web::http::header::HeaderMap;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::{Span, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt;

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(|name| name.as_str()).collect()
    }
}

/// The span of a request with these headers.
pub(super) fn span(headers: &HeaderMap, request_id: &str) -> Span {
    let span = tracing::info_span!(
        target: "istc",
        "POST /graphql",
        otel.name = Empty,
        otel.kind = "server",
        request_id,
        viewer = Empty,
        graphql.operation.name = Empty,
        graphql.document.sha256 = Empty,
        outcome = Empty,
        statements = Empty,
    );
    if !span.is_disabled() {
        // Its own trace goes on if it was told one; a parent that cannot be read is none.
        let parent = TraceContextPropagator::new().extract(&Headers(headers));
        let _ = span.set_parent(parent);
    }
    span
}
