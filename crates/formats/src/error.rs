use serde::Serialize;

use crate::Format;

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
    /// 404: no such path or model.
    NotFound,
    /// 405: the path exists, the method does not.
    MethodNotAllowed,
    /// 408: the request took too long to arrive.
    RequestTimeout,
    /// 413: the body is over the bound.
    TooLarge,
    /// 415: the body is of a kind that is not read here.
    UnsupportedMedia,
    /// 500: a fault of ours.
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
            Self::InvalidRequest => 400,
            Self::Authentication => 401,
            Self::Permission => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::RequestTimeout => 408,
            Self::TooLarge => 413,
            Self::UnsupportedMedia => 415,
            Self::Internal => 500,
            Self::BadGateway => 502,
            Self::Overloaded => 503,
            Self::GatewayTimeout => 504,
        }
    }

    /// `error.type` of the Messages format (source: Anthropic API docs, "Errors").
    fn messages_type(self) -> &'static str {
        match self {
            Self::InvalidRequest | Self::MethodNotAllowed | Self::UnsupportedMedia => {
                "invalid_request_error"
            }
            Self::Authentication => "authentication_error",
            Self::Permission => "permission_error",
            Self::NotFound => "not_found_error",
            Self::TooLarge => "request_too_large",
            Self::RequestTimeout | Self::GatewayTimeout => "timeout_error",
            Self::Internal | Self::BadGateway => "api_error",
            Self::Overloaded => "overloaded_error",
        }
    }

    /// `error.type` and `error.code` of the OpenAI formats (source: OpenAI API docs, "Error codes").
    fn openai_type(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::InvalidRequest
            | Self::MethodNotAllowed
            | Self::UnsupportedMedia
            | Self::RequestTimeout
            | Self::TooLarge => ("invalid_request_error", None),
            Self::Authentication => ("invalid_request_error", Some("invalid_api_key")),
            Self::Permission => ("permission_error", None),
            Self::NotFound => ("invalid_request_error", Some("not_found")),
            Self::Internal | Self::BadGateway | Self::GatewayTimeout => ("server_error", None),
            Self::Overloaded => ("server_error", Some("overloaded")),
        }
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
    code: Option<&'static str>,
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
    let written = match format {
        Format::Messages => serde_json::to_string(&MessagesError {
            r#type: "error",
            error: MessagesInner {
                r#type: kind.messages_type(),
                message,
            },
            request_id,
        }),
        Format::Chat | Format::Responses => {
            let (r#type, code) = kind.openai_type();
            serde_json::to_string(&OpenAiError {
                error: OpenAiInner {
                    message,
                    r#type,
                    param: None,
                    code,
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
/// @anthropic-ai/sdk 1.13.0); the OpenAI formats read an `error` member from the data.
#[must_use]
pub fn error_event(format: Format, kind: ErrorKind, message: &str, request_id: &str) -> String {
    let body = error_body(format, kind, message, request_id);
    match format {
        Format::Messages => format!("event: error\ndata: {body}\n\n"),
        Format::Chat | Format::Responses => format!("data: {body}\n\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
