//! Headers of answers on their way back.

use http::header::{CONNECTION, HeaderMap, HeaderName};

/// Whether a header of an answer ends here: those of one connection (RFC 9110 §7.6.1), those that speak of the
/// provider's own site, which the client has not visited, and CORS, which the guard alone decides.
fn ends_here(name: &HeaderName) -> bool {
    let name = name.as_str();
    matches!(
        name,
        "connection"
            | "keep-alive"
            | "proxy-connection"
            | "proxy-authenticate"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "set-cookie"
            | "strict-transport-security"
            | "alt-svc"
            | "nel"
            | "report-to"
            | "content-security-policy"
    ) || name.starts_with("access-control-")
}

/// Takes out of an answer's headers what ends here.
pub(crate) fn strip(headers: &mut HeaderMap) {
    // Whatever the connection header names is of this connection too.
    if let Some(named) = headers.get(CONNECTION).cloned() {
        for name in named.to_str().unwrap_or_default().split(',') {
            if let Ok(name) = name.trim().parse::<HeaderName>() {
                headers.remove(name);
            }
        }
    }
    let ending: Vec<HeaderName> = headers.keys().filter(|n| ends_here(n)).cloned().collect();
    for name in ending {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn limits_and_ids_travel_back_and_cookies_do_not() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("request-id", "req_1"),
            ("retry-after", "3"),
            ("anthropic-ratelimit-requests-remaining", "9"),
            ("content-type", "application/json"),
            ("connection", "keep-alive, x-hop"),
            ("x-hop", "1"),
            ("keep-alive", "timeout=5"),
            ("transfer-encoding", "chunked"),
            ("set-cookie", "canary"),
            ("strict-transport-security", "max-age=1"),
            ("access-control-allow-origin", "*"),
            ("access-control-expose-headers", "x"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        strip(&mut headers);
        let mut left: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(
            left,
            [
                "anthropic-ratelimit-requests-remaining",
                "content-type",
                "request-id",
                "retry-after"
            ]
        );
    }
}
