use axum::body::Body;
use formats::{Detail, ErrorKind, Failure, Format, failure_body};
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};

use crate::activity::kind_name;
use crate::request_id::RequestId;

/// ccproxy's own "no" to a request. It becomes a response in the format that was asked for.
#[derive(Debug)]
pub(crate) struct Refusal {
    kind: ErrorKind,
    message: String,
    param: Option<String>,
    detail: Option<Detail>,
    /// What the record says in place of the message, which quotes the client.
    recorded: Option<String>,
    retry: Retry,
    allow: Option<&'static str>,
}

/// What an SDK should do next: both vendors' SDKs follow `x-should-retry` before the status (measured with
/// anthropic-python 2.13.0 and openai-python 3.57.0).
#[derive(Debug, Clone, Copy)]
enum Retry {
    ByStatus,
    Never,
    After(u32),
}

/// Why an answer is a refusal, in its extensions: for the record of its request, and without a secret.
#[derive(Debug, Clone)]
pub(crate) struct Reason(pub(crate) String);

impl Refusal {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            param: None,
            detail: None,
            recorded: None,
            retry: match kind {
                // The same request gets the same answer.
                ErrorKind::Authentication | ErrorKind::TooLarge => Retry::Never,
                _ => Retry::ByStatus,
            },
            allow: None,
        }
    }

    /// Names the seconds after which to try again.
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry = Retry::After(seconds);
        self
    }

    /// Names the methods that the path has.
    pub(crate) fn allow(mut self, methods: &'static str) -> Self {
        self.allow = Some(methods);
        self
    }

    pub(crate) fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The reason, in the words that the client gets. Holds no secret.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn into_response(self, format: Format, id: &RequestId) -> Response<Body> {
        let failure = Failure {
            kind: self.kind,
            message: self.message,
            param: self.param,
            detail: self.detail,
            code: None,
        };
        let body = failure_body(format, &failure, id.as_str());
        let mut response = Response::new(Body::from(body));
        response
            .extensions_mut()
            .insert(Reason(self.recorded.unwrap_or(failure.message)));
        *response.status_mut() =
            StatusCode::from_u16(self.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        id.mark(headers);
        match self.retry {
            Retry::ByStatus => {}
            Retry::Never => {
                headers.insert("x-should-retry", HeaderValue::from_static("false"));
            }
            Retry::After(seconds) => {
                headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
        }
        if let Some(methods) = self.allow {
            headers.insert(ALLOW, HeaderValue::from_static(methods));
        }
        if self.kind == ErrorKind::Authentication {
            // RFC 9110 §11.6.1: a 401 names a scheme.
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<Failure> for Refusal {
    /// What the formats say may quote the request.
    fn from(failure: Failure) -> Self {
        let name = kind_name(failure.kind);
        let recorded = match &failure.param {
            Some(param) => format!("{name} at {param}"),
            None => name.to_owned(),
        };
        Self {
            recorded: Some(recorded),
            param: failure.param,
            detail: failure.detail,
            ..Self::new(failure.kind, failure.message)
        }
    }
}

impl From<providers::ProviderError> for Refusal {
    fn from(error: providers::ProviderError) -> Self {
        Self::new(error.kind(), error.to_string())
    }
}
