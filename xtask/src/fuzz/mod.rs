//! `cargo xtask fuzz`: arbitrary bytes for the formats, until something gives way.
//!
//! libFuzzer finds its way by the coverage of what it runs. The compiler's flags for that are stable; `cargo fuzz` and a
//! nightly toolchain are not needed.

mod options;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use crate::error::{Error, Result};
use crate::setup;
use crate::setup::packages;
use crate::tool::Tool;
use crate::workspace::Workspace;
use options::Options;

const HELP: &str = "\
Usage: cargo xtask fuzz [TARGET…] [OPTIONS]

  --seconds N   how long each target runs (10)
  --input FILE  tries this one input on the one TARGET, and nothing else";

/// The targets, each with the list of words that its inputs are made of (crates/formats/fuzz).
const TARGETS: [(&str, &str); 7] = [
    ("sse_decoder", "messages"),
    ("chat_request", "chat"),
    ("messages_request", "messages"),
    ("responses_request", "responses"),
    ("chat_events", "chat"),
    ("messages_events", "messages"),
    ("responses_events", "responses"),
];

/// Counts what runs, and shows libFuzzer what is compared with what.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

/// How long each target runs where nobody says.
const SECONDS: u64 = 10;

/// So much of an input is shown.
const SHOWN: usize = 4000;

