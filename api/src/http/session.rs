//! `POST /session` and `POST /session/end`: a token in a cookie, for people who read the pages of
//! Parties in a browser.
//!
//! The cookie is the token itself and is held against the gate anew each time. It is sent to
//! `/parties` and `/export` alone, by these pages alone, and no script can read it. `/graphql` never
//! looks at it.

mod origin;

use super::{
    Door,
    asking::Unanswered,
    party::{self, Refused},
};
use crate::party_page::{SIGN_IN, SIGN_OUT};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{
            AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, LOCATION,
            SET_COOKIE,
        },
    },
    web::{self, Data, Payload, Query},
};
use serde::Deserialize;
use std::time::Duration;

/// The cookie's name.
const NAME: &str = "istc_session";
/// Where it is good. A cookie has one path, so there is one cookie for each.
const PATHS: [&str; 2] = ["/parties", "/export"];
/// Browsers keep no cookie that is longer, name included.
const LONGEST: usize = 4_096 - NAME.len() - 1;
/// Bytes of a form; percent-encoding hardly makes a token longer.
const BODY_BYTES: usize = 8 * 1024;
/// The body must have arrived within this time.
const BODY_TIME: Duration = Duration::from_secs(10);

/// Adds where people sign in and out.
pub(super) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.route(SIGN_IN, web::post().to(sign_in))
        .route(SIGN_OUT, web::post().to(sign_out));
}

/// By what the gate learns who asks for a page or a file: the `Authorization` header if there is one, otherwise
/// the cookie. What is there but cannot be used stays there, so that it is refused.
pub(super) fn credentials(headers: &HeaderMap) -> HeaderMap {
    let mut credentials = HeaderMap::new();
    if headers.contains_key(AUTHORIZATION) {
        for value in headers.get_all(AUTHORIZATION) {
            credentials.append(AUTHORIZATION, value.clone());
        }
        return credentials;
    }
    for header in headers.get_all(COOKIE) {
        let pairs = header.as_bytes().split(|byte| *byte == b';');
        let pairs = pairs.map(<[u8]>::trim_ascii);
        let named = pairs.filter_map(|pair| pair.strip_prefix(NAME.as_bytes()));
        for token in named.filter_map(|rest| rest.strip_prefix(b"=")) {
            let value = HeaderValue::from_bytes(&[b"Bearer ", token].concat());
            let value = value.unwrap_or(HeaderValue::from_static("Bearer"));
            credentials.append(AUTHORIZATION, value);
        }
    }
    credentials
}

/// Takes the cookie back.
pub(super) fn forget(response: &mut HttpResponse) {
    for path in PATHS {
        let cookie = format!("{NAME}=; HttpOnly; SameSite=Strict; Path={path}; Max-Age=0");
        set(response, &cookie);
    }
}

#[derive(Deserialize)]
struct Form {
    /// The Party whose page it stands on.
    party: String,
    token: Option<String>,
}

async fn sign_in(request: HttpRequest, payload: Payload, door: Data<Door>) -> HttpResponse {
    let (party, token) = match form(&request, payload, &door).await {
        Ok(Form { party, token }) => (party, token.unwrap_or_default()),
        Err(fault) => return fault.told(),
    };
    let token = token.trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    match admitted(&door, token).await {
        Ok(seconds) => {
            tracing::info!("signed in to the pages");
            let secure = match origin::is_encrypted(&request, &door.settings) {
                true => "; Secure",
                false => "",
            };
            let mut response = back(&party);
            for path in PATHS {
                let cookie = format!(
                    "{NAME}={token}; HttpOnly; SameSite=Strict; Path={path}; Max-Age={seconds}{secure}"
                );
                set(&mut response, &cookie);
            }
            response
        }
        Err(refused) => {
            tracing::info!(cause = %refused, "not signed in to the pages");
            party::refused(&request, &door, &party, Refused::by(&refused)).await
        }
    }
}

async fn sign_out(request: HttpRequest, payload: Payload, door: Data<Door>) -> HttpResponse {
    match form(&request, payload, &door).await {
        Ok(form) => {
            let mut response = back(&form.party);
            forget(&mut response);
            response
        }
        Err(fault) => fault.told(),
    }
}

/// For how many seconds the holder of this token is admitted.
async fn admitted(door: &Door, token: &str) -> Result<u64, Unanswered> {
    // The letters of a signed token; nothing else belongs into a cookie.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if token.is_empty() || token.len() > LONGEST || !token.bytes().all(is_plain) {
        return Err(Unanswered::Denied);
    }
    let mut headers = HeaderMap::new();
    let value = HeaderValue::from_str(&format!("Bearer {token}"));
    headers.insert(AUTHORIZATION, value.map_err(|_| Unanswered::Denied)?);
    let caller = door.gate.caller(&headers).await?;
    // Whether the data know the holder today.
    door.store.reader(&caller.viewer, door.gate.today()).await?;
    let until = caller.until.ok_or(Unanswered::Denied)?;
    // Within the leeway of clocks there is nothing left, and nought would take the cookie back.
    Ok(until.saturating_sub(door.gate.now()).max(1))
}

/// Why a form is not looked at.
struct Fault {
    status: StatusCode,
    title: &'static str,
    text: &'static str,
}

impl Fault {
    fn told(&self) -> HttpResponse {
        party::notice(self.status, self.title, self.text)
    }
}

/// What was sent, if one of our own pages sent it.
async fn form(request: &HttpRequest, payload: Payload, door: &Door) -> Result<Form, Fault> {
    let told = |status, title, text| {
        Err(Fault {
            status,
            title,
            text,
        })
    };
    if !origin::is_ours(request, &door.settings) {
        return told(
            StatusCode::FORBIDDEN,
            "Not from here",
            "A page of another site sent this form.",
        );
    }
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return told(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Not a form",
            "The body must be application/x-www-form-urlencoded.",
        );
    }
    let read = tokio::time::timeout(BODY_TIME, payload.to_bytes_limited(BODY_BYTES)).await;
    let body = match read {
        Ok(Ok(Ok(body))) => body,
        Ok(Err(_)) => {
            return told(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Too long",
                "This is longer than any token that a browser can keep.",
            );
        }
        _ => {
            return told(
                StatusCode::REQUEST_TIMEOUT,
                "Too slow",
                "The form did not arrive.",
            );
        }
    };
    let form = std::str::from_utf8(&body).ok();
    let form = form.and_then(|text| Query::<Form>::from_query(text).ok());
    match form.map(Query::into_inner) {
        // The only part of it that leads anywhere.
        Some(form) if party::is_code(&form.party) => Ok(form),
        _ => told(
            StatusCode::BAD_REQUEST,
            "Not such a form",
            "The form holds a token and the code of a Party.",
        ),
    }
}

/// To the page of this Party, whose code has been looked at.
fn back(party: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, format!("/parties/{party}")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}

fn set(response: &mut HttpResponse, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests;
