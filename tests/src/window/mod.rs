//! A person at a desktop, with the app's window open.

pub mod parts;

use std::net::{SocketAddr, TcpListener};

use anyhow::{Context as _, Result, ensure};
use fakes::logins::Config;
use serde_json::Value;

use crate::anthropic::{Api, Reserved};
use crate::desktop::{Desktop, Tools, tools};
use crate::person::Person;
use crate::webdriver::Page;
use crate::wire::{Answer, Connection, Request};
use crate::{DEADLINE, eventually, messages};

/// A key of the right form. It opens nothing.
pub const KEY: &str = "sk-ant-api03-window-suite-0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ-KLMNOPQRSTUVWXYZ-0123456789-AA";

/// How the person's machine is before the app starts.
#[allow(missing_debug_implementations, reason = "it holds a closure")]
pub struct Setup {
    tools: Tools,
    logins: Config,
    settings: String,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    keyring: bool,
    prepare: Option<Prepare>,
}

/// What is done to the person's files before the app starts.
type Prepare = Box<dyn FnOnce(&Person) -> Result<()>>;

/// The person, their desktop and the window.
#[derive(Debug)]
pub struct Stage {
    /// The page.
    pub page: Page,
    /// Their desktop.
    pub desktop: Desktop,
    /// The API behind the proxy.
    pub api: Api,
    /// The person.
    pub person: Person,
    /// The port in their settings.
    pub port: u16,
}

/// A machine where nothing was set up yet; nothing where the suite cannot run.
///
/// # Errors
/// A program is missing, and `CCPROXY_E2E_STRICT` is `1`.
pub fn ready() -> Result<Option<Setup>> {
    Ok(tools::to_act()?.map(Setup::with))
}

/// The same, with a keyring.
///
/// # Errors
/// A program is missing, and `CCPROXY_E2E_STRICT` is `1`.
pub fn ready_with_keyring() -> Result<Option<Setup>> {
    let setup = tools::to_keep()?.map(Setup::with);
    Ok(setup.map(|setup| Setup {
        keyring: true,
        ..setup
    }))
}

impl Setup {
    /// A machine where nothing was set up yet, with this app.
    #[must_use]
    pub fn with(tools: Tools) -> Self {
        Self {
            tools,
            logins: Config::default(),
            settings: String::new(),
            arguments: Vec::new(),
            environment: Vec::new(),
            keyring: false,
            prepare: None,
        }
    }

    /// How the authorization servers are.
    #[must_use]
    pub fn logins(self, logins: Config) -> Self {
        Self { logins, ..self }
    }

    /// More settings.
    #[must_use]
    pub fn settings(self, toml: &str) -> Self {
        let settings = format!("{}{toml}", self.settings);
        Self { settings, ..self }
    }

    /// An argument of the app.
    #[must_use]
    pub fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// A variable of the app's environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What is there before the app starts.
    #[must_use]
    pub fn prepare(self, prepare: impl FnOnce(&Person) -> Result<()> + 'static) -> Self {
        let prepare: Option<Prepare> = Some(Box::new(prepare));
        Self { prepare, ..self }
    }

    /// Opens the window.
    ///
    /// # Errors
    /// The window does not open.
    pub async fn open(self) -> Result<Stage> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        self.open_on(port).await
    }

    /// The same, with this port in the settings.
    ///
    /// # Errors
    /// The window does not open.
    pub async fn open_on(self, port: u16) -> Result<Stage> {
        let reserved = Reserved::new().await?;
        let more = format!("{}[server]\nport = {port}\n", self.settings);
        let person = Person::with_api(self.logins, Some(&reserved.url()?), &more).await?;
        let api = reserved.serve(person.served.logins.clone())?;
        if let Some(prepare) = self.prepare {
            prepare(&person)?;
        }
        let path = person.path()?.to_string_lossy().into_owned();
        let mut desktop = Desktop::of(&self.tools, person.home.clone()).await?;
        desktop = desktop.set("PATH", &path).tray().await?;
        if self.keyring {
            desktop = desktop.with_keyring().await?;
        }
        let mut arguments = vec!["--window"];
        arguments.extend(self.arguments.iter().map(String::as_str));
        let environment: Vec<_> = self
            .environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let page = Page::open(&desktop, &arguments, &environment).await?;
        Ok(Stage {
            page,
            desktop,
            api,
            person,
            port,
        })
    }
}

impl Stage {
    /// Where the proxy listens by the settings that the window was opened with.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// Waits until the proxy answers there.
    ///
    /// # Errors
    /// It does not.
    pub async fn answers(&self) -> Result<()> {
        eventually("the proxy answers", DEADLINE, async || {
            Ok(answers(self.address()).await.then_some(()))
        })
        .await
    }

    /// Waits until a request without a token gets its answer: what was changed in the window is in force.
    ///
    /// # Errors
    /// It gets none.
    pub async fn serves(&self) -> Result<()> {
        eventually("an answer", DEADLINE, async || {
            Ok((self.ask(None).await?.status == 200).then_some(()))
        })
        .await
    }

    /// What a command of the window gives.
    ///
    /// # Errors
    /// The page does not answer.
    pub async fn view(&self, command: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[0]; window.__TAURI__.core.invoke('{command}').then(done, (why) => done({{ why }}))"
        );
        self.page.run_until_done(&script).await
    }

    /// The card of an account.
    ///
    /// # Errors
    /// There is none.
    pub async fn card(&self, id: &str) -> Result<Value> {
        let accounts = self.view("accounts").await?;
        let cards = accounts["cards"].as_array().context("no cards")?;
        let card = cards.iter().find(|card| card["id"] == id);
        Ok(card.with_context(|| format!("{accounts}"))?.clone())
    }

    /// A message with this token, or none.
    ///
    /// # Errors
    /// Nobody answers.
    pub async fn ask(&self, token: Option<&str>) -> Result<Answer> {
        ask(self.address(), token).await
    }

    /// A stream of some seconds, of which the first words have come.
    ///
    /// # Errors
    /// It does not begin.
    pub async fn slow_stream(&self) -> Result<Connection> {
        let to = self.address();
        let mut connection = Connection::open(to).await?;
        let request = messages::request(to, &messages::streaming("slow:600"));
        let request = request.header("user-agent", "window-suite/1");
        connection.send(&request.bytes()).await?;
        let head = connection.head().await?;
        ensure!(head.status == 200, "{head:?}");
        let begun = connection.read_until("content_block_delta", DEADLINE).await;
        begun.context("the stream does not begin")?;
        Ok(connection)
    }

    /// What `ccproxy` prints, with the same home.
    ///
    /// # Errors
    /// It fails.
    pub async fn command(&self, arguments: &[&str]) -> Result<String> {
        self.person.run(arguments).await?.done()
    }
}

/// A message with this token, or none.
///
/// # Errors
/// Nobody answers.
pub async fn ask(to: SocketAddr, token: Option<&str>) -> Result<Answer> {
    let request = messages::request(to, &messages::body("text"));
    let request = match token {
        Some(token) => request.header("x-api-key", token),
        None => request,
    };
    request.send(to).await
}

/// Whether a proxy answers at this address.
pub async fn answers(to: SocketAddr) -> bool {
    let answer = Request::new("GET", "/health", to).send(to).await;
    answer.is_ok_and(|answer| answer.status == 200)
}
