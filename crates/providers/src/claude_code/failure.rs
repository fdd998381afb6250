//! Why there is no answer, in the shape of the Messages API.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use super::limits::Limits;
use crate::Answer;

/// The API's own id of a request, where it gave one.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// Whether an SDK may send the request again by itself (measured with anthropic-python 2.13.0).
const SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");

/// A request that comes to nothing.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub(super) struct Failure {
    /// The HTTP status; decides which class an SDK raises.
    pub(super) status: u16,
    /// `error.type`.
    pub(super) kind: &'static str,
    /// One or two sentences that say what to do, without a secret.
    pub(super) message: String,
    /// `error.details`, which some SDKs act on.
    pub(super) details: Option<Box<Value>>,
    /// The API's id of the request.
    pub(super) request_id: Option<String>,
    /// Whether an SDK may try again by itself, where that is known.
    pub(super) retry: Option<bool>,
    /// In how many seconds it may pass.
    pub(super) retry_after: Option<u64>,
    /// What was said of the plan's limits.
    pub(super) limits: Option<Box<Limits>>,
}

impl Failure {
    pub(super) fn new(status: u16, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            message: message.into(),
            details: None,
            request_id: None,
            retry: None,
            retry_after: None,
            limits: None,
        }
    }

    /// 400: what the client sent.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", message)
    }

    /// 401: nobody is signed in to the command. The SDKs do not repeat a 401.
    pub(super) fn signed_out(said: &str) -> Self {
        let said = match said {
            "" => String::new(),
            said => format!(" The claude command says: {said}"),
        };
        Self {
            retry: Some(false),
            ..Self::new(
                401,
                "authentication_error",
                format!(
                    "the claude command is not signed in, or its login is no longer accepted. Run `claude auth login`, \
                     or press \"Sign in\" in ccproxy's window.{said}"
                ),
            )
        }
    }

    /// 503: the command itself; sending the request again changes nothing.
    pub(super) fn unusable(message: impl Into<String>) -> Self {
        Self {
            retry: Some(false),
            ..Self::new(503, "api_error", message)
        }
    }

    /// 502: the command broke off.
    pub(super) fn broken(message: impl Into<String>) -> Self {
        Self::new(502, "api_error", message)
    }

    /// 529: too much at once.
    pub(super) fn overloaded(message: impl Into<String>) -> Self {
        Self::new(529, "overloaded_error", message)
    }

    /// The whole answer.
    pub(super) fn response(&self) -> Response<Answer> {
        let id = self.request_id.clone().or_else(own_id);
        let body = self.body(id.as_deref());
        let mut response = Response::new(Answer::Whole(Some(body.into())));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_GATEWAY);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(limits) = &self.limits {
            limits.tell(headers);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if let Some(retry) = self.retry {
            let value = if retry { "true" } else { "false" };
            headers.insert(SHOULD_RETRY, HeaderValue::from_static(value));
        }
        if let Some(id) = id.and_then(|id| id.try_into().ok()) {
            headers.insert(REQUEST_ID, id);
        }
        response
    }

    /// The same as the last event of a stream that has begun.
    pub(super) fn event(&self) -> Bytes {
        let body = self.body(self.request_id.as_deref());
        format!("event: error\ndata: {body}\n\n").into()
    }

    fn body(&self, id: Option<&str>) -> String {
        let mut error = Map::new();
        error.insert("type".to_owned(), self.kind.into());
        error.insert("message".to_owned(), self.message.as_str().into());
        if let Some(details) = &self.details {
            error.insert("details".to_owned(), Value::clone(details));
        }
        json!({ "type": "error", "error": error, "request_id": id }).to_string()
    }
}

/// An id for a refusal that is not the API's, so that header and body agree on one. `None` where the system has no random
/// numbers.
fn own_id() -> Option<String> {
    let number = getrandom::u64().ok()?;
    Some(format!("req_ccproxy_{number:016x}"))
}
