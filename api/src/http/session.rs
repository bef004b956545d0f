//! `POST /session` and `POST /session/end`: a token in a cookie, for people who read the pages of
//! Parties in a browser.
//!
//! The cookie is the token itself and is held against the gate anew each time. It is taken at `/parties` and
//! `/export` alone, from these pages alone, and no script can read it. `/graphql` never looks at it.
//!
//! Where people come by https its name begins with `__Host-`: a browser takes such a cookie by https alone and from
//! this host alone, so that neither another host of the domain nor anybody on a plain way can put one of theirs in
//! its place. Over plain http not every browser takes that name, not even from its own machine (Chromium does), so that
//! the cookie has its plain name there.

mod origin;

use super::{
    Door, address,
    asking::Unanswered,
    auth::{Caller, Denied},
    body::{self, Unread},
    party::{self, Refused},
    payer,
    seating::{self, Terms, Unseated},
    table::Table,
};
use crate::{
    party_page::{SIGN_IN, SIGN_OUT},
    token::Reason,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{
            AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, LOCATION,
            SET_COOKIE,
        },
    },
    web::{Data, Payload, Query},
};
use serde::Deserialize;

/// The cookie's name by https. It has no other path than `/`.
const HOST_NAME: &str = "__Host-istc_session";
/// The cookie's name by plain http.
const NAME: &str = "istc_session";
/// Where the cookie of the plain name is good. A cookie has one path, so there is one cookie for each.
const PATHS: [&str; 2] = ["/parties", "/export"];
/// Browsers keep no cookie that is longer, name included.
const LONGEST: usize = 4_096 - HOST_NAME.len() - 1;
/// So many cookies of one request are held against the gate; more are only sent by somebody who makes work.
const MOST: usize = 16;
/// Bytes of a form; percent-encoding hardly makes a token longer.
const BODY_BYTES: usize = 8 * 1024;

/// Adds where people sign in and out.
pub(super) fn routes(table: &mut Table<'_>) {
    table.at(SIGN_IN).post(sign_in).add();
    table.at(SIGN_OUT).post(sign_out).add();
}

/// Who asks for a page or a file: whom the `Authorization` header names if there is one, otherwise whom the first
/// cookie names that is accepted. If there are cookies and none is accepted, nobody is admitted.
pub(super) async fn caller(request: &HttpRequest, door: &Door) -> Result<Caller, Denied> {
    let headers = request.headers();
    if headers.contains_key(AUTHORIZATION) {
        return door.gate.caller(headers).await;
    }
    let tokens = tokens(headers, address::came_encrypted(headers, &door.settings));
    let only = tokens.len() == 1;
    let mut denied = None;
    for token in tokens {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, token);
        match door.gate.caller(&headers).await {
            // Another may name someone whom the data know.
            Ok(caller) if !only && !is_known(request, door, &caller).await => {
                denied.get_or_insert(Denied::Token(Reason::Holder));
            }
            Ok(caller) => return Ok(caller),
            // That it cannot be told now is more than that one of them is wrong.
            Err(error @ Denied::Unavailable(_)) => denied = Some(error),
            Err(error) => {
                denied.get_or_insert(error);
            }
        }
    }
    match denied {
        Some(denied) => Err(denied),
        None => door.gate.caller(&HeaderMap::new()).await,
    }
}

/// Whether the data know the holder today; a database that cannot be read is seen by whoever reads next.
async fn is_known(request: &HttpRequest, door: &Door, caller: &Caller) -> bool {
    let whom = payer::whom(door, request, caller);
    let reader = seating::reader(door, whom, &caller.viewer, Terms::LookedUp).await;
    !matches!(reader, Err(Unseated::Refused(entity::Refused::Unknown(_))))
}

/// The tokens in the cookies, as `Authorization` holds them, those that only this host can have set first. By https
/// there are no others; by plain http there are none of these. If it is not known how the request came, both count.
fn tokens(headers: &HeaderMap, encrypted: Option<bool>) -> Vec<HeaderValue> {
    let names: &[&str] = match encrypted {
        Some(true) => &[HOST_NAME],
        Some(false) => &[NAME],
        None => &[HOST_NAME, NAME],
    };
    let mut tokens = Vec::new();
    for name in names {
        for header in headers.get_all(COOKIE) {
            let pairs = header.as_bytes().split(|byte| *byte == b';');
            let pairs = pairs.map(<[u8]>::trim_ascii);
            let named = pairs.filter_map(|pair| pair.strip_prefix(name.as_bytes()));
            for token in named.filter_map(|rest| rest.strip_prefix(b"=")) {
                let value = HeaderValue::from_bytes(&[b"Bearer ", token].concat());
                tokens.push(value.unwrap_or(HeaderValue::from_static("Bearer")));
            }
        }
    }
    tokens.truncate(MOST);
    tokens
}

/// Takes the cookies of both names back.
pub(super) fn forget(response: &mut HttpResponse) {
    set(response, &of_this_host("", 0));
    forget_plain(response);
}

fn forget_plain(response: &mut HttpResponse) {
    for path in PATHS {
        set(response, &plain("", path, 0));
    }
}

/// The cookie by https.
fn of_this_host(token: &str, seconds: u64) -> String {
    format!("{HOST_NAME}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}; Secure")
}

/// The cookie by plain http.
fn plain(token: &str, path: &str, seconds: u64) -> String {
    format!("{NAME}={token}; HttpOnly; SameSite=Strict; Path={path}; Max-Age={seconds}")
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
    // Checking a token takes work, whoever sent it.
    if let Err(spent) = payer::charge_address(&door, &request, payer::least(token.len())) {
        return party::spent(spent.after.unwrap_or(1));
    }
    let token = token.trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    match admitted(&request, &door, token).await {
        Ok(seconds) => {
            tracing::info!("signed in to the pages");
            let mut response = back(&party);
            if origin::is_encrypted(&request, &door.settings) {
                set(&mut response, &of_this_host(token, seconds));
                // What anybody may have set under the plain name is of no use any more.
                forget_plain(&mut response);
            } else {
                for path in PATHS {
                    set(&mut response, &plain(token, path, seconds));
                }
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
async fn admitted(request: &HttpRequest, door: &Door, token: &str) -> Result<u64, Unanswered> {
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
    let whom = payer::whom(door, request, &caller);
    let (reader, place) = seating::reader(door, whom, &caller.viewer, Terms::LookedUp).await?;
    drop((reader, place));
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
    let body = match body::bytes(payload, BODY_BYTES).await {
        Ok(body) => body,
        Err(Unread::TooLong) => {
            return told(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Too long",
                "This is longer than any token that a browser can keep.",
            );
        }
        Err(Unread::Late | Unread::Broken) => {
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
