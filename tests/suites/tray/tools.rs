//! The programs that a desktop needs, and whether they are here.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use e2e::clients::tell;

/// Each with the Debian package that brings it.
const PROGRAMS: [(&str, &str); 6] = [
    ("Xvfb", "xvfb"),
    ("dbus-daemon", "dbus"),
    ("xclip", "xclip"),
    ("xdotool", "xdotool"),
    ("import", "imagemagick"),
    ("identify", "imagemagick"),
];

/// What the suite has to work with.
#[derive(Debug)]
pub(crate) struct Tools {
    /// The built app.
    pub(crate) app: PathBuf,
}

/// The tools; nothing when one is missing, after a line that says which.
pub(crate) fn ready() -> Result<Option<Tools>> {
    let app = built("ccproxy-desktop")?;
    let mut missing: Vec<String> = PROGRAMS
        .iter()
        .filter(|(program, _)| !on_path(program))
        .map(|(program, package)| format!("{program} (Debian: {package})"))
        .collect();
    if !app.exists() {
        missing.push("ccproxy-desktop (cargo build --package ccproxy-desktop)".into());
    }
    if missing.is_empty() {
        return Ok(Some(Tools { app }));
    }
    let missing = missing.join(", ");
    if std::env::var("CCPROXY_E2E_STRICT").is_ok_and(|value| value == "1") {
        bail!("missing: {missing}");
    }
    tell(&format!("skipped: missing {missing}"));
    Ok(None)
}

/// Where cargo puts a program of the profile that this test was built with.
fn built(program: &str) -> Result<PathBuf> {
    let test = std::env::current_exe().context("the test executable has no path")?;
    let profile = test.ancestors().nth(2);
    Ok(profile.context("not in a target folder")?.join(program))
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder: PathBuf| is_file(&folder.join(program)))
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| found.is_file())
}
