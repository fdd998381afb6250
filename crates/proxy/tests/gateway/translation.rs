use std::path::Path;
use std::time::Duration;

use fakes::anthropic::Anthropic;
use proxy::Gateway;
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stage::{client, config, gateway, provider, stored_login};

/// A gateway with a login, before a provider that is as strict as the real one.
struct Stage {
    fake: Anthropic,
    gateway: Gateway,
    folder: TempDir,
}

impl Stage {
    /// With more settings.
    async fn with(more: &str) -> Self {
        let (fake, url) = provider().await;
        let folder = TempDir::new().unwrap();
        config(folder.path(), &url);
        append(folder.path(), more);
        stored_login(folder.path(), Some(&url), Duration::from_secs(3600));
        let gateway = gateway(folder.path()).await;
        Self {
            fake,
            gateway,
            folder,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.gateway.address().base_url())
    }

    async fn chat(&self, body: &Value) -> (StatusCode, HeaderMap, Value) {
        answer(
            client()
                .post(self.url("/openai/v1/chat/completions"))
                .json(body),
        )
        .await
    }

    async fn get(&self, path: &str, bearer: bool) -> (StatusCode, HeaderMap, Value) {
        let mut request = client().get(self.url(path));
        if bearer {
            request = request.bearer_auth("any");
        }
        answer(request).await
    }

    /// The bodies that reached the provider.
    fn sent(&self) -> Vec<Value> {
        let log = serde_json::to_value(self.fake.log()).unwrap();
        let entries = log.as_array().unwrap().iter();
        entries.map(|entry| entry["body"].clone()).collect()
    }

    async fn end(self) {
        assert_eq!(self.fake.violations(), Vec::<String>::new());
        self.gateway.stop().await;
    }
}

fn append(folder: &Path, more: &str) {
    let path = folder.join("config.toml");
    let text = std::fs::read_to_string(&path).unwrap() + more;
    std::fs::write(path, text).unwrap();
}

async fn answer(request: RequestBuilder) -> (StatusCode, HeaderMap, Value) {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, response.json().await.unwrap())
}

fn question(text: &str) -> Value {
    json!({"model": "claude-sonnet-5-5", "messages": [{"role": "user", "content": text}]})
}

#[tokio::test]
async fn a_chat_client_gets_an_answer_of_its_own_shape() {
    let stage = Stage::with("").await;
    let (status, headers, body) = stage.chat(&question("hi")).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(
        body["choices"][0]["message"]["content"],
        "hello from fake upstream"
    );
    assert_eq!(body["object"], "chat.completion");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["request-id"], headers["x-request-id"]);
    // Whatever the client wants, the provider is asked for a stream.
    assert_eq!(stage.sent()[0]["stream"], true);
    stage.end().await;
}

#[tokio::test]
async fn what_is_left_out_is_named_and_refused_where_that_is_wished() {
    let stage = Stage::with("").await;
    let mut asked = question("hi");
    asked["seed"] = 7.into();
    let (status, headers, _) = stage.chat(&asked).await;
    assert_eq!(
        (status, &headers["x-ccproxy-ignored"]),
        (StatusCode::OK, &"seed".parse().unwrap())
    );
    stage.end().await;

    let strict = Stage::with("\n[translation]\nstrict = true\n").await;
    let (status, _, body) = strict.chat(&asked).await;
    assert_eq!(status, 400, "{body}");
    assert_eq!(body["error"]["param"], "seed");
    assert!(strict.sent().is_empty());
    strict.end().await;
}

#[tokio::test]
async fn a_used_up_plan_is_not_tried_again_and_a_burst_is() {
    let stage = Stage::with("").await;
    for (scenario, code, again) in [
        ("error429plan", "usage_limit_reached", Some("false")),
        ("error429", "rate_limit_exceeded", None),
    ] {
        let (status, headers, body) = stage.chat(&question(&format!("[[fake:{scenario}]]"))).await;
        assert_eq!(status, 429);
        assert_eq!(body["error"]["code"], code);
        let retry = headers.get("x-should-retry").map(|v| v.to_str().unwrap());
        assert_eq!(retry, again, "{scenario}");
        assert!(headers.contains_key("retry-after"));
    }
    stage.end().await;
}

