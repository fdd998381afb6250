//! Logging in from the window, and all that can come of it.

use anyhow::{Context as _, Result, ensure};
use e2e::window::{KEY, Stage, parts, ready};
use fakes::logins::{Act, Browser};
use serde_json::Value;

/// Opens the dialog, says yes to the terms, and gives the address that the browser is sent to.
pub(crate) async fn begin_claude(stage: &Stage) -> Result<String> {
    stage.page.go_to("accounts").await?;
    stage.page.click(parts::LOGIN_CLAUDE).await?;
    stage.page.click(parts::WAY_CLAUDE).await?;
    agree(stage).await
}

/// Says yes to the terms in the dialog.
async fn agree(stage: &Stage) -> Result<String> {
    let page = &stage.page;
    let open = page.part(parts::OPEN_BROWSER).await?;
    ensure!(!open.is_enabled().await?, "the terms are not read yet");
    page.part(parts::ACCEPT_TERMS).await?.click().await?;
    page.click(parts::OPEN_BROWSER).await?;
    let address = stage.person.opened_address().await?;
    let login = &stage.view("accounts").await?["login"];
    ensure!(login["phase"] == "waiting", "{login}");
    Ok(address)
}

/// Waits until the login has ended so, and gives what it said.
async fn ended(stage: &Stage, phase: &str) -> Result<String> {
    let expression = "window.__TAURI__.core.invoke('accounts')";
    let script =
        format!("const done = arguments[0]; {expression}.then((view) => done(view.login))");
    e2e::eventually(phase, e2e::DEADLINE, async || {
        let login = stage.page.run_until_done(&script).await?;
        let message = login["message"].as_str().unwrap_or_default().to_owned();
        Ok((login["phase"] == phase).then_some(message))
    })
    .await
}

/// Checks that the card's table has the rows that the command prints, and that the card shows them.
async fn is_the_report(stage: &Stage, card: &str, command: &[&str]) -> Result<()> {
    let printed = squeezed(&stage.command(command).await?);
    let table = &stage.card(card).await?["table"];
    stage.page.click(&parts::details(card)).await?;
    let css = format!("[data-test=\"{}\"]", parts::card(card));
    let shown = squeezed(&stage.page.words_of(&css).await?);
    let mut count = 0;
    let sections = table["sections"].as_array().context("no table")?;
    for row in sections.iter().flat_map(rows) {
        let (label, value) = (squeezed(word(&row["label"])), squeezed(word(&row["value"])));
        // It goes on while this test looks.
        if label == "TimeRemaining" {
            continue;
        }
        ensure!(printed.contains(&label), "{label}: {printed}");
        ensure!(printed.contains(&value), "{label} {value}: {printed}");
        ensure!(shown.contains(&value), "{label} {value}: {shown}");
        count += 1;
    }
    ensure!(count > 5, "{table}");
    Ok(())
}

fn rows(section: &Value) -> Vec<&Value> {
    section["rows"].as_array().into_iter().flatten().collect()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The letters of a table, without its lines and spaces.
fn squeezed(text: &str) -> String {
    let of_lines =
        |letter: &char| !letter.is_whitespace() && !('\u{2500}'..='\u{257f}').contains(letter);
    text.chars().filter(of_lines).collect()
}

#[tokio::test]
async fn a_login_with_claude_goes_through_the_browser_and_the_card_is_the_report() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.open().await?;
    let address = begin_claude(&stage).await?;
    Browser::noisy().login(&address, Act::Consent).await?;
    let message = ended(&stage, "done").await?;
    ensure!(message.contains("ada@example.test"), "{message}");
    stage.page.click(parts::LOGIN_DONE).await?;
    stage.page.shows("Claude Max").await?;
    let card = stage.card("claude").await?;
    ensure!(card["state"] == "valid", "{card}");
    ensure!(card["account"] == "ada@example.test", "{card}");
    let json = stage
        .person
        .run(&["auth", "info", "--json"])
        .await?
        .json()?;
    ensure!(json["email"] == card["account"], "{json}");
    is_the_report(&stage, "claude", &["auth", "info"]).await?;
    stage.serves().await?;
    ensure!(stage.person.served.logins.violations().is_empty());
    stage.api.is_content()
}

