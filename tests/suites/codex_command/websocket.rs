//! Codex' built-in provider at the gateway's address: it tries a WebSocket first, and goes on over HTTP at once.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::Stage;
use e2e::codex::Codex;
use e2e::stage::TOKEN;

use crate::{CLAUDE, HELLO, asked, program};

/// Measured on an idle machine: 0.13 s, in which Codex puts its request together once more.
const AT_ONCE: Duration = Duration::from_secs(3);

/// When the first line of `log` with `text` was written, since midnight.
fn when(log: &str, text: &str) -> Result<Duration> {
    let line = log.lines().find(|line| line.contains(text));
    let line = line.with_context(|| format!("no {text} in {log}"))?;
    let time = line
        .split('T')
        .nth(1)
        .and_then(|rest| rest.split('Z').next());
    let mut parts = time.context("no time")?.split(':');
    let mut next = || -> Result<f64> { Ok(parts.next().context("no time")?.parse()?) };
    let (hours, minutes, seconds) = (next()?, next()?, next()?);
    Ok(Duration::from_secs_f64(
        (hours * 60.0 + minutes) * 60.0 + seconds,
    ))
}

#[tokio::test]
async fn the_built_in_provider_falls_back_at_once() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let stage = Stage::new().await?;
    let url = format!("{}/openai/v1", stage.gateway.url());
    let text =
        format!("export CODEX_API_KEY={TOKEN}\ncodex -m {CLAUDE} -c openai_base_url='{url:?}'\n");
    let run = Codex::new(&program)?.paste(&text, "say hi").await?;
    ensure!(run.text()? == HELLO, "{run:#?}");
    ensure!(run.told().is_empty(), "it told of a fault: {run:#?}");
    let requests = asked(&stage.fake).await?;
    ensure!(requests.len() == 1, "{requests:#?}");
    let log = stage.gateway.log();
    let path = r#"path="/openai/v1/responses""#;
    let tried = when(&log, &format!("method=GET {path} status=426"))?;
    let asked = when(&log, &format!("method=POST {path} status=200"))?;
    let pause = asked
        .checked_sub(tried)
        .context("it asked before it tried, or midnight passed")?;
    ensure!(pause < AT_ONCE, "it waited for {pause:?}");
    stage.close().await
}
