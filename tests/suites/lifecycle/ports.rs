//! Where it listens, and where it refuses to.

use std::net::{Ipv6Addr, SocketAddr, TcpListener};
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::gateway::Setup;
use e2e::stage;
use e2e::stage::{Stage, TOKEN};
use e2e::wire::Request;

#[tokio::test]
async fn a_taken_port_is_an_error_that_names_who_has_it() -> Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let port = taken.local_addr()?.port().to_string();
    let setup = Setup::bare()?.arguments(&["serve", "--port", &port]);
    let (mut process, _home) = setup.spawn()?;
    let status = process.wait(Duration::from_secs(10)).await?;
    ensure!(status.code() == Some(1), "{status}\n{}", process.output());
    let said = process.stderr();
    ensure!(said.contains(&port), "the port is not named: {said}");
    let me = std::process::id().to_string();
    ensure!(said.contains(&me), "the holder {me} is not named: {said}");
    ensure!(said.contains("--port"), "no next step: {said}");
    Ok(())
}

#[tokio::test]
async fn two_gateways_do_not_share_a_port() -> Result<()> {
    let first = Stage::new().await?;
    let port = first.address().port().to_string();
    let setup = Setup::bare()?.arguments(&["serve", "--port", &port]);
    let (mut second, _home) = setup.spawn()?;
    let status = second.wait(Duration::from_secs(10)).await?;
    ensure!(status.code() == Some(1), "{status}");
    ensure!(second.stderr().contains("ccproxy"), "{}", second.stderr());
    first.close().await
}

#[tokio::test]
async fn every_address_without_a_token_is_refused() -> Result<()> {
    for host in ["0.0.0.0", "::"] {
        let setup = Setup::bare()?.arguments(&["serve", "--port", "0", "--host", host]);
        let (mut process, _home) = setup.spawn()?;
        let status = process.wait(Duration::from_secs(10)).await?;
        ensure!(status.code() == Some(1), "{host}: {status}");
        let said = process.stderr();
        ensure!(
            said.contains("SECURITY__AUTH_TOKEN") || said.contains("ccproxy token new"),
            "{host}: no next step: {said}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn every_address_with_a_token_is_served() -> Result<()> {
    let stage = Stage::with(&[], |setup| {
        setup.arguments(&["serve", "--port", "0", "--host", "0.0.0.0"])
    })
    .await?;
    let loopback = SocketAddr::from(([127, 0, 0, 1], stage.address().port()));
    stage::honest(loopback).await?;
    stage.close().await
}

#[tokio::test]
async fn both_loopback_addresses_answer() -> Result<()> {
    let stage = Stage::new().await?;
    stage::honest(stage.address()).await?;
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_err() {
        e2e::clients::tell("skipped: this machine has no IPv6 loopback");
        return stage.close().await;
    }
    let six = SocketAddr::from((Ipv6Addr::LOCALHOST, stage.address().port()));
    stage::honest(six).await?;
    stage.close().await
}

#[tokio::test]
async fn without_a_token_programs_of_this_machine_are_served() -> Result<()> {
    let fake = e2e::Fake::for_gateway(&[]).await?;
    let gateway = Setup::to(&fake)?.start().await?;
    for token in [None, Some(TOKEN), Some("sk-ant-oat01-of-somebody")] {
        let body = e2e::messages::streaming("text");
        let mut request: Request = e2e::messages::request(gateway.address(), &body);
        if let Some(token) = token {
            request = request.header("authorization", &format!("Bearer {token}"));
        }
        let answer = request.send(gateway.address()).await?;
        ensure!(answer.status == 200, "{token:?}: {}", answer.text());
    }
    ensure!(fake.violations().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn wrong_usage_exits_with_2_and_help_with_0() -> Result<()> {
    let home = e2e::Sandbox::new()?;
    for (arguments, code) in [
        (&["serve", "--no-such-flag"][..], 2),
        (&["no-such-command"], 2),
        (&["serve", "--port", "70000"], 2),
        (&["--help"], 0),
        (&["--version"], 0),
    ] {
        let (status, stdout, stderr) = e2e::gateway::command(&home, arguments, &[]).await?;
        ensure!(
            status.code() == Some(code),
            "{arguments:?}: {status}\n{stdout}\n{stderr}"
        );
    }
    Ok(())
}
