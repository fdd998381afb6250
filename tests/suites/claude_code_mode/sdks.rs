//! The tests of the SDKs that are in `python/` and `javascript/`, answered by the command.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::claude_code::{Commanded, PATIENT};
use e2e::gateway::Setup;
use e2e::stage::TOKEN;
use e2e::{Fake, Gateway, Sandbox, clients};

use crate::unserved::{BY_CHANCE, JAVASCRIPT, PYTHON};

/// Most answers begin with a program: where many want the processors these runs take minutes.
const WITHIN: Duration = Duration::from_secs(900);
const ALIASES: &str = r#"{"gpt-4o": "claude-sonnet-5", "gpt-4o-mini": "claude-sonnet-4-5"}"#;

/// A gateway that reads OpenAI's names, a strict one, and a fake for answers without a gateway.
pub(crate) struct Sdks {
    stage: Commanded,
    strict: Gateway,
    direct: Fake,
    home: Sandbox,
}

impl Sdks {
    /// Nothing where there is no command.
    pub(crate) async fn new() -> Result<Option<Self>> {
        let code = |setup: Setup| {
            setup
                .env("CLAUDE__MODE", "code")
                .env("MODELS__ALIASES", ALIASES)
        };
        let Some(stage) = Commanded::with(&[], code).await? else {
            return Ok(None);
        };
        let strict = |setup| code(setup).env("TRANSLATION__STRICT", "true");
        Ok(Some(Self {
            strict: stage.another(strict).await?,
            direct: Fake::start(&[]).await?,
            home: Sandbox::new()?,
            stage,
        }))
    }

    fn tell(&self, command: &mut Command) {
        command.envs([
            ("CCPROXY_URL", self.stage.gateway.url()),
            ("STRICT_URL", self.strict.url()),
            ("CCPROXY_TOKEN", TOKEN.to_owned()),
            ("FAKE_URL", self.stage.fake.url()),
            ("DIRECT_URL", self.direct.url()),
            ("FAKE_MODE", "strict".to_owned()),
            ("CLAUDE_MODE", "code".to_owned()),
        ]);
    }

    /// pytest, in the folder of its tests; nothing where there is no Python.
    pub(crate) fn pytest(&self) -> Result<Option<Command>> {
        let Some(interpreter) = clients::named_by("CCPROXY_PYTHON")? else {
            return Ok(None);
        };
        let mut command = clients::interpreter(&interpreter, &self.home);
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
        command.current_dir(tests).args(["-m", "pytest"]);
        self.tell(&mut command);
        Ok(Some(command))
    }

    /// `node --test` with `reporter`, in the folder of its tests; nothing where there is no Node.
    pub(crate) fn node(&self, reporter: &str) -> Result<Option<Command>> {
        let Some(node) = clients::named_by("CCPROXY_NODE")? else {
            return Ok(None);
        };
        let Some(modules) = clients::named_by("CCPROXY_CLIENTS")? else {
            return Ok(None);
        };
        let mut command = clients::interpreter(&node, &self.home);
        command
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("javascript"))
            // A file at a time: each has a process of the command for every answer.
            .args(["--test", "--test-concurrency=1"])
            .arg(format!("--test-reporter={reporter}"))
            .env("CCPROXY_CLIENTS", modules)
            .env("OPENAI_PACKAGE", "openai");
        self.tell(&mut command);
        Ok(Some(command))
    }

    pub(crate) async fn close(mut self) -> Result<()> {
        let status = self.strict.stop(PATIENT).await?;
        ensure!(status.success(), "{status}\n{}", self.strict.log());
        self.stage.close().await
    }
}

/// Runs pytest over `files`, without what the mode cannot serve. The ways of the asynchronous clients differ in nothing
/// that reaches the gateway; they are for long runs.
async fn pytest(files: &[&str]) -> Result<()> {
    let Some(sdks) = Sdks::new().await? else {
        return Ok(());
    };
    let Some(mut command) = sdks.pytest()? else {
        return Ok(());
    };
    command.args(files);
    for test in PYTHON.iter().chain(BY_CHANCE) {
        command.args(["--deselect", test]);
    }
    if !e2e::long() {
        command.args(["-k", "not async"]);
    }
    clients::run_suite("pytest (Claude Code)", &mut command, WITHIN).await?;
    sdks.close().await
}

/// Runs `node --test` over `files`, without what the mode cannot serve.
async fn node(files: &[&str]) -> Result<()> {
    let Some(sdks) = Sdks::new().await? else {
        return Ok(());
    };
    for file in files {
        let Some(mut command) = sdks.node("spec")? else {
            return Ok(());
        };
        let unserved = JAVASCRIPT.iter().filter(|(of, _)| of == file);
        for name in unserved.flat_map(|(_, names)| *names) {
            command.arg(format!("--test-skip-pattern={name}"));
        }
        command.arg(file);
        let name = format!("node --test {file} (Claude Code)");
        clients::run_suite(&name, &mut command, WITHIN).await?;
    }
    sdks.close().await
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
    pytest(&[
        "test_errors.py",
        "test_broken_streams.py",
        "test_access.py",
        "test_cancel.py",
        "test_models.py",
    ])
    .await
}

/// The tests of OpenAI's SDK in `names`.
async fn openai(names: &[&str]) -> Result<()> {
    let files: Vec<_> = names
        .iter()
        .map(|name| format!("openai_sdk/test_{name}.py"))
        .collect();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    pytest(&files).await
}

#[tokio::test]
async fn openais_python_sdk_by_chat_completions() -> Result<()> {
    openai(&["text", "tools", "content", "history"]).await
}

#[tokio::test]
async fn openais_python_sdk_and_what_else_a_request_says() -> Result<()> {
    openai(&["fields", "thinking", "structured", "models"]).await
}

#[tokio::test]
async fn openais_python_sdk_and_errors() -> Result<()> {
    openai(&["errors", "broken_streams", "usage", "access", "cancel"]).await
}

#[tokio::test]
async fn openais_python_sdk_by_responses() -> Result<()> {
    openai(&["responses"]).await
}

#[tokio::test]
async fn pythons_frameworks() -> Result<()> {
    pytest(&["frameworks"]).await
}

/// Of `folder` the tests in `names`.
async fn scripts(folder: &str, names: &[&str]) -> Result<()> {
    let files: Vec<_> = names
        .iter()
        .map(|name| format!("{folder}{name}.test.mjs"))
        .collect();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    node(&files).await
}

#[tokio::test]
async fn anthropics_javascript_sdk() -> Result<()> {
    let first = ["create", "stream", "tools", "content"];
    scripts("", &first).await?;
    scripts("", &["errors", "access", "cancel"]).await
}

#[tokio::test]
async fn openais_javascript_sdk() -> Result<()> {
    let first = ["text", "tools", "content", "history", "responses"];
    scripts("openai/", &first).await?;
    let others = [
        "errors",
        "access",
        "cancel",
        "fields",
        "structured",
        "thinking",
    ];
    scripts("openai/", &others).await
}

#[tokio::test]
async fn javascripts_frameworks() -> Result<()> {
    scripts("frameworks/", &["ai", "langchain"]).await
}
