//! What Claude Code mode costs beside `claude -p` itself, in one interleaved run against the fake API.
//!
//! `CCPROXY_CLAUDE=/path/to/claude cargo run --release -p providers --example claude_code_figures`

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use fakes::anthropic::{Anthropic, Config};
use http::{HeaderMap, Method, Response};
use http_body_util::BodyExt;
use providers::claude_code::{ClaudeCode, Options};
use providers::{Answer, Call, Provider, RequestBody};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::Command;

type Error = Box<dyn std::error::Error>;

const ROUNDS: usize = 12;
const MODEL: &str = "claude-sonnet-5";
/// The shape of a login at rest; no server knows it.
const LOGIN: &str = r#"{"claudeAiOauth":{"accessToken":"sk-ant-oat01-only-for-tests","refreshToken":"sk-ant-ort01-only-for-tests","expiresAt":4102444800000,"scopes":["user:inference"],"subscriptionType":"max"}}"#;

/// This program is its own launcher, as `ccproxy` is.
fn main() -> Result<ExitCode, Error> {
    if let Some(code) = providers::claude_code::launched() {
        return Ok(code);
    }
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure())?;
    Ok(ExitCode::SUCCESS)
}

async fn measure() -> Result<(), Error> {
    let program: PathBuf = std::env::var_os("CCPROXY_CLAUDE")
        .ok_or("CCPROXY_CLAUDE must name the claude command")?
        .into();
    let (home, state) = (tempfile::tempdir()?, tempfile::tempdir()?);
    std::fs::create_dir(home.path().join(".claude"))?;
    std::fs::write(home.path().join(".claude/.credentials.json"), LOGIN)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let fake = Anthropic::new(Config::default());
    tokio::spawn(fake.serve(listener, std::future::pending()));
    let usual = Options::of(
        &settings::Settings::default().claude,
        state.path().to_owned(),
    );
    let options = |prewarm| Options {
        cli_path: Some(program.clone()),
        base_url: Some(base.clone()),
        environment: vec![
            ("PATH".into(), std::env::var_os("PATH").unwrap_or_default()),
            ("HOME".into(), home.path().into()),
        ],
        prewarm,
        ..usual.clone()
    };
    let direct = ClaudeCode::new(Options {
        launcher: None,
        ..options(false)
    });
    let (cold, warm) = (
        ClaudeCode::new(options(false)),
        ClaudeCode::new(options(true)),
    );
    drop(ask(&warm, "hello").await?);
    let [mut bare, mut directs, mut colds, mut warms] = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        bare.push(alone(&program, &base, home.path()).await?);
        directs.push(timed(&direct).await?);
        colds.push(timed(&cold).await?);
        while warm.stats().idle == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // Half a second to start, and as much to come to rest.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        warms.push(timed(&warm).await?);
    }
    warm.close().await;
    let mut out = std::io::stdout();
    writeln!(out, "first event, median (fastest) of {ROUNDS}:")?;
    for (what, times) in [
        ("claude -p", &mut bare),
        ("cold, direct", &mut directs),
        ("cold", &mut colds),
        ("started ahead", &mut warms),
    ] {
        times.sort();
        let (median, fastest) = (times.get(ROUNDS / 2), times.first());
        let millis = |time: Option<&Duration>| time.map_or(0, Duration::as_millis);
        writeln!(
            out,
            "  {what:14} {:5} ms ({} ms)",
            millis(median),
            millis(fastest)
        )?;
    }
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(ask(&cold, "[[fake:slow:500]] hello").await?);
    }
    let stats = cold.stats();
    let mib = |bytes: u64| bytes >> 20;
    writeln!(
        out,
        "4 at one time: {} MiB resident, {} MiB with what they share counted once",
        mib(stats.memory.unwrap_or_default()),
        mib(shares()?)
    )?;
    drop(open);
    cold.close().await;
    Ok(())
}

async fn ask(provider: &ClaudeCode, text: &str) -> Result<Response<Answer>, Error> {
    let body = json!({
        "model": MODEL, "max_tokens": 1000, "stream": true, "messages": [{"role": "user", "content": text}],
    });
    let call = Call {
        method: Method::POST,
        path_and_query: "/v1/messages".to_owned(),
        headers: HeaderMap::new(),
        body: RequestBody::new([body.to_string().into()]),
        session: None,
    };
    let response = provider.send(call).await?;
    if !response.status().is_success() {
        let body = response.into_body().collect().await?.to_bytes();
        return Err(String::from_utf8_lossy(&body).into());
    }
    Ok(response)
}

async fn timed(provider: &ClaudeCode) -> Result<Duration, Error> {
    let begun = Instant::now();
    let mut response = ask(provider, "hello").await?;
    response.body_mut().frame().await.ok_or("no event")??;
    let took = begun.elapsed();
    response.into_body().collect().await?;
    // Until the process is gone it would take its share of the next round.
    tokio::time::sleep(Duration::from_millis(400)).await;
    Ok(took)
}

/// `claude -p` by itself, until its first event.
async fn alone(program: &Path, base: &str, home: &Path) -> Result<Duration, Error> {
    let begun = Instant::now();
    let mut child = Command::new(program)
        .args(["-p", "hello", "--output-format", "stream-json", "--verbose"])
        .args([
            "--include-partial-messages",
            "--model",
            MODEL,
            "--system-prompt",
            "Be brief.",
        ])
        .args([
            "--tools",
            "",
            "--setting-sources",
            "",
            "--no-session-persistence",
        ])
        .args(["--strict-mcp-config", "--disable-slash-commands"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("ANTHROPIC_BASE_URL", base)
        .env("DISABLE_AUTOUPDATER", "1")
        .env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
        .current_dir(home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    while let Some(line) = lines.next_line().await? {
        if line.contains("\"stream_event\"") {
            let took = begun.elapsed();
            while lines.next_line().await?.is_some() {}
            child.wait().await?;
            return Ok(took);
        }
    }
    Err("claude -p gave no event".into())
}

/// The memory of this program's children in bytes, with each shared page counted by its share (source: proc(5),
/// `smaps_rollup`, `Pss`).
fn shares() -> Result<u64, Error> {
    let pid = std::process::id();
    let mut sum = 0;
    for task in std::fs::read_dir(format!("/proc/{pid}/task"))? {
        let children = std::fs::read_to_string(task?.path().join("children"))?;
        for child in children.split_whitespace() {
            let rollup = std::fs::read_to_string(format!("/proc/{child}/smaps_rollup"))?;
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
            let kib: u64 = line
                .unwrap_or_default()
                .trim()
                .trim_end_matches(" kB")
                .parse()
                .unwrap_or(0);
            sum += kib * 1024;
        }
    }
    Ok(sum)
}
