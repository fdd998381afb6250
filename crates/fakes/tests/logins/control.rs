//! The control endpoints, for tests in other processes.

use fakes::logins::{Config, Served, Server};
use serde_json::json;

use crate::support::{control, get, kinds, logins, renew, renewal};

#[tokio::test]
async fn the_clock_goes_forward_and_tokens_expire() {
    let logins = logins();
    let token = logins.issue(Server::Claude, "ada").access_token;
    let before = logins.now();
    let (status, clock) = control(&logins, "/__clock", &json!({ "advance_s": 28801 })).await;
    assert_eq!(status, 200);
    assert!(clock["now"].as_i64().unwrap() >= before + 28801);
    let (_, answer) = control(&logins, "/__live", &json!({ "token": token })).await;
    assert_eq!(answer["live"], false);
}

#[tokio::test]
async fn a_login_can_be_had_and_ended_without_a_browser() {
    let logins = logins();
    for server in Server::ALL {
        let asked = json!({ "server": server, "person": "grace" });
        let (_, login) = control(&logins, "/__issue", &asked).await;
        let token = json!({ "token": login["access_token"] });
        let (_, answer) = control(&logins, "/__live", &token).await;
        assert_eq!(
            (&answer["live"], &answer["bearer"]["person"]),
            (&true.into(), &"grace".into())
        );
        let (_, answer) = control(&logins, "/__revoke", &token).await;
        assert_eq!(answer["revoked"], true);
        assert_eq!(control(&logins, "/__live", &token).await.1["live"], false);
    }
    let nobody = json!({ "server": "claude", "person": "nobody" });
    assert_eq!(control(&logins, "/__issue", &nobody).await.0, 400);
    let login = logins.issue(Server::Openai, "ada");
    control(&logins, "/__revoke", &json!({ "server": "openai" })).await;
    assert!(!logins.is_live(&login.access_token));
}

#[tokio::test]
async fn the_configuration_is_changed_in_part() {
    let logins = logins();
    let patch =
        json!({ "openai": { "access_life": 2, "id_token": "expired" }, "auto_consent": true });
    let (status, config) = control(&logins, "/__config", &patch).await;
    assert_eq!((status, &config["openai"]["access_life"]), (200, &2.into()));
    assert_eq!(config["claude"]["access_life"], 28800);
    assert_eq!(get(&logins, "/__config", &[]).await.1, config);
    for wrong in [
        json!({ "openai": { "acces_life": 2 } }),
        json!({ "openai": { "id_token": "odd" } }),
        json!([]),
    ] {
        assert_eq!(
            control(&logins, "/__config", &wrong).await.0,
            400,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn requests_and_violations_are_told_counted_and_forgotten() {
    let logins = logins();
    let login = logins.issue(Server::Claude, "ada");
    let pairs = renewal(Server::Claude, &login.refresh_token, &login.client_id);
    for _ in 0..2 {
        renew(&logins, Server::Claude, &pairs).await;
    }
    let (_, counters) = get(&logins, "/__counters", &[]).await;
    assert_eq!(counters, json!({ "claude.token": 2 }));
    let (_, violations) = get(&logins, "/__violations", &[]).await;
    assert_eq!(
        (&violations[0]["kind"], &violations[0]["server"]),
        (&"reused".into(), &"claude".into())
    );
    let (_, log) = get(&logins, "/__log", &[]).await;
    assert_eq!(
        (&log[0]["path"], &log[1]["status"]),
        (&"/v1/oauth/token".into(), &400.into())
    );
    control(&logins, "/__reset", &json!({})).await;
    assert_eq!(get(&logins, "/__log", &[]).await.1, json!([]));
    assert_eq!(get(&logins, "/__counters", &[]).await.1, json!({}));
    // A token that was used stays used.
    renew(&logins, Server::Claude, &pairs).await;
    assert_eq!(kinds(&logins).len(), 1);
}

#[tokio::test]
async fn a_served_issuer_is_where_it_is_served() {
    let served = Served::start(Config::default()).await.unwrap();
    let login = served.logins.issue(Server::Openai, "ada");
    let claims = crate::tokens::claims(&login.access_token);
    assert_eq!(claims["iss"], served.origin);
}
