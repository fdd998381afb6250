//! How a request comes to the command, and what of it works in every format.

use anyhow::{Context as _, Result, ensure};
use e2e::claude_code::{Commanded, text_of};
use e2e::fake::UPSTREAM_KEY;
use e2e::messages::{self, MODEL};
use e2e::sse;
use e2e::stage::TOKEN;
use e2e::wire::{Answer, Request};
use serde_json::{Value, json};

const TEXT: &str = "hello from fake upstream";

/// The last asker's user agent.
async fn asker(stage: &Commanded) -> Result<String> {
    let asked = stage.asked().await?;
    let last = asked.last().context("nobody was asked")?;
    let headers = last["headers"].as_array().context("no headers")?;
    let agent = headers.iter().find(|header| {
        let name = header[0].as_str().unwrap_or_default();
        name.eq_ignore_ascii_case("user-agent")
    });
    Ok(agent.context("no user agent")?[1]
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

fn chat(text: &str) -> Value {
    json!({"model": MODEL, "messages": [{"role": "user", "content": text}]})
}

fn response(text: &str) -> Value {
    json!({"model": MODEL, "input": text})
}

#[tokio::test]
async fn each_way_that_names_the_command_leads_to_it_and_no_other_does() -> Result<()> {
    let with_key = |setup: e2e::gateway::Setup| {
        setup
            .env("CLAUDE__MODE", "api")
            .env("CLAUDE__API_KEY", UPSTREAM_KEY)
    };
    let Some(stage) = Commanded::with(&[], with_key).await? else {
        return Ok(());
    };
    let question = messages::body("text");
    let mut prefixed = question.clone();
    prefixed["model"] = format!("claude-code/{MODEL}").into();
    for (path, body) in [
        ("/sdk/v1/messages", &question),
        ("/sdk/a-session/v1/messages", &question),
        ("/claude/sdk/v1/messages", &question),
        ("/v1/messages", &prefixed),
        ("/sdk/v1/chat/completions", &chat("hi")),
        ("/sdk/a-session/v1/chat/completions", &chat("hi")),
        ("/sdk/v1/responses", &response("hi")),
        ("/sdk/a-session/v1/responses", &response("hi")),
    ] {
        let answer = stage.ask(path, body).await?;
        ensure!(answer.status == 200, "{path}: {}", answer.text());
        ensure!(answer.text().contains(TEXT), "{path}: {}", answer.text());
        let asker = asker(&stage).await?;
        ensure!(asker.starts_with("claude-cli/"), "{path}: {asker}");
        let asked = stage.asked().await?;
        let model = &asked.last().context("nobody was asked")?["body"]["model"];
        ensure!(model == MODEL, "{path}: {model}");
    }
    let models = Request::new("GET", "/sdk/a-session/v1/models", stage.address());
    let answer = models.header("x-api-key", TOKEN);
    let answer = answer.send(stage.address()).await?;
    ensure!(answer.text().contains("\"opus\""), "{}", answer.text());
    let count = stage
        .ask("/sdk/a-session/v1/messages/count_tokens", &question)
        .await?;
    ensure!(
        count.header("x-ccproxy-estimated") == Some("1"),
        "{count:?}"
    );
    let answer = stage.ask("/v1/messages", &question).await?;
    ensure!(text_of(&answer)? == TEXT);
    ensure!(asker(&stage).await?.starts_with("ccproxy/"));
    stage.close().await
}

/// What an answer must be, in the fake: `{"age": 36, "name": "Ada"}`.
fn person() -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": ["name", "age"],
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    })
}

#[tokio::test]
async fn answers_by_a_schema_are_the_text_in_each_format_and_asked_for_once() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    let mut message = messages::body("structured");
    message["output_config"] = json!({"format": {"type": "json_schema", "schema": person()}});
    let mut chat = chat("[[fake:structured]]");
    let named = json!({"name": "person", "strict": true, "schema": person()});
    chat["response_format"] = json!({"type": "json_schema", "json_schema": named});
    let mut response = response("[[fake:structured]]");
    response["text"] = json!({"format": {
        "type": "json_schema", "name": "person", "strict": true, "schema": person(),
    }});
    for (path, body, place, ended) in [
        ("/v1/messages", message, "/content/0/text", "/stop_reason"),
        (
            "/v1/chat/completions",
            chat,
            "/choices/0/message/content",
            "/choices/0/finish_reason",
        ),
        (
            "/v1/responses",
            response,
            "/output/0/content/0/text",
            "/status",
        ),
    ] {
        let answer = stage.ask(path, &body).await?;
        ensure!(answer.status == 200, "{path}: {}", answer.text());
        let answer = answer.json()?;
        let text = answer.pointer(place).and_then(Value::as_str);
        let ada: Value = serde_json::from_str(text.with_context(|| format!("{path}: {answer}"))?)?;
        ensure!(ada["name"].is_string() && ada["age"].is_u64(), "{ada}");
        let end = answer.pointer(ended).and_then(Value::as_str);
        let well = ["end_turn", "stop", "completed"];
        ensure!(end.is_some_and(|end| well.contains(&end)), "{answer}");
    }
    ensure!(stage.asked().await?.len() == 3, "it was asked for again");
    stage.close().await
}

