//! The real `claude` command, unmodified, through the gateway.

mod gpt;

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use e2e::claude::Claude;
use e2e::clients;
use e2e::stage::{Stage, TOKEN};
use serde_json::Value;

/// A token as a signed-in `claude` would send it. It opens nothing.
const LOGIN: &str = "sk-ant-oat01-canary-of-somebodys-login-0123456789abcdef-AA";

fn program() -> Result<Option<PathBuf>> {
    clients::named_by("CCPROXY_CLAUDE")
}

/// A run with the right token and no tool.
async fn claude(program: &std::path::Path, stage: &Stage, prompt: &str) -> Result<Claude> {
    let run = Claude::new(program, &stage.gateway.url(), prompt).await?;
    Ok(run.env("ANTHROPIC_AUTH_TOKEN", TOKEN))
}

/// The messages requests that reached upstream.
async fn asked(stage: &Stage) -> Result<Vec<Value>> {
    let mut log = stage.fake.log().await?;
    log.retain(|entry| {
        let path = entry["path"].as_str().unwrap_or_default();
        path.starts_with("/v1/messages")
    });
    Ok(log)
}

#[tokio::test]
async fn text_arrives_as_it_streams() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let run = claude(&program, &stage, "say hi").await?;
    let run = run.arguments(&["--tools", ""]).run().await?;
    ensure!(run.text()?.contains("hello from fake upstream"));
    let events = run.events();
    ensure!(
        events
            .first()
            .is_some_and(|event| event["type"] == "message_start")
    );
    ensure!(
        events
            .last()
            .is_some_and(|event| event["type"] == "message_stop")
    );
    let [request] = &asked(&stage).await?[..] else {
        anyhow::bail!("not one request: {:#?}", asked(&stage).await?);
    };
    ensure!(request["path"] == "/v1/messages?beta=true", "{request}");
    ensure!(request["body"]["stream"] == true);
    stage.close().await
}

#[tokio::test]
async fn the_token_may_be_an_api_key() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let run = Claude::new(&program, &stage.gateway.url(), "say hi").await?;
    let run = run.env("ANTHROPIC_API_KEY", TOKEN);
    let run = run.arguments(&["--tools", ""]).run().await?;
    ensure!(run.text()?.contains("hello from fake upstream"));
    stage.close().await
}

#[tokio::test]
async fn it_uses_its_tools() -> Result<()> {
    const FILE: &str = "/etc/hostname";
    let Some(program) = program()? else {
        return Ok(());
    };
    let word = std::fs::read_to_string(FILE).context("the fake has this file read")?;
    let stage = Stage::new().await?;
    let run = claude(&program, &stage, "read it [[fake:tool]]").await?;
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
    ensure!(text.contains("The tools answered"), "{text}");
    ensure!(text.contains(word.trim()), "{word:?} is not in {text}");
    let requests = asked(&stage).await?;
    ensure!(requests.len() == 2, "{requests:#?}");
    let history = requests[1]["body"]["messages"].to_string();
    ensure!(history.contains("tool_use") && history.contains("tool_result"));
    stage.close().await
}

#[tokio::test]
async fn thinking_arrives() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let run = claude(&program, &stage, "think [[fake:thinking]]").await?;
    let run = run.arguments(&["--tools", ""]).run().await?;
    ensure!(run.text()?.contains("hello from fake upstream"));
    for kind in ["thinking_delta", "signature_delta"] {
        let events = run.events();
        let found = events.iter().any(|event| event["delta"]["type"] == kind);
        ensure!(found, "no {kind}: {events:#?}");
    }
    stage.close().await
}

#[tokio::test]
async fn a_rate_limit_is_told() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    for scenario in ["error429", "error429plan"] {
        let run = claude(&program, &stage, &format!("[[fake:{scenario}]]")).await?;
        let run = run.arguments(&["--tools", ""]).run().await?;
        let result = run.result()?;
        ensure!(result["is_error"] == true, "{result:#}");
        ensure!(result["api_error_status"] == 429, "{result:#}");
        ensure!(run.status.code() == Some(1), "{}", run.status);
    }
    stage.close().await
}

