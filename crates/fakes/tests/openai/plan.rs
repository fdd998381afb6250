//! Sign in with ChatGPT: what a plan's token can be used for (developers.openai.com/siwc, "Models and inference",
//! "Preview limitations" and "Errors and recovery").

use fakes::logins::Server;
use fakes::openai::{Config, Login, OpenAi};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{frames, hello, parse, post_as, read_json, scenario, user, weather_tool};

fn fake() -> OpenAi {
    OpenAi::new(Config {
        accepted: vec![Login {
            token: "plan".to_owned(),
            server: Server::Chatgpt,
            account_id: "account-1".to_owned(),
            plan: "plus".to_owned(),
        }],
        ..Config::default()
    })
}

async fn ask(body: &Value) -> (StatusCode, Value) {
    read_json(fake().answer(post_as("plan", "/v1/responses", body)).await).await
}

fn with(changes: &Value) -> Value {
    let mut body = hello();
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn refused(changes: Value, param: &str) {
    let (status, answer) = ask(&with(&changes)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{changes}: {answer}");
    let error = &answer["error"];
    assert_eq!(
        error["code"], "subscription_sharing_unsupported_capability",
        "{changes}: {answer}"
    );
    assert_eq!(error["param"], param, "{changes}");
}

async fn accepted(changes: Value) {
    let (status, answer) = ask(&with(&changes)).await;
    assert_eq!(status, StatusCode::OK, "{changes}: {answer}");
}

#[tokio::test]
async fn members_to_leave_out_are_named() {
    for name in [
        "background",
        "conversation",
        "max_output_tokens",
        "max_tool_calls",
        "metadata",
        "moderation",
        "multi_agent",
        "prompt",
        "prompt_cache_retention",
        "safety_identifier",
        "temperature",
        "top_logprobs",
        "top_p",
        "truncation",
        "user",
        "previous_response_id",
    ] {
        let mut change = json!({});
        change[name] = 1.into();
        refused(change, name).await;
    }
}

#[tokio::test]
async fn it_only_streams_lists_and_stores_nothing() {
    refused(json!({ "store": null }), "store").await;
    refused(json!({ "stream": false }), "stream").await;
    refused(json!({ "input": "hello" }), "input").await;
    let system = json!([user("hi"), { "role": "system", "content": "x" }]);
    refused(json!({ "input": system }), "input[1].role").await;
    accepted(json!({ "input": [{ "role": "developer", "content": "x" }, user("hi")] })).await;
    accepted(json!({ "instructions": "x", "prompt_cache_key": "k" })).await;
    refused(json!({ "model": "gpt-4o" }), "model").await;
}

#[tokio::test]
async fn functions_are_grouped_and_most_hosted_tools_are_not_there() {
    let namespace =
        json!({ "type": "namespace", "name": "ns", "description": "d", "tools": [weather_tool()] });
    refused(json!({ "tools": [namespace, weather_tool()] }), "tools[1]").await;
    refused(
        json!({ "tools": [{ "type": "custom", "name": "exec" }] }),
        "tools[0]",
    )
    .await;
    for hosted in [
        "image_generation",
        "code_interpreter",
        "file_search",
        "mcp",
        "tool_search",
        "local_shell",
    ] {
        refused(json!({ "tools": [{ "type": hosted }] }), "tools[0]").await;
    }
    accepted(json!({ "tools": [namespace, { "type": "web_search" }] })).await;
    let added = |tool: Value| json!([{ "type": "additional_tools", "role": "developer", "tools": [tool] }, user("hi")]);
    accepted(json!({ "input": added(weather_tool()) })).await;
    refused(
        json!({ "input": added(json!({ "type": "mcp" })) }),
        "input[0].tools[0]",
    )
    .await;
}

#[tokio::test]
async fn a_call_names_its_namespace_and_comes_back_with_it() {
    let mut body = scenario("tool");
    body["tools"] = json!([{ "type": "namespace", "name": "ns", "description": "d", "tools": [weather_tool()] }]);
    let answer = fake().answer(post_as("plan", "/v1/responses", &body)).await;
    let told = parse(&frames(answer.into_body()).await.0.concat());
    let output = told.last().unwrap()["response"]["output"].clone();
    let call = output[1].clone();
    assert_eq!(
        (&call["namespace"], &call["name"]),
        (&json!("ns"), &json!("get_weather"))
    );
    let result =
        json!({ "type": "function_call_output", "call_id": call["call_id"], "output": "sunny" });
    body["input"] = json!([user("hi"), output[0], call, result]);
    let (status, answer) = ask(&body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

#[tokio::test]
async fn other_routes_are_refused() {
    for (method, path) in [
        (Method::POST, "/v1/chat/completions"),
        (Method::GET, "/v1/models/gpt-6.1-sol"),
        (Method::POST, "/v1/embeddings"),
        (Method::GET, "/v1/files"),
    ] {
        let mut request = post_as("plan", path, &hello());
        *request.method_mut() = method;
        let (status, answer) = read_json(fake().answer(request).await).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(
            answer["error"]["code"], "subscription_sharing_route_not_supported",
            "{path}"
        );
    }
}

#[tokio::test]
async fn limits_have_codes_of_their_own_and_no_reset() {
    for (name, status, code) in [
        (
            "sub_limit",
            429,
            "subscription_sharing_usage_limit_exceeded",
        ),
        (
            "sub_ineligible",
            403,
            "subscription_sharing_user_not_eligible",
        ),
        (
            "sub_unavailable",
            503,
            "subscription_sharing_usage_unavailable",
        ),
        (
            "sub_capability",
            400,
            "subscription_sharing_unsupported_capability",
        ),
        ("sub_user", 401, "subscription_sharing_invalid_user"),
    ] {
        let mut body = hello();
        body["input"] = json!([user(&format!("[[fake:{name}]]"))]);
        let answer = fake().answer(post_as("plan", "/v1/responses", &body)).await;
        assert!(answer.headers().get("retry-after").is_none(), "{name}");
        let (found, answer) = read_json(answer).await;
        assert_eq!(
            (found.as_u16(), &answer["error"]["code"]),
            (status, &json!(code)),
            "{name}"
        );
    }
}

#[tokio::test]
async fn limits_may_come_in_the_stream() {
    for (name, code) in [
        ("failed_limit", "subscription_sharing_usage_limit_exceeded"),
        ("sub_failed", "subscription_sharing_usage_unavailable"),
    ] {
        let mut body = hello();
        body["input"] = json!([user(&format!("[[fake:{name}]]"))]);
        let answer = fake().answer(post_as("plan", "/v1/responses", &body)).await;
        let told = parse(&frames(answer.into_body()).await.0.concat());
        let said = told
            .iter()
            .filter(|event| event["type"] == "response.output_text.delta");
        assert_eq!(said.count(), 1, "{name}");
        let last = told.last().unwrap();
        assert_eq!(last["type"], "response.failed");
        assert_eq!(last["response"]["error"]["code"], code);
    }
}
