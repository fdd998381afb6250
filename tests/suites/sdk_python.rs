//! The unmodified Python SDK through the gateway (the tests themselves are in `python/`).

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use e2e::stage::{Stage, TOKEN};
use e2e::{Fake, Sandbox, clients};

/// The slowest of these runs takes well under a minute on two idle cores.
const WITHIN: Duration = Duration::from_secs(240);

/// Runs pytest over `files` against a gateway and a second fake, both fakes in `mode`.
async fn pytest(mode: &str, files: &[&str]) -> Result<()> {
    let Some(python) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    let arguments = ["--mode", mode, "--unified"];
    let stage = Stage::with(&arguments, |setup| setup).await?;
    let direct = Fake::start(&arguments).await?;
    let home = Sandbox::new()?;
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
    let mut command = clients::interpreter(&python, &home);
    command
        .current_dir(tests)
        .args(["-m", "pytest"])
        .args(files)
        .env("CCPROXY_URL", stage.gateway.url())
        .env("CCPROXY_TOKEN", TOKEN)
        .env("FAKE_URL", stage.fake.url())
        .env("DIRECT_URL", direct.url())
        .env("FAKE_MODE", mode);
    clients::run_suite(&format!("pytest ({mode})"), &mut command, WITHIN).await?;
    stage.close().await
}

#[tokio::test]
async fn everything_with_a_strict_provider() -> Result<()> {
    pytest("strict", &["."]).await
}

#[tokio::test]
async fn the_same_with_and_without_the_gateway_lenient() -> Result<()> {
    pytest("lenient", &["test_differential.py"]).await
}

#[tokio::test]
async fn the_same_with_and_without_the_gateway_hostile() -> Result<()> {
    pytest("hostile", &["test_differential.py"]).await
}
