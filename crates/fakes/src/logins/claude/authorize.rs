//! Where the browser is sent first.

use crate::logins::answer::Answer;
use crate::logins::asked::Asked;
use crate::logins::config::{Claude, words};
use crate::logins::consent::{self, Wanted};
use crate::logins::endpoint::Server;
use crate::logins::fields::Fields;
use crate::logins::pkce;
use crate::logins::state::State;
use crate::logins::violation::Kind;

/// All parameters there are, and `auto`, which is the fake's own.
const KNOWN: &[&str] = &[
    "code",
    "client_id",
    "response_type",
    "redirect_uri",
    "scope",
    "code_challenge",
    "code_challenge_method",
    "state",
    "auto",
];

pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    let checked = asked
        .query()
        .and_then(|fields| Ok((checked(&fields, &state.config.claude)?, fields)));
    let (wanted, fields) = match checked {
        Ok(checked) => checked,
        Err(problem) => return consent::refused(&problem),
    };
    // The verifier is what makes a stolen code useless (RFC 7636, 1): it must not travel with it in addresses.
    if pkce::fits(&wanted.state, &wanted.challenge) {
        state.violation(asked, Kind::VerifierExposed, "state is the verifier");
    }
    consent::ask(state, asked, wanted, fields.get("auto"))
}

fn checked(fields: &Fields, config: &Claude) -> Result<Wanted, String> {
    fields.only(KNOWN)?;
    fields.exactly("code", "true")?;
    fields.exactly("client_id", &config.client_id)?;
    fields.exactly("response_type", "code")?;
    let redirect_uri = fields.required("redirect_uri")?;
    if redirect_uri != config.manual_redirect && !is_loopback(redirect_uri) {
        return Err("redirect_uri is not registered for this client".to_owned());
    }
    let scopes = words(fields.required("scope")?);
    if let Some(unknown) = scopes.iter().find(|scope| !config.scopes.contains(scope)) {
        return Err(format!("unknown scope: {unknown}"));
    }
    let challenge = fields.required("code_challenge")?;
    pkce::challenge(challenge)?;
    fields.exactly("code_challenge_method", "S256")?;
    let state = fields.required("state")?;
    pkce::random("state", state)?;
    Ok(Wanted {
        server: Server::Claude,
        client_id: config.client_id.clone(),
        client_name: "Claude Code".to_owned(),
        host_id: None,
        redirect_uri: redirect_uri.to_owned(),
        scopes,
        state: state.to_owned(),
        challenge: challenge.to_owned(),
        nonce: None,
        organizations: false,
        login_hint: None,
        workspaces: Vec::new(),
    })
}

/// `http://localhost:PORT/callback`, and no other name of this machine.
fn is_loopback(address: &str) -> bool {
    address
        .strip_prefix("http://localhost:")
        .and_then(|rest| rest.strip_suffix("/callback"))
        .is_some_and(|port| port.parse::<u16>().is_ok_and(|port| port != 0))
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_localhost_with_a_port_and_the_one_path_is_a_loopback_redirect() {
        assert!(is_loopback("http://localhost:54545/callback"));
        for wrong in [
            "http://127.0.0.1:54545/callback",
            "https://localhost:54545/callback",
            "http://localhost/callback",
            "http://localhost:0/callback",
            "http://localhost:54545/callback/",
            "http://localhost:54545@example.test/callback",
        ] {
            assert!(!is_loopback(wrong), "{wrong}");
        }
    }
}
