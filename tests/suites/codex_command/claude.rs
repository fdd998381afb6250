//! Claude models for Codex: what the Responses API says is translated, there and back.

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e::Stage;
use e2e::codex::Codex;
use serde_json::Value;

use crate::{CLAUDE, GPT, HELLO, asked, program};

/// A picture of one pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A stage on which the name of a model that Codex knows is Claude's.
async fn known() -> Result<Stage> {
    let aliases = format!("{{{GPT:?}: {CLAUDE:?}}}");
    Stage::with(&[], |setup| setup.env("MODELS__ALIASES", &aliases)).await
}

/// The blocks of `kind` in the messages of `request`, oldest first.
fn blocks<'a>(request: &'a Value, kind: &str) -> Vec<&'a Value> {
    let messages = request["body"]["messages"].as_array().into_iter().flatten();
    let contents = messages.filter_map(|message| message["content"].as_array());
    let blocks = contents.flatten();
    blocks.filter(|block| block["type"] == kind).collect()
}

#[tokio::test]
async fn the_text_that_the_snippet_prints_is_enough() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let snippet = Codex::snippet(&stage.gateway, CLAUDE).await?;
    let run = Codex::new(&program)?.paste(&snippet, "say hi").await?;
    ensure!(run.text()? == HELLO, "{run:#?}");
    ensure!(run.told().is_empty(), "{run:#?}");
    let requests = asked(&stage.fake).await?;
    let [request] = &requests[..] else {
        anyhow::bail!("not one request: {requests:#?}");
    };
    ensure!(request["path"] == "/v1/messages", "{request}");
    ensure!(request["body"]["model"] == CLAUDE, "{request}");
    stage.close().await
}

#[tokio::test]
async fn nothing_of_its_identity_goes_to_anthropic() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = known().await?;
    for model in [CLAUDE, GPT] {
        let snippet = Codex::snippet(&stage.gateway, model).await?;
        let run = Codex::new(&program)?.paste(&snippet, "say hi").await?;
        ensure!(run.text()? == HELLO, "{run:#?}");
    }
    let requests = asked(&stage.fake).await?;
    ensure!(requests.len() == 2, "{requests:#?}");
    for request in &requests {
        let headers = request["headers"].to_string();
        ensure!(headers.contains("ccproxy/"), "{headers}");
        for word in ["codex", "openai", "originator", "session-id", "thread-id"] {
            ensure!(!headers.contains(word), "{word}: {headers}");
        }
        let body = &request["body"];
        for field in ["client_metadata", "metadata", "prompt_cache_key"] {
            ensure!(body[field].is_null(), "{field}: {}", body[field]);
        }
    }
    stage.close().await
}

#[tokio::test]
async fn it_runs_a_command_and_what_claude_thought_comes_home_with_the_result() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let snippet = Codex::snippet(&stage.gateway, CLAUDE).await?;
    let call = r#"[[fake:thinking_tool:exec_command={"cmd": "echo 40 + 2 is $((40 + 2))"}]]"#;
    let run = Codex::new(&program)?.paste(&snippet, call).await?;
    ensure!(run.text()?.contains("40 + 2 is 42"), "{run:#?}");
    let executed = run.items("command_execution");
    ensure!(
        executed.len() == 1 && executed[0]["exit_code"] == 0,
        "{run:#?}"
    );

    let requests = asked(&stage.fake).await?;
    let [_, second] = &requests[..] else {
        anyhow::bail!("not two requests: {requests:#?}");
    };
    let thoughts = blocks(second, "thinking");
    let [thought] = &thoughts[..] else {
        anyhow::bail!("not one thought: {second:#}");
    };
    let signature = thought["signature"].as_str().unwrap_or_default();
    ensure!(!signature.is_empty(), "{thought}");
    let (calls, results) = (blocks(second, "tool_use"), blocks(second, "tool_result"));
    ensure!(calls.len() == 1 && results.len() == 1, "{second:#}");
    ensure!(calls[0]["id"] == results[0]["tool_use_id"], "{second:#}");
    ensure!(calls[0]["name"] == "exec_command", "{second:#}");
    stage.close().await
}

#[tokio::test]
async fn results_of_calls_side_by_side_go_back_together() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let snippet = Codex::snippet(&stage.gateway, CLAUDE).await?;
    let run = Codex::new(&program)?
        .paste(&snippet, "[[fake:parallel:2]]")
        .await?;
    ensure!(run.text()?.contains("The tools answered"), "{run:#?}");
    let requests = asked(&stage.fake).await?;
    let [_, second] = &requests[..] else {
        anyhow::bail!("not two requests: {requests:#?}");
    };
    let messages = second["body"]["messages"].as_array().context("none")?;
    let last = messages.last().context("no message")?;
    let results = last["content"].as_array().context("no content")?;
    let all = results.iter().all(|block| block["type"] == "tool_result");
    ensure!(results.len() == 2 && all, "{last:#}");
    stage.close().await
}

#[tokio::test]
async fn a_picture_that_it_looks_at_reaches_claude() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let snippet = Codex::snippet(&stage.gateway, CLAUDE).await?;
    let codex = Codex::new(&program)?;
    let file = codex.home().work().join("pixel.png");
    std::fs::write(&file, STANDARD.decode(PNG)?)?;
    let call = format!("[[fake:tool:view_image={{\"path\": {file:?}}}]]");
    let run = codex.paste(&snippet, &call).await?;
    ensure!(run.text()?.contains("The tools answered"), "{run:#?}");
    let requests = asked(&stage.fake).await?;
    let second = requests.get(1).context("one request")?;
    let results = blocks(second, "tool_result");
    let image = results.first().and_then(|result| {
        let parts = result["content"].as_array()?;
        parts.iter().find(|part| part["type"] == "image")
    });
    let image = image.with_context(|| format!("no picture: {second:#}"))?;
    ensure!(image["source"]["media_type"] == "image/png", "{image}");
    stage.close().await
}

