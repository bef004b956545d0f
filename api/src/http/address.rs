//! At which address the service is known outside, for whatever is written out with it: the command on the landing
//! page, the `baseURL` of harvesters, and the origin that forms have to come from.
//!
//! It is the address that the operator configured. Without one it is what the request names in `Host`, if that can
//! be nothing but a host and a port; such an answer must not be kept by any cache, since its reader chose the name.
//! `X-Forwarded-Host` and `Forwarded` are never read: anybody can write them, and proxies pass them on.

use super::{peer, settings::DoorSettings};
use actix_web::{
    HttpRequest,
    http::header::{HOST, HeaderMap},
};

/// Where proxies write by which scheme they were asked.
const SCHEME: &str = "x-forwarded-proto";
/// The longest name that DNS knows, and a port.
const LONGEST_HOST: usize = 253 + ":65535".len();

/// The configured address of the service: scheme and host, with a port that is not the scheme's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address, if it is one as browsers write an origin, such as `https://data.example.org`.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, host) = text.split_once("://")?;
        let origin = origin(scheme, host)?;
        (origin == text).then_some(Self(origin))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    fn is_encrypted(&self) -> bool {
        self.0.starts_with("https://")
    }
}

/// The address of the service, as one answer may name it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Without a slash at the end.
    pub(super) text: String,
    /// Whether it stands in the settings, and not in the request.
    configured: bool,
}

impl Address {
    /// The address by which this request came, or the configured one.
    pub(super) fn of(request: &HttpRequest, settings: &DoorSettings) -> Self {
        if let Some(url) = &settings.public_url {
            return Self {
                text: url.0.clone(),
                configured: true,
            };
        }
        let scheme = match came_encrypted(request.headers(), settings) {
            Some(true) => "https",
            _ => "http",
        };
        let named = host(request.headers()).and_then(|host| origin(scheme, host));
        let listens = || format!("http://{}", request.app_config().local_addr());
        Self {
            text: named.unwrap_or_else(listens),
            configured: false,
        }
    }

    /// What caches are told about an answer that names it.
    pub(super) fn cache_control(&self) -> &'static str {
        match self.configured {
            true => "no-cache",
            false => "no-store",
        }
    }
}

/// Whether the request came by https: as the configured address says, or else the outermost of the operator's own
/// proxies. Without either it is not known.
pub(super) fn came_encrypted(headers: &HeaderMap, settings: &DoorSettings) -> Option<bool> {
    if let Some(url) = &settings.public_url {
        return Some(url.is_encrypted());
    }
    let told = peer::written(headers, SCHEME, settings.proxies)?;
    Some(told.eq_ignore_ascii_case("https"))
}

/// The host that the request names, if it names one.
pub(super) fn host(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(HOST);
    match (given.next(), given.next()) {
        (Some(host), None) => host.to_str().ok(),
        _ => None,
    }
}

/// Scheme and host as an origin, if the host is nothing but a name or an address and a port. People paste it into
/// their shells.
fn origin(scheme: &str, host: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    let is_host = !host.is_empty() && host.len() <= LONGEST_HOST && host.bytes().all(plain);
    if !matches!(scheme, "http" | "https") || !is_host {
        return None;
    }
    let url = reqwest::Url::parse(&format!("{scheme}://{host}")).ok()?;
    Some(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn settings(public_url: Option<&str>, proxies: usize) -> DoorSettings {
        DoorSettings {
            public_url: public_url.map(|text| PublicUrl::parse(text).unwrap()),
            proxies,
            ..DoorSettings::default()
        }
    }

    fn address(headers: &[(&str, &str)], settings: &DoorSettings) -> Address {
        let mut request = TestRequest::default();
        for (name, value) in headers {
            request = request.append_header((*name, *value));
        }
        Address::of(&request.to_http_request(), settings)
    }

    const FORWARDED: [(&str, &str); 3] = [
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-forwarded-proto", "https"),
    ];

    #[test]
    fn a_configured_address_is_used_whatever_the_request_says() {
        let settings = settings(Some("https://data.example.org"), 1);
        let headers = [&[("host", "evil.example")][..], &FORWARDED].concat();
        let found = address(&headers, &settings);
        assert_eq!(found.text, "https://data.example.org");
        assert_eq!(found.cache_control(), "no-cache");
    }

    #[test]
    fn without_one_the_host_is_named_and_the_answer_not_kept() {
        let host = ("host", "Data.example.org:8080");
        let headers = [&[host][..], &FORWARDED].concat();
        for (proxies, expected) in [
            (0, "http://data.example.org:8080"),
            // The scheme is what the one proxy wrote; of two, only one wrote anything.
            (1, "https://data.example.org:8080"),
            (2, "http://data.example.org:8080"),
        ] {
            let found = address(&headers, &settings(None, proxies));
            assert_eq!(found.text, expected, "{proxies}");
            assert_eq!(found.cache_control(), "no-store");
        }
    }

    #[test]
    fn what_is_no_host_is_not_repeated() {
        let local = address(&[], &settings(None, 0)).text;
        let long = "a".repeat(LONGEST_HOST + 1);
        for host in [
            "",
            "a b",
            "a'$(id)",
            "<b>",
            "a/b",
            "a@b",
            "a?b",
            "a#b",
            "a:b",
            "a:99999",
            "%65vil.example",
            "[::1",
            "ä.example",
            &long,
        ] {
            assert_eq!(
                address(&[("host", host)], &settings(None, 0)).text,
                local,
                "{host}"
            );
        }
        let two = [("host", "a.example"), ("host", "b.example")];
        assert_eq!(address(&two, &settings(None, 0)).text, local);
        for host in ["[::1]:8080", "localhost", "127.0.0.1:80", "my_service:8080"] {
            let found = address(&[("host", host)], &settings(None, 0)).text;
            assert_eq!(found, format!("http://{}", host.trim_end_matches(":80")));
        }
    }

    #[test]
    fn an_address_to_configure_is_an_origin_and_no_more() {
        for text in [
            "https://data.example.org",
            "http://data.example.org:8080",
            "https://[2001:db8::1]",
            "http://localhost:8080",
        ] {
            assert_eq!(PublicUrl::parse(text).unwrap().as_str(), text);
        }
        for text in [
            "",
            "data.example.org",
            "//data.example.org",
            "ftp://data.example.org",
            "https://",
            "https://data.example.org/",
            "https://data.example.org/api",
            "https://data.example.org?a",
            "https://data.example.org:443",
            "https://user:secret@data.example.org",
            "https://DATA.example.org",
            "https://a'$(id)",
            "https://data.example.org\n",
            "null",
        ] {
            assert_eq!(PublicUrl::parse(text), None, "{text}");
        }
    }
}
