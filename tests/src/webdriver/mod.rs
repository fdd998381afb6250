//! Hands and eyes in the app's window: a client of `WebKitWebDriver`, which starts the app itself.
//!
//! The app offers its web view for that only where `TAURI_WEBVIEW_AUTOMATION` is set when it starts; a person's app never
//! does. The process of the window inherits what the driver set for the app, and so it is that one which answers the driver.
//! WebKit serves one session for each driver.

mod element;
mod keys;
mod page;
mod wire;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::desktop::{Desktop, PATIENCE};
use crate::{Process, eventually};
pub use element::Element;
pub use keys::Key;

/// The page draws once it knows what to show; until then it may still go elsewhere by itself.
const DRAWN: &str = "document.querySelector('#main')?.childElementCount > 0";

/// The app's window, in a session of a driver of its own. Dropping it ends the driver; the desktop ends the app.
#[derive(Debug)]
pub struct Page {
    driver: Process,
    to: SocketAddr,
    session: String,
}

impl Page {
    /// Starts the app on `desktop` with these arguments and variables, and waits until its page is there.
    ///
    /// # Errors
    /// The driver or the app does not start.
    pub async fn open(
        desktop: &Desktop,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        // A port that is free now may be taken a moment later: then the driver ends, and says so.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let to = SocketAddr::from(([127, 0, 0, 1], port));
        let mut command = desktop.command("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment.iter().copied());
        let mut driver = Process::start("WebKitWebDriver", &mut command)?;
        eventually("the driver's port", PATIENCE, async || {
            anyhow::ensure!(driver.is_running()?, "{}", driver.output());
            Ok(TcpStream::connect(to).await.ok())
        })
        .await?;
        let app = desktop.app_path();
        let options = json!({ "binary": app, "args": arguments });
        let wanted =
            json!({"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}});
        let begun = wire::command(to, "POST", "/session", Some(&wanted)).await;
        let begun = begun.with_context(|| driver.output())?;
        let session = begun["sessionId"].as_str().context("no session")?;
        let page = Self {
            session: session.to_owned(),
            driver,
            to,
        };
        page.until("the page has drawn something", DRAWN).await?;
        Ok(page)
    }

    /// What the app and the driver wrote, for a failure message.
    #[must_use]
    pub fn output(&self) -> String {
        self.driver.output()
    }

    /// Saves a picture of the page.
    ///
    /// # Errors
    /// None can be taken, or the file cannot be written.
    pub async fn picture(&self, file: &PathBuf) -> Result<()> {
        use base64::Engine as _;
        self.is_drawn().await?;
        let text = self.get("screenshot").await?;
        let text = text.as_str().context("no picture")?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(text)?;
        std::fs::write(file, bytes).with_context(|| file.display().to_string())
    }

    /// Ends the session, and with it the app, at once: what is open is not waited for.
    ///
    /// # Errors
    /// The driver does not answer.
    pub async fn close(self) -> Result<()> {
        let path = format!("/session/{}", self.session);
        wire::command(self.to, "DELETE", &path, None)
            .await
            .map(drop)
    }

    async fn get(&self, path: &str) -> Result<Value> {
        self.ask("GET", path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.ask("POST", path, Some(&body)).await
    }

    async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let path = format!("/session/{}/{path}", self.session);
        wire::command(self.to, method, &path, body).await
    }
}
