//! How many processes there are and what they take, as `/metrics` and `ccproxy doctor` tell it.

use anyhow::{Context as _, Result, ensure};
use e2e::claude_code::{Commanded, PATIENT, text_of};
use e2e::stage::TOKEN;
use e2e::{eventually, gateway, messages};
use serde_json::Value;

use crate::open_stream;

const ALL: &str = "ccproxy_claude_code_processes{state=\"all\"}";
const IDLE: &str = "ccproxy_claude_code_processes{state=\"idle\"}";
const STARTED: &str = "ccproxy_claude_code_started_total";
const MEMORY: &str = "ccproxy_claude_code_memory_bytes";

/// What `ccproxy doctor` finds about the processes, where it finds a gateway.
async fn doctor(stage: &Commanded, token: Option<&str>) -> Result<Option<Value>> {
    let port = stage.address().port().to_string();
    let mut environment = vec![("SERVER__PORT", port.as_str()), ("CLAUDE__MODE", "code")];
    environment.extend(token.map(|token| ("SECURITY__AUTH_TOKEN", token)));
    let home = &stage.gateway.home;
    let (_, stdout, stderr) = gateway::command(home, &["doctor", "--json"], &environment).await?;
    let report: Value =
        serde_json::from_str(&stdout).with_context(|| format!("{stdout}{stderr}"))?;
    let findings = report["findings"].as_array().context("no findings")?;
    let processes = findings
        .iter()
        .find(|finding| finding["subject"] == "Claude Code processes");
    Ok(processes.cloned())
}

#[tokio::test]
async fn the_processes_are_counted_while_they_are_there() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    ensure!([stage.metric(ALL).await?, stage.metric(STARTED).await?] == [0, 0]);
    let stream = open_stream(&stage, "never_ends").await?;
    // The two are not of one moment: another one may have been started ahead between them.
    eventually("one that answers is there", PATIENT, async || {
        let all = stage.metric(ALL).await?;
        Ok((all > stage.metric(IDLE).await?).then_some(()))
    })
    .await?;
    // A program of its size takes no less.
    ensure!(stage.metric(MEMORY).await? > 50 << 20);
    drop(stream);
    eventually("only idle ones are there", PATIENT, async || {
        let idle = stage.metric(IDLE).await?;
        Ok((stage.metric(ALL).await? == idle).then_some(()))
    })
    .await?;
    let answer = stage.ask("/v1/messages", &messages::body("text")).await?;
    text_of(&answer)?;
    ensure!(stage.metric(STARTED).await? >= 2);
    stage.close().await
}

#[tokio::test]
async fn doctor_asks_the_running_gateway_for_its_processes() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    let none = doctor(&stage, Some(TOKEN))
        .await?
        .context("nothing was found")?;
    ensure!(none["text"] == "0 running, 0 idle, 0 MiB", "{none}");
    let _stream = open_stream(&stage, "never_ends").await?;
    let some = doctor(&stage, Some(TOKEN))
        .await?
        .context("nothing was found")?;
    ensure!(some["verdict"] == "good", "{some}");
    let text = some["text"].as_str().unwrap_or_default();
    let numbers: Vec<u64> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect();
    let [running, idle, mebibytes] = numbers[..] else {
        anyhow::bail!("{text:?}");
    };
    ensure!(running > idle && mebibytes > 50, "{text}");
    Ok(())
}

#[tokio::test]
async fn doctor_with_another_token_says_so() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    let refused = doctor(&stage, Some("wrong"))
        .await?
        .context("nothing was found")?;
    ensure!(refused["verdict"] == "look", "{refused}");
    let text = refused["text"].as_str().unwrap_or_default();
    ensure!(text.contains("auth token"), "{text}");
    stage.close().await
}
