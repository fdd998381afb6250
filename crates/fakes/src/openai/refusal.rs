//! An error answer, in either of the two shapes that OpenAI's services have.

use http::StatusCode;
use serde_json::{Map, Value, json};

/// An error answer: status, body, and headers of its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(&'static str, String)>,
    body: Value,
}

impl Refusal {
    /// `{"error":{"message","type","param","code"}}` (OpenAI API docs, "Error codes").
    pub(crate) fn new(status: u16, kind: &str, message: impl Into<String>) -> Self {
        let message: String = message.into();
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: Vec::new(),
            body: json!({ "error": { "message": message, "type": kind, "param": null, "code": null } }),
        }
    }

    /// 400 `invalid_request_error`.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", message)
    }

    /// `{"detail":…}`, as the Codex backend and the plan's admission answer (reports of users: openai/codex issues 6603
    /// and 26173).
    pub(crate) fn detail(status: u16, detail: impl Into<String>) -> Self {
        let detail: String = detail.into();
        Self {
            body: json!({ "detail": detail }),
            ..Self::new(status, "", "")
        }
    }

    pub(crate) fn code(self, code: &str) -> Self {
        self.with("code", code)
    }

    pub(crate) fn param(self, param: &str) -> Self {
        self.with("param", param)
    }

    /// Adds a member to the error object.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        if let Some(error) = self.body["error"].as_object_mut() {
            error.insert(name.to_owned(), value.into());
        }
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn body(&self) -> &Value {
        &self.body
    }

    /// The members of the error object.
    pub(crate) fn error(&self) -> Map<String, Value> {
        self.body["error"].as_object().cloned().unwrap_or_default()
    }

    /// A member that the API does not know (the API's own message).
    pub(crate) fn unknown(path: &str) -> Self {
        Self::invalid(format!("Unknown parameter: '{path}'."))
            .code("unknown_parameter")
            .param(path)
    }

    /// A member that has to be there (the API's own message).
    pub(crate) fn missing(path: &str) -> Self {
        Self::invalid(format!("Missing required parameter: '{path}'."))
            .code("missing_required_parameter")
            .param(path)
    }

    /// A member that the model does not take (reports of users: ai-christianson/RA.Aid issue 70).
    pub(crate) fn unsupported(path: &str) -> Self {
        Self::invalid(format!(
            "Unsupported parameter: '{path}' is not supported with this model."
        ))
        .code("unsupported_parameter")
        .param(path)
    }

    /// What a plan's token is not for (developers.openai.com/siwc, "Errors and recovery").
    pub(crate) fn capability(param: &str, message: impl Into<String>) -> Self {
        Self::invalid(message)
            .code("subscription_sharing_unsupported_capability")
            .param(param)
    }
}
