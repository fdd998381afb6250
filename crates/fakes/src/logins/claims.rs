//! What OpenAI's tokens say.
//!
//! The claims are those that openai/codex reads (`login/src/token_data.rs`) and that its users' tokens carry.

use serde_json::{Value, json};

use super::grants::Grant;
use super::ids;
use super::people::Person;

/// Names and times that stand in both kinds of token.
pub(crate) struct Stamp {
    pub(crate) issuer: String,
    pub(crate) now: i64,
    /// Seconds until the token expires.
    pub(crate) life: i64,
}

/// The claims of an access token for `audience`.
pub(crate) fn access(
    stamp: &Stamp,
    person: &Person,
    grant: &Grant,
    audience: &str,
    scopes: &[String],
) -> Value {
    json!({
        "iss": stamp.issuer,
        "aud": [audience],
        "sub": person.chatgpt_user_id(),
        "iat": stamp.now,
        "nbf": stamp.now,
        "exp": stamp.now + stamp.life,
        "jti": ids::random_uuid(),
        "client_id": grant.client_id,
        "session_id": format!("authsess_{}", ids::token("", 24)),
        "scp": scopes,
        "https://api.openai.com/auth": auth(person, false),
        "https://api.openai.com/profile": { "email": person.email, "email_verified": true },
    })
}

/// The claims of an id token for the grant's client (OpenID Connect Core, 2). After a refresh there is no nonce in it
/// (12.2).
pub(crate) fn id(stamp: &Stamp, person: &Person, grant: &Grant, first: bool) -> Value {
    let mut claims = json!({
        "iss": stamp.issuer,
        "aud": [grant.client_id],
        "sub": person.chatgpt_user_id(),
        "iat": stamp.now,
        "exp": stamp.now + stamp.life,
        "auth_time": stamp.now,
        "auth_provider": "password",
        "jti": ids::random_uuid(),
        "sid": ids::random_uuid(),
        "name": person.name,
        "email": person.email,
        "email_verified": true,
        "https://api.openai.com/auth": auth(person, grant.organizations),
    });
    if let Some(nonce) = grant.nonce.as_ref().filter(|_| first) {
        claims["nonce"] = nonce.as_str().into();
    }
    claims
}

fn auth(person: &Person, organizations: bool) -> Value {
    let user = person.chatgpt_user_id();
    let mut auth = json!({
        "chatgpt_account_id": person.chatgpt_account_id(),
        "chatgpt_plan_type": person.chatgpt_plan,
        "chatgpt_user_id": user,
        "user_id": user,
        "localhost": true,
    });
    if organizations {
        let organization = format!("org-{}", ids::uuid(&["org", &person.id]).replace('-', ""));
        let project = format!(
            "proj_{}",
            ids::uuid(&["project", &person.id]).replace('-', "")
        );
        auth["organizations"] = json!([
            { "id": organization, "is_default": true, "role": "owner", "title": "Personal" }
        ]);
        auth["organization_id"] = organization.into();
        auth["project_id"] = project.into();
        auth["completed_platform_onboarding"] = true.into();
        auth["is_org_owner"] = true.into();
    }
    auth
}
