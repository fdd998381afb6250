//! What the command says when there is no answer, in the API's terms.

use std::time::SystemTime;

use super::failure::Failure;
use super::limits::Limits;
use super::lines::Line;
use crate::claude::is_third_party_refusal;

/// What the command says of a conversation that is too long, of a login that was withdrawn, and of a model that there is not
/// (all measured with claude 2.1.331).
const TOO_LONG: &str = "Prompt is too long";
const REVOKED: &str = "OAuth token revoked";
const ADVICE: &str = " Run --model";

/// The failure that a line tells: an `assistant` line with `error`, or a failed `result` (measured with claude
/// 2.1.331: the API's status where it answered, none where nothing was sent).
pub(super) fn told(line: &Line<'_>, limits: Option<&Limits>) -> Failure {
    let said = words(line.said(), line.api_error_status);
    let signed_out = line.error.as_deref() == Some("authentication_failed");
    let failure = match line.api_error_status {
        // It counts by itself before it asks, and puts the API's own refusal in the same words.
        None | Some(400) if said.starts_with(TOO_LONG) => Failure::invalid(too_long()),
        None if signed_out || said.contains("Not logged in") => Failure::signed_out(&said),
        None => Failure::broken(otherwise(said)),
        Some(401) => Failure::signed_out(&said),
        // The status is the API's, and the way out is a new login.
        Some(403) if said.contains(REVOKED) => Failure {
            status: 403,
            kind: kind(403),
            ..Failure::signed_out(&said)
        },
        Some(404) => Failure::new(404, kind(404), of_models(&said)),
        Some(429) => limit(said, limits),
        Some(400) if is_third_party_refusal(&said) => Failure::new(403, "permission_error", said),
        Some(status) => Failure::new(status, kind(status), otherwise(said)),
    };
    Failure {
        request_id: line.request_id.clone(),
        ..failure
    }
}

/// A conversation that is longer than the model takes, in the words by which this is known from other refusals (source: the
/// API's own message).
fn too_long() -> &'static str {
    "prompt is too long: the conversation has more tokens than the model takes; shorten it, or leave out what is old"
}

/// Without the advice that is for the command's own terminal.
fn of_models(said: &str) -> String {
    match said.split_once(ADVICE) {
        Some((said, _)) => format!("{said} GET /v1/models lists some that there are"),
        None => otherwise(said.to_owned()),
    }
}

/// The API's own words, without what the command puts before them (measured with claude 2.1.331).
fn words(said: String, status: Option<u16>) -> String {
    let Some(status) = status else { return said };
    match said.strip_prefix(&format!("API Error: {status} ")) {
        Some(words) if !words.is_empty() => words.to_owned(),
        _ => said,
    }
}

/// A plan's limit passes in hours: an SDK that tried again by itself would make its person wait for nothing.
fn limit(said: String, limits: Option<&Limits>) -> Failure {
    let used_up = limits.filter(|limits| limits.rejected());
    Failure {
        retry: used_up.map(|_| false),
        retry_after: used_up.and_then(|limits| limits.wait(SystemTime::now())),
        limits: limits.cloned().map(Box::new),
        ..Failure::new(429, "rate_limit_error", otherwise(said))
    }
}

fn otherwise(said: String) -> String {
    if said.is_empty() {
        return "the claude command gave no answer and no reason; send the request again"
            .to_owned();
    }
    said
}

