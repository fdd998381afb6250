//! Secrets that are planted wherever a person's secrets are, and must be found nowhere else.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::gateway::{self, Setup};
use e2e::messages;
use e2e::wire::{Request, exchange};
use e2e::{Fake, Gateway, Sandbox};

const AUTH_TOKEN: &str = "canary-auth-token-5f1c";
const UPSTREAM_KEY: &str = "sk-ant-api03-canary-upstream-77aa";
const WRONG_TOKEN: &str = "canary-wrong-token-90be";
const OWN_COOKIE: &str = "canary-cookie-11d4";
const OWN_BEARER: &str = "canary-bearer-22e5";
const LOGIN: &str = "sk-ant-oat01-canary-login-33f6";
const IN_QUERY: &str = "canary-query-44a7";
const PROMPT: &str = "canary-prompt-55b8";

const ALL: [&str; 8] = [
    AUTH_TOKEN,
    UPSTREAM_KEY,
    WRONG_TOKEN,
    OWN_COOKIE,
    OWN_BEARER,
    LOGIN,
    IN_QUERY,
    PROMPT,
];

/// What upstream must not see either.
const CLIENTS_OWN: [&str; 5] = [AUTH_TOKEN, WRONG_TOKEN, OWN_COOKIE, OWN_BEARER, LOGIN];

/// A request as a client with secrets of its own sends it.
fn request(to: SocketAddr, path: &str, scenario: &str, stream: bool) -> Request {
    let mut body = messages::body(&format!("{scenario}]] {PROMPT} [[fake:{scenario}"));
    body["stream"] = stream.into();
    Request::new("POST", path, to)
        .header("anthropic-version", "2023-06-01")
        .header("x-api-key", AUTH_TOKEN)
        .header("authorization", &format!("Bearer {OWN_BEARER}"))
        .header("proxy-authorization", &format!("Bearer {OWN_BEARER}"))
        .header("cookie", &format!("session={OWN_COOKIE}"))
        .header("x-goog-api-key", OWN_BEARER)
        .json(&body)
}

/// Everything that a client can ask, right and wrong; gives all refusals that came back.
async fn everything(to: SocketAddr) -> Result<String> {
    let mut refusals = String::new();
    for scenario in [
        "text",
        "tool",
        "error400",
        "error401",
        "error429",
        "error500",
        "mid_error",
        "cut",
        "revoked",
    ] {
        for stream in [false, true] {
            let answer = request(to, "/v1/messages", scenario, stream).send(to).await;
            // A whole answer that breaks off has no end to wait for.
            if let Ok(answer) = answer
                && answer.status != 200
            {
                writeln!(refusals, "{:?} {}", answer.headers, answer.text())?;
            }
        }
    }
    for headers in [
        &[("x-api-key", WRONG_TOKEN)][..],
        &[("authorization", &format!("Bearer {WRONG_TOKEN}"))],
        &[("authorization", &format!("Bearer {LOGIN}"))],
        &[("x-api-key", LOGIN)],
        &[("x-api-key", AUTH_TOKEN), ("host", "evil.test")],
        &[("x-api-key", AUTH_TOKEN), ("origin", "https://evil.test")],
        &[("x-api-key", AUTH_TOKEN), ("content-encoding", "gzip")],
    ] {
        let mut wrong = Request::new("POST", "/v1/messages", to);
        for (name, value) in headers {
            wrong = wrong.header(name, value);
        }
        let answer = wrong.json(&messages::body(PROMPT)).send(to).await?;
        ensure!(answer.status >= 400, "{headers:?} was served");
        writeln!(refusals, "{:?} {}", answer.headers, answer.text())?;
    }
    for target in [
        format!("/no/such/path?api_key={IN_QUERY}"),
        format!("/v1/models/none?key={IN_QUERY}"),
    ] {
        let asked = Request::new("GET", &target, to).header("x-api-key", AUTH_TOKEN);
        let answer = asked.send(to).await?;
        writeln!(refusals, "{:?} {}", answer.headers, answer.text())?;
    }
    let malformed = Request::new("POST", "/v1/messages", to)
        .header("x-api-key", AUTH_TOKEN)
        .header("content-type", "application/json")
        .body(format!("{{\"system\":\"{PROMPT}\",}}"));
    let answer = malformed.send(to).await?;
    messages::refusal(&answer, 400, "invalid_request_error")?;
    writeln!(refusals, "{:?} {}", answer.headers, answer.text())?;
    let garbled = format!("POST /v1/messages HTTP/1.1\r\nx-api-key {AUTH_TOKEN}\r\n\r\n");
    // Whether it is answered or closed, it must not be logged.
    let _ = exchange(to, garbled.as_bytes()).await;
    Ok(refusals)
}

async fn reports(gateway: &Gateway) -> Result<String> {
    let to = gateway.address();
    let mut text = String::new();
    for path in ["/", "/health", "/health/live", "/health/ready", "/metrics"] {
        let asked = Request::new("GET", path, to).header("x-api-key", AUTH_TOKEN);
        text.push_str(&asked.send(to).await?.text());
    }
    Ok(text)
}

fn is_clean(place: &str, text: &str) -> Result<()> {
    for canary in ALL {
        if let Some(at) = text.find(canary) {
            let from = text.floor_char_boundary(at.saturating_sub(200));
            anyhow::bail!(
                "{canary} is in {place}: …{}",
                &text[from..at + canary.len()]
            );
        }
    }
    Ok(())
}

