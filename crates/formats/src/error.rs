use serde::Serialize;

use crate::{Format, chat, messages, responses};

/// What went wrong, in terms that each format has a name for.
///
/// The status decides which error class the vendors' SDKs raise (measured with anthropic-python 2.13.0 and
/// openai-python 3.57.0: both choose the class by status alone).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// 400: the request is not what the format says.
    InvalidRequest,
    /// 401: the caller, or our login at the provider, is not known.
    Authentication,
    /// 403: known, and not allowed.
    Permission,
    /// 400: the conversation is longer than the model's context window.
    ContextLength,
    /// 401: the provider does not take the credential that we hold.
    Credential,
    /// 402: the provider wants to be paid first.
    Billing,
    /// 404: no such path.
    NotFound,
    /// 404: no such model.
    UnknownModel,
    /// 405: the path exists, the method does not.
    MethodNotAllowed,
    /// 408: the request took too long to arrive.
    RequestTimeout,
    /// 409: it conflicts with another request.
    Conflict,
    /// 413: the body is over the bound.
    TooLarge,
    /// 415: the body is of a kind that is not read here.
    UnsupportedMedia,
    /// 426: the path is served over plain HTTP only.
    UpgradeRequired,
    /// 429: too much at once; a moment later it may pass.
    RateLimit,
    /// 429: the plan's limit is used up until it is renewed.
    PlanLimit,
    /// 500: a fault of ours, or of the provider's.
    Internal,
    /// 502: the provider could not be reached, or broke off.
    BadGateway,
    /// 503: too much at once here, or stopping.
    Overloaded,
    /// 504: the provider did not answer in time.
    GatewayTimeout,
}

impl ErrorKind {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidRequest | Self::ContextLength => 400,
            Self::Authentication | Self::Credential => 401,
            Self::Billing => 402,
            Self::Permission => 403,
            Self::NotFound | Self::UnknownModel => 404,
            Self::MethodNotAllowed => 405,
            Self::RequestTimeout => 408,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMedia => 415,
            Self::UpgradeRequired => 426,
            Self::RateLimit | Self::PlanLimit => 429,
            Self::Internal => 500,
            Self::BadGateway => 502,
            Self::Overloaded => 503,
            Self::GatewayTimeout => 504,
        }
    }
}

/// Why a request, or an answer, came to nothing: in words for a person, and in terms that each format has names for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What kind it is; decides the status, and thereby the class that an SDK raises.
    pub kind: ErrorKind,
    /// One sentence that says what to do.
    pub message: String,
    /// The member of the request that it is about, where there is one, as in `messages[2].content`.
    pub param: Option<String>,
    /// What a program needs to know beside, where a format has a place for it.
    pub detail: Option<Detail>,
    /// What the provider calls it, for formats that have codes, where the kind has none.
    pub code: Option<String>,
}

/// What the format's own client programs act upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Messages: the provider keeps no conversations (`thread`). The SDKs' tool runners then send the whole history
    /// again (measured with anthropic-python 2.13.0 and @anthropic-ai/sdk 1.13.0).
    NoThreads,
}

impl Failure {
    /// A failure of a request or an answer as a whole.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            param: None,
            detail: None,
            code: None,
        }
    }

    /// A request that is wrong.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    /// A member of a request that is wrong, or that cannot be taken along.
    #[must_use]
    pub fn at(param: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            param: Some(param.into()),
            ..Self::invalid(message)
        }
    }

    /// Adds a sentence to the message.
    pub fn hint(&mut self, sentence: &str) {
        if !self.message.ends_with(['.', '!', '?']) {
            self.message.push('.');
        }
        self.message.push(' ');
        self.message.push_str(sentence);
    }
}

#[derive(Serialize)]
struct MessagesError<'a> {
    r#type: &'static str,
    error: MessagesInner<'a>,
    request_id: &'a str,
}

#[derive(Serialize)]
struct MessagesInner<'a> {
    r#type: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<MessagesDetails>,
}

