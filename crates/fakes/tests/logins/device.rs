//! The device flow of the Codex login.

use fakes::logins::{Act, Browser, Config, Logins, Pending, Served, Server, ViolationKind};
use serde_json::Value;

use crate::support::{Pairs, form, json, kinds, logins};

const USERCODE: &str = "/api/accounts/deviceauth/usercode";
const TOKEN: &str = "/api/accounts/deviceauth/token";
const CLIENT: &str = "app_EMoamEEZ73f0CkXaXp7hrann";

async fn started(logins: &Logins) -> (Pairs, Value) {
    let (status, answer) = json(logins, USERCODE, &vec![("client_id", CLIENT.to_owned())]).await;
    assert_eq!(status, 200, "{answer}");
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    let poll = vec![
        ("device_auth_id", text("device_auth_id")),
        ("user_code", text("user_code")),
    ];
    (poll, answer)
}

/// Types the code as a person with a browser that has a server to go to.
async fn typed(served: &Served, code: &str, act: Act) -> u16 {
    let page = format!("{}/codex/device", served.origin);
    let page = Browser::new().type_device_code(&page, code, act).await;
    page.unwrap().status
}

#[tokio::test]
async fn a_typed_code_gets_tokens() {
    let served = Served::start(Config::default()).await.unwrap();
    let logins = &served.logins;
    let (poll, answer) = started(logins).await;
    assert_eq!(answer["interval"], "5");
    assert_eq!(json(logins, TOKEN, &poll).await.0, 403);
    assert_eq!(typed(&served, "WRONG-CODE", Act::Consent).await, 400);
    let grace = Act::ConsentAs("grace".to_owned());
    assert_eq!(typed(&served, &poll[1].1, grace).await, 200);
    logins.advance(5);
    let (status, approved) = json(logins, TOKEN, &poll).await;
    assert_eq!(status, 200);
    let text = |name: &str| approved[name].as_str().unwrap().to_owned();
    let exchange = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", text("authorization_code")),
        ("code_verifier", text("code_verifier")),
        ("client_id", CLIENT.to_owned()),
        (
            "redirect_uri",
            format!("{}/deviceauth/callback", served.origin),
        ),
    ];
    let (status, tokens) = form(logins, "/oauth/token", &exchange).await;
    assert_eq!(status, 200, "{tokens}");
    let bearer = logins
        .bearer(tokens["access_token"].as_str().unwrap())
        .unwrap();
    assert_eq!(
        (bearer.person.as_str(), bearer.server),
        ("grace", Server::Openai)
    );
    // The code is given out once.
    assert_eq!(json(logins, TOKEN, &poll).await.0, 400);
    assert_eq!(kinds(logins), []);
}

#[tokio::test]
async fn not_yet_is_403_or_404_as_configured() {
    for (pending, status) in [(Pending::Forbidden, 403), (Pending::NotFound, 404)] {
        let logins = logins();
        logins.configure(|config| config.openai.device_pending = pending);
        let (poll, _) = started(&logins).await;
        assert_eq!(json(&logins, TOKEN, &poll).await.0, status);
    }
}

#[tokio::test]
async fn a_device_that_asks_too_often_is_noted() {
    let logins = logins();
    let (poll, _) = started(&logins).await;
    json(&logins, TOKEN, &poll).await;
    logins.advance(5);
    json(&logins, TOKEN, &poll).await;
    assert_eq!(kinds(&logins), []);
    json(&logins, TOKEN, &poll).await;
    assert_eq!(kinds(&logins), [ViolationKind::PolledTooFast]);
}

#[tokio::test]
async fn a_denial_and_an_old_code_end_it() {
    let served = Served::start(Config::default()).await.unwrap();
    let (poll, _) = started(&served.logins).await;
    assert_eq!(typed(&served, &poll[1].1, Act::Deny).await, 200);
    let (status, answer) = json(&served.logins, TOKEN, &poll).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (400, &"access_denied".into())
    );
    let (poll, _) = started(&served.logins).await;
    served.logins.advance(15 * 60);
    assert_eq!(typed(&served, &poll[1].1, Act::Consent).await, 400);
    let (status, answer) = json(&served.logins, TOKEN, &poll).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (400, &"expired_token".into())
    );
}

#[tokio::test]
async fn the_flow_may_be_missing_and_its_field_may_have_its_other_name() {
    let logins = logins();
    logins.configure(|config| config.openai.usercode_alias = true);
    let client = vec![("client_id", CLIENT.to_owned())];
    let (_, answer) = json(&logins, USERCODE, &client).await;
    assert!(answer["usercode"].is_string() && answer["user_code"].is_null());
    logins.configure(|config| config.openai.device = false);
    assert_eq!(json(&logins, USERCODE, &client).await.0, 404);
}

#[tokio::test]
async fn wrong_requests_are_refused() {
    let logins = logins();
    let (poll, _) = started(&logins).await;
    for wrong in [
        crate::support::with(poll.clone(), "user_code", "WRONG-CODE"),
        crate::support::with(poll.clone(), "device_auth_id", ""),
        crate::support::with(poll.clone(), "client_id", CLIENT),
    ] {
        assert_eq!(json(&logins, TOKEN, &wrong).await.0, 400);
    }
    let somebody = vec![("client_id", "somebody".to_owned())];
    assert_eq!(json(&logins, USERCODE, &somebody).await.0, 400);
    assert_eq!(form(&logins, TOKEN, &poll).await.0, 400);
}
