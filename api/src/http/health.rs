//! Whether the service is alive and ready, and the schema it speaks.

use super::Door;
use actix_web::{
    FromRequest, Handler, HttpResponse, Resource, Responder,
    http::{StatusCode, header},
    web::{self, Data},
};
use serde_json::{Value, json};

/// Adds the two probes and the schema. Probes often ask by HEAD.
pub(super) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(readable("/healthz", alive))
        .service(readable("/readyz", ready))
        .service(readable("/schema.graphql", schema));
}

/// A resource that is read by GET and HEAD, and by no other method.
pub(super) fn readable<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
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

/// What the service cannot do without and does not have.
pub(super) async fn missing(door: &Door) -> Option<&'static str> {
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
