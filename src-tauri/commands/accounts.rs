//! The accounts: looking, keys, renewing, logging out, and the switches that stand among them.

use std::sync::Arc;

use auth::{LoggedOut, Subject, credentials::Vendor, token::Kind};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tauri::State;

use super::{Told, told};
use crate::{
    state::{
        accounts::AccountsDesk,
        configuration::{Change, Configuration},
    },
    views::{accounts::AccountsView, cards::AccountId, sentence},
};

/// Who gives out API keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyVendor {
    /// Anthropic.
    Anthropic,
    /// OpenAI.
    Openai,
}

/// The accounts, once they were looked at.
pub(crate) async fn accounts(
    desk: State<'_, AccountsDesk>,
    configuration: State<'_, Configuration>,
) -> Told<Arc<AccountsView>> {
    // Where they cannot be opened there will be no view to wait for.
    desk.open(&configuration).await.map_err(told)?;
    let mut views = desk.views();
    let view = views.wait_for(Option::is_some).await;
    let view = view.map_err(|_| "The app is quitting.".to_owned())?.clone();
    view.ok_or_else(|| "The accounts cannot be read.".to_owned())
}

/// Looks again, and lets a locked keyring ask for its password.
pub(crate) fn refresh_accounts(desk: State<'_, AccountsDesk>) {
    desk.look_closely();
}

/// Checks and keeps an API key. It travels inward only.
pub(crate) async fn save_key(
    desk: State<'_, AccountsDesk>,
    configuration: State<'_, Configuration>,
    vendor: KeyVendor,
    key: SecretString,
) -> Told<()> {
    let accounts = desk.open(&configuration).await.map_err(told)?;
    let vendor = match vendor {
        KeyVendor::Anthropic => Vendor::Anthropic,
        KeyVendor::Openai => Vendor::Openai,
    };
    let kept = accounts.keep_key(vendor, key.expose_secret()).await;
    if kept.is_ok() && vendor == Vendor::Openai {
        configuration.switch_on("openai.enabled").await;
    }
    desk.look();
    kept.map(|_| ()).map_err(told)
}

/// Renews a login now.
pub(crate) async fn renew_login(
    desk: State<'_, AccountsDesk>,
    configuration: State<'_, Configuration>,
    id: AccountId,
) -> Told<()> {
    let kind = match id {
        AccountId::Claude => Kind::Claude,
        AccountId::Codex => Kind::Codex,
        AccountId::Chatgpt => Kind::Chatgpt,
        _ => return Err("There is nothing to renew.".into()),
    };
    let accounts = desk.open(&configuration).await.map_err(told)?;
    let renewed = accounts.renew(kind).await;
    desk.look();
    renewed.map_err(told)
}

/// Logs out; what became of it in a sentence.
pub(crate) async fn log_out(
    desk: State<'_, AccountsDesk>,
    configuration: State<'_, Configuration>,
    id: AccountId,
) -> Told<String> {
    let subject = match id {
        AccountId::Claude => Subject::Claude,
        AccountId::Codex => Subject::Codex,
        AccountId::Chatgpt => Subject::Chatgpt,
        AccountId::ClaudeKey => Subject::Key(Vendor::Anthropic),
        AccountId::OpenaiKey => Subject::Key(Vendor::Openai),
        AccountId::ClaudeCode => {
            return Err(
                "Claude Code keeps its own login. Run `claude auth logout` in a terminal.".into(),
            );
        }
    };
    let accounts = desk.open(&configuration).await.map_err(told)?;
    let done = accounts.log_out(subject).await;
    desk.look();
    Ok(became(&done.map_err(told)?))
}

fn became(done: &LoggedOut) -> String {
    let key = matches!(done.subject, Subject::Key(_));
    match &done.revoked {
        _ if !done.found && key => {
            "No key was stored. One in the settings stays until you remove it there.".into()
        }
        _ if !done.found => "Nothing was stored.".into(),
        Some(Ok(())) => "Logged out here and at OpenAI.".into(),
        Some(Err(why)) => format!("Logged out here. {}", sentence(&why.to_string())),
        None if key => "Removed.".into(),
        None => "Logged out.".into(),
    }
}

/// Switches the Codex provider.
pub(crate) async fn set_codex(configuration: State<'_, Configuration>, on: bool) -> Told<()> {
    let change = Change::set("codex.enabled", on.to_string());
    configuration.change(change).await.map_err(told)
}

/// Keeps logins in a file, where the keyring is of no use.
pub(crate) async fn use_file_store(configuration: State<'_, Configuration>) -> Told<()> {
    let change = Change::set("credentials.store", "file");
    configuration.change(change).await.map_err(told)
}
