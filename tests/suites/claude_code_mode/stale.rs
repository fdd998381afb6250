//! What is said not to be served is still there, and still is not.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::Process;

use crate::sdks::Sdks;
use crate::unserved::{BY_CHANCE, JAVASCRIPT, PYTHON};

/// A failure is often a wait for its end.
const WITHIN: Duration = Duration::from_secs(900);

/// What `command` prints, however it exits.
async fn printed(name: &str, command: &mut Command) -> Result<String> {
    let mut process = Process::start(name, command)?;
    process.wait(WITHIN).await?;
    let stdout = process.stdout();
    ensure!(!stdout.is_empty(), "{}", process.output());
    Ok(stdout)
}

/// Whether `entry` names the test `id`, or all cases of its test.
fn names(entry: &str, id: &str) -> bool {
    let case = id.strip_prefix(entry);
    case.is_some_and(|case| case.is_empty() || case.starts_with('['))
}

/// What a pattern begins with.
fn literal(pattern: &str) -> &str {
    pattern.split('\\').next().unwrap_or_default()
}

#[tokio::test]
async fn each_test_that_is_not_served_is_there() -> Result<()> {
    let Some(sdks) = Sdks::new().await? else {
        return Ok(());
    };
    if let Some(mut command) = sdks.pytest()? {
        command.args(["--collect-only", "--ignore=gpt"]);
        let ids = printed("pytest --collect-only", &mut command).await?;
        let missing: Vec<_> = PYTHON
            .iter()
            .chain(BY_CHANCE)
            .filter(|entry| !ids.lines().any(|id| names(entry, id)))
            .collect();
        ensure!(missing.is_empty(), "there is no {missing:#?}");
    }
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("javascript");
    for (file, tests) in JAVASCRIPT {
        let text = std::fs::read_to_string(scripts.join(file)).context(*file)?;
        for test in *tests {
            let there = text
                .lines()
                .any(|line| line.contains("test(") && line.contains(literal(test)));
            ensure!(there, "{file} has no test {test:?}");
        }
    }
    sdks.close().await
}

/// The ids of tests that went well, of a report by `-rA`.
fn passed(report: &str) -> BTreeSet<&str> {
    let lines = report.lines();
    lines
        .filter_map(|line| line.strip_prefix("PASSED "))
        .collect()
}

/// They take minutes: they are for long runs.
#[tokio::test]
async fn what_is_not_served_fails_indeed() -> Result<()> {
    if !e2e::long() {
        return Ok(());
    }
    let Some(sdks) = Sdks::new().await? else {
        return Ok(());
    };
    let mut stale = Vec::new();
    if let Some(mut command) = sdks.pytest()? {
        command.args(["-rA", "--tb=no"]).args(PYTHON);
        let report = printed("pytest", &mut command).await?;
        ensure!(report.contains("FAILED "), "nothing failed\n{report}");
        stale.extend(passed(&report).into_iter().map(str::to_owned));
    }
    for (file, tests) in JAVASCRIPT {
        let Some(mut command) = sdks.node("tap")? else {
            break;
        };
        for test in *tests {
            command.arg(format!("--test-name-pattern={test}"));
        }
        let report = printed(file, command.arg(file)).await?;
        ensure!(report.contains("not ok "), "nothing failed\n{report}");
        let well = report.lines().map(str::trim).filter(|line| {
            let named = tests.iter().any(|test| line.contains(literal(test)));
            line.starts_with("ok ") && named && !line.contains("# SKIP")
        });
        stale.extend(well.map(|line| format!("{file}: {line}")));
    }
    ensure!(stale.is_empty(), "these are served: {stale:#?}");
    sdks.close().await
}
