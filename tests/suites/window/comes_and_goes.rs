//! The window comes and goes; the app stays.

use anyhow::{Context as _, Result, ensure};
use e2e::Process;
use e2e::desktop::processes::Seen;
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
    ensure!(!desktop.web_views()?.is_empty(), "no web view");
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

#[tokio::test]
async fn a_window_that_dies_takes_nothing_with_it_and_can_be_opened_again() -> Result<()> {
    let Some(tools) = tools::to_see()? else {
        return Ok(());
    };
    let desktop = Desktop::with_tray(&tools).await?;
    let mut app = open(&desktop).await?;
    let window = desktop.window_process()?.context("no process of it")?;
    window.kill();
    desktop.has_no_web_view().await?;
    ensure!(app.is_running()?, "{}", app.output());

    desktop.menu().await?.click("Open window").await?;
    desktop.window().await?;
    let again = desktop.window_process()?.context("no process of it")?;
    ensure!(again.id != window.id);
    Ok(())
}

#[tokio::test]
async fn an_app_that_dies_leaves_no_window_behind() -> Result<()> {
    let Some(tools) = tools::to_see()? else {
        return Ok(());
    };
    let desktop = Desktop::with_tray(&tools).await?;
    let app = open(&desktop).await?;
    let name = String::new();
    Seen { id: app.id(), name }.kill();
    desktop.is_left().await
}

#[tokio::test]
async fn a_window_is_as_large_as_it_was_left() -> Result<()> {
    let Some(tools) = tools::to_see()? else {
        return Ok(());
    };
    let desktop = Desktop::with_tray(&tools).await?;
    let _app = open(&desktop).await?;
    desktop.resize(1100, 600).await?;
    desktop.close_window().await?;
    // At once: the next one waits until the first has written its size down.
    desktop.menu().await?.click("Open window").await?;
    let window = desktop.window().await?;
    let size = desktop.size(&window).await?;
    ensure!(size == (1100, 600), "{size:?}");
    Ok(())
}

#[tokio::test]
async fn no_process_of_the_window_has_a_secret_in_its_environment() -> Result<()> {
    const TOKEN: &str = "token-of-the-window-suite";
    let Some(tools) = tools::to_see()? else {
        return Ok(());
    };
    let desktop = Desktop::with_tray(&tools).await?;
    let mut app = desktop.app();
    app.args(["--demo", "--window", "--port", &free_port()?.to_string()]);
    app.env("SECURITY__AUTH_TOKEN", TOKEN);
    let app = Process::start("ccproxy-desktop", &mut app)?;
    desktop.window().await?;
    let holds = |seen: &Seen| -> Result<bool> {
        Ok(String::from_utf8_lossy(&seen.environment()?).contains(TOKEN))
    };
    for seen in desktop.app_processes()? {
        // The app itself was given it.
        ensure!(holds(&seen)? == (seen.id == app.id()), "{seen:?}");
    }
    ensure!(!desktop.web_views()?.is_empty(), "no web view");
    Ok(())
}
