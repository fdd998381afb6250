//! Errors of the Responses format, and of the doors that speak it.

use std::fmt::Write as _;

use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::chat::error::of_status;
use crate::json::{Str, object};
use crate::{ErrorKind, Failure};

object! {
    struct Body<'a> {
        /// An object, or its message alone.
        error: &'a RawValue = "error",
        /// What some of OpenAI's doors say instead (source: openai/codex, errors of the ChatGPT backend).
        detail: &'a RawValue = "detail",
        message: Str<'a> = "message",
    }
}

object! {
    pub(super) struct Said<'a> {
        message: Str<'a> = "message",
        kind: Str<'a> = "type",
        param: &'a RawValue = "param",
        /// A name; some servers send the status.
        code: &'a RawValue = "code",
        /// When a used-up plan is renewed, in Unix seconds (source: openai/codex, `UsageLimitReachedError`).
        resets_at: f64 = "resets_at",
        /// The same from now on, in seconds.
        resets_in_seconds: f64 = "resets_in_seconds",
    }
}

/// Where a person sees how much of a plan is used (source: OpenAI docs, "Sign in with ChatGPT: errors and recovery").
const USAGE: &str = "https://chatgpt.com/settings/usage";

/// `error.type` and `error.code`: those of the Chat format, but for a used-up plan, which the Codex command knows by its
/// type alone; without it, it tries again for minutes (measured with codex 0.169.0).
pub(crate) fn name(kind: ErrorKind) -> (&'static str, Option<&'static str>) {
    match kind {
        ErrorKind::PlanLimit => ("usage_limit_reached", Some("usage_limit_reached")),
        other => crate::chat::error::name(other),
    }
}

/// Reads a provider's refusal.
#[must_use]
pub fn decode(status: u16, body: &[u8]) -> Failure {
    let kind = of_status(status);
    let plain = || {
        let message =
            format!("the model's provider answered with status {status}, and did not say why");
        Failure::new(kind, message)
    };
    let read = std::str::from_utf8(body).ok();
    let Some(body) = read.and_then(|body| serde_json::from_str::<Body<'_>>(body).ok()) else {
        return plain();
    };
    let said = body.error.or(body.detail);
    let mut said = said.map(|said| self::said(said.get())).unwrap_or_default();
    said.message = said.message.or(body.message);
    let kind = match said.message.as_deref() {
        Some(words) if status == 400 && is_of_model(words) => ErrorKind::UnknownModel,
        _ => kind,
    };
    failure(&said, kind).unwrap_or_else(plain)
}

/// Whether the Codex backend says that it does not have the model, for which it has neither a status nor a name of its own
/// (its own words: "The 'x' model is not supported when using Codex with a ChatGPT account.").
fn is_of_model(words: &str) -> bool {
    words.starts_with("The '") && words.contains("' model is not supported when using Codex")
}

/// Reads the fault that ends a stream: what stands in `error` of `response.failed`, or an `error` event itself.
pub(super) fn in_stream(error: &str) -> Failure {
    let said = said(error);
    let status = said.code.and_then(|code| code.get().parse().ok());
    let kind = status.map_or(ErrorKind::Internal, of_status);
    let kind = match said.kind.as_deref() {
        Some("invalid_request_error") => ErrorKind::InvalidRequest,
        _ => kind,
    };
    failure(&said, kind).unwrap_or_else(|| {
        let kind = said.named().unwrap_or(kind);
        let message = "the model's provider broke off, and did not say why; send the request again";
        Failure::new(kind, message)
    })
}

/// An error as an object, as its message alone, or as a list of what is wrong.
fn said(error: &str) -> Said<'_> {
    serde_json::from_str(error).unwrap_or_else(|_| Said {
        message: serde_json::from_str(error).ok().or_else(|| listed(error)),
        ..Said::default()
    })
}

object! {
    /// One of the things that are wrong with a request (source: FastAPI docs, "Handling errors", whose shape `detail` has).
    struct Wrong<'a> {
        msg: Str<'a> = "msg",
        loc: Vec<&'a RawValue> = "loc",
    }
}

