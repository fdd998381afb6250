use std::fmt::Write as _;

use auth::credentials::Vendor;
use auth::{Accounts, LoggedOut, Subject};
use serde::Serialize;

use crate::arguments::LogoutName;
use crate::exit::Code;
use crate::output::Output;

#[derive(Serialize)]
struct Row {
    account: String,
    found: bool,
    /// Whether the provider ended it; null where there was nothing to end, or no way to.
    revoked: Option<bool>,
    problem: Option<String>,
}

/// Logs out of each, goes on after a failure, and ends with 1 if there was one.
pub(super) async fn run(
    accounts: &Accounts,
    which: &[LogoutName],
    all: bool,
    output: &Output,
) -> anyhow::Result<Code> {
    let names: &[LogoutName] = if all { &LogoutName::ALL } else { which };
    let (mut rows, mut text, mut failed) = (Vec::new(), String::new(), false);
    for subject in names.iter().flat_map(|name| subjects(*name)) {
        let row = match accounts.log_out(subject).await {
            Ok(done) => row(&done),
            Err(error) => {
                failed = true;
                Row {
                    account: subject.to_string(),
                    found: true,
                    revoked: None,
                    problem: Some(error.to_string()),
                }
            }
        };
        if row.found {
            write!(text, "{}: ", row.account)?;
            match (&row.problem, row.revoked) {
                (Some(problem), None) => writeln!(text, "not removed. {problem}")?,
                (Some(problem), _) => writeln!(text, "removed here. {problem}")?,
                (None, Some(_)) => writeln!(text, "removed here, and ended at the provider")?,
                (None, None) => writeln!(text, "removed")?,
            }
        }
        rows.push(row);
    }
    if text.is_empty() {
        text.push_str("nothing was stored");
    }
    output.result(&text, &rows)?;
    Ok(if failed { Code::Failed } else { Code::Done })
}

fn subjects(name: LogoutName) -> Vec<Subject> {
    match name {
        LogoutName::Claude => vec![Subject::Claude, Subject::Key(Vendor::Anthropic)],
        LogoutName::Openai => vec![Subject::Codex, Subject::Key(Vendor::Openai)],
        LogoutName::Chatgpt => vec![Subject::Chatgpt],
    }
}

fn row(done: &LoggedOut) -> Row {
    Row {
        account: done.subject.to_string(),
        found: done.found,
        revoked: done.revoked.as_ref().map(Result::is_ok),
        problem: done
            .revoked
            .as_ref()
            .and_then(|revoked| revoked.as_ref().err())
            .map(ToString::to_string),
    }
}
