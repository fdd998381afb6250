//! What `ccproxy snippet` prints is pasted as it is, and works.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::gateway::{self, Setup};
use e2e::{Gateway, Process, Sandbox, clients};

use crate::free_port;

const WITHIN: Duration = Duration::from_secs(30);

/// A demo with a token that needs quoting wherever it is pasted.
async fn demo() -> Result<Gateway> {
    let toml = format!(
        "[server]\nport = {}\n[security]\nauth_token = '''it's-$HOME-`id`-\"x\"'''\n",
        free_port()?
    );
    let setup = Setup::bare()?.arguments(&["serve", "--demo"]);
    setup.settings(&toml)?.start().await
}

async fn snippet(gateway: &Gateway, name: &str) -> Result<String> {
    let (status, text, stderr) = gateway::command(&gateway.home, &["snippet", name], &[]).await?;
    ensure!(status.success(), "{name}: {stderr}");
    Ok(text)
}

/// Runs a pasted program; it must print the answer's text and end well.
async fn prints(name: &str, command: &mut Command, word: &str) -> Result<()> {
    let mut process = Process::start(name, command)?;
    let status = process.wait(WITHIN).await?;
    ensure!(status.success(), "{name}: {status}\n{}", process.output());
    let printed = process.stdout();
    ensure!(
        printed.contains(word),
        "{name} printed no answer\n{}",
        process.output()
    );
    Ok(())
}

/// A word of the demo's answer.
async fn word(gateway: &Gateway) -> Result<String> {
    let to = gateway.address();
    let body = e2e::messages::body("text");
    let request = e2e::messages::request(to, &body).header("x-api-key", "it's-$HOME-`id`-\"x\"");
    let answer = request.send(to).await?;
    ensure!(answer.status == 200, "{}", answer.text());
    let answer = answer.json()?;
    let text = answer["content"][0]["text"].as_str();
    let word = text.and_then(|text| text.split_whitespace().next());
    Ok(word.context("no text")?.to_owned())
}

#[tokio::test]
async fn the_list_names_them_all() -> Result<()> {
    let home = Sandbox::new()?;
    let (status, list, stderr) = gateway::command(&home, &["snippet"], &[]).await?;
    ensure!(status.success(), "{stderr}");
    let names: Vec<_> = list
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let all = [
        "python-anthropic",
        "python-openai",
        "javascript-anthropic",
        "javascript-openai",
        "curl",
        "curl-openai",
        "claude-code",
        "codex-cli",
        "langchain",
        "litellm",
        "llm",
    ];
    ensure!(names == all, "{list}");
    for name in all {
        let (status, _, stderr) = gateway::command(&home, &["snippet", name], &[]).await?;
        ensure!(status.success(), "{name}: {stderr}");
    }
    Ok(())
}

/// Runs the Python program `name`.
async fn python(name: &str) -> Result<()> {
    let Some(python) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    let gateway = demo().await?;
    let program = snippet(&gateway, name).await?;
    let home = Sandbox::new()?;
    let mut command = clients::interpreter(&python, &home);
    // LiteLLM would fetch its list of prices.
    command
        .args(["-c", &program])
        .env("LITELLM_LOCAL_MODEL_COST_MAP", "True");
    prints(name, &mut command, &word(&gateway).await?).await
}

/// Runs the JavaScript program `name`.
async fn javascript(name: &str) -> Result<()> {
    let Some(node) = clients::named_by("CCPROXY_NODE")? else {
        return Ok(());
    };
    let Some(modules) = clients::named_by("CCPROXY_CLIENTS")? else {
        return Ok(());
    };
    let gateway = demo().await?;
    let home = Sandbox::new()?;
    std::os::unix::fs::symlink(
        modules.join("node_modules"),
        home.work().join("node_modules"),
    )?;
    let program = snippet(&gateway, name).await?;
    std::fs::write(home.work().join("snippet.mjs"), program)?;
    let mut command = clients::interpreter(&node, &home);
    command.arg("snippet.mjs");
    prints(name, &mut command, &word(&gateway).await?).await
}

