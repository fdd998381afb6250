//! Codes and refresh tokens against tokens: `POST /v1/oauth/token`, JSON only.

use serde_json::{Value, json};

use crate::logins::answer::Answer;
use crate::logins::asked::Asked;
use crate::logins::config::words;
use crate::logins::endpoint::Server;
use crate::logins::fields::Fields;
use crate::logins::grants::{FamilyId, Redemption, RefreshFault, Renewal};
use crate::logins::ids;
use crate::logins::pkce;
use crate::logins::presented::Outcome;
use crate::logins::refusal::Refusal;
use crate::logins::state::State;

pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    let answered = asked.json().map_err(Refusal::from).and_then(|fields| {
        match fields.required("grant_type")? {
            "authorization_code" => exchange(state, asked, &fields),
            "refresh_token" => refresh(state, asked, &fields),
            other => Err(Refusal::grant_type(other)),
        }
    });
    answered.unwrap_or_else(|refusal| refused(&refusal))
}

/// All six fields are needed; the server compares the state too.
fn exchange(state: &mut State, asked: &Asked<'_>, fields: &Fields) -> Result<Answer, Refusal> {
    fields.only(&[
        "grant_type",
        "code",
        "redirect_uri",
        "client_id",
        "code_verifier",
        "state",
    ])?;
    let client_id = client(state, fields)?;
    let verifier = fields.required("code_verifier")?;
    pkce::verifier(verifier)?;
    let code = fields.required("code")?;
    if code.contains('#') {
        return Err("code holds the state too: split what was pasted at #"
            .to_owned()
            .into());
    }
    let redemption = Redemption {
        server: Server::Claude,
        code,
        client_id,
        redirect_uri: fields.required("redirect_uri")?,
        verifier,
        state: Some(fields.required("state")?),
    };
    let family = state.redeem(asked, &redemption)?;
    let scopes = granted(state, family);
    Ok(Answer::tokens(&issue(state, family, &scopes)))
}

fn refresh(state: &mut State, asked: &Asked<'_>, fields: &Fields) -> Result<Answer, Refusal> {
    fields.only(&["grant_type", "client_id", "refresh_token", "scope"])?;
    let client_id = client(state, fields)?.to_owned();
    let token = fields.required("refresh_token")?;
    let scope = fields.get("scope").map(words);
    let answer = state.presenting(
        asked,
        token,
        |state| renewed(state, asked, token, &client_id, scope),
        |_, refusal| refused(refusal),
    );
    Ok(answer)
}

fn renewed(
    state: &mut State,
    asked: &Asked<'_>,
    token: &str,
    client_id: &str,
    scope: Option<Vec<String>>,
) -> Result<(Answer, Outcome), Refusal> {
    // The scope first: a request that asks for too much leaves the token as it is.
    let all = state
        .book
        .family_of(token)
        .map(|(_, grant)| grant.scopes.clone());
    if let (Some(all), Some(scope)) = (&all, &scope)
        && scope.iter().any(|scope| !all.contains(scope))
    {
        // RFC 6749, 6: no scope that was not granted before.
        return Err(Refusal::scope("scope may only become narrower"));
    }
    let renewal = Renewal {
        server: Server::Claude,
        token,
        client_id,
        rotates: true,
        grace: state.config.claude.reuse_grace,
    };
    let family = state
        .renew(asked, &renewal)
        .map_err(|fault| Refusal::grant(description(fault)).that_ends())?;
    let scopes = scope.unwrap_or_else(|| granted(state, family));
    let tokens = issue(state, family, &scopes);
    Ok((Answer::tokens(&tokens), Outcome::Rotated))
}

/// New tokens of a family, as the token endpoint answers.
pub(crate) fn issue(state: &mut State, family: FamilyId, scopes: &[String]) -> Value {
    let (access, refresh) = (
        ids::token("sk-ant-oat01-", 95),
        ids::token("sk-ant-ort01-", 95),
    );
    let config = &state.config.claude;
    let (life, refresh_life) = (config.access_life, config.refresh_life);
    let now = state.now();
    state.book.add_access(family, &access, scopes, now + life);
    state
        .book
        .add_refresh(family, &refresh, now + refresh_life, None);
    let person = state
        .book
        .grant(family)
        .map(|grant| grant.person.clone())
        .unwrap_or_default();
    let person = state.person(&person);
    json!({
        "token_type": "Bearer",
        "access_token": access,
        "expires_in": life,
        "refresh_token": refresh,
        "scope": scopes.join(" "),
        "account": { "uuid": person.account_uuid(), "email_address": person.email },
        "organization": { "uuid": person.organization_uuid(), "name": person.organization_name() },
    })
}

fn granted(state: &State, family: FamilyId) -> Vec<String> {
    state
        .book
        .grant(family)
        .map(|grant| grant.scopes.clone())
        .unwrap_or_default()
}

fn client<'a>(state: &State, fields: &'a Fields) -> Result<&'a str, Refusal> {
    let client = fields.required("client_id")?;
    if client == state.config.claude.client_id {
        Ok(client)
    } else {
        Err(Refusal::client("client_id is unknown"))
    }
}

fn description(fault: RefreshFault) -> &'static str {
    match fault {
        RefreshFault::Unknown | RefreshFault::Used | RefreshFault::OtherClient => {
            "Refresh token not found or invalid"
        }
        RefreshFault::Expired => "Refresh token expired",
        RefreshFault::Revoked => "Refresh token revoked",
    }
}

/// Errors are `{error, error_description}` (RFC 6749, 5.2).
fn refused(refusal: &Refusal) -> Answer {
    let error = json!({ "error": refusal.code, "error_description": refusal.description });
    Answer::json(refusal.status, &error)
}
