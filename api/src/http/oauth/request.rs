//! What a request for a token asks: from headers and body to a client, its secret and a scope, read strictly.

use actix_web::http::{
    StatusCode,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode;
use std::collections::HashMap;

/// A well-formed request for a token. Whether there is such a client is not known yet.
pub(super) struct Asked {
    pub(super) id: String,
    pub(super) secret: String,
    pub(super) scope: Option<String>,
}

/// Why there is no token: the codes of RFC 6749, 5.2.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) status: StatusCode,
    pub(super) error: &'static str,
    /// For whoever wrote the program that asks. Nothing that was sent is repeated.
    pub(super) told: &'static str,
}

impl Fault {
    /// The request is not of its form.
    pub(super) fn request(told: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: "invalid_request",
            told,
        }
    }

    /// The client did not say who it is, or is not who it says.
    pub(super) fn client(told: &'static str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            told,
        }
    }
}

impl Asked {
    pub(super) fn read(headers: &HeaderMap, query: &str, body: &[u8]) -> Result<Self, Fault> {
        if !query.is_empty() {
            // What stands in an address is written to logs (RFC 6749, 2.3.1).
            return Err(Fault::request(
                "nothing may be in the address, all of it belongs in the body",
            ));
        }
        if !is_form(headers) {
            return Err(Fault::request(
                "the body must be application/x-www-form-urlencoded",
            ));
        }
        let mut given = parameters(body)?;
        match given.remove("grant_type").as_deref() {
            Some("client_credentials") => {}
            None => return Err(Fault::request("grant_type is missing")),
            Some(_) => {
                return Err(Fault {
                    error: "unsupported_grant_type",
                    ..Fault::request("grant_type must be client_credentials")
                });
            }
        }
        let (id, secret) = client(
            headers,
            given.remove("client_id"),
            given.remove("client_secret"),
        )?;
        Ok(Self {
            id,
            secret,
            scope: given.remove("scope"),
        })
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    if headers.contains_key(CONTENT_ENCODING) {
        return false;
    }
    let mut kinds = headers.get_all(CONTENT_TYPE);
    let (Some(kind), None) = (kinds.next(), kinds.next()) else {
        return false;
    };
    let Some((kind, rest)) = kind
        .to_str()
        .ok()
        .map(|kind| kind.split_once(';').unwrap_or((kind, "")))
    else {
        return false;
    };
    let utf8 = ["", "charset=utf-8", "charset=\"utf-8\""];
    kind.trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        && utf8.contains(&rest.trim().to_ascii_lowercase().as_str())
}

/// The parameters by name. One without a value counts as left out, an unknown one is passed over, none may be there
/// twice (RFC 6749, 3.2).
fn parameters(body: &[u8]) -> Result<HashMap<String, String>, Fault> {
    let mut given: HashMap<String, String> = HashMap::new();
    for pair in body
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
    {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let mut half = || form_text(halves.next().unwrap_or_default());
        let (Some(name), Some(value)) = (half(), half()) else {
            return Err(Fault::request("the body is not form data in UTF-8"));
        };
        if given.insert(name, value).is_some() {
            return Err(Fault::request("a parameter is there twice"));
        }
    }
    given.retain(|_, value| !value.is_empty());
    Ok(given)
}

/// The client in the header, or in the body, never in both (RFC 6749, 2.3). A client that names itself beside the header
/// must be the same.
fn client(
    headers: &HeaderMap,
    id: Option<String>,
    secret: Option<String>,
) -> Result<(String, String), Fault> {
    let mut authorization = headers.get_all(AUTHORIZATION);
    let Some(header) = authorization.next() else {
        return match (id, secret) {
            (Some(id), Some(secret)) => Ok((id, secret)),
            (None, None) => Err(Fault::client("the client does not say who it is")),
            _ => Err(Fault::client("client_id and client_secret belong together")),
        };
    };
    if secret.is_some() || authorization.next().is_some() {
        return Err(Fault::request("the client says twice who it is"));
    }
    let (own, secret) = header.to_str().ok().and_then(basic).ok_or(Fault::client(
        "the header is not that of Basic authentication",
    ))?;
    if id.is_some_and(|id| id != own) {
        return Err(Fault::request("client_id is not that of the header"));
    }
    Ok((own, secret))
}

/// Id and secret of a header `Basic …`, each written as form data before both are encoded (RFC 6749, 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let both = STANDARD.decode(encoded.trim_matches(' ')).ok()?;
    let at = both.iter().position(|byte| *byte == b':')?;
    let (id, secret) = both.split_at(at);
    Some((form_text(id)?, form_text(secret.strip_prefix(b":")?)?))
}

/// Text that was written as form data; nothing if it is not UTF-8.
fn form_text(written: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = written
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    let text = percent_decode(&spaced).decode_utf8().ok()?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests;
