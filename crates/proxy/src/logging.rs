//! The log: to standard error, and to a file that is rotated each day where `log.file` names one.
//!
//! Writers are threads of their own behind bounded queues: a slow terminal or disk loses lines, and never holds up a
//! request. Other crates' lines are never more detailed than `info`, since only ours are written with secrets in mind.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use settings::{Log, LogFormat, LogLevel};
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload::{self, Handle};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, fmt};

use crate::error::StartError;

/// The crates whose lines may be more detailed than `info`.
const OURS: [&str; 9] = [
    "auth",
    "ccproxy",
    "ccproxy_desktop",
    "clients",
    "fakes",
    "formats",
    "providers",
    "proxy",
    "settings",
];
/// Crates that tell at `info` what they do for each request; what goes wrong is told at `warn`.
const TALKATIVE: [&str; 1] = ["rmcp"];
/// Lines that may wait for a slow terminal or disk; more are lost.
const QUEUE: usize = 8192;
/// Rotated files that are kept, a day each.
const KEPT: usize = 7;

/// The running log. Keep it until the end of the program: dropping the last clone writes out what is queued.
#[derive(Clone)]
pub struct Logging {
    filter: Handle<Targets, Registry>,
    _writers: Arc<Vec<WorkerGuard>>,
}

impl std::fmt::Debug for Logging {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Logging")
    }
}

type Output = Box<
    dyn Layer<tracing_subscriber::layer::Layered<reload::Layer<Targets, Registry>, Registry>>
        + Send
        + Sync,
>;

/// Starts the log for the whole process. Call it once.
///
/// # Errors
/// When `log.file` cannot be written.
pub fn start(log: &Log) -> Result<Logging, StartError> {
    let (filter, handle) = reload::Layer::new(targets(log.level));
    let mut writers = Vec::new();
    let mut outputs: Vec<Output> = Vec::new();
    let (stderr, guard) = queue().finish(std::io::stderr());
    writers.push(guard);
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    outputs.push(output(log.format, stderr, colour));
    if let Some(path) = &log.file {
        let (file, guard) = queue().finish(rotated(path)?);
        writers.push(guard);
        outputs.push(output(log.format, file, false));
    }
    let registry = tracing_subscriber::registry().with(filter).with(outputs);
    // A second log in one process, as in tests, leaves the first in place.
    let _ = registry.try_init();
    Ok(Logging {
        filter: handle,
        _writers: Arc::new(writers),
    })
}

impl Logging {
    /// Puts another `log.level` in force.
    pub fn set_level(&self, level: LogLevel) {
        // The only failure is a log that is gone, and then there is nowhere to tell it.
        let _ = self.filter.reload(targets(level));
    }
}

fn queue() -> NonBlockingBuilder {
    NonBlockingBuilder::default().buffered_lines_limit(QUEUE)
}

fn output(format: LogFormat, writer: NonBlocking, colour: bool) -> Output {
    match format {
        LogFormat::Text => fmt::layer().with_writer(writer).with_ansi(colour).boxed(),
        LogFormat::Json => fmt::layer().json().with_writer(writer).boxed(),
    }
}

fn rotated(path: &Path) -> Result<RollingFileAppender, StartError> {
    let fault = |why: String| StartError::Log {
        path: path.to_owned(),
        why,
    };
    let name = path
        .file_name()
        .and_then(|n| n.to_str())
        .ok_or_else(|| fault("a file's name was expected".to_owned()))?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(name)
        .max_log_files(KEPT)
        .build(folder)
        .map_err(|e| fault(e.to_string()))
}

fn targets(level: LogLevel) -> Targets {
    let ours = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    Targets::new()
        .with_default(ours.min(LevelFilter::INFO))
        .with_targets(OURS.map(|name| (name, ours)))
        .with_targets(TALKATIVE.map(|name| (name, ours.min(LevelFilter::WARN))))
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn other_crates_never_say_more_than_info() {
        let trace = targets(LogLevel::Trace);
        assert!(trace.would_enable("proxy::forward", &Level::TRACE));
        assert!(trace.would_enable("hyper", &Level::INFO));
        assert!(!trace.would_enable("hyper::proto", &Level::DEBUG));
        assert!(!trace.would_enable("rmcp::service", &Level::INFO));
        assert!(trace.would_enable("rmcp::service", &Level::WARN));
        let error = targets(LogLevel::Error);
        assert!(!error.would_enable("hyper", &Level::WARN));
        assert!(!error.would_enable("proxy", &Level::WARN));
    }
}
