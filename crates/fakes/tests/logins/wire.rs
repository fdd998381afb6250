//! The gateway's name on the wire, what a log may show, and paths.

use bytes::Bytes;
use fakes::logins::{Config, Logins, Server, ViolationKind, masked};
use http::Request;

use crate::support::{AGENT, get, json, kinds, logins, renewal};

const KEYS: &str = "/.well-known/jwks.json";

async fn asked(logins: &Logins, target: &str, headers: &[(&str, &str)]) -> u16 {
    let mut request = Request::get(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Bytes::new()).unwrap();
    logins.answer(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn another_name_is_a_violation_and_is_answered_all_the_same() {
    for headers in [
        &[][..],
        &[("user-agent", "codex_cli_rs/0.1")],
        &[("user-agent", AGENT), ("originator", "codex_cli_rs")],
        &[("user-agent", AGENT), ("x-app", "cli")],
        &[("user-agent", AGENT), ("x-stainless-lang", "js")],
    ] {
        let logins = logins();
        assert_eq!(asked(&logins, KEYS, headers).await, 200);
        assert_eq!(
            kinds(&logins),
            [ViolationKind::ForgedIdentity],
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn with_a_version_everybody_else_is_refused() {
    let logins = Logins::new(Config {
        gateway: Some("0.1.0".to_owned()),
        ..Config::default()
    });
    assert_eq!(asked(&logins, KEYS, &[("user-agent", AGENT)]).await, 200);
    assert_eq!(kinds(&logins), []);
    assert_eq!(
        asked(&logins, KEYS, &[("user-agent", "ccproxy/0.1.1")]).await,
        400
    );
    assert_eq!(kinds(&logins), [ViolationKind::ForgedIdentity]);
}

#[tokio::test]
async fn cookies_and_parameters_in_addresses_are_violations() {
    let logins = logins();
    let headers = [("user-agent", AGENT), ("cookie", "a=b")];
    asked(&logins, &format!("{KEYS}?a=b"), &headers).await;
    assert_eq!(
        kinds(&logins),
        [ViolationKind::Cookie, ViolationKind::ParametersInAddress]
    );
}

#[tokio::test]
async fn the_log_compares_secrets_without_showing_them() {
    let logins = logins();
    let login = logins.issue(Server::Claude, "ada");
    let pairs = renewal(Server::Claude, &login.refresh_token, &login.client_id);
    json(&logins, "/v1/oauth/token", &pairs).await;
    json(&logins, "/v1/oauth/token", &pairs).await;
    let bearer = format!("Bearer {}", login.access_token);
    get(&logins, "/api/oauth/profile", &[("authorization", &bearer)]).await;
    let log = logins.log();
    assert_eq!(log[0].body["refresh_token"], masked(&login.refresh_token));
    assert_eq!(log[0].body["client_id"], login.client_id);
    assert_eq!((log[0].status, log[1].status), (200, 400));
    let header = (
        "authorization".to_owned(),
        format!("Bearer {}", masked(&login.access_token)),
    );
    assert!(log[2].headers.contains(&header));
    let shown = serde_json::to_string(&(log, logins.violations())).unwrap();
    assert!(!shown.contains(&login.refresh_token) && !shown.contains(&login.access_token));
    assert_eq!(masked("abc"), "sha256:ba7816bf");
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_masked_whole() {
    let logins = logins();
    let body = "refresh_token=sk-ant-ort01-secret&refresh_token=again";
    crate::support::post(&logins, "/v1/oauth/token", "text/plain", body.to_owned()).await;
    assert_eq!(logins.log()[0].body[""], masked(body));
}

#[tokio::test]
async fn paths_and_methods_are_checked() {
    let logins = logins();
    for (method, path, status) in [
        ("GET", "/v1/oauth/token", 405),
        ("GET", "/oauth/token", 405),
        ("POST", "/oauth/authorize", 405),
        ("GET", "/", 404),
        ("POST", "/v1/messages", 404),
    ] {
        let request = Request::builder().method(method).uri(path);
        let answer = logins
            .answer(request.body(Bytes::new()).unwrap())
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), status, "{method} {path}");
    }
}
