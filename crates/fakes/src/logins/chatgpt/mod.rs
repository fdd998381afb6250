//! Sign in with ChatGPT: a client id for each person and installation, and the plan's use where it is granted.
//!
//! Its rules: developers.openai.com/siwc, above all "Registration and sign-in", "Profiles and sessions", "Token
//! reference" and "Errors and recovery", but where a rule says otherwise.

mod authorize;
mod clients;
mod token;

use serde_json::Value;

use super::answer::Answer;
use super::asked::Asked;
use super::consent;
use super::endpoint::{Endpoint, Server};
use super::grants::Grant;
use super::openai;
use super::state::State;

pub(crate) use clients::{Client, client_of};

/// The client id of the first registration.
pub(crate) const DYNAMIC: &str = "dynamic_agent_client";
/// The scope of the plan's use.
pub(crate) const PLAN: &str = "chatgpt.tokens.use.direct";

pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    match asked.endpoint {
        Endpoint::Authorize => authorize::answer(state, asked),
        Endpoint::Consent => consent::answer(state, asked),
        Endpoint::Token => token::answer(state, asked),
        Endpoint::Revoke => token::revoke(state, asked),
        Endpoint::Discovery => openai::document(state, asked),
        Endpoint::Jwks => openai::keys(state),
        _ => Answer::text(404, "Not Found"),
    }
}

/// The tokens of a login that nobody went through, and the client that was issued for it.
pub(crate) fn issue(state: &mut State, person: &str) -> (String, Value) {
    let client_id = clients::registered(state, "urn:uuid:issued-without-a-login", person);
    let withheld = &state.config.chatgpt.withheld;
    let scopes = &state.config.chatgpt.scopes;
    let family = state.book.open(Grant {
        server: Server::Chatgpt,
        person: person.to_owned(),
        client_id: client_id.clone(),
        scopes: scopes
            .iter()
            .filter(|scope| !withheld.contains(scope))
            .cloned()
            .collect(),
        nonce: None,
        organizations: false,
    });
    (client_id, token::issue(state, family, true))
}
