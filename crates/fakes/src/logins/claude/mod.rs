//! Claude's authorization server and the account endpoints of its API.
//!
//! Its endpoints, parameters and answers: claude 2.1.331 and open-source tools, but where a rule says otherwise.

mod account;
mod authorize;
mod token;

use serde_json::{Value, json};

use super::answer::Answer;
use super::asked::Asked;
use super::endpoint::{Endpoint, Server};
use super::grants::Grant;
use super::state::State;
use super::{consent, html};

pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    match asked.endpoint {
        Endpoint::Authorize => authorize::answer(state, asked),
        Endpoint::Consent => consent::answer(state, asked),
        Endpoint::Paste => paste(asked),
        Endpoint::Token => token::answer(state, asked),
        Endpoint::Profile => account::profile(state, asked),
        Endpoint::Usage => account::usage(state, asked),
        Endpoint::Roles => account::roles(state, asked),
        _ => Answer::text(404, "Not Found"),
    }
}

/// The tokens of a login that nobody went through, and their client.
pub(crate) fn issue(state: &mut State, person: &str) -> (String, Value) {
    let (client_id, scopes) = {
        let config = &state.config.claude;
        (config.client_id.clone(), config.scopes.clone())
    };
    let family = state.book.open(Grant {
        server: Server::Claude,
        person: person.to_owned(),
        client_id: client_id.clone(),
        scopes: scopes.clone(),
        nonce: None,
        organizations: false,
    });
    (client_id, token::issue(state, family, &scopes))
}

/// The page of the manual redirect address: it shows `code#state` for the person to paste.
fn paste(asked: &Asked<'_>) -> Answer {
    let shown = asked.query().and_then(|fields| {
        if let Some(error) = fields.get("error") {
            return Err(format!("there is no code: {error}"));
        }
        let code = fields.required("code")?;
        Ok(format!("{code}#{}", fields.required("state")?))
    });
    match shown {
        Ok(shown) => {
            let body = format!(
                "<p>Paste this into the program:</p>\n<code>{}</code>",
                html::escape(&shown)
            );
            Answer::page(200, "Authentication code", &body)
        }
        Err(problem) => consent::refused(&problem),
    }
}

/// An error of the API (Anthropic API docs, "Errors").
fn api_error(status: u16, kind: &str, message: &str) -> Answer {
    let error = json!({ "type": "error", "error": { "type": kind, "message": message } });
    Answer::json(status, &error)
}
