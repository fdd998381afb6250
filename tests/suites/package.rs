//! The Debian package, unpacked into a folder of its own: all is in it, and it starts from there.
//!
//! A release build takes minutes: this runs only in long runs, `cargo xtask test --long`, which make the package first.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use e2e::clients::{named_by, tell};
use e2e::desktop::{Desktop, PATIENCE, Tools, tools};
use e2e::{Process, Sandbox};

/// What people and desktops look for.
const FILES: [&str; 8] = [
    "usr/bin/ccproxy",
    "usr/bin/ccproxy-desktop",
    "usr/share/applications/ccproxy.desktop",
    "usr/share/man/man1/ccproxy.1",
    "usr/share/man/man1/ccproxy-auth-login.1",
    "usr/share/bash-completion/completions/ccproxy",
    "usr/share/zsh/vendor-completions/_ccproxy",
    "usr/share/fish/vendor_completions.d/ccproxy.fish",
];

/// The unpacked package; nothing in a short run.
async fn unpacked(into: &Sandbox) -> Result<Option<PathBuf>> {
    if std::env::var_os("CCPROXY_LONG").is_none() {
        tell("skipped: the package is made in long runs only");
        return Ok(None);
    }
    let Some(package) = named_by("CCPROXY_DEB")? else {
        return Ok(None);
    };
    let root = into.home().join("root");
    let mut unpack = Command::new("dpkg-deb");
    unpack.arg("--extract").arg(package).arg(&root);
    let mut unpack = Process::start("dpkg-deb", &mut unpack)?;
    let status = unpack.wait(PATIENCE).await?;
    ensure!(status.success(), "{status}\n{}", unpack.output());
    Ok(Some(root))
}

/// Runs an installed program to its end, and gives what it printed.
async fn printed(program: &Path, arguments: &[&str], home: &Sandbox) -> Result<String> {
    let mut command = Command::new(program);
    home.dress(&mut command);
    let mut process = Process::start("installed", command.args(arguments))?;
    let status = process.wait(PATIENCE).await?;
    ensure!(status.success(), "{status}\n{}", process.output());
    Ok(process.stdout())
}

#[tokio::test]
async fn all_that_a_desktop_looks_for_is_in_the_package() -> Result<()> {
    let home = Sandbox::new()?;
    let Some(root) = unpacked(&home).await? else {
        return Ok(());
    };
    for file in FILES {
        ensure!(root.join(file).is_file(), "{file} is missing");
    }
    let icons = root.join("usr/share/icons/hicolor");
    ensure!(icons.join("32x32/apps/ccproxy-desktop.png").is_file());
    let entry = std::fs::read_to_string(root.join(FILES[2]))?;
    ensure!(entry.contains("Exec=ccproxy-desktop"), "{entry}");
    let version = printed(&root.join(FILES[0]), &["--version"], &home).await?;
    ensure!(version.contains(env!("CARGO_PKG_VERSION")), "{version}");
    Ok(())
}

#[tokio::test]
async fn the_installed_app_starts_with_its_tray_and_its_window() -> Result<()> {
    let home = Sandbox::new()?;
    let Some(root) = unpacked(&home).await? else {
        return Ok(());
    };
    if tools::to_see()?.is_none() {
        return Ok(());
    }
    let app = root.join(FILES[1]);
    let desktop = Desktop::with_tray(&Tools { app }).await?;
    let mut command = desktop.app();
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    command.args(["--demo", "--window", "--port", &free.port().to_string()]);
    let process = Process::start("ccproxy-desktop", &mut command)?;
    let menu = desktop.menu().await?;
    let running = menu.shows(&format!("Running on {free}")).await;
    running.with_context(|| process.output())?;
    desktop.window().await.map(drop)
}
