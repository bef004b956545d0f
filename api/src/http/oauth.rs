//! Tokens for programs without an identity provider: the client credentials grant (RFC 6749, 4.4), and the public half of
//! the key that signs them.

mod request;

use super::{
    Door,
    body::{self, Unread},
    payer,
    table::Table,
};
use crate::client::{Grant, Refusal, Secret, TOKEN_SECONDS};
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
    web::{Data, Payload},
};
use request::{Asked, Fault};
use serde_json::json;
use uuid::Uuid;

/// Bytes of a request for a token; a real one has a few hundred.
const BODY_BYTES: usize = 8 * 1024;
/// What a request for a token costs the address from which it comes: checking a secret is meant to take work.
const COST: u64 = 500;
/// Whoever finds too many in the line may come back after so many seconds.
const RETRY_SECONDS: u64 = 2;
/// Others may keep our public keys for so many seconds.
const KEYS_SECONDS: u64 = 300;

/// Adds where tokens are issued and where the keys are.
pub(super) fn routes(table: &mut Table<'_>) {
    table
        .at("/oauth/token")
        .post(token)
        .otherwise(other_method)
        .add();
    table.at("/.well-known/jwks.json").readable(keys).add();
}

/// `POST /oauth/token`
async fn token(request: HttpRequest, payload: Payload, door: Data<Door>) -> HttpResponse {
    let request_id = Uuid::new_v4().to_string();
    let Some(desk) = door.gate.desk() else {
        return HttpResponse::NotFound().finish();
    };
    let from = payer::address(&door, &request);
    if let Err(spent) = payer::charge_address(&door, &request, COST) {
        let fault = Fault {
            status: StatusCode::TOO_MANY_REQUESTS,
            error: "temporarily_unavailable",
            told: "this address has asked for as much as it may within a minute",
        };
        tracing::info!(request_id, "no token: {}", fault.told);
        let mut answer = refused(&fault, &request_id);
        let wait = header::HeaderValue::from(spent.after.unwrap_or(RETRY_SECONDS));
        answer.headers_mut().insert(header::RETRY_AFTER, wait);
        return answer;
    }
    let asked = match read(payload).await {
        Ok(body) => Asked::read(request.headers(), request.query_string(), &body),
        Err(fault) => Err(fault),
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(fault) => {
            tracing::info!(request_id, error = fault.error, "no token: {}", fault.told);
            return refused(&fault, &request_id);
        }
    };
    let Asked { id, secret, scope } = asked;
    let answer = desk
        .grant(
            &from,
            &id,
            Secret::given(secret),
            scope.as_deref(),
            door.gate.now(),
        )
        .await;
    // Whoever is not known may have put anything in place of the id.
    match answer {
        Ok(grant) => {
            tracing::info!(request_id, client = id, scope = grant.scope, "token issued");
            issued(&grant, &request_id)
        }
        Err(refusal) => {
            match &refusal {
                Refusal::Store(_) | Refusal::Broken(_) => {
                    tracing::error!(request_id, cause = %refusal, "no token");
                }
                _ => tracing::info!(request_id, "no token: {refusal}"),
            }
            refused(&fault(&refusal), &request_id)
        }
    }
}

/// Any other method.
async fn other_method(door: Data<Door>) -> HttpResponse {
    if door.gate.desk().is_none() {
        return HttpResponse::NotFound().finish();
    }
    let fault = Fault {
        status: StatusCode::METHOD_NOT_ALLOWED,
        ..Fault::request("ask by POST")
    };
    let mut answer = refused(&fault, &Uuid::new_v4().to_string());
    let post = header::HeaderValue::from_static("POST");
    answer.headers_mut().insert(header::ALLOW, post);
    answer
}

/// `GET /.well-known/jwks.json`
async fn keys(door: Data<Door>) -> HttpResponse {
    let Some(desk) = door.gate.desk() else {
        return HttpResponse::NotFound().finish();
    };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/jwk-set+json"))
        .insert_header((
            header::CACHE_CONTROL,
            format!("public, max-age={KEYS_SECONDS}"),
        ))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(desk.jwks())
}

async fn read(payload: Payload) -> Result<Vec<u8>, Fault> {
    let body = body::bytes(payload, BODY_BYTES).await;
    body.map_err(|why| match why {
        Unread::TooLong => Fault {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            ..Fault::request("the body is larger than 8192 bytes")
        },
        Unread::Late => Fault {
            status: StatusCode::REQUEST_TIMEOUT,
            ..Fault::request("the body did not arrive in time")
        },
        Unread::Broken => Fault::request("the body cannot be read"),
    })
}

fn fault(refusal: &Refusal) -> Fault {
    let unavailable = |told| Fault {
        status: StatusCode::SERVICE_UNAVAILABLE,
        error: "temporarily_unavailable",
        told,
    };
    match refusal {
        Refusal::Client => Fault::client("the client is not known, or its secret is wrong"),
        Refusal::Scope => Fault {
            error: "invalid_scope",
            ..Fault::request("the client may not have this scope")
        },
        Refusal::Busy => unavailable("too many clients sign in at once"),
        Refusal::Store(_) | Refusal::Broken(_) => unavailable("clients cannot sign in just now"),
    }
}

/// RFC 6749, 5.1.
fn issued(grant: &Grant, request_id: &str) -> HttpResponse {
    answer(StatusCode::OK, request_id).json(json!({
        "access_token": grant.token,
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "scope": grant.scope,
    }))
}

/// RFC 6749, 5.2.
fn refused(fault: &Fault, request_id: &str) -> HttpResponse {
    let mut answer = answer(fault.status, request_id);
    match fault.status {
        StatusCode::UNAUTHORIZED => {
            answer.insert_header((
                header::WWW_AUTHENTICATE,
                "Basic realm=\"istc\", charset=\"UTF-8\"",
            ));
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            answer.insert_header((header::RETRY_AFTER, RETRY_SECONDS.to_string()));
        }
        _ => {}
    }
    answer.json(json!({ "error": fault.error, "error_description": fault.told }))
}

fn answer(status: StatusCode, request_id: &str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::PRAGMA, "no-cache"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("x-request-id", request_id));
    answer
}
