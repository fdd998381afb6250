//! The Codex login's authorization server.
//!
//! Its endpoints, parameters and errors are those of openai/codex (`codex-rs/login/src`), but where a rule says
//! otherwise.

mod authorize;
mod device;
mod discovery;
mod revoke;
mod token;
mod tokens;

use serde_json::{Value, json};

use super::answer::Answer;
use super::asked::Asked;
use super::consent;
use super::endpoint::{Endpoint, Server};
use super::grants::Grant;
use super::refusal::Refusal;
use super::scenario::ErrorShape;
use super::state::State;

pub(crate) use device::Device;
pub(crate) use discovery::{document, keys};
pub(crate) use revoke::revoked;

/// The scope that brings a refresh token (OpenID Connect Core, 11).
pub(crate) const OFFLINE: &str = "offline_access";

pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    match asked.endpoint {
        Endpoint::Authorize => authorize::answer(state, asked),
        Endpoint::Consent => consent::answer(state, asked),
        Endpoint::Token => token::answer(state, asked),
        Endpoint::Revoke => revoke::answer(state, asked),
        Endpoint::Usercode => device::usercode(state, asked),
        Endpoint::DeviceToken => device::token(state, asked),
        Endpoint::DevicePage => device::page(state, asked),
        Endpoint::DeviceCallback => Answer::page(200, "Signed in", "<p>You may close this.</p>"),
        Endpoint::Discovery => document(state, asked),
        Endpoint::Jwks => keys(state),
        _ => Answer::text(404, "Not Found"),
    }
}

/// The tokens of a login that nobody went through, and their client.
pub(crate) fn issue(state: &mut State, person: &str) -> (String, Value) {
    let (client_id, scopes) = {
        let config = &state.config.openai;
        (config.client_id.clone(), config.scopes.clone())
    };
    let family = state.book.open(Grant {
        server: Server::Openai,
        person: person.to_owned(),
        client_id: client_id.clone(),
        scopes,
        nonce: None,
        organizations: true,
    });
    (client_id, tokens::issue(state, family))
}

/// A refusal in one of the shapes that there are.
pub(crate) fn refused(shape: ErrorShape, refusal: &Refusal) -> Answer {
    let (code, text) = (&refusal.code, &refusal.description);
    let error = match shape {
        ErrorShape::Object => json!({
            "error": { "code": code, "message": text, "type": "invalid_request_error", "param": null },
        }),
        ErrorShape::Text => json!({ "error": code, "error_description": text }),
        ErrorShape::Code => json!({ "code": code, "message": text }),
    };
    Answer::json(refusal.status, &error)
}

/// The codes that end a refresh token's life, here (openai/codex, `login/src/auth/manager.rs`) and for Sign in with
/// ChatGPT (developers.openai.com/siwc, "Errors and recovery").
pub(crate) fn ends(code: &str) -> bool {
    [
        "invalid_grant",
        "invalid_refresh_token",
        "token_expired",
        "refresh_token_expired",
        "refresh_token_invalidated",
        "refresh_token_reused",
    ]
    .contains(&code)
}
