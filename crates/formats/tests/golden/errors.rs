use formats::{Format, failure_body, messages, responses};
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
        let expected =
            json!({"error": {"message": message, "type": kind, "param": null, "code": code}});
        for format in [Format::Chat, Format::Responses] {
            let body = failure_body(format, &failure, "req_1");
            let body: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(body, expected, "{status} {message}");
        }
    }
}

/// Row by row: what OpenAI's refusal is to an Anthropic client and to a Chat client.
#[test]
fn each_refusal_of_openai_has_the_status_and_the_names_that_clients_know() {
    for (status, error, then, kind, (openai, code)) in [
        (
            400,
            json!({"message": "no", "param": "tools"}),
            400,
            "invalid_request_error",
            ("invalid_request_error", json!(null)),
        ),
        (
            400,
            json!({"message": "no", "code": "context_length_exceeded"}),
            400,
            "invalid_request_error",
            ("invalid_request_error", json!("context_length_exceeded")),
        ),
        (
            401,
            json!({"message": "no"}),
            401,
            "authentication_error",
            ("invalid_request_error", json!("upstream_unauthorized")),
        ),
        (
            403,
            json!({"message": "no", "code": "subscription_sharing_user_not_eligible"}),
            403,
            "permission_error",
            (
                "permission_error",
                json!("subscription_sharing_user_not_eligible"),
            ),
        ),
        (
            404,
            json!({"message": "no", "code": "model_not_found"}),
            404,
            "not_found_error",
            ("invalid_request_error", json!("model_not_found")),
        ),
        (
            413,
            json!({"message": "no"}),
            413,
            "request_too_large",
            ("invalid_request_error", json!(null)),
        ),
        (
            429,
            json!({"message": "no", "type": "usage_limit_reached", "resets_in_seconds": 60}),
            429,
            "rate_limit_error",
            ("rate_limit_error", json!("usage_limit_reached")),
        ),
        (
            429,
            json!({"message": "no", "code": "rate_limit_exceeded"}),
            429,
            "rate_limit_error",
            ("rate_limit_error", json!("rate_limit_exceeded")),
        ),
        (
            500,
            json!({"message": "no"}),
            500,
            "api_error",
            ("server_error", json!(null)),
        ),
        (
            400,
            json!({"message": "no", "code": "subscription_sharing_unsupported_capability", "param": "model"}),
            400,
            "invalid_request_error",
            (
                "invalid_request_error",
                json!("subscription_sharing_unsupported_capability"),
            ),
        ),
        (
            503,
            json!({"message": "no", "code": "subscription_sharing_usage_unavailable"}),
            503,
            "overloaded_error",
            ("server_error", json!("overloaded")),
        ),
    ] {
        let body = json!({"error": error}).to_string();
        let failure = responses::error::decode(status, body.as_bytes());
        assert_eq!(failure.kind.status(), then, "{error}");
        assert!(failure.message.starts_with("no"), "{}", failure.message);
        let read = |format| -> Value {
            serde_json::from_str(&failure_body(format, &failure, "req_1")).unwrap()
        };
        assert_eq!(read(Format::Messages)["error"]["type"], kind, "{error}");
        let chat = read(Format::Chat);
        assert_eq!(
            (&chat["error"]["type"], &chat["error"]["code"]),
            (&json!(openai), &code),
            "{error}"
        );
        assert_eq!(chat["error"]["param"], error["param"]);
    }
}

/// The Codex command stops for this type, and for no code.
#[test]
fn a_used_up_plan_has_the_type_that_the_codex_command_knows() {
    let failure = formats::Failure::new(formats::ErrorKind::PlanLimit, "used up");
    let body = failure_body(Format::Responses, &failure, "req_1");
    let body: Value = serde_json::from_str(&body).unwrap();
    let named = "usage_limit_reached";
    let expected =
        json!({"error": {"message": "used up", "type": named, "param": null, "code": named}});
    assert_eq!(body, expected);
}
