//! A person at a terminal: the `ccproxy` command in a home of its own, authorization servers to log in at, and a browser
//! that the command can open.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use fakes::logins::{Config, Issued, Served, Server};
use serde_json::{Value, json};

use crate::wire::Request;
use crate::{DEADLINE, Sandbox, binaries, eventually};

/// The variables beyond those of the home that a command gets.
type Environment = Vec<(String, String)>;

/// A person, with authorization servers of all three logins.
#[derive(Debug)]
pub struct Person {
    /// The servers.
    pub served: Served,
    /// Their home.
    pub home: Arc<Sandbox>,
    environment: Environment,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// Its status.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

/// A command that runs.
#[derive(Debug)]
pub struct Running {
    child: tokio::process::Child,
    opened: PathBuf,
}

impl Person {
    /// A person whose settings point at servers that behave as `config` says.
    ///
    /// # Errors
    /// The servers or the home cannot be made.
    pub async fn new(config: Config) -> Result<Self> {
        Self::with_settings(config, "").await
    }

    /// The same with more settings.
    ///
    /// # Errors
    /// The servers or the home cannot be made.
    pub async fn with_settings(config: Config, more: &str) -> Result<Self> {
        Self::with_api(config, None, more).await
    }

    /// The same with an API at `api`; where there is none, requests reach the authorization servers, and nobody.
    ///
    /// # Errors
    /// The servers or the home cannot be made.
    pub async fn with_api(config: Config, api: Option<&str>, more: &str) -> Result<Self> {
        let served = Served::start(config).await?;
        let home = Arc::new(Sandbox::new()?);
        let origin = &served.origin;
        let api = api.unwrap_or(origin);
        home.write_settings(&format!(
            "[claude]\nbase_url = {api:?}\n[claude.oauth]\nauthorize_url = \"{origin}/cai/oauth/authorize\"\n\
             token_url = \"{origin}/v1/oauth/token\"\nprofile_url = \"{origin}/api/oauth/profile\"\n\
             [codex.oauth]\nissuer = {origin:?}\n{more}"
        ))?;
        let person = Self {
            served,
            home,
            environment: Vec::new(),
        };
        person.install_browser()?;
        Ok(person)
    }

    /// Sets a variable for the commands that follow.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// A browser that notes the address instead of opening it, under the name by which desktops open addresses.
    fn install_browser(&self) -> Result<()> {
        let folder = self.home.home().join("bin");
        std::fs::create_dir_all(&folder)?;
        let program = folder.join("xdg-open");
        let opened = self.opened();
        let opened = opened.display();
        std::fs::write(
            &program,
            format!(
                "#!/bin/sh\nprintf '%s\\n' \"$1\" > {opened}.draft && mv {opened}.draft {opened}\n"
            ),
        )?;
        #[cfg(unix)]
        std::fs::set_permissions(
            &program,
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )?;
        Ok(())
    }

    fn opened(&self) -> PathBuf {
        self.home.home().join("opened")
    }

    /// The path with this person's browser in front.
    ///
    /// # Errors
    /// The path of this process cannot be extended.
    pub fn path(&self) -> Result<OsString> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let own = self.home.home().join("bin");
        let path = [own].into_iter().chain(std::env::split_paths(&path));
        Ok(std::env::join_paths(path)?)
    }

    /// The address that a program opened in the browser since the last call; it is taken out.
    ///
    /// # Errors
    /// None was opened in time.
    pub async fn opened_address(&self) -> Result<String> {
        let opened = self.opened();
        let address = noted(&opened).await?;
        std::fs::remove_file(opened)?;
        Ok(address)
    }

    /// `credentials.json`.
    #[must_use]
    pub fn credentials(&self) -> PathBuf {
        self.home.settings_folder().join("credentials.json")
    }

    /// The Codex CLI's file.
    #[must_use]
    pub fn auth_json(&self) -> PathBuf {
        self.home.home().join(".codex/auth.json")
    }

    /// Stores a Claude login of the person `ada` whose access token ends in `seconds`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn store_claude(&self, seconds: i64) -> Result<Issued> {
        let issued = self.served.logins.issue(Server::Claude, "ada");
        let now = i64::try_from(
            std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)?
                .as_millis(),
        )?;
        let origin = &self.served.origin;
        let login = json!({
            "accessToken": issued.access_token,
            "refreshToken": issued.refresh_token,
            "expiresAt": now + seconds * 1000,
            "issuedAt": now + (seconds - 8 * 3600) * 1000,
            "scopes": Config::default().claude.scopes,
            "subscriptionType": "max",
            "origin": origin,
            "tokenUrl": format!("{origin}/v1/oauth/token"),
            "termsAcceptedAt": now,
            "account": {"uuid": "ada", "email": "ada@example.test"},
        });
        write_private(
            &self.credentials(),
            &json!({ "claudeAiOauth": login, "version": 1 }),
        )?;
        Ok(issued)
    }

    /// What `credentials.json` holds.
    ///
    /// # Errors
    /// It is not there, or no JSON.
    pub fn stored(&self) -> Result<Value> {
        read(&self.credentials())
    }

    /// A command with this home, at a desktop.
    ///
    /// # Errors
    /// The command is not built.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(binaries::ccproxy()?);
        self.home.dress(&mut command);
        command
            .args(arguments)
            .env("PATH", self.path()?)
            .env("DISPLAY", ":99");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        Ok(command)
    }

    /// Runs a command to its end, with `input` on its standard input.
    ///
    /// # Errors
    /// It cannot be started or does not end.
    pub async fn run_with(&self, arguments: &[&str], input: &str) -> Result<Ended> {
        let mut running = self.start(arguments)?;
        running.type_line(input).await?;
        running.ended().await
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// It cannot be started or does not end.
    pub async fn run(&self, arguments: &[&str]) -> Result<Ended> {
        self.run_with(arguments, "").await
    }

    /// Starts a command.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(&self, arguments: &[&str]) -> Result<Running> {
        let opened = self.opened();
        let _ = std::fs::remove_file(&opened);
        let mut command = tokio::process::Command::from(self.command(arguments)?);
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("ccproxy {} cannot be started", arguments.join(" ")))?;
        Ok(Running { child, opened })
    }
}

