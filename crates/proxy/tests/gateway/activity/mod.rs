//! The record of what was asked: whole, bounded, and without a word of what was said.

mod answers;
mod bounds;
mod failures;

use std::time::Duration;

use fakes::anthropic::Anthropic;
use proxy::{Activity, Gateway, Record};
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::timeout;

use crate::stage::{client, config, provider, recording, stored_login};

pub(crate) const TOKEN: &str = "canary-token";

pub(crate) struct Stage {
    pub(crate) fake: Anthropic,
    pub(crate) gateway: Gateway,
    pub(crate) activity: Activity,
    pub(crate) client: Client,
    _folder: TempDir,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with("").await
    }

    /// With more settings.
    pub(crate) async fn with(more: &str) -> Self {
        let (fake, url) = provider().await;
        let folder = TempDir::new().unwrap();
        config(folder.path(), &url);
        let path = folder.path().join("config.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let security = format!("[security]\nauth_token = \"{TOKEN}\"\n");
        let aliases = "[models.aliases]\nfast = \"claude-sonnet-5-5\"\n";
        std::fs::write(&path, text + &security + aliases + more).unwrap();
        stored_login(folder.path(), Some(&url), Duration::from_secs(3600));
        let gateway = recording(folder.path()).await;
        Self {
            activity: gateway.activity(),
            fake,
            gateway,
            client: client(),
            _folder: folder,
        }
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.gateway.address().base_url());
        let request = self.client.post(url).header("x-api-key", TOKEN);
        request
            .header("user-agent", "Anthropic/Python 2.13.0")
            .json(body)
    }

    /// Asks, and reads the answer to its end, however it ends.
    pub(crate) async fn answer(&self, path: &str, body: &Value) -> (u16, String) {
        let response = self.post(path, body).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.text().await.unwrap_or_default())
    }

    /// The records, when the requests of them all have ended.
    pub(crate) async fn ended(&self) -> Vec<Record> {
        let mut changes = self.activity.changes();
        let ended = async {
            while self.activity.live() > 0 {
                changes.changed().await.unwrap();
            }
        };
        timeout(Duration::from_secs(10), ended).await.unwrap();
        self.activity.since(0).0
    }

    /// The only record, when its request has ended.
    pub(crate) async fn only(&self) -> Record {
        let mut records = self.ended().await;
        assert_eq!(records.len(), 1, "{records:?}");
        records.remove(0)
    }

    pub(crate) async fn end(self) {
        assert_eq!(self.fake.violations(), Vec::<String>::new());
        self.gateway.stop().await;
    }
}

pub(crate) fn question(text: &str, stream: bool) -> Value {
    json!({"model": "claude-sonnet-5-5", "max_tokens": 99, "stream": stream,
           "messages": [{"role": "user", "content": text}]})
}
