//! What came of each step, and the table that tells it.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use crate::error::Error;

/// What came of a step.
pub(crate) enum Outcome {
    Passed,
    Failed(Error),
    Skipped(Error),
}

/// All steps of one run, in order.
#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<(&'static str, Outcome, Duration)>,
}

impl Report {
    pub(crate) fn add(&mut self, name: &'static str, outcome: Outcome, took: Duration) {
        self.rows.push((name, outcome, took));
    }

    /// One line for each step: name, outcome, time, and why it did not pass.
    pub(crate) fn table(&self) -> String {
        let width = self.rows.iter().map(|(name, ..)| name.len()).max();
        let width = width.unwrap_or_default();
        let mut table = String::new();
        for (name, outcome, took) in &self.rows {
            let (word, why) = match outcome {
                Outcome::Passed => ("passed", String::new()),
                Outcome::Failed(error) => ("FAILED", error.one_line()),
                Outcome::Skipped(error) => ("skipped", error.one_line()),
            };
            let line = format!("{name:width$}  {word:7}  {:>12}  {why}", clock(*took));
            // Writing to a string cannot fail.
            let _ = writeln!(table, "{}", line.trim_end());
        }
        table
    }

    /// The counts of steps, in the plain form that tools read.
    pub(crate) fn closing_line(&self) -> String {
        let count = |wanted: fn(&Outcome) -> bool| {
            self.rows
                .iter()
                .filter(|(_, outcome, _)| wanted(outcome))
                .count()
        };
        format!(
            "{} passed, {} failed, {} skipped",
            count(|outcome| matches!(outcome, Outcome::Passed)),
            count(|outcome| matches!(outcome, Outcome::Failed(_))),
            count(|outcome| matches!(outcome, Outcome::Skipped(_))),
        )
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        let failed = |outcome: &Outcome| matches!(outcome, Outcome::Failed(_));
        if self.rows.iter().any(|(_, outcome, _)| failed(outcome)) {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }
}

fn clock(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let mut report = Report::default();
        report.add("fmt", Outcome::Passed, Duration::from_millis(420));
        let why = Error::new("no python3").advise("install one");
        report.add("python client", Outcome::Skipped(why), Duration::ZERO);
        report
    }

    #[test]
    fn the_closing_line_counts_steps() {
        assert_eq!(report().closing_line(), "1 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn the_table_says_why() {
        assert_eq!(
            report().table(),
            "fmt            passed          0.4 s\n\
             python client  skipped         0.0 s  no python3; install one\n"
        );
    }

    #[test]
    fn one_failure_fails_the_run() {
        let mut report = report();
        assert_eq!(report.exit_code(), ExitCode::SUCCESS);
        let why = Error::new("`cargo fmt` failed");
        report.add("fmt", Outcome::Failed(why), Duration::from_secs(61));
        assert_eq!(report.exit_code(), ExitCode::FAILURE);
        assert!(
            report
                .table()
                .contains("FAILED     1 min 01 s  `cargo fmt` failed")
        );
    }
}
