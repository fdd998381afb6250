//! The auth token: a switch in the window, and its effect on the wire.

use anyhow::{Result, ensure};
use e2e::window::{KEY, Stage, parts, ready};

async fn stage() -> Result<Option<Stage>> {
    let Some(setup) = ready()? else {
        return Ok(None);
    };
    let stage = setup.env("CLAUDE__API_KEY", KEY).open().await?;
    stage.answers().await?;
    stage.page.go_to("connect").await?;
    Ok(Some(stage))
}

/// Waits until a request with this token gets this status.
async fn gets(stage: &Stage, token: Option<&str>, status: u16) -> Result<()> {
    let what = format!("{status} for {}", token.map_or("no token", |_| "a token"));
    e2e::eventually(&what, e2e::DEADLINE, async || {
        Ok((stage.ask(token).await?.status == status).then_some(()))
    })
    .await
}

/// Copies the token in the window.
async fn copied(stage: &Stage) -> Result<String> {
    stage.desktop.clear_clipboard().await?;
    stage.page.click(parts::TOKEN_COPY).await?;
    e2e::eventually("a token copied", e2e::DEADLINE, async || {
        let held = stage.desktop.clipboard().await?;
        Ok((!held.is_empty()).then_some(held))
    })
    .await
}

#[tokio::test]
async fn the_switch_takes_effect_on_live_requests_and_the_token_is_copied_unseen() -> Result<()> {
    let Some(stage) = stage().await? else {
        return Ok(());
    };
    gets(&stage, None, 200).await?;
    stage.page.click(parts::AUTH_SWITCH).await?;
    gets(&stage, None, 401).await?;
    let token = copied(&stage).await?;
    ensure!(token.len() >= 20 && !token.contains('•'), "{}", token.len());
    gets(&stage, Some(&token), 200).await?;
    let page = stage.page.all_of_it().await?;
    ensure!(!page.contains(&token), "the page shows it");
    ensure!(stage.command(&["token", "show"]).await?.trim() == token);

    stage.page.click(parts::AUTH_SWITCH).await?;
    gets(&stage, None, 200).await
}

#[tokio::test]
async fn a_token_is_shown_when_asked_for_and_a_new_one_ends_the_old_one() -> Result<()> {
    let Some(stage) = stage().await? else {
        return Ok(());
    };
    let page = &stage.page;
    page.click(parts::AUTH_SWITCH).await?;
    gets(&stage, None, 401).await?;
    let old = copied(&stage).await?;
    page.click(parts::TOKEN_SHOW).await?;
    page.shows(&old).await?;
    page.click(parts::TOKEN_SHOW).await?;
    e2e::eventually("masked again", e2e::DEADLINE, async || {
        Ok((!page.all_of_it().await?.contains(&old)).then_some(()))
    })
    .await?;
    page.click(parts::TOKEN_NEW).await?;
    page.click(parts::YES).await?;
    gets(&stage, Some(&old), 401).await?;
    let new = copied(&stage).await?;
    ensure!(new != old);
    gets(&stage, Some(&new), 200).await
}

#[tokio::test]
async fn a_snippet_has_the_token_in_the_copy_and_a_mask_on_the_page() -> Result<()> {
    let Some(stage) = stage().await? else {
        return Ok(());
    };
    let page = &stage.page;
    page.click(parts::AUTH_SWITCH).await?;
    gets(&stage, None, 401).await?;
    let token = copied(&stage).await?;
    stage.desktop.clear_clipboard().await?;
    page.click(&parts::snippet("curl")).await?;
    page.click(parts::SNIPPET_COPY).await?;
    e2e::eventually("a snippet with the token", e2e::DEADLINE, async || {
        Ok(stage
            .desktop
            .clipboard()
            .await?
            .contains(&token)
            .then_some(()))
    })
    .await?;
    ensure!(!page.all_of_it().await?.contains(&token));
    ensure!(page.text().await?.contains("••••"));
    Ok(())
}