fn stopping(stream: bool) -> Value {
    let mut body = messages::body("echo");
    body["messages"][0]["content"] = "before HALT after [[fake:echo]]".into();
    body["stop_sequences"] = json!(["HALT"]);
    body["stream"] = stream.into();
    body
}

#[tokio::test]
async fn stop_sequences_end_the_answers_of_a_command_that_has_none() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    let whole = stage.ask("/v1/messages", &stopping(false)).await?;
    ensure!(text_of(&whole)? == "echo: before ", "{}", whole.text());
    let whole = whole.json()?;
    ensure!(whole["stop_reason"] == "stop_sequence", "{whole}");
    ensure!(whole["stop_sequence"] == "HALT", "{whole}");
    let streamed = stage.ask("/v1/messages", &stopping(true)).await?;
    let events = sse::events(&streamed.text())?;
    ensure!(sse::text(&events) == "echo: before ", "{}", streamed.text());
    let reason = events
        .iter()
        .find_map(|(name, data)| (name == "message_delta").then_some(&data["delta"]));
    let reason = reason.context("no message_delta")?;
    ensure!(reason["stop_reason"] == "stop_sequence", "{reason}");
    let mut body = chat("before HALT after [[fake:echo]]");
    body["stop"] = "HALT".into();
    let chat = stage.ask("/openai/v1/chat/completions", &body).await?;
    let choice = &chat.json()?["choices"][0];
    ensure!(choice["message"]["content"] == "echo: before ", "{choice}");
    ensure!(choice["finish_reason"] == "stop", "{choice}");
    stage.close().await
}

#[tokio::test]
async fn tokens_are_estimated_and_nobody_is_asked() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    let count = async |text: &str| -> Result<(Answer, u64)> {
        let body = json!({"model": MODEL, "messages": [{"role": "user", "content": text}]});
        let answer = stage.ask("/v1/messages/count_tokens", &body).await?;
        let count = answer.json()?["input_tokens"].as_u64();
        Ok((answer, count.context("no count")?))
    };
    let (answer, short) = count("hello").await?;
    ensure!(answer.header("x-ccproxy-estimated") == Some("1"));
    let (_, long) = count(&"hello there ".repeat(1000)).await?;
    ensure!(short > 0 && long > short + 1000, "{short} {long}");
    ensure!(stage.asked().await?.is_empty());
    stage.close().await
}

#[tokio::test]
async fn what_changes_the_answers_shape_is_refused_and_what_tunes_it_is_named() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    let mut forced = messages::body("tool");
    forced["tools"] = json!([{"name": "t", "input_schema": {"type": "object"}}]);
    forced["tool_choice"] = json!({"type": "any"});
    let mut contained = messages::body("text");
    contained["container"] = "a-container".into();
    let mut begun = messages::body("text");
    begun["messages"] = json!([
        {"role": "user", "content": "Go on."},
        {"role": "assistant", "content": "Once upon"},
    ]);
    for body in [&forced, &contained] {
        let answer = stage.ask("/v1/messages", body).await?;
        let why = messages::refusal(&answer, 400, "invalid_request_error")?;
        ensure!(why.contains("claude.mode"), "no way out: {why}");
    }
    let answer = stage.ask("/v1/messages", &begun).await?;
    messages::refusal(&answer, 400, "invalid_request_error")?;
    let mut several = chat("hi");
    several["n"] = 2.into();
    let answer = stage.ask("/v1/chat/completions", &several).await?;
    ensure!(answer.status == 400, "{}", answer.text());
    ensure!(stage.asked().await?.is_empty(), "it went upstream");
    let mut tuned = messages::body("text");
    tuned["temperature"] = 0.5.into();
    let answer = stage.ask("/v1/messages", &tuned).await?;
    ensure!(text_of(&answer)? == TEXT);
    ensure!(answer.header("x-ccproxy-ignored") == Some("temperature"));
    stage.close().await
}
