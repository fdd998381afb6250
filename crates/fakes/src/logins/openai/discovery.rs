//! Discovery (OpenID Connect Discovery, 4) and the key set. Both logins have the same issuer, so one document serves both;
//! its endpoints are those of Sign in with ChatGPT, which is the one that reads it.

use serde_json::json;

use crate::logins::answer::Answer;
use crate::logins::asked::Asked;
use crate::logins::state::State;

pub(crate) fn document(state: &State, asked: &Asked<'_>) -> Answer {
    let origin = state.origin(asked.server);
    Answer::json(
        200,
        &json!({
            "issuer": state.issuer(asked.server),
            "authorization_endpoint": format!("{origin}/api/accounts/authorize"),
            "token_endpoint": format!("{origin}/api/accounts/oauth/token"),
            "revocation_endpoint": format!("{origin}/api/accounts/oauth/revoke"),
            "jwks_uri": format!("{origin}/.well-known/jwks.json"),
            "scopes_supported": state.config.chatgpt.scopes,
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
        }),
    )
}

pub(crate) fn keys(state: &State) -> Answer {
    Answer::json(200, &state.keys.set())
}
