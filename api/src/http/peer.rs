//! From which address a request comes.

use actix_web::{HttpRequest, http::header::HeaderMap};
use std::net::IpAddr;

/// Where proxies write from whom they were asked.
const FORWARDED: &str = "x-forwarded-for";

/// The address of the client: that of the connection, or, behind so many proxies of the operator's
/// own, the one that the outermost of them was asked from. What stands left of it anybody may have
/// written.
pub(super) fn address(request: &HttpRequest, proxies: usize) -> Option<IpAddr> {
    let connection = request.peer_addr().map(|peer| peer.ip());
    match proxies {
        0 => connection,
        behind => forwarded(request.headers(), behind).or(connection),
    }
}

fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let mut addresses = Vec::new();
    for header in headers.get_all(FORWARDED) {
        addresses.extend(header.to_str().ok()?.split(',').map(str::trim));
    }
    let place = addresses.len().checked_sub(proxies)?;
    addresses.get(place)?.parse().ok()
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
}
