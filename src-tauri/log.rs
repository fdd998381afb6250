//! The log of this program: the one that the command line keeps, also where the settings cannot be read.

use std::path::{Path, PathBuf};

use proxy::logging::{Logging, start as start_with};
use settings::{Log, LogFormat, LogLevel, Sources};

/// The log file's name in its folder; each day's has the date after it.
const NAME: &str = "ccproxy-desktop.log";

/// What is logged while the settings say nothing else.
const PLAIN: Log = Log {
    level: LogLevel::Info,
    format: LogFormat::Text,
    file: None,
};

/// Starts the log. What is wrong with the settings is told where the proxy starts, which reads them again.
pub(crate) fn start(sources: &Sources) -> Option<Logging> {
    let loaded = settings::load(sources);
    let mut wanted = loaded.map_or(PLAIN, |loaded| loaded.settings.log.clone());
    // Nobody sees the standard error of a tray app.
    let usual = folder(&sources.state_dir).join(NAME);
    wanted.file.get_or_insert(usual);
    let logging = match start_with(&wanted) {
        Ok(logging) => Some(logging),
        Err(error) => {
            let plain = start_with(&PLAIN).ok();
            tracing::warn!(%error, "logging to standard error alone");
            plain
        }
    };
    // A panic is a line in the log like any other error, with its place.
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    logging
}

/// The present log file, if there is one. It blocks on the folder.
pub(crate) fn latest(state: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder(state)).ok()?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let ours = |file: &PathBuf| {
        let name = file.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(NAME))
    };
    // The names end on the date, so the last one is the latest.
    files.filter(ours).max()
}

fn folder(state: &Path) -> PathBuf {
    state.join("log")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_log_is_the_one_with_the_last_date() {
        let state = tempfile::tempdir().expect("a folder");
        assert_eq!(latest(state.path()), None);
        let log = folder(state.path());
        std::fs::create_dir(&log).expect("made");
        for name in [
            "ccproxy-desktop.log.2026-11-24",
            "ccproxy-desktop.log.2026-11-25",
            "x",
        ] {
            std::fs::write(log.join(name), "").expect("written");
        }
        let expected = log.join("ccproxy-desktop.log.2026-11-25");
        assert_eq!(latest(state.path()), Some(expected));
    }
}
