//! The window comes and goes; the app stays.

use anyhow::{Result, ensure};
use e2e::Process;
use e2e::desktop::{Desktop, PATIENCE, tools};

/// The app with its window, without a driver: that would hold the web view.
async fn open(desktop: &Desktop) -> Result<Process> {
    let mut app = desktop.app();
    app.args(["--demo", "--window", "--port", &free_port()?.to_string()]);
    let process = Process::start("ccproxy-desktop", &mut app)?;
    desktop.window().await?;
    Ok(process)
}

fn free_port() -> Result<u16> {
    let free = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(free.local_addr()?.port())
}

#[tokio::test]
async fn a_closed_window_leaves_no_web_view_and_the_app_running() -> Result<()> {
    let Some(tools) = tools::to_see()? else {
        return Ok(());
    };
    let desktop = Desktop::with_tray(&tools).await?;
    let mut app = open(&desktop).await?;
    let seen = desktop.app_processes()?;
    ensure!(seen.len() > 1, "no web view: {seen:?}");
    desktop.close_window().await?;
    desktop.has_no_web_view().await?;
    ensure!(app.is_running()?, "{}", app.output());

    desktop.menu().await?.click("Open window").await?;
    desktop.window().await?;
    desktop.close_window().await?;
    desktop.has_no_web_view().await
}

#[tokio::test]
async fn a_second_start_brings_the_window_and_ends() -> Result<()> {
    let Some(tools) = tools::to_see()? else {
        return Ok(());
    };
    let desktop = Desktop::with_tray(&tools).await?;
    let mut app = open(&desktop).await?;
    desktop.close_window().await?;
    let mut second = Process::start("ccproxy-desktop", &mut desktop.app())?;
    let status = second.wait(PATIENCE).await?;
    ensure!(status.success(), "{status}\n{}", second.output());
    desktop.window().await?;
    ensure!(app.is_running()?, "{}", app.output());
    Ok(())
}

#[tokio::test]
async fn started_hidden_it_opens_no_window_and_no_web_view() -> Result<()> {
    let Some(tools) = tools::to_see()? else {
        return Ok(());
    };
    let desktop = Desktop::with_tray(&tools).await?;
    let mut command = desktop.app();
    command.args(["--demo", "--port", &free_port()?.to_string()]);
    let mut app = Process::start("ccproxy-desktop", &mut command)?;
    desktop.menu().await?;
    ensure!(!desktop.has_window().await?);
    desktop.has_no_web_view().await?;
    ensure!(app.is_running()?, "{}", app.output());
    Ok(())
}
