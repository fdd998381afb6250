//! A request, as far as the servers care.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http::request::Parts;

use super::endpoint::{Endpoint, Server};
use super::fields::Fields;

/// A request to an endpoint.
pub(crate) struct Asked<'a> {
    pub(crate) server: Server,
    pub(crate) endpoint: Endpoint,
    pub(crate) parts: &'a Parts,
    pub(crate) body: &'a Bytes,
}

impl<'a> Asked<'a> {
    pub(crate) fn headers(&self) -> &'a HeaderMap {
        &self.parts.headers
    }

    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::trim)
    }

    pub(crate) fn is_post(&self) -> bool {
        self.parts.method == http::Method::POST
    }

    pub(crate) fn query(&self) -> Result<Fields, String> {
        Fields::of_form(self.parts.uri.query().unwrap_or_default().as_bytes())
    }

    /// The fields of a body that must be a form.
    pub(crate) fn form(&self) -> Result<Fields, String> {
        if !self.is_form() {
            return Err(
                "the content type must be application/x-www-form-urlencoded here".to_owned(),
            );
        }
        Fields::of_form(self.body)
    }

    /// The fields of a body that must be JSON.
    pub(crate) fn json(&self) -> Result<Fields, String> {
        if self.media_type() != "application/json" {
            return Err("the content type must be application/json here".to_owned());
        }
        Fields::of_json(self.body)
    }

    pub(crate) fn is_form(&self) -> bool {
        self.media_type() == "application/x-www-form-urlencoded"
    }

    /// The token of `authorization: Bearer …` (RFC 6750, 2.1).
    pub(crate) fn bearer(&self) -> Option<&'a str> {
        self.header("authorization")
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token)
    }

    /// A cookie of the browser (RFC 6265, 5.4).
    pub(crate) fn cookie(&self, name: &str) -> Option<&'a str> {
        self.header("cookie")?
            .split("; ")
            .filter_map(|pair| pair.split_once('='))
            .find(|(its, _)| *its == name)
            .map(|(_, value)| value)
    }

    fn media_type(&self) -> String {
        let stated = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        stated
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }
}
