use std::time::Duration;

use auth::oauth::{RefreshError, refresh_chatgpt, refresh_claude, refresh_codex};
use fakes::logins::{Endpoint, ErrorShape, Fault, FaultKind, Issued, Server};
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::Stage;

const ENDS: [&str; 6] = [
    "invalid_grant",
    "invalid_refresh_token",
    "token_expired",
    "refresh_token_expired",
    "refresh_token_reused",
    "refresh_token_invalidated",
];

/// A refresh at whichever server; its new refresh token.
async fn refresh(stage: &Stage, issued: &Issued) -> Result<Option<SecretString>, RefreshError> {
    let token = SecretString::from(issued.refresh_token.as_str());
    let (http, openai) = (&stage.http, stage.openai());
    match issued.server {
        Server::Claude => {
            let scopes = stage.claude().scopes;
            let tokens = refresh_claude(http, &stage.claude(), &token, &scopes).await?;
            Ok(tokens.refresh_token)
        }
        Server::Openai => Ok(refresh_codex(http, &openai, &token).await?.refresh_token),
        Server::Chatgpt => {
            let tokens = refresh_chatgpt(http, &openai, &issued.client_id, &token).await?;
            Ok(tokens.refresh_token)
        }
    }
}

/// A stage whose refreshes are never early.
async fn stage() -> Stage {
    Stage::with(|config| config.chatgpt.earliest_refresh = None).await
}

#[tokio::test]
async fn a_refresh_brings_new_tokens_everywhere() {
    let stage = stage().await;
    for server in Server::ALL {
        let issued = stage.served.logins.issue(server, "ada");
        let new = refresh(&stage, &issued).await.unwrap().unwrap();
        assert_ne!(new.expose_secret(), issued.refresh_token, "{server:?}");
    }
    stage.clean();
}

#[tokio::test]
async fn claude_is_asked_for_the_granted_scopes_or_for_none() {
    let stage = stage().await;
    let issued = stage.served.logins.issue(Server::Claude, "ada");
    let token = SecretString::from(issued.refresh_token);
    let tokens = refresh_claude(&stage.http, &stage.claude(), &token, &[])
        .await
        .unwrap();
    assert_eq!(tokens.expires_in, Some(Duration::from_secs(8 * 3600)));
    assert_eq!(tokens.email.as_deref(), Some("ada@example.test"));
    let narrow = ["user:inference".to_owned()];
    let token = tokens.refresh_token.unwrap();
    let tokens = refresh_claude(&stage.http, &stage.claude(), &token, &narrow)
        .await
        .unwrap();
    assert_eq!(tokens.scopes.unwrap(), narrow);
    let bodies: Vec<_> = stage
        .served
        .logins
        .log()
        .into_iter()
        .map(|e| e.body)
        .collect();
    assert!(!bodies[0].contains_key("scope"));
    assert_eq!(bodies[1]["scope"], "user:inference");
    stage.clean();
}

#[tokio::test]
async fn what_a_codex_refresh_leaves_out_is_absent() {
    let stage = Stage::with(|config| {
        config.openai.omit = ["id_token", "access_token", "refresh_token"]
            .map(str::to_owned)
            .into();
    })
    .await;
    let issued = stage.served.logins.issue(Server::Openai, "ada");
    assert!(
        refresh(&stage, &issued)
            .await
            .is_ok_and(|token| token.is_none())
    );
    stage.clean();
}

#[tokio::test]
async fn a_chatgpt_refresh_says_when_the_next_is_welcome() {
    let stage = Stage::new().await;
    let issued = stage.served.logins.issue(Server::Chatgpt, "ada");
    stage.served.logins.advance(1801);
    let token = SecretString::from(issued.refresh_token);
    let tokens = refresh_chatgpt(&stage.http, &stage.openai(), &issued.client_id, &token).await;
    let tokens = tokens.unwrap();
    let now = u64::try_from(stage.served.logins.now()).unwrap();
    assert!(tokens.earliest_refresh_at.unwrap() > now);
    assert_eq!(tokens.expires_in, Some(Duration::from_secs(3600)));
    stage.clean();
}

