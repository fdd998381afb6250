//! The interpreter over the vendor's types: one row per kind of shape.

use serde_json::{Value, json};

use super::additions::Version;
use super::schema;

/// `{model, max_tokens, messages}` with one member replaced or added.
fn body(field: &str, value: Value) -> Value {
    let mut body = json!({ "model": "m", "max_tokens": 1, "messages": [] });
    body[field] = value;
    body
}

fn problem(body: &Value, root: &str, version: Version) -> Option<String> {
    schema::check(body, root, version)
        .err()
        .map(|refusal| refusal.message)
}

#[test]
fn refusals_name_the_place_and_the_problem() {
    let user = |content: Value| json!([{ "role": "user", "content": content }]);
    for (field, value, expected) in [
        ("model", json!(1), "model: Input should be a valid string"),
        (
            "max_tokens",
            json!(1.5),
            "max_tokens: Input should be a valid integer",
        ),
        (
            "stream",
            json!("yes"),
            "stream: Input should be a valid boolean",
        ),
        (
            "messages",
            json!({}),
            "messages: Input should be a valid list",
        ),
        (
            "messages",
            json!([1]),
            "messages.0: Input should be a valid dictionary",
        ),
        (
            "messages",
            json!([{ "content": "x" }]),
            "messages.0.role: Field required",
        ),
        (
            "messages",
            json!([{ "role": 1 }]),
            "messages.0.role: Input should be a valid string",
        ),
        (
            "messages",
            json!([{ "role": "tool", "content": "x" }]),
            "messages.0.role: Input should be 'assistant', 'system' or 'user'",
        ),
        (
            "messages",
            json!([{ "role": "user" }]),
            "messages.0.content: Field required",
        ),
        (
            "messages",
            json!([{ "role": "user", "content": "x", "name": "y" }]),
            "messages.0.name: Extra inputs are not permitted",
        ),
        (
            "messages",
            user(json!(1)),
            "messages.0.content: Input should be a valid string or a valid list",
        ),
        (
            "messages",
            user(json!([{ "text": "x" }])),
            "messages.0.content.0.type: Field required",
        ),
        (
            "messages",
            user(json!([{ "type": "text" }])),
            "messages.0.content.0.text.text: Field required",
        ),
        (
            "messages",
            user(json!([{ "type": "text", "text": "x", "foo": 1 }])),
            "messages.0.content.0.text.foo: Extra inputs are not permitted",
        ),
        (
            "service_tier",
            json!("best"),
            "service_tier: Input should be 'auto' or 'standard_only'",
        ),
        (
            "thinking",
            json!({ "type": "enabled" }),
            "thinking.enabled.budget_tokens: Field required",
        ),
        (
            "tools",
            json!([{ "name": "a" }]),
            "tools.0.custom.input_schema: Field required",
        ),
        (
            "tools",
            json!([{ "type": "bash_20250124" }]),
            "tools.0.bash_20250124.name: Field required",
        ),
        (
            "metadata",
            json!({ "user_id": 1 }),
            "metadata.user_id: Input should be a valid string",
        ),
        (
            "cache_control",
            json!({ "type": "ephemeral", "ttl": "2h" }),
            "cache_control.ttl: Input should be '5m' or '1h'",
        ),
    ] {
        assert_eq!(
            problem(&body(field, value), "messages", Version::Classic).as_deref(),
            Some(expected)
        );
    }
}

#[test]
fn unknown_tags_are_answered_with_the_known_ones() {
    let content = json!([{ "role": "user", "content": [{ "type": "video" }] }]);
    let found = problem(&body("messages", content), "messages", Version::Classic).unwrap();
    assert!(
        found.starts_with(
            "messages.0.content.0: Input tag 'video' found using 'type' does not match any"
        ),
        "{found}"
    );
    assert!(found.contains("'tool_result'"), "{found}");
}

#[test]
fn what_fits_passes() {
    for (field, value) in [
        ("max_tokens", json!(2.0)),
        ("cache_control", json!(null)),
        ("inference_geo", json!(null)),
        (
            "tools",
            json!([{ "name": "a", "type": null, "input_schema": { "type": "object", "$defs": {}, "x-any": 1 } }]),
        ),
        (
            "tools",
            json!([{ "type": "web_search_20250305", "name": "web_search", "max_uses": 3 }]),
        ),
        (
            "messages",
            json!([{ "role": "assistant", "content": [{ "type": "tool_use", "id": "a", "name": "b", "input": { "any": [1] } }] }]),
        ),
        (
            "system",
            json!([{ "type": "text", "text": "x", "citations": null }]),
        ),
        ("container", json!("container_1")),
    ] {
        assert_eq!(
            problem(&body(field, value), "messages", Version::Classic),
            None,
            "{field}"
        );
    }
}

#[test]
fn endpoints_and_versions_differ() {
    for (root, field, value, version, taken) in [
        ("messages", "temperature", json!(1), Version::Classic, true),
        ("messages", "temperature", json!(1), Version::Current, false),
        ("beta.messages", "top_k", json!(5), Version::Classic, true),
        (
            "beta.messages",
            "top_k",
            json!(0.5),
            Version::Classic,
            false,
        ),
        (
            "messages",
            "compaction",
            json!(null),
            Version::Current,
            false,
        ),
        (
            "beta.messages",
            "compaction",
            json!(null),
            Version::Current,
            true,
        ),
        ("messages", "safeguards", json!({}), Version::Current, false),
        (
            "beta.messages",
            "safeguards",
            json!({}),
            Version::Current,
            true,
        ),
        ("messages", "betas", json!([]), Version::Classic, false),
    ] {
        let found = problem(&body(field, value), root, version);
        assert_eq!(found.is_none(), taken, "{root}.{field}: {found:?}");
    }
}
