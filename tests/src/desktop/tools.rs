//! The programs that a desktop needs, and whether they are here.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::clients::tell;

/// A program with the Debian package that brings it.
type Program = (&'static str, &'static str);

/// To show the app.
const SCREEN: [Program; 6] = [
    ("Xvfb", "xvfb"),
    ("dbus-daemon", "dbus"),
    ("xclip", "xclip"),
    ("xdotool", "xdotool"),
    ("import", "imagemagick"),
    ("identify", "imagemagick"),
];

/// To act in its window.
const DRIVER: Program = ("WebKitWebDriver", "webkit2gtk-driver");

/// To keep secrets as a desktop does.
const KEYRING: Program = ("gnome-keyring-daemon", "gnome-keyring");

/// What the suites have to work with.
#[derive(Debug, Clone)]
pub struct Tools {
    /// The app.
    pub app: PathBuf,
}

/// What there is to see the app with; nothing when something is missing, after a line that says what.
///
/// # Errors
/// Something is missing, and `CCPROXY_E2E_STRICT` is `1`.
pub fn to_see() -> Result<Option<Tools>> {
    with(&[])
}

/// The same, with hands in its window.
///
/// # Errors
/// Something is missing, and `CCPROXY_E2E_STRICT` is `1`.
pub fn to_act() -> Result<Option<Tools>> {
    with(&[DRIVER])
}

/// The same, with a keyring.
///
/// # Errors
/// Something is missing, and `CCPROXY_E2E_STRICT` is `1`.
pub fn to_keep() -> Result<Option<Tools>> {
    with(&[DRIVER, KEYRING])
}

fn with(more: &[Program]) -> Result<Option<Tools>> {
    let app = app()?;
    let mut missing: Vec<String> = SCREEN
        .iter()
        .chain(more)
        .filter(|(program, _)| !is_on_path(program))
        .map(|(program, package)| format!("{program} (Debian: {package})"))
        .collect();
    if !app.exists() {
        missing.push(format!(
            "{} (cargo build --package ccproxy-desktop)",
            app.display()
        ));
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

/// The app that `CCPROXY_DESKTOP` names, or that cargo built with the profile of this test.
fn app() -> Result<PathBuf> {
    if let Some(app) = std::env::var_os("CCPROXY_DESKTOP") {
        return Ok(PathBuf::from(app));
    }
    Ok(crate::binaries::profile()?.join("ccproxy-desktop"))
}

/// Whether a program is there.
#[must_use]
pub fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder: PathBuf| is_file(&folder.join(program)))
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| found.is_file())
}
