//! Which refresh token was presented, and whether an answer came.
//!
//! Both providers' refresh tokens are single-use: one that got an answer is never presented again, also not by a process
//! that starts after another one died. What is kept is its SHA-256, never the token.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::store::{StoreError, atomic};

/// A refresh token may be presented this often without an answer: once, and once more after a lost one.
const PRESENTATIONS: u32 = 2;

/// The journal of one login. Its owner holds the login's lock.
pub(crate) struct Journal {
    path: PathBuf,
    record: Record,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    /// SHA-256 of the token, in hex.
    token: String,
    /// How often it was presented without an answer.
    presented: u32,
    /// The code of the answer that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

/// Whether a token may be presented.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It may.
    Good,
    /// Two answers were lost: nobody knows what became of it.
    Lost,
    /// The provider refused it for good.
    Refused(String),
}

impl Journal {
    /// The journal of the login `name`. A broken one counts as empty: it is a record of ours alone, and the provider
    /// still has its own.
    pub(crate) async fn open(state: &Path, name: &str) -> Self {
        let path = state.join(format!("journal-{name}.json"));
        let text = tokio::fs::read(&path).await.unwrap_or_default();
        Self {
            path,
            record: serde_json::from_slice(&text).unwrap_or_default(),
        }
    }

    /// Whether `token` may be presented.
    pub(crate) fn standing(&self, token: &SecretString) -> Standing {
        if self.record.token != digest(token) {
            return Standing::Good;
        }
        match &self.record.refused {
            Some(code) => Standing::Refused(code.clone()),
            None if self.record.presented >= PRESENTATIONS => Standing::Lost,
            None => Standing::Good,
        }
    }

    /// Notes, durably, that `token` is about to be presented.
    pub(crate) async fn presenting(&mut self, token: &SecretString) -> Result<(), StoreError> {
        let token = digest(token);
        let presented = if self.record.token == token {
            self.record.presented + 1
        } else {
            1
        };
        self.write(Record {
            token,
            presented,
            refused: None,
        })
        .await
    }

    /// Notes that it was not sent after all, or that the answer said nothing of the token.
    pub(crate) async fn unanswered(&mut self) -> Result<(), StoreError> {
        let record = Record {
            presented: self.record.presented.saturating_sub(1),
            ..self.record.clone()
        };
        self.write(record).await
    }

    /// Notes that the provider refused it for good.
    pub(crate) async fn refused(&mut self, code: &str) -> Result<(), StoreError> {
        let record = Record {
            refused: Some(code.to_owned()),
            ..self.record.clone()
        };
        self.write(record).await
    }

    async fn write(&mut self, record: Record) -> Result<(), StoreError> {
        let path = self.path.clone();
        let unwritable = |why: String| StoreError::Unwritable {
            path: self.path.clone(),
            why,
        };
        let text = serde_json::to_string(&record).map_err(|e| unwritable(e.to_string()))?;
        let written =
            tokio::task::spawn_blocking(move || atomic::replace(&path, &SecretString::from(text)));
        written.await.map_err(|e| unwritable(e.to_string()))??;
        self.record = record;
        Ok(())
    }
}

fn digest(token: &SecretString) -> String {
    Sha256::digest(token.expose_secret().as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_token_is_presented_twice_at_most_and_never_after_a_refusal() {
        let folder = tempfile::tempdir().unwrap();
        let token = SecretString::from("token");
        let mut journal = Journal::open(folder.path(), "x").await;
        journal.presenting(&token).await.unwrap();
        // The process dies here; the next one reads what it left.
        let mut journal = Journal::open(folder.path(), "x").await;
        assert_eq!(journal.standing(&token), Standing::Good);
        journal.presenting(&token).await.unwrap();
        let mut journal = Journal::open(folder.path(), "x").await;
        assert_eq!(journal.standing(&token), Standing::Lost);
        assert_eq!(
            journal.standing(&SecretString::from("other")),
            Standing::Good
        );
        journal.refused("invalid_grant").await.unwrap();
        let journal = Journal::open(folder.path(), "x").await;
        assert_eq!(
            journal.standing(&token),
            Standing::Refused("invalid_grant".to_owned())
        );
    }

    #[tokio::test]
    async fn what_was_not_sent_does_not_count_and_the_token_is_not_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let token = SecretString::from("canary-token");
        let mut journal = Journal::open(folder.path(), "x").await;
        for _ in 0..5 {
            journal.presenting(&token).await.unwrap();
            journal.unanswered().await.unwrap();
        }
        assert_eq!(journal.standing(&token), Standing::Good);
        let text = std::fs::read_to_string(folder.path().join("journal-x.json")).unwrap();
        assert!(!text.contains("canary"), "{text}");
    }
}
