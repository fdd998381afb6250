use std::io::{IsTerminal, Read};

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use settings::{Sources, edit};

use crate::arguments::Token;
use crate::commands::config::{overridden_by, report};
use crate::exit::Code;
use crate::output::Output;

/// More than any secret has; standard input is read no further.
const SECRET_LIMIT: u64 = 64 << 10;
const KEY: &str = settings::AUTH_TOKEN;

#[derive(Serialize)]
struct Shown<'a> {
    token: Option<&'a str>,
}

pub(crate) fn run(action: Token, output: &Output) -> anyhow::Result<Code> {
    let sources = Sources::from_process(Vec::new())?;
    match action {
        Token::Show => show(&sources, output),
        Token::New => new(&sources, output),
        Token::Off => {
            let edited = edit::unset(&sources, KEY)?;
            report(&edited, KEY, output)?;
            Ok(Code::Done)
        }
    }
}

fn show(sources: &Sources, output: &Output) -> anyhow::Result<Code> {
    let loaded = settings::load(sources)?;
    let token = loaded.settings.security.auth_token.as_ref();
    let token = token.map(|t| t.expose_secret());
    output.result(
        token.unwrap_or("no token is set: every program on this machine may use the proxy"),
        &Shown { token },
    )?;
    Ok(Code::Done)
}

fn new(sources: &Sources, output: &Output) -> anyhow::Result<Code> {
    let token = settings::new_auth_token()?;
    let edited = edit::set_secret(sources, KEY, &token)?;
    if let Some(by) = overridden_by(&edited) {
        output.note(&format!(
            "{by} sets another token, which stays in force until that is gone"
        ));
    }
    let token = token.expose_secret();
    output.result(token, &Shown { token: Some(token) })?;
    Ok(Code::Done)
}

/// A secret from the person: asked for on a terminal without an echo, else all of standard input.
pub(crate) fn read_secret(what: &str) -> anyhow::Result<SecretString> {
    let secret = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("{what}: ")).context("cannot ask for it")?
    } else {
        let mut text = String::new();
        std::io::stdin()
            .take(SECRET_LIMIT)
            .read_to_string(&mut text)
            .context("cannot read standard input")?;
        text
    };
    let secret = secret.trim();
    anyhow::ensure!(!secret.is_empty(), "{what}: nothing was given");
    Ok(SecretString::from(secret))
}
