use fakes::anthropic::Config;
use serde_json::Value;

use crate::stage::{Stage, claude, question, read};

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_api_keeps_its_status_and_its_type_streamed_or_not() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    for (scenario, status, kind) in [
        ("error400", 400, "invalid_request_error"),
        ("error403", 403, "permission_error"),
        ("error404", 404, "not_found_error"),
        ("error429", 429, "rate_limit_error"),
        ("error500", 500, "api_error"),
        ("error529", 529, "overloaded_error"),
        ("extra_usage", 403, "permission_error"),
    ] {
        let mut body = question(&format!("[[fake:{scenario}]]"));
        body["stream"] = (status % 2 == 0).into();
        let response = stage.send(&body).await;
        let id = response.headers().get("request-id").cloned();
        let (got, body) = read(response).await;
        assert_eq!(
            (got, &body["error"]["type"]),
            (status, &Value::from(kind)),
            "{scenario}: {body}"
        );
        assert_eq!(body["type"], "error");
        assert_eq!(
            body["request_id"],
            id.unwrap().to_str().unwrap(),
            "{scenario}"
        );
        assert!(!body["error"]["message"].as_str().unwrap().is_empty());
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_is_used_up_is_a_429_that_nobody_repeats() {
    let Some(program) = claude() else { return };
    let config = Config {
        unified_limits: true,
        ..Config::default()
    };
    let stage = Stage::of(&program, config, false).await;
    stage.sign_in();
    let response = stage.send(&question("[[fake:error429plan]]")).await;
    assert_eq!(response.status(), 429);
    let headers = response.headers();
    assert_eq!(headers["x-should-retry"], "false");
    let wait: u64 = headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
    assert_eq!(headers["anthropic-ratelimit-unified-status"], "rejected");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_is_signed_in_the_answer_says_how_to() {
    use providers::{Account, Provider as _};
    let Some(program) = claude() else { return };
    let stage = Stage::of(&program, Config::default(), false).await;
    let response = stage.send(&question("hello")).await;
    assert_eq!(response.headers()["x-should-retry"], "false");
    let (status, body) = read(response).await;
    assert_eq!(status, 401);
    let message = body["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("claude auth login") && message.contains("Sign in"),
        "{message}"
    );
    assert!(stage.fake.log().is_empty());
    assert!(matches!(stage.provider.account(), Account::Unusable { .. }));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_the_api_no_longer_takes_keeps_its_status_and_says_how_to_sign_in() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    for (scenario, expected, kind) in [
        ("error401", 401, "authentication_error"),
        ("revoked", 403, "permission_error"),
    ] {
        let body = question(&format!("[[fake:{scenario}]]"));
        let (status, body) = read(stage.send(&body).await).await;
        assert_eq!(
            (status, &body["error"]["type"]),
            (expected, &Value::from(kind)),
            "{scenario}"
        );
        let message = body["error"]["message"].as_str().unwrap();
        assert!(message.contains("claude auth login"), "{message}");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_that_is_too_long_for_the_command_is_the_clients_to_shorten() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let long = "many words ".repeat(500_000);
    let (status, body) = read(stage.send(&question(&long)).await).await;
    assert_eq!(status, 400, "{body}");
    assert_eq!(body["error"]["type"], "invalid_request_error");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("prompt is too long"), "{message}");
    stage.close().await;
}

#[tokio::test]
async fn without_the_command_the_answer_says_what_to_install() {
    let stage = Stage::of("/nonexistent/claude".as_ref(), Config::default(), false).await;
    let (status, body) = read(stage.send(&question("hello")).await).await;
    assert_eq!(status, 503);
    assert!(
        body["error"]["message"]
            .as_str()
            .unwrap()
            .contains("claude.cli_path"),
        "{body}"
    );
    stage.close().await;
}
