//! Looks for what is wrong with the set-up. Each finding says how to mend it.

mod accounts;
mod checks;

use std::fmt::Write as _;

use serde::Serialize;
use settings::Sources;

use crate::exit::Code;
use crate::output::Output;

/// What one check found.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    subject: &'static str,
    verdict: Verdict,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    Good,
    /// It works, and deserves a look.
    Look,
    /// It does not work.
    Bad,
}

#[derive(Serialize)]
struct Report {
    healthy: bool,
    findings: Vec<Finding>,
}

pub(crate) fn run(output: &Output) -> anyhow::Result<Code> {
    let sources = Sources::from_process(Vec::new())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let findings = runtime.block_on(checks::all(&sources));
    let healthy = findings.iter().all(|f| f.verdict != Verdict::Bad);
    let mut text = String::new();
    for finding in &findings {
        let mark = match finding.verdict {
            Verdict::Good => "ok  ",
            Verdict::Look => "look",
            Verdict::Bad => "BAD ",
        };
        writeln!(text, "{mark}  {:14}  {}", finding.subject, finding.text)?;
    }
    output.result(&text, &Report { healthy, findings })?;
    Ok(if healthy { Code::Done } else { Code::Failed })
}

impl Finding {
    fn new(subject: &'static str, verdict: Verdict, text: impl Into<String>) -> Self {
        Self {
            subject,
            verdict,
            text: text.into(),
        }
    }
}
