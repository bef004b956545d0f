//! The offline playground: its page at `/graphiql`, its files below it, and the headers they carry.
//! Everything is embedded in the binary; `build.rs` fetches and checks the third-party files.
//! No question is answered here: the page asks `/graphql` like any other client.

use super::{Door, table::Table};
use crate::cli::policy;
use std::io::Read;

use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, ETag, Encoding, EntityTag, Header,
};
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    web::{self, Data},
};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

/// One third-party file as `build.rs` packs it.
struct Asset {
    /// Its name below `/graphiql/`.
    path: &'static str,
    content_type: &'static str,
    /// Of the file before it was gzipped, in hexadecimal.
    sha256: &'static str,
    gzip: &'static [u8],
}

// `static ASSETS: Option<&[Asset]>`; none if the build had no npm.
include!(concat!(env!("OUT_DIR"), "/playground.rs"));

const PAGE: &str = include_str!("../../playground/index.html");
/// Stands in for the page in a build without the third-party files.
const MISSING: &str = include_str!("../../playground/missing.html");
const HTML: &str = "text/html; charset=utf-8";

/// The page's element that tells its script whether viewers are offered; see `demonstration.rs`.
const PLAIN: &str = "<body>";
const DEMONSTRATION: &str = r#"<body data-demonstration>"#;

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Our own files: name, content type, text.
const OWN: [(&str, &str, &str); 8] = [
    ("boot.css", CSS, include_str!("../../playground/boot.css")),
    ("boot.js", SCRIPT, include_str!("../../playground/boot.js")),
    ("door.js", SCRIPT, include_str!("../../playground/door.js")),
    (
        "questions.js",
        SCRIPT,
        include_str!("../../playground/questions.js"),
    ),
    (
        "viewer.js",
        SCRIPT,
        include_str!("../../playground/viewer.js"),
    ),
    ("told.css", CSS, include_str!("../../playground/told.css")),
    ("told.js", SCRIPT, include_str!("../../playground/told.js")),
    (
        "access.js",
        SCRIPT,
        include_str!("../../playground/access.js"),
    ),
];

/// The tables that decide who sees what, by which the page explains what is withheld.
const POLICY: &str = "policy.json";

/// Nothing but this server's own files, no inline script, no style attribute.
///
/// The one hash admits the style by which GraphiQL's dialogs and menus lock scrolling; it is of
/// that style for a body without margin and scroll bar, which `boot.css` sees to. If an update of
/// GraphiQL changes the style, the browser's console names the new hash; until it is put here the
/// style is refused, which hurts nobody, as the page does not scroll.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='; \
    img-src 'self' data:; font-src 'self' data:; connect-src 'self'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Names are not versioned, so a browser asks each time; unless a file changed it gets a 304.
const CACHE_CONTROL: &str = "no-cache";

/// Adds `/graphiql` and the files below it.
pub(super) fn routes(table: &mut Table<'_>) {
    table.at("/graphiql").readable(page).add();
    table.at("/graphiql/").readable(page).add();
    table.at("/graphiql/{file}").readable(file).add();
}

/// Whether this build has the third-party files.
pub(super) fn is_included() -> bool {
    ASSETS.is_some()
}

async fn page(request: HttpRequest) -> HttpResponse {
    let door = request.app_data::<Data<Door>>();
    let is_demonstration = door.is_some_and(|door| door.demonstration.is_some());
    match ASSETS {
        Some(_) if is_demonstration => text(&request, HTML, PAGE.replace(PLAIN, DEMONSTRATION)),
        Some(_) => text(&request, HTML, PAGE.to_owned()),
        None => respond(HttpResponse::NotFound())
            .content_type(HTML)
            .body(MISSING),
    }
}

async fn file(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    if let Some((_, content_type, body)) = OWN.iter().find(|(path, ..)| *path == name.as_str()) {
        return text(&request, content_type, (*body).to_owned());
    }
    if name.as_str() == POLICY {
        return text(&request, "application/json", policy::json().to_string());
    }
    let assets = ASSETS.unwrap_or_default();
    match assets.iter().find(|asset| asset.path == name.as_str()) {
        Some(asset) => embedded(&request, asset),
        None => respond(HttpResponse::NotFound()).finish(),
    }
}

/// One of our own texts.
fn text(request: &HttpRequest, content_type: &str, body: String) -> HttpResponse {
    let tag = tag(&format!("{:x}", Sha256::digest(&body)));
    if is_known(request, &tag) {
        return not_modified(tag);
    }
    respond(HttpResponse::Ok())
        .insert_header(ETag(tag))
        .content_type(content_type)
        .body(body)
}

/// A third-party file: as packed for a client that takes gzip, otherwise inflated.
fn embedded(request: &HttpRequest, asset: &Asset) -> HttpResponse {
    let tag = tag(asset.sha256);
    if is_known(request, &tag) {
        return not_modified(tag);
    }
    let mut response = respond(HttpResponse::Ok());
    response
        .insert_header(ETag(tag))
        .content_type(asset.content_type);
    if takes_gzip(request) {
        return response
            .insert_header(ContentEncoding::Gzip)
            .body(asset.gzip);
    }
    let mut body = Vec::new();
    match GzDecoder::new(asset.gzip).read_to_end(&mut body) {
        Ok(_) => response.body(body),
        Err(_) => respond(HttpResponse::InternalServerError()).finish(),
    }
}

