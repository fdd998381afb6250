//! What a person at Codex reads when something does not work.

use anyhow::{Result, ensure};
use e2e::codex::{Codex, Run};
use e2e::gpt::{Both, Way};
use e2e::{DEADLINE, Fake, Stage, eventually};

use crate::{CLAUDE, GPT, asked, program};

/// Codex tries again up to five times, with growing pauses; once is enough here.
const ONCE: &str = " -c model_providers.ccproxy.stream_max_retries=1 -c model_providers.ccproxy.request_max_retries=1\n";

fn once(snippet: &str) -> String {
    snippet.trim_end().to_owned() + ONCE
}

#[tokio::test]
async fn a_used_up_plan_of_chatgpt_is_told_in_its_own_words() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = Both::with(&[], &[Way::Codex]).await?;
    let snippet = Codex::snippet(&both.stage.gateway, GPT).await?;
    let run = Codex::new(&program)?
        .paste(&snippet, "[[fake:usage_limit]]")
        .await?;
    let told = run.failure()?;
    ensure!(told.contains("hit your usage limit"), "{told}");
    ensure!(told.contains("try again at"), "{told}");
    let requests = asked(&both.openai.fake).await?;
    ensure!(requests.len() == 1, "it knocked on: {requests:#?}");
    both.close().await
}

#[tokio::test]
async fn a_used_up_plan_of_claude_is_told_and_not_tried_again() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let snippet = Codex::snippet(&stage.gateway, CLAUDE).await?;
    let run = Codex::new(&program)?
        .paste(&snippet, "[[fake:error429plan]]")
        .await?;
    let told = run.failure()?;
    ensure!(told.contains("usage limit"), "{told}");
    let requests = asked(&stage.fake).await?;
    ensure!(requests.len() == 1, "it knocked on: {requests:#?}");
    stage.close().await
}

#[tokio::test]
async fn a_provider_that_is_off_is_told_with_the_way_to_switch_it_on() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let snippet = Codex::snippet(&stage.gateway, GPT).await?;
    let run = Codex::new(&program)?.paste(&snippet, "say hi").await?;
    let told = run.failure()?;
    ensure!(told.contains("ccproxy config codex --enable"), "{told}");
    stage.close().await
}

#[tokio::test]
async fn a_wrong_token_is_told() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let snippet = Codex::snippet(&stage.gateway, CLAUDE).await?;
    let wrong = snippet.replace(e2e::stage::TOKEN, "wrong");
    let run = Codex::new(&program)?.paste(&once(&wrong), "say hi").await?;
    let told = run.failure()?;
    ensure!(told.contains("401"), "{told}");
    ensure!(asked(&stage.fake).await?.is_empty(), "it went upstream");
    stage.close().await
}

/// Plays a stream that breaks.
async fn broken(program: &std::path::Path, snippet: &str, scenario: &str) -> Result<Run> {
    let prompt = format!("[[fake:{scenario}]]");
    Codex::new(program)?.paste(&once(snippet), &prompt).await
}

#[tokio::test]
async fn a_broken_stream_is_not_taken_for_an_answer() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = Both::with(&[], &[Way::Codex]).await?;
    for (model, scenario) in [
        (CLAUDE, "cut"),
        (CLAUDE, "reset"),
        (CLAUDE, "mid_error"),
        (GPT, "cut"),
        (GPT, "failed_late:server_is_overloaded"),
    ] {
        let snippet = Codex::snippet(&both.stage.gateway, model).await?;
        let run = broken(&program, &snippet, scenario).await?;
        let told = run.failure()?;
        ensure!(!told.is_empty(), "{model} {scenario}: {run:#?}");
    }
    both.close().await
}

#[tokio::test]
async fn an_answer_that_was_cut_short_is_told() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let snippet = Codex::snippet(&stage.gateway, CLAUDE).await?;
    let run = broken(&program, &snippet, "max_tokens").await?;
    let told = run.failure()?;
    ensure!(told.contains("max_output_tokens"), "{told}");
    stage.close().await
}

/// Waits until `fake` streams, or its client has left it.
async fn stream(fake: &Fake, how: Option<&str>) -> Result<()> {
    let what = format!("a stream that is {}", how.unwrap_or("open"));
    let seen = async || {
        let streams = fake.streams().await?;
        let last = streams.last().map(|stream| stream["how"].as_str());
        Ok((last == Some(how)).then_some(()))
    };
    eventually(&what, DEADLINE, seen).await
}

#[tokio::test]
async fn ctrl_c_ends_the_request_at_the_provider() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = Both::with(&[], &[Way::Codex]).await?;
    for (model, fake, scenario) in [
        (CLAUDE, &both.stage.fake, "stall"),
        (GPT, &both.openai.fake, "hang"),
    ] {
        let snippet = Codex::snippet(&both.stage.gateway, model).await?;
        let codex = Codex::new(&program)?;
        let running = codex.start(&snippet, "", &format!("[[fake:{scenario}]]"))?;
        stream(fake, None).await?;
        running.interrupt()?;
        stream(fake, Some("client_gone")).await?;
        let run = running.ended().await?;
        ensure!(run.text().is_err(), "{run:#?}");
    }
    both.close().await
}
