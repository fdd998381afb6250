//! The control endpoints, which tests in other processes read and steer the servers by.

use bytes::Bytes;
use http::Method;
use http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::Answer;
use super::{Config, Fault, Logins, Server};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_s: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    server: Server,
    person: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    token: String,
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Revoke {
    Token { token: String },
    Server { server: Server },
}

/// The answer to a control request; `None` where it is none.
pub(crate) fn answer(logins: &Logins, parts: &Parts, body: &Bytes) -> Option<Answer> {
    let done = match (&parts.method, parts.uri.path()) {
        (&Method::GET, "/__log") => Ok(json!(logins.log())),
        (&Method::GET, "/__violations") => Ok(json!(logins.violations())),
        (&Method::GET, "/__counters") => Ok(json!(logins.counters())),
        (&Method::GET, "/__config") => Ok(json!(logins.config())),
        (&Method::GET, "/__clock") => Ok(json!({ "now": logins.now() })),
        (&Method::POST, "/__reset") => {
            logins.reset();
            Ok(json!({ "ok": true }))
        }
        (&Method::POST, path) => posted(logins, path, body)?,
        _ => return None,
    };
    Some(match done {
        Ok(value) => Answer::json(200, &value),
        Err(problem) => Answer::text(400, problem),
    })
}

fn posted(logins: &Logins, path: &str, body: &Bytes) -> Option<Result<Value, String>> {
    Some(match path {
        "/__fault" => parsed::<Fault>(body).map(|fault| {
            logins.fault(fault);
            json!({ "ok": true })
        }),
        "/__clock" => parsed::<Advance>(body).map(|advance| {
            logins.advance(advance.advance_s);
            json!({ "now": logins.now() })
        }),
        "/__config" => configured(logins, body),
        "/__issue" => issued(logins, body),
        "/__revoke" => parsed::<Revoke>(body).map(|revoke| match revoke {
            Revoke::Token { token } => json!({ "revoked": logins.revoke(&token) }),
            Revoke::Server { server } => {
                logins.revoke_all(server);
                json!({ "revoked": true })
            }
        }),
        "/__live" => parsed::<Token>(body)
            .map(|token| json!(logins.bearer(&token.token)))
            .map(|bearer| json!({ "live": !bearer.is_null(), "bearer": bearer })),
        _ => return None,
    })
}

/// Gives out a login of the first person, or of the one that is named.
fn issued(logins: &Logins, body: &Bytes) -> Result<Value, String> {
    let issue: Issue = parsed(body)?;
    let people = logins.config().people;
    let person = people
        .iter()
        .find(|person| issue.person.as_ref().is_none_or(|id| *id == person.id))
        .ok_or("there is no such person in the configuration")?;
    Ok(json!(logins.issue(issue.server, &person.id)))
}

/// Changes the configuration by a merge patch (RFC 7396).
fn configured(logins: &Logins, body: &Bytes) -> Result<Value, String> {
    let patch: Value = parsed(body)?;
    if !patch.is_object() {
        return Err("the configuration is a JSON object".to_owned());
    }
    let mut config = json!(logins.config());
    merge(&mut config, patch);
    let config: Config = serde_json::from_value(config).map_err(|error| error.to_string())?;
    logins.configure(|current| *current = config.clone());
    Ok(json!(config))
}

fn merge(into: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *into = patch;
        return;
    };
    for (name, value) in patch {
        match into.get_mut(&name) {
            Some(inner) if value.is_object() => merge(inner, value),
            // Null stands for "none" here: no field can be removed.
            _ => into[&name] = value,
        }
    }
}

fn parsed<T: DeserializeOwned>(body: &Bytes) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}
