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
    for name in [
        "python-anthropic",
        "javascript-anthropic",
        "curl",
        "claude-code",
    ] {
        ensure!(list.contains(name), "{list}");
    }
    Ok(())
}

#[tokio::test]
async fn python() -> Result<()> {
    let Some(python) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    let gateway = demo().await?;
    let program = snippet(&gateway, "python-anthropic").await?;
    let home = Sandbox::new()?;
    let mut command = clients::interpreter(&python, &home);
    command.args(["-c", &program]);
    prints("python", &mut command, &word(&gateway).await?).await
}

#[tokio::test]
async fn javascript() -> Result<()> {
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
    let program = snippet(&gateway, "javascript-anthropic").await?;
    std::fs::write(home.work().join("snippet.mjs"), program)?;
    let mut command = clients::interpreter(&node, &home);
    command.arg("snippet.mjs");
    prints("node", &mut command, &word(&gateway).await?).await
}

#[tokio::test]
async fn curl() -> Result<()> {
    if Command::new("curl").arg("--version").output().is_err() {
        clients::tell("skipped: there is no curl on the path");
        return Ok(());
    }
    let gateway = demo().await?;
    let program = snippet(&gateway, "curl").await?;
    let home = Sandbox::new()?;
    let mut command = Command::new("sh");
    home.dress(&mut command);
    command
        .args(["-c", &program])
        .env("NO_PROXY", "127.0.0.1,localhost");
    prints("curl", &mut command, "message_stop").await
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
