//! Who may ask which face.

use fakes::logins::{Config as LoginsConfig, Logins, Server};
use fakes::openai::{Config, Login, Mode, OpenAi};
use http::StatusCode;
use serde_json::Value;

use crate::support::{hello, post_as, read_json, strict};

const API: &str = "/v1/responses";
const BACKEND: &str = "/backend-api/codex/responses";

async fn asked(fake: &OpenAi, token: &str, path: &str) -> (u16, Value) {
    let response = fake.answer(post_as(token, path, &hello())).await;
    let status = response.status().as_u16();
    if status == 200 {
        return (status, Value::Null);
    }
    (status, read_json(response).await.1)
}

fn with_logins() -> (OpenAi, Logins) {
    let logins = Logins::new(LoginsConfig::default());
    let config = Config {
        logins: Some(logins.clone()),
        ..Config::default()
    };
    (OpenAi::new(config), logins)
}

/// The backend's answer to a token, under this account's id.
async fn at_backend(fake: &OpenAi, token: &str, account: &str) -> (u16, Value) {
    let mut request = post_as(token, BACKEND, &hello());
    let account = account.parse().unwrap();
    request.headers_mut().insert("chatgpt-account-id", account);
    let response = fake.answer(request).await;
    match response.status().as_u16() {
        200 => (200, Value::Null),
        status => (status, read_json(response).await.1),
    }
}

fn account_of(logins: &Logins, id: &str) -> String {
    let people = logins.config().people;
    let person = people.into_iter().find(|person| person.id == id).unwrap();
    person.chatgpt_account_id()
}

#[tokio::test]
async fn without_a_credential_nobody_is_answered() {
    for (path, body) in [
        (API, "Missing bearer or basic authentication in header"),
        (BACKEND, "Unauthorized"),
    ] {
        let mut request = post_as("x", path, &hello());
        request.headers_mut().remove("authorization");
        let (status, answer) = read_json(strict().answer(request).await).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert!(answer.to_string().contains(body), "{answer}");
    }
}

#[tokio::test]
async fn a_key_must_be_the_configured_one_and_is_not_repeated() {
    let fake = OpenAi::new(Config {
        require_key: Some("sk-right".to_owned()),
        ..Config::default()
    });
    assert_eq!(asked(&fake, "sk-right", API).await.0, 200);
    let (status, answer) = asked(&fake, "sk-wrong-secret", API).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (401, &"invalid_api_key".into())
    );
    assert!(!answer.to_string().contains("sk-wrong-secret"));
}

#[tokio::test]
async fn the_backend_takes_only_live_tokens_of_the_codex_login_under_their_account() {
    let (fake, logins) = with_logins();
    let codex = logins.issue(Server::Openai, "ada").access_token;
    let plan = logins.issue(Server::Chatgpt, "ada").access_token;
    let (ada, grace) = (account_of(&logins, "ada"), account_of(&logins, "grace"));
    assert_eq!(at_backend(&fake, &codex, &ada).await.0, 200);
    assert_eq!(at_backend(&fake, &codex, &grace).await.0, 403);
    assert_eq!(at_backend(&fake, &plan, &ada).await.0, 401);
    logins.revoke(&codex);
    let (status, answer) = at_backend(&fake, &codex, &ada).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (401, &"token_expired".into())
    );
}

#[tokio::test]
async fn the_api_knows_the_plans_tokens_from_the_codex_logins() {
    let (fake, logins) = with_logins();
    let plan = logins.issue(Server::Chatgpt, "ada").access_token;
    assert_eq!(asked(&fake, &plan, API).await.0, 200);
    // openai/codex issues 30351 and 31506.
    let codex = logins.issue(Server::Openai, "ada").access_token;
    let (status, answer) = asked(&fake, &codex, API).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (401, &"missing_scope".into())
    );
    // developers.openai.com/siwc, "Errors and recovery".
    let free = logins.issue(Server::Chatgpt, "grace").access_token;
    let (status, answer) = asked(&fake, &free, API).await;
    let code = &answer["error"]["code"];
    assert_eq!(
        (status, code),
        (403, &"subscription_sharing_user_not_eligible".into())
    );
    logins.revoke(&plan);
    let (status, answer) = asked(&fake, &plan, API).await;
    let code = &answer["error"]["code"];
    assert_eq!(
        (status, code),
        (401, &"subscription_sharing_invalid_user".into())
    );
}

#[tokio::test]
async fn a_token_without_the_plans_scope_cannot_spend() {
    let (fake, logins) = with_logins();
    logins.configure(|config| {
        config
            .chatgpt
            .withheld
            .push("chatgpt.tokens.use.direct".to_owned());
    });
    let token = logins.issue(Server::Chatgpt, "ada").access_token;
    let (status, answer) = asked(&fake, &token, API).await;
    assert_eq!(status, 403);
    assert!(
        answer["error"]["code"]
            .as_str()
            .unwrap()
            .starts_with("chatpass_v2_")
    );
}

#[tokio::test]
async fn accepted_logins_need_no_server() {
    let login = |token: &str, server| Login {
        token: token.to_owned(),
        server,
        account_id: "account-1".to_owned(),
        plan: "pro".to_owned(),
    };
    let fake = OpenAi::new(Config {
        accepted: vec![
            login("codex", Server::Openai),
            login("plan", Server::Chatgpt),
        ],
        ..Config::default()
    });
    assert_eq!(asked(&fake, "codex", BACKEND).await.0, 200);
    assert_eq!(asked(&fake, "other", BACKEND).await.0, 401);
    assert_eq!(asked(&fake, "codex", API).await.0, 401);
    assert_eq!(asked(&fake, "plan", API).await.0, 200);
    assert_eq!(asked(&fake, "sk-key", API).await.0, 200);
}

#[tokio::test]
async fn the_backend_wants_to_know_who_asks() {
    for name in ["chatgpt-account-id", "originator", "session-id"] {
        let mut request = post_as("t", BACKEND, &hello());
        request.headers_mut().remove(name);
        let (status, answer) = read_json(strict().answer(request).await).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(answer["detail"], format!("Missing required header: {name}"));
    }
}

#[tokio::test]
async fn a_lenient_fake_takes_any_json() {
    let fake = OpenAi::new(Config {
        mode: Mode::Lenient,
        ..Config::default()
    });
    for path in [API, BACKEND, "/v1/chat/completions"] {
        let request = |body: &'static str| http::Request::post(path).body(body.into()).unwrap();
        assert_eq!(
            fake.answer(request("{\"any\":1}")).await.status(),
            200,
            "{path}"
        );
        assert_eq!(fake.answer(request("{")).await.status(), 400, "{path}");
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_named() {
    for (method, path, status) in [
        ("GET", "/v1/responses", 404),
        ("POST", "/v1/embeddings", 404),
        ("GET", "/backend-api/codex/responses", 426),
        ("POST", "/backend-api/codex/nothing", 404),
    ] {
        let mut request = post_as("t", path, &hello());
        *request.method_mut() = method.parse().unwrap();
        let answer = strict().answer(request).await;
        assert_eq!(answer.status().as_u16(), status, "{method} {path}");
    }
}
