//! Claude's server: authorization, codes, refresh, account.

use fakes::logins::{Logins, Server, ViolationKind};
use serde_json::Value;

use crate::support::{
    STATE, VERIFIER, authorize, authorize_path, granted, json, kinds, logins, object, open,
    parameter, post, redemption, renew, renewal, with,
};

const TOKEN: &str = "/v1/oauth/token";
const CLIENT: &str = "9d1c250a-e61b-44d9-88ed-5944d1962f5e";

async fn code(logins: &Logins) -> String {
    let back = granted(logins, Server::Claude, authorize(Server::Claude)).await;
    assert_eq!(parameter(&back, "state"), STATE);
    parameter(&back, "code")
}

async fn exchanged(logins: &Logins) -> Value {
    let code = code(logins).await;
    let (status, answer) = json(logins, TOKEN, &redemption(Server::Claude, &code, CLIENT)).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

#[tokio::test]
async fn a_request_as_the_client_sends_it_gets_a_consent_page() {
    let target = authorize_path(Server::Claude, &authorize(Server::Claude));
    let (status, page, _) = open(&logins(), &target).await;
    assert_eq!(status, 200);
    assert!(page.contains("user:inference") && page.contains("ada@example.test"));
}

#[tokio::test]
async fn every_parameter_is_checked() {
    for (name, value) in [
        ("code", ""),
        ("code", "false"),
        ("client_id", ""),
        ("client_id", "somebody"),
        ("response_type", "token"),
        ("redirect_uri", ""),
        ("redirect_uri", "http://localhost:54545/elsewhere"),
        ("redirect_uri", "http://127.0.0.1:54545/callback"),
        ("redirect_uri", "https://example.test/callback"),
        ("scope", ""),
        ("scope", "user:everything"),
        ("code_challenge", ""),
        ("code_challenge", "short"),
        ("code_challenge_method", "plain"),
        ("state", ""),
        ("state", "short"),
        ("prompt", "consent"),
    ] {
        let target = authorize_path(
            Server::Claude,
            &with(authorize(Server::Claude), name, value),
        );
        let (status, page, location) = open(&logins(), &target).await;
        assert_eq!((status, location), (400, None), "{name}={value}: {page}");
    }
}

#[tokio::test]
async fn a_parameter_that_is_there_twice_is_refused() {
    let target = authorize_path(Server::Claude, &authorize(Server::Claude));
    let (status, _, _) = open(
        &logins(),
        &format!("{target}&state=another-state-of-128-bits"),
    )
    .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_denial_comes_back_with_the_state() {
    let pairs = with(authorize(Server::Claude), "auto", "deny");
    let (_, _, location) = open(&logins(), &authorize_path(Server::Claude, &pairs)).await;
    let back = crate::support::callback(&location.unwrap());
    assert_eq!(parameter(&back, "error"), "access_denied");
    assert_eq!(parameter(&back, "state"), STATE);
}

#[tokio::test]
async fn the_manual_redirect_shows_code_and_state() {
    let logins = logins();
    let manual = "https://platform.claude.com/oauth/code/callback";
    let pairs = with(authorize(Server::Claude), "redirect_uri", manual);
    let target = authorize_path(Server::Claude, &with(pairs, "auto", "allow"));
    let (_, _, location) = open(&logins, &target).await;
    let location = location.unwrap();
    assert!(location.starts_with("/oauth/code/callback?"), "{location}");
    let (status, page, _) = open(&logins, &location).await;
    let back = crate::support::callback(&location);
    let code = parameter(&back, "code");
    assert_eq!(status, 200);
    assert!(
        page.contains(&format!("<code>{code}#{STATE}</code>")),
        "{page}"
    );
    let pairs = with(
        redemption(Server::Claude, &code, CLIENT),
        "redirect_uri",
        manual,
    );
    assert_eq!(json(&logins, TOKEN, &pairs).await.0, 200);
}

#[tokio::test]
async fn a_code_gets_tokens_in_the_shapes_of_the_real_ones() {
    let logins = logins();
    let answer = exchanged(&logins).await;
    let text = |name: &str| answer[name].as_str().unwrap();
    assert!(text("access_token").starts_with("sk-ant-oat01-"));
    assert!(text("refresh_token").starts_with("sk-ant-ort01-"));
    assert_eq!(
        (text("token_type"), text("scope"), &answer["expires_in"]),
        ("Bearer", "user:profile user:inference", &28800.into())
    );
    assert_eq!(answer["account"]["email_address"], "ada@example.test");
    assert!(answer["account"]["uuid"].is_string() && answer["organization"]["name"].is_string());
    assert!(logins.is_live(text("access_token")));
    assert_eq!(kinds(&logins), []);
}

#[tokio::test]
async fn a_code_is_bound_to_what_it_was_asked_with() {
    for (name, value, violation) in [
        (
            "redirect_uri",
            "http://localhost:1/callback",
            Some(ViolationKind::RedirectMismatch),
        ),
        (
            "state",
            "another-state-of-128-bits",
            Some(ViolationKind::StateMismatch),
        ),
        (
            "code_verifier",
            &*"v".repeat(43),
            Some(ViolationKind::VerifierMismatch),
        ),
        ("code_verifier", "short", None),
        ("code", "code_unknown", None),
        ("client_id", "somebody", None),
        ("state", "", None),
        ("redirect_uri", "", None),
        ("client_secret", "a-secret", None),
    ] {
        let logins = logins();
        let code = code(&logins).await;
        let pairs = with(redemption(Server::Claude, &code, CLIENT), name, value);
        let (status, answer) = json(&logins, TOKEN, &pairs).await;
        assert!(matches!(status, 400 | 401), "{name}={value}: {answer}");
        assert!(answer["error"].is_string() && answer["error_description"].is_string());
        assert_eq!(kinds(&logins), Vec::from_iter(violation), "{name}={value}");
    }
}

#[tokio::test]
async fn a_code_that_was_pasted_whole_is_refused_with_the_reason() {
    let logins = logins();
    let pasted = format!("{}#{STATE}", code(&logins).await);
    let (status, answer) = json(&logins, TOKEN, &redemption(Server::Claude, &pasted, CLIENT)).await;
    assert_eq!(status, 400);
    assert!(answer["error_description"].as_str().unwrap().contains('#'));
}

#[tokio::test]
async fn a_code_is_good_once_and_a_second_use_ends_the_login() {
    let logins = logins();
    let code = code(&logins).await;
    let pairs = redemption(Server::Claude, &code, CLIENT);
    let (_, tokens) = json(&logins, TOKEN, &pairs).await;
    let access = tokens["access_token"].as_str().unwrap();
    assert!(logins.is_live(access));
    let (status, answer) = json(&logins, TOKEN, &pairs).await;
    assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()));
    assert!(!logins.is_live(access));
    assert_eq!(kinds(&logins), [ViolationKind::CodeReused]);
}

