//! Sign in with ChatGPT: registration, signing in again, scopes, tokens, signing out.

use fakes::logins::{CallbackClient, Logins, Server, ViolationKind};
use serde_json::Value;

use crate::support::{
    NONCE, Pairs, STATE, authorize, authorize_path, encoded, form, get, granted, json, kinds,
    logins, open, parameter, post, redemption, renew, renewal, with,
};

const TOKEN: &str = "/api/accounts/oauth/token";
const PLAN: &str = "chatgpt.tokens.use.direct";

/// Registers; the code and the issued client id.
async fn registered(logins: &Logins) -> (String, String) {
    let back = granted(logins, Server::Chatgpt, authorize(Server::Chatgpt)).await;
    assert_eq!(parameter(&back, "state"), STATE);
    (parameter(&back, "code"), parameter(&back, "client_id"))
}

/// The parameters of signing in again.
fn again(client_id: &str) -> Pairs {
    let pairs = with(authorize(Server::Chatgpt), "agent_name_hint", "");
    with(pairs, "client_id", client_id)
}

async fn exchanged(logins: &Logins) -> (Value, String) {
    let (code, client_id) = registered(logins).await;
    let pairs = redemption(Server::Chatgpt, &code, &client_id);
    let (status, answer) = form(logins, TOKEN, &pairs).await;
    assert_eq!(status, 200, "{answer}");
    (answer, client_id)
}

async fn status(logins: &Logins, pairs: &Pairs) -> u16 {
    open(logins, &authorize_path(Server::Chatgpt, pairs))
        .await
        .0
}

#[tokio::test]
async fn every_parameter_is_checked() {
    let logins = logins();
    assert_eq!(status(&logins, &authorize(Server::Chatgpt)).await, 200);
    for (name, value) in [
        ("client_id", "oaiapp_made_up"),
        ("agent_name_hint", ""),
        ("ext_agent_host_id", ""),
        ("ext_agent_host_id", "my-laptop"),
        ("ext_agent_host_id", "urn:uuid:"),
        ("redirect_uri", "http://localhost:40001/auth/callback"),
        ("redirect_uri", "http://127.0.0.1:40001/callback"),
        ("scope", "openid everything"),
        ("scope", "profile"),
        ("resource", ""),
        ("resource", "https://api.example.test/v1"),
        ("nonce", ""),
        ("nonce", "short"),
        ("nonce", STATE),
        ("state", ""),
        ("code_challenge", "short"),
        ("code_challenge_method", "plain"),
        ("prompt", "login"),
        ("originator", "ccproxy"),
    ] {
        let pairs = with(authorize(Server::Chatgpt), name, value);
        assert_eq!(status(&logins, &pairs).await, 400, "{name}={value}");
    }
    for (name, value) in [
        ("ext_agent_host_id", "did:key:z6Mk"),
        ("prompt", "consent"),
        ("login_hint", "grace@example.test"),
    ] {
        let pairs = with(authorize(Server::Chatgpt), name, value);
        assert_eq!(status(&logins, &pairs).await, 200, "{name}={value}");
    }
}

#[tokio::test]
async fn a_registration_issues_a_client_that_redeems_the_code() {
    let logins = logins();
    let (answer, client_id) = exchanged(&logins).await;
    assert!(client_id.starts_with("oaiapp_"), "{client_id}");
    assert_eq!(
        (&answer["token_type"], &answer["expires_in"]),
        (&"Bearer".into(), &3600.into())
    );
    assert!(answer["scope"].as_str().unwrap().contains(PLAN));
    let earliest = answer["earliest_refresh_at"].as_i64().unwrap();
    assert!(earliest > logins.now() && earliest <= logins.now() + 1800);
    assert_eq!(kinds(&logins), []);
}

#[tokio::test]
async fn the_first_client_id_redeems_nothing() {
    let logins = logins();
    let (code, _) = registered(&logins).await;
    let pairs = redemption(Server::Chatgpt, &code, "dynamic_agent_client");
    assert_eq!(form(&logins, TOKEN, &pairs).await.0, 401);
}

