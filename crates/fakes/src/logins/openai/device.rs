//! The device flow: a person types the device's code elsewhere (openai/codex, `login/src/device_code_auth.rs`).

use serde_json::json;

use crate::logins::answer::Answer;
use crate::logins::asked::Asked;
use crate::logins::consent;
use crate::logins::endpoint::Server;
use crate::logins::fields::Fields;
use crate::logins::grants::{Code, Grant, Spent};
use crate::logins::refusal::Refusal;
use crate::logins::scenario::{ErrorShape, Pending};
use crate::logins::state::State;
use crate::logins::violation::Kind;
use crate::logins::{ids, pkce};

use super::refused;

/// How long a user code is good.
const LIFE: i64 = 15 * 60;

/// A device that waits for its person.
pub(crate) struct Device {
    id: String,
    user_code: String,
    expires: i64,
    asked: Option<i64>,
    decision: Option<Decision>,
}

enum Decision {
    Allowed { person: String },
    Denied,
}

/// `POST /api/accounts/deviceauth/usercode`: JSON `{client_id}`; 404 where the flow is not enabled.
pub(crate) fn usercode(state: &mut State, asked: &Asked<'_>) -> Answer {
    if !state.config.openai.device {
        return Answer::text(404, "Not Found");
    }
    let checked = asked.json().and_then(|fields| {
        fields.only(&["client_id"])?;
        fields.exactly("client_id", &state.config.openai.client_id)
    });
    if let Err(problem) = checked {
        return refused(ErrorShape::Object, &problem.into());
    }
    let device = Device {
        id: ids::token("deviceauth_", 32),
        user_code: ids::typed(),
        expires: state.now() + LIFE,
        asked: None,
        decision: None,
    };
    let name = if state.config.openai.usercode_alias {
        "usercode"
    } else {
        "user_code"
    };
    let mut answer = json!({
        "device_auth_id": device.id,
        // A number as text, as openai/codex reads it.
        "interval": state.config.openai.device_interval.to_string(),
    });
    answer[name] = device.user_code.as_str().into();
    state.devices.push(device);
    Answer::json(200, &answer)
}

/// `GET` and `POST /codex/device`: where the person types the code.
pub(crate) fn page(state: &mut State, asked: &Asked<'_>) -> Answer {
    if !asked.is_post() {
        let first = state.config.people.first();
        let chosen = first.map(|person| person.id.clone()).unwrap_or_default();
        let accounts = consent::accounts(&state.config.people, &chosen);
        let body = format!(
            "<form method=\"post\" action=\"/codex/device\">\n<p><label>Code <input name=\"user_code\"></label></p>\n\
             {accounts}<button name=\"decision\" value=\"allow\">Allow</button>\n\
             <button name=\"decision\" value=\"deny\">Deny</button>\n</form>"
        );
        return Answer::page(200, "Enter the code of your device", &body);
    }
    let now = state.now();
    let typed = asked.form().and_then(|fields| {
        let code = fields.required("user_code")?;
        let device = state
            .devices
            .iter_mut()
            .find(|device| device.user_code == code && device.decision.is_none())
            .filter(|device| device.expires > now)
            .ok_or_else(|| "this code is unknown or has expired".to_owned())?;
        let allowed = fields.get("decision") == Some("allow");
        device.decision = Some(if allowed {
            let person = fields.required("account")?.to_owned();
            Decision::Allowed { person }
        } else {
            Decision::Denied
        });
        Ok(allowed)
    });
    match typed {
        Ok(true) => Answer::page(200, "Signed in", "<p>Go back to your device.</p>"),
        Ok(false) => Answer::page(200, "Denied", "<p>The device gets nothing.</p>"),
        Err(problem) => consent::refused(&problem),
    }
}

/// `POST /api/accounts/deviceauth/token`: 403 or 404 until the person has decided, then a code and its proof key, once.
pub(crate) fn token(state: &mut State, asked: &Asked<'_>) -> Answer {
    let polled = asked
        .json()
        .map_err(Refusal::from)
        .and_then(|fields| polled(state, asked, &fields));
    polled.unwrap_or_else(|refusal| refused(ErrorShape::Object, &refusal))
}

fn polled(state: &mut State, asked: &Asked<'_>, fields: &Fields) -> Result<Answer, Refusal> {
    fields.only(&["device_auth_id", "user_code"])?;
    let (id, code) = (
        fields.required("device_auth_id")?,
        fields.required("user_code")?,
    );
    let now = state.now();
    let found = state
        .devices
        .iter()
        .position(|device| device.id == id && device.user_code == code)
        // Not 403 or 404, which would read as "not yet". Inferred, like the two refusals below.
        .ok_or_else(|| "device_auth_id and user_code are unknown".to_owned())?;
    let before = state.devices[found].asked.replace(now);
    // Times are cut to seconds, so a difference may come out one second short.
    let interval = i64::try_from(state.config.openai.device_interval).unwrap_or(i64::MAX);
    if before.is_some_and(|before| now - before + 1 < interval) {
        let detail = format!("the interval is {interval} s");
        state.violation(asked, Kind::PolledTooFast, detail);
    }
    if state.devices[found].expires <= now {
        return Err(Refusal::new(400, "expired_token", "the code has expired"));
    }
    let person = match &state.devices[found].decision {
        None => return Err(pending(state)),
        Some(Decision::Denied) => {
            return Err(Refusal::new(400, "access_denied", "the person denied it"));
        }
        Some(Decision::Allowed { person }) => person.clone(),
    };
    state.devices.remove(found);
    Ok(approved(state, person))
}

fn pending(state: &State) -> Refusal {
    let status = match state.config.openai.device_pending {
        Pending::Forbidden => 403,
        Pending::NotFound => 404,
    };
    Refusal::new(
        status,
        "authorization_pending",
        "the person has not decided yet",
    )
}

/// The server makes the proof key here, and the redirect address is its own.
fn approved(state: &mut State, person: String) -> Answer {
    let verifier = ids::token("", 64);
    let challenge = pkce::of(&verifier);
    let code = ids::token("code_", 43);
    let config = &state.config.openai;
    let grant = Grant {
        server: Server::Openai,
        person,
        client_id: config.client_id.clone(),
        scopes: config.scopes.clone(),
        nonce: None,
        organizations: true,
    };
    let made = Code {
        grant,
        redirect_uri: format!("{}/deviceauth/callback", state.issuer(Server::Openai)),
        challenge: challenge.clone(),
        state: String::new(),
        expires: state.now() + state.config.code_life,
        spent: Spent::No,
    };
    state.book.add_code(code.clone(), made);
    Answer::tokens(&json!({
        "authorization_code": code,
        "code_challenge": challenge,
        "code_verifier": verifier,
    }))
}
