//! The stage: the fakes, the providers that point at them, and a browser.

use std::sync::OnceLock;
use std::time::Duration;

use auth::credentials::ClaudeLogin;
use auth::oauth::terms::Accepted;
use auth::oauth::{Attempt, ClaudeProvider, Http, LoginError, OpenaiProvider};
use auth::store::StoreError;
use fakes::logins::{Act, Browser, Config, Page, Served};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Nothing that is right takes longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Stage {
    pub(crate) served: Served,
    pub(crate) http: Http,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            gateway: Some(env!("CARGO_PKG_VERSION").to_owned()),
            ..Config::default()
        };
        config.openai.redirect_ports = vec![0];
        config.openai.device_interval = 1;
        change(&mut config);
        Self {
            served: Served::start(config).await.unwrap(),
            http: http(),
        }
    }

    pub(crate) fn claude(&self) -> ClaudeProvider {
        let config = self.served.logins.config().claude;
        let at = |path: &str| format!("{}{path}", self.served.origin);
        ClaudeProvider {
            authorize_url: at("/cai/oauth/authorize"),
            token_url: at("/v1/oauth/token"),
            profile_url: at("/api/oauth/profile"),
            manual_redirect: config.manual_redirect,
            client_id: config.client_id,
            scopes: config.scopes,
            origin: self.served.origin.clone(),
        }
    }

    pub(crate) fn openai(&self) -> OpenaiProvider {
        let client_id = self.served.logins.config().openai.client_id;
        OpenaiProvider {
            codex_ports: vec![0],
            ..OpenaiProvider::new(&self.served.origin, &client_id)
        }
    }

    pub(crate) async fn begin_claude(&self) -> Attempt<ClaudeLogin> {
        Attempt::begin_claude(&self.http, &self.claude(), Accepted::now())
            .await
            .unwrap()
    }

    /// How often an endpoint was asked.
    pub(crate) fn count(&self, endpoint: &str) -> u64 {
        let counters = self.served.logins.counters();
        counters.get(endpoint).copied().unwrap_or_default()
    }

    /// The end of every test.
    pub(crate) fn clean(&self) {
        assert_eq!(self.served.logins.violations(), []);
    }
}

/// Roots are read from the disk: once for all tests.
pub(crate) fn http() -> Http {
    static HTTP: OnceLock<Http> = OnceLock::new();
    HTTP.get_or_init(|| Http::new().unwrap()).clone()
}

/// What a login brings is kept, and handed on.
pub(crate) async fn finish<O>(attempt: Attempt<O>) -> Result<O, LoginError> {
    let finished = attempt.finish(|outcome| async { Ok::<_, StoreError>(outcome) });
    timeout(PATIENCE, finished).await.unwrap()
}

/// A whole login with the browser; what came of it, and the page at the end.
pub(crate) async fn login<O>(attempt: Attempt<O>, act: Act) -> (Result<O, LoginError>, Page) {
    let address = attempt.address().to_owned();
    let mut browser = Browser::noisy();
    let (outcome, page) = tokio::join!(finish(attempt), browser.login(&address, act));
    (outcome, page.unwrap())
}

/// A parameter of an address.
pub(crate) fn parameter(address: &str, name: &str) -> String {
    let url = reqwest::Url::parse(address).unwrap();
    let found = url.query_pairs().find(|(its, _)| its == name);
    found
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// The redirect address of an attempt, with a query.
pub(crate) fn back(address: &str, query: &str) -> String {
    format!("{}?{query}", parameter(address, "redirect_uri"))
}

/// What a server of this machine answers to a request without any body: head and body as they came.
pub(crate) async fn raw(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
) -> std::io::Result<String> {
    let url = reqwest::Url::parse(url).unwrap();
    let port = url.port().unwrap();
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut request = format!("{method} {target} HTTP/1.1\r\n");
    let own_host = headers.iter().any(|(name, _)| *name == "host");
    if !own_host {
        request.push_str(&format!("host: {}:{port}\r\n", url.host_str().unwrap()));
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Whether nobody listens at a redirect address any more, in either family.
pub(crate) async fn is_closed(address: &str) -> bool {
    let redirect = reqwest::Url::parse(&parameter(address, "redirect_uri")).unwrap();
    let port = redirect.port().unwrap();
    let v4 = TcpStream::connect(("127.0.0.1", port)).await;
    let v6 = TcpStream::connect(("::1", port)).await;
    v4.is_err() && v6.is_err()
}