/// What is wrong, place by place.
fn listed(error: &str) -> Option<Str<'static>> {
    let list: Vec<Wrong<'_>> = serde_json::from_str(error).ok()?;
    let one = |wrong: Wrong<'_>| {
        let place: Vec<&str> = (wrong.loc.iter().flatten())
            .map(|part| part.get().trim_matches('"'))
            .collect();
        let message = wrong.msg?;
        Some(match place.is_empty() {
            true => message.to_string(),
            false => format!("{}: {}", place.join("."), &*message),
        })
    };
    let said: Vec<String> = list.into_iter().filter_map(one).collect();
    (!said.is_empty()).then(|| said.join("; ").into())
}

impl Said<'_> {
    /// `code`, or else `type`, whichever tells something.
    fn named(&self) -> Option<ErrorKind> {
        let code = self.code();
        let by_code = code.as_deref().and_then(of_name);
        by_code.or_else(|| self.kind.as_deref().and_then(of_name))
    }

    /// Whether it is about a ChatGPT plan, rather than about what an API key may spend.
    pub(super) fn is_of_plan(&self) -> bool {
        let code = self.code();
        [code.as_deref(), self.kind.as_deref()]
            .into_iter()
            .flatten()
            .any(|name| name.starts_with("usage_") || name.starts_with("subscription_"))
    }

    fn code(&self) -> Option<Str<'_>> {
        self.code
            .and_then(|code| serde_json::from_str(code.get()).ok())
    }
}

/// What was said, of the kind that its names tell, or else `kind`. `None`: there are no words.
fn failure(said: &Said<'_>, kind: ErrorKind) -> Option<Failure> {
    let words = said.message.as_deref();
    let words = words.filter(|message| !message.trim().is_empty())?;
    let kind = said.named().unwrap_or(kind);
    let mut message = words.to_owned();
    if kind == ErrorKind::PlanLimit {
        tell_renewal(said, &mut message);
    }
    let param = said
        .param
        .and_then(|param| serde_json::from_str::<Str<'_>>(param.get()).ok());
    Some(Failure {
        kind,
        message,
        param: param.map(|param| param.to_string()),
        detail: None,
        code: said.code().map(|code| code.to_string()),
    })
}

/// Adds when a plan is renewed, or where that can be seen; nobody guesses.
fn tell_renewal(said: &Said<'_>, message: &mut String) {
    let at = said.resets_at.and_then(whole);
    let at = at.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    let at = at.and_then(|at| at.format(&Rfc3339).ok());
    let rest = said.resets_in_seconds.and_then(whole).map(in_words);
    let end = if message.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    // Writing to a string cannot fail.
    let _ = match (rest, at) {
        (Some(rest), Some(at)) => write!(message, "{end} It is renewed in {rest}, at {at}."),
        (Some(rest), None) => write!(message, "{end} It is renewed in {rest}."),
        (None, Some(at)) => write!(message, "{end} It is renewed at {at}."),
        (None, None) if said.is_of_plan() && !message.contains(USAGE) => {
            write!(message, "{end} See {USAGE}.")
        }
        (None, None) => Ok(()),
    };
}

/// Seconds without their fraction.
fn whole(seconds: f64) -> Option<i64> {
    // So far in the future nothing is renewed, and each whole number has a place in both types.
    const MOST: f64 = 1e11;
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the range is checked, the fraction is meant to go"
    )]
    (0.0..MOST).contains(&seconds).then_some(seconds as i64)
}

