use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The names that installers give it.
#[cfg(windows)]
const NAMES: [&str; 2] = ["claude.exe", "claude.cmd"];
#[cfg(not(windows))]
const NAMES: [&str; 1] = ["claude"];

/// The first `claude` on this process's `PATH`.
pub(super) fn from_process() -> Option<PathBuf> {
    on_path(&std::env::var_os("PATH")?)
}

/// The first `claude` in a `PATH`. Its relative folders are passed over: they would mean whatever the working folder
/// holds.
pub(super) fn on_path(path: &OsStr) -> Option<PathBuf> {
    std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}
