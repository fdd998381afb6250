//! JSON Web Tokens, signed with RS256 (RFC 7519; RFC 7515; RFC 7518, 3.3).

mod keys;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{hmac, rand, signature};
use serde_json::{Value, json};

use super::scenario::IdToken;

use keys::Key;
pub(crate) use keys::Keys;

/// A signed token: the header says `alg`, `typ` and `kid`.
pub(crate) fn signed(keys: &Keys, claims: &Value) -> String {
    keys.current()
        .map(|key| signed_as(key, key.id, claims))
        .unwrap_or_default()
}

fn signed_as(key: &Key, id: &str, claims: &Value) -> String {
    let text = unsigned("RS256", Some(id), claims);
    let mut made = vec![0; key.pair.public().modulus_len()];
    let random = rand::SystemRandom::new();
    // It fails only without randomness for blinding, or with a key that is too short; the test keys are not.
    let signed = key.pair.sign(
        &signature::RSA_PKCS1_SHA256,
        &random,
        text.as_bytes(),
        &mut made,
    );
    match signed {
        Ok(()) => format!("{text}.{}", URL_SAFE_NO_PAD.encode(made)),
        Err(_) => format!("{text}."),
    }
}

fn unsigned(algorithm: &str, key: Option<&str>, claims: &Value) -> String {
    let mut header = json!({ "alg": algorithm, "typ": "JWT" });
    if let Some(key) = key {
        header["kid"] = key.into();
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(&header), part(claims))
}

/// An id token that is as `how` says; `None` where there is to be none.
pub(crate) fn id_token(keys: &Keys, how: IdToken, mut claims: Value) -> Option<String> {
    let (key, other) = (keys.current()?, keys.other()?);
    match how {
        IdToken::Right => {}
        IdToken::Absent => return None,
        IdToken::WrongNonce => claims["nonce"] = "a-nonce-that-nobody-sent".into(),
        IdToken::NoNonce => {
            if let Some(claims) = claims.as_object_mut() {
                claims.remove("nonce");
            }
        }
        IdToken::WrongAudience => claims["aud"] = json!(["app_of_somebody_else"]),
        IdToken::WrongIssuer => claims["iss"] = "https://issuer.example.test".into(),
        IdToken::Expired => {
            let hours_ago = |hours: i64| claims["iat"].as_i64().map(|now| now - hours * 3600);
            let (issued, expired) = (hours_ago(2), hours_ago(1));
            claims["iat"] = json!(issued);
            claims["exp"] = json!(expired);
        }
        IdToken::Unsigned => return Some(format!("{}.", unsigned("none", None, &claims))),
        IdToken::WrongKey => return Some(signed_as(other, key.id, &claims)),
        IdToken::UnknownKey => return Some(signed_as(other, "no-such-key", &claims)),
        IdToken::PublicKeyAsSecret => return Some(with_public_key(key, &claims)),
        IdToken::Tampered => return Some(tampered(key, claims)),
    }
    Some(signed_as(key, key.id, &claims))
}

/// A token whose secret is the public key: taken by verifiers that believe the header's `alg` (RFC 8725, 2.1).
fn with_public_key(key: &Key, claims: &Value) -> String {
    let text = unsigned("HS256", Some(key.id), claims);
    let secret = hmac::Key::new(hmac::HMAC_SHA256, &key.modulus());
    let made = hmac::sign(&secret, text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(made))
}

fn tampered(key: &Key, mut claims: Value) -> String {
    let right = signed_as(key, key.id, &claims);
    claims["sub"] = "user-somebody-else".into();
    let signature = right.rsplit('.').next().unwrap_or_default();
    format!("{}.{signature}", unsigned("RS256", Some(key.id), &claims))
}