#[tokio::test]
async fn a_broken_stream_is_not_taken_for_an_answer() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let run = claude(&program, &stage, "[[fake:cut]]").await?;
    let run = run.arguments(&["--tools", ""]).run().await?;
    let stop = run
        .events()
        .into_iter()
        .any(|event| event["delta"]["stop_reason"] == "end_turn");
    ensure!(!stop, "it was told of a regular end: {:#?}", run.events());
    let result = run.result()?;
    ensure!(result["is_error"] == true, "{result:#}");
    stage.close().await
}

#[tokio::test]
async fn a_wrong_token_is_told() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    for variable in ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"] {
        let run = Claude::new(&program, &stage.gateway.url(), "say hi").await?;
        let run = run.env(variable, "wrong");
        let run = run.arguments(&["--tools", ""]).run().await?;
        let result = run.result()?;
        ensure!(result["is_error"] == true, "{variable}: {result:#}");
        ensure!(result["api_error_status"] == 401, "{variable}: {result:#}");
        ensure!(run.status.code() == Some(1), "{variable}: {}", run.status);
    }
    ensure!(asked(&stage).await?.is_empty(), "it went upstream");
    stage.close().await
}

#[tokio::test]
async fn a_login_sent_here_is_refused_with_the_way_out_and_goes_nowhere() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let trace = |setup: e2e::gateway::Setup| setup.env("LOG__LEVEL", "trace");
    let stage = Stage::with(&["--canary", LOGIN], trace).await?;
    let run = Claude::new(&program, &stage.gateway.url(), "say hi").await?;
    let run = run.env("ANTHROPIC_AUTH_TOKEN", LOGIN);
    let run = run.arguments(&["--tools", ""]).run().await?;
    let result = run.result()?;
    ensure!(result["api_error_status"] == 401, "{result:#}");
    let told = serde_json::to_string(&run.lines)?;
    ensure!(
        told.contains("Set ANTHROPIC_AUTH_TOKEN"),
        "no way out: {result:#}"
    );
    ensure!(!told.contains(LOGIN), "the login was repeated");
    ensure!(
        !stage.gateway.log().contains(LOGIN),
        "the login is in the log"
    );
    ensure!(asked(&stage).await?.is_empty(), "it went upstream");
    stage.close().await
}

#[tokio::test]
async fn a_login_sent_here_without_a_token_set_stays_here() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let fake = e2e::Fake::for_gateway(&["--canary", LOGIN]).await?;
    let setup = e2e::gateway::Setup::to(&fake)?.env("LOG__LEVEL", "trace");
    let gateway = setup.start().await?;
    let run = Claude::new(&program, &gateway.url(), "say hi").await?;
    let run = run.env("ANTHROPIC_AUTH_TOKEN", LOGIN);
    let run = run.arguments(&["--tools", ""]).run().await?;
    ensure!(run.text()?.contains("hello from fake upstream"));
    ensure!(!gateway.log().contains(LOGIN), "the login is in the log");
    let violations = fake.violations().await?;
    ensure!(violations.is_empty(), "{violations:#?}");
    Ok(())
}

#[tokio::test]
async fn it_finds_the_models() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let run = claude(&program, &stage, "say hi").await?;
    let run = run.env("CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY", "1");
    let run = run.arguments(&["--tools", ""]).run().await?;
    ensure!(run.text()?.contains("hello from fake upstream"));
    let log = stage.fake.log().await?;
    let listed = log.iter().find(|entry| {
        let path = entry["path"].as_str().unwrap_or_default();
        path.starts_with("/v1/models")
    });
    let listed = listed.with_context(|| format!("it has not asked: {log:#?}"))?;
    ensure!(listed["status"] == 200, "{listed}");
    stage.close().await
}
