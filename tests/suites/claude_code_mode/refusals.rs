//! Why there is no answer, in the shape that each client reads.

use anyhow::{Context as _, Result, ensure};
use e2e::claude_code::Commanded;
use e2e::gateway::Setup;
use e2e::messages::{self, MODEL};
use serde_json::json;

/// Checks that each format gets `status` and a message that holds `way`.
async fn told(stage: &Commanded, status: u16, kind: &str, way: &str) -> Result<()> {
    for stream in [false, true] {
        let mut body = messages::body("text");
        body["stream"] = stream.into();
        let answer = stage.ask("/v1/messages", &body).await?;
        let why = messages::refusal(&answer, status, kind)?;
        ensure!(why.contains(way), "no way out: {why}");
        ensure!(
            answer.header("x-should-retry") == Some("false"),
            "{answer:?}"
        );
        let turns = json!([{"role": "user", "content": "hi"}]);
        let chat = json!({"model": MODEL, "messages": turns, "stream": stream});
        let response = json!({"model": MODEL, "input": "hi", "stream": stream});
        for (path, body) in [
            ("/openai/v1/chat/completions", chat),
            ("/openai/v1/responses", response),
        ] {
            let answer = stage.ask(path, &body).await?;
            ensure!(
                answer.status == status,
                "{path}: {} {}",
                answer.status,
                answer.text()
            );
            let body = answer.json()?;
            let error = body["error"].as_object().context("no error")?;
            for field in ["message", "type", "param", "code"] {
                ensure!(error.contains_key(field), "{path}: no {field} in {body}");
            }
            let why = error["message"].as_str().unwrap_or_default();
            ensure!(why.contains(way), "{path}: no way out: {why}");
        }
    }
    ensure!(stage.asked().await?.is_empty(), "it went upstream");
    Ok(())
}

#[tokio::test]
async fn where_there_is_no_command_the_answer_says_what_to_install() -> Result<()> {
    let without = |setup: Setup| {
        let none = setup.home().work().join("no-such-command");
        let setup = setup.env("CLAUDE__CLI_PATH", &none.to_string_lossy());
        setup.env("CLAUDE__MODE", "code")
    };
    let Some(stage) = Commanded::with(&[], without).await? else {
        return Ok(());
    };
    told(&stage, 503, "api_error", "claude.cli_path").await?;
    stage.close().await
}

#[tokio::test]
async fn where_nobody_is_signed_in_the_answer_says_how_to() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    std::fs::remove_file(stage.gateway.home.home().join(".claude/.credentials.json"))?;
    told(&stage, 401, "authentication_error", "claude auth login").await?;
    stage.close().await
}

#[tokio::test]
async fn where_there_is_no_credential_at_all_both_ways_are_named() -> Result<()> {
    let nobody = |setup: Setup| {
        // There may be none in this home yet, which is as good.
        let _ = std::fs::remove_file(setup.home().home().join(".claude/.credentials.json"));
        let none = setup.home().work().join("no-such-command");
        let setup = setup.env("CLAUDE__CLI_PATH", &none.to_string_lossy());
        let setup = setup.env("CREDENTIALS__STORE", "file");
        setup.env("CLAUDE__MODE", "auto")
    };
    let Some(stage) = Commanded::with(&[], nobody).await? else {
        return Ok(());
    };
    let answer = stage.ask("/v1/messages", &messages::body("text")).await?;
    let why = messages::refusal(&answer, 401, "authentication_error")?;
    for way in ["`ccproxy auth login`", "`claude auth login`"] {
        ensure!(why.contains(way), "no way out: {why}");
    }
    stage.close().await
}

/// Puts a `claude` of another version into the setup's work folder. Another process writes it: one that this process has open
/// for writing cannot be started (ETXTBSY).
fn of_version(setup: &Setup, version: &str) -> Result<String> {
    let (draft, program) = (
        setup.home().work().join("draft"),
        setup.home().work().join("claude"),
    );
    std::fs::write(
        &draft,
        format!("#!/bin/sh\necho '{version} (Claude Code)'\n"),
    )?;
    let installed = std::process::Command::new("install")
        .args(["-m", "700"])
        .args([&draft, &program])
        .status()?;
    ensure!(installed.success(), "{installed}");
    Ok(program.display().to_string())
}

#[tokio::test]
async fn where_nothing_else_answers_a_command_that_is_too_old_is_said_to_be() -> Result<()> {
    let mut faults = Vec::new();
    let old = |setup: Setup| match of_version(&setup, "2.1.197") {
        Ok(program) => setup
            .env("CLAUDE__CLI_PATH", &program)
            .env("CREDENTIALS__STORE", "file")
            .env("CLAUDE__MODE", "auto"),
        Err(error) => {
            faults.push(error);
            setup
        }
    };
    let Some(stage) = Commanded::with(&[], old).await? else {
        return Ok(());
    };
    ensure!(faults.is_empty(), "{faults:?}");
    let answer = stage.ask("/v1/messages", &messages::body("text")).await?;
    let why = messages::refusal(&answer, 401, "authentication_error")?;
    for way in ["`ccproxy auth login`", "2.1.197", "`claude update`"] {
        ensure!(why.contains(way), "no way out: {why}");
    }
    stage.close().await
}

#[tokio::test]
async fn a_plan_that_is_used_up_is_a_limit_in_each_format() -> Result<()> {
    let Some(stage) =
        Commanded::with(&["--unified"], |setup| setup.env("CLAUDE__MODE", "code")).await?
    else {
        return Ok(());
    };
    let answer = stage
        .ask("/v1/messages", &messages::body("error429plan"))
        .await?;
    messages::refusal(&answer, 429, "rate_limit_error")?;
    ensure!(
        answer.header("x-should-retry") == Some("false"),
        "{answer:?}"
    );
    ensure!(answer.header("retry-after").is_some(), "{answer:?}");
    let text = "[[fake:error429plan]]";
    let chat = json!({"model": MODEL, "messages": [{"role": "user", "content": text}]});
    let answer = stage.ask("/openai/v1/chat/completions", &chat).await?;
    ensure!(answer.status == 429, "{}", answer.text());
    ensure!(
        answer.json()?["error"]["code"] == "usage_limit_reached",
        "{}",
        answer.text()
    );
    let answer = stage
        .ask(
            "/openai/v1/responses",
            &json!({"model": MODEL, "input": text}),
        )
        .await?;
    ensure!(answer.status == 429, "{}", answer.text());
    stage.close().await
}

#[tokio::test]
async fn a_burst_is_a_limit_that_an_sdk_may_meet_again_by_itself() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    let burst = messages::body("error429");
    let answer = stage.ask("/v1/messages", &burst).await?;
    messages::refusal(&answer, 429, "rate_limit_error")?;
    for told_of_plans in ["x-should-retry", "anthropic-ratelimit-unified-status"] {
        ensure!(answer.header(told_of_plans).is_none(), "{answer:?}");
    }
    let text = "[[fake:error429]]";
    let chat = json!({"model": MODEL, "messages": [{"role": "user", "content": text}]});
    let answer = stage.ask("/openai/v1/chat/completions", &chat).await?;
    let code = &answer.json()?["error"]["code"];
    ensure!(code == "rate_limit_exceeded", "{}", answer.text());
    stage.close().await
}
