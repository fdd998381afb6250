//! Where the built programs are: beside the test executable, in the same target folder and profile.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context as _, Result, ensure};

/// The `ccproxy` command.
///
/// # Errors
/// It is neither built nor can it be.
pub fn ccproxy() -> Result<PathBuf> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    once(&FOUND, "ccproxy", "ccproxy")
}

/// The strict fake of the Anthropic API.
///
/// # Errors
/// It is neither built nor can it be.
pub fn fake_anthropic() -> Result<PathBuf> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    once(&FOUND, "fakes", "fake-anthropic")
}

/// The strict fake of OpenAI's API and of ChatGPT's Codex backend.
///
/// # Errors
/// It is neither built nor can it be.
pub fn fake_openai() -> Result<PathBuf> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    once(&FOUND, "fakes", "fake-openai")
}

fn once(cell: &OnceLock<Result<PathBuf, String>>, package: &str, program: &str) -> Result<PathBuf> {
    cell.get_or_init(|| find_or_build(package, program).map_err(|error| format!("{error:#}")))
        .clone()
        .map_err(anyhow::Error::msg)
}

/// Where cargo puts the programs of the profile that this one was built with. Cargo gives the path of a binary only to
/// tests of its own package, so it is derived from that of this executable: tests are in `target/<profile>/deps`.
///
/// # Errors
/// This program was moved.
pub fn profile() -> Result<PathBuf> {
    let own = std::env::current_exe().context("this program has no path")?;
    let folder = own.parent().context("this program is in no folder")?;
    let profile = if folder.ends_with("deps") {
        folder.parent()
    } else {
        Some(folder)
    };
    Ok(profile.context("not in a target folder")?.to_owned())
}

fn find_or_build(package: &str, program: &str) -> Result<PathBuf> {
    let profile = profile()?;
    let path = profile.join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    if path.exists() {
        return Ok(path);
    }
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.args(["build", "--quiet", "--package", package, "--bin", program]);
    build.current_dir(env!("CARGO_MANIFEST_DIR"));
    if let Some(target) = profile.parent() {
        build.arg("--target-dir").arg(target);
    }
    if profile.ends_with("release") {
        build.arg("--release");
    }
    let status = build.status().context("cargo could not be started")?;
    ensure!(
        status.success() && path.exists(),
        "{} is not built; run: cargo build --package {package} --bin {program}",
        path.display()
    );
    Ok(path)
}