#[tokio::test]
async fn models_are_listed_in_the_shape_of_whoever_asks_with_the_aliases() {
    let stage = Stage::with("\n[models.aliases]\n\"gpt-4o\" = \"claude-sonnet-5-5\"\n").await;
    let (_, _, anthropic) = stage.get("/v1/models", false).await;
    assert_eq!(anthropic["data"][0]["type"], "model");
    for path in ["/v1/models", "/openai/v1/models"] {
        let (status, _, openai) = stage.get(path, true).await;
        assert_eq!(
            (status, &openai["object"]),
            (StatusCode::OK, &json!("list"))
        );
        let ids: Vec<&str> = openai["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|model| model["id"].as_str().unwrap())
            .collect();
        assert!(
            ids.contains(&"claude-sonnet-5-5") && ids.contains(&"gpt-4o"),
            "{ids:?}"
        );
    }
    let (status, _, one) = stage.get("/openai/v1/models/gpt-4o", true).await;
    assert_eq!(
        (status, &one["id"], &one["object"]),
        (StatusCode::OK, &json!("gpt-4o"), &json!("model"))
    );
    let (status, _, none) = stage.get("/openai/v1/models/gpt-9", true).await;
    assert_eq!(
        (status, &none["error"]["code"]),
        (StatusCode::NOT_FOUND, &json!("model_not_found"))
    );
    stage.end().await;
}

#[tokio::test]
async fn signed_thoughts_come_back_to_the_model_that_thought_them_until_the_account_changes() {
    let stage = Stage::with("").await;
    let tools = json!([{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object",
        "properties": {"city": {"type": "string"}}}}}]);
    let mut asked = question("[[fake:thinking_tool]]");
    asked["tools"] = tools;
    asked["reasoning_effort"] = "high".into();
    let (status, _, body) = stage.chat(&asked).await;
    assert_eq!(status, 200, "{body}");
    let message = body["choices"][0]["message"].clone();
    let call = message["tool_calls"][0]["id"].clone();
    let turns = asked["messages"].as_array_mut().unwrap();
    turns.push(message);
    turns.push(json!({"role": "tool", "tool_call_id": call, "content": "sunny"}));

    let kinds = |body: &Value| -> Vec<String> {
        let content = body["messages"][1]["content"].as_array().unwrap();
        content
            .iter()
            .map(|block| block["type"].as_str().unwrap().to_owned())
            .collect()
    };
    stage.chat(&asked).await;
    assert_eq!(kinds(&stage.sent()[1]), ["thinking", "text", "tool_use"]);
    asked["model"] = "claude-opus-5".into();
    stage.chat(&asked).await;
    assert_eq!(kinds(&stage.sent()[2]), ["text", "tool_use"]);

    // Another login: nobody knows whose thoughts these were.
    let path = stage.folder.path().join("credentials.json");
    let file = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        file.replace("sk-ant-oat01-stored", "sk-ant-oat01-another"),
    )
    .unwrap();
    asked["model"] = "claude-sonnet-5-5".into();
    let mut forgotten = false;
    for _ in 0..50 {
        stage.chat(&asked).await;
        forgotten = kinds(stage.sent().last().unwrap()) == ["text", "tool_use"];
        if forgotten {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(forgotten);
    stage.end().await;
}

#[tokio::test]
async fn a_stream_is_events_of_chat_to_its_end() {
    let stage = Stage::with("").await;
    let mut asked = question("hi");
    asked["stream"] = true.into();
    let request = client()
        .post(stage.url("/v1/chat/completions"))
        .json(&asked);
    let response = request.send().await.unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "text/event-stream; charset=utf-8"
    );
    let text = response.text().await.unwrap();
    assert!(text.starts_with("data: {\"id\":\"chatcmpl-"), "{text}");
    assert!(text.ends_with("data: [DONE]\n\n"), "{text}");
    stage.end().await;
}
