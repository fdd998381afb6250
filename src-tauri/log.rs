//! The log of this program: the one that the command line keeps, also where the settings cannot be read.

use proxy::logging::{Logging, start as start_with};
use settings::{Log, LogFormat, LogLevel, Sources};

/// What is logged while the settings say nothing else.
const PLAIN: Log = Log {
    level: LogLevel::Info,
    format: LogFormat::Text,
    file: None,
};

/// Starts the log. What is wrong with the settings is told where the proxy starts, which reads them again.
pub(crate) fn start(sources: &Sources) -> Option<Logging> {
    let loaded = settings::load(sources);
    let wanted = loaded
        .as_ref()
        .map_or(&PLAIN, |loaded| &loaded.settings.log);
    let logging = match start_with(wanted) {
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