/// `error.details` (source: anthropic-python 2.13.0, `ThreadUnsupportedRequestErrorDetails`).
#[derive(Serialize)]
struct MessagesDetails {
    error_code: &'static str,
    unsupported: [&'static str; 1],
}

impl From<Detail> for MessagesDetails {
    fn from(detail: Detail) -> Self {
        match detail {
            Detail::NoThreads => Self {
                error_code: "thread_unsupported_request",
                unsupported: ["thread"],
            },
        }
    }
}

#[derive(Serialize)]
struct OpenAiError<'a> {
    error: OpenAiInner<'a>,
}

#[derive(Serialize)]
struct OpenAiInner<'a> {
    message: &'a str,
    r#type: &'static str,
    param: Option<&'a str>,
    code: Option<&'a str>,
}

/// The JSON body of a refusal, in the shape of `format`.
///
/// ```
/// use formats::{ErrorKind, Format, error_body};
/// let body = error_body(Format::Messages, ErrorKind::NotFound, "no such path", "req_1");
/// assert_eq!(
///     body,
///     r#"{"type":"error","error":{"type":"not_found_error","message":"no such path"},"request_id":"req_1"}"#
/// );
/// ```
#[must_use]
pub fn error_body(format: Format, kind: ErrorKind, message: &str, request_id: &str) -> String {
    body(format, &Failure::new(kind, message), request_id)
}

/// The JSON body of a failure, in the shape of `format`.
#[must_use]
pub fn failure_body(format: Format, failure: &Failure, request_id: &str) -> String {
    body(format, failure, request_id)
}

fn body(format: Format, failure: &Failure, request_id: &str) -> String {
    let (kind, message) = (failure.kind, failure.message.as_str());
    let written = match format {
        Format::Messages => serde_json::to_string(&MessagesError {
            r#type: "error",
            error: MessagesInner {
                r#type: messages::error::name(kind),
                message,
                details: failure.detail.map(MessagesDetails::from),
            },
            request_id,
        }),
        Format::Chat | Format::Responses => {
            let (r#type, code) = match format {
                Format::Responses => responses::error::name(kind),
                _ => chat::error::name(kind),
            };
            serde_json::to_string(&OpenAiError {
                error: OpenAiInner {
                    message,
                    r#type,
                    param: failure.param.as_deref(),
                    code: code.or(failure.code.as_deref()),
                },
            })
        }
    };
    // Strings into memory: there is nothing here that can fail, and an empty object is still JSON.
    written.unwrap_or_else(|_| "{}".to_owned())
}

/// The same refusal as an event of a stream that has already begun, complete with its blank line.
///
/// Messages names the event `error`, which makes the SDKs raise (measured with anthropic-python 2.13.0 and
/// @anthropic-ai/sdk 1.13.0); Chat has an `error` member in the data; Responses has both.
#[must_use]
pub fn error_event(format: Format, kind: ErrorKind, message: &str, request_id: &str) -> String {
    let body = || error_body(format, kind, message, request_id);
    match format {
        Format::Messages => format!("event: error\ndata: {}\n\n", body()),
        Format::Chat => format!("data: {}\n\n", body()),
        Format::Responses => responses::failed_event(kind, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_with_threads_is_refused_in_words_that_the_sdks_act_upon() {
        let failure = Failure {
            detail: Some(Detail::NoThreads),
            ..Failure::at("thread", "no threads")
        };
        assert_eq!(
            failure_body(Format::Messages, &failure, "req_1"),
            concat!(
                r#"{"type":"error","error":{"type":"invalid_request_error","message":"no threads","details":"#,
                r#"{"error_code":"thread_unsupported_request","unsupported":["thread"]}},"request_id":"req_1"}"#
            )
        );
        let plain = failure_body(Format::Chat, &failure, "req_1");
        assert!(!plain.contains("details"), "{plain}");
    }

    #[test]
    fn a_message_with_quotes_and_newlines_stays_one_json_document_and_one_event() {
        let nasty = "say \"hi\"\n\nevent: forged";
        for format in [Format::Messages, Format::Chat, Format::Responses] {
            let body = error_body(format, ErrorKind::Internal, nasty, "req_1");
            let parsed: serde_json::Value = serde_json::from_str(&body).unwrap();
            assert_eq!(parsed["error"]["message"], nasty);
            let event = error_event(format, ErrorKind::Internal, nasty, "req_1");
            assert_eq!(event.matches("\n\n").count(), 1, "{event}");
        }
    }
}
