use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::login::Discovery;
use super::wire::{Http, host};
use super::{OpenaiProvider, RevokeError};

/// Ends a Codex login at its server (JSON; openai/codex, `login/src/auth/revoke.rs`).
///
/// # Errors
/// [`RevokeError`]; the login may live on there.
pub async fn revoke_codex(
    http: &Http,
    provider: &OpenaiProvider,
    refresh_token: &SecretString,
) -> Result<(), RevokeError> {
    let body = json!({
        "token": refresh_token.expose_secret(),
        "token_type_hint": "refresh_token",
        "client_id": provider.codex_client_id,
    });
    Ok(http.tell(&provider.at("/oauth/revoke"), &body).await?)
}

/// Ends a login of Sign in with ChatGPT at the endpoint that its issuer names (a form; RFC 7009). The client id and the
/// installation's id live on.
///
/// # Errors
/// [`RevokeError`]; the login may live on there.
pub async fn revoke_chatgpt(
    http: &Http,
    provider: &OpenaiProvider,
    client_id: &str,
    refresh_token: &SecretString,
) -> Result<(), RevokeError> {
    let discovery = Discovery::of(http, provider)
        .await
        .map_err(|problem| problem.for_revocation(provider))?;
    let endpoint = discovery
        .revocation_endpoint
        .ok_or_else(|| RevokeError::Unheard {
            host: host(&provider.issuer),
            why: "it names no endpoint for that".to_owned(),
        })?;
    let form = [
        ("token", refresh_token.expose_secret()),
        ("token_type_hint", "refresh_token"),
        ("client_id", client_id),
    ];
    Ok(http.post_form(&endpoint, &form).await?)
}
