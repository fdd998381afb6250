//! Requests as a careful client sends them, and a callback listener as a program under test has one.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use fakes::logins::{Config, Logins, Server, ViolationKind};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const STATE: &str = "a-state-of-128-bits-or-more";
pub(crate) const NONCE: &str = "a-nonce-of-128-bits-or-more";
pub(crate) const AGENT: &str = "ccproxy/0.1.0";

pub(crate) type Pairs = Vec<(&'static str, String)>;

pub(crate) fn logins() -> Logins {
    Logins::new(Config::default())
}

/// The parameters of an authorization request that is accepted.
pub(crate) fn authorize(server: Server) -> Pairs {
    let of = |pairs: &[(&'static str, &str)]| -> Pairs {
        pairs.iter().map(|(k, v)| (*k, (*v).to_owned())).collect()
    };
    let mut pairs = match server {
        Server::Claude => of(&[
            ("code", "true"),
            ("client_id", "9d1c250a-e61b-44d9-88ed-5944d1962f5e"),
            ("redirect_uri", "http://localhost:54545/callback"),
            ("scope", "user:profile user:inference"),
        ]),
        Server::Openai => of(&[
            ("client_id", "app_EMoamEEZ73f0CkXaXp7hrann"),
            ("redirect_uri", "http://localhost:1455/auth/callback"),
            ("scope", "openid profile email offline_access"),
            ("id_token_add_organizations", "true"),
            ("codex_cli_simplified_flow", "true"),
            ("originator", "ccproxy"),
        ]),
        Server::Chatgpt => of(&[
            ("client_id", "dynamic_agent_client"),
            ("agent_name_hint", "ccproxy"),
            (
                "ext_agent_host_id",
                "urn:uuid:3c8d2d1e-0000-4000-8000-000000000001",
            ),
            ("redirect_uri", "http://127.0.0.1:40001/auth/callback"),
            (
                "scope",
                "openid profile email offline_access resource.invoke chatgpt.tokens.use.direct",
            ),
            ("resource", "https://api.openai.com/v1"),
            ("nonce", NONCE),
        ]),
    };
    pairs.extend(of(&[
        ("response_type", "code"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", STATE),
    ]));
    pairs
}

/// Changes one parameter; an empty value takes it away.
pub(crate) fn with(mut pairs: Pairs, name: &'static str, value: &str) -> Pairs {
    pairs.retain(|(its, _)| *its != name);
    if !value.is_empty() {
        pairs.push((name, value.to_owned()));
    }
    pairs
}

pub(crate) fn encoded(pairs: &Pairs) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// Path and query of an authorization request.
pub(crate) fn authorize_path(server: Server, pairs: &Pairs) -> String {
    let path = match server {
        Server::Claude => "/cai/oauth/authorize",
        Server::Openai => "/oauth/authorize",
        Server::Chatgpt => "/api/accounts/authorize",
    };
    format!("{path}?{}", encoded(pairs))
}

/// Status and text of a page, and where it redirects to.
pub(crate) async fn open(logins: &Logins, target: &str) -> (u16, String, Option<String>) {
    let request = Request::get(target).body(Bytes::new()).unwrap();
    let response = logins.answer(request).await.unwrap();
    let location = response.headers().get("location");
    let location = location.map(|value| value.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    (status, text(response).await, location)
}

/// What comes back of an authorization that the person grants at once.
pub(crate) async fn granted(
    logins: &Logins,
    server: Server,
    pairs: Pairs,
) -> Vec<(String, String)> {
    let target = authorize_path(server, &with(pairs, "auto", "allow"));
    let (status, text, location) = open(logins, &target).await;
    assert_eq!(status, 302, "{text}");
    callback(&location.unwrap())
}

/// The parameters of an address.
pub(crate) fn callback(url: &str) -> Vec<(String, String)> {
    let (_, query) = url.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

pub(crate) fn parameter(pairs: &[(String, String)], name: &str) -> String {
    let found = pairs.iter().find(|(its, _)| its == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// The request that redeems a code.
pub(crate) fn redemption(server: Server, code: &str, client_id: &str) -> Pairs {
    let asked = authorize(server);
    let of = |name: &str| {
        asked
            .iter()
            .find(|(its, _)| *its == name)
            .unwrap()
            .1
            .clone()
    };
    let mut pairs = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code.to_owned()),
        ("redirect_uri", of("redirect_uri")),
        ("client_id", client_id.to_owned()),
        ("code_verifier", VERIFIER.to_owned()),
    ];
    match server {
        Server::Claude => pairs.push(("state", STATE.to_owned())),
        Server::Openai => {}
        Server::Chatgpt => pairs.push(("resource", of("resource"))),
    }
    pairs
}

/// The request that refreshes.
pub(crate) fn renewal(server: Server, token: &str, client_id: &str) -> Pairs {
    let mut pairs = vec![
        ("grant_type", "refresh_token".to_owned()),
        ("refresh_token", token.to_owned()),
        ("client_id", client_id.to_owned()),
    ];
    if server == Server::Chatgpt {
        pairs.push(("resource", "https://api.openai.com/v1".to_owned()));
    }
    pairs
}

/// Sends a renewal in the encoding that the server takes.
pub(crate) async fn renew(logins: &Logins, server: Server, pairs: &Pairs) -> (u16, Value) {
    match server {
        Server::Claude => json(logins, "/v1/oauth/token", pairs).await,
        Server::Openai => json(logins, "/oauth/token", pairs).await,
        Server::Chatgpt => form(logins, "/api/accounts/oauth/token", pairs).await,
    }
}

pub(crate) async fn json(logins: &Logins, path: &str, pairs: &Pairs) -> (u16, Value) {
    post(logins, path, "application/json", object(pairs)).await
}

/// The text of a JSON object.
pub(crate) fn object(pairs: &Pairs) -> String {
    let fields: serde_json::Map<String, Value> = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    Value::from(fields).to_string()
}

pub(crate) async fn form(logins: &Logins, path: &str, pairs: &Pairs) -> (u16, Value) {
    let body = encoded(pairs);
    post(logins, path, "application/x-www-form-urlencoded", body).await
}

pub(crate) async fn post(logins: &Logins, path: &str, kind: &str, body: String) -> (u16, Value) {
    let request = Request::post(path)
        .header("user-agent", AGENT)
        .header("content-type", kind)
        .body(Bytes::from(body))
        .unwrap();
    answered(logins.answer(request).await.unwrap()).await
}

/// A control request.
pub(crate) async fn control(logins: &Logins, path: &str, body: &Value) -> (u16, Value) {
    post(logins, path, "application/json", body.to_string()).await
}

pub(crate) async fn get(logins: &Logins, path: &str, headers: &[(&str, &str)]) -> (u16, Value) {
    let mut request = Request::get(path).header("user-agent", AGENT);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answered(
        logins
            .answer(request.body(Bytes::new()).unwrap())
            .await
            .unwrap(),
    )
    .await
}

async fn answered(response: Response<Full<Bytes>>) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = text(response).await;
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

async fn text(response: Response<Full<Bytes>>) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn kinds(logins: &Logins) -> Vec<ViolationKind> {
    logins.violations().iter().map(|found| found.kind).collect()
}

/// A program's callback listener: it answers every request and keeps its target.
pub(crate) struct Callback {
    pub(crate) port: u16,
    seen: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Callback {
    pub(crate) async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = seen.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, kept.clone()));
            }
        });
        Self { port, seen, task }
    }

    /// The targets so far.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

async fn serve(stream: tokio::net::TcpStream, kept: Arc<Mutex<Vec<String>>>) {
    let mut stream = BufReader::new(stream);
    let mut first = String::new();
    stream.read_line(&mut first).await.unwrap();
    let Some(target) = first.split(' ').nth(1) else {
        return;
    };
    kept.lock().unwrap().push(target.to_owned());
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        stream.read_line(&mut line).await.unwrap();
    }
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 12\r\nconnection: close\r\n\r\nYou may go.\n";
    stream.write_all(answer.as_bytes()).await.unwrap();
}

impl Drop for Callback {
    fn drop(&mut self) {
        self.task.abort();
    }
}
