//! `cargo xtask test`: all that must be green, step by step, with a table at the end.

mod options;
mod steps;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::setup::Clients;
use crate::step::{Outcome, Report};
use crate::workspace::Workspace;
use options::Options;
use steps::{Context, Needs, STEPS, Step};

const HELP: &str = "\
Usage: cargo xtask test [OPTIONS] [-- FILTER…]

  --only NAME   only this step; may be repeated
  --list        the steps, in order
  --long        the tests that take minutes too
  --strict      what is missing on this machine is a failure, not a skip (CI=true in the environment means it too)
  -- FILTER…    goes to the test programs of the steps `unit` and `e2e`: names, --nocapture and the like";

/// # Errors
/// Wrong options. What fails in a step is in the report.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let options = Options::parse(arguments)?;
    if options.help {
        println!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    if options.list {
        for step in STEPS {
            println!("{:8}{}", step.name, step.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(&options.only)?;
    let mut report = Report::default();
    let clients = prepare(workspace, &chosen);
    let context = Context {
        workspace,
        clients: &clients,
        options: &options,
    };
    for step in chosen {
        println!("\n==> {}: {}", step.name, step.about);
        let begin = Instant::now();
        let outcome = (step.run)(&context).unwrap_or_else(Outcome::Failed);
        report.add(step.name, outcome, begin.elapsed());
    }
    for lack in clients.lacks {
        report.add(lack.name, options.lacking(lack.why), Duration::ZERO);
    }
    println!("\n{}\n{}", report.table(), report.closing_line());
    Ok(report.exit_code())
}

fn choose(names: &[String]) -> Result<Vec<&'static Step>> {
    let known = |name: &&String| !STEPS.iter().any(|step| step.name == **name);
    if let Some(unknown) = names.iter().find(known) {
        let all = STEPS.iter().map(|step| step.name).collect::<Vec<_>>();
        return Err(Error::new(format!("there is no step `{unknown}`"))
            .advise(format!("the steps are: {}", all.join(", "))));
    }
    let wanted = |step: &&Step| names.is_empty() || names.iter().any(|name| name == step.name);
    Ok(STEPS.iter().filter(wanted).collect())
}

fn prepare(workspace: &Workspace, chosen: &[&Step]) -> Clients {
    match chosen.iter().map(|step| step.needs).max() {
        Some(Needs::Clients) => Clients::install(workspace),
        Some(Needs::Compiler) => Clients::none_but_packages(workspace),
        Some(Needs::Nothing) | None => Clients::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_run_in_their_order_whatever_the_order_asked() {
        let chosen = choose(&["unit".to_owned(), "fmt".to_owned()]).unwrap();
        let names = chosen.iter().map(|step| step.name).collect::<Vec<_>>();
        assert_eq!(names, ["fmt", "unit"]);
    }

    #[test]
    fn an_unknown_step_is_refused_with_those_that_there_are() {
        let error = choose(&["lint".to_owned()]).err().unwrap().to_string();
        assert!(
            error.contains("`lint`") && error.contains("clippy"),
            "{error}"
        );
    }
}
