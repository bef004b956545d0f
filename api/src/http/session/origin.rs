//! Whether a form was sent by a page of this very service, and how it came here. Cookies are not
//! looked at.

use actix_web::{
    HttpRequest,
    http::header::{HOST, HeaderMap, ORIGIN},
};

/// Whether a page of ours sent it, as far as the browser says. A program that is no browser says
/// neither, and has nothing that could be stolen.
pub(super) fn is_ours(request: &HttpRequest, proxies: usize) -> bool {
    let headers = request.headers();
    let Ok(site) = single(headers, "sec-fetch-site") else {
        return false;
    };
    let Ok(origin) = single(headers, ORIGIN.as_str()) else {
        return false;
    };
    let same_origin = match origin {
        None => true,
        Some(origin) => single(headers, HOST.as_str())
            .ok()
            .flatten()
            .is_some_and(|host| {
                let encrypted = origin.strip_prefix("https://");
                let plain = origin.strip_prefix("http://");
                let plain = plain.filter(|_| !came_encrypted(headers, proxies));
                encrypted.or(plain) == Some(host)
            }),
    };
    matches!(site, None | Some("same-origin")) && same_origin
}

/// Whether the browser asked by https: as the operator's own proxy says, or the browser itself.
pub(super) fn is_encrypted(request: &HttpRequest, proxies: usize) -> bool {
    let headers = request.headers();
    let origin = single(headers, ORIGIN.as_str()).ok().flatten();
    came_encrypted(headers, proxies) || origin.is_some_and(|one| one.starts_with("https://"))
}

fn came_encrypted(headers: &HeaderMap, proxies: usize) -> bool {
    let told = headers.get_all("x-forwarded-proto");
    let told = told.filter_map(|value| value.to_str().ok());
    let mut told = told.flat_map(|value| value.split(',').map(str::trim));
    proxies > 0 && told.any(|one| one.eq_ignore_ascii_case("https"))
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
