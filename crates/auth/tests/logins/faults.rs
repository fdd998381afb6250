//! What a login makes of a token endpoint that does not do as it should.

use auth::credentials::ChatgptClient;
use auth::oauth::{Attempt, Http, LoginError, Prompt};
use fakes::logins::{Act, Endpoint, Fault, FaultKind};

use crate::support::{Stage, login};

fn is_right(kind: FaultKind, error: &LoginError) -> bool {
    match kind {
        FaultKind::Status500 | FaultKind::Late500 => {
            matches!(error, LoginError::Busy { status: 500, .. })
        }
        FaultKind::Status429 => matches!(
            error,
            LoginError::Busy { status: 429, retry_after: Some(wait), .. } if wait.as_secs() == 1
        ),
        _ => matches!(error, LoginError::Unanswered { .. }),
    }
}

const KINDS: [FaultKind; 7] = [
    FaultKind::LostAnswer,
    FaultKind::Close,
    FaultKind::Garbage,
    FaultKind::Status500,
    FaultKind::Late500,
    FaultKind::Status429,
    FaultKind::Redirect,
];

#[tokio::test]
async fn every_fault_of_the_token_endpoint_is_told_and_the_code_is_sent_once() {
    for kind in KINDS {
        for server in ["claude", "openai", "chatgpt"] {
            let stage = Stage::new().await;
            stage
                .served
                .logins
                .fault(Fault::new(Endpoint::Token, kind).times(2));
            let (error, page) = match server {
                "claude" => {
                    let (outcome, page) = login(stage.begin_claude().await, Act::Consent).await;
                    (outcome.unwrap_err(), page)
                }
                "openai" => {
                    let attempt = Attempt::begin_codex(&stage.http, &stage.openai()).await;
                    let (outcome, page) = login(attempt.unwrap(), Act::Consent).await;
                    (outcome.unwrap_err(), page)
                }
                _ => {
                    let client = ChatgptClient::new_installation().unwrap();
                    let provider = stage.openai();
                    let attempt =
                        Attempt::begin_chatgpt(&stage.http, &provider, &client, Prompt::Usual);
                    let (outcome, page) = login(attempt.await.unwrap(), Act::Consent).await;
                    (outcome.unwrap_err(), page)
                }
            };
            assert!(is_right(kind, &error), "{server} {kind:?}: {error:?}");
            assert!(page.status >= 400, "{server} {kind:?}: {}", page.status);
            assert!(page.text.contains("Nothing was changed"), "{}", page.text);
            assert_eq!(
                stage.count(&format!("{server}.token")),
                1,
                "{server} {kind:?}"
            );
            stage.clean();
        }
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let stage = Stage::new().await;
    let mut provider = stage.claude();
    provider.token_url = "http://127.0.0.1:9/v1/oauth/token".to_owned();
    let accepted = auth::oauth::terms::Accepted::now();
    let attempt = Attempt::begin_claude(&stage.http, &provider, accepted).await;
    let (outcome, page) = login(attempt.unwrap(), Act::Consent).await;
    let error = outcome.unwrap_err();
    assert!(
        matches!(&error, LoginError::Unreachable { host, .. } if host == "127.0.0.1:9"),
        "{error:?}"
    );
    assert_eq!(page.status, 502);
}

#[tokio::test]
async fn an_address_that_is_none_is_told_before_anything_begins() {
    let http = Http::new().unwrap();
    for wrong in ["", "claude.com", "javascript:alert(1)"] {
        let stage = Stage::new().await;
        let mut provider = stage.claude();
        provider.authorize_url = wrong.to_owned();
        let accepted = auth::oauth::terms::Accepted::now();
        let error = Attempt::begin_claude(&http, &provider, accepted)
            .await
            .unwrap_err();
        assert!(
            error.to_string().contains("claude.oauth.authorize_url"),
            "{wrong}: {error}"
        );
    }
}
