//! Faults on the way: asked for, struck, and gone again.

use bytes::Bytes;
use fakes::logins::{Config, Endpoint, Fault, FaultKind, Logins, Served, Server, ViolationKind};
use http::Request;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{AGENT, Pairs, control, encoded, get, kinds, logins, object};

/// Whether a renewal gets no answer at all.
pub(crate) async fn broken(logins: &Logins, server: Server, pairs: &Pairs) -> bool {
    let (path, form) = match server {
        Server::Claude => ("/v1/oauth/token", false),
        Server::Openai => ("/oauth/token", false),
        Server::Chatgpt => ("/api/accounts/oauth/token", true),
    };
    let (kind, body) = if form {
        ("application/x-www-form-urlencoded", encoded(pairs))
    } else {
        ("application/json", object(pairs))
    };
    let request = Request::post(path)
        .header("user-agent", AGENT)
        .header("content-type", kind)
        .body(Bytes::from(body))
        .unwrap();
    logins.answer(request).await.is_err()
}

async fn status(logins: &Logins) -> u16 {
    get(logins, "/.well-known/jwks.json", &[]).await.0
}

#[tokio::test]
async fn a_fault_strikes_as_often_as_asked_and_only_there() {
    let logins = logins();
    let fault = json!({ "endpoint": "jwks", "kind": "500", "times": 2 });
    assert_eq!(control(&logins, "/__fault", &fault).await.0, 200);
    assert_eq!(
        get(&logins, "/.well-known/openid-configuration", &[])
            .await
            .0,
        200
    );
    assert_eq!(
        [
            status(&logins).await,
            status(&logins).await,
            status(&logins).await
        ],
        [500, 500, 200]
    );
}

#[tokio::test]
async fn a_fault_of_one_server_spares_the_others() {
    let logins = logins();
    logins.fault(Fault::new(Endpoint::Jwks, FaultKind::Status500).at(Server::Chatgpt));
    // The Codex login's server has the key set here.
    assert_eq!(status(&logins).await, 200);
    logins.fault(Fault::new(Endpoint::Jwks, FaultKind::Status500).at(Server::Openai));
    assert_eq!(status(&logins).await, 500);
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_back() {
    let logins = logins();
    let fault = json!({ "endpoint": "jwks", "kind": "429", "retry_after_s": 7 });
    control(&logins, "/__fault", &fault).await;
    let request = Request::get("/.well-known/jwks.json")
        .body(Bytes::new())
        .unwrap();
    let response = logins.answer(request).await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
}

#[tokio::test]
async fn garbage_is_a_good_status_without_json() {
    let logins = logins();
    logins.fault(Fault::new(Endpoint::Jwks, FaultKind::Garbage));
    let (status, body) = get(&logins, "/.well-known/jwks.json", &[]).await;
    assert_eq!(status, 200);
    assert!(body.as_str().unwrap().contains("<html"));
}

#[tokio::test]
async fn a_late_failure_has_done_what_it_was_asked() {
    let logins = logins();
    let login = logins.issue(Server::Claude, "ada");
    logins.fault(Fault::new(Endpoint::Token, FaultKind::Late500));
    let pairs = crate::support::renewal(Server::Claude, &login.refresh_token, &login.client_id);
    let (status, _) = crate::support::renew(&logins, Server::Claude, &pairs).await;
    assert_eq!(status, 500);
    let (status, _) = crate::support::renew(&logins, Server::Claude, &pairs).await;
    assert_eq!(status, 400);
    assert_eq!(kinds(&logins), []);
}

#[tokio::test]
async fn who_follows_a_redirect_is_caught() {
    let logins = logins();
    logins.fault(Fault::new(Endpoint::Jwks, FaultKind::Redirect));
    let request = Request::get("/.well-known/jwks.json")
        .body(Bytes::new())
        .unwrap();
    let response = logins.answer(request).await.unwrap();
    assert_eq!(response.status(), 307);
    logins.reset();
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    get(&logins, &location, &[]).await;
    assert_eq!(kinds(&logins), [ViolationKind::FollowedRedirect]);
}

#[tokio::test]
async fn a_lost_answer_closes_the_connection_without_a_byte() {
    for kind in [FaultKind::LostAnswer, FaultKind::Close] {
        let served = Served::start(Config::default()).await.unwrap();
        served.logins.fault(Fault::new(Endpoint::Jwks, kind));
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        let request =
            "GET /.well-known/jwks.json HTTP/1.1\r\nhost: fake\r\nconnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        assert_eq!(answer, b"", "{kind:?}");
        assert_eq!(served.logins.log()[0].status, 0);
        assert_eq!(served.logins.log()[0].fault, Some(kind));
    }
}

#[tokio::test]
async fn a_client_that_hangs_up_is_no_longer_waiting() {
    let served = Served::start(Config::default()).await.unwrap();
    let login = served.logins.issue(Server::Claude, "ada");
    served
        .logins
        .fault(Fault::new(Endpoint::Token, FaultKind::SlowMs).ms(60_000));
    let pairs = crate::support::renewal(Server::Claude, &login.refresh_token, &login.client_id);
    let body = object(&pairs);
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let head = format!(
        "POST /v1/oauth/token HTTP/1.1\r\nhost: fake\r\nuser-agent: {AGENT}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    while served.logins.log().is_empty() {
        tokio::task::yield_now().await;
    }
    drop(stream);
    // The server sees it go when it next looks at the connection.
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let (status, _) = crate::support::renew(&served.logins, Server::Claude, &pairs).await;
    assert_eq!(status, 400, "the server has rotated");
    assert_eq!(kinds(&served.logins), [], "the client could not know");
}

#[tokio::test]
async fn a_fault_that_is_none_is_refused() {
    let logins = logins();
    for wrong in [
        json!({ "endpoint": "token" }),
        json!({ "endpoint": "token", "kind": "fire" }),
        json!({ "endpoint": "tokens", "kind": "500" }),
        json!({ "endpoint": "token", "server": "google", "kind": "500" }),
        json!({ "endpoint": "token", "kind": "500", "time": 1 }),
    ] {
        assert_eq!(control(&logins, "/__fault", &wrong).await.0, 400, "{wrong}");
    }
}
