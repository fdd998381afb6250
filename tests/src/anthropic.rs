//! The strict fake of the Anthropic API in this process: it knows which logins of a person are live.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use fakes::anthropic::{Anthropic, Config, Model, Wire, current_models};
use fakes::logins::Logins;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The model that the snippets name.
const OF_SNIPPETS: &str = "claude-sonnet-4-20250514";

/// A port for the fake: settings name it before there is anybody to serve it.
#[derive(Debug)]
pub struct Reserved(TcpListener);

/// The running fake; it ends with this guard.
#[derive(Debug)]
pub struct Api {
    address: SocketAddr,
    task: JoinHandle<()>,
    fake: Known,
}

/// Its state, which has no words of its own.
struct Known(Anthropic);

impl std::fmt::Debug for Known {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Anthropic")
    }
}

impl Reserved {
    /// Takes a free port.
    ///
    /// # Errors
    /// None is free.
    pub async fn new() -> Result<Self> {
        Ok(Self(TcpListener::bind("127.0.0.1:0").await?))
    }

    /// Its base address.
    ///
    /// # Errors
    /// The port is lost.
    pub fn url(&self) -> Result<String> {
        Ok(format!("http://{}", self.0.local_addr()?))
    }

    /// Serves the logins that `logins` issued, and any key.
    ///
    /// # Errors
    /// The port is lost.
    pub fn serve(self, logins: Logins) -> Result<Api> {
        let address = self.0.local_addr()?;
        let mut models = current_models();
        models.push(Model::new(OF_SNIPPETS, "Claude Sonnet 4"));
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let fake = Anthropic::new(Config {
            wire: Wire::Gateway { version },
            logins: Some(logins),
            models,
            ..Config::default()
        });
        let task = tokio::spawn(fake.clone().serve(self.0, std::future::pending()));
        let fake = Known(fake);
        Ok(Api {
            address,
            task,
            fake,
        })
    }
}

impl Api {
    /// Its base address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Checks that all that came was well-formed, and came from the gateway.
    ///
    /// # Errors
    /// Something was not.
    pub fn is_content(&self) -> Result<()> {
        let violations = self.fake.0.violations();
        ensure!(violations.is_empty(), "{violations:#?}");
        Ok(())
    }

    /// How many messages were asked for.
    #[must_use]
    pub fn messages(&self) -> usize {
        let log = self.fake.0.log();
        log.iter()
            .filter(|entry| entry.path.starts_with("/v1/messages"))
            .count()
    }

    /// How its last streamed answer ended.
    ///
    /// # Errors
    /// There was none.
    pub fn last_stream(&self) -> Result<String> {
        let streams = self.fake.0.streams();
        let last = streams.last().context("no stream")?;
        Ok(format!("{last:?}"))
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.task.abort();
    }
}
