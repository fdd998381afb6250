use http::{HeaderMap, HeaderName, HeaderValue};

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of one request, for people who compare a client's error with a log.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(HeaderValue);

impl RequestId {
    /// A fresh one. It only tells requests apart, and need not be hard to guess.
    pub(crate) fn new() -> Self {
        let id = format!("req_ccproxy_{:016x}", fastrand::u64(..));
        Self(HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("req_ccproxy")))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// Sets both names of the header: the Anthropic SDKs read `request-id`, the OpenAI SDKs `x-request-id`.
    pub(crate) fn mark(&self, headers: &mut HeaderMap) {
        headers.insert(REQUEST_ID, self.0.clone());
        headers.insert(X_REQUEST_ID, self.0.clone());
    }

    /// Makes sure that an answer has both names: the provider's own id where it gave one, else a fresh one.
    pub(crate) fn complete(headers: &mut HeaderMap) -> Self {
        let given = headers
            .get(&REQUEST_ID)
            .or_else(|| headers.get(&X_REQUEST_ID))
            .cloned();
        let id = given.map_or_else(Self::new, Self);
        id.mark(headers);
        id
    }
}
