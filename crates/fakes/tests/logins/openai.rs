//! The Codex login's server: authorization, codes, API keys, revocation.

use fakes::logins::{Logins, Server, ViolationKind};
use serde_json::Value;

use crate::support::{
    Pairs, STATE, authorize, authorize_path, form, granted, json, kinds, logins, open, parameter,
    redemption, renewal, with,
};

const TOKEN: &str = "/oauth/token";
const CLIENT: &str = "app_EMoamEEZ73f0CkXaXp7hrann";

async fn code(logins: &Logins) -> String {
    let back = granted(logins, Server::Openai, authorize(Server::Openai)).await;
    assert_eq!(parameter(&back, "state"), STATE);
    parameter(&back, "code")
}

async fn status(pairs: Pairs) -> u16 {
    open(&logins(), &authorize_path(Server::Openai, &pairs))
        .await
        .0
}

async fn exchanged(logins: &Logins) -> Value {
    let pairs = redemption(Server::Openai, &code(logins).await, CLIENT);
    let (status, answer) = form(logins, TOKEN, &pairs).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

#[tokio::test]
async fn every_parameter_is_checked() {
    assert_eq!(status(authorize(Server::Openai)).await, 200);
    for (name, value) in [
        ("client_id", "somebody"),
        ("response_type", ""),
        ("redirect_uri", "http://localhost:1456/auth/callback"),
        ("redirect_uri", "http://localhost:1455/callback"),
        ("scope", "openid everything"),
        ("scope", "profile email"),
        ("code_challenge", "short"),
        ("code_challenge_method", ""),
        ("code_challenge_method", "plain"),
        ("id_token_add_organizations", "1"),
        ("state", "short"),
        ("nonce", "a-nonce-that-is-not-asked-for"),
    ] {
        let pairs = with(authorize(Server::Openai), name, value);
        assert_eq!(status(pairs).await, 400, "{name}={value}");
    }
    for (name, value) in [
        ("redirect_uri", "http://127.0.0.1:1457/auth/callback"),
        (
            "scope",
            "openid profile email offline_access api.connectors.read api.connectors.invoke",
        ),
        ("originator", ""),
        ("id_token_add_organizations", ""),
    ] {
        let pairs = with(authorize(Server::Openai), name, value);
        assert_eq!(status(pairs).await, 200, "{name}={value}");
    }
}

#[tokio::test]
async fn another_programs_originator_is_a_violation() {
    let logins = logins();
    let pairs = with(authorize(Server::Openai), "originator", "codex_cli_rs");
    open(&logins, &authorize_path(Server::Openai, &pairs)).await;
    assert_eq!(kinds(&logins), [ViolationKind::ForgedIdentity]);
}

#[tokio::test]
async fn a_form_with_a_code_gets_three_tokens() {
    let logins = logins();
    let answer = exchanged(&logins).await;
    let names: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "id_token", "refresh_token"]);
    assert!(logins.is_live(answer["access_token"].as_str().unwrap()));
    assert!(!logins.is_live(answer["refresh_token"].as_str().unwrap()));
    assert_eq!(kinds(&logins), []);
}

#[tokio::test]
async fn without_offline_access_there_is_no_refresh_token() {
    let logins = logins();
    let pairs = with(authorize(Server::Openai), "scope", "openid profile email");
    let back = granted(&logins, Server::Openai, pairs).await;
    let pairs = redemption(Server::Openai, &parameter(&back, "code"), CLIENT);
    let (_, answer) = form(&logins, TOKEN, &pairs).await;
    assert!(answer["access_token"].is_string() && answer["refresh_token"].is_null());
}

#[tokio::test]
async fn each_grant_has_its_encoding() {
    let logins = logins();
    let exchange = redemption(Server::Openai, &code(&logins).await, CLIENT);
    assert_eq!(json(&logins, TOKEN, &exchange).await.0, 400);
    let login = logins.issue(Server::Openai, "ada");
    let renewal = renewal(Server::Openai, &login.refresh_token, CLIENT);
    assert_eq!(form(&logins, TOKEN, &renewal).await.0, 400);
    assert_eq!(json(&logins, TOKEN, &renewal).await.0, 200);
    assert_eq!(form(&logins, TOKEN, &exchange).await.0, 200);
}

