//! `POST /oauth/token`: a form for codes and API keys, JSON for a refresh.

use serde_json::json;

use crate::logins::answer::Answer;
use crate::logins::asked::Asked;
use crate::logins::endpoint::Server;
use crate::logins::fields::Fields;
use crate::logins::grants::{Redemption, RefreshFault, Renewal};
use crate::logins::presented::Outcome;
use crate::logins::refusal::Refusal;
use crate::logins::scenario::ErrorShape;
use crate::logins::state::State;
use crate::logins::{ids, pkce};

use super::{ends, refused, tokens};

/// The grant that makes an API key of an id token (RFC 8693).
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";

pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    let answered = if asked.is_form() {
        by_form(state, asked)
    } else {
        by_json(state, asked)
    };
    answered.unwrap_or_else(|refusal| refused(ErrorShape::Text, &refusal))
}

fn by_form(state: &mut State, asked: &Asked<'_>) -> Result<Answer, Refusal> {
    let fields = asked.form()?;
    match fields.required("grant_type")? {
        "authorization_code" => exchange(state, asked, &fields),
        EXCHANGE => api_key(state, &fields),
        "refresh_token" => Err("a refresh is JSON here".to_owned().into()),
        other => Err(Refusal::grant_type(other)),
    }
}

fn by_json(state: &mut State, asked: &Asked<'_>) -> Result<Answer, Refusal> {
    let fields = asked.json()?;
    match fields.required("grant_type")? {
        "refresh_token" => refresh(state, asked, &fields),
        "authorization_code" | EXCHANGE => Err("this grant is a form here".to_owned().into()),
        other => Err(Refusal::grant_type(other)),
    }
}

fn exchange(state: &mut State, asked: &Asked<'_>, fields: &Fields) -> Result<Answer, Refusal> {
    fields.only(&[
        "grant_type",
        "code",
        "redirect_uri",
        "client_id",
        "code_verifier",
    ])?;
    let client_id = client(state, fields)?;
    let verifier = fields.required("code_verifier")?;
    pkce::verifier(verifier)?;
    let redemption = Redemption {
        server: Server::Openai,
        code: fields.required("code")?,
        client_id,
        redirect_uri: fields.required("redirect_uri")?,
        verifier,
        state: None,
    };
    let family = state.redeem(asked, &redemption)?;
    Ok(Answer::tokens(&tokens::issue(state, family)))
}

/// Best effort for clients: accounts without API access are refused.
fn api_key(state: &State, fields: &Fields) -> Result<Answer, Refusal> {
    fields.only(&[
        "grant_type",
        "client_id",
        "requested_token",
        "subject_token",
        "subject_token_type",
    ])?;
    client(state, fields)?;
    fields.exactly("requested_token", "openai-api-key")?;
    fields.exactly("subject_token_type", ID_TOKEN)?;
    let subject = fields.required("subject_token")?;
    if state.book.id_token(subject, state.now()).is_none() {
        return Err(Refusal::grant("subject_token is no live id token"));
    }
    if !state.config.openai.api_keys {
        return Err(Refusal::new(401, "access_denied", "no API organization"));
    }
    let key = ids::token("sk-proj-", 64);
    Ok(Answer::tokens(&json!({ "access_token": key })))
}

fn refresh(state: &mut State, asked: &Asked<'_>, fields: &Fields) -> Result<Answer, Refusal> {
    fields.only(&["grant_type", "client_id", "refresh_token", "scope"])?;
    let client_id = client(state, fields)?.to_owned();
    let token = fields.required("refresh_token")?;
    let answer = state.presenting(
        asked,
        token,
        |state| renewed(state, asked, token, &client_id),
        |state, refusal| refused(state.config.openai.error_shape, refusal),
    );
    Ok(answer)
}

fn renewed(
    state: &mut State,
    asked: &Asked<'_>,
    token: &str,
    client_id: &str,
) -> Result<(Answer, Outcome), Refusal> {
    let config = state.config.openai.clone();
    let refusal = |code: &str, text: &str| {
        let refusal = Refusal::new(config.error_status, code, text);
        // 401 is for good too, whatever it says (openai/codex, `login/src/auth/manager.rs`).
        if ends(code) || config.error_status == 401 {
            refusal.that_ends()
        } else {
            refusal
        }
    };
    if let Some(code) = &config.refuse_refresh {
        return Err(refusal(code, "refused by configuration"));
    }
    // Without a new one, the old one stays the token of the login.
    let rotates = !config.omit.iter().any(|omitted| omitted == "refresh_token");
    let renewal = Renewal {
        server: Server::Openai,
        token,
        client_id,
        rotates,
        grace: config.reuse_grace,
    };
    let family = state.renew(asked, &renewal).map_err(|fault| match fault {
        RefreshFault::Expired => refusal(
            "refresh_token_expired",
            "Your refresh token has expired. Please sign in again.",
        ),
        RefreshFault::Used => refusal(
            "refresh_token_reused",
            "Your refresh token has already been used to generate a new access token.",
        ),
        RefreshFault::Revoked | RefreshFault::Unknown | RefreshFault::OtherClient => refusal(
            "refresh_token_invalidated",
            "Your refresh token has been invalidated.",
        ),
    })?;
    let tokens = tokens::renew(state, family, &config.omit);
    let outcome = if rotates {
        Outcome::Rotated
    } else {
        Outcome::Kept
    };
    Ok((Answer::tokens(&tokens), outcome))
}

fn client<'a>(state: &State, fields: &'a Fields) -> Result<&'a str, Refusal> {
    let client = fields.required("client_id")?;
    if client == state.config.openai.client_id {
        Ok(client)
    } else {
        Err(Refusal::client("client_id is unknown"))
    }
}
