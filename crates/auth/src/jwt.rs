//! What a JWT says of itself, for people to read. Nothing here is verified: no decision about trust may rest on it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::dangerous::insecure_decode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

/// The header and the claims of a JWT (RFC 7515, 4.1; RFC 7519, 4.1), unverified.
#[derive(Debug, Clone, PartialEq)]
pub struct Jwt {
    /// `alg`, such as `RS256`.
    pub algorithm: String,
    /// `typ`, mostly `JWT`.
    pub token_type: Option<String>,
    /// `kid`: the key that signed it.
    pub key_id: Option<String>,
    /// `exp`.
    pub expires_at: Option<SystemTime>,
    /// `iat`.
    pub issued_at: Option<SystemTime>,
    /// `auth_time`: when the person signed in (OpenID Connect Core, 2).
    pub auth_time: Option<SystemTime>,
    /// `iss`.
    pub issuer: Option<String>,
    /// `aud`, which is one name or a list of them.
    pub audience: Vec<String>,
    /// `jti`.
    pub jwt_id: Option<String>,
    /// `session_id`, else `sid`.
    pub session_id: Option<String>,
    /// `sub`.
    pub subject: Option<String>,
    /// All claims.
    pub claims: Map<String, Value>,
}

impl Jwt {
    /// Reads a token; `None` where it is no JWT, or one of an algorithm that nobody here knows.
    pub fn read(token: &SecretString) -> Option<Self> {
        let token = insecure_decode::<Map<String, Value>>(token.expose_secret()).ok()?;
        let claims = token.claims;
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let moment = |name: &str| claims.get(name).and_then(numeric_date);
        Some(Self {
            algorithm: format!("{:?}", token.header.alg),
            token_type: token.header.typ,
            key_id: token.header.kid,
            expires_at: moment("exp"),
            issued_at: moment("iat"),
            auth_time: moment("auth_time"),
            issuer: text("iss"),
            audience: claims.get("aud").map(names).unwrap_or_default(),
            jwt_id: text("jti"),
            session_id: text("session_id").or_else(|| text("sid")),
            subject: text("sub"),
            claims,
        })
    }
}

/// OpenAI's own claims (openai/codex, `login/src/token_data.rs`).
const AUTH: &str = "https://api.openai.com/auth";
/// Where access tokens have the address.
const PROFILE: &str = "https://api.openai.com/profile";

impl Jwt {
    /// The ChatGPT account (workspace).
    #[must_use]
    pub fn account_id(&self) -> Option<String> {
        self.within(AUTH, "chatgpt_account_id")
    }

    /// The ChatGPT plan, such as `plus`.
    #[must_use]
    pub fn plan(&self) -> Option<String> {
        self.within(AUTH, "chatgpt_plan_type")
    }

    /// The account's address.
    #[must_use]
    pub fn email(&self) -> Option<String> {
        let own = self.claims.get("email").and_then(Value::as_str);
        own.map(str::to_owned)
            .or_else(|| self.within(PROFILE, "email"))
    }

    /// The person's name.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        self.claims
            .get("name")
            .and_then(Value::as_str)
            .map(str::to_owned)
    }

    fn within(&self, object: &str, name: &str) -> Option<String> {
        let value = self.claims.get(object)?.get(name)?;
        value.as_str().map(str::to_owned)
    }
}

/// Seconds since 1970, perhaps with a fraction (RFC 7519, 2, "NumericDate").
fn numeric_date(value: &Value) -> Option<SystemTime> {
    let since = Duration::try_from_secs_f64(value.as_f64()?).ok()?;
    UNIX_EPOCH.checked_add(since)
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.clone()],
        Value::Array(list) => list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    use super::*;

    fn token(header: &Value, claims: &Value) -> SecretString {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        SecretString::from(format!("{}.{}.c2ln", part(header), part(claims)))
    }

    #[test]
    fn an_audience_may_be_one_name_or_a_list() {
        let header = json!({"alg":"RS256","typ":"JWT","kid":"k"});
        for (audience, expected) in [
            (json!("a"), vec!["a"]),
            (json!(["a", "b"]), vec!["a", "b"]),
            (json!(7), vec![]),
        ] {
            let jwt = Jwt::read(&token(&header, &json!({ "aud": audience }))).unwrap();
            assert_eq!(jwt.audience, expected);
            assert_eq!(jwt.algorithm, "RS256");
            assert_eq!(jwt.key_id.as_deref(), Some("k"));
        }
    }

    #[test]
    fn times_that_are_none_are_absent_and_do_not_end_the_program() {
        let header = json!({"alg":"ES256"});
        let claims = json!({"exp": -5, "iat": 1e300, "auth_time": "now"});
        let jwt = Jwt::read(&token(&header, &claims)).unwrap();
        assert_eq!(
            (jwt.expires_at, jwt.issued_at, jwt.auth_time),
            (None, None, None)
        );
        let jwt = Jwt::read(&token(&header, &json!({"exp": 1.5}))).unwrap();
        assert_eq!(
            jwt.expires_at,
            Some(UNIX_EPOCH + Duration::from_millis(1500))
        );
        assert_eq!(jwt.token_type, None);
    }

    #[test]
    fn what_is_no_jwt_is_none() {
        for text in ["", "opaque", "a.b.c", "..", "sk-ant-oat01-x", "e30.e30"] {
            assert_eq!(Jwt::read(&SecretString::from(text)), None, "{text}");
        }
    }
}
