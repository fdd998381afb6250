//! Over TCP, under which name, and the control endpoints.

use std::net::SocketAddr;

use fakes::openai::{Config, OpenAi, Wire};
use http::StatusCode;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::{hello, post, scenario};

/// A served fake; it ends with the test.
struct Served {
    fake: OpenAi,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(config: Config) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let fake = OpenAi::new(config);
    let task = tokio::spawn(fake.clone().serve(listener, std::future::pending()));
    Served {
        fake,
        address,
        task,
    }
}

impl Served {
    async fn send(&self, head: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let length = body.len();
        let text = format!(
            "{head} HTTP/1.1\r\nhost: fake\r\nauthorization: Bearer k\r\nuser-agent: ccproxy/0.1.0\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn ask(&self, head: &str, body: &str) -> String {
        let mut answer = Vec::new();
        let mut stream = self.send(head, body).await;
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }

    async fn control(&self, name: &str) -> Value {
        let answer = self.ask(&format!("GET /__{name}"), "").await;
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

#[tokio::test]
async fn streams_end_in_order_and_aborts_do_not() {
    let served = serve(Config::default()).await;
    let stream = served.ask("POST /v1/responses", &hello().to_string()).await;
    assert!(
        stream.contains("transfer-encoding: chunked") && stream.ends_with("0\r\n\r\n"),
        "{stream}"
    );
    let reset = served
        .ask("POST /v1/responses", &scenario("reset").to_string())
        .await;
    assert!(
        reset.contains("response.output_text.delta") && !reset.ends_with("0\r\n\r\n"),
        "{reset}"
    );
    let how: Vec<_> = served
        .fake
        .streams()
        .iter()
        .map(|stream| stream.how)
        .collect();
    assert_eq!(how, [Some("complete"), Some("cut")]);
}

#[tokio::test]
async fn a_client_that_goes_away_is_seen() {
    for name in ["never_ends", "hang"] {
        let served = serve(Config::default()).await;
        let mut stream = served
            .send("POST /v1/responses", &scenario(name).to_string())
            .await;
        let mut some = [0; 64];
        assert!(stream.read(&mut some).await.unwrap() > 0);
        drop(stream);
        while served.fake.streams()[0].how.is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert_eq!(served.fake.streams()[0].how, Some("client_gone"), "{name}");
    }
}

#[tokio::test]
async fn control_endpoints_tell_what_happened() {
    let served = serve(Config::default()).await;
    served.ask("POST /v1/responses", &hello().to_string()).await;
    let log = served.control("log").await;
    assert_eq!(
        (&log[0]["path"], &log[0]["scenario"], &log[0]["status"]),
        (&"/v1/responses".into(), &"text".into(), &200.into())
    );
    assert_eq!(log[0]["body"]["model"], "gpt-6.1-sol");
    assert_eq!(
        served.control("askers").await[0]["user_agent"],
        "ccproxy/0.1.0"
    );
    assert_eq!(served.control("streams").await[0]["how"], "complete");
    assert!(
        served.control("connections").await["opened"]
            .as_u64()
            .unwrap()
            > 1
    );
    served.ask("POST /__reset", "").await;
    assert_eq!(served.control("log").await, Value::Array(Vec::new()));
}

fn gateway() -> OpenAi {
    let wire = Wire::Gateway {
        version: "0.1.0".to_owned(),
    };
    OpenAi::new(Config {
        wire,
        canaries: vec!["sk-client-secret".to_owned()],
        ..Config::default()
    })
}

const BACKEND: &str = "/backend-api/codex/responses";

#[tokio::test]
async fn the_gateways_own_requests_pass() {
    for (path, originator) in [
        (BACKEND, "ccproxy"),
        (BACKEND, "ccproxy/0.1.0"),
        ("/v1/responses", "ccproxy"),
    ] {
        let fake = gateway();
        let mut request = post(path, &hello());
        for (name, value) in [
            ("user-agent", "ccproxy/0.1.0"),
            ("originator", originator),
            ("accept-encoding", "identity"),
        ] {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        if path != BACKEND {
            request.headers_mut().remove("originator");
        }
        assert_eq!(
            fake.answer(request).await.status(),
            StatusCode::OK,
            "{path}: {:?}",
            fake.violations()
        );
        assert!(fake.violations().is_empty() && fake.askers()[0].is_gateway());
    }
}

#[tokio::test]
async fn a_borrowed_identity_is_refused_and_kept() {
    for (name, value) in [
        ("user-agent", "codex_cli_rs/0.169.0 (Linux)"),
        ("originator", "codex_cli_rs"),
        ("x-codex-turn-metadata", "{}"),
        ("x-stainless-lang", "python"),
        ("x-openai-internal-codex-responses-lite", "true"),
        ("cookie", "a=b"),
        ("x-api-key", "k"),
        ("accept-encoding", "gzip"),
        ("idempotency-key", "has sk-client-secret in it"),
    ] {
        let fake = gateway();
        let mut request = post(BACKEND, &hello());
        request
            .headers_mut()
            .insert("user-agent", "ccproxy/0.1.0".parse().unwrap());
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(
            fake.answer(request).await.status(),
            StatusCode::BAD_REQUEST,
            "{name}"
        );
        let violations = fake.violations();
        assert_eq!(violations.len(), 1, "{name}");
        assert!(!violations[0].contains("sk-client-secret"));
    }
}

#[tokio::test]
async fn the_log_says_who_asked_even_where_anybody_may() {
    let fake = OpenAi::new(Config::default());
    let mut request = post(BACKEND, &hello());
    request
        .headers_mut()
        .insert("user-agent", "codex_cli_rs/0.169.0".parse().unwrap());
    request
        .headers_mut()
        .insert("x-codex-window-id", "1".parse().unwrap());
    assert_eq!(fake.answer(request).await.status(), StatusCode::OK);
    let asker = &fake.askers()[0];
    assert!(!asker.is_gateway());
    assert_eq!(asker.foreign, ["x-codex-window-id"]);
    assert_eq!(asker.originator.as_deref(), Some("ccproxy"));
}
