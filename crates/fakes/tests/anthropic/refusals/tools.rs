//! Rules about tools, their calls and their results.

use serde_json::{Value, json};

use super::{accepted, assistant, call, refused, result, text, user};
use crate::support::weather_tool;

#[tokio::test]
async fn tool_calls_and_their_results() {
    let hi = || user(json!("hi"));
    let missing = "`tool_use` ids were found without `tool_result` blocks immediately after: a";
    let run = |messages: Value| json!({ "tools": [weather_tool()], "messages": messages });
    accepted(run(json!([
        hi(),
        assistant(json!([call("a"), call("b")])),
        user(json!([result("b"), result("a"), text("so?")]))
    ])))
    .await;
    accepted(run(json!([
        hi(),
        assistant(json!([call("a"), call("b")])),
        user(json!([result("a")])),
        user(json!([result("b")]))
    ])))
    .await;
    refused(run(json!([hi(), assistant(json!([call("a")]))])), missing).await;
    refused(
        run(json!([hi(), assistant(json!([call("a")])), hi()])),
        missing,
    )
    .await;
    refused(
        run(json!([
            hi(),
            assistant(json!([call("a")])),
            user(json!([text("so?"), result("a")]))
        ])),
        missing,
    )
    .await;
    refused(
        run(json!([
            hi(),
            assistant(json!([call("a"), text("now")])),
            user(json!([result("a")]))
        ])),
        missing,
    )
    .await;
    let unknown = "messages.2.content.1: unexpected `tool_use_id` found in `tool_result` blocks: b";
    refused(
        run(json!([
            hi(),
            assistant(json!([call("a")])),
            user(json!([result("a"), result("b")]))
        ])),
        unknown,
    )
    .await;
    refused(
        run(json!([user(json!([result("a")]))])),
        "unexpected `tool_use_id`",
    )
    .await;
    let twice = json!([
        hi(),
        assistant(json!([call("a")])),
        user(json!([result("a"), result("a")]))
    ]);
    refused(run(twice), "each tool_use must have a single result").await;
    let same_id = json!([
        hi(),
        assistant(json!([call("a"), call("a")])),
        user(json!([result("a")]))
    ]);
    refused(run(same_id), "`tool_use` ids must be unique").await;
    let odd_id = json!([
        hi(),
        assistant(json!([call("a|b")])),
        user(json!([result("a|b")]))
    ]);
    refused(
        run(odd_id),
        "messages.1.content.0.tool_use.id: String should match pattern",
    )
    .await;
}

#[tokio::test]
async fn tool_definitions() {
    let named = |name: &str| json!({ "name": name, "input_schema": { "type": "object" } });
    let schema = |schema: Value| json!({ "tools": [{ "name": "t", "input_schema": schema }] });
    refused(
        json!({ "tools": [named("a.b")] }),
        "tools.0.custom.name: String should match pattern",
    )
    .await;
    refused(
        json!({ "tools": [named(&"a".repeat(129))] }),
        "tools.0.custom.name: String should match pattern",
    )
    .await;
    refused(
        json!({ "tools": [named("a"), named("a")] }),
        "tools: Tool names must be unique.",
    )
    .await;
    refused(
        schema(json!({})),
        "tools.0.custom.input_schema.type: Field required",
    )
    .await;
    refused(
        schema(json!({ "type": "object", "anyOf": [] })),
        "does not support oneOf, allOf, or anyOf",
    )
    .await;
    refused(
        schema(json!({ "type": "object", "properties": { "a b": {} } })),
        "Property keys should match pattern",
    )
    .await;
    let strict = json!({ "name": "t", "strict": true, "input_schema": { "type": "object" } });
    refused(
        json!({ "tools": [strict] }),
        "'additionalProperties' must be explicitly set to false",
    )
    .await;
}

#[tokio::test]
async fn tool_choices() {
    let force = |name: &str| json!({ "type": "tool", "name": name });
    refused(
        json!({ "tool_choice": { "type": "any" } }),
        "may only be specified while providing tools",
    )
    .await;
    refused(
        json!({ "tools": [weather_tool()], "tool_choice": force("other") }),
        "Tool 'other' not found",
    )
    .await;
    let thinking = json!({ "type": "enabled", "budget_tokens": 1024 });
    let forced = json!({ "tools": [weather_tool()], "tool_choice": force("get_weather"), "thinking": thinking });
    refused(
        forced,
        "Thinking may not be enabled when tool_choice forces tool use",
    )
    .await;
    let always = json!({ "model": "claude-opus-5-5", "tools": [weather_tool()], "tool_choice": { "type": "any" } });
    refused(
        always,
        "Thinking may not be enabled when tool_choice forces tool use",
    )
    .await;
}