#[tokio::test]
async fn with_a_name_that_it_knows_its_namespaces_and_free_text_tools_work() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = known().await?;
    let snippet = Codex::snippet(&stage.gateway, GPT).await?;
    let codex = Codex::new(&program)?.writing();
    let patch = "*** Begin Patch\n*** Add File: poem.txt\n+roses are red\n*** End Patch";
    let script = format!(
        "await tools.apply_patch({patch:?});\n\
         const shown = await tools.exec_command({{cmd: \"cat poem.txt\"}});\n\
         text(shown.output);"
    );
    let input = serde_json::json!({ "input": script });
    let call = format!("[[fake:thinking_tool:functions__exec={input}]]");
    let run = codex.paste(&snippet, &call).await?;
    ensure!(run.text()?.contains("roses are red"), "{run:#?}");
    let file = std::fs::read_to_string(codex.home().work().join("poem.txt"));
    ensure!(file.context("no patch")? == "roses are red\n");

    let requests = asked(&stage.fake).await?;
    let [first, second] = &requests[..] else {
        anyhow::bail!("not two requests: {requests:#?}");
    };
    let tools = first["body"]["tools"].as_array().context("no tools")?;
    let exec = tools.iter().find(|tool| tool["name"] == "functions__exec");
    let told = exec.context("no tool")?["description"].as_str();
    let grammar = told.is_some_and(|told| told.contains("PRAGMA_LINE"));
    ensure!(grammar, "the grammar is not told: {told:?}");
    ensure!(blocks(second, "thinking").len() == 1, "{second:#}");
    ensure!(blocks(second, "tool_result").len() == 1, "{second:#}");
    stage.close().await
}

#[tokio::test]
async fn a_session_goes_on_with_all_that_was_said_and_thought() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let snippet = Codex::snippet(&stage.gateway, CLAUDE).await?;
    let codex = Codex::new(&program)?;
    codex
        .paste(&snippet, "one [[fake:thinking]]")
        .await?
        .text()?;
    codex
        .resume(&snippet, "two [[fake:thinking_tool]]")
        .await?
        .text()?;
    codex.resume(&snippet, "three").await?.text()?;
    let requests = asked(&stage.fake).await?;
    let [first, second, third, last] = &requests[..] else {
        anyhow::bail!("not four requests: {requests:#?}");
    };
    // An answer of text alone needs its thoughts no more; each turn of tools has its own.
    ensure!(blocks(third, "tool_result").len() == 1, "{third:#}");
    ensure!(!blocks(third, "thinking").is_empty(), "{third:#}");
    let said = last["body"]["messages"].to_string();
    for word in ["one ", HELLO, "two ", "The tools answered", "three"] {
        ensure!(said.contains(word), "{word} is not in {said}");
    }
    // Prompt caches depend on it: what was said before begins each request.
    for (earlier, later) in [(first, second), (second, third), (third, last)] {
        begins(&earlier["body"], &later["body"])?;
    }
    stage.close().await
}

/// With a provider of its own (as the snippet has it) Codex asks the model for a summary. Its built-in provider asks for
/// one that only OpenAI's models can read (measured with codex 0.169.0).
#[tokio::test]
async fn a_session_that_grows_too_long_is_summed_up_by_claude() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let snippet = Codex::snippet(&stage.gateway, CLAUDE).await?;
    let short = snippet.trim_end().to_owned() + " -c model_auto_compact_token_limit=3000\n";
    let codex = Codex::new(&program)?;
    codex.paste(&snippet, "one").await?.text()?;
    let run = codex.resume(&short, "two").await?;
    ensure!(run.text()? == HELLO && run.told().is_empty(), "{run:#?}");
    let requests = asked(&stage.fake).await?;
    let [first, summing, last] = &requests[..] else {
        anyhow::bail!("not three requests: {requests:#?}");
    };
    let said = |request: &Value| request["body"]["messages"].to_string();
    ensure!(!said(first).contains("summary"), "{first:#}");
    ensure!(said(summing).contains("summary"), "{summing:#}");
    ensure!(said(last).contains("two"), "{last:#}");
    stage.close().await
}

/// Checks that `later` has the tools, the system text and the messages of `earlier`, and goes on from there.
fn begins(earlier: &Value, later: &Value) -> Result<()> {
    for field in ["tools", "system"] {
        let (before, now) = (plain(&earlier[field]), plain(&later[field]));
        ensure!(before == now, "{field}: {before:#} became {now:#}");
    }
    let (before, now) = (plain(&earlier["messages"]), plain(&later["messages"]));
    let (before, now) = (before.as_array(), now.as_array());
    let (before, now) = (before.context("none")?, now.context("none")?);
    ensure!(now.starts_with(before), "{before:#?} became {now:#?}");
    Ok(())
}

/// Without the marks of where to cache, which move on.
fn plain(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(plain).collect(),
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| *name != "cache_control");
            kept.map(|(name, value)| (name.clone(), plain(value)))
                .collect()
        }
        other => other.clone(),
    }
}