#[tokio::test]
async fn a_code_is_bound_to_what_it_was_asked_with() {
    for (name, value, violation) in [
        (
            "code_verifier",
            &*"v".repeat(43),
            Some(ViolationKind::VerifierMismatch),
        ),
        (
            "redirect_uri",
            "http://localhost:1457/auth/callback",
            Some(ViolationKind::RedirectMismatch),
        ),
        ("client_id", "somebody", None),
        ("state", STATE, None),
    ] {
        let logins = logins();
        let pairs = redemption(Server::Openai, &code(&logins).await, CLIENT);
        let (status, answer) = form(&logins, TOKEN, &with(pairs, name, value)).await;
        assert!(matches!(status, 400 | 401), "{name}={value}: {answer}");
        assert_eq!(kinds(&logins), Vec::from_iter(violation), "{name}={value}");
    }
}

#[tokio::test]
async fn a_workspace_without_codex_ends_with_a_text_to_look_for() {
    let logins = logins();
    logins.configure(|config| config.openai.entitled = false);
    let back = granted(&logins, Server::Openai, authorize(Server::Openai)).await;
    assert_eq!(parameter(&back, "error"), "access_denied");
    assert!(parameter(&back, "error_description").contains("missing_codex_entitlement"));
}

#[tokio::test]
async fn only_allowed_workspaces_get_a_code() {
    let logins = logins();
    let ada = logins.config().people[0].chatgpt_account_id();
    for (allowed, granted_one) in [(format!("other,{ada}"), true), ("other".to_owned(), false)] {
        let pairs = with(authorize(Server::Openai), "allowed_workspace_id", &allowed);
        let back = granted(&logins, Server::Openai, pairs).await;
        assert_eq!(
            !parameter(&back, "code").is_empty(),
            granted_one,
            "{allowed}"
        );
    }
}

fn api_key(id_token: &str) -> Pairs {
    vec![
        (
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange".to_owned(),
        ),
        ("client_id", CLIENT.to_owned()),
        ("requested_token", "openai-api-key".to_owned()),
        ("subject_token", id_token.to_owned()),
        (
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:id_token".to_owned(),
        ),
    ]
}

#[tokio::test]
async fn an_id_token_gets_an_api_key_and_nothing_else_does() {
    let logins = logins();
    let tokens = exchanged(&logins).await;
    let id_token = tokens["id_token"].as_str().unwrap();
    let (status, answer) = form(&logins, TOKEN, &api_key(id_token)).await;
    assert_eq!(status, 200);
    assert!(answer["access_token"].as_str().unwrap().starts_with("sk-"));
    let access = tokens["access_token"].as_str().unwrap();
    for wrong in [
        api_key(access),
        api_key("made.up.token"),
        with(api_key(id_token), "requested_token", "something"),
        with(api_key(id_token), "subject_token_type", ""),
    ] {
        assert_eq!(form(&logins, TOKEN, &wrong).await.0, 400);
    }
    logins.configure(|config| config.openai.api_keys = false);
    assert_eq!(form(&logins, TOKEN, &api_key(id_token)).await.0, 401);
    logins.advance(3600);
    assert_eq!(form(&logins, TOKEN, &api_key(id_token)).await.0, 400);
}

fn revocation(token: &str, hint: &str) -> Pairs {
    vec![
        ("token", token.to_owned()),
        ("token_type_hint", hint.to_owned()),
        ("client_id", CLIENT.to_owned()),
    ]
}

#[tokio::test]
async fn a_revocation_ends_the_login_and_an_unknown_token_is_no_error() {
    let logins = logins();
    let login = logins.issue(Server::Openai, "ada");
    let path = "/oauth/revoke";
    let right = revocation(&login.refresh_token, "refresh_token");
    for wrong in [
        with(right.clone(), "client_id", ""),
        with(right.clone(), "client_id", "somebody"),
        with(right.clone(), "token", ""),
        with(right.clone(), "token_type_hint", "id_token"),
    ] {
        assert_eq!(json(&logins, path, &wrong).await.0, 400);
    }
    assert_eq!(form(&logins, path, &right).await.0, 400);
    assert!(logins.is_live(&login.access_token));
    assert_eq!(json(&logins, path, &right).await.0, 200);
    assert!(!logins.is_live(&login.access_token));
    let unknown = revocation("rt_made_up", "refresh_token");
    assert_eq!(json(&logins, path, &unknown).await.0, 200);
}