/// `error.type` by the status (source: Anthropic API docs, "Errors").
fn kind(status: u16) -> &'static str {
    match status {
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        408 | 504 => "timeout_error",
        503 | 529 => "overloaded_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(line: &str, limits: Option<&Limits>) -> Failure {
        told(&Line::read(line.as_bytes()).unwrap(), limits)
    }

    #[test]
    fn the_apis_words_come_as_they_were() {
        let line = |text: &str| {
            format!(
                r#"{{"type":"assistant","error":"invalid_request","api_error_status":400,"message":{{"content":[{{"type":"text","text":{text:?}}}]}}}}"#
            )
        };
        for (said, told) in [
            (
                "API Error: 400 messages: Field required",
                "messages: Field required",
            ),
            ("API Error: 400 ", "API Error: 400 "),
            ("messages: Field required", "messages: Field required"),
        ] {
            assert_eq!(failure(&line(said), None).message, told);
        }
    }

    #[test]
    fn a_conversation_that_is_too_long_is_the_clients_to_shorten() {
        for status in ["null", "400"] {
            let line = format!(
                r#"{{"type":"assistant","error":"invalid_request","api_error_status":{status},"message":{{"content":[{{"type":"text","text":"Prompt is too long"}}]}}}}"#
            );
            let failure = failure(&line, None);
            assert_eq!(
                (failure.status, failure.kind),
                (400, "invalid_request_error")
            );
            assert!(failure.message.starts_with("prompt is too long: "));
        }
    }

    #[test]
    fn a_login_that_was_withdrawn_needs_a_new_one() {
        let line = r#"{"type":"result","is_error":true,"api_error_status":403,"result":"Failed to authenticate: OAuth token revoked. Please log in again or contact your administrator."}"#;
        let withdrawn = failure(line, None);
        assert_eq!(
            (withdrawn.status, withdrawn.kind),
            (403, "permission_error")
        );
        assert!(
            withdrawn.message.contains("claude auth login"),
            "{}",
            withdrawn.message
        );
    }

    #[test]
    fn advice_for_the_commands_own_terminal_is_left_out() {
        let line = r#"{"type":"result","is_error":true,"api_error_status":404,"result":"There's an issue with the selected model (x). It may not exist or you may not have access to it. Run --model to pick a different model."}"#;
        let unknown = failure(line, None).message;
        assert!(unknown.contains("(x)"), "{unknown}");
        assert!(
            unknown.ends_with("GET /v1/models lists some that there are"),
            "{unknown}"
        );
    }

    #[test]
    fn somebody_who_is_not_signed_in_is_told_how_to() {
        let line = r#"{"type":"assistant","error":"authentication_failed","message":{"content":[{"type":"text","text":"Not logged in · Please run /login"}]}}"#;
        let failure = failure(line, None);
        assert_eq!((failure.status, failure.retry), (401, Some(false)));
        assert!(
            failure.message.contains("claude auth login"),
            "{}",
            failure.message
        );
    }

    #[test]
    fn a_plan_that_is_used_up_says_when_it_begins_anew() {
        let line = r#"{"type":"assistant","error":"rate_limit","api_error_status":429,"request_id":"req_1","message":{"content":[{"type":"text","text":"limit"}]}}"#;
        let far = r#"{"status":"rejected","resetsAt":9999999999}"#;
        let limits: Limits = serde_json::from_str(far).unwrap();
        let used_up = failure(line, Some(&limits));
        assert_eq!((used_up.status, used_up.retry), (429, Some(false)));
        assert!(used_up.retry_after.unwrap() > 0);
        assert_eq!(used_up.request_id.as_deref(), Some("req_1"));
        let burst = failure(line, None);
        assert_eq!(
            (burst.status, burst.retry, burst.retry_after),
            (429, None, None)
        );
    }

    #[test]
    fn the_apis_status_and_type_stay() {
        for (status, kind) in [
            (400, "invalid_request_error"),
            (403, "permission_error"),
            (404, "not_found_error"),
            (413, "request_too_large"),
            (500, "api_error"),
            (529, "overloaded_error"),
        ] {
            let line = format!(
                r#"{{"type":"result","is_error":true,"result":"no","api_error_status":{status}}}"#
            );
            let failure = failure(&line, None);
            assert_eq!((failure.status, failure.kind), (status, kind));
            assert_eq!(failure.message, "no");
        }
    }
}
