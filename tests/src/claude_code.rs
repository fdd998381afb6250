//! A gateway whose answers come from the real `claude` command, with the fake behind it and a login that no server knows.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::desktop::processes::{self, Seen};
use crate::gateway::Setup;
use crate::person::write_private;
use crate::stage::TOKEN;
use crate::wire::{Answer, Request, exchange_within};
use crate::{Fake, Gateway, Sandbox, clients, eventually};

/// A cold start takes half a second alone, and several where many want the processors.
pub const PATIENT: Duration = Duration::from_secs(60);
/// The command's token, in the form by which the fake knows a subscription.
const LOGIN: &str = "sk-ant-oat01-of-the-commands-own-login";

/// A gateway and its fake.
#[derive(Debug)]
pub struct Commanded {
    /// The upstream.
    pub fake: Fake,
    /// The program under test.
    pub gateway: Gateway,
}

/// The command; nothing after a line that says what is skipped.
fn program() -> Result<Option<PathBuf>> {
    clients::named_by("CCPROXY_CLAUDE")
}

/// Signs the command in, in this home.
fn sign_in(home: &Sandbox) -> Result<()> {
    let login = json!({
        "accessToken": LOGIN,
        "refreshToken": "sk-ant-ort01-of-the-commands-own-login",
        "expiresAt": 4_102_444_800_000_u64,
        "scopes": ["user:inference", "user:profile"],
        "subscriptionType": "max",
    });
    let file = home.home().join(".claude/.credentials.json");
    write_private(&file, &json!({ "claudeAiOauth": login }))
}

