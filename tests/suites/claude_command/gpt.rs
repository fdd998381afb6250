//! GPT models for the `claude` command: what it says is translated for OpenAI, and the answers back.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use e2e::claude::Claude;
use e2e::gpt::{Both, Way};
use e2e::stage::TOKEN;
use e2e::{DEADLINE, Stage, eventually};
use serde_json::Value;

use crate::program;

const GPT: &str = "gpt-6.1-sol";

/// A run on the GPT model, with the right token.
async fn claude(program: &Path, stage: &Stage, prompt: &str) -> Result<Claude> {
    let run = Claude::new(program, &stage.gateway.url(), prompt).await?;
    let run = run.env("ANTHROPIC_AUTH_TOKEN", TOKEN);
    Ok(run.arguments(&["--model", GPT]))
}

async fn codex() -> Result<Both> {
    Both::with(&[], &[Way::Codex]).await
}

/// The requests for answers that reached OpenAI.
async fn asked(both: &Both) -> Result<Vec<Value>> {
    let mut log = both.openai.fake.log().await?;
    log.retain(|entry| entry["method"] == "POST");
    Ok(log)
}

/// The items of `kind` in the input of `request`.
fn items<'a>(request: &'a Value, kind: &str) -> Vec<&'a Value> {
    let input = request["body"]["input"].as_array().into_iter().flatten();
    input.filter(|item| item["type"] == kind).collect()
}

#[tokio::test]
async fn text_arrives_by_each_way_to_the_model() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    for way in [Way::Codex, Way::Key, Way::Plan] {
        let both = Both::with(&[], &[way]).await?;
        let run = claude(&program, &both.stage, "say hi").await?;
        let run = run.arguments(&["--tools", ""]).run().await?;
        let text = run.text()?;
        ensure!(text == "hello from fake upstream", "{way:?}: {text}");
        let requests = asked(&both).await?;
        let [request] = &requests[..] else {
            anyhow::bail!("{way:?}: not one request: {requests:#?}");
        };
        ensure!(request["body"]["model"] == GPT, "{request}");
        both.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn nothing_of_its_identity_goes_to_openai() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = codex().await?;
    let run = claude(&program, &both.stage, "say hi").await?;
    run.run().await?.text()?;
    let requests = asked(&both).await?;
    let request = requests.first().context("no request")?;
    let headers = request["headers"].to_string();
    ensure!(headers.contains("ccproxy/"), "{headers}");
    for word in ["claude", "anthropic", "stainless", "x-app"] {
        ensure!(!headers.contains(word), "{word}: {headers}");
    }
    let body = &request["body"];
    let instructions = body["instructions"].as_str().context("no instructions")?;
    ensure!(instructions.contains("You are terse."), "{instructions}");
    let billed = body.to_string().contains("x-anthropic-billing-header");
    ensure!(!billed, "a billing header is in {instructions}");
    for field in ["metadata", "context_management", "user"] {
        ensure!(body[field].is_null(), "{field}: {}", body[field]);
    }
    both.close().await
}

#[tokio::test]
async fn system_messages_within_the_conversation_stay_in_their_place() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = codex().await?;
    let run = claude(&program, &both.stage, "say hi").await?;
    run.run().await?.text()?;
    let requests = asked(&both).await?;
    let request = requests.first().context("no request")?;
    let messages = items(request, "message");
    let roles: Vec<&str> = messages
        .iter()
        .filter_map(|item| item["role"].as_str())
        .collect();
    ensure!(roles == ["user", "developer"], "{roles:?} {messages:#?}");
    let told = messages[1]["content"].to_string();
    ensure!(told.contains("# Environment"), "{told}");
    both.close().await
}

#[tokio::test]
async fn it_uses_its_tools_and_the_thoughts_come_home() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    for way in [Way::Codex, Way::Key, Way::Plan] {
        tools_and_thoughts(&program, &[], way)
            .await
            .with_context(|| format!("{way:?}"))?;
    }
    Ok(())
}

