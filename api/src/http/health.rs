//! Whether the service is alive and ready, and the schema it speaks.

use super::Door;
use actix_web::{HttpResponse, http::header, web::Data};
use serde_json::json;

/// `GET /`: people are shown the way to the playground.
pub(super) async fn root() -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "/graphiql"))
        .finish()
}

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "alive" }))
}

/// `GET /readyz`: the database can be read and has the shape this program expects.
pub(super) async fn ready(door: Data<Door>) -> HttpResponse {
    match door.store.schema_status().await {
        Ok(status) if status.is_current() => HttpResponse::Ok().json(json!({ "status": "ready" })),
        Ok(_) => HttpResponse::ServiceUnavailable().json(json!({
            "status": "not ready",
            "missing": "the schema is not current: run `istc migrate up`",
        })),
        Err(error) => {
            tracing::error!(cause = %error, "the database cannot be read");
            HttpResponse::ServiceUnavailable().json(json!({
                "status": "not ready",
                "missing": "the database cannot be reached",
            }))
        }
    }
}

/// `GET /schema.graphql`: the schema, as it is committed.
pub(super) async fn schema(door: Data<Door>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/graphql; charset=utf-8"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(door.sdl.clone())
}
