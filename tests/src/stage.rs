//! A fake and a gateway in front of it, with the checks that end every test on them.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::fake::UPSTREAM_KEY;
use crate::gateway::Setup;
use crate::wire::Answer;
use crate::{DEADLINE, Fake, Gateway, eventually, messages, sse};

/// The auth token of the stage. It opens nothing.
pub const TOKEN: &str = "token-of-the-suites";

/// An honest exchange on loopback takes milliseconds; beyond this somebody else's abuse is felt.
const QUICK: Duration = Duration::from_secs(2);

/// A fake and a gateway with an auth token.
#[derive(Debug)]
pub struct Stage {
    /// The upstream.
    pub fake: Fake,
    /// The program under test.
    pub gateway: Gateway,
}

impl Stage {
    /// A stage with the defaults.
    ///
    /// # Errors
    /// One of the programs does not start.
    pub async fn new() -> Result<Self> {
        Self::with(&[], |setup| setup).await
    }

    /// A stage whose fake gets `arguments` and whose gateway is set up by `adjust`.
    ///
    /// # Errors
    /// One of the programs does not start.
    pub async fn with(arguments: &[&str], adjust: impl FnOnce(Setup) -> Setup) -> Result<Self> {
        let fake = Fake::for_gateway(arguments).await?;
        let setup = Setup::to(&fake)?.token(TOKEN).env("LOG__LEVEL", "trace");
        let gateway = adjust(setup).start().await?;
        Ok(Self { fake, gateway })
    }

    /// Where the gateway listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.gateway.address()
    }

    /// Plays `scenario` as an honest client that asks for a stream; gives the whole answer.
    ///
    /// # Errors
    /// No whole answer.
    pub async fn stream(&self, scenario: &str) -> Result<Answer> {
        stream(self.address(), scenario).await
    }

    /// Checks that an honest client is served at once: a whole stream of text.
    ///
    /// # Errors
    /// It is not, or slowly.
    pub async fn serves(&self) -> Result<()> {
        honest(self.address()).await
    }

    /// The checks that end every test: the gateway still runs and serves, nothing panicked, its most detailed log holds
    /// no secret, and upstream has seen nothing that it must not see.
    ///
    /// # Errors
    /// One of them fails.
    pub async fn close(mut self) -> Result<()> {
        self.serves().await?;
        ensure!(
            self.gateway.process.is_running()?,
            "the gateway has ended\n{}",
            self.gateway.log()
        );
        // Lines are written behind the answers that they tell of.
        let log = eventually("a detailed log", DEADLINE, async || {
            let log = self.gateway.log();
            let detailed = log.contains("TRACE") || log.contains("DEBUG");
            Ok(detailed.then_some(log))
        });
        let log = log.await.with_context(|| self.gateway.log())?;
        ensure!(!log.contains("panicked"), "something panicked\n{log}");
        for secret in [TOKEN, UPSTREAM_KEY] {
            ensure!(!log.contains(secret), "{secret} is in the log\n{log}");
        }
        let violations = self.fake.violations().await?;
        ensure!(violations.is_empty(), "violations: {violations:#?}");
        Ok(())
    }
}

/// Plays `scenario` against `to` with the right token, asking for a stream.
///
/// # Errors
/// No whole answer.
pub async fn stream(to: SocketAddr, scenario: &str) -> Result<Answer> {
    let request = messages::request(to, &messages::streaming(scenario));
    request.header("x-api-key", TOKEN).send(to).await
}

/// Checks that `to` serves an honest client with the right token: a whole stream of text, at once.
///
/// # Errors
/// It does not, or slowly.
pub async fn honest(to: SocketAddr) -> Result<()> {
    let answer = tokio::time::timeout(QUICK, stream(to, "text"))
        .await
        .context("an honest client is not served in time")??;
    ensure!(answer.status == 200, "honest: {}", answer.text());
    let events = sse::events(&answer.text())?;
    let last = events.last().map(|(name, _)| name.as_str());
    ensure!(
        last == Some("message_stop") && !sse::text(&events).is_empty(),
        "an honest stream is not whole: {}",
        answer.text()
    );
    Ok(())
}
