//! The tests of the SDKs that are in `python/` and `javascript/`, answered by the command.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use e2e::claude_code::Commanded;
use e2e::stage::TOKEN;
use e2e::{Fake, Sandbox, clients};

use crate::unserved::{JAVASCRIPT, PYTHON};

/// Most answers begin with a program: where many want the processors these runs take minutes.
const WITHIN: Duration = Duration::from_secs(900);
const ALIASES: &str = r#"{"gpt-4o": "claude-sonnet-5", "gpt-4o-mini": "claude-sonnet-4-5"}"#;

/// A gateway that reads OpenAI's names, and a fake for answers without a gateway.
async fn stage() -> Result<Option<(Commanded, Fake)>> {
    let stage = Commanded::with(&[], |setup| {
        setup
            .env("CLAUDE__MODE", "code")
            .env("MODELS__ALIASES", ALIASES)
    });
    let Some(stage) = stage.await? else {
        return Ok(None);
    };
    Ok(Some((stage, Fake::start(&[]).await?)))
}

fn where_all_is(stage: &Commanded, direct: &Fake) -> [(&'static str, String); 7] {
    [
        ("CCPROXY_URL", stage.gateway.url()),
        ("STRICT_URL", stage.gateway.url()),
        ("CCPROXY_TOKEN", TOKEN.to_owned()),
        ("FAKE_URL", stage.fake.url()),
        ("DIRECT_URL", direct.url()),
        ("FAKE_MODE", "strict".to_owned()),
        ("CLAUDE_MODE", "code".to_owned()),
    ]
}

/// Runs pytest over `files`, without what the mode cannot serve. The ways of the asynchronous clients differ in nothing
/// that reaches the gateway; they are for long runs.
async fn pytest(files: &[&str]) -> Result<()> {
    let Some(interpreter) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    let Some((stage, direct)) = stage().await? else {
        return Ok(());
    };
    let home = Sandbox::new()?;
    let mut command = clients::interpreter(&interpreter, &home);
    command
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("python"))
        .args(["-m", "pytest"])
        .args(files)
        .envs(where_all_is(&stage, &direct));
    for test in PYTHON {
        command.args(["--deselect", test]);
    }
    if !e2e::long() {
        command.args(["-k", "not async"]);
    }
    clients::run_suite("pytest (Claude Code)", &mut command, WITHIN).await?;
    stage.close().await
}

/// Runs `node --test` over `files`, without what the mode cannot serve.
async fn node(files: &[&str]) -> Result<()> {
    let Some(node) = clients::named_by("CCPROXY_NODE")? else {
        return Ok(());
    };
    let Some(modules) = clients::named_by("CCPROXY_CLIENTS")? else {
        return Ok(());
    };
    let Some((stage, direct)) = stage().await? else {
        return Ok(());
    };
    let home = Sandbox::new()?;
    let mut command = clients::interpreter(&node, &home);
    command
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("javascript"))
        // A file at a time: each has a process of the command for every answer.
        .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
        .envs(where_all_is(&stage, &direct))
        .env("CCPROXY_CLIENTS", modules)
        .env("OPENAI_PACKAGE", "openai");
    for test in JAVASCRIPT {
        command.arg(format!("--test-skip-pattern={test}"));
    }
    command.args(files);
    clients::run_suite("node --test (Claude Code)", &mut command, WITHIN).await?;
    stage.close().await
}

#[tokio::test]
async fn anthropics_python_sdk() -> Result<()> {
    pytest(&[
        "test_create.py",
        "test_stream.py",
        "test_tools.py",
        "test_content.py",
    ])
    .await
}

#[tokio::test]
async fn anthropics_python_sdk_and_errors() -> Result<()> {
    pytest(&["test_errors.py", "test_broken_streams.py"]).await
}

#[tokio::test]
async fn openais_python_sdk_by_chat_completions() -> Result<()> {
    let files = [
        "test_text.py",
        "test_tools.py",
        "test_content.py",
        "test_history.py",
    ];
    let files = files.map(|file| format!("openai_sdk/{file}"));
    pytest(&files.each_ref().map(String::as_str)).await
}

#[tokio::test]
async fn openais_python_sdk_and_errors() -> Result<()> {
    let files = ["test_errors.py", "test_broken_streams.py", "test_usage.py"];
    let files = files.map(|file| format!("openai_sdk/{file}"));
    pytest(&files.each_ref().map(String::as_str)).await
}

#[tokio::test]
async fn openais_python_sdk_by_responses() -> Result<()> {
    pytest(&["openai_sdk/test_responses.py"]).await
}

#[tokio::test]
async fn anthropics_javascript_sdk() -> Result<()> {
    let files = ["create", "stream", "tools", "content", "errors"];
    let files = files.map(|file| format!("{file}.test.mjs"));
    node(&files.each_ref().map(String::as_str)).await
}

#[tokio::test]
async fn openais_javascript_sdk() -> Result<()> {
    let files = ["text", "tools", "content", "history", "responses", "errors"];
    let files = files.map(|file| format!("openai/{file}.test.mjs"));
    node(&files.each_ref().map(String::as_str)).await
}
