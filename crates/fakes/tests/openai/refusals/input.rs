//! Items, their ids, and what was encrypted.

use fakes::openai::{Config, OpenAi};
use http::StatusCode;
use serde_json::{Value, json};

use super::{accepted, refusal, refused, refused_as};
use crate::support::{ask, post_as, read_json, scenario, user, whole};

fn call(id: &str) -> Value {
    json!({ "type": "function_call", "call_id": id, "name": "f", "arguments": "{}" })
}

fn output(id: &str) -> Value {
    json!({ "type": "function_call_output", "call_id": id, "output": "x" })
}

/// continuedev/continue issue 10092, massgen/MassGen issue 590.
#[tokio::test]
async fn calls_and_outputs_belong_together() {
    let run = |items: &[Value]| {
        let mut all = vec![user("hi")];
        all.extend_from_slice(items);
        json!({ "input": all })
    };
    accepted(run(&[
        call("a"),
        call("b"),
        output("b"),
        user("and"),
        output("a"),
    ]))
    .await;
    refused(
        run(&[call("a")]),
        "No tool output found for function call a.",
    )
    .await;
    refused(
        run(&[call("a"), call("b"), output("a"), user("hi")]),
        "No tool output found for function call b.",
    )
    .await;
    refused(
        run(&[output("a")]),
        "No tool call found for function call output with call_id a.",
    )
    .await;
    refused(
        run(&[output("a"), call("a")]),
        "No tool call found for function call output",
    )
    .await;
    refused(
        run(&[call("a"), output("a"), output("a")]),
        "No tool call found",
    )
    .await;
    refused(
        run(&[call("a"), output("a"), call("a"), output("a")]),
        "Duplicate call_id a",
    )
    .await;
    let nameless = json!({ "type": "function_call_output", "output": "x" });
    refused(
        run(&[nameless]),
        "Missing required parameter: 'input[1].call_id'.",
    )
    .await;
}

#[tokio::test]
async fn calls_of_custom_tools_have_outputs_of_their_own() {
    let custom =
        || json!({ "type": "custom_tool_call", "call_id": "a", "name": "f", "input": "x" });
    let own = json!({ "type": "custom_tool_call_output", "call_id": "a", "output": "x" });
    accepted(json!({ "input": [user("hi"), custom(), own] })).await;
    refused(
        json!({ "input": [user("hi"), custom()] }),
        "No tool output found for custom tool call a.",
    )
    .await;
    refused(
        json!({ "input": [user("hi"), custom(), output("a")] }),
        "No tool call found for function call output",
    )
    .await;
}

/// jlcodes99/cockpit-tools issue 2090, AnswerDotAI/fastllm issue 45, and the API's own messages.
#[tokio::test]
async fn ids_have_their_prefix_and_their_length() {
    let with_id = |id: &str| {
        let mut call = call("a");
        call["id"] = id.into();
        json!({ "input": [user("hi"), call, output("a")] })
    };
    accepted(with_id("fc_1")).await;
    refused(
        with_id("toolu_1"),
        "Invalid 'input[1].id': 'toolu_1'. Expected an ID that begins with 'fc'.",
    )
    .await;
    refused_as(
        with_id(&format!("fc_{}", "a".repeat(62))),
        "string_above_max_length",
        "input[1].id",
    )
    .await;
    let twice = |id: &str| json!({ "type": "message", "id": id, "role": "assistant", "status": "completed", "content": [] });
    refused(
        json!({ "input": [twice("msg_1"), twice("msg_1")] }),
        "Duplicate item found with id msg_1.",
    )
    .await;
    let mut misspelled = call("a");
    misspelled["name"] = "a.b".into();
    refused_as(
        json!({ "input": [user("hi"), misspelled, output("a")] }),
        "invalid_value",
        "input[1].name",
    )
    .await;
    let long = "a".repeat(65);
    refused_as(
        json!({ "input": [user("hi"), call(&long), output(&long)] }),
        "string_above_max_length",
        "input[1].call_id",
    )
    .await;
}

/// openai/codex issue 8132, Wei-Shaw/sub2api issue 2863.
#[tokio::test]
async fn reasoning_comes_back_unchanged_and_to_whom_it_was_given() {
    let body = whole(scenario("reasoning"));
    let (_, answer) = ask(&body).await;
    let back = |item: Value| json!([user("hi"), item, answer["output"][1], user("and?")]);
    let item = answer["output"][0].clone();
    accepted(json!({ "input": back(item.clone()) })).await;

    let mut changed = item.clone();
    let text = item["encrypted_content"].as_str().unwrap();
    changed["encrypted_content"] = text.replacen(&text[12..13], "_", 1).into();
    let (status, message, code, _) = refusal(&json!({ "input": back(changed) })).await;
    assert_eq!((status, code), (400, json!("invalid_encrypted_content")));
    assert!(
        message.starts_with("The encrypted content gAAA..."),
        "{message}"
    );

    let mut foreign = body.clone();
    foreign["input"] = back(item);
    let request = post_as("sk-another-key", "/v1/responses", &foreign);
    let (status, answer) = read_json(OpenAi::new(Config::default()).answer(request).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(answer["error"]["code"], "invalid_encrypted_content");
}

/// vercel/ai issue 7543, microsoft/agent-framework-go pull request 784, and the API's own message.
#[tokio::test]
async fn reasoning_is_whole_and_followed_by_what_it_led_to() {
    let (_, answer) = ask(&whole(scenario("reasoning"))).await;
    let item = &answer["output"][0];
    refused(
        json!({ "input": [user("hi"), item] }),
        "provided without its required following item",
    )
    .await;
    refused(
        json!({ "input": [user("hi"), item, user("and?")] }),
        "provided without its required following item",
    )
    .await;
    let mut told = item.clone();
    told["content"] = json!([{ "type": "reasoning_text", "text": "x" }]);
    refused_as(
        json!({ "input": [user("hi"), told, answer["output"][1]] }),
        "array_above_max_length",
        "input[1].content",
    )
    .await;
    let bare = json!({ "type": "reasoning", "id": "rs_1", "summary": [] });
    let (status, message, _, _) = refusal(&json!({ "input": [bare, answer["output"][1]] })).await;
    assert_eq!(status, 404);
    assert!(
        message.contains("Item with id 'rs_1' not found. Items are not persisted"),
        "{message}"
    );
    let reference = json!({ "type": "item_reference", "id": "msg_1" });
    assert_eq!(
        refusal(&json!({ "input": [reference, user("hi")] }))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn images_and_files_come_with_the_request() {
    let part = |part: Value| json!({ "input": [{ "role": "user", "content": [part] }] });
    let image = |url: &str| part(json!({ "type": "input_image", "image_url": url }));
    accepted(image("data:image/png;base64,aGk=")).await;
    refused(image("aGk="), "Expected a valid URL").await;
    refused(image("data:image/png;base64,%%%"), "Expected a valid URL").await;
    refused(image("data:image/tiff;base64,aGk="), "Invalid MIME type").await;
    refused(
        part(json!({ "type": "input_image", "file_id": "file-1" })),
        "No such File object: file-1",
    )
    .await;
    refused(
        part(json!({ "type": "input_file", "filename": "a", "file_data": "aGk=" })),
        "base64-encoded data URL",
    )
    .await;
}