#[tokio::test]
async fn every_code_that_ends_a_token_is_final_in_every_shape() {
    for shape in [ErrorShape::Object, ErrorShape::Text, ErrorShape::Code] {
        for code in ENDS {
            let stage = Stage::with(|config| {
                config.openai.refuse_refresh = Some(code.to_owned());
                config.openai.error_shape = shape;
                config.openai.error_status = 400;
                config.chatgpt.refuse_refresh = Some(code.to_owned());
                config.chatgpt.error_shape = shape;
            })
            .await;
            for server in [Server::Openai, Server::Chatgpt] {
                let issued = stage.served.logins.issue(server, "ada");
                let error = refresh(&stage, &issued).await.unwrap_err();
                assert!(
                    matches!(&error, RefreshError::Final { code: its, .. } if its == code),
                    "{server:?} {shape:?} {code}: {error:?}"
                );
            }
            stage.clean();
        }
    }
}

#[tokio::test]
async fn a_codex_401_is_final_whatever_it_says() {
    let stage = Stage::with(|config| {
        config.openai.refuse_refresh = Some("something_new".to_owned());
        config.openai.error_status = 401;
    })
    .await;
    let issued = stage.served.logins.issue(Server::Openai, "ada");
    let error = refresh(&stage, &issued).await.unwrap_err();
    assert!(
        matches!(&error, RefreshError::Final { code, .. } if code == "something_new"),
        "{error:?}"
    );
    stage.clean();
}

#[tokio::test]
async fn a_refusal_that_says_nothing_of_the_token_passes() {
    let stage = Stage::with(|config| {
        config.openai.refuse_refresh = Some("something_new".to_owned());
        config.openai.error_status = 403;
    })
    .await;
    let issued = stage.served.logins.issue(Server::Openai, "ada");
    let error = refresh(&stage, &issued).await.unwrap_err();
    assert!(
        matches!(error, RefreshError::Passing { status: 403, .. }),
        "{error:?}"
    );
    stage.clean();
}

#[tokio::test]
async fn a_token_that_was_used_or_revoked_is_final() {
    for server in Server::ALL {
        let stage = stage().await;
        let issued = stage.served.logins.issue(server, "ada");
        assert!(stage.served.logins.revoke(&issued.refresh_token));
        let error = refresh(&stage, &issued).await.unwrap_err();
        assert!(
            matches!(error, RefreshError::Final { .. }),
            "{server:?}: {error:?}"
        );
        stage.clean();
    }
}

#[tokio::test]
async fn what_is_lost_and_what_passes_is_told_apart() {
    for server in Server::ALL {
        for (kind, lost) in [
            (FaultKind::LostAnswer, true),
            (FaultKind::Close, true),
            (FaultKind::Garbage, true),
            (FaultKind::Redirect, true),
            (FaultKind::Status500, false),
            (FaultKind::Late500, false),
            (FaultKind::Status429, false),
        ] {
            let stage = stage().await;
            let issued = stage.served.logins.issue(server, "ada");
            stage
                .served
                .logins
                .fault(Fault::new(Endpoint::Token, kind).at(server).times(2));
            let error = refresh(&stage, &issued).await.unwrap_err();
            let right = match &error {
                RefreshError::Lost { .. } => lost,
                RefreshError::Passing {
                    status,
                    retry_after,
                    ..
                } => {
                    let wait = (*status == 429).then_some(Duration::from_secs(1));
                    !lost && *retry_after == wait
                }
                _ => false,
            };
            assert!(right, "{server:?} {kind:?}: {error:?}");
            assert_eq!(
                stage.count(&format!("{}.token", server.name())),
                1,
                "{server:?} {kind:?}"
            );
            stage.clean();
        }
    }
}

