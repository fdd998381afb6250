//! The desktop app as a person meets it: its tray menu over D-Bus, its window on a virtual screen.
//!
//! Needs Linux with Xvfb, dbus-daemon, xclip, xdotool and ImageMagick, and the built `ccproxy-desktop`. Where one is
//! missing the suite is skipped with a line that names it, or fails if `CCPROXY_E2E_STRICT` is `1`.
#![cfg(target_os = "linux")]

mod app;

use std::net::TcpListener;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use e2e::desktop::tools::to_see as ready;
use e2e::desktop::{Desktop, PATIENCE};
use e2e::wire::{Connection, Request};
use e2e::{Process, messages};

use app::App;

#[tokio::test]
async fn the_menu_starts_and_stops_the_proxy() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let app = App::start(&desktop, &["--demo"])?;
    let menu = desktop.menu().await?;
    let running = format!("Running on {}", app.address());
    menu.shows(&running).await?;
    let labels: Vec<String> = menu.lines().await?.into_iter().map(|l| l.label).collect();
    let expected = [
        running.as_str(),
        "Stop",
        "Copy endpoint",
        "Anthropic base URL",
        "OpenAI base URL",
        "Auth token",
        "",
        "Login with Claude…",
        "Login with OpenAI…",
        "",
        "Codex provider",
        "Require auth token",
        "",
        "Open window",
        "Launch at login",
        "",
        "Quit",
    ];
    ensure!(labels == expected, "{labels:?}");
    ensure!(!menu.line(&running).await?.enabled);
    ensure!(!menu.line("Auth token").await?.enabled, "no token is set");
    ensure!(app.answers().await);
    let full = desktop.icon().await?;

    menu.click("Stop").await?;
    menu.shows("Stopped").await?;
    ensure!(menu.line("Start").await?.enabled);
    ensure!(!menu.line("Anthropic base URL").await?.enabled);
    ensure!(!app.answers().await, "the port is still open");
    let empty = desktop.icon().await?;
    ensure!(full != empty, "the icon does not show that it stopped");

    menu.click("Start").await?;
    menu.shows(&running).await?;
    ensure!(app.answers().await);
    ensure!(desktop.icon().await? == full);
    ensure!(!desktop.has_window().await?, "nobody asked for a window");
    Ok(())
}

#[tokio::test]
async fn the_endpoint_is_copied_and_the_token_with_it() -> Result<()> {
    const TOKEN: &str = "token-of-the-tray-suite";
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let given = [("SECURITY__AUTH_TOKEN", TOKEN)];
    let app = App::start_with(&desktop, &["--demo"], &given)?;
    let menu = desktop.menu().await?;
    menu.shows(&format!("Running on {}", app.address())).await?;

    menu.click("Anthropic base URL").await?;
    let url = format!("http://{}", app.address());
    desktop.clipboard_holds(&url).await?;
    menu.click("OpenAI base URL").await?;
    desktop.clipboard_holds(&format!("{url}/openai/v1")).await?;
    menu.click("Auth token").await?;
    desktop.clipboard_holds(TOKEN).await?;
    ensure!(!app.process.output().contains(TOKEN), "the log tells it");
    Ok(())
}

#[tokio::test]
async fn a_second_start_brings_the_first_forward() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let mut app = App::start(&desktop, &["--demo"])?;
    let menu = desktop.menu().await?;
    menu.shows(&format!("Running on {}", app.address())).await?;
    ensure!(!desktop.has_window().await?);

    let mut second = App::start(&desktop, &["--demo"])?;
    let status = second.process.wait(PATIENCE).await?;
    ensure!(status.success(), "{status}\n{}", second.process.output());
    ensure!(!second.answers().await, "it served before it ended");
    desktop.window().await?;
    ensure!(app.process.is_running()? && app.answers().await);
    Ok(())
}

