//! Accounts that are there already: renewed, removed, locked away.

use anyhow::{Result, ensure};
use e2e::window::{Stage, parts, ready, ready_with_keyring};
use e2e::{DEADLINE, eventually};

async fn is(stage: &Stage, card: &str, state: &str) -> Result<()> {
    eventually(&format!("{card} is {state}"), DEADLINE, async || {
        let card = stage.card(card).await?;
        Ok((card["state"] == state).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_login_is_renewed_now_and_lives_longer() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let setup = setup.prepare(|person| person.store_claude(3600).map(drop));
    let stage = setup.open().await?;
    stage.page.go_to("accounts").await?;
    is(&stage, "claude", "valid").await?;
    let before = stage.card("claude").await?["expiresAt"].as_f64();
    stage.page.click(parts::RENEW_CLAUDE).await?;
    eventually("a later end", DEADLINE, async || {
        let after = stage.card("claude").await?["expiresAt"].as_f64();
        Ok((after > before).then_some(()))
    })
    .await?;
    ensure!(stage.person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn logging_out_asks_first_and_then_nothing_is_kept() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let setup = setup.prepare(|person| person.store_claude(3600).map(drop));
    let stage = setup.open().await?;
    let page = &stage.page;
    page.go_to("accounts").await?;
    is(&stage, "claude", "valid").await?;
    page.click(parts::LOGOUT_CLAUDE).await?;
    page.press(&[e2e::webdriver::Key::Escape]).await?;
    is(&stage, "claude", "valid").await?;
    page.click(parts::LOGOUT_CLAUDE).await?;
    page.click(parts::YES).await?;
    is(&stage, "claude", "missing").await?;
    let stored = stage.person.stored();
    let gone = stored.is_err() || stored.is_ok_and(|file| file["claudeAiOauth"].is_null());
    ensure!(gone, "it is still in the file");
    Ok(())
}

#[tokio::test]
async fn a_login_that_the_command_makes_is_shown_at_once() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.open().await?;
    stage.page.go_to("accounts").await?;
    is(&stage, "claude", "missing").await?;
    stage.person.store_claude(3600)?;
    is(&stage, "claude", "valid").await?;
    stage.page.shows("ada@example.test").await
}

#[tokio::test]
async fn a_locked_keyring_is_told_with_both_ways_out() -> Result<()> {
    let Some(setup) = ready_with_keyring()? else {
        return Ok(());
    };
    let stage = setup.open().await?;
    stage.page.go_to("accounts").await?;
    stage.desktop.keyring()?.lock().await?;
    stage.view("refresh_accounts").await?;
    eventually("the keyring is locked", DEADLINE, async || {
        let accounts = stage.view("accounts").await?;
        Ok((accounts["keyring"]["state"] == "locked").then_some(()))
    })
    .await?;
    let banner = stage.page.part(parts::KEYRING).await?.text().await?;
    ensure!(
        banner.contains("Try again") && banner.contains("Use a file"),
        "{banner}"
    );
    Ok(())
}