async fn plant(format: &str) -> Result<()> {
    let mut arguments = vec!["--gateway", env!("CARGO_PKG_VERSION")];
    arguments.extend(["--require-key", UPSTREAM_KEY]);
    for canary in CLIENTS_OWN {
        arguments.extend(["--canary", canary]);
    }
    let fake = Fake::start(&arguments).await?;
    let setup = Setup::bare()?;
    let log_file = setup.home().home().join("ccproxy.log");
    let log_file = log_file
        .to_str()
        .context("the path is not text")?
        .to_owned();
    let mut gateway = setup
        .token(AUTH_TOKEN)
        .env("CLAUDE__BASE_URL", &fake.url())
        .env("CLAUDE__API_KEY", UPSTREAM_KEY)
        .env("LOG__LEVEL", "trace")
        .env("LOG__FORMAT", format)
        .env("LOG__FILE", &log_file)
        .start()
        .await?;
    let refusals = everything(gateway.address()).await?;
    is_clean("a refusal", &refusals)?;
    is_clean("a report", &reports(&gateway).await?)?;
    let id = gateway.process.id();
    for file in ["cmdline", "comm"] {
        let path = format!("/proc/{id}/{file}");
        is_clean(&path, &String::from_utf8_lossy(&std::fs::read(&path)?))?;
    }
    let violations = fake.violations().await?;
    ensure!(violations.is_empty(), "upstream saw: {violations:#?}");

    let status = gateway.stop(Duration::from_secs(15)).await?;
    ensure!(status.success(), "{status}");
    let log = gateway.log();
    // Without detailed lines there is nothing to find.
    ensure!(log.contains("DEBUG"), "no detailed line in the log: {log}");
    ensure!(!log.contains("panicked"), "{log}");
    is_clean("standard error", &log)?;
    is_clean("standard output", &gateway.process.stdout())?;
    let files = gateway.home.files()?;
    ensure!(
        files
            .iter()
            .any(|file| file.to_string_lossy().contains("ccproxy.log")),
        "no log file: {files:?}"
    );
    for file in files {
        let bytes = std::fs::read(&file)?;
        is_clean(
            &file.display().to_string(),
            &String::from_utf8_lossy(&bytes),
        )?;
    }
    Ok(())
}

#[tokio::test]
async fn nothing_secret_is_in_a_text_log() -> Result<()> {
    plant("text").await
}

#[tokio::test]
async fn nothing_secret_is_in_a_json_log() -> Result<()> {
    plant("json").await
}

#[tokio::test]
async fn the_settings_are_shown_with_masks() -> Result<()> {
    let environment = [
        ("SECURITY__AUTH_TOKEN", AUTH_TOKEN),
        ("CLAUDE__API_KEY", UPSTREAM_KEY),
    ];
    let file = format!(
        "[security]\nauth_token = \"{AUTH_TOKEN}\"\n[claude]\napi_key = \"{UPSTREAM_KEY}\"\n"
    );
    for (toml, environment) in [("", &environment[..]), (file.as_str(), &[])] {
        let home = Sandbox::new()?;
        home.write_settings(toml)?;
        for arguments in [&["config", "show"][..], &["config", "show", "--json"]] {
            let (status, stdout, stderr) = gateway::command(&home, arguments, environment).await?;
            ensure!(status.success(), "{arguments:?}: {stderr}");
            ensure!(stdout.contains("security.auth_token"), "{stdout}");
            is_clean("standard output", &stdout)?;
            is_clean("standard error", &stderr)?;
            // Neither do its first characters help: a mask that shows half a token is none.
            ensure!(
                !stdout.contains(&AUTH_TOKEN[..AUTH_TOKEN.len() / 2]),
                "{stdout}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_setting_that_does_not_hold_is_named_without_its_value() -> Result<()> {
    let broken_token = format!("{AUTH_TOKEN}\u{7}\u{e9}");
    let broken_key = format!("{UPSTREAM_KEY}\u{7}");
    for (name, value) in [
        ("SECURITY__AUTH_TOKEN", broken_token.as_str()),
        ("CLAUDE__API_KEY", broken_key.as_str()),
    ] {
        let setup = Setup::bare()?.env(name, value);
        let (mut process, _home) = setup.spawn()?;
        let status = process.wait(Duration::from_secs(10)).await?;
        ensure!(!status.success(), "{name} was taken");
        let output = process.output();
        let key = name.to_ascii_lowercase().replace("__", ".");
        ensure!(
            output.contains(name) || output.contains(&key),
            "{name} is not named: {output}"
        );
        is_clean("the message", &output)?;
    }
    Ok(())
}

#[tokio::test]
async fn a_broken_settings_file_is_named_without_its_secrets() -> Result<()> {
    for toml in [
        format!("[security]\nauth_token = \"{AUTH_TOKEN}\nport = 1\n"),
        format!("[security]\nauth_token = [\"{AUTH_TOKEN}\"]\n"),
        format!("[claude]\napi_key = {UPSTREAM_KEY}\n"),
        format!("[security]\nauth_tokem = \"{AUTH_TOKEN}\"\n[server]\nport = \"x\"\n"),
    ] {
        let (mut process, _home) = Setup::bare()?.settings(&toml)?.spawn()?;
        let status = process.wait(Duration::from_secs(10)).await?;
        ensure!(!status.success(), "taken: {toml}");
        ensure!(
            process.output().contains("config.toml"),
            "{}",
            process.output()
        );
        is_clean("the message", &process.output())?;
    }
    Ok(())
}
