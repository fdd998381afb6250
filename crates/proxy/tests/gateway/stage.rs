use std::path::Path;
use std::time::{Duration, SystemTime};

use auth::Places;
use fakes::anthropic::{Anthropic, Config, Wire};
use fakes::logins::Logins;
use proxy::{Gateway, Launch};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use settings::{Flag, Sources};
use tokio::net::TcpListener;

/// A provider that lets nobody but the gateway in.
pub(crate) async fn provider() -> (Anthropic, String) {
    provider_of(None).await
}

/// The same, which takes only the tokens that `logins` gave out.
pub(crate) async fn provider_of(logins: Option<Logins>) -> (Anthropic, String) {
    serving(Config {
        logins,
        wire: Wire::Gateway {
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        ..Config::default()
    })
    .await
}

/// A provider that takes no login from another program than its own.
pub(crate) async fn provider_of_own_programs() -> (Anthropic, String) {
    serving(Config {
        own_programs: true,
        ..Config::default()
    })
    .await
}

async fn serving(config: Config) -> (Anthropic, String) {
    let fake = Anthropic::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(fake.clone().serve(listener, std::future::pending()));
    (fake, url)
}

pub(crate) async fn gateway(folder: &Path) -> Gateway {
    launched(folder, false).await
}

/// A gateway that keeps a record of its requests.
pub(crate) async fn recording(folder: &Path) -> Gateway {
    launched(folder, true).await
}

async fn launched(folder: &Path, record: bool) -> Gateway {
    let mut sources = Sources::in_folder(folder);
    sources.flags.push(Flag {
        key: "server.port",
        value: "0".to_owned(),
        name: "--port",
    });
    Gateway::start(Launch {
        places: Places::in_folder(folder),
        sources,
        demo: false,
        logging: None,
        record,
    })
    .await
    .unwrap()
}

pub(crate) fn stored_login(folder: &Path, origin: Option<&str>, lives: Duration) {
    let end = (SystemTime::now() + lives)
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let mut login = json!({"accessToken": "sk-ant-oat01-stored", "expiresAt": end.as_millis() as u64,
               "termsAcceptedAt": 1_700_000_000_000_u64});
    if let Some(origin) = origin {
        login["origin"] = origin.into();
    }
    let text = json!({"claudeAiOauth": login}).to_string();
    std::fs::write(folder.join("credentials.json"), text).unwrap();
}

pub(crate) fn config(folder: &Path, base_url: &str) {
    let text = format!(
        "[claude]\nmode = \"api\"\nbase_url = {base_url:?}\n[credentials]\nstore = \"file\"\n"
    );
    std::fs::write(folder.join("config.toml"), text).unwrap();
}

pub(crate) async fn ask(client: &Client, gateway: &Gateway, text: &str) -> (StatusCode, Value) {
    let url = format!("{}/v1/messages", gateway.address().base_url());
    let body = json!({"model": "claude-sonnet-5-5", "max_tokens": 99,
                      "messages": [{"role": "user", "content": text}]});
    let response = client.post(url).json(&body).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

pub(crate) fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().no_proxy();
    builder.redirect(Policy::none()).build().unwrap()
}
