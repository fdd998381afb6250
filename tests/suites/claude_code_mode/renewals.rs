//! The command's own login is renewed by the command alone, and its refresh token is good for one use: whoever ends it
//! between question and answer costs the person the login.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};
use e2e::claude_code::{Commanded, PATIENT, text_of};
use e2e::person::write_private;
use e2e::stage::TOKEN;
use e2e::wire::{Connection, read_request};
use e2e::{Sandbox, eventually, messages};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Whom the command asks for a new login, and who is signed in (measured with claude 2.1.331).
const HOSTS: [&str; 2] = ["platform.claude.com", "api.anthropic.com"];
/// Longer than the two seconds that an interrupted command waits by itself.
const SLOW: Duration = Duration::from_secs(4);

/// The servers of [`HOSTS`], behind a proxy that leads nowhere else. A new login takes its time.
struct Servers {
    proxy: String,
    certificate: PathBuf,
    /// How often a new login was asked for.
    renewals: Arc<AtomicUsize>,
    task: JoinHandle<()>,
    _folder: Sandbox,
}

impl Servers {
    async fn start() -> Result<Self> {
        let folder = Sandbox::new()?;
        let made = rcgen::generate_simple_self_signed(HOSTS.map(str::to_owned))?;
        let certificate = folder.home().join("certificate.pem");
        std::fs::write(&certificate, made.cert.pem())?;
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der());
        let key = key.map_err(anyhow::Error::msg)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let proxy = format!("http://{}", listener.local_addr()?);
        let renewals = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&renewals);
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                // A client that goes away ends its connection.
                connections.spawn(tunnel(stream, acceptor.clone(), Arc::clone(&counted)));
            }
        });
        Ok(Self {
            proxy,
            certificate,
            renewals,
            task,
            _folder: folder,
        })
    }

    fn asked(&self) -> usize {
        self.renewals.load(Ordering::SeqCst)
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A connection through the proxy (RFC 9110, 9.3.6), and the requests in it.
async fn tunnel(
    mut stream: TcpStream,
    acceptor: TlsAcceptor,
    renewals: Arc<AtomicUsize>,
) -> Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    serve(acceptor.accept(stream).await?, &renewals).await
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    renewals: &AtomicUsize,
) -> Result<()> {
    loop {
        let request = read_request(&mut stream).await?;
        let request = String::from_utf8_lossy(&request);
        let renews = request.starts_with("POST /v1/oauth/token ");
        let (status, body) = if renews {
            let number = renewals.fetch_add(1, Ordering::SeqCst) + 1;
            tokio::time::sleep(SLOW).await;
            let tokens = json!({
                "token_type": "Bearer", "expires_in": 28800, "scope": "user:inference user:profile",
                "access_token": format!("sk-ant-oat01-renewed-{number}"),
                "refresh_token": format!("sk-ant-ort01-renewed-{number}"),
            });
            ("200 OK", tokens.to_string())
        } else {
            ("404 Not Found", json!({"type": "error"}).to_string())
        };
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
    }
}

/// The command's login, as its file has it.
fn login(stage: &Commanded) -> Result<Value> {
    let file = stage.gateway.home.home().join(".claude/.credentials.json");
    let text = std::fs::read_to_string(file)?;
    let whole: Value = serde_json::from_str(&text).with_context(|| text.clone())?;
    Ok(whole["claudeAiOauth"].clone())
}

/// The login has just ended.
fn end_login(stage: &Commanded) -> Result<()> {
    let mut login = login(stage)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    login["expiresAt"] = u64::try_from(now)?.saturating_sub(60_000).into();
    let file = stage.gateway.home.home().join(".claude/.credentials.json");
    write_private(&file, &json!({ "claudeAiOauth": login }))
}

#[tokio::test]
async fn a_client_that_leaves_while_the_login_is_renewed_does_not_cost_it() -> Result<()> {
    let servers = Servers::start().await?;
    let certificate = servers.certificate.display().to_string();
    let stage = Commanded::with(&[], |setup| {
        setup
            .env("CLAUDE__MODE", "code")
            .env("HTTPS_PROXY", &servers.proxy)
            .env("NODE_EXTRA_CA_CERTS", &certificate)
    });
    let Some(stage) = stage.await? else {
        return Ok(());
    };
    // By then it is known who is signed in, which renews as well.
    text_of(&stage.ask("/v1/messages", &messages::body("text")).await?)?;
    ensure!(servers.asked() == 0);
    eventually("one waits", PATIENT, async || {
        let idle = stage
            .metric("ccproxy_claude_code_processes{state=\"idle\"}")
            .await?;
        Ok((idle == 1).then_some(()))
    })
    .await?;
    end_login(&stage)?;

    // The process that was started ahead answers it: there is no other that could renew the login.
    let body = messages::streaming("text");
    let mut client = Connection::open(stage.address()).await?;
    let request = messages::request(stage.address(), &body);
    client
        .send(&request.header("x-api-key", TOKEN).bytes())
        .await?;
    eventually("the login is renewed", PATIENT, async || {
        Ok((servers.asked() > 0).then_some(()))
    })
    .await?;
    drop(client);
    eventually("the new login is kept", SLOW * 2, async || {
        Ok((login(&stage)?["refreshToken"] == "sk-ant-ort01-renewed-1").then_some(()))
    })
    .await?;
    ensure!(login(&stage)?["accessToken"] == "sk-ant-oat01-renewed-1");
    text_of(&stage.ask("/v1/messages", &messages::body("text")).await?)?;
    ensure!(servers.asked() == 1, "{} renewals", servers.asked());
    stage.close().await
}