/// Runs the curl command `name`, whose answer has `end` at its end.
async fn curl(name: &str, end: &str) -> Result<()> {
    if Command::new("curl").arg("--version").output().is_err() {
        clients::tell("skipped: there is no curl on the path");
        return Ok(());
    }
    let gateway = demo().await?;
    let program = snippet(&gateway, name).await?;
    let home = Sandbox::new()?;
    let mut command = Command::new("sh");
    home.dress(&mut command);
    command
        .args(["-c", &program])
        .env("NO_PROXY", "127.0.0.1,localhost");
    prints(name, &mut command, end).await
}

#[tokio::test]
async fn python_anthropic() -> Result<()> {
    python("python-anthropic").await
}

#[tokio::test]
async fn python_openai() -> Result<()> {
    python("python-openai").await
}

#[tokio::test]
async fn javascript_anthropic() -> Result<()> {
    javascript("javascript-anthropic").await
}

#[tokio::test]
async fn javascript_openai() -> Result<()> {
    javascript("javascript-openai").await
}

#[tokio::test]
async fn curl_anthropic() -> Result<()> {
    curl("curl", "message_stop").await
}

#[tokio::test]
async fn curl_openai() -> Result<()> {
    curl("curl-openai", "[DONE]").await
}

#[tokio::test]
async fn langchain() -> Result<()> {
    python("langchain").await
}

#[tokio::test]
async fn litellm() -> Result<()> {
    python("litellm").await
}

#[tokio::test]
async fn llm_command() -> Result<()> {
    let Some(python) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    let gateway = demo().await?;
    let pasted = snippet(&gateway, "llm").await?;
    let home = Sandbox::new()?;
    let mut command = Command::new("sh");
    home.dress(&mut command);
    let script = format!("llm() {{ \"$PYTHON\" -m llm \"$@\"; }}\n{pasted}");
    command
        .args(["-c", &script])
        .env("PYTHON", python)
        .env("NO_PROXY", "127.0.0.1,localhost");
    prints("llm", &mut command, &word(&gateway).await?).await
}

/// What uses nothing but `ccproxy env`.
const BY_VARIABLES: &str = r#"
from anthropic import Anthropic
from openai import OpenAI

messages = [{"role": "user", "content": "Hello!"}]
asked = {"model": "claude-sonnet-5-5", "messages": messages}
anthropic = Anthropic().messages.create(**asked, max_tokens=1024).content[0].text
openai = OpenAI().chat.completions.create(**asked).choices[0].message.content
assert openai == anthropic, openai
print(openai)
"#;

#[tokio::test]
async fn the_variables_are_enough_for_both_sdks() -> Result<()> {
    let Some(python) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    let gateway = demo().await?;
    let (status, variables, stderr) = gateway::command(&gateway.home, &["env"], &[]).await?;
    ensure!(status.success(), "{stderr}");
    let home = Sandbox::new()?;
    let mut command = Command::new("sh");
    home.dress(&mut command);
    command
        .args([
            "-c",
            &format!("{variables}exec \"$PYTHON\" -c \"$PROGRAM\""),
        ])
        .env("PYTHON", python)
        .env("PROGRAM", BY_VARIABLES)
        .env("NO_PROXY", "127.0.0.1,localhost");
    prints("python", &mut command, &word(&gateway).await?).await
}

#[tokio::test]
async fn claude_code() -> Result<()> {
    let Some(claude) = clients::named_by("CCPROXY_CLAUDE")? else {
        return Ok(());
    };
    let gateway = demo().await?;
    let pasted = snippet(&gateway, "claude-code").await?;
    let exports = pasted
        .strip_suffix("claude\n")
        .context("it starts no claude")?;
    let home = Sandbox::new()?;
    let mut command = Command::new("sh");
    home.dress(&mut command);
    let script = format!("{exports}exec \"$CLAUDE\" -p hi --tools '' --model claude-sonnet-5");
    command
        .args(["-c", &script])
        .env("CLAUDE", claude)
        .env("DISABLE_AUTOUPDATER", "1")
        .env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
        .env("NO_PROXY", "127.0.0.1,localhost");
    prints("claude", &mut command, &word(&gateway).await?).await
}