#[tokio::test]
async fn a_connection_that_cannot_be_made_sent_nothing() {
    let stage = Stage::new().await;
    let token = SecretString::from("rt");
    let mut openai = stage.openai();
    let mut claude = stage.claude();
    // Nobody is at the first; the name of the second is reserved for being nobody's (RFC 6761, 6.4).
    for issuer in ["http://127.0.0.1:9", "http://nobody.invalid"] {
        openai.issuer = issuer.to_owned();
        claude.token_url = format!("{issuer}/v1/oauth/token");
        let errors = [
            refresh_codex(&stage.http, &openai, &token)
                .await
                .unwrap_err(),
            refresh_chatgpt(&stage.http, &openai, "app", &token)
                .await
                .unwrap_err(),
            refresh_claude(&stage.http, &claude, &token, &[])
                .await
                .unwrap_err(),
        ];
        for error in errors {
            assert!(
                matches!(error, RefreshError::NotSent { .. }),
                "{issuer}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_tls_handshake_that_fails_sent_nothing() {
    let stage = Stage::new().await;
    let mut openai = stage.openai();
    openai.issuer = stage.served.origin.replace("http:", "https:");
    let error = refresh_codex(&stage.http, &openai, &SecretString::from("rt"))
        .await
        .unwrap_err();
    assert!(matches!(error, RefreshError::NotSent { .. }), "{error:?}");
    assert_eq!(stage.count("openai.token"), 0);
}

/// Serves one answer as it stands, then closes.
async fn answering(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = [0; 4096];
        let _ = stream.read(&mut head).await.unwrap();
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.shutdown().await;
    });
    origin
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn answers_that_cannot_be_read_are_lost() {
    let stage = Stage::new().await;
    let token = SecretString::from("rt");
    let big = format!(r#"{{"access_token":"{}"}}"#, "x".repeat(300 << 10));
    for answer in [
        ok("{}"),
        ok(r#"{"access_token":null,"refresh_token":"new-secret"}"#),
        ok(r#"{"refresh_token":"new-secret"}"#),
        ok("[]"),
        ok(""),
        ok(&big),
        "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"access_token\":\"new-sec".to_owned(),
        "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".to_owned(),
        "garbage".to_owned(),
    ] {
        let mut claude = stage.claude();
        claude.token_url = format!("{}/token", answering(answer.clone()).await);
        let error = refresh_claude(&stage.http, &claude, &token, &[])
            .await
            .unwrap_err();
        let short = &answer[..answer.len().min(100)];
        assert!(
            matches!(error, RefreshError::Lost { .. }),
            "{short}: {error:?}"
        );
        assert!(
            !format!("{error} {error:?}").contains("new-sec"),
            "{error:?}"
        );
        let mut openai = stage.openai();
        openai.issuer = answering(answer.clone()).await;
        let error = refresh_chatgpt(&stage.http, &openai, "app", &token)
            .await
            .unwrap_err();
        assert!(
            matches!(error, RefreshError::Lost { .. }),
            "{short}: {error:?}"
        );
    }
}

#[tokio::test]
async fn statuses_are_read_as_they_are_meant() {
    let stage = Stage::new().await;
    let invalid_grant = r#"{"error":"invalid_grant"}"#;
    for (status, body, is_final) in [
        ("400 Bad Request", invalid_grant, true),
        ("401 Unauthorized", invalid_grant, true),
        ("401 Unauthorized", "", false),
        ("403 Forbidden", "<html>", false),
        ("408 Request Timeout", "", false),
        ("429 Too Many Requests", invalid_grant, false),
        ("500 Internal Server Error", invalid_grant, false),
        ("503 Service Unavailable", "", false),
    ] {
        let answer = format!(
            "HTTP/1.1 {status}\r\nretry-after: 3\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut claude = stage.claude();
        claude.token_url = format!("{}/token", answering(answer).await);
        let error = refresh_claude(&stage.http, &claude, &SecretString::from("rt"), &[]).await;
        let right = match error.unwrap_err() {
            RefreshError::Final { code, .. } => is_final && code == "invalid_grant",
            RefreshError::Passing { retry_after, .. } => {
                !is_final && retry_after == Some(Duration::from_secs(3))
            }
            _ => false,
        };
        assert!(right, "{status} {body}");
    }
}

#[tokio::test]
async fn a_server_that_took_the_token_and_says_nothing_is_lost_after_half_a_minute() {
    let stage = Stage::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut claude = stage.claude();
    claude.token_url = format!("http://{}/token", listener.local_addr().unwrap());
    let http = stage.http.clone();
    let token = SecretString::from("rt");
    let asked = tokio::spawn(async move { refresh_claude(&http, &claude, &token, &[]).await });
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut head = [0; 4096];
    assert!(stream.read(&mut head).await.unwrap() > 0);
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    let error = asked.await.unwrap().unwrap_err();
    assert!(matches!(error, RefreshError::Lost { .. }), "{error:?}");
    assert!(begun.elapsed() > Duration::from_secs(25) && begun.elapsed() < Duration::from_secs(32));
}
