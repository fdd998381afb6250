//! How a stream says that it came to nothing.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Number;

use crate::json::Writer;
use crate::responses::Delivery;
use crate::responses::events::{Ending, Head, response};
use crate::{ErrorKind, Failure};

/// `response.error.code` (sources: openai-python 3.57.0, `ResponseError.code`; openai/codex, which knows a few more and
/// tries again after any that it does not know).
pub(in crate::responses) fn code(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::ContextLength => "context_length_exceeded",
        ErrorKind::RateLimit => "rate_limit_exceeded",
        // The word that makes the Codex CLI stop at once.
        ErrorKind::PlanLimit | ErrorKind::Billing => "insufficient_quota",
        ErrorKind::Overloaded => "server_is_overloaded",
        ErrorKind::InvalidRequest
        | ErrorKind::TooLarge
        | ErrorKind::UnsupportedMedia
        | ErrorKind::MethodNotAllowed
        | ErrorKind::UpgradeRequired
        | ErrorKind::NotFound => "invalid_prompt",
        ErrorKind::UnknownModel => "model_not_found",
        ErrorKind::Authentication => "invalid_api_key",
        ErrorKind::Credential => "upstream_unauthorized",
        ErrorKind::Permission => "permission_error",
        ErrorKind::Conflict
        | ErrorKind::RequestTimeout
        | ErrorKind::Internal
        | ErrorKind::BadGateway
        | ErrorKind::GatewayTimeout => "server_error",
    }
}

/// The last event of a stream that was begun elsewhere, complete with its blank line.
///
/// It is an `error` event and no `response.failed`, which would have to be of the response that was begun ([`Begun`]), and
/// that is not known here (measured with openai-python 3.57.0: "Lifecycle response identity changed"). What is in `error`
/// makes the SDKs raise with this message (measured with openai-python 3.57.0 and openai 6.49.0 and 7.57.0 for JavaScript); beside it
/// stands the same as the API's own event has it (openai-python 3.57.0, `ResponseErrorEvent`).
pub(crate) fn event(kind: ErrorKind, message: &str) -> String {
    let (kind, code) = (crate::chat::error::name(kind).0, code(kind));
    let mut said = Vec::new();
    let mut writer = Writer(&mut said);
    writer.raw("\"code\":").string(code);
    writer
        .key("message")
        .string(message)
        .key("param")
        .raw("null");
    let mut out = b"event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":".to_vec();
    Writer(&mut out).string(kind).raw(",");
    out.extend_from_slice(&said);
    out.extend_from_slice(b"},");
    out.extend_from_slice(&said);
    out.extend_from_slice(b",\"sequence_number\":0}\n\n");
    String::from_utf8(out).unwrap_or_default()
}

/// What a stream said of itself when it began. One that ends early must end under the same name: the SDKs' helpers refuse
/// an answer that changes its id (measured with openai-python 3.57.0).
#[derive(Debug)]
pub struct Begun {
    id: String,
    model: String,
    created: u64,
}

#[derive(Deserialize)]
struct Created<'a> {
    #[serde(borrow)]
    response: Told<'a>,
}

#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    model: Cow<'a, str>,
    created_at: Option<Number>,
}

/// Whole seconds, which some write as a float.
fn seconds(number: &Number) -> Option<u64> {
    let float = || format!("{:.0}", number.as_f64()?.trunc()).parse().ok();
    number.as_u64().or_else(float)
}

impl Begun {
    /// Reads the data of `response.created`; `None` if that cannot be read.
    #[must_use]
    pub fn heard(data: &str) -> Option<Self> {
        let Created { response } = serde_json::from_str(data).ok()?;
        Some(Self {
            id: response.id.into_owned(),
            model: response.model.into_owned(),
            created: response
                .created_at
                .as_ref()
                .and_then(seconds)
                .unwrap_or_default(),
        })
    }

    /// The last event of this stream, when it comes to nothing; complete with its blank line.
    ///
    /// ```
    /// use formats::{ErrorKind, responses::Begun};
    /// let data = r#"{"type":"response.created","response":{"id":"resp_1","model":"m","created_at":7}}"#;
    /// let last = Begun::heard(data).unwrap().failed(ErrorKind::Internal, "it broke off");
    /// assert!(last.starts_with("event: response.failed\n"));
    /// assert!(last.contains(r#""id":"resp_1""#) && last.contains(r#""created_at":7"#));
    /// ```
    #[must_use]
    pub fn failed(&self, kind: ErrorKind, message: &str) -> String {
        let head = Head::new(&self.id, &self.model, self.created);
        let failure = Failure::new(kind, message);
        let mut out =
            b"event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":".to_vec();
        let ending = Ending::Failed(&failure);
        response(&head, &Delivery::default(), &ending, &[], None, &mut out);
        out.extend_from_slice(b",\"sequence_number\":0}\n\n");
        String::from_utf8(out).unwrap_or_default()
    }
}