#[tokio::test]
async fn a_taken_port_is_told_and_can_be_tried_again() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let other = TcpListener::bind("127.0.0.1:0")?;
    let port = other.local_addr()?.port();
    let app = App::start_on(&desktop, port, &["--demo"], &[])?;
    let menu = desktop.menu().await?;
    menu.shows(&format!("Port {port} is taken")).await?;

    drop(other);
    menu.click("Start").await?;
    menu.shows(&format!("Running on 127.0.0.1:{port}")).await?;
    ensure!(app.answers().await);
    Ok(())
}

#[tokio::test]
async fn a_taken_port_can_be_left_for_the_one_that_is_offered() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let other = TcpListener::bind("127.0.0.1:0")?;
    let port = other.local_addr()?.port();
    let _app = App::start_on(&desktop, port, &["--demo"], &[])?;
    let menu = desktop.menu().await?;
    menu.shows(&format!("Port {port} is taken")).await?;

    let lines = menu.lines().await?;
    let offer = lines.iter().find(|line| line.label.starts_with("Use port"));
    let offer = offer.context("no port is offered")?.label.clone();
    ensure!(lines[2].label == offer, "it stands elsewhere: {lines:?}");
    menu.click(&offer).await?;
    let next = offer.trim_start_matches("Use port ");
    menu.shows(&format!("Running on 127.0.0.1:{next}")).await?;
    ensure!(menu.line(&offer).await.is_err(), "it is still offered");
    Ok(())
}

#[tokio::test]
async fn the_switches_of_the_menu_change_the_settings() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let app = App::start(&desktop, &["--demo"])?;
    let menu = desktop.menu().await?;
    menu.shows(&format!("Running on {}", app.address())).await?;
    for label in ["Require auth token", "Codex provider", "Launch at login"] {
        ensure!(menu.line(label).await?.checked == Some(false), "{label}");
        menu.click(label).await?;
        menu.comes_to(label, |line| line.checked == Some(true))
            .await?;
    }
    menu.comes_to("Auth token", |line| line.enabled).await?;
    menu.click("Require auth token").await?;
    menu.comes_to("Auth token", |line| !line.enabled).await?;
    ensure!(menu.line("Require auth token").await?.checked == Some(false));
    Ok(())
}

#[tokio::test]
async fn a_switch_that_the_environment_holds_cannot_be_clicked() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let given = [("SECURITY__AUTH_TOKEN", "token-of-the-tray-suite")];
    let app = App::start_with(&desktop, &["--demo"], &given)?;
    let menu = desktop.menu().await?;
    menu.shows(&format!("Running on {}", app.address())).await?;
    let line = menu.line("Require auth token").await?;
    ensure!(line.checked == Some(true) && !line.enabled, "{line:?}");
    Ok(())
}

#[tokio::test]
async fn a_login_opens_the_window_and_a_link_brings_it_forward() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let app = App::start(&desktop, &["--demo", "--hidden"])?;
    let menu = desktop.menu().await?;
    menu.shows(&format!("Running on {}", app.address())).await?;
    ensure!(!desktop.has_window().await?);
    menu.click("Login with Claude…").await?;
    desktop.window().await?;

    let mut linked = App::start(&desktop, &["--demo", "ccproxy://done?code=ignored"])?;
    let status = linked.process.wait(PATIENCE).await?;
    ensure!(status.success(), "{status}\n{}", linked.process.output());
    ensure!(desktop.has_window().await? && app.answers().await);
    Ok(())
}

#[tokio::test]
async fn stop_lets_an_open_stream_finish() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let app = App::start(&desktop, &["--demo"])?;
    let menu = desktop.menu().await?;
    menu.shows(&format!("Running on {}", app.address())).await?;
    let mut stream = app.slow_stream().await?;

    menu.click("Stop").await?;
    menu.shows("Finishing 1 request…").await?;
    ensure!(!menu.line("Stop").await?.enabled);
    stream.read_until("message_stop", PATIENCE).await?;
    menu.shows("Stopped").await?;
    Ok(())
}

