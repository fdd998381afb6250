//! Rules about messages, their order and their content.

use serde_json::{Value, json};

use super::{accepted, assistant, call, refused, result, text, user, with};
use crate::support::ask;

#[tokio::test]
async fn the_run_of_messages() {
    let hi = || user(json!("hi"));
    refused(
        json!({ "messages": [] }),
        "at least one message is required",
    )
    .await;
    refused(
        json!({ "messages": [assistant(json!("hi"))] }),
        "first message must use the \"user\" role",
    )
    .await;
    refused(
        json!({ "messages": [user(json!(""))] }),
        "messages.0: all messages must have non-empty content",
    )
    .await;
    refused(
        json!({ "messages": [user(json!([]))] }),
        "messages.0: all messages must have non-empty content",
    )
    .await;
    refused(
        json!({ "messages": [user(json!([text("")]))] }),
        "messages: text content blocks must be non-empty",
    )
    .await;
    refused(
        json!({ "messages": [user(json!([text(" \n")]))] }),
        "must contain non-whitespace text",
    )
    .await;
    refused(
        json!({ "system": [text("")] }),
        "system: text content blocks must be non-empty",
    )
    .await;
    refused(
        json!({ "messages": [hi(), assistant(json!("so "))] }),
        "cannot end with trailing whitespace",
    )
    .await;
    accepted(json!({ "messages": [hi(), assistant(json!("so"))] })).await;
    accepted(json!({ "messages": [hi(), hi(), assistant(json!("")) ] })).await;
    let newer = json!({ "model": "claude-opus-4-6", "messages": [hi(), assistant(json!("so"))] });
    refused(newer, "does not support assistant message prefill").await;
}

#[tokio::test]
async fn system_messages_are_for_newer_models() {
    let messages = json!([user(json!("hi")), { "role": "system", "content": "be brief" }]);
    refused(
        json!({ "messages": messages }),
        "Unexpected role \"system\"",
    )
    .await;
    accepted(json!({ "model": "claude-opus-4-8", "messages": messages })).await;
}

#[tokio::test]
async fn blocks_are_in_the_right_hands() {
    let wrong = json!([user(json!([call("a")]))]);
    refused(
        json!({ "messages": wrong }),
        "`tool_use` blocks can only be in `assistant` messages",
    )
    .await;
    let wrong = json!([user(json!("hi")), assistant(json!([result("a")]))]);
    refused(
        json!({ "messages": wrong }),
        "`tool_result` blocks can only be in `user` messages",
    )
    .await;
}

#[tokio::test]
async fn thinking_comes_back_as_it_was() {
    let (_, answer) = ask(&with(
        json!({ "messages": [user(json!("[[fake:thinking]]"))] }),
    ))
    .await;
    let again = |content: &Value| json!({ "messages": [user(json!("hi")), assistant(content.clone()), user(json!("so?"))] });
    let mut content = answer["content"].clone();
    accepted(again(&content)).await;
    content[0]["thinking"] = json!("Something else.");
    refused(
        again(&content),
        "messages.1.content.0: Invalid `signature` in `thinking` block",
    )
    .await;
    content[0] = json!({ "type": "redacted_thinking", "data": "foreign" });
    refused(
        again(&content),
        "Invalid `data` in `redacted_thinking` block",
    )
    .await;
}

#[tokio::test]
async fn cache_breakpoints() {
    let marked = |ttl: &str| json!({ "type": "text", "text": "a", "cache_control": { "type": "ephemeral", "ttl": ttl } });
    let four = vec![marked("5m"); 4];
    accepted(json!({ "system": four })).await;
    refused(
        json!({ "system": four, "messages": [user(json!([marked("5m")]))] }),
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    )
    .await;
    refused(
        json!({ "system": [marked("5m"), marked("1h")] }),
        "a ttl='1h' cache_control block must not come after",
    )
    .await;
    accepted(json!({ "system": [marked("1h"), marked("5m")] })).await;
}

#[tokio::test]
async fn images() {
    let image = |media: &str, data: &str| {
        let source = json!({ "type": "base64", "media_type": media, "data": data });
        json!({ "messages": [user(json!([{ "type": "image", "source": source }]))] })
    };
    accepted(image("image/png", "iVBORw0KGgo=")).await;
    refused(
        image("image/png", "not base64!"),
        "messages.0.content.0.image.source.base64.data",
    )
    .await;
    refused(
        image("image/tiff", "iVBORw0KGgo="),
        "messages.0.content.0.image.source.base64.media_type",
    )
    .await;
    refused(
        image("image/jpeg", "iVBORw0KGgo="),
        "appears to be a image/png image",
    )
    .await;
}