impl Running {
    /// The address that the command opened in the browser.
    ///
    /// # Errors
    /// It opened none in time.
    pub async fn address(&mut self) -> Result<String> {
        noted(&self.opened).await
    }

    /// The address that the command prints on standard error.
    ///
    /// # Errors
    /// It prints none.
    pub async fn printed_address(&mut self) -> Result<String> {
        self.line_with("http://127.0.0.1").await
    }

    /// Types a line.
    ///
    /// # Errors
    /// The command takes none any more.
    pub async fn type_line(&mut self, line: &str) -> Result<()> {
        use tokio::io::AsyncWriteExt;
        if !line.is_empty() {
            let stdin = self.child.stdin.as_mut().context("no standard input")?;
            stdin.write_all(format!("{line}\n").as_bytes()).await?;
            stdin.flush().await?;
        }
        Ok(())
    }

    /// The process id.
    ///
    /// # Errors
    /// It has ended.
    pub fn id(&self) -> Result<i32> {
        Ok(i32::try_from(self.child.id().context("it has ended")?)?)
    }

    /// Kills it at once, as a crash would.
    ///
    /// # Errors
    /// It cannot be killed.
    pub async fn crash(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// It does not end in time.
    pub async fn ended(mut self) -> Result<Ended> {
        drop(self.child.stdin.take());
        let output = tokio::time::timeout(Duration::from_secs(30), self.child.wait_with_output());
        let output = output.await.context("the command does not end")??;
        Ok(Ended {
            status: output.status,
            stdout: String::from_utf8(output.stdout)?,
            stderr: String::from_utf8(output.stderr)?,
        })
    }
}

impl Ended {
    /// Its exit code.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Its standard output, where it did what it should.
    ///
    /// # Errors
    /// It failed.
    pub fn done(self) -> Result<String> {
        ensure!(
            self.status.success(),
            "{}\n{}\n{}",
            self.status,
            self.stdout,
            self.stderr
        );
        Ok(self.stdout)
    }

    /// Its standard output as JSON.
    ///
    /// # Errors
    /// It is none.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.stdout).with_context(|| format!("{self:?}"))
    }
}

/// The address in the file that the browser writes.
async fn noted(opened: &Path) -> Result<String> {
    eventually("an address in the browser", DEADLINE, async || {
        let text = std::fs::read_to_string(opened).ok();
        Ok(text.map(|text| text.trim().to_owned()))
    })
    .await
}

/// Reads a JSON file.
///
/// # Errors
/// It is not there, or no JSON.
pub fn read(path: &Path) -> Result<Value> {
    let text = std::fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&text).with_context(|| path.display().to_string())
}

/// Writes a JSON file for its owner alone.
///
/// # Errors
/// It cannot be written.
pub fn write_private(path: &Path, value: &Value) -> Result<()> {
    let folder = path.parent().context("a path without a folder")?;
    std::fs::create_dir_all(folder)?;
    let draft = path.with_extension("draft");
    std::fs::write(&draft, serde_json::to_string_pretty(value)?)?;
    #[cfg(unix)]
    std::fs::set_permissions(&draft, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(std::fs::rename(draft, path)?)
}

impl Running {
    /// What a device login prints: the address of the page, and the code to type there.
    ///
    /// # Errors
    /// It prints none.
    pub async fn device_code(&mut self) -> Result<(String, String)> {
        let line = self.line_with("type this code: ").await?;
        let (before, code) = line.split_once("type this code: ").context("no code")?;
        let address = before
            .split_whitespace()
            .find(|word| word.starts_with("http"));
        Ok((
            address.context("no address")?.to_owned(),
            code.trim().to_owned(),
        ))
    }

    /// Where a server listens, on IPv4 loopback.
    ///
    /// # Errors
    /// It does not.
    pub async fn listening(&mut self) -> Result<SocketAddr> {
        let line = self.line_with("listening on http://127.0.0.1").await?;
        let announced = crate::gateway::announced(&format!("{line}\n"));
        announced.first().copied().context("no address")
    }

    /// The first line on standard error that holds `text`.
    async fn line_with(&mut self, text: &str) -> Result<String> {
        use tokio::io::{AsyncBufReadExt, BufReader};
        let stderr = self.child.stderr.as_mut().context("no standard error")?;
        let mut lines = BufReader::new(stderr).lines();
        loop {
            let line = tokio::time::timeout(DEADLINE, lines.next_line()).await??;
            let line = line.with_context(|| format!("the command ended without {text:?}"))?;
            if line.contains(text) {
                return Ok(line);
            }
        }
    }
}

/// Whether the server at `address` has an account that it can use.
///
/// # Errors
/// It does not answer.
pub async fn is_ready(address: SocketAddr) -> Result<bool> {
    let answer = Request::new("GET", "/health/ready", address)
        .send(address)
        .await?;
    Ok(answer.status == 200)
}