#[tokio::test]
async fn quit_lets_an_open_stream_finish_and_leaves_nothing_behind() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let mut app = App::start(&desktop, &["--demo", "--window"])?;
    let menu = desktop.menu().await?;
    menu.shows(&format!("Running on {}", app.address())).await?;
    desktop.window().await?;
    let mut stream = app.slow_stream().await?;

    menu.click("Quit").await?;
    menu.shows("Finishing 1 request…").await?;
    stream.read_until("message_stop", PATIENCE).await?;
    let status = app.process.wait(PATIENCE).await?;
    ensure!(status.success(), "{status}\n{}", app.process.output());
    ensure!(!app.answers().await);
    desktop.is_left().await
}

#[tokio::test]
async fn a_termination_signal_drains_too() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let mut app = App::start(&desktop, &["--demo"])?;
    let menu = desktop.menu().await?;
    menu.shows(&format!("Running on {}", app.address())).await?;
    let mut stream = app.slow_stream().await?;

    app.process.terminate()?;
    menu.shows("Finishing 1 request…").await?;
    stream.read_until("message_stop", PATIENCE).await?;
    let status = app.process.wait(PATIENCE).await?;
    ensure!(status.success(), "{status}\n{}", app.process.output());
    Ok(())
}

#[tokio::test]
async fn started_stopped_it_waits_to_be_started() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let desktop = Desktop::with_tray(&tools).await?;
    let app = App::start(&desktop, &["--demo", "--stopped"])?;
    let menu = desktop.menu().await?;
    menu.shows("Stopped").await?;
    ensure!(!app.answers().await);
    menu.click("Start").await?;
    menu.shows(&format!("Running on {}", app.address())).await?;
    Ok(())
}

#[tokio::test]
async fn where_no_tray_is_shown_the_window_opens_in_light_and_dark() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    // The brightest that dark is, and the darkest that light is.
    let light: fn(f64) -> bool = |brightness| brightness > 0.8;
    let dark: fn(f64) -> bool = |brightness| brightness < 0.25;
    for (name, theme, is_right) in [("light", "Adwaita", light), ("dark", "Adwaita:dark", dark)] {
        let desktop = Desktop::bare(&tools).await?;
        let given = [("GTK_THEME", theme)];
        let _app = App::start_with(&desktop, &["--demo"], &given)?;
        let window = desktop.window().await?;
        let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("window-{name}.png"));
        // On a busy machine the page is drawn some time after its window.
        e2e::eventually(&format!("a {name} window"), PATIENCE, async || {
            let brightness = desktop.picture(&window, &picture).await?;
            Ok(is_right(brightness).then_some(()))
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn without_a_display_it_names_the_headless_way() -> Result<()> {
    let Some(tools) = ready()? else { return Ok(()) };
    let home = e2e::Sandbox::new()?;
    let mut command = std::process::Command::new(&tools.app);
    home.dress(&mut command);
    let mut process = Process::start("ccproxy-desktop", &mut command)?;
    let status = process.wait(PATIENCE).await?;
    ensure!(status.code() == Some(1), "{status}");
    ensure!(
        process.stderr().contains("`ccproxy serve`"),
        "{}",
        process.output()
    );
    Ok(())
}

impl App {
    /// Whether the proxy answers.
    async fn answers(&self) -> bool {
        let to = self.address();
        let answer = Request::new("GET", "/health", to).send(to).await;
        answer.is_ok_and(|answer| answer.status == 200)
    }

    /// A stream of some seconds, of which the first words have come.
    async fn slow_stream(&self) -> Result<Connection> {
        let to = self.address();
        let mut connection = Connection::open(to).await?;
        let request = messages::request(to, &messages::streaming("slow"));
        connection.send(&request.bytes()).await?;
        let head = connection.head().await?;
        ensure!(head.status == 200, "{head:?}");
        connection
            .read_until("content_block_delta", PATIENCE)
            .await
            .context("the stream does not begin")?;
        Ok(connection)
    }
}
