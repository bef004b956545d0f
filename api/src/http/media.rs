//! Which media types are spoken: what may come in, and what goes out (GraphQL over HTTP).

use actix_web::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

/// The media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status says how it went.
    GraphQl,
    /// `application/json`: a well-formed request is answered with 200.
    Json,
}

impl Media {
    /// As a header has it.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Media::GraphQl => "application/graphql-response+json; charset=utf-8",
            Media::Json => "application/json; charset=utf-8",
        }
    }

    /// What the client prefers of what we speak; `None` if it accepts neither. Without a wish, or
    /// where anything will do, it is the one that every client reads.
    pub(super) fn accepted(headers: &HeaderMap) -> Option<Self> {
        let mut ranges = Vec::new();
        let mut any = false;
        for header in headers.get_all(ACCEPT) {
            let text = header.to_str().unwrap_or_default();
            // An empty wish is none.
            any |= !text.trim().is_empty();
            for range in text.split(',') {
                ranges.extend(Range::read(range));
            }
        }
        if !any {
            return Some(Media::Json);
        }
        // The quality of a type is that of the most specific range that holds it (RFC 9110, 12.5.1).
        let quality = |essence: &str| {
            ranges
                .iter()
                .filter(|range| range.holds(essence))
                .max_by_key(|range| range.specificity())
                .map_or((0, 0), |range| (range.quality, range.specificity()))
        };
        let graphql = quality("application/graphql-response+json");
        let json = quality("application/json");
        // Of two that are as welcome the newer one, but only if the client names it.
        match (graphql, json) {
            ((0, _), (0, _)) => None,
            (graphql, json) if graphql.0 > json.0 || graphql == (json.0, NAMED) => {
                Some(Media::GraphQl)
            }
            _ => Some(Media::Json),
        }
    }
}

struct Range {
    essence: String,
    /// In thousandths.
    quality: u16,
}

impl Range {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let essence = parts.next()?.to_ascii_lowercase();
        let mut quality = 1_000;
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => quality = thousandths(value.trim())?,
                // We write UTF-8 and nothing else.
                "charset" if !is_utf8(value) => return None,
                _ => {}
            }
        }
        essence.contains('/').then_some(Self { essence, quality })
    }

    fn holds(&self, essence: &str) -> bool {
        self.essence == essence || self.essence == "application/*" || self.essence == "*/*"
    }

    fn specificity(&self) -> u8 {
        match self.essence.as_str() {
            "*/*" => 0,
            "application/*" => 1,
            _ => NAMED,
        }
    }
}

/// The specificity of a range that names a type.
const NAMED: u8 = 2;

/// A quality of RFC 9110 (`0`, `0.5`, `1.000`) in thousandths.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !matches!(whole, "0" | "1") || fraction.len() > 3 {
        return None;
    }
    let quality: u16 = format!("{whole}{fraction:0<3}").parse().ok()?;
    (quality <= 1_000).then_some(quality)
}

/// Whether a charset is UTF-8, as it is named and as it is often written.
fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    ["utf-8", "utf8"]
        .iter()
        .any(|name| charset.eq_ignore_ascii_case(name))
}

/// Whether a body is JSON in UTF-8. Anything else could be sent by a page without asking first, so
/// that this is also the guard against forged requests from other sites.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(given)) = headers.get(CONTENT_TYPE).map(|header| header.to_str()) else {
        return false;
    };
    let mut parts = given.split(';').map(str::trim);
    let json = parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    json && parts.all(|part| match part.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => is_utf8(value),
        _ => true,
    })
}

/// Whether a body comes as it is. Compressed bodies are not accepted.
pub(super) fn is_plain(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).all(|header| {
        header
            .to_str()
            .is_ok_and(|coding| coding.trim().eq_ignore_ascii_case("identity"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn accept(text: &str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_str(text).unwrap());
        Media::accepted(&headers)
    }

    #[test]
    fn the_client_chooses() {
        assert_eq!(Media::accepted(&HeaderMap::new()), Some(Media::Json));
        for (wish, media) in [
            ("*/*", Some(Media::Json)),
            ("application/json", Some(Media::Json)),
            ("application/json; charset=utf-8", Some(Media::Json)),
            ("application/graphql-response+json", Some(Media::GraphQl)),
            (
                "application/json, application/graphql-response+json",
                Some(Media::GraphQl),
            ),
            (
                "application/json, application/graphql-response+json;q=0.5",
                Some(Media::Json),
            ),
            ("text/html, application/*;q=0.1", Some(Media::Json)),
            (
                "application/graphql-response+json, */*",
                Some(Media::GraphQl),
            ),
            ("application/json;q=0.5, */*", Some(Media::GraphQl)),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json; charset=utf-16", None),
        ] {
            assert_eq!(accept(wish), media, "{wish}");
        }
    }
}
