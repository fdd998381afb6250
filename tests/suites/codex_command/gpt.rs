//! GPT models for Codex: the bytes pass through, under the gateway's own name.

use anyhow::{Context as _, Result, ensure};
use e2e::codex::Codex;
use e2e::gpt::{Both, Way};
use serde_json::Value;

use crate::{CLAUDE, GPT, HELLO, asked, program};

/// A call of the tool that Codex gives models that it knows.
const CALL: &str = "[[fake:reasoning_tool:exec=\
                    text((await tools.exec_command({cmd: \"echo 40 + 2 is $((40 + 2))\"})).output)]]";

/// The items of `kind` in the input of `request`.
fn items<'a>(request: &'a Value, kind: &str) -> Vec<&'a Value> {
    let input = request["body"]["input"].as_array().into_iter().flatten();
    input.filter(|item| item["type"] == kind).collect()
}

/// A turn with a tool, by `way`, with a model that Codex knows: gives the two requests.
async fn turn(way: Way) -> Result<Option<Vec<Value>>> {
    let Some(program) = program()? else {
        return Ok(None);
    };
    let both = Both::with(&[], &[way]).await?;
    let snippet = Codex::snippet(&both.stage.gateway, GPT).await?;
    let run = Codex::new(&program)?.paste(&snippet, CALL).await?;
    ensure!(run.text()?.contains("40 + 2 is 42"), "{run:#?}");
    ensure!(run.told().is_empty(), "{run:#?}");
    let requests = asked(&both.openai.fake).await?;
    let [first, second] = &requests[..] else {
        anyhow::bail!("not two requests: {requests:#?}");
    };
    ensure!(items(first, "additional_tools").len() == 1, "{first:#}");
    ensure!(
        items(second, "custom_tool_call_output").len() == 1,
        "{second:#}"
    );
    let thoughts = items(second, "reasoning");
    let sealed = thoughts.first().context("no thought")?["encrypted_content"].as_str();
    let ours = sealed.context("not encrypted")?.starts_with("ccp1.");
    ensure!(!ours, "the vendor got an envelope of ours: {second:#}");
    for request in &requests {
        let headers = request["headers"].to_string();
        ensure!(headers.contains("ccproxy/"), "{headers}");
        for word in ["codex_exec", "x-codex", "x-openai-internal"] {
            ensure!(!headers.contains(word), "{word}: {headers}");
        }
    }
    both.close().await?;
    Ok(Some(requests))
}

#[tokio::test]
async fn by_the_codex_login() -> Result<()> {
    let Some(requests) = turn(Way::Codex).await? else {
        return Ok(());
    };
    for request in requests {
        ensure!(
            request["path"] == "/backend-api/codex/responses",
            "{request}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn by_a_key() -> Result<()> {
    let Some(requests) = turn(Way::Key).await? else {
        return Ok(());
    };
    for request in requests {
        ensure!(request["path"] == "/v1/responses", "{request}");
    }
    Ok(())
}

#[tokio::test]
async fn by_sign_in_with_chatgpt() -> Result<()> {
    let Some(requests) = turn(Way::Plan).await? else {
        return Ok(());
    };
    for request in requests {
        ensure!(request["path"] == "/v1/responses", "{request}");
    }
    Ok(())
}

#[tokio::test]
async fn a_model_that_it_does_not_know_answers_by_each_way() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = Both::with(&[], &[Way::Codex, Way::Key]).await?;
    for model in ["codex/gpt-6.2-sol", "openai/gpt-6.2-sol"] {
        let snippet = Codex::snippet(&both.stage.gateway, model).await?;
        let run = Codex::new(&program)?.paste(&snippet, "say hi").await?;
        ensure!(run.text()? == HELLO, "{model}: {run:#?}");
    }
    let plan = both.another(&[Way::Plan]).await?;
    let snippet = Codex::snippet(&plan, "openai/gpt-6.2-sol").await?;
    let run = Codex::new(&program)?
        .paste(&snippet, "[[fake:tool:exec_command]]")
        .await?;
    ensure!(run.text()?.contains("hello"), "{run:#?}");
    both.openai.is_content(&plan).await?;
    both.close().await
}

/// Both fakes break their events and pauses where nobody would.
#[tokio::test]
async fn providers_that_do_all_that_they_may_are_understood() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = Both::with(&["--mode", "hostile"], &[Way::Codex]).await?;
    for (model, call) in [
        (GPT, CALL),
        ("codex/gpt-6.2-sol", "[[fake:reasoning_tool:exec_command]]"),
        (CLAUDE, "[[fake:thinking_tool:exec_command]]"),
    ] {
        let snippet = Codex::snippet(&both.stage.gateway, model).await?;
        let run = Codex::new(&program)?.paste(&snippet, call).await?;
        ensure!(
            run.text()?.contains("The tools answered"),
            "{model}: {run:#?}"
        );
        ensure!(run.told().is_empty(), "{model}: {run:#?}");
    }
    both.close().await
}

#[tokio::test]
async fn a_session_may_change_between_claude_and_gpt() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let both = Both::with(&[], &[Way::Codex]).await?;
    let claude = Codex::snippet(&both.stage.gateway, CLAUDE).await?;
    let gpt = Codex::snippet(&both.stage.gateway, "codex/gpt-6.2-sol").await?;
    let codex = Codex::new(&program)?;
    codex
        .paste(&claude, "one [[fake:thinking_tool]]")
        .await?
        .text()?;
    codex
        .resume(&gpt, "two [[fake:reasoning_tool]]")
        .await?
        .text()?;
    codex
        .resume(&claude, "three [[fake:thinking]]")
        .await?
        .text()?;
    let last = codex.resume(&gpt, "four").await?;
    ensure!(last.text()? == HELLO, "{last:#?}");
    let to_gpt = asked(&both.openai.fake).await?;
    let last = to_gpt.last().context("no request")?;
    let said = last["body"]["input"].to_string();
    for word in ["one ", "two ", "three ", "four", "The tools answered"] {
        ensure!(said.contains(word), "{word} is not in {said}");
    }
    ensure!(
        !said.contains("ccp1."),
        "an envelope went to OpenAI: {said}"
    );
    ensure!(
        !items(last, "reasoning").is_empty(),
        "its own thoughts are lost: {said}"
    );
    both.close().await
}
