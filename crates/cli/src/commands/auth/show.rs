//! What is stored, and how it stands.

use auth::Accounts;
use auth::report::{State, Table};
use auth::token::Error;
use serde::Serialize;

use crate::exit::Code;
use crate::output::Output;
use crate::table::{draw, draw_status};

pub(super) async fn validate(accounts: &Accounts, output: &Output) -> anyhow::Result<Code> {
    let report = match accounts.claude_validation().await {
        Ok(report) => report,
        Err(error) => return missing(&error, output),
    };
    output.result(&draw(&report.table(), output.style()), &report)?;
    Ok(match report.state {
        State::Valid => Code::Done,
        _ => Code::NeedsLogin,
    })
}

pub(super) async fn info(accounts: &Accounts, output: &Output) -> anyhow::Result<Code> {
    match accounts.claude_info().await {
        Ok((info, problem)) => report(&info.table(), &info, problem.as_ref(), output),
        Err(error) => missing(&error, output),
    }
}

pub(super) async fn openai_info(accounts: &Accounts, output: &Output) -> anyhow::Result<Code> {
    match accounts.openai_info().await {
        Ok((info, problem)) => report(&info.table(), &info, problem.as_ref(), output),
        Err(error) => missing(&error, output),
    }
}

pub(super) async fn status(accounts: &Accounts, output: &Output) -> anyhow::Result<Code> {
    let rows = accounts.status().await;
    output.result(&draw_status(&rows, output.style()), &rows)?;
    Ok(Code::Done)
}

/// A report, and below it why it could not be renewed, if so.
fn report(
    table: &Table,
    document: &impl Serialize,
    problem: Option<&Error>,
    output: &Output,
) -> anyhow::Result<Code> {
    output.result(&draw(table, output.style()), document)?;
    let Some(problem) = problem else {
        return Ok(Code::Done);
    };
    output.note(&format!("ccproxy: {problem}"));
    Ok(if problem.needs_login() {
        Code::NeedsLogin
    } else {
        Code::Failed
    })
}

/// Nothing to report on: what is missing, and how to get it.
fn missing(error: &Error, output: &Output) -> anyhow::Result<Code> {
    if !error.needs_login() {
        return Err(anyhow::Error::new(error.clone()));
    }
    output.error(&anyhow::Error::new(error.clone()));
    Ok(Code::NeedsLogin)
}
