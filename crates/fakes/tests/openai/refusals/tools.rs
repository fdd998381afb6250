//! Tool definitions, schemas and the choice among tools.

use serde_json::{Value, json};

use super::{accepted, refused, refused_as};
use crate::support::weather_tool;

fn tool(name: &str, parameters: &Value, strict: &Value) -> Value {
    json!({ "tools": [{ "type": "function", "name": name, "parameters": parameters, "strict": strict }] })
}

/// The API's own messages.
#[tokio::test]
async fn names_have_their_letters_and_their_length() {
    let named = |name: &str| tool(name, &json!(null), &json!(false));
    accepted(named("get_weather-2")).await;
    refused(
        named("a.b"),
        "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
    )
    .await;
    refused_as(
        named(&"a".repeat(65)),
        "string_above_max_length",
        "tools[0].name",
    )
    .await;
    let namespace = json!([{ "type": "namespace", "name": "n s", "description": "d", "tools": [weather_tool()] }]);
    refused_as(
        json!({ "tools": namespace }),
        "invalid_value",
        "tools[0].name",
    )
    .await;
    let empty = json!([{ "type": "namespace", "name": "ns", "description": "d", "tools": [] }]);
    refused_as(json!({ "tools": empty }), "empty_array", "tools[0].tools").await;
}

/// lastmile-ai/openai-agents-mcp issue 2, spring-projects/spring-ai issue 4776.
#[tokio::test]
async fn schemas_are_objects() {
    for strict in [json!(true), json!(false), json!(null)] {
        let top = |schema: Value| tool("f", &schema, &strict);
        refused(
            top(json!({})),
            "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'",
        )
        .await;
        refused(top(json!({ "type": "array" })), "got 'type: \"array\"'").await;
        refused(
            top(json!({ "type": "object" })),
            "In context=(), object schema missing properties",
        )
        .await;
        refused(
            top(json!({ "type": "object", "properties": {}, "anyOf": [] })),
            "at the top level",
        )
        .await;
    }
    accepted(tool(
        "f",
        &json!({ "type": "object", "properties": { "a": {} } }),
        &json!(false),
    ))
    .await;
}

/// lastmile-ai/openai-agents-mcp issue 2, dotnet/extensions issue 6302; OpenAI API docs, "Structured outputs".
#[tokio::test]
async fn strict_schemas_are_closed_and_require_all() {
    let strict = |schema: Value| tool("f", &schema, &json!(true));
    let object = |extra: Value| {
        let mut schema = json!({ "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"], "additionalProperties": false });
        for (name, value) in extra.as_object().unwrap() {
            schema[name] = value.clone();
        }
        schema
    };
    accepted(strict(object(json!({})))).await;
    let open = strict(object(json!({ "additionalProperties": true })));
    refused(open.clone(), "Invalid schema for function 'f': In context=(), 'additionalProperties' is required to be supplied and to be false.").await;
    refused_as(open, "invalid_function_parameters", "tools[0].parameters").await;
    refused(strict(object(json!({ "required": [] }))), "Missing 'a'").await;
    refused(
        strict(object(json!({ "required": ["a", "b"] }))),
        "Extra required key 'b' supplied",
    )
    .await;
    let inner = json!({ "properties": { "a": { "type": "object", "properties": {} } } });
    refused(
        strict(object(inner)),
        "In context=('properties', 'a'), 'additionalProperties' is required",
    )
    .await;
    let items = json!({ "properties": { "a": { "type": "array", "items": { "allOf": [] } } } });
    refused(
        strict(object(items)),
        "In context=('properties', 'a', 'items'), 'allOf' is not permitted",
    )
    .await;
    let format = json!({ "format": { "type": "json_schema", "name": "w", "strict": true, "schema": object(json!({ "required": [] })) } });
    refused_as(
        json!({ "text": format }),
        "invalid_json_schema",
        "text.format.schema",
    )
    .await;
}

/// The API's own messages.
#[tokio::test]
async fn choices_and_shapes_of_the_output() {
    let choice = |name: &str| json!({ "tools": [weather_tool()], "tool_choice": { "type": "function", "name": name } });
    accepted(choice("get_weather")).await;
    refused(
        json!({ "tool_choice": "required" }),
        "Tool choice 'required' must be specified with 'tools' parameter.",
    )
    .await;
    refused(
        choice("other"),
        "Tool choice 'function' not found in 'tools' parameter.",
    )
    .await;
    refused(
        json!({ "text": { "format": { "type": "json_object" } } }),
        "must contain the word 'json'",
    )
    .await;
    accepted(json!({ "input": "in JSON please", "text": { "format": { "type": "json_object" } } }))
        .await;
}