#[tokio::test]
async fn a_code_that_was_refused_once_is_spoiled() {
    let logins = logins();
    let pairs = redemption(Server::Claude, &code(&logins).await, CLIENT);
    let wrong = with(pairs.clone(), "code_verifier", &"v".repeat(43));
    assert_eq!(json(&logins, TOKEN, &wrong).await.0, 400);
    assert_eq!(json(&logins, TOKEN, &pairs).await.0, 400);
}

#[tokio::test]
async fn a_code_lives_for_ten_minutes() {
    for (age, status) in [(598, 200), (601, 400)] {
        let logins = logins();
        let pairs = redemption(Server::Claude, &code(&logins).await, CLIENT);
        logins.advance(age);
        assert_eq!(json(&logins, TOKEN, &pairs).await.0, status, "{age}");
        assert_eq!(kinds(&logins), []);
    }
}

#[tokio::test]
async fn only_json_is_read() {
    let logins = logins();
    let pairs = redemption(Server::Claude, &code(&logins).await, CLIENT);
    let (status, answer) = crate::support::form(&logins, TOKEN, &pairs).await;
    assert_eq!((status, &answer["error"]), (400, &"invalid_request".into()));
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let (status, answer) = post(&logins, TOKEN, kind, object(&pairs)).await;
        assert_eq!(status, 400, "{kind}: {answer}");
    }
    for body in [
        "",
        "[]",
        "{\"grant_type\":1}",
        "{}",
        "{\"grant_type\":\"password\"}",
    ] {
        let (status, answer) = post(&logins, TOKEN, "application/json", body.to_owned()).await;
        assert_eq!(status, 400, "{body}: {answer}");
    }
    assert_eq!(json(&logins, TOKEN, &pairs).await.0, 200);
}

#[tokio::test]
async fn a_verifier_as_state_is_a_violation() {
    let logins = logins();
    let pairs = with(authorize(Server::Claude), "state", VERIFIER);
    granted(&logins, Server::Claude, pairs).await;
    assert_eq!(kinds(&logins), [ViolationKind::VerifierExposed]);
}

#[tokio::test]
async fn the_scope_may_only_become_narrower() {
    let logins = logins();
    let first = exchanged(&logins).await;
    let token = first["refresh_token"].as_str().unwrap();
    let wider = with(
        renewal(Server::Claude, token, CLIENT),
        "scope",
        "user:file_upload",
    );
    let (status, answer) = renew(&logins, Server::Claude, &wider).await;
    assert_eq!((status, &answer["error"]), (400, &"invalid_scope".into()));
    let narrower = with(
        renewal(Server::Claude, token, CLIENT),
        "scope",
        "user:inference",
    );
    let (status, answer) = renew(&logins, Server::Claude, &narrower).await;
    assert_eq!((status, &answer["scope"]), (200, &"user:inference".into()));
    assert_eq!(kinds(&logins), []);
}
