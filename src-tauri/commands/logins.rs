//! Logins through the browser.

use std::sync::Arc;

use tauri::{AppHandle, Manager as _, State};
use tauri_plugin_opener::OpenerExt as _;

use super::{Told, told};
use crate::{
    state::{
        accounts::AccountsDesk, claude_code, configuration::Configuration, logins::Logins,
        memory::Memory, prepared::Prepared,
    },
    views::logins::LoginKind,
    window,
};

/// Begins a login and opens the browser. One that is under way is given up.
pub(crate) async fn begin_login(app: AppHandle, kind: LoginKind, accepted_terms: bool) -> Told<()> {
    if kind == LoginKind::Claude && !accepted_terms {
        return Err("This login needs your yes to the notice above.".into());
    }
    let logins = app.state::<Arc<Logins>>();
    logins.cancel().await;
    let desk = app.state::<AccountsDesk>();
    let opened = desk.open(&app.state::<Configuration>()).await;
    let accounts = opened.map_err(told)?;
    let prepared = match kind {
        LoginKind::Claude => Prepared::claude(accounts).await.map_err(told)?,
        LoginKind::Codex => Prepared::codex(accounts).await.map_err(told)?,
        LoginKind::Chatgpt => Prepared::chatgpt(accounts).await.map_err(told)?,
        LoginKind::ClaudeCode => claude_code::sign_in(&app, &accounts).await.map_err(told)?,
    };
    let address = prepared.address.borrow().clone();
    let ended = app.clone();
    logins.follow(kind, prepared, move |done| {
        let desk = ended.state::<AccountsDesk>();
        if kind == LoginKind::ClaudeCode {
            desk.ask_claude_code();
        } else {
            desk.look();
        }
        if let Some(key) = switch_of(kind) {
            let app = ended.clone();
            tauri::async_runtime::spawn(async move {
                app.state::<Configuration>().switch_on(key).await;
            });
        }
        // The person is in the browser, and done there.
        window::open(&ended, None);
        let memory = ended.state::<Memory>();
        done.plan_use == Some(true) && memory.first(|now| &mut now.plan_use_told)
    });
    if let Some(address) = address
        && open(&app, address).await.is_err()
    {
        logins
            .remark("No browser could be opened. Open one, then choose “Open the browser again”.");
    }
    Ok(())
}

/// The switch of the provider that a login is for.
fn switch_of(kind: LoginKind) -> Option<&'static str> {
    match kind {
        LoginKind::Claude | LoginKind::ClaudeCode => None,
        LoginKind::Codex => Some("codex.enabled"),
        LoginKind::Chatgpt => Some("openai.enabled"),
    }
}

/// Opens the page of the login again.
pub(crate) async fn reopen_browser(app: AppHandle, logins: State<'_, Arc<Logins>>) -> Told<()> {
    let address = logins.address().map_err(told)?;
    open(&app, address).await
}

/// Takes what the person copied in the browser. It travels inward only.
pub(crate) fn paste_login(logins: State<'_, Arc<Logins>>, text: String) -> Told<()> {
    logins.paste(&text).map_err(told)
}

/// Gives the login up.
pub(crate) async fn cancel_login(logins: State<'_, Arc<Logins>>) -> Told<()> {
    logins.cancel().await;
    Ok(())
}

/// Opens an address in the person's browser. The system's opener may be slow.
pub(crate) async fn open(app: &AppHandle, address: String) -> Told<()> {
    let app = app.clone();
    let opened =
        tauri::async_runtime::spawn_blocking(move || app.opener().open_url(address, None::<&str>));
    match opened.await {
        Ok(Ok(())) => Ok(()),
        _ => Err("No browser could be opened.".into()),
    }
}
