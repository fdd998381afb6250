//! The scenes: what was set up before, and what the person does.

use std::net::TcpListener;
use std::path::Path;

use anyhow::{Result, ensure};
use e2e::clients::tell;
use e2e::person::write_private;
use e2e::window::{KEY, Setup, parts, ready, ready_with_keyring};
use e2e::wire::Request;
use e2e::{DEADLINE, eventually, messages};
use fakes::logins::{Act, Browser, Server};
use serde_json::json;

use crate::camera::{Camera, THEMES};

const GROUPS: [&str; 7] = [
    "empty", "login", "running", "activity", "taken", "expired", "locked",
];

/// Shows all scenes whose group has `word` in its name; how many failed.
pub(crate) async fn all(folder: &Path, word: &str) -> Result<usize> {
    std::fs::create_dir_all(folder)?;
    let mut failed = 0;
    for theme in THEMES {
        for group in GROUPS.iter().filter(|group| group.contains(word)) {
            let mut camera = Camera {
                folder: folder.to_owned(),
                theme,
                failed: 0,
            };
            tell(&format!("{group}, {}", theme.name));
            if let Err(error) = show(group, &mut camera).await {
                tell(&format!("{group}, {}: {error:#}", theme.name));
                camera.failed += 1;
            }
            failed += camera.failed;
        }
    }
    Ok(failed)
}

async fn show(group: &str, camera: &mut Camera) -> Result<()> {
    let setup = match group {
        "locked" => ready_with_keyring()?,
        _ => ready()?,
    };
    let Some(setup) = setup else {
        return Ok(());
    };
    let setup = setup.env("GTK_THEME", camera.theme.gtk);
    match group {
        "empty" => empty(setup, camera).await,
        "login" => login(setup, camera).await,
        "running" => running(setup, camera).await,
        "activity" => activity(setup, camera).await,
        "taken" => taken(setup, camera).await,
        "expired" => expired(setup, camera).await,
        _ => locked(setup, camera).await,
    }
}

/// Nothing was set up yet.
async fn empty(setup: Setup, camera: &mut Camera) -> Result<()> {
    let stage = setup.argument("--stopped").open().await?;
    let shown = stage.page.part("view-first-run").await.map(drop);
    camera.take(&stage, "first-run-empty", shown).await;
    for view in ["accounts", "activity", "settings"] {
        let shown = stage.page.go_to(view).await;
        camera.take(&stage, &format!("{view}-empty"), shown).await;
    }
    Ok(())
}

/// The dialog of a login, from the terms to a no.
async fn login(setup: Setup, camera: &mut Camera) -> Result<()> {
    let stage = setup.open().await?;
    let page = &stage.page;
    page.go_to("accounts").await?;
    let shown = page.click(parts::LOGIN_CLAUDE).await;
    camera.take(&stage, "login-ways", shown).await;
    let shown = page.click(parts::WAY_CLAUDE).await;
    camera.take(&stage, "login-terms", shown).await;
    page.part(parts::ACCEPT_TERMS).await?.click().await?;
    page.click(parts::OPEN_BROWSER).await?;
    let address = stage.person.opened_address().await?;
    let shown = page.part(parts::PASTE_FIELD).await.map(drop);
    camera.take(&stage, "login-waiting", shown).await;
    Browser::noisy().login(&address, Act::Deny).await?;
    let shown = page.shows("said no").await;
    camera.take(&stage, "login-failed", shown).await;
    Ok(())
}