#[tokio::test]
async fn a_code_from_another_machine_is_pasted_and_a_wrong_one_costs_nothing() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.open().await?;
    let address = begin_claude(&stage).await?;
    let by_hand = by_hand(&address)?;
    let code = Browser::noisy().copy_code(&by_hand, Act::Consent).await?;
    stage.page.fill(parts::PASTE_FIELD, "not a code").await?;
    stage.page.click(parts::PASTE_GO).await?;
    let login = &stage.view("accounts").await?["login"];
    ensure!(login["phase"] == "waiting", "{login}");
    stage.page.fill(parts::PASTE_FIELD, &code).await?;
    stage.page.click(parts::PASTE_GO).await?;
    let message = ended(&stage, "done").await?;
    ensure!(message.contains("ada@example.test"), "{message}");
    ensure!(stage.person.served.logins.violations().is_empty());
    Ok(())
}

/// The same login for a machine without a browser: its last page shows a code, and comes back to no program.
fn by_hand(address: &str) -> Result<String> {
    let (before, rest) = address.split_once("redirect_uri=").context("no redirect")?;
    let after = rest.split_once('&').map_or("", |(_, after)| after);
    let page = "https%3A%2F%2Fplatform.claude.com%2Foauth%2Fcode%2Fcallback";
    Ok(format!("{before}redirect_uri={page}&{after}"))
}

#[tokio::test]
async fn denied_means_that_nothing_was_changed() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.open().await?;
    let address = begin_claude(&stage).await?;
    Browser::noisy().login(&address, Act::Deny).await?;
    let message = ended(&stage, "failed").await?;
    ensure!(message.contains("said no"), "{message}");
    stage.page.shows("said no").await?;
    ensure!(!stage.person.credentials().exists());
    Ok(())
}

#[tokio::test]
async fn a_cancelled_login_listens_no_more() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.open().await?;
    let address = begin_claude(&stage).await?;
    stage.page.click(parts::LOGIN_CANCEL).await?;
    stage.page.has_no(parts::LOGIN_CANCEL).await?;
    let (_, port) = address.split_once("localhost%3A").context("no redirect")?;
    let (port, _) = port.split_once('%').context("no port")?;
    let port: u16 = port.parse()?;
    e2e::eventually("the listener is gone", e2e::DEADLINE, async || {
        let late = tokio::net::TcpStream::connect(("127.0.0.1", port)).await;
        Ok(late.is_err().then_some(()))
    })
    .await?;
    ensure!(!stage.person.credentials().exists());
    Ok(())
}

#[tokio::test]
async fn an_api_key_is_kept_works_at_once_and_is_shown_masked() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.open().await?;
    let page = &stage.page;
    page.go_to("accounts").await?;
    page.click(parts::LOGIN_CLAUDE).await?;
    page.click(parts::WAY_KEY).await?;
    let field = page.part(parts::KEY_FIELD).await?;
    ensure!(field.attribute("type").await?.as_deref() == Some("password"));
    field.type_text("sk-ant-no-key").await?;
    page.click(parts::SAVE_KEY).await?;
    ensure!(stage.card("claude-key").await?["state"] == "missing");
    page.fill(parts::KEY_FIELD, KEY).await?;
    page.click(parts::SAVE_KEY).await?;
    e2e::eventually("the key is kept", e2e::DEADLINE, async || {
        let card = stage.card("claude-key").await?;
        Ok((card["state"] == "valid").then_some(()))
    })
    .await?;
    ensure!(!page.all_of_it().await?.contains(KEY), "the page keeps it");
    stage.serves().await?;
    stage.api.is_content()
}
