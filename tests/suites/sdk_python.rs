//! The unmodified Python SDKs and frameworks through the gateway (the tests themselves are in `python/`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::fake::UPSTREAM_KEY;
use e2e::gateway::Setup;
use e2e::gpt::{Both, Way};
use e2e::stage::{Stage, TOKEN};
use e2e::{Fake, Sandbox, Tee, clients};
use serde_json::value::RawValue;

/// The slowest of these runs takes about a minute on two idle cores.
const WITHIN: Duration = Duration::from_secs(240);

/// OpenAI's names, as the tests ask for them.
const ALIASES: &str = r#"{"gpt-4o": "claude-sonnet-5", "gpt-4o-mini": "claude-sonnet-4-5"}"#;

/// A Python in `home` that has the tests before it.
fn python(python: &PathBuf, home: &Sandbox) -> Command {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
    let mut command = clients::interpreter(python, home);
    command.current_dir(tests).env("CCPROXY_TOKEN", TOKEN);
    command
}

/// Runs pytest with `arguments` against two gateways, one of them with `translation.strict`, and a second fake; both
/// fakes in `mode`.
async fn pytest(mode: &str, arguments: &[&str]) -> Result<()> {
    let Some(interpreter) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    let options = ["--mode", mode, "--unified"];
    let stage = Stage::with(&options, |setup| setup.env("MODELS__ALIASES", ALIASES)).await?;
    let strict = Setup::to(&stage.fake)?.env("TRANSLATION__STRICT", "true");
    let strict = strict.token(TOKEN).start().await?;
    let direct = Fake::start(&options).await?;
    let home = Sandbox::new()?;
    let mut command = python(&interpreter, &home);
    command
        .args(["-m", "pytest"])
        .args(arguments)
        .env("CCPROXY_URL", stage.gateway.url())
        .env("STRICT_URL", strict.url())
        .env("FAKE_URL", stage.fake.url())
        .env("DIRECT_URL", direct.url())
        .env("FAKE_MODE", mode);
    clients::run_suite(&format!("pytest ({mode})"), &mut command, WITHIN).await?;
    stage.close().await
}

#[tokio::test]
async fn everything_with_a_strict_provider() -> Result<()> {
    let others = ["--ignore=openai_sdk", "--ignore=frameworks", "--ignore=gpt"];
    pytest("strict", &others).await
}

#[tokio::test]
async fn the_same_with_and_without_the_gateway_lenient() -> Result<()> {
    pytest("lenient", &["test_differential.py"]).await
}

#[tokio::test]
async fn the_same_with_and_without_the_gateway_hostile() -> Result<()> {
    pytest("hostile", &["test_differential.py"]).await
}

#[tokio::test]
async fn openai_with_a_strict_provider() -> Result<()> {
    pytest("strict", &["openai_sdk"]).await
}

#[tokio::test]
async fn openai_with_a_hostile_provider() -> Result<()> {
    let files = ["test_text.py", "test_tools.py", "test_structured.py"];
    let files = files.map(|file| format!("openai_sdk/{file}"));
    let quick = ["-k", "not long_answers and not as_they_are_sent"];
    let arguments: Vec<_> = files.iter().map(String::as_str).chain(quick).collect();
    pytest("hostile", &arguments).await
}

#[tokio::test]
async fn frameworks_with_a_strict_provider() -> Result<()> {
    pytest("strict", &["frameworks"]).await
}

/// Runs pytest with `arguments` against a gateway with Claude, Codex and a key of the OpenAI API, and one with a ChatGPT
/// plan, both before the same two fakes in `mode`.
async fn pytest_gpt(mode: &str, arguments: &[&str]) -> Result<()> {
    let Some(interpreter) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    let both = Both::with(&["--mode", mode], &[Way::Codex, Way::Key]).await?;
    let plan = both.another(&[Way::Plan]).await?;
    let home = Sandbox::new()?;
    let mut command = python(&interpreter, &home);
    command
        .args(["-m", "pytest"])
        .args(arguments)
        .env("CCPROXY_URL", both.stage.gateway.url())
        .env("PLAN_URL", plan.url())
        .env("FAKE_URL", both.stage.fake.url())
        .env("OPENAI_FAKE_URL", both.openai.fake.url());
    clients::run_suite(&format!("pytest gpt ({mode})"), &mut command, WITHIN).await?;
    both.openai.is_content(&plan).await?;
    both.close().await
}

#[tokio::test]
async fn responses_and_gpt_models_with_strict_providers() -> Result<()> {
    pytest_gpt("strict", &["gpt"]).await
}

#[tokio::test]
async fn responses_and_gpt_models_with_hostile_providers() -> Result<()> {
    let files = ["responses", "reasoning", "chat", "messages"];
    let files = files.map(|file| format!("gpt/test_{file}.py"));
    // What a hostile provider makes up Claude cannot know: in a history it is refused, and not lost.
    let streams = ["-k", "not error and not change and not whole"];
    let arguments: Vec<_> = files.iter().map(String::as_str).chain(streams).collect();
    pytest_gpt("hostile", &arguments).await
}

/// Prompt caches live by it: what was said before, with the system text and the tools, stays the same bytes.
#[tokio::test]
async fn a_growing_conversation_begins_with_the_same_bytes() -> Result<()> {
    let Some(interpreter) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    let fake = Fake::for_gateway(&[]).await?;
    let tee = Tee::to(fake.address()).await?;
    let setup = Setup::bare()?.env("CLAUDE__BASE_URL", &tee.url());
    let setup = setup.env("CLAUDE__API_KEY", UPSTREAM_KEY).token(TOKEN);
    let gateway = setup.start().await?;
    let home = Sandbox::new()?;
    let mut command = python(&interpreter, &home);
    command
        .args(["-m", "openai_sdk.growing"])
        .env("CCPROXY_URL", gateway.url())
        .env("STRICT_URL", gateway.url());
    clients::run_suite("the growing conversation", &mut command, WITHIN).await?;
    let bodies = tee.bodies();
    ensure!(bodies.len() >= 8, "only {} requests", bodies.len());
    for pair in bodies.windows(2) {
        let [earlier, later] = [&pair[0], &pair[1]].map(|body| String::from_utf8_lossy(body));
        grows(&earlier, &later).with_context(|| format!("{earlier}\n{later}"))?;
    }
    let violations = fake.violations().await?;
    ensure!(violations.is_empty(), "violations: {violations:#?}");
    Ok(())
}

/// Checks that `later` is `earlier` with more messages; where the cache breakpoints are does not count, since they are
/// no part of what is cached (Anthropic API docs, "Prompt caching").
fn grows(earlier: &str, later: &str) -> Result<()> {
    const BREAKPOINT: &str = r#""cache_control":{"type":"ephemeral"}"#;
    let parts = |body: &str| -> Result<BTreeMap<String, Box<RawValue>>> {
        ensure!(body.contains(BREAKPOINT), "nothing asks for the cache");
        let bare = body.replace(&format!(",{BREAKPOINT}"), "");
        serde_json::from_str(&bare).context("not an object")
    };
    let (earlier, later) = (parts(earlier)?, parts(later)?);
    ensure!(earlier.keys().eq(later.keys()), "other fields");
    for (field, value) in &earlier {
        let (before, after) = (value.get(), later[field].get());
        let same = match field.as_str() {
            "messages" => {
                after.starts_with(before.trim_end_matches(']')) && after.len() > before.len()
            }
            _ => after == before,
        };
        ensure!(same, "{field} has changed");
    }
    Ok(())
}
