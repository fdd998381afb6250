//! Settings that are changed in the window hold at once, and in the file.

use e2e::window::{KEY, Stage, answers, parts, ready};
use std::net::TcpListener;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::person::write_private;
use e2e::webdriver::Key;
use fakes::logins::Server;
use serde_json::json;

/// A stream of these suites is over by then.
const STREAM: Duration = Duration::from_secs(30);

fn file(stage: &Stage) -> Result<String> {
    Ok(std::fs::read_to_string(stage.person.home.settings_file())?)
}

#[tokio::test]
async fn a_new_port_moves_the_listener_and_an_open_stream_ends_whole() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.env("CLAUDE__API_KEY", KEY).open().await?;
    stage.answers().await?;
    let mut stream = stage.slow_stream().await?;
    let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    stage.page.go_to("settings").await?;
    let field = parts::setting("server.port");
    stage.page.fill(&field, &free.to_string()).await?;
    stage.page.press(&[Key::Enter]).await?;
    e2e::eventually("the proxy on its new port", e2e::DEADLINE, async || {
        Ok(answers(([127, 0, 0, 1], free).into()).await.then_some(()))
    })
    .await?;
    let rest = stream.read_to_close(STREAM).await?;
    let rest = String::from_utf8_lossy(&rest);
    ensure!(rest.contains("message_stop"), "cut: {rest}");
    let kept = file(&stage)?;
    ensure!(kept.contains(&format!("port = {free}")), "{kept}");
    ensure!(
        !answers(stage.address()).await,
        "the old port is still open"
    );
    Ok(())
}

#[tokio::test]
async fn a_value_that_cannot_be_stays_in_the_field_and_out_of_the_file() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.argument("--demo").open().await?;
    stage.answers().await?;
    let before = file(&stage)?;
    stage.page.go_to("settings").await?;
    stage
        .page
        .fill(&parts::setting("server.port"), "70000")
        .await?;
    stage.page.press(&[Key::Enter]).await?;
    stage.page.shows("65535").await?;
    ensure!(file(&stage)? == before);
    stage.answers().await
}

#[tokio::test]
async fn what_the_environment_sets_is_locked_and_says_so() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup
        .argument("--demo")
        .env("LOG__LEVEL", "debug")
        .open()
        .await?;
    stage.page.go_to("settings").await?;
    stage.page.shows("LOG__LEVEL").await?;
    let row = stage.page.part(&parts::setting("log.level")).await?;
    ensure!(!row.is_enabled().await?, "it can be changed");
    Ok(())
}

#[tokio::test]
async fn the_codex_switch_writes_the_file() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.open().await?;
    // A login of the Codex CLI, which the window sees come.
    let issued = stage.person.served.logins.issue(Server::Openai, "ada");
    let tokens = json!({"id_token": issued.id_token, "access_token": issued.access_token,
        "refresh_token": issued.refresh_token, "account_id": "workspace"});
    let login = json!({"auth_mode": "chatgpt", "OPENAI_API_KEY": null, "tokens": tokens});
    write_private(&stage.person.auth_json(), &login)?;
    stage.page.go_to("accounts").await?;
    for (on, line) in [(true, "enabled = true"), (false, "enabled = false")] {
        stage.page.click(parts::CODEX_SWITCH).await?;
        e2e::eventually(line, e2e::DEADLINE, async || {
            let now = stage.view("accounts").await?["codexEnabled"] == on;
            let kept = file(&stage)?;
            let written = kept.contains(line) || (!on && !kept.contains("enabled"));
            Ok((now && written).then_some(()))
        })
        .await?;
    }
    Ok(())
}
