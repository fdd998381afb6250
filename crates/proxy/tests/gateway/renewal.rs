//! Tokens that are renewed while requests come: nobody notices.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fakes::anthropic::Anthropic;
use fakes::logins::{Config, Endpoint, Fault, FaultKind, Issued, Served, Server};
use proxy::Gateway;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::stage::{ask, client, gateway, provider_of};

pub(crate) struct Stage {
    pub(crate) logins: Served,
    fake: Anthropic,
    url: String,
    pub(crate) folder: TempDir,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let logins = Served::start(Config::default()).await.unwrap();
        let (fake, url) = provider_of(Some(logins.logins.clone())).await;
        let folder = TempDir::new().unwrap();
        let (origin, base) = (&logins.origin, &url);
        let text = format!(
            "[claude]\nbase_url = {base:?}\n[claude.oauth]\ntoken_url = \"{origin}/v1/oauth/token\"\n\
             profile_url = \"{origin}/api/oauth/profile\"\n[credentials]\nstore = \"file\"\n"
        );
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        Self {
            logins,
            fake,
            url,
            folder,
        }
    }

    /// Stores a login whose access token ends in `seconds`.
    pub(crate) fn store(&self, seconds: i64) -> Issued {
        let issued = self.logins.logins.issue(Server::Claude, "ada");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = i64::try_from(now.as_millis()).unwrap();
        let login = json!({
            "accessToken": issued.access_token,
            "refreshToken": issued.refresh_token,
            "expiresAt": now + seconds * 1000,
            "issuedAt": now,
            "scopes": Config::default().claude.scopes,
            "origin": self.url,
            "tokenUrl": format!("{}/v1/oauth/token", self.logins.origin),
            "termsAcceptedAt": now,
            "account": {"uuid": "ada"},
        });
        write(self.folder.path(), &json!({ "claudeAiOauth": login }));
        issued
    }

    fn refreshes(&self) -> u64 {
        let counters = self.logins.logins.counters();
        counters.get("claude.token").copied().unwrap_or_default()
    }

    pub(crate) async fn close(self, gateway: Gateway) {
        gateway.stop().await;
        assert_eq!(self.logins.logins.violations(), []);
        assert_eq!(self.fake.violations(), Vec::<String>::new());
    }
}

fn write(folder: &Path, file: &Value) {
    let draft = folder.join("draft");
    std::fs::write(&draft, file.to_string()).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&draft, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::rename(draft, folder.join("credentials.json")).unwrap();
}

async fn answers(gateway: &Gateway, count: usize) -> Vec<(StatusCode, Value)> {
    let client = client();
    let url = gateway.address().base_url();
    let mut requests = JoinSet::new();
    for _ in 0..count {
        let (client, url) = (client.clone(), url.clone());
        requests.spawn(async move {
            let body = json!({"model": "claude-sonnet-5-5", "max_tokens": 9,
                              "messages": [{"role": "user", "content": "hi"}]});
            let request = client.post(format!("{url}/v1/messages")).json(&body);
            let response = request.send().await.unwrap();
            (response.status(), response.json().await.unwrap())
        });
    }
    requests.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_requests_with_an_expired_token_are_all_answered_after_one_refresh() {
    let stage = Stage::new().await;
    stage.store(-60);
    let slow = Fault::new(Endpoint::Token, FaultKind::SlowMs).ms(300);
    stage.logins.logins.fault(slow);
    let gateway = gateway(stage.folder.path()).await;
    for (status, body) in answers(&gateway, 300).await {
        assert_eq!(status, 200, "{body}");
    }
    assert_eq!(stage.refreshes(), 1);
    stage.close(gateway).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_the_provider_refuses_is_renewed_once_and_no_client_hears_of_it() {
    let stage = Stage::new().await;
    stage.store(3600);
    let gateway = gateway(stage.folder.path()).await;
    assert_eq!(ask(&client(), &gateway, "hi").await.0, 200);
    // The provider's clock is right, and ours an hour and a half behind.
    stage.logins.logins.advance(9 * 3600);
    for (status, body) in answers(&gateway, 50).await {
        assert_eq!(status, 200, "{body}");
    }
    assert_eq!(stage.refreshes(), 1);
    stage.close(gateway).await;
}

#[tokio::test]
async fn a_refused_login_makes_one_refresh_and_one_retry_and_no_loop() {
    let stage = Stage::new().await;
    let issued = stage.store(3600);
    let gateway = gateway(stage.folder.path()).await;
    stage.logins.logins.revoke(&issued.refresh_token);
    let before = stage.fake.log().len();
    for _ in 0..5 {
        let (status, _) = ask(&client(), &gateway, "hi").await;
        assert_eq!(status, 401);
    }
    assert_eq!(stage.refreshes(), 1);
    let asked = stage.fake.log().len() - before;
    assert_eq!(
        asked, 1,
        "the provider was asked again with a login that it had refused"
    );
    let (_, body) = ask(&client(), &gateway, "hi").await;
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains("ccproxy auth login"), "{message}");
    stage.close(gateway).await;
}

#[tokio::test]
async fn a_renewal_that_fails_for_now_is_a_502_that_says_so() {
    let stage = Stage::new().await;
    stage.store(-60);
    let broken = Fault::new(Endpoint::Token, FaultKind::Status500).times(2);
    stage.logins.logins.fault(broken);
    let gateway = gateway(stage.folder.path()).await;
    let (status, body) = ask(&client(), &gateway, "hi").await;
    assert_eq!(status, 502, "{body}");
    let mut status = status;
    for _ in 0..60 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        status = ask(&client(), &gateway, "hi").await.0;
        if status == 200 {
            break;
        }
    }
    assert_eq!(status, 200);
    stage.close(gateway).await;
}

#[tokio::test]
async fn a_login_in_another_process_reaches_a_running_server_at_once() {
    let stage = Stage::new().await;
    let gateway = gateway(stage.folder.path()).await;
    assert_eq!(ask(&client(), &gateway, "hi").await.0, 401);
    stage.store(3600);
    let mut answered = false;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if ask(&client(), &gateway, "hi").await.0 == 200 {
            answered = true;
            break;
        }
    }
    assert!(answered);
    stage.close(gateway).await;
}

#[tokio::test]
async fn a_stored_key_goes_before_a_login_and_to_its_own_server_only() {
    let stage = Stage::new().await;
    stage.store(3600);
    let key = |origin: &str| {
        let mut file: Value = serde_json::from_slice(
            &std::fs::read(stage.folder.path().join("credentials.json")).unwrap(),
        )
        .unwrap();
        file["claudeApiKey"] = json!({"key": "sk-ant-api03-stored", "origin": origin});
        write(stage.folder.path(), &file);
    };
    key(&stage.url);
    let gateway = gateway(stage.folder.path()).await;
    assert_eq!(ask(&client(), &gateway, "hi").await.0, 200);
    let used = |name: &str| {
        let log = serde_json::to_value(stage.fake.log()).unwrap();
        let last = log.as_array().unwrap().last().unwrap();
        last["headers"].to_string().contains(name)
    };
    assert!(used("sk-ant-api03-stored"));
    key("https://api.anthropic.com");
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(ask(&client(), &gateway, "hi").await.0, 200);
        if used("sk-ant-oat01") {
            break;
        }
    }
    assert!(
        used("sk-ant-oat01"),
        "a key of another server is still used"
    );
    stage.close(gateway).await;
}