#[tokio::test]
async fn a_code_is_redeemed_with_its_resource_by_form_and_without_a_secret() {
    for (name, value) in [
        ("resource", ""),
        ("resource", "https://api.example.test/v1"),
        ("client_secret", "a-secret"),
        ("redirect_uri", "http://127.0.0.1:40002/auth/callback"),
        ("code_verifier", &"v".repeat(43)),
    ] {
        let logins = logins();
        let (code, client_id) = registered(&logins).await;
        let pairs = redemption(Server::Chatgpt, &code, &client_id);
        let (status, answer) = form(&logins, TOKEN, &with(pairs, name, value)).await;
        assert_eq!(status, 400, "{name}={value}: {answer}");
    }
    let logins = logins();
    let (code, client_id) = registered(&logins).await;
    let pairs = redemption(Server::Chatgpt, &code, &client_id);
    assert_eq!(json(&logins, TOKEN, &pairs).await.0, 400);
    let as_text = post(&logins, TOKEN, "text/plain", encoded(&pairs)).await;
    assert_eq!(as_text.0, 400);
}

#[tokio::test]
async fn signing_in_again_keeps_client_and_installation_and_may_change_the_port() {
    let logins = logins();
    let (_, client_id) = registered(&logins).await;
    let pairs = with(
        again(&client_id),
        "redirect_uri",
        "http://127.0.0.1:40002/auth/callback",
    );
    let back = granted(&logins, Server::Chatgpt, pairs).await;
    assert_eq!(parameter(&back, "client_id"), client_id);
    for (name, value) in [
        ("agent_name_hint", "ccproxy"),
        ("ext_agent_host_id", "urn:uuid:another-laptop"),
        ("redirect_uri", "http://127.0.0.1:40001/other"),
    ] {
        let pairs = with(again(&client_id), name, value);
        assert_eq!(status(&logins, &pairs).await, 400, "{name}={value}");
    }
}

#[tokio::test]
async fn another_person_comes_back_with_a_client_of_their_own() {
    let logins = logins();
    let (_, client_id) = registered(&logins).await;
    let pairs = with(again(&client_id), "login_hint", "grace@example.test");
    let back = granted(&logins, Server::Chatgpt, pairs).await;
    let other = parameter(&back, "client_id");
    assert!(
        other.starts_with("oaiapp_") && other != client_id,
        "{other}"
    );
}

#[tokio::test]
async fn the_same_installation_registers_to_the_same_client() {
    let logins = logins();
    assert_eq!(registered(&logins).await.1, registered(&logins).await.1);
}

#[tokio::test]
async fn the_callback_may_lack_the_client_or_show_another() {
    let logins = logins();
    let (_, client_id) = registered(&logins).await;
    logins.configure(|config| config.chatgpt.callback_client = CallbackClient::Absent);
    let back = granted(&logins, Server::Chatgpt, authorize(Server::Chatgpt)).await;
    assert!(back.iter().all(|(name, _)| name != "client_id"));
    logins.configure(|config| config.chatgpt.callback_client = CallbackClient::Different);
    let back = granted(&logins, Server::Chatgpt, again(&client_id)).await;
    let other = parameter(&back, "client_id");
    assert!(other.starts_with("oaiapp_") && other != client_id);
    // Whoever takes it is found out by getting in.
    let pairs = redemption(Server::Chatgpt, &parameter(&back, "code"), &other);
    assert_eq!(form(&logins, TOKEN, &pairs).await.0, 200);
}

#[tokio::test]
async fn a_code_of_one_client_is_refused_to_another() {
    let logins = logins();
    let other = logins.issue(Server::Chatgpt, "grace").client_id;
    let (code, _) = registered(&logins).await;
    let pairs = redemption(Server::Chatgpt, &code, &other);
    assert_eq!(form(&logins, TOKEN, &pairs).await.0, 400);
    assert_eq!(kinds(&logins), [ViolationKind::ClientMismatch]);
}

