//! How answers end that do not come to their end: the client goes, the gateway stops; and what does not end them.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};
use e2e::claude_code::{Commanded, PATIENT, text_of};
use e2e::{Sandbox, eventually, gateway, messages};
use rustix::process::{Pid, Signal, kill_process};

use crate::open_stream;

/// A client that goes away has its process and its request upstream ended within this time.
const AT_ONCE: Duration = Duration::from_millis(200);
/// A gateway that is killed has its processes ended within this time.
const KILLED_WITHIN: Duration = Duration::from_secs(2);
/// The median of a few: one delay of a busy machine says nothing about the gateway.
const ROUNDS: usize = 3;

/// Opens an endless stream and leaves it. Gives how long it went on upstream, and how long its process ran on.
async fn leave(stage: &Commanded) -> Result<[Duration; 2]> {
    stage.fake.reset().await?;
    let stream = open_stream(stage, "never_ends").await?;
    let busy = stage
        .processes()?
        .into_iter()
        .filter(|process| process.arguments().is_ok_and(|line| !line.is_empty()));
    let busy: Vec<u32> = busy.map(|process| process.id).collect();
    ensure!(!busy.is_empty(), "no process answers");
    let gone = SystemTime::now();
    drop(stream);
    let one_less = eventually("a process is gone", Duration::from_secs(5), async || {
        let now = stage.processes()?;
        let left = |id: &u32| !now.iter().any(|process| process.id == *id);
        Ok(busy.iter().any(left).then(|| gone.elapsed()))
    });
    let process = one_less.await??;
    let ended = eventually("the stream ends", Duration::from_secs(5), async || {
        let streams = stage.fake.streams().await?;
        let last = streams.last().context("no stream")?;
        Ok(last["ended"].as_f64().map(|at| (at, last["how"].clone())))
    });
    let (ended, how) = ended.await?;
    ensure!(how == "client_gone", "{how}");
    let gone = gone.duration_since(UNIX_EPOCH)?.as_secs_f64();
    Ok([Duration::from_secs_f64((ended - gone).max(0.0)), process])
}

#[tokio::test]
async fn a_client_that_goes_away_takes_its_process_and_its_request_with_it() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        times.push(leave(&stage).await?);
    }
    for which in [0, 1] {
        let mut each: Vec<_> = times.iter().map(|pair| pair[which]).collect();
        each.sort();
        ensure!(each[ROUNDS / 2] < AT_ONCE, "upstream, process: {times:?}");
    }
    e2e::clients::tell(&format!(
        "upstream and process, after the client: {times:?}"
    ));
    stage.close().await
}

#[tokio::test]
async fn a_stop_tells_open_streams_and_ends_their_processes() -> Result<()> {
    let short = |setup: e2e::gateway::Setup| {
        setup
            .env("CLAUDE__MODE", "code")
            .env("SERVER__GRACE", "1 s")
    };
    let Some(mut stage) = Commanded::with(&[], short).await? else {
        return Ok(());
    };
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(open_stream(&stage, "never_ends").await?);
    }
    stage.gateway.process.terminate()?;
    for mut stream in streams {
        let rest = stream.read_to_close(Duration::from_secs(10)).await?;
        let rest = String::from_utf8_lossy(&rest);
        let end = &rest[rest.floor_char_boundary(rest.len().saturating_sub(500))..];
        ensure!(end.contains("event: error"), "no error at the end: {end}");
    }
    let status = stage.gateway.process.wait(Duration::from_secs(10)).await?;
    ensure!(status.success(), "{status}\n{}", stage.gateway.log());
    stage.nothing_is_left().await
}

/// Kills the gateway, as nothing that it could prepare for does.
async fn kill(stage: &mut Commanded) -> Result<()> {
    let id = i32::try_from(stage.gateway.process.id())?;
    let id = Pid::from_raw(id).context("no process id")?;
    kill_process(id, Signal::KILL)?;
    stage.gateway.process.wait(Duration::from_secs(5)).await?;
    Ok(())
}

#[tokio::test]
async fn a_gateway_that_is_killed_leaves_no_process_and_no_request_upstream() -> Result<()> {
    let Some(mut stage) = Commanded::new().await? else {
        return Ok(());
    };
    // The first leaves one behind that waits for the next; the others answer without end.
    text_of(&stage.ask("/v1/messages", &messages::body("text")).await?)?;
    let mut streams = Vec::new();
    for _ in 0..2 {
        streams.push(open_stream(&stage, "never_ends").await?);
    }
    ensure!(stage.processes()?.len() >= 2);
    kill(&mut stage).await?;
    let killed = Instant::now();
    eventually("the processes are gone", KILLED_WITHIN, async || {
        Ok(stage.processes()?.is_empty().then_some(()))
    })
    .await?;
    let gone = killed.elapsed();
    let streams = stage.fake.streams().await?;
    let open: Vec<_> = streams
        .iter()
        .filter(|stream| stream["ended"].is_null())
        .collect();
    ensure!(open.is_empty(), "still open upstream: {open:?}");
    // What the command marks in the person's files while it runs is taken off.
    let marks = stage.gateway.home.home().join(".claude/sessions");
    let marks = std::fs::read_dir(marks)?.count();
    ensure!(marks == 0, "{marks} marks are left");
    e2e::clients::tell(&format!(
        "the processes of a gateway that is killed: gone after {gone:?}"
    ));
    Ok(())
}

#[tokio::test]
async fn the_hidden_call_starts_the_command_for_the_gateway_that_it_names_and_for_no_other()
-> Result<()> {
    let home = Sandbox::new()?;
    let own = std::process::id().to_string();
    for (gateway, code, said) in [(own.as_str(), 0, "hello\n"), ("1", 127, ""), ("x", 127, "")] {
        let call = ["--launch-claude-code", gateway, "/bin/echo", "hello"];
        let (status, stdout, _) = gateway::command(&home, &call, &[]).await?;
        ensure!(status.code() == Some(code), "{gateway}: {status}");
        ensure!(stdout == said, "{gateway}: {stdout}");
    }
    let (_, help, _) = gateway::command(&home, &["--help"], &[]).await?;
    ensure!(!help.contains("launch-claude-code"), "{help}");
    Ok(())
}

#[tokio::test]
async fn changed_settings_cut_no_stream() -> Result<()> {
    // What the environment sets, the file cannot change.
    let Some(stage) = Commanded::with(&[], |setup| setup).await? else {
        return Ok(());
    };
    let mut stream = open_stream(&stage, "slow:400").await?;
    // Other settings of the command: another one takes over for new requests.
    stage
        .gateway
        .home
        .write_settings("[claude]\nmode = \"code\"\n[translation]\nstrict = true\n")?;
    let mut tuned = messages::body("text");
    tuned["temperature"] = 0.5.into();
    eventually("the new settings hold", PATIENT, async || {
        let answer = stage.ask("/v1/messages", &tuned).await?;
        Ok((answer.status == 400).then_some(()))
    })
    .await?;
    let answer = stage.ask("/v1/messages", &messages::body("text")).await?;
    ensure!(text_of(&answer)? == "hello from fake upstream");
    let rest = stream.read_until("message_stop", PATIENT).await?;
    ensure!(!rest.contains("event: error"), "{rest}");
    // The metrics have those of the new settings alone.
    let all = "ccproxy_claude_code_processes{state=\"all\"}";
    eventually("none waits for the old settings", PATIENT, async || {
        let there = u64::try_from(stage.processes()?.len())?;
        Ok((there == stage.metric(all).await?).then_some(()))
    })
    .await?;
    stage.close().await
}
