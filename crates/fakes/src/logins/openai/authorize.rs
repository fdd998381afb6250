//! Where the browser is sent first.

use crate::logins::answer::Answer;
use crate::logins::asked::Asked;
use crate::logins::config::{Openai, words};
use crate::logins::consent::{self, Wanted};
use crate::logins::endpoint::Server;
use crate::logins::fields::Fields;
use crate::logins::pkce;
use crate::logins::state::State;
use crate::logins::violation::Kind;
use crate::logins::wire;

/// All parameters there are, and `auto`, which is the fake's own.
const KNOWN: &[&str] = &[
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "code_challenge",
    "code_challenge_method",
    "id_token_add_organizations",
    "codex_cli_simplified_flow",
    "state",
    "originator",
    "allowed_workspace_id",
    "auto",
];

pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    let checked = asked
        .query()
        .and_then(|fields| Ok((checked(&fields, &state.config.openai)?, fields)));
    let (wanted, fields) = match checked {
        Ok(checked) => checked,
        Err(problem) => return consent::refused(&problem),
    };
    if pkce::fits(&wanted.state, &wanted.challenge) {
        state.violation(asked, Kind::VerifierExposed, "state is the verifier");
    }
    // The real server takes `codex_cli_rs`; the gateway goes by its own name.
    if let Some(originator) = fields.get("originator")
        && !wire::is_ours(originator)
    {
        let detail = format!("originator is {originator:?}");
        state.violation(asked, Kind::ForgedIdentity, detail);
    }
    consent::ask(state, asked, wanted, fields.get("auto"))
}

fn checked(fields: &Fields, config: &Openai) -> Result<Wanted, String> {
    fields.only(KNOWN)?;
    fields.exactly("response_type", "code")?;
    fields.exactly("client_id", &config.client_id)?;
    let redirect_uri = fields.required("redirect_uri")?;
    if !is_allowed(redirect_uri, &config.redirect_ports) {
        return Err("redirect_uri is not on the allow list".to_owned());
    }
    let scopes = words(fields.required("scope")?);
    if let Some(unknown) = scopes.iter().find(|scope| !config.scopes.contains(scope)) {
        return Err(format!("unknown scope: {unknown}"));
    }
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err("scope must hold openid".to_owned());
    }
    let challenge = fields.required("code_challenge")?;
    pkce::challenge(challenge)?;
    fields.exactly("code_challenge_method", "S256")?;
    fields.exactly_if_there("id_token_add_organizations", "true")?;
    fields.exactly_if_there("codex_cli_simplified_flow", "true")?;
    let state = fields.required("state")?;
    pkce::random("state", state)?;
    let workspaces = fields.get("allowed_workspace_id").unwrap_or_default();
    Ok(Wanted {
        server: Server::Openai,
        client_id: config.client_id.clone(),
        client_name: "Codex".to_owned(),
        host_id: None,
        redirect_uri: redirect_uri.to_owned(),
        scopes,
        state: state.to_owned(),
        challenge: challenge.to_owned(),
        nonce: None,
        organizations: fields.get("id_token_add_organizations").is_some(),
        login_hint: None,
        workspaces: workspaces
            .split(',')
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

/// Whether an address is `http://localhost:PORT/auth/callback`, or the same at 127.0.0.1, with a listed port.
fn is_allowed(address: &str, ports: &[u16]) -> bool {
    ["http://localhost:", "http://127.0.0.1:"]
        .iter()
        .find_map(|host| address.strip_prefix(host))
        .and_then(|rest| rest.strip_suffix("/auth/callback"))
        .and_then(|port| port.parse::<u16>().ok())
        .is_some_and(|port| port != 0 && (ports.contains(&port) || ports.contains(&0)))
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn only_listed_ports_of_this_machine_are_allowed() {
        let ports = [1455, 1457];
        for right in [
            "http://localhost:1455/auth/callback",
            "http://localhost:1457/auth/callback",
            "http://127.0.0.1:1455/auth/callback",
        ] {
            assert!(is_allowed(right, &ports), "{right}");
        }
        for wrong in [
            "http://localhost:1456/auth/callback",
            "http://localhost:1455/callback",
            "http://localhost:1455/auth/callback?a=b",
            "https://localhost:1455/auth/callback",
            "http://[::1]:1455/auth/callback",
            "http://example.test:1455/auth/callback",
        ] {
            assert!(!is_allowed(wrong, &ports), "{wrong}");
        }
        assert!(is_allowed("http://localhost:40000/auth/callback", &[0]));
    }
}
