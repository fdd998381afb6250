//! Checks of the accounts: where credentials are kept, who may read them, whether they work.

use std::path::Path;
use std::time::Duration;

use auth::Accounts;
use auth::report::{Account, State, StatusRow};
use auth::store::{CodexKeeping, KeyringState, kept_elsewhere, look};

use super::Finding;
use super::Verdict::{Bad, Good, Look};

/// Beyond this, a clock makes tokens look fresh that are not, or the other way round.
const SKEW: Duration = Duration::from_secs(60);

/// Every check, in the order in which a person would mend things.
pub(super) async fn all(accounts: &Accounts) -> Vec<Finding> {
    let places = accounts.places();
    let mut findings = vec![keyring(&accounts.vault().keyring().await)];
    for file in [&places.credentials, &places.codex_auth()] {
        findings.extend(modes(file));
    }
    findings.push(clock(accounts).await);
    findings.extend(accounts.status().await.iter().map(account));
    findings.extend(others(accounts).await);
    findings
}

fn keyring(state: &KeyringState) -> Finding {
    let (verdict, text) = match state {
        KeyringState::Available => (Good, "unlocked; logins are kept there".to_owned()),
        KeyringState::Off => (
            Good,
            "not used: credentials.store is file".to_owned(),
        ),
        KeyringState::Absent { why } => (
            Look,
            format!("there is none ({why}); logins are kept in a file that you alone can read"),
        ),
        KeyringState::Locked => (
            Bad,
            "locked. Unlock it, or keep logins in a file: `ccproxy config set credentials.store file`"
                .to_owned(),
        ),
        KeyringState::Failing { why } => (
            Bad,
            format!(
                "it fails: {why}. Keep logins in a file: `ccproxy config set credentials.store file`"
            ),
        ),
    };
    Finding::new("keyring", verdict, text)
}

/// An expired login that renews itself is no fault; one that does not is.
fn account(row: &StatusRow) -> Finding {
    let subject = match row.name {
        Account::ClaudeCode => "Claude Code",
        Account::ClaudeLogin => "Claude login",
        Account::ClaudeKey => "Claude API key",
        Account::Codex => "OpenAI/Codex",
        Account::Chatgpt => "ChatGPT",
        Account::OpenaiKey => "OpenAI API key",
    };
    let verdict = match row.state {
        State::Valid | State::Renews => Good,
        State::Missing => Look,
        State::Expired | State::Locked | State::Unreadable => Bad,
    };
    let mut text = row.state.to_string();
    let more = [&row.account, &row.plan, &row.server, &row.next_step];
    for part in more.into_iter().flatten() {
        text.push_str("; ");
        text.push_str(part);
    }
    Finding::new(subject, verdict, text)
}

async fn clock(accounts: &Accounts) -> Finding {
    match accounts.clock_offset().await {
        Ok((apart, _)) if apart <= SKEW => Finding::new("clock", Good, "right"),
        Ok((apart, ahead)) => Finding::new(
            "clock",
            Bad,
            format!(
                "{} seconds {}: logins expire at the wrong time. Set it right",
                apart.as_secs(),
                if ahead { "fast" } else { "slow" }
            ),
        ),
        Err(why) => Finding::new("clock", Look, format!("cannot be compared: {why}")),
    }
}

/// Other programs' logins on this machine, which are looked at and never used.
async fn others(accounts: &Accounts) -> Vec<Finding> {
    let places = accounts.places();
    let mut findings: Vec<Finding> = look(places)
        .await
        .into_iter()
        .map(|found| {
            let plan = found
                .subscription
                .map(|plan| format!(" ({plan})"))
                .unwrap_or_default();
            let text = format!(
                "{}{plan}: Claude Code's own login, which ccproxy leaves to it",
                found.path.display()
            );
            Finding::new("other login", Good, text)
        })
        .collect();
    let keeping = kept_elsewhere(&places.codex_home).await;
    if !places.codex_auth().is_file()
        && let Some(CodexKeeping::Keyring | CodexKeeping::Auto | CodexKeeping::Ephemeral) = keeping
    {
        findings.push(Finding::new(
            "other login",
            Look,
            "the Codex CLI keeps its login where ccproxy cannot share it; set \
             cli_auth_credentials_store = \"file\" in its config.toml, then `codex login`",
        ));
    }
    findings
}

#[cfg(unix)]
fn modes(file: &Path) -> Option<Finding> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(file).ok()?;
    let file = file.display();
    let finding = |verdict, text| Some(Finding::new("credentials", verdict, text));
    if metadata.mode() & 0o077 != 0 {
        let text = format!("{file} can be read by others: chmod 600 {file}");
        return finding(Bad, text);
    }
    finding(Good, format!("{file} can be read by you alone"))
}

#[cfg(not(unix))]
fn modes(_: &Path) -> Option<Finding> {
    None
}
