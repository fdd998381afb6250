//! From nothing to an answer, in one window.

use anyhow::{Context as _, Result, ensure};
use e2e::window::{Stage, parts, ready};
use e2e::{Process, Sandbox, clients};
use fakes::logins::{Act, Browser};

use crate::logging_in::begin_claude;

/// What the fake answers.
const ANSWER: &str = "hello from fake upstream";

/// Copies a snippet in the window and runs it as it is.
async fn runs(stage: &Stage, snippet: &str) -> Result<()> {
    let Some(python) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    stage.desktop.clear_clipboard().await?;
    let page = &stage.page;
    page.click(&parts::snippet(snippet)).await?;
    page.click(parts::SNIPPET_COPY).await?;
    let program = e2e::eventually("a snippet copied", e2e::DEADLINE, async || {
        let held = stage.desktop.clipboard().await?;
        Ok((!held.is_empty()).then_some(held))
    })
    .await?;
    ensure!(program.contains(&stage.address().to_string()), "{program}");
    let home = Sandbox::new()?;
    let mut command = clients::interpreter(&python, &home);
    let mut process = Process::start(snippet, command.args(["-c", &program]))?;
    let status = process.wait(e2e::desktop::PATIENCE).await?;
    ensure!(status.success(), "{status}\n{}", process.output());
    let printed = process.stdout();
    ensure!(printed.contains(ANSWER), "{}", process.output());
    Ok(())
}

#[tokio::test]
async fn a_newcomer_sees_three_steps_and_they_get_done() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.argument("--stopped").open().await?;
    stage.page.part("view-first-run").await?;
    let info = stage.view("app_info").await?;
    ensure!(info["firstRun"] == true, "{info}");
    let address = begin_claude(&stage).await?;
    Browser::noisy().login(&address, Act::Consent).await?;
    stage.page.shows("ada@example.test").await?;
    Ok(())
}

#[tokio::test]
async fn log_in_copy_a_snippet_run_it() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.open().await?;
    let address = begin_claude(&stage).await?;
    Browser::noisy().login(&address, Act::Consent).await?;
    e2e::eventually("logged in", e2e::DEADLINE, async || {
        let card = stage.card("claude").await?;
        Ok((card["state"] == "valid").then_some(()))
    })
    .await?;
    stage.page.click(parts::LOGIN_DONE).await?;
    stage.page.go_to("connect").await?;
    for snippet in ["python-anthropic", "python-openai"] {
        runs(&stage, snippet).await.context(snippet)?;
    }
    stage.api.is_content()
}
