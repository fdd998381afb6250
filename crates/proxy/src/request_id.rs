use http::{HeaderMap, HeaderName, HeaderValue};

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of one request, for people who compare a client's error with a log.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(String);

impl RequestId {
    /// A fresh one. It only tells requests apart, and need not be hard to guess.
    pub(crate) fn new() -> Self {
        Self(format!("req_ccproxy_{:016x}", fastrand::u64(..)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Sets both names of the header: the Anthropic SDKs read `request-id`, the OpenAI SDKs `x-request-id`.
    pub(crate) fn mark(&self, headers: &mut HeaderMap) {
        if let Ok(value) = HeaderValue::try_from(self.0.as_str()) {
            headers.insert(REQUEST_ID, value.clone());
            headers.insert(X_REQUEST_ID, value);
        }
    }

    /// Makes sure that an answer has both names: the provider's own id where it gave one, else a fresh one.
    pub(crate) fn complete(headers: &mut HeaderMap) -> Self {
        let given = headers
            .get(&REQUEST_ID)
            .or_else(|| headers.get(&X_REQUEST_ID))
            .and_then(|v| v.to_str().ok());
        let id = given.map_or_else(Self::new, |given| Self(given.to_owned()));
        id.mark(headers);
        id
    }
}