/// Weak, because the gzipped and the inflated body share it.
fn tag(sha256: &str) -> EntityTag {
    EntityTag::new_weak(sha256.to_owned())
}

fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match header::IfNoneMatch::parse(request) {
        Ok(header::IfNoneMatch::Items(known)) => known.iter().any(|one| one.weak_eq(tag)),
        Ok(header::IfNoneMatch::Any) => true,
        Err(_) => false,
    }
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let supported = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .ok()
        .and_then(|accepted| accepted.negotiate(supported.iter()))
        .is_some_and(|encoding| encoding == Encoding::gzip())
}

fn not_modified(tag: EntityTag) -> HttpResponse {
    respond(HttpResponse::NotModified())
        .insert_header(ETag(tag))
        .finish()
}

/// An answer with the headers that all of them carry.
fn respond(mut response: HttpResponseBuilder) -> HttpResponseBuilder {
    response
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::VARY, "accept-encoding"));
    response
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use actix_web::http::header::HeaderMap;
    use actix_web::http::{Method, StatusCode};
    use actix_web::{App, test};

    use super::*;

    async fn answer(
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let app =
            test::init_service(App::new().configure(|config| routes(&mut Table::new(config))))
                .await;
        let request = headers.iter().fold(
            test::TestRequest::with_uri(path).method(method),
            |request, header| request.insert_header(*header),
        );
        let response = test::call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.expect("a body");
        (status, headers, body.to_vec())
    }

    async fn get(path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
        answer(Method::GET, path, headers).await
    }

    fn value(headers: &HeaderMap, name: header::HeaderName) -> &str {
        headers
            .get(&name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    #[actix_web::test]
    async fn the_page_fits_the_build() {
        let (status, headers, body) = get("/graphiql", &[]).await;
        let expected = match ASSETS {
            Some(_) => (StatusCode::OK, PAGE),
            None => (StatusCode::NOT_FOUND, MISSING),
        };
        assert_eq!(
            (status, body.as_slice()),
            (expected.0, expected.1.as_bytes())
        );
        assert_eq!(value(&headers, header::CONTENT_TYPE), HTML);
    }

    #[actix_web::test]
    async fn every_answer_carries_the_strict_headers() {
        for path in ["/graphiql", "/graphiql/boot.js", "/graphiql/nothing"] {
            let (_, headers, _) = get(path, &[]).await;
            let policy = value(&headers, header::CONTENT_SECURITY_POLICY);
            assert!(policy.starts_with("default-src 'none'; script-src 'self'; "));
            assert!(!policy.contains("unsafe") && !policy.contains("http"));
            assert_eq!(value(&headers, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
            assert_eq!(value(&headers, header::REFERRER_POLICY), "no-referrer");
        }
    }

    #[actix_web::test]
    async fn files_are_gzipped_for_those_who_take_it() {
        for asset in ASSETS.unwrap_or_default() {
            let path = format!("/graphiql/{}", asset.path);
            let (_, headers, body) = get(&path, &[("accept-encoding", "br, gzip")]).await;
            assert_eq!(value(&headers, header::CONTENT_ENCODING), "gzip");
            assert_eq!(body, asset.gzip);
            for refusal in ["identity", "gzip;q=0"] {
                let (_, headers, body) = get(&path, &[("accept-encoding", refusal)]).await;
                assert!(!headers.contains_key(header::CONTENT_ENCODING));
                assert_eq!(format!("{:x}", Sha256::digest(&body)), asset.sha256);
            }
        }
    }

    #[actix_web::test]
    async fn what_the_browser_has_is_not_sent_again() {
        let own = OWN.iter().map(|(path, ..)| *path);
        let embedded = ASSETS.unwrap_or_default().iter().map(|asset| asset.path);
        for name in own.chain(embedded) {
            let path = format!("/graphiql/{name}");
            let (status, headers, _) = get(&path, &[]).await;
            assert_eq!(status, StatusCode::OK, "{name}");
            let tag = value(&headers, header::ETAG);
            let (status, _, body) = get(&path, &[("if-none-match", tag)]).await;
            assert_eq!(
                (status, body.len()),
                (StatusCode::NOT_MODIFIED, 0),
                "{name}"
            );
            let (status, _, _) = get(&path, &[("if-none-match", "W/\"other\"")]).await;
            assert_eq!(status, StatusCode::OK, "{name}");
        }
    }

    #[actix_web::test]
    async fn other_files_and_methods_are_refused() {
        let (status, _, body) = get("/graphiql/index.html", &[]).await;
        assert_eq!((status, body.len()), (StatusCode::NOT_FOUND, 0));
        let (status, headers, _) = answer(Method::POST, "/graphiql", &[]).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(headers.contains_key(header::ALLOW));
    }
}
