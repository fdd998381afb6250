//! `POST /oauth/revoke`: JSON, with `client_id` where it is a refresh token (openai/codex, `login/src/auth/revoke.rs`).

use serde_json::json;

use crate::logins::answer::Answer;
use crate::logins::asked::Asked;
use crate::logins::fields::Fields;
use crate::logins::refusal::Refusal;
use crate::logins::scenario::ErrorShape;
use crate::logins::state::State;
use crate::logins::violation::Kind;

use super::refused;

pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    let answered = asked.json().map_err(Refusal::from).and_then(|fields| {
        match fields.required("token_type_hint")? {
            "refresh_token" => fields.exactly("client_id", &state.config.openai.client_id)?,
            "access_token" => {}
            other => return Err(format!("token_type_hint {other} is unknown").into()),
        }
        revoked(state, asked, &fields)
    });
    answered.unwrap_or_else(|refusal| refused(ErrorShape::Object, &refusal))
}

/// Ends the login of the token in `fields`. One that is unknown is no error: it is as gone as it can be (RFC 7009, 2.2).
pub(crate) fn revoked(
    state: &mut State,
    asked: &Asked<'_>,
    fields: &Fields,
) -> Result<Answer, Refusal> {
    fields.only(&["token", "token_type_hint", "client_id"])?;
    let token = fields.required("token")?;
    let found = state
        .book
        .family_of(token)
        .filter(|(_, grant)| grant.server == asked.server)
        .map(|(family, grant)| (family, grant.client_id.clone()));
    if let Some((family, client_id)) = found {
        if fields.get("client_id").is_some_and(|its| its != client_id) {
            let detail = "a token of another client was to be revoked";
            state.violation(asked, Kind::ClientMismatch, detail);
            return Err(Refusal::client("the token was given to another client"));
        }
        state.book.revoke(family);
    }
    Ok(Answer::json(200, &json!({})))
}
