//! An answer, before it is an HTTP response.

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;
use serde_json::Value;

use super::html;
use super::presented::Presentation;

/// Status, headers and body; and the refresh token that it answers, if there was one.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    pub(crate) presented: Option<Presentation>,
}

impl Answer {
    fn new(status: u16, kind: &str, body: String) -> Self {
        Self {
            status,
            headers: vec![("content-type", kind.to_owned())],
            body,
            presented: None,
        }
    }

    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::new(status, "application/json", value.to_string())
    }

    /// JSON with tokens in it, which nobody may keep (RFC 6749, 5.1).
    pub(crate) fn tokens(value: &Value) -> Self {
        Self::json(200, value)
            .with("cache-control", "no-store")
            .with("pragma", "no-cache")
    }

    /// A page; `body` is HTML.
    pub(crate) fn page(status: u16, title: &str, body: &str) -> Self {
        let page = html::page(title, body);
        Self::new(status, "text/html; charset=utf-8", page).with("cache-control", "no-store")
    }

    pub(crate) fn text(status: u16, text: impl Into<String>) -> Self {
        Self::new(status, "text/plain; charset=utf-8", text.into())
    }

    /// The browser is sent elsewhere, with GET (RFC 9110, 15.4.3).
    pub(crate) fn redirect(to: &str) -> Self {
        Self::text(302, "").with("location", to)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from(self.body)));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in self.headers {
            // What a client put into an address may be no header value; it then gets none.
            if let Ok(value) = HeaderValue::from_str(&value) {
                response
                    .headers_mut()
                    .append(HeaderName::from_static(name), value);
            }
        }
        response
    }
}
