//! GPT models behind the same endpoint: the Codex backend and the OpenAI API, for clients of every format.

mod codex;
mod failures;
mod histories;
mod models;
mod openai;

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fakes::anthropic::Anthropic;
use fakes::logins::Server;
use fakes::openai::{Config, Login, OpenAi, Wire};
use proxy::Gateway;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::stage::{client, gateway, provider, stored_login};

/// Who issued the tokens of this stage: nobody, so that they may go to the fake alone.
const ISSUER: &str = "http://127.0.0.1:9";
const KEY: &str = "sk-proj-canary";
const MODEL: &str = "gpt-6.1-sol";
const CLAUDE: &str = "claude-sonnet-5-5";

/// What is switched on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct On {
    pub(super) codex: bool,
    pub(super) key: bool,
    pub(super) plan: bool,
}

/// A gateway with accounts at both vendors.
pub(super) struct Stage {
    pub(super) anthropic: Anthropic,
    pub(super) openai: OpenAi,
    pub(super) gateway: Gateway,
    pub(super) folder: TempDir,
}

/// A token that only the fake takes.
fn token(name: &str) -> String {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({"alg": "RS256", "typ": "JWT"}));
    let claims = part(
        json!({"iss": ISSUER, "sub": name, "exp": now.as_secs() + 3600, "iat": now.as_secs()}),
    );
    format!("{header}.{claims}.c2lnbmF0dXJl")
}

impl Stage {
    pub(super) async fn with(on: On, more: &str) -> Self {
        Self::at(on, more, None, None).await
    }

    /// The same, where `claude` and `openai` may be other servers than the fakes.
    pub(super) async fn at(
        on: On,
        more: &str,
        claude: Option<String>,
        openai_at: Option<String>,
    ) -> Self {
        let (anthropic, claude_url) = provider().await;
        let claude_url = claude.unwrap_or(claude_url);
        let (codex, plan) = (token("codex"), token("plan"));
        let login = |token: &str, server| Login {
            token: token.to_owned(),
            server,
            account_id: "acct_1".to_owned(),
            plan: "plus".to_owned(),
        };
        let openai = OpenAi::new(Config {
            wire: Wire::Gateway {
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            require_key: Some(KEY.to_owned()),
            accepted: vec![login(&codex, Server::Openai), login(&plan, Server::Chatgpt)],
            canaries: vec!["client-canary".to_owned()],
            ..Config::default()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let url = openai_at.unwrap_or(url);
        tokio::spawn(openai.clone().serve(listener, std::future::pending()));

        let folder = TempDir::new().unwrap();
        stored_login(folder.path(), Some(&claude_url), Duration::from_secs(3600));
        std::fs::create_dir(folder.path().join("codex")).unwrap();
        let auth = json!({"OPENAI_API_KEY": null, "tokens": {"id_token": codex, "access_token": codex,
                          "refresh_token": "r", "account_id": "acct_1"}});
        std::fs::write(folder.path().join("codex/auth.json"), auth.to_string()).unwrap();
        if on.plan {
            keep_plan(&folder, &plan);
        }
        let key = if on.key {
            format!("api_key = {KEY:?}\n")
        } else {
            String::new()
        };
        let text = format!(
            "[claude]\nmode = \"api\"\nbase_url = {claude_url:?}\n[credentials]\nstore = \"file\"\n\
             [codex]\nenabled = {}\nbase_url = \"{url}/backend-api/codex\"\n[codex.oauth]\nissuer = {ISSUER:?}\n\
             [openai]\nenabled = {}\nbase_url = {url:?}\n{key}{more}",
            on.codex,
            on.key || on.plan,
        );
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        let gateway = gateway(folder.path()).await;
        Self {
            anthropic,
            openai,
            gateway,
            folder,
        }
    }

    pub(super) async fn codex() -> Self {
        let on = On {
            codex: true,
            ..On::default()
        };
        Self::with(on, "").await
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.gateway.address().base_url())
    }

    /// Asks with a credential of the client's own, which nobody upstream may see.
    pub(super) async fn post(&self, path: &str, body: &Value) -> (StatusCode, HeaderMap, Value) {
        let (status, headers, text) = self.stream(path, body).await;
        let body = serde_json::from_str(&text);
        assert!(body.is_ok(), "{path}: {text}");
        let body = body.unwrap();
        (status, headers, body)
    }

    /// The same, with the body as it comes.
    pub(super) async fn stream(&self, path: &str, body: &Value) -> (StatusCode, HeaderMap, String) {
        let request = client().post(self.url(path)).json(body);
        let response = request.bearer_auth("client-canary").send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        (status, headers, response.text().await.unwrap())
    }

    /// The bodies that reached OpenAI.
    pub(super) fn sent(&self) -> Vec<Value> {
        bodies(&serde_json::to_value(self.openai.log()).unwrap())
    }

    /// The bodies that reached Anthropic.
    pub(super) fn sent_to_claude(&self) -> Vec<Value> {
        bodies(&serde_json::to_value(self.anthropic.log()).unwrap())
    }

    pub(super) async fn end(self) {
        assert_eq!(self.openai.violations(), Vec::<String>::new());
        assert_eq!(self.anthropic.violations(), Vec::<String>::new());
        assert!(self.openai.askers().iter().all(|asker| asker.is_gateway()));
        self.gateway.stop().await;
    }
}

fn bodies(log: &Value) -> Vec<Value> {
    let entries = log.as_array().unwrap().iter();
    entries.map(|entry| entry["body"].clone()).collect()
}

/// Keeps a login of Sign in with ChatGPT beside the Claude login.
fn keep_plan(folder: &TempDir, token: &str) {
    let path = folder.path().join("credentials.json");
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    file["chatgpt"] = json!({"accessToken": token, "refreshToken": "r", "expiresAt": now.as_millis() as u64 + 3_600_000,
        "scopes": ["openid", "chatgpt.tokens.use.direct"], "subject": "user-1", "clientId": "oaiapp_1", "issuer": ISSUER});
    std::fs::write(path, file.to_string()).unwrap();
}

/// The question `text` in each format, for `model`.
pub(super) fn asked(path: &str, model: &str, text: &str) -> Value {
    if path.ends_with("/responses") {
        return json!({"model": model, "input": text});
    }
    if path.ends_with("/completions") {
        return json!({"model": model, "messages": [{"role": "user", "content": text}]});
    }
    json!({"model": model, "max_tokens": 999, "messages": [{"role": "user", "content": text}]})
}

/// The text of a whole answer in any format.
pub(super) fn said(body: &Value) -> String {
    let texts = |list: &Value, member: &str| -> String {
        let items = list.as_array().into_iter().flatten();
        items.filter_map(|item| item[member].as_str()).collect()
    };
    if let Some(text) = body["choices"][0]["message"]["content"].as_str() {
        return text.to_owned();
    }
    if body["object"] == "response" {
        let items = body["output"].as_array().into_iter().flatten();
        return items.map(|item| texts(&item["content"], "text")).collect();
    }
    texts(&body["content"], "text")
}

/// The paths of the three formats.
pub(super) const PATHS: [&str; 3] = [
    "/v1/messages",
    "/openai/v1/chat/completions",
    "/openai/v1/responses",
];

/// The address of a server that gives each connection `answer` when something is asked, and keeps it open.
pub(super) async fn canned(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            // A client takes no answer to what it has not asked.
            connection.read_u8().await.unwrap();
            connection.write_all(answer.as_bytes()).await.unwrap();
            open.push(connection);
        }
    });
    url
}
