use axum::body::Body;
use formats::ErrorKind;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use crate::refusal::Refusal;

/// Headers of answers that a listed page may read.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "request-id, x-request-id, retry-after, x-should-retry, x-ccproxy-ignored, x-ccproxy-estimated",
);
/// Chrome asks this before a public page may reach a private address (WICG Private Network Access).
const ASK_PRIVATE: &str = "access-control-request-private-network";
const ALLOW_PRIVATE: &str = "access-control-allow-private-network";

/// The web origins that may use the gateway.
#[derive(Debug)]
pub(super) struct Origins {
    listed: Vec<String>,
}

/// Who sends the request, as far as a browser says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A program, or a person who typed the address.
    Program,
    /// A page of a listed origin: it gets CORS headers.
    Page(HeaderValue),
}

impl Origins {
    pub(super) fn new(listed: &[String]) -> Self {
        Self {
            listed: listed.iter().map(|o| o.to_ascii_lowercase()).collect(),
        }
    }

    pub(super) fn check(&self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => {}
            (Some(origin), None) if self.lists(origin) => return Ok(Caller::Page(origin.clone())),
            _ => {
                return Err(foreign(
                    "web pages may not use this proxy. List this page's origin in server.allowed_origins to let it",
                ));
            }
        }
        // Fetch Metadata: a browser says so even where it sends no Origin, as for an image or a link.
        match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
            None | Some(b"none" | b"same-origin") => Ok(Caller::Program),
            Some(_) => Err(foreign("another site's page may not use this proxy")),
        }
    }

    fn lists(&self, origin: &HeaderValue) -> bool {
        origin
            .to_str()
            .is_ok_and(|o| self.listed.iter().any(|l| l.eq_ignore_ascii_case(o)))
    }
}

fn foreign(why: &str) -> Refusal {
    Refusal::new(ErrorKind::Permission, format!("Origin: {why}"))
}

impl Caller {
    /// Lets a listed page read the answer; for anybody else there is nothing to add.
    pub(crate) fn allow(&self, headers: &mut HeaderMap) {
        if let Self::Page(origin) = self {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
            headers.append(VARY, HeaderValue::from_static("origin"));
        }
    }
}

/// The answer to a listed page's question before its request (Fetch standard, "CORS preflight"), if this is one.
pub(crate) fn preflight(request: &Parts, caller: &Caller) -> Option<Response<Body>> {
    let asks = request.method == Method::OPTIONS
        && request.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if !asks || *caller == Caller::Program {
        return None;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    caller.allow(headers);
    headers.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, HEAD, POST"),
    );
    if let Some(asked) = request.headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if request.headers.contains_key(ASK_PRIVATE) {
        headers.insert(ALLOW_PRIVATE, HeaderValue::from_static("true"));
    }
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&'static str, &'static str)]) -> Option<Caller> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        Origins::new(&["https://App.test".to_owned()])
            .check(&headers)
            .ok()
    }

    #[test]
    fn a_page_passes_only_if_its_origin_is_listed() {
        assert_eq!(check(&[]), Some(Caller::Program));
        assert_eq!(check(&[("sec-fetch-site", "none")]), Some(Caller::Program));
        assert_eq!(check(&[("sec-fetch-mode", "cors")]), Some(Caller::Program));
        let listed = Caller::Page(HeaderValue::from_static("https://app.test"));
        assert_eq!(
            check(&[
                ("origin", "https://app.test"),
                ("sec-fetch-site", "cross-site")
            ]),
            Some(listed)
        );
        for pairs in [
            &[("origin", "https://evil.test")][..],
            &[("origin", "null")],
            &[("origin", "")],
            &[("origin", "http://localhost:8000")],
            &[("origin", "https://app.test.evil")],
            &[
                ("origin", "https://app.test"),
                ("origin", "https://evil.test"),
            ],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
        ] {
            assert_eq!(check(pairs), None, "{pairs:?}");
        }
    }
}
