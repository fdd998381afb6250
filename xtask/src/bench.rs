//! `cargo xtask bench`: the release build beside nginx and the floors.

use std::process::ExitCode;

use crate::error::{Error, Result};
use crate::setup;
use crate::setup::packages;
use crate::tool::Tool;
use crate::workspace::Workspace;

/// # Errors
/// Something cannot be installed or built, or the comparison failed.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let benches = workspace.root.join("benches");
    let compare = benches.join("compare.py");
    if !compare.is_file() {
        return Err(Error::new(format!("{} is not there", compare.display())));
    }
    let wanted = [packages::COMMAND, packages::BENCH].concat();
    setup::packages(workspace, &wanted)?;
    workspace
        .cargo()
        .args(["build", "--release", "--package", "ccproxy"])
        .run()?;
    workspace
        .cargo()
        .within(&benches)
        .args(["build", "--release"])
        .run()?;
    let mut python = Tool::new("python3");
    python
        .arg(&compare)
        .args(for_compare(arguments))
        .env("PATH", with_sbin());
    if std::env::var_os("CARGO_TARGET_DIR").is_some() {
        python.env("CARGO_TARGET_DIR", &workspace.target);
    }
    python.run()?;
    Ok(ExitCode::SUCCESS)
}

/// Plain words are scenarios; what follows `--` goes on as it is.
fn for_compare(arguments: &[String]) -> Vec<String> {
    let mut parts = arguments.splitn(2, |argument| argument == "--");
    let scenarios = parts.next().unwrap_or_default();
    let rest = parts.next().unwrap_or_default();
    let mut line = Vec::new();
    if !scenarios.is_empty() {
        line.extend(["--scenarios".to_owned(), scenarios.join(",")]);
    }
    line.extend_from_slice(rest);
    line
}

fn with_sbin() -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{path}:{}", packages::ROOTS_PROGRAMS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(arguments: &[&str]) -> String {
        let arguments = arguments.iter().map(|text| (*text).to_owned());
        for_compare(&arguments.collect::<Vec<_>>()).join(" ")
    }

    #[test]
    fn words_are_scenarios_and_the_rest_goes_on() {
        assert_eq!(line(&[]), "");
        assert_eq!(line(&["json", "sse"]), "--scenarios json,sse");
        assert_eq!(
            line(&["json", "--", "--rounds", "7"]),
            "--scenarios json --rounds 7"
        );
        assert_eq!(line(&["--", "--rounds", "7"]), "--rounds 7");
    }
}
