use formats::{Format, failure_body, messages};
use serde_json::{Value, json};

/// Row by row: what Claude's refusal is to an OpenAI client. (Limits of a plan are told by headers, which the proxy
/// knows; tested there.)
#[test]
fn each_refusal_of_claude_has_the_status_and_the_code_that_openai_clients_know() {
    for (status, message, then, kind, code) in [
        (
            400,
            "max_tokens: too many",
            400,
            "invalid_request_error",
            json!(null),
        ),
        (
            400,
            "prompt is too long: 9 tokens > 8 maximum",
            400,
            "invalid_request_error",
            json!("context_length_exceeded"),
        ),
        (
            401,
            "invalid x-api-key",
            401,
            "invalid_request_error",
            json!("upstream_unauthorized"),
        ),
        (
            402,
            "pay first",
            402,
            "insufficient_quota",
            json!("insufficient_quota"),
        ),
        (403, "not allowed", 403, "permission_error", json!(null)),
        (
            404,
            "model: x",
            404,
            "invalid_request_error",
            json!("model_not_found"),
        ),
        (413, "too large", 413, "invalid_request_error", json!(null)),
        (
            429,
            "slow down",
            429,
            "rate_limit_error",
            json!("rate_limit_exceeded"),
        ),
        (500, "oops", 500, "server_error", json!(null)),
        (529, "Overloaded", 503, "server_error", json!("overloaded")),
    ] {
        let body =
            json!({"type": "error", "error": {"type": "x_error", "message": message}}).to_string();
        let failure = messages::error::decode(status, body.as_bytes());
        assert_eq!(failure.kind.status(), then, "{status} {message}");
        let body: Value =
            serde_json::from_str(&failure_body(Format::Chat, &failure, "req_1")).unwrap();
        let expected =
            json!({"error": {"message": message, "type": kind, "param": null, "code": code}});
        assert_eq!(body, expected, "{status} {message}");
    }
}