/// All is set up, and works.
async fn running(setup: Setup, camera: &mut Camera) -> Result<()> {
    let setup = setup.prepare(|person| {
        person.store_claude(3 * 3600)?;
        let issued = person.served.logins.issue(Server::Openai, "ada");
        let tokens = json!({
            "id_token": issued.id_token,
            "access_token": issued.access_token,
            "refresh_token": issued.refresh_token,
        });
        let now = "2026-01-01T00:00:00Z";
        let file = json!({"auth_mode": "chatgpt", "tokens": tokens, "last_refresh": now});
        write_private(&person.auth_json(), &file)
    });
    let stage = setup.env("LOG__LEVEL", "debug").open().await?;
    stage.answers().await?;
    let shown = stage.page.go_to("connect").await;
    camera.take(&stage, "connect-running", shown).await;
    let shown = stage.page.click(parts::AUTH_SWITCH).await;
    camera.take(&stage, "connect-token", shown).await;
    let shown = stage.page.go_to("accounts").await;
    camera.take(&stage, "accounts-logged-in", shown).await;
    let shown = stage.page.go_to("settings").await;
    camera.take(&stage, "settings-locked", shown).await;
    stage.page.go_to("connect").await?;
    let shown = stage.page.click(parts::POWER).await;
    let shown = match shown {
        Ok(()) => stage.page.shows("Stopped").await,
        failed => failed,
    };
    camera.take(&stage, "connect-stopped", shown).await;
    Ok(())
}

/// Requests of several kinds, one of them open.
async fn activity(setup: Setup, camera: &mut Camera) -> Result<()> {
    let stage = setup.env("CLAUDE__API_KEY", KEY).open().await?;
    stage.answers().await?;
    let to = stage.address();
    for scenario in ["text", "overloaded", "text", "rate_limit", "text"] {
        let request = messages::request(to, &messages::body(scenario));
        request
            .header("user-agent", "Anthropic/Python 0.84.0")
            .send(to)
            .await?;
    }
    let chat =
        json!({"model": messages::MODEL, "messages": [{"role": "user", "content": "Hello."}]});
    let chat = Request::new("POST", "/openai/v1/chat/completions", to).json(&chat);
    chat.header("user-agent", "OpenAI/JS 6.9.1")
        .send(to)
        .await?;
    let _open = stage.slow_stream().await?;
    let shown = stage.page.go_to("activity").await;
    camera.take(&stage, "activity-rows", shown).await;
    // WebDriver clicks the middle of a row, which it takes for covered.
    let script = format!("document.querySelector('{}').click()", parts::REQUESTS);
    let shown = stage.page.run(&script).await.map(drop);
    camera.take(&stage, "activity-detail", shown).await;
    Ok(())
}

/// Somebody else has the port.
async fn taken(setup: Setup, camera: &mut Camera) -> Result<()> {
    let other = TcpListener::bind("127.0.0.1:0")?;
    let setup = setup.prepare(|person| person.store_claude(3 * 3600).map(drop));
    let stage = setup.open_on(other.local_addr()?.port()).await?;
    stage.page.go_to("connect").await?;
    let shown = stage.page.shows("is taken").await;
    camera.take(&stage, "connect-port-taken", shown).await;
    Ok(())
}

/// The provider has ended the login.
async fn expired(setup: Setup, camera: &mut Camera) -> Result<()> {
    let setup = setup.prepare(|person| {
        person.store_claude(-60)?;
        person.served.logins.revoke_all(Server::Claude);
        Ok(())
    });
    let stage = setup.open().await?;
    stage.answers().await?;
    // The first request finds out.
    let answer = stage.ask(None).await?;
    ensure!(answer.status == 401, "{}", answer.text());
    let shown = stage.page.go_to("accounts").await;
    let shown = match shown {
        Ok(()) => stage.page.shows("Login needed").await,
        failed => failed,
    };
    camera.take(&stage, "accounts-expired", shown).await;
    let shown = stage.page.go_to("connect").await;
    camera.take(&stage, "connect-login-needed", shown).await;
    Ok(())
}

/// The keyring is locked.
async fn locked(setup: Setup, camera: &mut Camera) -> Result<()> {
    let stage = setup.open().await?;
    stage.page.go_to("accounts").await?;
    stage.desktop.keyring()?.lock().await?;
    stage.view("refresh_accounts").await?;
    let shown = eventually("the keyring is locked", DEADLINE, async || {
        let accounts = stage.view("accounts").await?;
        Ok((accounts["keyring"]["state"] == "locked").then_some(()))
    })
    .await;
    camera.take(&stage, "accounts-keyring-locked", shown).await;
    Ok(())
}