/// # Errors
/// Wrong options, something that cannot be installed or built, or an input that a target does not take.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let options = Options::parse(arguments)?;
    if options.help {
        println!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    prepare(workspace)?;
    let fuzzer = Fuzzer::build(workspace)?;
    for target in options.targets {
        match &options.input {
            Some(input) => fuzzer.try_one(target, input)?,
            None => fuzzer.search(target, options.seconds)?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes sure of what the targets are built with.
///
/// # Errors
/// It is not here, and cannot be had.
pub(crate) fn prepare(workspace: &Workspace) -> Result<()> {
    if cfg!(windows) {
        return Err(Error::new(
            "the fuzz targets are built on Linux and macOS only",
        ));
    }
    setup::packages(workspace, packages::FUZZ)
}

/// Runs each target for so many seconds.
///
/// # Errors
/// The targets cannot be built, or one gave way.
pub(crate) fn all(workspace: &Workspace, seconds: u64) -> Result<()> {
    let fuzzer = Fuzzer::build(workspace)?;
    TARGETS
        .iter()
        .try_for_each(|(target, _)| fuzzer.search(target, seconds))
}

/// The targets as they are built.
struct Fuzzer {
    /// The package of the targets, with their seeds.
    package: PathBuf,
    /// The built programs.
    programs: PathBuf,
    /// What is found on the way: inputs that lead somewhere new, and those that a target did not take.
    scratch: PathBuf,
}

impl Fuzzer {
    fn build(workspace: &Workspace) -> Result<Self> {
        let package = workspace.root.join("crates").join("formats").join("fuzz");
        let scratch = workspace.target.join("fuzz");
        let host = host()?;
        let mut cargo = workspace.cargo();
        // With the target named, build scripts are built without the flags: they have nobody to report to.
        cargo.args(["build", "--release", "--target", &host, "--manifest-path"]);
        cargo.arg(package.join("Cargo.toml"));
        cargo.env("CARGO_TARGET_DIR", &scratch);
        cargo.env("RUSTFLAGS", COVERAGE);
        cargo.without("CARGO_ENCODED_RUSTFLAGS").run()?;
        Ok(Self {
            package,
            programs: scratch.join(host).join("release"),
            scratch,
        })
    }

    /// Runs `target` with what it makes up, for so many seconds.
    fn search(&self, target: &str, seconds: u64) -> Result<()> {
        let corpus = self.folder("corpus", target)?;
        let found = self.folder("found", target)?;
        let log = self.scratch.join(format!("{target}.log"));
        let words = TARGETS.iter().find(|(name, _)| *name == target);
        let words = words.map_or("chat", |(_, words)| words);
        let words = self.package.join("words").join(format!("{words}.dict"));
        let begin = SystemTime::now();
        let done = self
            .program(target)
            .arg(corpus)
            .arg(self.package.join("seeds").join(target))
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-artifact_prefix={}/", found.display()))
            .arg(format!("-dict={}", words.display()))
            .args(["-timeout=30", "-rss_limit_mb=1024"])
            .env("RUST_BACKTRACE", "0")
            .run_quietly(&log);
        let log = fs::read_to_string(log).unwrap_or_default();
        match (done, newest(&found, begin)) {
            (Err(_), Some(input)) if self.is_false_alarm(target, &input) => {
                println!("{target}: the machine stood still for a while, and nothing else");
                Ok(())
            }
            (Err(_), Some(input)) => Err(crash(target, &input, &log)),
            (done, _) => done.map(|()| println!("{target}: {}", count(&log))),
        }
    }

    /// Whether an input took long once, and does not when it is tried again: the clock goes on where a machine stands
    /// still.
    fn is_false_alarm(&self, target: &str, input: &Path) -> bool {
        let name = input.file_name().unwrap_or_default().to_string_lossy();
        let again = || self.program(target).arg("-timeout=30").arg(input).read();
        name.starts_with("timeout-") && again().is_some()
    }

    /// Runs `target` once.
    fn try_one(&self, target: &str, input: &Path) -> Result<()> {
        if !input.is_file() {
            return Err(Error::new(format!("{} is not there", input.display())));
        }
        self.program(target)
            .arg(input)
            .env("RUST_BACKTRACE", "1")
            .run()
    }

    fn program(&self, target: &str) -> Tool {
        Tool::new(crate::workspace::program(&self.programs, target))
    }

    fn folder(&self, name: &str, target: &str) -> Result<PathBuf> {
        let folder = self.scratch.join(name).join(target);
        fs::create_dir_all(&folder)
            .map_err(|cause| Error::io(format!("cannot make {}", folder.display()), &cause))?;
        Ok(folder)
    }
}

/// The name of the system that the compiler builds for.
fn host() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let about = Tool::new(rustc).arg("-vV").read().unwrap_or_default();
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| Error::new("`rustc -vV` does not say what it builds for"))
}

/// The input that was written down since `begin`.
fn newest(folder: &Path, begin: SystemTime) -> Option<PathBuf> {
    let files = fs::read_dir(folder).ok()?.flatten();
    let written = |file: &fs::DirEntry| file.metadata().and_then(|about| about.modified()).ok();
    files
        .filter(|file| written(file).is_some_and(|at| at >= begin))
        .max_by_key(written)
        .map(|file| file.path())
}

/// Shows what a target does not take, and how to see it again.
fn crash(target: &str, input: &Path, log: &str) -> Error {
    let bytes = fs::read(input).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]);
    println!(
        "{}\nThe input ({} bytes):\n{text}\n",
        said(log),
        bytes.len()
    );
    Error::new(format!("{target} does not take an input that was made up")).advise(format!(
        "see it again with: cargo xtask fuzz {target} --input {}",
        input.display()
    ))
}

/// How much was tried, in libFuzzer's words.
fn count(log: &str) -> &str {
    let done = log.lines().rev().find(|line| line.starts_with("Done "));
    done.unwrap_or("done").trim()
}

/// What the target said when it gave way: a panic's words, or libFuzzer's.
fn said(log: &str) -> String {
    let begins = |line: &&str| line.contains(" panicked at ") || line.contains("ERROR: libFuzzer");
    let goes_on = |line: &&str| {
        let marks = ["stack backtrace", "note: run with", "NOTE:"];
        !marks.iter().any(|mark| line.starts_with(mark))
    };
    let lines = log
        .lines()
        .skip_while(|line| !begins(line))
        .take_while(goes_on);
    lines.take(30).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_panic_are_found_in_the_log() {
        let log = "INFO: Seed: 1\nthread '<unnamed>' (1) panicked at src/a.rs:1:2:\nno JSON: x\nnote: run with `RUST_BACKTRACE=1`\n";
        assert_eq!(
            said(log),
            "thread '<unnamed>' (1) panicked at src/a.rs:1:2:\nno JSON: x"
        );
    }
}
