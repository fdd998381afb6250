//! What all servers have in common: refresh tokens are good once, and a reuse is remembered.

use fakes::logins::{
    Endpoint, ErrorShape, Fault, FaultKind, Issued, Logins, Server, ViolationKind,
};
use serde_json::Value;

use crate::support::{kinds, logins, renew, renewal};

/// A login whose refresh is welcome at once.
fn issued(logins: &Logins, server: Server) -> Issued {
    logins.configure(|config| config.chatgpt.earliest_refresh = None);
    logins.issue(server, "ada")
}

async fn present(logins: &Logins, login: &Issued, token: &str) -> (u16, Value) {
    let pairs = renewal(login.server, token, &login.client_id);
    renew(logins, login.server, &pairs).await
}

fn code(answer: &Value) -> String {
    let places = [&answer["error"]["code"], &answer["error"], &answer["code"]];
    let found = places.iter().find_map(|place| place.as_str());
    found.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_refresh_rotates() {
    for server in Server::ALL {
        let logins = logins();
        let login = issued(&logins, server);
        let (status, answer) = present(&logins, &login, &login.refresh_token).await;
        assert_eq!(status, 200, "{answer}");
        let next = answer["refresh_token"].as_str().unwrap();
        assert_ne!(next, login.refresh_token);
        assert!(logins.is_live(answer["access_token"].as_str().unwrap()));
        // The old access token lives out its time.
        assert!(logins.is_live(&login.access_token));
        assert_eq!(present(&logins, &login, next).await.0, 200);
        assert_eq!(kinds(&logins), []);
    }
}

#[tokio::test]
async fn a_used_token_ends_the_login_and_is_a_violation() {
    for (server, reused, revoked) in [
        (Server::Claude, "invalid_grant", "invalid_grant"),
        (
            Server::Openai,
            "refresh_token_reused",
            "refresh_token_invalidated",
        ),
        (
            Server::Chatgpt,
            "refresh_token_reused",
            "refresh_token_invalidated",
        ),
    ] {
        let logins = logins();
        let login = issued(&logins, server);
        let (_, first) = present(&logins, &login, &login.refresh_token).await;
        let (status, second) = present(&logins, &login, &login.refresh_token).await;
        assert!(status >= 400 && code(&second) == reused, "{second}");
        assert_eq!(kinds(&logins), [ViolationKind::Reused]);
        let next = first["refresh_token"].as_str().unwrap();
        let (_, third) = present(&logins, &login, next).await;
        assert_eq!(code(&third), revoked, "{third}");
        assert!(!logins.is_live(first["access_token"].as_str().unwrap()));
        assert_eq!(kinds(&logins).len(), 1);
    }
}

#[tokio::test]
async fn a_token_whose_answer_was_lost_may_come_once_more() {
    for server in Server::ALL {
        let logins = logins();
        let login = issued(&logins, server);
        logins.fault(Fault::new(Endpoint::Token, FaultKind::LostAnswer));
        let lost = renewal(server, &login.refresh_token, &login.client_id);
        let lost = crate::faults::broken(&logins, server, &lost).await;
        assert!(lost, "the connection is closed");
        let (status, _) = present(&logins, &login, &login.refresh_token).await;
        assert!(status >= 400, "the server has rotated");
        assert_eq!(kinds(&logins), [], "the client could not know");
        present(&logins, &login, &login.refresh_token).await;
        assert_eq!(kinds(&logins), [ViolationKind::PresentedAfterRefusal]);
    }
}

#[tokio::test]
async fn a_grace_gives_new_tokens_for_a_used_one() {
    let logins = logins();
    logins.configure(|config| config.claude.reuse_grace = 60);
    let login = issued(&logins, Server::Claude);
    logins.fault(Fault::new(Endpoint::Token, FaultKind::LostAnswer));
    let lost = renewal(Server::Claude, &login.refresh_token, &login.client_id);
    assert!(crate::faults::broken(&logins, Server::Claude, &lost).await);
    assert_eq!(present(&logins, &login, &login.refresh_token).await.0, 200);
    assert_eq!(kinds(&logins), []);
    logins.advance(60);
    assert_eq!(present(&logins, &login, &login.refresh_token).await.0, 400);
    assert_eq!(kinds(&logins), [ViolationKind::Reused]);
}

#[tokio::test]
async fn a_passing_failure_leaves_the_token_as_it_was() {
    for kind in [FaultKind::Status500, FaultKind::Status429, FaultKind::Close] {
        let logins = logins();
        let login = issued(&logins, Server::Claude);
        logins.fault(Fault::new(Endpoint::Token, kind).at(Server::Claude));
        let pairs = renewal(Server::Claude, &login.refresh_token, &login.client_id);
        if kind == FaultKind::Close {
            assert!(crate::faults::broken(&logins, Server::Claude, &pairs).await);
        } else {
            assert!(present(&logins, &login, &login.refresh_token).await.0 >= 429);
        }
        assert_eq!(present(&logins, &login, &login.refresh_token).await.0, 200);
        assert_eq!(kinds(&logins), [], "{kind:?}");
    }
}

#[tokio::test]
async fn two_requests_at_once_with_one_token_are_a_violation() {
    let logins = logins();
    let login = issued(&logins, Server::Openai);
    logins.fault(Fault::new(Endpoint::Token, FaultKind::SlowMs).ms(50));
    tokio::join!(
        present(&logins, &login, &login.refresh_token),
        present(&logins, &login, &login.refresh_token)
    );
    assert_eq!(kinds(&logins), [ViolationKind::Concurrent]);
}

#[tokio::test]
async fn a_client_that_hung_up_may_ask_again() {
    let logins = logins();
    let login = issued(&logins, Server::Claude);
    logins.fault(Fault::new(Endpoint::Token, FaultKind::SlowMs).ms(10_000));
    let wait = std::time::Duration::from_millis(20);
    let slow = present(&logins, &login, &login.refresh_token);
    assert!(tokio::time::timeout(wait, slow).await.is_err());
    present(&logins, &login, &login.refresh_token).await;
    assert_eq!(kinds(&logins), []);
}

#[tokio::test]
async fn expired_and_revoked_tokens_have_codes_of_their_own() {
    for (server, expired, revoked, unknown) in [
        (
            Server::Claude,
            "invalid_grant",
            "invalid_grant",
            "invalid_grant",
        ),
        (
            Server::Openai,
            "refresh_token_expired",
            "refresh_token_invalidated",
            "refresh_token_invalidated",
        ),
        (
            Server::Chatgpt,
            "refresh_token_expired",
            "refresh_token_invalidated",
            "invalid_refresh_token",
        ),
    ] {
        let logins = logins();
        let login = issued(&logins, server);
        logins.revoke(&login.access_token);
        assert_eq!(
            code(&present(&logins, &login, &login.refresh_token).await.1),
            revoked
        );
        assert_eq!(
            code(&present(&logins, &login, "rt_made_up").await.1),
            unknown
        );
        let login = issued(&logins, server);
        logins.advance(30 * 24 * 3600);
        assert_eq!(
            code(&present(&logins, &login, &login.refresh_token).await.1),
            expired
        );
        assert_eq!(kinds(&logins), []);
    }
}

#[tokio::test]
async fn a_token_of_one_server_is_unknown_at_another() {
    let logins = logins();
    let openai = issued(&logins, Server::Openai);
    let chatgpt = issued(&logins, Server::Chatgpt);
    let (_, answer) = present(&logins, &chatgpt, &openai.refresh_token).await;
    assert_eq!(code(&answer), "invalid_refresh_token");
    assert_eq!(
        present(&logins, &openai, &openai.refresh_token).await.0,
        200
    );
}

#[tokio::test]
async fn refusals_come_in_each_shape_that_there_is() {
    for (shape, path) in [
        (ErrorShape::Object, "/error/code"),
        (ErrorShape::Text, "/error"),
        (ErrorShape::Code, "/code"),
    ] {
        let logins = logins();
        logins.configure(|config| {
            config.openai.error_shape = shape;
            config.openai.refuse_refresh = Some("refresh_token_invalidated".to_owned());
        });
        let login = issued(&logins, Server::Openai);
        let (status, answer) = present(&logins, &login, &login.refresh_token).await;
        assert_eq!(status, 401);
        assert_eq!(
            answer.pointer(path),
            Some(&"refresh_token_invalidated".into()),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn every_terminal_error_of_sign_in_with_chatgpt_can_be_asked_for() {
    for terminal in [
        "invalid_grant",
        "invalid_refresh_token",
        "token_expired",
        "refresh_token_expired",
        "refresh_token_invalidated",
        "refresh_token_reused",
    ] {
        let logins = logins();
        logins.configure(|config| config.chatgpt.refuse_refresh = Some(terminal.to_owned()));
        let login = issued(&logins, Server::Chatgpt);
        let (status, answer) = present(&logins, &login, &login.refresh_token).await;
        assert_eq!((status, code(&answer)), (400, terminal.to_owned()));
        present(&logins, &login, &login.refresh_token).await;
        assert_eq!(kinds(&logins), [ViolationKind::PresentedAfterRefusal]);
    }
}

#[tokio::test]
async fn without_a_new_refresh_token_the_old_one_goes_on() {
    let logins = logins();
    logins.configure(|config| {
        config.openai.omit = vec!["refresh_token".to_owned(), "id_token".to_owned()];
    });
    let login = issued(&logins, Server::Openai);
    for _ in 0..2 {
        let (status, answer) = present(&logins, &login, &login.refresh_token).await;
        assert_eq!(status, 200);
        let names: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(names, ["access_token"]);
    }
    assert_eq!(kinds(&logins), []);
}
