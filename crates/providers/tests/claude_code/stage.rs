//! A fake API, a home with a login that no server knows, and a provider between them.

use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fakes::anthropic::{Anthropic, Config};
use http::{HeaderMap, Method, Response};
use http_body_util::BodyExt;
use providers::claude_code::{ClaudeCode, Options};
use providers::{Answer, Call, Provider, RequestBody};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A model that thinks only where it is asked to.
pub(crate) const MODEL: &str = "claude-sonnet-5";

/// The shape of a login at rest; the token has the form that the fake knows a subscription by.
const LOGIN: &str = r#"{"claudeAiOauth":{"accessToken":"sk-ant-oat01-only-for-tests","refreshToken":"sk-ant-ort01-only-for-tests","expiresAt":4102444800000,"scopes":["user:inference","user:profile"],"subscriptionType":"max","rateLimitTier":"default_claude_max_5x"}}"#;

/// The real command, or nothing after a line that says what is passed over.
pub(crate) fn claude() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CCPROXY_CLAUDE") {
        return Some(path.into());
    }
    assert!(
        std::env::var_os("CCPROXY_E2E_STRICT").is_none_or(|value| value != "1"),
        "CCPROXY_CLAUDE is not set; run the suites with: cargo xtask test"
    );
    let _ = writeln!(
        std::io::stderr(),
        "skipped: CCPROXY_CLAUDE is not set; `cargo xtask test` installs the command and sets it"
    );
    None
}

pub(crate) struct Stage {
    pub(crate) fake: Anthropic,
    pub(crate) provider: ClaudeCode,
    pub(crate) home: TempDir,
    pub(crate) state: TempDir,
    serving: JoinHandle<()>,
}

impl Stage {
    /// With the real command and somebody signed in to it.
    pub(crate) async fn new() -> Option<Self> {
        let stage = Self::of(&claude()?, Config::default(), false).await;
        stage.sign_in();
        Some(stage)
    }

    pub(crate) async fn of(program: &Path, config: Config, prewarm: bool) -> Self {
        Self::launched(program, None, config, prewarm).await
    }

    pub(crate) async fn launched(
        program: &Path,
        launcher: Option<PathBuf>,
        config: Config,
        prewarm: bool,
    ) -> Self {
        let fake = Anthropic::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(fake.clone().serve(listener, std::future::pending()));
        let (home, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let provider = ClaudeCode::new(Options {
            cli_path: Some(program.to_owned()),
            launcher,
            base_url: Some(base),
            state: state.path().to_owned(),
            environment: environment(home.path()),
            prewarm,
            strict: false,
        });
        Self {
            fake,
            provider,
            home,
            state,
            serving,
        }
    }

    pub(crate) fn sign_in(&self) {
        let folder = self.home.path().join(".claude");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(".credentials.json");
        std::fs::write(&file, LOGIN).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    }

    pub(crate) async fn send(&self, body: &Value) -> Response<Answer> {
        self.call(Method::POST, "/v1/messages", body).await
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: &Value) -> Response<Answer> {
        let call = Call {
            method,
            path_and_query: path.to_owned(),
            headers: HeaderMap::new(),
            body: RequestBody::new([body.to_string().into()]),
            session: None,
        };
        self.provider.send(call).await.unwrap()
    }

    /// The whole answer to a request that is sent both ways, which must say the same.
    pub(crate) async fn whole(&self, body: &Value) -> Value {
        let (status, answer) = read(self.send(body).await).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// The events of a streamed answer.
    pub(crate) async fn events(&self, body: &Value) -> Vec<Value> {
        let mut body = body.clone();
        body["stream"] = true.into();
        let response = self.send(&body).await;
        let status = response.status();
        let text = text(response).await;
        assert_eq!(status, 200, "{text}");
        events(&text)
    }

    /// What the fake was last asked.
    pub(crate) fn asked(&self) -> Value {
        self.fake
            .log()
            .last()
            .map(|entry| entry.body.clone())
            .unwrap_or_default()
    }

    /// The messages that the fake was last asked, without what the command adds of its own.
    pub(crate) fn told(&self) -> Vec<Value> {
        let asked = self.asked();
        let messages = asked["messages"].as_array().cloned().unwrap_or_default();
        messages
            .into_iter()
            .filter(|message| message["role"] != "system")
            .collect()
    }

    /// Closes the provider, and looks for what it left.
    pub(crate) async fn close(self) {
        self.provider.close().await;
        assert_eq!(self.provider.stats().running, 0);
        let folders = self.state.path().join("claude-code");
        if let Ok(left) = std::fs::read_dir(folders) {
            let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
            assert_eq!(left, ["empty"]);
        }
        self.serving.abort();
    }
}

/// Nothing of the person's, and no way off this machine.
pub(crate) fn environment(home: &Path) -> Vec<(OsString, OsString)> {
    let path = std::env::var_os("PATH").unwrap();
    [
        ("PATH", path),
        ("HOME", home.into()),
        ("HTTPS_PROXY", "http://127.0.0.1:9".into()),
        ("HTTP_PROXY", "http://127.0.0.1:9".into()),
        ("NO_PROXY", "127.0.0.1".into()),
        ("ANTHROPIC_API_KEY", "sk-ant-api03-canary".into()),
    ]
    .map(|(name, value)| (name.into(), value))
    .into()
}

pub(crate) fn question(text: &str) -> Value {
    conversation(json!([{"role": "user", "content": text}]))
}

pub(crate) fn conversation(messages: impl Into<Value>) -> Value {
    let messages = messages.into();
    json!({"model": MODEL, "max_tokens": 1000, "messages": messages})
}

pub(crate) async fn text(response: Response<Answer>) -> String {
    let body = tokio::time::timeout(Duration::from_secs(60), response.into_body().collect());
    let bytes = body.await.expect("an answer ends").unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) async fn read(response: Response<Answer>) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = text(response).await;
    (status, serde_json::from_str(&text).expect(&text))
}

/// The data of the events; each must have its name on a line before.
pub(crate) fn events(text: &str) -> Vec<Value> {
    let events = text.split_terminator("\n\n").map(|event| {
        let (name, data) = event.split_once('\n').unwrap();
        let data: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(name.strip_prefix("event: ").unwrap(), data["type"]);
        data
    });
    events.collect()
}

/// The text that the deltas of `events` come to.
pub(crate) fn said(events: &[Value]) -> String {
    events
        .iter()
        .filter_map(|event| event["delta"]["text"].as_str())
        .collect()
}

pub(crate) async fn eventually(what: &str, within: Duration, holds: impl Fn() -> bool) {
    let until = tokio::time::Instant::now() + within;
    while !holds() {
        assert!(
            tokio::time::Instant::now() < until,
            "not within {within:?}: {what}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
