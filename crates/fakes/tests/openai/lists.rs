//! Lists of models, and the plan's usage.

use bytes::Bytes;
use fakes::logins::Server;
use fakes::openai::{Config, Login, OpenAi};
use http::{Request, StatusCode};
use serde_json::json;

use crate::support::read_json;

fn fake() -> OpenAi {
    OpenAi::new(Config {
        accepted: vec![
            Login {
                token: "plan".to_owned(),
                server: Server::Chatgpt,
                account_id: "account-1".to_owned(),
                plan: "plus".to_owned(),
            },
            Login {
                token: "codex".to_owned(),
                server: Server::Openai,
                account_id: "account-1".to_owned(),
                plan: "pro".to_owned(),
            },
        ],
        ..Config::default()
    })
}

fn get(token: &str, path: &str) -> Request<Bytes> {
    Request::get(path)
        .header("authorization", format!("Bearer {token}"))
        .header("chatgpt-account-id", "account-1")
        .body(Bytes::new())
        .unwrap()
}

#[tokio::test]
async fn with_a_key_the_list_is_the_apis() {
    let (_, list) = read_json(fake().answer(get("sk-key", "/v1/models")).await).await;
    assert_eq!(list["object"], "list");
    let ids: Vec<&str> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|model| model["id"].as_str().unwrap())
        .collect();
    assert!(ids.contains(&"gpt-4o") && ids.contains(&"gpt-6.1-sol"));
    let (_, one) = read_json(fake().answer(get("sk-key", "/v1/models/gpt-4o")).await).await;
    assert_eq!(
        (&one["id"], &one["object"]),
        (&json!("gpt-4o"), &json!("model"))
    );
    let (status, none) = read_json(fake().answer(get("sk-key", "/v1/models/nope")).await).await;
    assert_eq!(
        (status.as_u16(), &none["error"]["code"]),
        (404, &json!("model_not_found"))
    );
}

#[tokio::test]
async fn with_a_plan_the_list_has_slugs_and_some_are_hidden() {
    let backend = "/backend-api/codex/models?client_version=0.169.0";
    for (token, path) in [("plan", "/v1/models"), ("codex", backend)] {
        let (_, list) = read_json(fake().answer(get(token, path)).await).await;
        let models = list["models"].as_array().unwrap();
        assert_eq!(models[0]["slug"], "gpt-6.2-sol", "{path}");
        let hidden = models.iter().filter(|model| model["visibility"] != "list");
        assert_eq!(hidden.count(), 1, "{path}");
        assert!(
            models.iter().all(|model| model["slug"] != "gpt-4o"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_backend_says_whether_its_list_has_changed() {
    let path = "/backend-api/codex/models?client_version=0.169.0";
    let first = fake().answer(get("codex", path)).await;
    let etag = first.headers()["etag"].clone();
    assert_eq!(first.headers()["x-models-etag"], etag);
    let mut again = get("codex", path);
    again.headers_mut().insert("if-none-match", etag);
    assert_eq!(
        fake().answer(again).await.status(),
        StatusCode::NOT_MODIFIED
    );
    let without = get("codex", "/backend-api/codex/models");
    assert_eq!(
        fake().answer(without).await.status(),
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn usage_tells_the_account_and_both_windows() {
    let (_, usage) = read_json(fake().answer(get("codex", "/backend-api/wham/usage")).await).await;
    assert_eq!(
        (&usage["account_id"], &usage["plan_type"]),
        (&json!("account-1"), &json!("pro"))
    );
    let limit = &usage["rate_limit"];
    assert_eq!(limit["primary_window"]["limit_window_seconds"], 18_000);
    assert_eq!(limit["secondary_window"]["used_percent"], 40.0);
}