#[tokio::test]
async fn a_withheld_scope_is_missing_everywhere() {
    let logins = logins();
    logins.configure(|config| config.chatgpt.withheld = vec![PLAN.to_owned()]);
    let back = granted(&logins, Server::Chatgpt, authorize(Server::Chatgpt)).await;
    assert!(!parameter(&back, "scope").contains(PLAN));
    let (answer, _) = exchanged(&logins).await;
    assert!(!answer["scope"].as_str().unwrap().contains(PLAN));
    let bearer = logins
        .bearer(answer["access_token"].as_str().unwrap())
        .unwrap();
    assert!(bearer.scopes.iter().all(|scope| scope != PLAN));
}

#[tokio::test]
async fn a_refresh_names_the_resource_and_no_scope() {
    let logins = logins();
    let (answer, client_id) = exchanged(&logins).await;
    logins.advance(1800);
    let token = answer["refresh_token"].as_str().unwrap();
    let right = renewal(Server::Chatgpt, token, &client_id);
    for (name, value) in [
        ("resource", ""),
        ("scope", "openid"),
        ("client_id", "somebody"),
    ] {
        let wrong = with(right.clone(), name, value);
        assert!(
            renew(&logins, Server::Chatgpt, &wrong).await.0 >= 400,
            "{name}={value}"
        );
    }
    assert_eq!(json(&logins, TOKEN, &right).await.0, 400);
    let (status, renewed) = renew(&logins, Server::Chatgpt, &right).await;
    assert_eq!(status, 200, "{renewed}");
    assert!(renewed["earliest_refresh_at"].as_i64().unwrap() > logins.now());
    assert_eq!(kinds(&logins), []);
}

#[tokio::test]
async fn a_refresh_that_comes_early_is_noted() {
    let logins = logins();
    let (answer, client_id) = exchanged(&logins).await;
    let token = answer["refresh_token"].as_str().unwrap();
    let pairs = renewal(Server::Chatgpt, token, &client_id);
    assert_eq!(renew(&logins, Server::Chatgpt, &pairs).await.0, 200);
    assert_eq!(kinds(&logins), [ViolationKind::RefreshedEarly]);
}

#[tokio::test]
async fn signing_out_ends_the_login_and_keeps_the_client() {
    let logins = logins();
    let (answer, client_id) = exchanged(&logins).await;
    let (_, document) = get(&logins, "/.well-known/openid-configuration", &[]).await;
    let endpoint = document["revocation_endpoint"].as_str().unwrap();
    let path = endpoint.strip_prefix("http://127.0.0.1").unwrap();
    let pairs = vec![
        (
            "token",
            answer["refresh_token"].as_str().unwrap().to_owned(),
        ),
        ("token_type_hint", "refresh_token".to_owned()),
        ("client_id", client_id.clone()),
    ];
    for (name, value) in [
        ("client_id", ""),
        ("token_type_hint", "access_token"),
        ("token", ""),
    ] {
        assert_eq!(
            form(&logins, path, &with(pairs.clone(), name, value))
                .await
                .0,
            400
        );
    }
    let access = answer["access_token"].as_str().unwrap();
    assert!(logins.is_live(access));
    assert_eq!(form(&logins, path, &pairs).await.0, 200);
    assert!(!logins.is_live(access));
    assert_eq!(status(&logins, &again(&client_id)).await, 200);
}

#[tokio::test]
async fn the_nonce_comes_back_in_the_first_id_token() {
    let logins = logins();
    let (answer, client_id) = exchanged(&logins).await;
    let id_token = answer["id_token"].as_str().unwrap();
    let claims = crate::tokens::claims(id_token);
    assert_eq!(claims["nonce"], NONCE);
    logins.advance(1800);
    let token = answer["refresh_token"].as_str().unwrap();
    let pairs = renewal(Server::Chatgpt, token, &client_id);
    let (_, renewed) = renew(&logins, Server::Chatgpt, &pairs).await;
    let again = crate::tokens::claims(renewed["id_token"].as_str().unwrap());
    assert!(again["nonce"].is_null() && again["sub"] == claims["sub"]);
    assert_eq!(claims["aud"], serde_json::json!([client_id]));
}
