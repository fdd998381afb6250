//! The account endpoints of Claude's API.

use fakes::logins::Server;

use crate::support::{get, logins, renew, renewal, with};

#[tokio::test]
async fn a_live_token_gets_profile_usage_and_roles() {
    let logins = logins();
    let bearer = format!(
        "Bearer {}",
        logins.issue(Server::Claude, "ada").access_token
    );
    let headers = [
        ("authorization", &*bearer),
        ("anthropic-beta", "oauth-2025-04-20"),
    ];
    let (status, profile) = get(&logins, "/api/oauth/profile", &headers).await;
    assert_eq!(
        (status, &profile["account"]["email"]),
        (200, &"ada@example.test".into())
    );
    assert_eq!(profile["account"]["has_claude_max"], true);
    assert_eq!(profile["organization"]["organization_type"], "claude_max");
    let (status, usage) = get(&logins, "/api/oauth/usage", &headers).await;
    assert_eq!(
        (status, &usage["five_hour"]["utilization"]),
        (200, &25.0.into())
    );
    let (status, roles) = get(&logins, "/api/oauth/claude_cli/roles", &headers).await;
    assert_eq!(
        (status, &roles["organization_role"]),
        (200, &"admin".into())
    );
    let (status, error) = get(&logins, "/api/oauth/usage", &headers[..1]).await;
    assert_eq!(
        (status, &error["error"]["type"]),
        (401, &"authentication_error".into())
    );
}

#[tokio::test]
async fn other_tokens_get_nothing() {
    let logins = logins();
    let expired = logins.issue(Server::Claude, "ada").access_token;
    logins.advance(28800);
    let revoked = logins.issue(Server::Claude, "ada").access_token;
    logins.revoke(&revoked);
    let foreign = logins.issue(Server::Openai, "ada").access_token;
    for token in [&expired, &revoked, &foreign, "sk-ant-oat01-made-up", ""] {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", &*bearer)];
        let (status, error) = get(&logins, "/api/oauth/profile", &headers).await;
        assert_eq!((status, &error["type"]), (401, &"error".into()), "{token}");
    }
    assert_eq!(get(&logins, "/api/oauth/profile", &[]).await.0, 401);
}

#[tokio::test]
async fn a_token_for_inference_alone_has_no_profile() {
    let logins = logins();
    let login = logins.issue(Server::Claude, "ada");
    let pairs = with(
        renewal(Server::Claude, &login.refresh_token, &login.client_id),
        "scope",
        "user:inference",
    );
    let (_, answer) = renew(&logins, Server::Claude, &pairs).await;
    let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let headers = [("authorization", &*bearer)];
    assert_eq!(get(&logins, "/api/oauth/profile", &headers).await.0, 403);
}
