//! `env` and `snippet`: what a client program needs.

use clients::{Endpoint, Shell, Snippet, environment};
use proxy::Address;
use secrecy::ExposeSecret;
use serde::Serialize;
use settings::Sources;

use crate::exit::Code;
use crate::output::Output;

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Names {
    snippets: Vec<&'static str>,
}

pub(crate) fn env(shell: Shell, output: &Output) -> anyhow::Result<Code> {
    let text = environment(&endpoint()?, shell);
    output.result(&text, &Text { text: &text })?;
    Ok(Code::Done)
}

pub(crate) fn snippet(name: Option<Snippet>, output: &Output) -> anyhow::Result<Code> {
    match name {
        Some(snippet) => {
            let text = snippet.render(&endpoint()?);
            output.result(&text, &Text { text: &text })?;
        }
        None => {
            let snippets = Snippet::ALL.map(Snippet::name).into();
            output.result(&list(), &Names { snippets })?;
        }
    }
    Ok(Code::Done)
}

/// The names, each with what it needs, in two columns.
fn list() -> String {
    let longest = Snippet::ALL.map(|s| s.name().len()).into_iter().max();
    let width = longest.unwrap_or_default();
    Snippet::ALL
        .map(|s| format!("{:width$}   {}\n", s.name(), s.needs()))
        .concat()
}

/// The endpoint that the settings say: the one that a server started here would have.
fn endpoint() -> anyhow::Result<Endpoint> {
    let loaded = settings::load(&Sources::from_process(Vec::new())?)?;
    Ok(Endpoint {
        base_url: Address::configured(&loaded.settings.server).base_url(),
        token: loaded
            .settings
            .security
            .auth_token
            .as_ref()
            .map(|t| t.expose_secret().to_owned()),
    })
}
