//! JSON Web Tokens: real ones stand up to a verifier that shares nothing with the signer, flawed ones do not.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fakes::logins::{IdToken, Issued, Logins, Server};
use serde_json::Value;

use crate::support::{NONCE, authorize, form, get, granted, logins, parameter, redemption};
use crate::verify::verified;

/// What a token says, whoever signed it.
pub(crate) fn claims(token: &str) -> Value {
    part(token, 1)
}

fn part(token: &str, at: usize) -> Value {
    let part = token.split('.').nth(at).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

async fn id_token(logins: &Logins) -> (Option<String>, String) {
    let back = granted(logins, Server::Chatgpt, authorize(Server::Chatgpt)).await;
    let client_id = parameter(&back, "client_id");
    let pairs = redemption(Server::Chatgpt, &parameter(&back, "code"), &client_id);
    let (_, answer) = form(logins, "/api/accounts/oauth/token", &pairs).await;
    (answer["id_token"].as_str().map(str::to_owned), client_id)
}

#[tokio::test]
async fn access_and_id_tokens_stand_up_to_the_key_set() {
    for server in [Server::Openai, Server::Chatgpt] {
        let logins = logins();
        let Issued {
            access_token,
            id_token,
            client_id,
            ..
        } = logins.issue(server, "ada");
        let ada = &logins.config().people[0];
        let access = verified(&logins, &access_token, "https://api.openai.com/v1")
            .await
            .unwrap();
        let id = verified(&logins, &id_token.unwrap(), &client_id)
            .await
            .unwrap();
        for claims in [&access, &id] {
            assert_eq!(claims["sub"], ada.chatgpt_user_id());
            let auth = &claims["https://api.openai.com/auth"];
            assert_eq!(auth["chatgpt_account_id"], ada.chatgpt_account_id());
            assert_eq!(auth["chatgpt_plan_type"], "plus");
            assert_eq!(auth["chatgpt_user_id"], ada.chatgpt_user_id());
            assert!(claims["jti"].is_string() && claims["iat"].is_i64());
        }
        assert_eq!(access["https://api.openai.com/profile"]["email"], ada.email);
        assert_eq!(id["email"], ada.email);
        let header = part(&access_token, 0);
        assert_eq!(
            (&header["alg"], &header["typ"]),
            (&"RS256".into(), &"JWT".into())
        );
    }
}

#[tokio::test]
async fn organizations_are_named_where_they_were_asked_for() {
    let logins = logins();
    let id = logins.issue(Server::Openai, "ada").id_token.unwrap();
    let auth = &claims(&id)["https://api.openai.com/auth"];
    assert_eq!(auth["organizations"][0]["is_default"], true);
    let id = logins.issue(Server::Chatgpt, "ada").id_token.unwrap();
    assert!(claims(&id)["https://api.openai.com/auth"]["organizations"].is_null());
}

#[tokio::test]
async fn a_token_may_be_expired_from_its_first_second() {
    let logins = logins();
    logins.configure(|config| config.openai.access_life = -5);
    let token = logins.issue(Server::Openai, "ada").access_token;
    assert!(claims(&token)["exp"].as_i64().unwrap() < logins.now());
    assert!(!logins.is_live(&token));
}

#[tokio::test]
async fn a_flawed_id_token_does_not_stand_up() {
    for (flaw, why) in [
        (IdToken::WrongAudience, "InvalidAudience"),
        (IdToken::WrongIssuer, "InvalidIssuer"),
        (IdToken::Expired, "ExpiredSignature"),
        (IdToken::Unsigned, "the header cannot be read"),
        (IdToken::WrongKey, "InvalidSignature"),
        (IdToken::UnknownKey, "the key is unknown"),
        (IdToken::PublicKeyAsSecret, "InvalidAlgorithm"),
        (IdToken::Tampered, "InvalidSignature"),
    ] {
        let logins = logins();
        logins.configure(|config| config.chatgpt.id_token = flaw);
        let (token, client_id) = id_token(&logins).await;
        let result = verified(&logins, &token.unwrap(), &client_id).await;
        assert_eq!(result, Err(why.to_owned()), "{flaw:?}");
    }
}

#[tokio::test]
async fn a_wrong_nonce_is_signed_and_only_the_nonce_tells() {
    for (how, nonce) in [
        (IdToken::Right, Value::from(NONCE)),
        (IdToken::WrongNonce, "a-nonce-that-nobody-sent".into()),
        (IdToken::NoNonce, Value::Null),
    ] {
        let logins = logins();
        logins.configure(|config| config.chatgpt.id_token = how);
        let (token, client_id) = id_token(&logins).await;
        let claims = verified(&logins, &token.unwrap(), &client_id)
            .await
            .unwrap();
        assert_eq!(claims["nonce"], nonce, "{how:?}");
    }
    let logins = logins();
    logins.configure(|config| config.chatgpt.id_token = IdToken::Absent);
    assert_eq!(id_token(&logins).await.0, None);
}

#[tokio::test]
async fn after_a_rotation_the_old_key_is_gone() {
    let logins = logins();
    let before = logins.issue(Server::Openai, "ada");
    let audience = "https://api.openai.com/v1";
    assert!(
        verified(&logins, &before.access_token, audience)
            .await
            .is_ok()
    );
    logins.configure(|config| config.rotated_keys = true);
    let after = logins.issue(Server::Openai, "ada");
    assert!(
        verified(&logins, &before.access_token, audience)
            .await
            .is_err()
    );
    assert!(
        verified(&logins, &after.access_token, audience)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn discovery_names_what_is_served() {
    let logins = logins();
    logins.configure(|config| config.issuer = Some("https://issuer.example.test".to_owned()));
    let (_, document) = get(&logins, "/.well-known/openid-configuration", &[]).await;
    assert_eq!(document["issuer"], "https://issuer.example.test");
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "revocation_endpoint",
        "jwks_uri",
    ] {
        assert!(
            document[name]
                .as_str()
                .unwrap()
                .starts_with("http://127.0.0.1/"),
            "{name}"
        );
    }
}