/// It breaks its events and pauses where nobody would.
#[tokio::test]
async fn a_provider_that_does_all_that_it_may_is_understood() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    tools_and_thoughts(&program, &["--mode", "hostile"], Way::Codex).await
}

async fn tools_and_thoughts(program: &Path, fakes: &[&str], way: Way) -> Result<()> {
    let both = Both::with(fakes, &[way]).await?;
    let call = r#"[[fake:reasoning_tool:Bash={"command": "echo 40 + 2 is $((40 + 2))"}]]"#;
    let run = claude(program, &both.stage, call).await?;
    let tools = ["--tools", "Bash,Read", "--allowedTools", "Bash,Read"];
    let run = run.arguments(&tools).run().await?;
    let text = run.text()?;
    ensure!(text.contains("40 + 2 is 42"), "{text}");
    for kind in ["thinking_delta", "signature_delta", "input_json_delta"] {
        let events = run.events();
        let found = events.iter().any(|event| event["delta"]["type"] == kind);
        ensure!(found, "no {kind}: {events:#?}");
    }
    let requests = asked(&both).await?;
    let [_, second] = &requests[..] else {
        anyhow::bail!("not two requests: {requests:#?}");
    };
    let thoughts = items(second, "reasoning");
    let [thought] = &thoughts[..] else {
        anyhow::bail!("not one thought: {second:#}");
    };
    let sealed = thought["encrypted_content"].as_str().unwrap_or_default();
    ensure!(
        !sealed.is_empty() && !sealed.starts_with("ccp1."),
        "{thought}"
    );
    let calls = items(second, "function_call");
    let results = items(second, "function_call_output");
    ensure!(calls.len() == 1 && results.len() == 1, "{second:#}");
    ensure!(calls[0]["call_id"] == results[0]["call_id"], "{second:#}");
    both.close().await
}

#[tokio::test]
async fn calls_side_by_side_all_get_their_results() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = codex().await?;
    let run = claude(&program, &both.stage, "[[fake:parallel:2]]").await?;
    let tools = [
        "--tools",
        "Read",
        "--allowedTools",
        "Read",
        "--add-dir",
        "/etc",
    ];
    let run = run.arguments(&tools).run().await?;
    let text = run.text()?;
    for file in ["/etc/hostname", "/etc/hosts"] {
        let word = std::fs::read_to_string(file)?;
        let word = word.split_whitespace().next().context("an empty file")?;
        ensure!(text.contains(word), "{file}: {word:?} is not in {text}");
    }
    let requests = asked(&both).await?;
    let second = requests.get(1).context("one request")?;
    ensure!(
        items(second, "function_call_output").len() == 2,
        "{second:#}"
    );
    both.close().await
}

#[tokio::test]
async fn what_the_model_thought_is_shown() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = codex().await?;
    let run = claude(&program, &both.stage, "[[fake:reasoning]]").await?;
    let run = run.arguments(&["--tools", ""]).run().await?;
    ensure!(run.text()?.contains("hello from fake upstream"));
    let events = run.events();
    let thought = events
        .iter()
        .filter_map(|event| event["delta"]["thinking"].as_str());
    let thought: String = thought.collect();
    ensure!(thought.contains("The question is plain."), "{thought:?}");
    both.close().await
}

#[tokio::test]
async fn tokens_are_counted_here_for_its_view_of_the_context() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = codex().await?;
    let run = claude(&program, &both.stage, "/context").await?;
    let run = run
        .arguments(&["--tools", "Bash,Read"])
        .with_slash_commands();
    let text = run.run().await?.text()?;
    let row = text.lines().find(|line| line.contains("System tools"));
    let tokens = row.and_then(|row| row.split('|').nth(2)).map(str::trim);
    ensure!(tokens.is_some_and(|tokens| tokens != "0"), "{text}");
    let log = both.stage.gateway.log();
    ensure!(
        log.contains("/v1/messages/count_tokens"),
        "it counted by itself"
    );
    ensure!(asked(&both).await?.is_empty(), "it went upstream");
    both.close().await
}

