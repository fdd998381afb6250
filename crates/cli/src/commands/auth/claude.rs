//! `auth login`: the OAuth login, an API key, or Claude Code's own sign-in.

use std::io::{IsTerminal, Write};

use anyhow::Context;
use auth::credentials::Vendor;
use auth::oauth::terms::{self, Accepted};
use auth::{Accounts, claude_code};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::browser;
use crate::arguments::Login;
use crate::commands::token::read_secret;
use crate::exit::Code;
use crate::output::Output;

#[derive(Serialize)]
pub(super) struct LoggedIn {
    pub(super) login: &'static str,
    pub(super) account: Option<String>,
    pub(super) storage: String,
}

pub(super) async fn login(
    accounts: &Accounts,
    options: &Login,
    output: &Output,
) -> anyhow::Result<Code> {
    if options.claude_code {
        return claude_code(accounts, output).await;
    }
    if options.api_key {
        return key(accounts, Vendor::Anthropic, output).await;
    }
    let Some(accepted) = accept(options.accept_terms, output)? else {
        return Ok(Code::Usage);
    };
    if let Some(code) = adopt(accounts, accepted, output).await? {
        return Ok(code);
    }
    let attempt = accounts.begin_claude(accepted).await?;
    let (place, account) = browser::through(attempt, options.no_browser, output, |login| async {
        let account = login.email.clone();
        accounts
            .keep_claude(login)
            .await
            .map(|place| (place, account))
    })
    .await?;
    done(output, "Claude", account, place.to_string())
}

/// Reads a key, and keeps it.
pub(super) async fn key(
    accounts: &Accounts,
    vendor: Vendor,
    output: &Output,
) -> anyhow::Result<Code> {
    let name = match vendor {
        Vendor::Anthropic => "Anthropic API key",
        Vendor::Openai => "OpenAI API key",
    };
    let key = tokio::task::spawn_blocking(move || read_secret(name)).await??;
    let place = accounts.keep_key(vendor, key.expose_secret()).await?;
    let document = LoggedIn {
        login: name,
        account: None,
        storage: place.to_string(),
    };
    let text = format!(
        "The {name} is kept in the {}.",
        place_in_words(&place.to_string())
    );
    output.result(&text, &document)?;
    Ok(Code::Done)
}

pub(super) fn done(
    output: &Output,
    login: &'static str,
    account: Option<String>,
    storage: String,
) -> anyhow::Result<Code> {
    let as_ = account
        .as_deref()
        .map(|a| format!(" as {a}"))
        .unwrap_or_default();
    let text = format!(
        "Logged in to {login}{as_}. The login is kept in the {}, and renewed by itself.",
        place_in_words(&storage)
    );
    output.result(
        &text,
        &LoggedIn {
            login,
            account,
            storage,
        },
    )?;
    Ok(Code::Done)
}

fn place_in_words(storage: &str) -> String {
    match storage {
        "system keyring" => storage.to_owned(),
        path => format!("file {path}"),
    }
}

/// The person's yes to the notice; none where nobody can be asked.
fn accept(given: bool, output: &Output) -> anyhow::Result<Option<Accepted>> {
    output.note(&format!("{}\n{}\n", terms::NOTICE, terms::LINK));
    if given {
        return Ok(Some(Accepted::now()));
    }
    if !std::io::stdin().is_terminal() {
        output.note(
            "ccproxy: this login needs your yes. Run it on a terminal, or say yes with --accept-terms",
        );
        return Ok(None);
    }
    write!(std::io::stderr(), "Log in this way? Type yes: ")?;
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if answer.trim().eq_ignore_ascii_case("yes") {
        return Ok(Some(Accepted::now()));
    }
    anyhow::bail!(
        "you did not say yes, and nothing was changed. An API key always works: `ccproxy auth login --api-key`"
    )
}

/// Takes over a login that CCProxy API stored, if it can still be used.
async fn adopt(
    accounts: &Accounts,
    accepted: Accepted,
    output: &Output,
) -> anyhow::Result<Option<Code>> {
    if accounts.foreign_claude().await?.is_none() {
        return Ok(None);
    }
    let Some(place) = accounts.adopt_claude(accepted).await? else {
        return Ok(None);
    };
    match accounts.claude_info().await {
        Ok((info, None)) => {
            output.note("The login that another program stored is taken over.");
            done(output, "Claude", info.email, place.to_string()).map(Some)
        }
        _ => {
            output.note("The login that another program stored does not work any more.");
            Ok(None)
        }
    }
}

/// Anthropic's own sign-in, by the person's own command, on this terminal.
async fn claude_code(accounts: &Accounts, output: &Output) -> anyhow::Result<Code> {
    let command = accounts.setup().claude_command.clone();
    let run = tokio::task::spawn_blocking(move || {
        let command = command.or_else(claude_code::find).context(
            "Claude Code is not installed. Install it (https://code.claude.com/docs/en/setup), then try again",
        )?;
        let mut login = claude_code::sign_in(&command);
        let status = login.status();
        status.with_context(|| format!("{} cannot be run", command.display()))
    });
    let status = run.await??;
    anyhow::ensure!(
        status.success(),
        "`claude auth login` did not sign you in ({status})"
    );
    output.note("Signed in to Claude Code.");
    super::show::status(accounts, output).await
}
