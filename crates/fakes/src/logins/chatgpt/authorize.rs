//! Where the browser is sent first: to register an installation, or to sign in again.

use crate::logins::answer::Answer;
use crate::logins::asked::Asked;
use crate::logins::config::words;
use crate::logins::consent::{self, Wanted};
use crate::logins::endpoint::Server;
use crate::logins::fields::Fields;
use crate::logins::pkce;
use crate::logins::state::State;
use crate::logins::violation::Kind;

use super::DYNAMIC;

/// All parameters there are, and `auto`, which is the fake's own.
const KNOWN: &[&str] = &[
    "client_id",
    "agent_name_hint",
    "ext_agent_host_id",
    "response_type",
    "redirect_uri",
    "scope",
    "resource",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "id_token_hint",
    "login_hint",
    "prompt",
    "auto",
];

/// How a host id may begin.
const HOST_IDS: &[&str] = &[
    "urn:uuid:",
    "urn:ietf:params:oauth:jwk-thumbprint:",
    "did:key:",
];

pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    let checked = asked
        .query()
        .and_then(|fields| Ok((checked(&fields, state)?, fields)));
    let (wanted, fields) = match checked {
        Ok(checked) => checked,
        Err(problem) => return consent::refused(&problem),
    };
    let nonce = wanted.nonce.as_deref().unwrap_or_default();
    let exposed = [&wanted.state, nonce]
        .iter()
        .any(|value| pkce::fits(value, &wanted.challenge));
    if exposed {
        let detail = "state or nonce is the verifier";
        state.violation(asked, Kind::VerifierExposed, detail);
    }
    consent::ask(state, asked, wanted, fields.get("auto"))
}

fn checked(fields: &Fields, state: &State) -> Result<Wanted, String> {
    fields.only(KNOWN)?;
    let config = &state.config.chatgpt;
    let (client_id, host_id, client_name) = client(fields, state)?;
    fields.exactly("response_type", "code")?;
    let redirect_uri = fields.required("redirect_uri")?;
    if !is_loopback(redirect_uri) {
        return Err("redirect_uri must be http://127.0.0.1:PORT/auth/callback".to_owned());
    }
    let scopes = words(fields.required("scope")?);
    if let Some(unknown) = scopes.iter().find(|scope| !config.scopes.contains(scope)) {
        return Err(format!("unknown scope: {unknown}"));
    }
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err("scope must hold openid".to_owned());
    }
    fields.exactly("resource", &config.resource)?;
    let (state, nonce) = (fields.required("state")?, fields.required("nonce")?);
    pkce::random("state", state)?;
    pkce::random("nonce", nonce)?;
    if state == nonce {
        return Err("state and nonce are the same".to_owned());
    }
    let challenge = fields.required("code_challenge")?;
    pkce::challenge(challenge)?;
    fields.exactly("code_challenge_method", "S256")?;
    fields.exactly_if_there("prompt", "consent")?;
    Ok(Wanted {
        server: Server::Chatgpt,
        client_id,
        client_name,
        host_id: Some(host_id),
        redirect_uri: redirect_uri.to_owned(),
        scopes,
        state: state.to_owned(),
        challenge: challenge.to_owned(),
        nonce: Some(nonce.to_owned()),
        organizations: false,
        login_hint: fields.get("login_hint").map(str::to_owned),
        workspaces: Vec::new(),
    })
}

/// The client id, the installation and the name to show. The name is hinted the first time only; the installation is
/// named always, and stays the same.
fn client(fields: &Fields, state: &State) -> Result<(String, String, String), String> {
    let client_id = fields.required("client_id")?;
    let host_id = fields.required("ext_agent_host_id")?;
    let known_kind = HOST_IDS.iter().any(|kind| {
        host_id
            .strip_prefix(kind)
            .is_some_and(|rest| !rest.is_empty())
    });
    if !known_kind {
        return Err("ext_agent_host_id is no urn:uuid, jwk thumbprint or did:key".to_owned());
    }
    if client_id == DYNAMIC {
        let name = fields.required("agent_name_hint")?;
        return Ok((client_id.to_owned(), host_id.to_owned(), name.to_owned()));
    }
    if fields.get("agent_name_hint").is_some() {
        return Err("agent_name_hint is for the first registration only".to_owned());
    }
    let client = state
        .clients
        .iter()
        .find(|client| client.id == client_id)
        .ok_or("client_id is unknown")?;
    if client.host_id != host_id {
        return Err("ext_agent_host_id is not the one that this client was issued for".to_owned());
    }
    let name = "the agent that you named".to_owned();
    Ok((client_id.to_owned(), host_id.to_owned(), name))
}

/// `http://127.0.0.1:PORT/auth/callback`: no name of this machine, and only the port may vary.
fn is_loopback(address: &str) -> bool {
    address
        .strip_prefix("http://127.0.0.1:")
        .and_then(|rest| rest.strip_suffix("/auth/callback"))
        .is_some_and(|port| port.parse::<u16>().is_ok_and(|port| port != 0))
}
