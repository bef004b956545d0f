//! From which address a request comes.

use actix_web::{HttpRequest, http::header::HeaderMap};
use std::net::{IpAddr, SocketAddr};

/// Where proxies write from whom they were asked.
const FORWARDED: &str = "x-forwarded-for";

/// The address of the client: that of the connection, or, behind so many proxies of the operator's
/// own, the one that the outermost of them was asked from. What stands left of it anybody may have
/// written.
pub(super) fn address(request: &HttpRequest, proxies: usize) -> Option<IpAddr> {
    let connection = request.peer_addr().map(|peer| peer.ip());
    match proxies {
        0 => connection,
        behind => {
            let forwarded = written(request.headers(), FORWARDED, behind);
            let forwarded = forwarded.and_then(parsed);
            forwarded.or(connection)
        }
    }
}

/// An address as proxies write it: some add the port, some put brackets around one of IPv6.
fn parsed(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    bare.unwrap_or(text).parse().ok().or_else(with_port)
}

/// What the outermost of so many proxies of the operator's own wrote into this header, to which each of them adds;
/// nothing if fewer values are there. What stands left of it anybody may have written.
pub(super) fn written<'h>(headers: &'h HeaderMap, name: &str, proxies: usize) -> Option<&'h str> {
    if proxies == 0 {
        return None;
    }
    let mut values = Vec::new();
    for header in headers.get_all(name) {
        values.extend(header.to_str().ok()?.split(',').map(str::trim));
    }
    let place = values.len().checked_sub(proxies)?;
    values.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_what_the_operators_own_proxies_wrote_is_believed() {
        let request = TestRequest::default()
            .peer_addr("10.0.0.1:4711".parse().unwrap())
            .append_header((FORWARDED, "203.0.113.9, 198.51.100.7"))
            .append_header((FORWARDED, "10.0.0.2"))
            .to_http_request();
        let at = |proxies| address(&request, proxies).map(|address| address.to_string());
        assert_eq!(at(0).as_deref(), Some("10.0.0.1"));
        assert_eq!(at(1).as_deref(), Some("10.0.0.2"));
        assert_eq!(at(2).as_deref(), Some("198.51.100.7"));
        assert_eq!(at(4).as_deref(), Some("10.0.0.1"), "fewer were passed");
    }

    #[test]
    fn a_port_is_no_part_of_an_address() {
        for (text, address) in [
            ("203.0.113.11:50001", "203.0.113.11"),
            ("203.0.113.11", "203.0.113.11"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            assert_eq!(parsed(text), Some(address.parse().unwrap()), "{text}");
        }
        assert_eq!(parsed("unknown"), None);
    }
}