/// What a gateway must be told so that it finds `program`, which asks `fake` and cannot leave this machine.
fn settings(program: &Path, fake: &Fake) -> [(&'static str, String); 5] {
    [
        ("CLAUDE__CLI_PATH", program.display().to_string()),
        ("CLAUDE__BASE_URL", fake.url()),
        ("HTTPS_PROXY", "http://127.0.0.1:9".to_owned()),
        ("HTTP_PROXY", "http://127.0.0.1:9".to_owned()),
        ("NO_PROXY", "127.0.0.1,localhost,::1".to_owned()),
    ]
}

/// A gateway before `fake`, with somebody signed in to `program`.
fn before(program: &Path, fake: &Fake) -> Result<Setup> {
    let setup = Setup::bare()?.token(TOKEN);
    sign_in(setup.home())?;
    let known = settings(program, fake).into_iter();
    Ok(known.fold(setup, |setup, (name, value)| setup.env(name, &value)))
}

impl Commanded {
    /// A gateway with `claude.mode = "code"` and somebody signed in; nothing where there is no command.
    ///
    /// # Errors
    /// One of the programs does not start.
    pub async fn new() -> Result<Option<Self>> {
        Self::with(&[], |setup| setup.env("CLAUDE__MODE", "code")).await
    }

    /// The same with a fake that gets `arguments`, and a gateway that is set up by `adjust`.
    ///
    /// # Errors
    /// One of the programs does not start.
    pub async fn with(
        arguments: &[&str],
        adjust: impl FnOnce(Setup) -> Setup,
    ) -> Result<Option<Self>> {
        let Some(program) = program()? else {
            return Ok(None);
        };
        let fake = Fake::start(arguments).await?;
        let gateway = adjust(before(&program, &fake)?).start().await?;
        Ok(Some(Self { fake, gateway }))
    }

    /// Another gateway before the same fake, in a home of its own, set up by `adjust`.
    ///
    /// # Errors
    /// It does not start.
    pub async fn another(&self, adjust: impl FnOnce(Setup) -> Setup) -> Result<Gateway> {
        let program = program()?.context("there is no command")?;
        adjust(before(&program, &self.fake)?).start().await
    }

    /// Where the gateway listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.gateway.address()
    }

    /// The answer to `body` at `path`.
    ///
    /// # Errors
    /// There is none.
    pub async fn ask(&self, path: &str, body: &Value) -> Result<Answer> {
        ask(self.address(), path, body).await
    }

    /// The requests for messages that reached the fake, oldest first.
    ///
    /// # Errors
    /// The fake does not answer.
    pub async fn asked(&self) -> Result<Vec<Value>> {
        let mut log = self.fake.log().await?;
        log.retain(|entry| {
            entry["path"]
                .as_str()
                .unwrap_or_default()
                .starts_with("/v1/messages")
        });
        Ok(log)
    }

    /// The processes of the command that there are.
    ///
    /// # Errors
    /// This system has no `/proc`.
    pub fn processes(&self) -> Result<Vec<Seen>> {
        let mut seen = processes::of_home(&self.gateway.home.home().to_string_lossy())?;
        seen.retain(|process| process.id != self.gateway.process.id());
        Ok(seen)
    }

    /// A number of `/metrics`, by its name and labels.
    ///
    /// # Errors
    /// It is not there.
    pub async fn metric(&self, name: &str) -> Result<u64> {
        let text = self.metrics().await?;
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let value = value.with_context(|| format!("no {name} in\n{text}"))?;
        Ok(value.parse()?)
    }

    async fn metrics(&self) -> Result<String> {
        let request = Request::new("GET", "/metrics", self.address()).header("x-api-key", TOKEN);
        let answer = request.send(self.address()).await?;
        ensure!(answer.status == 200, "{}", answer.text());
        Ok(answer.text())
    }

    /// The checks that end every test: nothing panicked, nothing was wrong upstream, and after a stop there is no process
    /// and no file left.
    ///
    /// # Errors
    /// One of them fails.
    pub async fn close(mut self) -> Result<()> {
        let violations = self.fake.violations().await?;
        ensure!(violations.is_empty(), "violations: {violations:#?}");
        let status = self.gateway.stop(PATIENT).await?;
        let log = self.gateway.log();
        ensure!(status.success(), "{status}\n{log}");
        ensure!(!log.contains("panicked"), "something panicked\n{log}");
        for secret in [TOKEN, LOGIN] {
            ensure!(!log.contains(secret), "{secret} is in the log\n{log}");
        }
        self.nothing_is_left().await
    }

    /// Checks that a stopped gateway left no process of the command, and none of their files.
    ///
    /// # Errors
    /// It did.
    pub async fn nothing_is_left(&self) -> Result<()> {
        let gone = eventually("no process is left", Duration::from_secs(2), async || {
            Ok(self.processes()?.is_empty().then_some(()))
        });
        gone.await
            .with_context(|| format!("{:?}", self.processes()))?;
        let folders = self
            .gateway
            .home
            .home()
            .join(".local/state/ccproxy/claude-code");
        let Ok(folders) = std::fs::read_dir(folders) else {
            return Ok(());
        };
        for folder in folders {
            let folder = folder?;
            // Where the processes work; nothing is ever in it.
            let empty = std::fs::read_dir(folder.path())?.next().is_none();
            ensure!(folder.file_name() == "empty" && empty, "{folder:?} is left");
        }
        Ok(())
    }
}

/// The answer of `to` to `body` at `path`, with the right token.
///
/// # Errors
/// There is none.
pub async fn ask(to: SocketAddr, path: &str, body: &Value) -> Result<Answer> {
    let request = Request::new("POST", path, to).header("x-api-key", TOKEN);
    let request = request.header("anthropic-version", "2023-06-01").json(body);
    exchange_within(to, &request.bytes(), PATIENT).await
}

/// The text of a whole answer of the Messages format.
///
/// # Errors
/// It is none.
pub fn text_of(answer: &Answer) -> Result<String> {
    ensure!(answer.status == 200, "{} {}", answer.status, answer.text());
    let message = answer.json()?;
    let blocks = message["content"].as_array().cloned().unwrap_or_default();
    let texts = blocks.iter().filter_map(|block| block["text"].as_str());
    Ok(texts.collect())
}