fn in_words(seconds: i64) -> String {
    let minutes = seconds.saturating_add(59) / 60;
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

/// The kind that `error.code` or `error.type` tells more exactly than the status (sources: openai-python 3.57.0,
/// `ResponseError`; openai/codex, errors of the ChatGPT backend; OpenAI docs, "Sign in with ChatGPT: errors and
/// recovery").
fn of_name(name: &str) -> Option<ErrorKind> {
    Some(match name {
        "context_length_exceeded" => ErrorKind::ContextLength,
        "model_not_found" => ErrorKind::UnknownModel,
        "invalid_api_key" | "authentication_error" | "subscription_sharing_invalid_user" => {
            ErrorKind::Credential
        }
        "insufficient_quota"
        | "usage_limit_reached"
        | "usage_not_included"
        | "subscription_sharing_usage_limit_exceeded" => ErrorKind::PlanLimit,
        "billing_hard_limit_reached" | "billing_not_active" => ErrorKind::Billing,
        "rate_limit_exceeded" | "rate_limit_error" => ErrorKind::RateLimit,
        "server_is_overloaded"
        | "slow_down"
        | "overloaded"
        | "subscription_sharing_usage_unavailable"
        | "subscription_sharing_user_unavailable" => ErrorKind::Overloaded,
        "invalid_prompt"
        | "subscription_sharing_unsupported_capability"
        | "bio_policy"
        | "data_residency_mismatch"
        | "misalignment_policy_violation" => ErrorKind::InvalidRequest,
        "permission_error"
        | "subscription_sharing_user_not_eligible"
        | "subscription_sharing_route_not_supported" => ErrorKind::Permission,
        "server_error" => ErrorKind::Internal,
        // How the app is registered, and which pictures the API takes.
        _ if name.starts_with("chatpass_v2_") => ErrorKind::Permission,
        _ if name.contains("image") => ErrorKind::InvalidRequest,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_a_plan_does_not_have_is_not_found() {
        let refused = |words: &str| {
            let body = serde_json::json!({ "detail": words }).to_string();
            decode(400, body.as_bytes())
        };
        let words = "The 'gpt-4o' model is not supported when using Codex with a ChatGPT account.";
        let failure = refused(words);
        assert_eq!(failure.kind, ErrorKind::UnknownModel);
        assert_eq!(failure.message, words);
        let failure = refused("The 'x' parameter is not supported");
        assert_eq!(failure.kind, ErrorKind::InvalidRequest);
    }

    #[test]
    fn a_list_of_what_is_wrong_is_said() {
        let body = r#"{"detail":[{"loc":["body","input",0],"msg":"field required","type":"x"},{"msg":"and more"},{"type":"y"}]}"#;
        let failure = decode(422, body.as_bytes());
        assert_eq!(failure.message, "body.input.0: field required; and more");
        assert_eq!(failure.kind, ErrorKind::InvalidRequest);
        for body in [
            r#"{"detail":[]}"#,
            r#"{"detail":[7]}"#,
            r#"{"detail":[{}]}"#,
        ] {
            let message = decode(422, body.as_bytes()).message;
            assert!(message.contains("did not say why"), "{body}: {message}");
        }
    }

    #[test]
    fn a_code_or_type_tells_the_kind_more_exactly_than_the_status() {
        for (status, code, kind) in [
            (400, "context_length_exceeded", ErrorKind::ContextLength),
            (
                400,
                "subscription_sharing_unsupported_capability",
                ErrorKind::InvalidRequest,
            ),
            (
                401,
                "subscription_sharing_invalid_user",
                ErrorKind::Credential,
            ),
            (
                403,
                "subscription_sharing_user_not_eligible",
                ErrorKind::Permission,
            ),
            (
                403,
                "subscription_sharing_route_not_supported",
                ErrorKind::Permission,
            ),
            (403, "chatpass_v2_disabled", ErrorKind::Permission),
            (404, "model_not_found", ErrorKind::UnknownModel),
            (429, "usage_limit_reached", ErrorKind::PlanLimit),
            (429, "usage_not_included", ErrorKind::PlanLimit),
            (429, "insufficient_quota", ErrorKind::PlanLimit),
            (
                429,
                "subscription_sharing_usage_limit_exceeded",
                ErrorKind::PlanLimit,
            ),
            (429, "rate_limit_exceeded", ErrorKind::RateLimit),
            (429, "unheard_of", ErrorKind::RateLimit),
            (
                503,
                "subscription_sharing_usage_unavailable",
                ErrorKind::Overloaded,
            ),
            (
                503,
                "subscription_sharing_user_unavailable",
                ErrorKind::Overloaded,
            ),
        ] {
            for body in [
                format!(
                    r#"{{"error":{{"message":"no","type":"x","code":"{code}","param":"tools"}}}}"#
                ),
                format!(
                    r#"{{"error":{{"message":"no","type":"{code}","code":null,"param":"tools"}}}}"#
                ),
            ] {
                let failure = decode(status, body.as_bytes());
                assert_eq!(failure.kind, kind, "{code}");
                assert!(failure.message.starts_with("no"), "{}", failure.message);
                assert_eq!(failure.param.as_deref(), Some("tools"));
            }
        }
    }

    #[test]
    fn a_used_up_plan_says_when_it_is_renewed_if_the_provider_does() {
        let told = |rest: &str| {
            let body = format!(
                r#"{{"error":{{"type":"usage_limit_reached","message":"The usage limit has been reached"{rest}}}}}"#
            );
            decode(429, body.as_bytes()).message
        };
        let begin = "The usage limit has been reached.";
        for (rest, end) in [
            (
                r#","plan_type":"plus","resets_in_seconds":7260"#,
                "It is renewed in 2 h 1 min.",
            ),
            (r#","resets_in_seconds":59.5"#, "It is renewed in 1 min."),
            (
                r#","resets_in_seconds":180000"#,
                "It is renewed in 2 d 2 h.",
            ),
            (
                r#","resets_at":1795555812"#,
                "It is renewed at 2026-11-24T21:30:12Z.",
            ),
            (
                r#","resets_at":1795555812,"resets_in_seconds":60"#,
                "It is renewed in 1 min, at 2026-11-24T21:30:12Z.",
            ),
            (
                r#","resets_at":-1"#,
                "See https://chatgpt.com/settings/usage.",
            ),
            ("", "See https://chatgpt.com/settings/usage."),
        ] {
            assert_eq!(told(rest), format!("{begin} {end}"));
        }
        let key = decode(
            429,
            br#"{"error":{"code":"insufficient_quota","message":"no"}}"#,
        );
        assert_eq!(key.message, "no");
    }

    #[test]
    fn other_shapes_are_read_too_and_what_says_nothing_leaves_a_sentence_with_the_status() {
        for (body, message) in [
            (
                r#"{"detail":"Unsupported parameter: x"}"#,
                "Unsupported parameter: x",
            ),
            (r#"{"error":"no"}"#, "no"),
            (r#"{"message":"no"}"#, "no"),
        ] {
            let failure = decode(400, body.as_bytes());
            assert_eq!(failure.kind, ErrorKind::InvalidRequest);
            assert_eq!(failure.message, message);
        }
        for body in [&b""[..], b"<html>", b"{}", b"[]", b"\xff", b"{\"error\":7}"] {
            let failure = decode(502, body);
            assert_eq!(failure.kind, ErrorKind::BadGateway);
            assert!(failure.message.contains("502"), "{}", failure.message);
        }
        assert_eq!(decode(401, b"{}").kind, ErrorKind::Credential);
    }

    #[test]
    fn what_ends_a_stream_is_told_by_its_code() {
        for (error, kind) in [
            (
                r#"{"code":"server_error","message":"boom"}"#,
                ErrorKind::Internal,
            ),
            (
                r#"{"code":"context_length_exceeded","message":"long"}"#,
                ErrorKind::ContextLength,
            ),
            (
                r#"{"code":"rate_limit_exceeded","message":"Try again in 5 s"}"#,
                ErrorKind::RateLimit,
            ),
            (
                r#"{"code":"invalid_prompt","message":"no"}"#,
                ErrorKind::InvalidRequest,
            ),
            (
                r#"{"code":"server_is_overloaded","message":"no"}"#,
                ErrorKind::Overloaded,
            ),
            (r#"{"code":"slow_down"}"#, ErrorKind::Overloaded),
            (
                r#"{"code":"unheard_of","message":"no"}"#,
                ErrorKind::Internal,
            ),
            (r#"{"code":429,"message":"no"}"#, ErrorKind::RateLimit),
            ("null", ErrorKind::Internal),
        ] {
            assert_eq!(in_stream(error).kind, kind, "{error}");
        }
    }
}
