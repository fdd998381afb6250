use auth::oauth::{RevokeError, revoke_chatgpt, revoke_codex};
use fakes::logins::{Endpoint, Fault, FaultKind, Server};
use secrecy::SecretString;

use crate::support::Stage;

#[tokio::test]
async fn a_revoked_login_is_over_at_its_server() {
    let stage = Stage::new().await;
    let logins = &stage.served.logins;
    let codex = logins.issue(Server::Openai, "ada");
    let token = SecretString::from(codex.refresh_token);
    revoke_codex(&stage.http, &stage.openai(), &token)
        .await
        .unwrap();
    assert!(!logins.is_live(&codex.access_token));
    // A login that is gone is as gone as it can be.
    revoke_codex(&stage.http, &stage.openai(), &token)
        .await
        .unwrap();
    let chatgpt = logins.issue(Server::Chatgpt, "ada");
    let token = SecretString::from(chatgpt.refresh_token);
    revoke_chatgpt(&stage.http, &stage.openai(), &chatgpt.client_id, &token)
        .await
        .unwrap();
    assert!(!logins.is_live(&chatgpt.access_token));
    stage.clean();
}

#[tokio::test]
async fn a_revocation_that_fails_says_where_to_end_the_login() {
    for kind in [FaultKind::Status500, FaultKind::Close, FaultKind::Redirect] {
        let stage = Stage::new().await;
        let logins = &stage.served.logins;
        logins.fault(Fault::new(Endpoint::Revoke, kind).times(2));
        let codex = logins.issue(Server::Openai, "ada");
        let token = SecretString::from(codex.refresh_token);
        let error = revoke_codex(&stage.http, &stage.openai(), &token)
            .await
            .unwrap_err();
        assert_eq!(
            matches!(error, RevokeError::Refused { .. }),
            kind == FaultKind::Status500
        );
        assert!(
            error.to_string().contains("https://chatgpt.com/settings"),
            "{error}"
        );
        let chatgpt = logins.issue(Server::Chatgpt, "ada");
        let token = SecretString::from(chatgpt.refresh_token);
        let provider = stage.openai();
        let revoked = revoke_chatgpt(&stage.http, &provider, &chatgpt.client_id, &token).await;
        assert!(revoked.is_err());
        assert!(logins.is_live(&codex.access_token) && logins.is_live(&chatgpt.access_token));
        stage.clean();
    }
}

#[tokio::test]
async fn no_token_goes_to_an_endpoint_of_another_issuer() {
    let stage = Stage::with(|c| c.issuer = Some("https://other.example.test".to_owned())).await;
    let chatgpt = stage.served.logins.issue(Server::Chatgpt, "ada");
    let token = SecretString::from(chatgpt.refresh_token);
    let provider = stage.openai();
    let revoked = revoke_chatgpt(&stage.http, &provider, &chatgpt.client_id, &token).await;
    assert!(matches!(revoked, Err(RevokeError::Unheard { .. })));
    assert_eq!(stage.count("chatgpt.revoke"), 0);
}
