//! The unmodified JavaScript SDKs and frameworks through the gateway (the tests themselves are in `javascript/`).

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use e2e::gpt::{Both, Way};
use e2e::stage::{Stage, TOKEN};
use e2e::{Fake, Sandbox, clients};

/// The slowest of these runs takes well under a minute on two idle cores.
const WITHIN: Duration = Duration::from_secs(240);

/// Runs `node --test` over `files` against a gateway and a second fake, both fakes in `mode`; OpenAI's SDK is that of the
/// package `openai`.
async fn node(mode: &str, files: &str, openai: &str) -> Result<()> {
    let Some(node) = clients::named_by("CCPROXY_NODE")? else {
        return Ok(());
    };
    let Some(modules) = clients::named_by("CCPROXY_CLIENTS")? else {
        return Ok(());
    };
    let arguments = ["--mode", mode, "--unified"];
    let stage = Stage::with(&arguments, |setup| setup).await?;
    let direct = Fake::start(&arguments).await?;
    let home = Sandbox::new()?;
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("javascript");
    let mut command = clients::interpreter(&node, &home);
    command
        .current_dir(tests)
        .args(["--test", "--test-reporter=spec", files])
        .env("CCPROXY_CLIENTS", modules)
        .env("CCPROXY_URL", stage.gateway.url())
        .env("CCPROXY_TOKEN", TOKEN)
        .env("FAKE_URL", stage.fake.url())
        .env("DIRECT_URL", direct.url())
        .env("FAKE_MODE", mode)
        .env("OPENAI_PACKAGE", openai);
    clients::run_suite(&format!("node --test ({mode})"), &mut command, WITHIN).await?;
    stage.close().await
}

#[tokio::test]
async fn everything_with_a_strict_provider() -> Result<()> {
    node("strict", "*.test.mjs", "openai").await
}

#[tokio::test]
async fn the_same_with_and_without_the_gateway_lenient() -> Result<()> {
    node("lenient", "differential.test.mjs", "openai").await
}

#[tokio::test]
async fn the_same_with_and_without_the_gateway_hostile() -> Result<()> {
    node("hostile", "differential.test.mjs", "openai").await
}

#[tokio::test]
async fn openai_with_a_strict_provider() -> Result<()> {
    node("strict", "openai/*.test.mjs", "openai").await
}

/// The newest SDK that runs on Node 20.
#[tokio::test]
async fn the_older_openai_sdk_with_a_strict_provider() -> Result<()> {
    node("strict", "openai/*.test.mjs", "openai-6").await
}

#[tokio::test]
async fn frameworks_with_a_strict_provider() -> Result<()> {
    node("strict", "frameworks/*.test.mjs", "openai").await
}

/// Runs the tests of GPT models and of the Responses API, with the SDK of the package `openai`, against a gateway with
/// Claude, Codex and a key of the OpenAI API, and one with a ChatGPT plan, both before the same two fakes in `mode`.
async fn node_gpt(mode: &str, files: &str, openai: &str) -> Result<()> {
    let Some(node) = clients::named_by("CCPROXY_NODE")? else {
        return Ok(());
    };
    let Some(modules) = clients::named_by("CCPROXY_CLIENTS")? else {
        return Ok(());
    };
    let both = Both::with(&["--mode", mode], &[Way::Codex, Way::Key]).await?;
    let plan = both.another(&[Way::Plan]).await?;
    let home = Sandbox::new()?;
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("javascript");
    let mut command = clients::interpreter(&node, &home);
    command
        .current_dir(tests)
        .args(["--test", "--test-reporter=spec", files])
        .env("CCPROXY_CLIENTS", modules)
        .env("CCPROXY_TOKEN", TOKEN)
        .env("CCPROXY_URL", both.stage.gateway.url())
        .env("PLAN_URL", plan.url())
        .env("FAKE_URL", both.stage.fake.url())
        .env("OPENAI_FAKE_URL", both.openai.fake.url())
        .env("FAKE_MODE", mode)
        .env("OPENAI_PACKAGE", openai);
    let name = format!("node --test gpt ({mode})");
    clients::run_suite(&name, &mut command, WITHIN).await?;
    both.openai.is_content(&plan).await?;
    both.close().await
}

#[tokio::test]
async fn responses_and_gpt_models_with_strict_providers() -> Result<()> {
    node_gpt("strict", "gpt/*.test.mjs", "openai").await
}

#[tokio::test]
async fn responses_and_gpt_models_by_the_older_openai_sdk() -> Result<()> {
    node_gpt("strict", "gpt/{responses,chat}.test.mjs", "openai-6").await
}

/// Without Responses: the SDK's helper of streams raises at any event that it does not know, whoever sends it.
#[tokio::test]
async fn gpt_models_with_hostile_providers() -> Result<()> {
    node_gpt("hostile", "gpt/{chat,messages}.test.mjs", "openai").await
}
