//! Over TCP: connections, aborts, clients that go away, and the control endpoints.

use std::net::SocketAddr;
use std::time::Duration;

use fakes::anthropic::{Anthropic, Config, Mode};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::{hello, scenario, streamed};

/// A served fake; it ends with the test.
struct Served {
    fake: Anthropic,
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
    let fake = Anthropic::new(config);
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
            "{head} HTTP/1.1\r\nhost: fake\r\nx-api-key: k\r\nanthropic-version: 2023-06-01\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    /// The whole answer, head and body as they came.
    async fn ask(&self, head: &str, body: &str) -> String {
        let mut answer = Vec::new();
        self.send(head, body)
            .await
            .read_to_end(&mut answer)
            .await
            .unwrap();
        String::from_utf8(answer).unwrap()
    }

    async fn post(&self, body: &Value) -> String {
        self.ask("POST /v1/messages", &body.to_string()).await
    }

    async fn control(&self, name: &str) -> Value {
        let answer = self.ask(&format!("GET /__{name}"), "").await;
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

#[tokio::test]
async fn whole_answers_have_a_length_and_streams_end_in_order() {
    let served = serve(Config::default()).await;
    let whole = served.post(&hello()).await;
    assert!(
        whole.starts_with("HTTP/1.1 200 OK") && whole.contains("content-length: "),
        "{whole}"
    );
    let stream = served.post(&streamed(hello())).await;
    assert!(
        stream.contains("transfer-encoding: chunked") && stream.ends_with("0\r\n\r\n"),
        "{stream}"
    );
}

#[tokio::test]
async fn an_abort_leaves_the_last_chunk_out() {
    let served = serve(Config::default()).await;
    let reset = served.post(&streamed(scenario("reset"))).await;
    assert!(
        reset.contains("text_delta") && !reset.ends_with("0\r\n\r\n"),
        "{reset}"
    );
    let cut = served.post(&streamed(scenario("cut_mid_event"))).await;
    assert!(cut.ends_with("0\r\n\r\n"), "{cut}");
    let streams = served.fake.streams();
    assert_eq!(
        streams.iter().map(|stream| stream.how).collect::<Vec<_>>(),
        [Some("cut"), Some("cut")]
    );
}

#[tokio::test]
async fn a_client_that_goes_away_is_seen_at_once() {
    for name in ["never_ends", "stall"] {
        let served = serve(Config::default()).await;
        let mut stream = served
            .send("POST /v1/messages", &streamed(scenario(name)).to_string())
            .await;
        let mut seen = String::new();
        while !seen.contains("text_delta") {
            let mut piece = [0; 1024];
            let read = stream.read(&mut piece).await.unwrap();
            seen.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
        assert_eq!(served.fake.streams()[0].how, None);
        drop(stream);
        let gone = async {
            while served.fake.streams()[0].how.is_none() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), gone)
            .await
            .unwrap();
        let stream = &served.control("streams").await[0];
        assert_eq!(
            (stream["how"].as_str(), stream["marker"].as_str()),
            (Some("client_gone"), Some(&*format!("[[fake:{name}]]")))
        );
        assert!(stream["ended"].as_f64().unwrap() > stream["started"].as_f64().unwrap());
    }
}

#[tokio::test]
async fn bodies_over_the_limit_are_refused_before_they_are_read() {
    let served = serve(Config {
        max_body: 1000,
        ..Config::default()
    })
    .await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let head = "POST /v1/messages HTTP/1.1\r\nhost: fake\r\nx-api-key: k\r\nanthropic-version: 2023-06-01\r\n\
                content-type: application/json\r\ncontent-length: 100000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&[b' '; 2000]).await.unwrap();
    let mut answer = [0; 1024];
    let read = stream.read(&mut answer).await.unwrap();
    assert!(answer[..read].starts_with(b"HTTP/1.1 413"));
}

#[tokio::test]
async fn control_endpoints_tell_and_forget() {
    let served = serve(Config::default()).await;
    served.post(&scenario("pause")).await;
    served.ask("POST /v1/messages?beta=true", "no json").await;
    let log = served.control("log").await;
    assert_eq!(
        (&log[0]["scenario"], &log[0]["status"]),
        (&"pause".into(), &200.into())
    );
    assert_eq!(log[0]["body"]["model"], "claude-haiku-4-5");
    assert_eq!(
        (&log[1]["path"], &log[1]["body"]),
        (&"/v1/messages?beta=true".into(), &"no json".into())
    );
    assert_eq!(log[0]["headers"][0], serde_json::json!(["host", "fake"]));
    assert!(
        served.control("connections").await["opened"]
            .as_u64()
            .unwrap()
            >= 3
    );
    served.ask("POST /__reset", "").await;
    assert_eq!(served.control("log").await, serde_json::json!([]));
    assert_eq!(served.control("violations").await, serde_json::json!([]));
}

#[tokio::test]
async fn a_hostile_server_writes_header_names_its_own_way() {
    let served = serve(Config {
        mode: Mode::Hostile,
        ..Config::default()
    })
    .await;
    assert!(served.post(&hello()).await.contains("\r\nRequest-Id: "));
}

#[tokio::test]
async fn a_shutdown_ends_open_streams() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let fake = Anthropic::new(Config::default());
    let task = tokio::spawn(fake.clone().serve(listener, async { drop(stopped.await) }));
    let served = Served {
        fake,
        address,
        task: tokio::spawn(async {}),
    };
    let mut stream = served
        .send(
            "POST /v1/messages",
            &streamed(scenario("stall")).to_string(),
        )
        .await;
    let mut piece = [0; 64];
    stream.read_exact(&mut piece).await.unwrap();
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(2), task)
        .await
        .unwrap()
        .unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[test]
fn bodies_and_answers_can_travel_between_threads() {
    fn travels<T: Send>(value: T) -> T {
        value
    }
    fn shared<T: Send + Sync + Unpin>() {}
    shared::<fakes::anthropic::Body>();
    shared::<Anthropic>();
    let fake = Anthropic::new(Config::default());
    drop(travels(fake.answer(crate::support::post("/", &hello()))));
}
