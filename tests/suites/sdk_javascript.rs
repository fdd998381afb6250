//! The unmodified JavaScript SDKs and frameworks through the gateway (the tests themselves are in `javascript/`).

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
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
