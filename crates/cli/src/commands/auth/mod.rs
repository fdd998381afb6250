//! Accounts: logging in, looking, logging out. What they do is in the `auth` crate; here is what a terminal needs.

mod browser;
mod claude;
mod logout;
mod openai;
mod show;

use anyhow::Context;
use auth::{Accounts, Setup};
use settings::Sources;

use crate::arguments::Auth;
use crate::exit::Code;
use crate::output::Output;
use openai::Switches;

pub(crate) fn run(action: Auth, output: &Output) -> anyhow::Result<Code> {
    let sources = Sources::from_process(Vec::new())?;
    let loaded = settings::load(&sources)?;
    let setup: Setup = proxy::accounts::setup(&loaded.settings);
    let accounts = Accounts::new(proxy::accounts::places(&sources), setup)?;
    let switches = Switches {
        codex: loaded.settings.codex.enabled,
        openai: loaded.settings.openai.enabled,
    };
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("cannot start the runtime")?
        .block_on(async {
            settle(&accounts, output).await;
            match action {
                Auth::Login(options) => claude::login(&accounts, &options, output).await,
                Auth::LoginOpenai(options) => {
                    openai::login(&accounts, &options, switches, output).await
                }
                Auth::LoginChatgpt(options) => {
                    openai::chatgpt(&accounts, options, switches, output).await
                }
                Auth::Validate => show::validate(&accounts, output).await,
                Auth::Info => show::info(&accounts, output).await,
                Auth::OpenaiInfo => show::openai_info(&accounts, output).await,
                Auth::Status => show::status(&accounts, output).await,
                Auth::Logout {
                    accounts: which,
                    all,
                } => logout::run(&accounts, &which, all, output).await,
            }
        })
}

/// Of two copies of a login one goes; what that meets is told, and is no reason to stop.
async fn settle(accounts: &Accounts, output: &Output) {
    match accounts.vault().settle().await {
        Ok(moved) => {
            for moved in moved {
                output.note(&moved.to_string());
            }
        }
        Err(error) => output.note(&format!("ccproxy: {error}")),
    }
}
