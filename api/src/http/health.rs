//! Whether the service is alive and ready, and the schema it speaks.

use super::{Door, table::Table};
use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// Adds the two probes and the schema. Probes often ask by HEAD.
pub(super) fn routes(table: &mut Table<'_>) {
    table.at("/healthz").readable(alive).add();
    table.at("/readyz").readable(ready).add();
    table.at("/schema.graphql").readable(schema).add();
}

/// `GET /healthz`: the process answers.
async fn alive() -> HttpResponse {
    told(StatusCode::OK, &json!({ "status": "alive" }))
}

/// `GET /readyz`: the database can be read and has the shape this program expects, and the row
/// security, where that is on.
async fn ready(door: Data<Door>) -> HttpResponse {
    match missing(&door).await {
        None => told(StatusCode::OK, &json!({ "status": "ready" })),
        Some(what) => told(
            StatusCode::SERVICE_UNAVAILABLE,
            &json!({ "status": "not ready", "missing": what }),
        ),
    }
}

/// What the service was found to be missing, and by which look.
///
/// Few connections look at the schema, and at clients who sign in. However many ask whether the service is ready, one
/// request at a time looks; those who came before the look began share what it found.
#[derive(Default)]
pub(super) struct Readiness {
    /// How many looks have begun.
    begun: AtomicU64,
    /// The last look, by its number, and what it found missing.
    last: Mutex<(u64, Option<&'static str>)>,
}

/// What the service cannot do without and does not have.
pub(super) async fn missing(door: &Door) -> Option<&'static str> {
    let readiness = &door.readiness;
    let begun_before = readiness.begun.load(Ordering::SeqCst);
    let mut last = readiness.last.lock().await;
    if last.0 <= begun_before {
        let number = readiness.begun.fetch_add(1, Ordering::SeqCst) + 1;
        *last = (number, look(door).await);
    }
    last.1
}

async fn look(door: &Door) -> Option<&'static str> {
    match door.store.schema_status().await {
        Ok(status) if !status.is_current() => {
            Some("the schema is not current: run `istc migrate up`")
        }
        Ok(status) if door.store.row_security() && !status.is_walled() => {
            tracing::error!(found = ?status.row_security, "row security is not as it should be");
            Some("row security is not that of the policies: run `istc migrate up`")
        }
        Ok(_) => None,
        Err(error) => {
            tracing::error!(cause = %error, "the database cannot be read");
            Some("the database cannot be reached")
        }
    }
}

/// `GET /schema.graphql`: the schema, as it is committed. Another version of the program may have another.
async fn schema(door: Data<Door>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/graphql; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(door.sdl.clone())
}

/// What is true now, which nothing on the way may keep.
fn told(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .json(body)
}
