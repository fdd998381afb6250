//! What goes on the clipboard.

use clients::{Model, Shown, Snippet};
use secrecy::{ExposeSecret as _, SecretString};
use settings::Loaded;
use tauri::{AppHandle, Manager as _};

use crate::{
    clipboard::{Clipboard, CopyError},
    commands::snippets::CopyTarget,
    state::{Control, ProxyState, accounts::AccountsDesk, configuration::Configuration},
    views::curl,
};

/// What is copied, and whether it is a secret.
enum Text {
    Plain(String),
    Secret(SecretString),
}

/// Puts something on the clipboard.
///
/// # Errors
///
/// When there is no such thing now, or the clipboard takes nothing.
pub(crate) async fn copy(app: &AppHandle, what: CopyTarget) -> Result<(), CopyError> {
    let text = text(app, what)?;
    let clipboard = app.state::<Clipboard>();
    match text {
        Text::Plain(text) => clipboard.set(text).await,
        Text::Secret(secret) => clipboard.set_secret(secret).await,
    }
}

fn text(app: &AppHandle, what: CopyTarget) -> Result<Text, CopyError> {
    let control = app.state::<Control>();
    let state = control.state();
    let loaded = app.state::<Configuration>().loaded();
    let base_url = || {
        let running = state.running().ok_or(CopyError::NotRunning);
        running.map(|running| running.base_url.clone())
    };
    Ok(match what {
        CopyTarget::AnthropicBaseUrl => Text::Plain(base_url()?),
        CopyTarget::OpenAiBaseUrl => Text::Plain(clients::openai_base_url(&base_url()?)),
        CopyTarget::AuthToken => Text::Secret(token(&state, &loaded).ok_or(CopyError::NoToken)?),
        CopyTarget::Snippet { id } => {
            let snippet: Snippet = id.parse().map_err(|_| CopyError::Gone)?;
            let endpoint = endpoint(&state, &loaded);
            let shown = endpoint
                .token
                .as_ref()
                .map_or(Shown::Unset, |token| Shown::Token(token.expose_secret()));
            let text = snippet.render(&endpoint.base_url, shown, endpoint.model.name());
            with_token(text, &endpoint)
        }
        CopyTarget::Curl { id } => {
            let activities = control.activities();
            let activity = activities.borrow().clone().ok_or(CopyError::Gone)?;
            let (records, _) = activity.since(0);
            let record = records.into_iter().find(|record| record.id == id);
            let record = record.ok_or(CopyError::Gone)?;
            let endpoint = endpoint(&state, &loaded);
            let token = endpoint.token.as_ref().map(|token| token.expose_secret());
            with_token(curl::command(&record, &endpoint.base_url, token), &endpoint)
        }
        CopyTarget::AccountRow { id, section, row } => {
            let view = app.state::<AccountsDesk>().views().borrow().clone();
            let value = view.as_ref().and_then(|view| view.value(id, section, row));
            Text::Plain(value.ok_or(CopyError::Gone)?.to_owned())
        }
    })
}

/// How clients reach the proxy, and how they are let in.
pub(crate) struct Endpoint {
    /// The base URL of Anthropic clients.
    pub(crate) base_url: String,
    /// What they must send, where something is asked for.
    pub(crate) token: Option<SecretString>,
    /// Whose model a first message asks for.
    pub(crate) model: Model,
}

/// Where clients reach the proxy, or would reach it.
pub(crate) fn endpoint(state: &ProxyState, loaded: &Loaded) -> Endpoint {
    let configured = || proxy::Address::configured(&loaded.settings.server).base_url();
    Endpoint {
        base_url: state
            .running()
            .map_or_else(configured, |running| running.base_url.clone()),
        token: token(state, loaded),
        model: state
            .running()
            .map_or(Model::Claude, |running| model(running.serves)),
    }
}

/// Whose model can answer: Claude's where nobody's can yet.
fn model(serves: proxy::Serves) -> Model {
    if serves.gpt && !serves.claude {
        Model::Gpt
    } else {
        Model::Claude
    }
}

/// The token that clients must send: the running proxy's, else the one of the settings.
fn token(state: &ProxyState, loaded: &Loaded) -> Option<SecretString> {
    match state.running() {
        Some(running) => running.token.clone(),
        None => loaded.settings.security.auth_token.clone(),
    }
}

fn with_token(text: String, endpoint: &Endpoint) -> Text {
    if endpoint.token.is_some() {
        Text::Secret(text.into())
    } else {
        Text::Plain(text)
    }
}
