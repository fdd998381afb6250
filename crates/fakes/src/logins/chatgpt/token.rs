//! `POST /api/accounts/oauth/token` and the revocation endpoint: forms, without a secret.

use serde_json::{Value, json};

use crate::logins::answer::Answer;
use crate::logins::asked::Asked;
use crate::logins::claims::{self, Stamp};
use crate::logins::endpoint::Server;
use crate::logins::fields::Fields;
use crate::logins::grants::{FamilyId, Redemption, RefreshFault, Renewal};
use crate::logins::openai::{OFFLINE, ends, refused, revoked};
use crate::logins::presented::Outcome;
use crate::logins::refusal::Refusal;
use crate::logins::state::State;
use crate::logins::{ids, jwt, pkce};

pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    let answered = asked.form().map_err(Refusal::from).and_then(|fields| {
        match fields.required("grant_type")? {
            "authorization_code" => exchange(state, asked, &fields),
            "refresh_token" => refresh(state, asked, &fields),
            other => Err(Refusal::grant_type(other)),
        }
    });
    answered.unwrap_or_else(|refusal| refused(state.config.chatgpt.error_shape, &refusal))
}

/// Signing out: the client id and the installation's id live on.
pub(crate) fn revoke(state: &mut State, asked: &Asked<'_>) -> Answer {
    let answered = asked.form().map_err(Refusal::from).and_then(|fields| {
        fields.exactly("token_type_hint", "refresh_token")?;
        client(state, &fields)?;
        revoked(state, asked, &fields)
    });
    answered.unwrap_or_else(|refusal| refused(state.config.chatgpt.error_shape, &refusal))
}

fn exchange(state: &mut State, asked: &Asked<'_>, fields: &Fields) -> Result<Answer, Refusal> {
    fields.only(&[
        "grant_type",
        "client_id",
        "code",
        "code_verifier",
        "redirect_uri",
        "resource",
    ])?;
    let client_id = client(state, fields)?;
    fields.exactly("resource", &state.config.chatgpt.resource)?;
    let verifier = fields.required("code_verifier")?;
    pkce::verifier(verifier)?;
    let redemption = Redemption {
        server: Server::Chatgpt,
        code: fields.required("code")?,
        client_id,
        redirect_uri: fields.required("redirect_uri")?,
        verifier,
        state: None,
    };
    let family = state.redeem(asked, &redemption)?;
    Ok(Answer::tokens(&issue(state, family, true)))
}

/// A refresh names the resource, and no scope.
fn refresh(state: &mut State, asked: &Asked<'_>, fields: &Fields) -> Result<Answer, Refusal> {
    fields.only(&["grant_type", "client_id", "refresh_token", "resource"])?;
    let client_id = client(state, fields)?.to_owned();
    fields.exactly("resource", &state.config.chatgpt.resource)?;
    let token = fields.required("refresh_token")?;
    let answer = state.presenting(
        asked,
        token,
        |state| renewed(state, asked, token, &client_id),
        |state, refusal| refused(state.config.chatgpt.error_shape, refusal),
    );
    Ok(answer)
}

fn renewed(
    state: &mut State,
    asked: &Asked<'_>,
    token: &str,
    client_id: &str,
) -> Result<(Answer, Outcome), Refusal> {
    let config = state.config.chatgpt.clone();
    let refusal = |code: &str| {
        let refusal = Refusal::new(config.error_status, code, "sign in again");
        if ends(code) {
            refusal.that_ends()
        } else {
            refusal
        }
    };
    if let Some(code) = &config.refuse_refresh {
        return Err(refusal(code));
    }
    let renewal = Renewal {
        server: Server::Chatgpt,
        token,
        client_id,
        rotates: true,
        grace: config.reuse_grace,
    };
    let family = state.renew(asked, &renewal).map_err(|fault| {
        refusal(match fault {
            RefreshFault::Unknown => "invalid_refresh_token",
            RefreshFault::OtherClient => "invalid_grant",
            RefreshFault::Expired => "refresh_token_expired",
            RefreshFault::Used => "refresh_token_reused",
            RefreshFault::Revoked => "refresh_token_invalidated",
        })
    })?;
    let tokens = issue(state, family, false);
    Ok((Answer::tokens(&tokens), Outcome::Rotated))
}

/// New tokens of a family, as the token endpoint answers ("Token reference"). `earliest_refresh_at` is in Unix seconds,
/// as open-source clients read it.
pub(crate) fn issue(state: &mut State, family: FamilyId, first: bool) -> Value {
    let Some(grant) = state.book.grant(family).cloned() else {
        return Value::Null;
    };
    let person = state.person(&grant.person);
    let config = state.config.chatgpt.clone();
    let now = state.now();
    let stamp = Stamp {
        issuer: state.issuer(Server::Chatgpt),
        now,
        life: config.access_life,
    };
    let access = claims::access(&stamp, &person, &grant, &config.resource, &grant.scopes);
    let access_token = jwt::signed(&state.keys, &access);
    let id_token = jwt::id_token(
        &state.keys,
        config.id_token,
        claims::id(&stamp, &person, &grant, first),
    );
    state.book.add_access(
        family,
        &access_token,
        &grant.scopes,
        now + config.access_life,
    );
    let earliest = config.earliest_refresh.map(|wait| now + wait);
    let mut answer = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": config.access_life,
        "scope": grant.scopes.join(" "),
        "earliest_refresh_at": earliest,
    });
    if let Some(id_token) = id_token {
        answer["id_token"] = id_token.into();
    }
    if grant.scopes.iter().any(|scope| scope == OFFLINE) {
        let refresh_token = ids::token("rt_", 86);
        let expires = now + config.refresh_life;
        state
            .book
            .add_refresh(family, &refresh_token, expires, earliest);
        answer["refresh_token"] = refresh_token.into();
    }
    answer
}

/// The client of a request: an issued one, and no secret beside it.
fn client<'a>(state: &State, fields: &'a Fields) -> Result<&'a str, Refusal> {
    let id = fields.required("client_id")?;
    if state.clients.iter().any(|client| client.id == id) {
        Ok(id)
    } else {
        Err(Refusal::client("client_id was never issued"))
    }
}