#[tokio::test]
async fn a_long_answer_arrives_whole() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = codex().await?;
    let run = claude(&program, &both.stage, "[[fake:long:256]]").await?;
    let run = run.arguments(&["--tools", ""]).run().await?;
    let text = run.text()?;
    let words = text.split_whitespace().enumerate();
    for (number, word) in words {
        ensure!(
            word == format!("word{number}"),
            "{word} is the word {number}"
        );
    }
    ensure!(text.len() >= 256 * 1024 - 1, "{} bytes", text.len());
    both.close().await
}

#[tokio::test]
async fn ctrl_c_ends_the_request_at_openai() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = codex().await?;
    let run = claude(&program, &both.stage, "[[fake:hang]]").await?;
    let mut running = run.arguments(&["--tools", ""]).start()?;
    running.prints("text_delta").await?;
    let open = both.openai.fake.streams().await?;
    ensure!(open.len() == 1 && open[0]["ended"].is_null(), "{open:#?}");
    running.interrupt()?;
    let gone = async || {
        let streams = both.openai.fake.streams().await?;
        Ok((streams[0]["how"] == "client_gone").then_some(()))
    };
    eventually("the end of the request", DEADLINE, gone).await?;
    running.ended().await?;
    both.close().await
}

#[tokio::test]
async fn a_used_up_plan_is_told() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    for (way, scenario) in [(Way::Codex, "usage_limit"), (Way::Plan, "sub_limit")] {
        let both = Both::with(&[], &[way]).await?;
        let run = claude(&program, &both.stage, &format!("[[fake:{scenario}]]")).await?;
        // It would try again ten times, were it not told that this is in vain.
        let run = run.env("CLAUDE_CODE_MAX_RETRIES", "10");
        let run = run.arguments(&["--tools", ""]).run().await?;
        let result = run.result()?;
        ensure!(result["is_error"] == true, "{result:#}");
        ensure!(result["api_error_status"] == 429, "{result:#}");
        let told = result["result"].as_str().unwrap_or_default();
        ensure!(told.to_lowercase().contains("usage limit"), "{told}");
        let requests = asked(&both).await?;
        ensure!(requests.len() == 1, "it knocked on: {requests:#?}");
        both.close().await?;
    }
    Ok(())
}

/// What it says of any 404, whatever the refusal says (measured with claude 2.1.331).
#[tokio::test]
async fn a_model_whose_provider_is_off_is_named_as_the_fault() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let run = claude(&program, &stage, "say hi").await?;
    let run = run.arguments(&["--tools", ""]).run().await?;
    let result = run.result()?;
    ensure!(result["is_error"] == true, "{result:#}");
    ensure!(result["api_error_status"] == 404, "{result:#}");
    let told = result["result"].as_str().unwrap_or_default();
    ensure!(told.contains(GPT), "{told}");
    ensure!(stage.fake.log().await?.is_empty(), "it went to Anthropic");
    stage.close().await
}

#[tokio::test]
async fn a_broken_stream_is_not_taken_for_an_answer() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = codex().await?;
    for scenario in [
        "cut",
        "reset",
        "mid_error",
        "failed_late:server_is_overloaded",
    ] {
        let run = claude(&program, &both.stage, &format!("[[fake:{scenario}]]")).await?;
        let run = run.arguments(&["--tools", ""]).run().await?;
        let events = run.events();
        let mut ends = events
            .iter()
            .filter(|event| event["delta"]["stop_reason"] == "end_turn");
        ensure!(
            ends.next().is_none(),
            "{scenario}: a regular end: {events:#?}"
        );
        let result = run.result()?;
        ensure!(result["is_error"] == true, "{scenario}: {result:#}");
    }
    both.close().await
}
