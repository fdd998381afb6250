use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::grant::renew;
use super::login::RESOURCE;
use super::wire::{Failure, Http, TokenAnswer};
use super::{
    ChatgptTokens, ClaudeProvider, ClaudeTokens, CodexRenewal, OpenaiProvider, RefreshError,
};

/// The codes that end a refresh token's life (openai/codex, `login/src/auth/manager.rs`; developers.openai.com/siwc,
/// "Errors and recovery"; RFC 6749, 5.2).
const ENDS: [&str; 6] = [
    "invalid_grant",
    "invalid_refresh_token",
    "token_expired",
    "refresh_token_expired",
    "refresh_token_reused",
    "refresh_token_invalidated",
];

/// The Codex login's answer; what is absent stays as it was.
#[derive(Deserialize)]
struct CodexAnswer {
    id_token: Option<SecretString>,
    access_token: Option<SecretString>,
    refresh_token: Option<SecretString>,
}

/// Renews a Claude login (JSON; claude 2.1.331). `scopes` are those that were granted; with none the server keeps them all.
///
/// # Errors
/// [`RefreshError`] says whether the refresh token was sent, and whether it is still good.
pub async fn refresh_claude(
    http: &Http,
    provider: &ClaudeProvider,
    refresh_token: &SecretString,
    scopes: &[String],
) -> Result<ClaudeTokens, RefreshError> {
    let mut body = json!({
        "grant_type": "refresh_token",
        "client_id": provider.client_id,
        "refresh_token": refresh_token.expose_secret(),
    });
    if !scopes.is_empty() {
        body["scope"] = scopes.join(" ").into();
    }
    let answer: Result<TokenAnswer, _> = http.post_json(&provider.token_url, &body).await;
    answer
        .map(|answer| ClaudeTokens::of(&answer))
        .map_err(meaning)
}

/// Renews a Codex login (JSON; openai/codex, `login/src/auth/manager.rs`).
///
/// # Errors
/// [`RefreshError`], as of [`refresh_claude`]; here a 401 is for good, whatever it says.
pub async fn refresh_codex(
    http: &Http,
    provider: &OpenaiProvider,
    refresh_token: &SecretString,
) -> Result<CodexRenewal, RefreshError> {
    let body = json!({
        "client_id": provider.codex_client_id,
        "grant_type": "refresh_token",
        "refresh_token": refresh_token.expose_secret(),
    });
    let answer: Result<CodexAnswer, _> = http.post_json(&provider.at("/oauth/token"), &body).await;
    let there = |token: Option<SecretString>| token.filter(|t| !t.expose_secret().is_empty());
    answer
        .map(|answer| CodexRenewal {
            id_token: there(answer.id_token),
            access_token: there(answer.access_token),
            refresh_token: there(answer.refresh_token),
        })
        .map_err(|failure| match failure {
            Failure::Refused(no) if no.status == 401 => RefreshError::Final {
                host: no.host,
                code: no.code.unwrap_or_else(|| "unauthorized".to_owned()),
            },
            failure => meaning(failure),
        })
}

/// Renews a login of Sign in with ChatGPT (a form, with the resource and without a scope), for the client that it was
/// made for. The id token of the answer is not verified: it says nothing that the login does not say already.
///
/// # Errors
/// [`RefreshError`], as of [`refresh_claude`].
pub async fn refresh_chatgpt(
    http: &Http,
    provider: &OpenaiProvider,
    client_id: &str,
    refresh_token: &SecretString,
) -> Result<ChatgptTokens, RefreshError> {
    let url = provider.at("/api/accounts/oauth/token");
    let resource = [("resource", RESOURCE)];
    let answer = renew(http, &url, client_id, refresh_token, &resource).await;
    answer
        .map(|answer| ChatgptTokens::of(&answer))
        .map_err(meaning)
}

fn meaning(failure: Failure) -> RefreshError {
    match failure {
        Failure::NotSent { host, why } => RefreshError::NotSent { host, why },
        Failure::Lost { host, why } => RefreshError::Lost { host, why },
        Failure::Refused(no) => match no.code {
            // What comes with "not now" is about now, whatever its code.
            Some(code) if ENDS.contains(&&*code) && !(no.status == 429 || no.status >= 500) => {
                RefreshError::Final {
                    host: no.host,
                    code,
                }
            }
            _ => RefreshError::Passing {
                host: no.host,
                status: no.status,
                retry_after: no.retry_after,
            },
        },
    }
}
