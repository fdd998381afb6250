//! `env` and `snippet`: what a client program needs.

use clients::{Model, Shell, Shown, Snippet, environment};
use proxy::Address;
use secrecy::{ExposeSecret, SecretString};
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
    let endpoint = Endpoint::configured()?;
    let text = environment(&endpoint.base_url, endpoint.token(), shell);
    output.result(&text, &Text { text: &text })?;
    Ok(Code::Done)
}

pub(crate) fn snippet(
    name: Option<Snippet>,
    model: Option<&str>,
    output: &Output,
) -> anyhow::Result<Code> {
    match name {
        Some(snippet) => {
            let endpoint = Endpoint::configured()?;
            let model = model.unwrap_or(Model::Claude.name());
            let text = snippet.render(&endpoint.base_url, endpoint.token(), model);
            output.result(&text, &Text { text: &text })?;
        }
        None => {
            let snippets = Snippet::PROGRAMS.map(Snippet::id).into();
            output.result(&list(), &Names { snippets })?;
        }
    }
    Ok(Code::Done)
}

/// The names, each with what it needs, in two columns.
fn list() -> String {
    let longest = Snippet::PROGRAMS.map(|s| s.id().len()).into_iter().max();
    let width = longest.unwrap_or_default();
    Snippet::PROGRAMS
        .map(|s| format!("{:width$}   {}\n", s.id(), s.needs()))
        .concat()
}

/// Where a gateway is, and its auth token.
struct Endpoint {
    base_url: String,
    token: Option<SecretString>,
}

impl Endpoint {
    /// What the settings say: the one that a server started here would have.
    fn configured() -> anyhow::Result<Self> {
        let loaded = settings::load(&Sources::from_process(Vec::new())?)?;
        Ok(Self {
            base_url: Address::configured(&loaded.settings.server).base_url(),
            token: loaded.settings.security.auth_token.clone(),
        })
    }

    /// The real token: what is printed here is for pasting.
    fn token(&self) -> Shown<'_> {
        self.token.as_ref().map(ExposeSecret::expose_secret).into()
    }
}
