//! No secret of a login in any log, whatever is logged.

use std::io::Write;
use std::sync::{Arc, Mutex};

use auth::credentials::ChatgptClient;
use auth::oauth::{Attempt, Prompt, refresh_claude, refresh_codex};
use fakes::logins::{Act, Browser, Endpoint, Fault, FaultKind};
use secrecy::ExposeSecret;
use tracing::level_filters::LevelFilter;

use crate::support::{Stage, finish, parameter};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Captured {
    /// Captures everything of this process, other crates' records too.
    fn begin() -> Self {
        let captured = Self::default();
        let writer = captured.clone();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .init();
        captured
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// The secrets of a login through the browser: what its addresses held.
async fn browsed<O>(attempt: Attempt<O>, secrets: &mut Vec<String>) -> O {
    let address = attempt.address().to_owned();
    let mut browser = Browser::noisy();
    let (outcome, page) = tokio::join!(finish(attempt), browser.login(&address, Act::Consent));
    page.unwrap();
    secrets.push(parameter(&address, "state"));
    secrets.push(parameter(&address, "nonce"));
    for page in browser.history() {
        if page.url.contains("code=") {
            secrets.push(parameter(&page.url, "code"));
        }
    }
    outcome.unwrap()
}

#[tokio::test]
async fn no_secret_is_logged_at_any_level() {
    let captured = Captured::begin();
    let stage = Stage::with(|config| config.chatgpt.earliest_refresh = None).await;
    let logins = &stage.served.logins;
    let mut secrets = Vec::new();
    logins.fault(Fault::new(Endpoint::Profile, FaultKind::Status500));
    let claude = browsed(stage.begin_claude().await, &mut secrets).await;
    let attempt = Attempt::begin_codex(&stage.http, &stage.openai())
        .await
        .unwrap();
    let codex = browsed(attempt, &mut secrets).await;
    let client = ChatgptClient::new_installation().unwrap();
    let provider = stage.openai();
    let attempt = Attempt::begin_chatgpt(&stage.http, &provider, &client, Prompt::Usual);
    let chatgpt = browsed(attempt.await.unwrap(), &mut secrets).await.login;
    let old = claude.refresh_token.clone().unwrap();
    let new = refresh_claude(&stage.http, &stage.claude(), &old, &[])
        .await
        .unwrap();
    logins.fault(Fault::new(Endpoint::Token, FaultKind::Garbage));
    let lost = codex.refresh_token.clone().unwrap();
    let error = refresh_codex(&stage.http, &stage.openai(), &lost)
        .await
        .unwrap_err();
    tracing::error!(%error, ?error, ?claude, ?codex, ?chatgpt, ?new, "shown on purpose");
    let tokens = [
        Some(claude.access_token),
        claude.refresh_token,
        Some(codex.access_token),
        Some(codex.id_token),
        codex.refresh_token,
        Some(chatgpt.access_token),
        chatgpt.refresh_token,
        Some(new.access_token),
        new.refresh_token,
    ];
    secrets.extend(
        tokens
            .into_iter()
            .flatten()
            .map(|t| t.expose_secret().to_owned()),
    );
    secrets.retain(|secret| !secret.is_empty());
    let text = captured.text();
    // It does capture: other crates' records are there, and ours.
    assert!(
        text.contains("hyper_util") && text.contains("shown on purpose"),
        "{}",
        text.len()
    );
    assert!(text.contains("the profile of the Claude account cannot be read"));
    assert!(secrets.len() >= 9 + 3 + 1 + 3, "{}", secrets.len());
    for secret in &secrets {
        assert!(
            !text.contains(secret.as_str()),
            "{}… is in the log",
            &secret[..6]
        );
    }
    for name in ["code_verifier", "refresh_token=", "code="] {
        assert!(!text.contains(name), "{name} is in the log");
    }
    stage.clean();
}
