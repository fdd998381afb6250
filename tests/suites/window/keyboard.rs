//! Everything can be done without a mouse.

use anyhow::{Result, ensure};
use e2e::webdriver::Key;
use e2e::window::{KEY, parts, ready};
use serde_json::{Value, json};

/// Marks every control that Tab must reach, and counts them. Of a group of radio buttons one is reached.
const MARK: &str = "
    const css = 'a[href], button, input, select, textarea, summary, [tabindex]';
    const usable = (one) => one.tabIndex >= 0 && !one.disabled && one.getClientRects().length > 0
        && getComputedStyle(one).visibility !== 'hidden' && !one.closest('[inert]');
    const all = [...document.querySelectorAll(css)].filter(usable);
    const others = (one) => one.type === 'radio' && all.some((two) => two.name === one.name && two.checked && two !== one);
    const wanted = all.filter((one) => !others(one));
    wanted.forEach((one, index) => { one.dataset.reached = 'no'; });
    document.activeElement?.blur();
    return wanted.length;";

/// Notes what has the focus.
const NOTE: &str = "
    const one = document.activeElement;
    if (one?.dataset.reached) { one.dataset.reached = 'yes'; }";

/// What was not reached.
const MISSED: &str = "
    return [...document.querySelectorAll('[data-reached=no]')]
        .map((one) => one.dataset.test ?? one.outerHTML.slice(0, 120));";

#[tokio::test]
async fn each_view_has_a_key() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.env("CLAUDE__API_KEY", KEY).open().await?;
    stage.answers().await?;
    stage.page.go_to("connect").await?;
    for (digit, view) in [
        ('3', "activity"),
        ('2', "accounts"),
        ('4', "settings"),
        ('1', "connect"),
    ] {
        let keys = [Key::Control, Key::Letter(digit)];
        stage.page.press(&keys).await?;
        stage.page.part(&format!("view-{view}")).await?;
    }
    stage.page.press(&[Key::Control, Key::Letter(',')]).await?;
    stage.page.part("view-settings").await.map(drop)
}

#[tokio::test]
async fn tab_reaches_every_control_of_every_view() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.env("CLAUDE__API_KEY", KEY).open().await?;
    stage.answers().await?;
    stage.ask(None).await?;
    for view in ["connect", "accounts", "activity", "settings"] {
        stage.page.go_to(view).await?;
        let count = stage.page.run(MARK).await?.as_u64().unwrap_or_default();
        ensure!(count > 3, "{view} has {count} controls");
        for _ in 0..count + 5 {
            stage.page.press(&[Key::Tab]).await?;
            stage.page.run(NOTE).await?;
        }
        let missed: Value = stage.page.run(MISSED).await?;
        ensure!(missed == json!([]), "{view}: {missed}");
    }
    Ok(())
}

#[tokio::test]
async fn a_dialog_takes_the_focus_and_gives_it_back() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.open().await?;
    let page = &stage.page;
    page.go_to("accounts").await?;
    page.part(parts::LOGIN_CLAUDE).await?;
    page.click(parts::LOGIN_CLAUDE).await?;
    page.until(
        "the focus is in the dialog",
        "document.activeElement.closest('dialog[open]')",
    )
    .await?;
    page.press(&[Key::Escape]).await?;
    page.until(
        "the dialog is closed",
        "!document.querySelector('dialog[open]')",
    )
    .await?;
    page.until(
        "the focus is back",
        "document.activeElement.dataset.test === 'login-claude'",
    )
    .await
}
