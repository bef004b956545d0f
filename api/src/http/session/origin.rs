//! Whether a form was sent by a page of this very service, and how it came here. Cookies are not
//! looked at.

use crate::http::{DoorSettings, address};
use actix_web::{
    HttpRequest,
    http::header::{HeaderMap, ORIGIN},
};

/// Whether a page of ours sent it, as far as the browser says: one of the configured address, or else of the host
/// that was asked. A program that is no browser says neither, and has nothing that could be stolen.
pub(super) fn is_ours(request: &HttpRequest, settings: &DoorSettings) -> bool {
    let headers = request.headers();
    let Ok(site) = single(headers, "sec-fetch-site") else {
        return false;
    };
    let Ok(origin) = single(headers, ORIGIN.as_str()) else {
        return false;
    };
    let same_origin = match (origin, &settings.public_url) {
        (None, _) => true,
        (Some(origin), Some(url)) => origin == url.as_str(),
        (Some(origin), None) => address::host(headers).is_some_and(|host| {
            let encrypted = origin.strip_prefix("https://");
            let plain = origin.strip_prefix("http://");
            let plain = plain.filter(|_| address::came_encrypted(headers, settings) != Some(true));
            encrypted.or(plain) == Some(host)
        }),
    };
    matches!(site, None | Some("same-origin")) && same_origin
}

/// Whether the browser asked by https: as the settings or the operator's own proxy say, or the browser itself.
pub(super) fn is_encrypted(request: &HttpRequest, settings: &DoorSettings) -> bool {
    let headers = request.headers();
    let told = address::came_encrypted(headers, settings);
    let origin = single(headers, ORIGIN.as_str()).ok().flatten();
    match (told, &settings.public_url) {
        (Some(told), Some(_)) => told,
        (told, _) => told == Some(true) || origin.is_some_and(|one| one.starts_with("https://")),
    }
}

/// The one value of a header; an error if there are several, or it is no text.
fn single<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, ()> {
    let mut given = headers.get_all(name);
    match (given.next(), given.next()) {
        (None, _) => Ok(None),
        (Some(one), None) => one.to_str().map(Some).map_err(|_| ()),
        _ => Err(()),
    }
}
