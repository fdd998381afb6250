use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use auth::credentials::{ChatgptLogin, ClaudeLogin, CodexAuth};
use auth::report::OpenaiInfo;
use auth::store::Place;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// 2025-08-22 11:53:34 UTC, when the tokens here end.
pub(crate) const END: u64 = 1_755_863_614;
/// An id as the documentation shows it.
pub(crate) const ID: &str = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
/// A refresh token that must not show up anywhere.
pub(crate) const REFRESH: &str = "refresh-canary-0123456789-0123456789-0123456789";

/// So many seconds before the tokens end.
pub(crate) fn before_end(seconds: i64) -> SystemTime {
    let end = i64::try_from(END).unwrap();
    UNIX_EPOCH + Duration::from_secs(u64::try_from(end - seconds).unwrap())
}

/// 9 days, 3 hours, 26 minutes and half a minute before the tokens end.
pub(crate) fn now() -> SystemTime {
    before_end(9 * 86_400 + 3 * 3600 + 26 * 60 + 30)
}

pub(crate) fn keyring() -> Place {
    Place::Keyring
}

pub(crate) fn file(path: &str) -> Place {
    Place::File(PathBuf::from(path))
}

pub(crate) fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({"alg": "RS256", "kid": ID, "typ": "JWT"});
    format!(
        "{}.{}.canary-signature-xIXcUrNE",
        part(&header),
        part(claims)
    )
}

/// The claims of an access token on `plan`.
pub(crate) fn claims(plan: &str) -> Value {
    json!({
        "iss": "https://auth.openai.com",
        "aud": ["https://api.openai.com/v1"],
        "exp": END,
        "iat": END - 864_001,
        "jti": ID,
        "session_id": "authsess_1",
        "https://api.openai.com/auth": {
            "chatgpt_account_id": ID,
            "chatgpt_plan_type": plan,
            "chatgpt_user_id": "user-xxxxxxxxxxxxxxxxxxxx",
        },
    })
}

/// The text of an `auth.json` with a ChatGPT login.
pub(crate) fn auth_json(access: &str, id: &str, refresh: &str) -> Value {
    json!({
        "auth_mode": "chatgpt",
        "OPENAI_API_KEY": null,
        "tokens": {"id_token": id, "access_token": access, "refresh_token": refresh, "account_id": ID},
        "last_refresh": "2025-08-12T11:53:33Z",
    })
}

pub(crate) fn codex(value: &Value) -> CodexAuth {
    CodexAuth::parse(&value.to_string()).unwrap()
}

/// The report on an `auth.json` in `/home/user`.
pub(crate) fn openai(value: &Value, now: SystemTime) -> OpenaiInfo {
    let place = file("/home/user/.codex/auth.json");
    OpenaiInfo::new(&codex(value), &place, Some(Path::new("/home/user")), now)
}

/// A Claude login with everything in it, as JSON to be changed.
pub(crate) fn claude_json() -> Value {
    json!({
        "accessToken": format!("sk-ant-oat01-canary-{}-AbCdEfGh", "0123456789".repeat(6)),
        "refreshToken": REFRESH,
        "expiresAt": END * 1000,
        "scopes": ["user:inference", "user:profile"],
        "subscriptionType": "max",
        "rateLimitTier": "default_claude_max_5x",
        "issuedAt": (END - 28_800) * 1000,
        "termsAcceptedAt": 1_754_000_000_000_u64,
        "account": {"uuid": "a", "email": "ada@example.test"},
        "organization": {"uuid": "o", "name": "Ada's Organization"},
    })
}

pub(crate) fn claude(value: &Value) -> ClaudeLogin {
    ClaudeLogin::parse(&value.to_string()).unwrap()
}

pub(crate) fn chatgpt(scopes: &[&str]) -> ChatgptLogin {
    let text = json!({
        "accessToken": jwt(&claims("plus")),
        "refreshToken": REFRESH,
        "expiresAt": END * 1000,
        "scopes": scopes,
        "subject": "user-1",
        "email": "ada@example.test",
        "plan": "plus",
        "clientId": "oaiapp_1",
        "issuer": "https://auth.openai.com",
    });
    ChatgptLogin::parse(&text.to_string()).unwrap()
}
