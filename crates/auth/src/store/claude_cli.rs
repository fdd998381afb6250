use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::ExposeSecret;
use serde::Deserialize;

use super::atomic::{Reading, read_as};
use super::{StoreError, blocking};
use crate::Places;

/// A login of the Claude CLI, without any of its tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The file that holds it.
    pub path: PathBuf,
    /// When its access token ends; the CLI renews it by itself.
    pub expires_at: Option<SystemTime>,
    /// The plan, such as `max`.
    pub subscription: Option<String>,
}

/// Looks for logins of the Claude CLI, likeliest first, and changes nothing. On macOS the CLI keeps its login in the
/// keychain item `Claude Code-credentials`, which nobody else can look at without a question to the person: it is left
/// alone, and the CLI itself can be asked.
pub async fn look(places: &Places) -> Vec<Found> {
    let mut found = Vec::new();
    for path in &places.claude_cli {
        let its = path.clone();
        match blocking(path, move || look_at(&its)).await {
            Ok(Some(login)) => found.push(login),
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "a login of the Claude command was passed over"),
        }
    }
    found
}

/// The fields that are read (measured with claude 2.1.331). A file may also hold `mcpOAuth` alone, which is no login.
#[derive(Deserialize)]
struct Credentials {
    #[serde(rename = "claudeAiOauth")]
    login: Option<Login>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Login {
    expires_at: Option<f64>,
    subscription_type: Option<String>,
}

fn look_at(path: &Path) -> Result<Option<Found>, StoreError> {
    let Some(text) = read_as(path, Reading::Theirs)? else {
        return Ok(None);
    };
    let credentials: Credentials =
        serde_json::from_str(text.expose_secret()).map_err(|_| StoreError::Malformed {
            path: path.to_owned(),
            why: "it is not what the Claude command writes".to_owned(),
        })?;
    Ok(credentials.login.map(|login| Found {
        path: path.to_owned(),
        expires_at: login.expires_at.and_then(time),
        subscription: login.subscription_type,
    }))
}

fn time(milliseconds: f64) -> Option<SystemTime> {
    let since = Duration::try_from_secs_f64(milliseconds / 1000.0).ok()?;
    UNIX_EPOCH.checked_add(since)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[tokio::test]
    async fn logins_are_found_in_order_and_their_files_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let mut places = Places::in_folder(folder.path());
        places.claude_cli = ["gone", "mcp", "broken", "second", "third"]
            .map(|name| folder.path().join(name))
            .to_vec();
        assert_eq!(look(&places).await, []);
        let texts = [
            ("mcp", r#"{"mcpOAuth":{}}"#),
            ("broken", r#"{"claudeAiOauth":{"#),
            (
                "second",
                r#"{"claudeAiOauth":{"accessToken":"canary","expiresAt":1700000000000,"subscriptionType":"max"}}"#,
            ),
            ("third", r#"{"claudeAiOauth":{"accessToken":"canary"}}"#),
        ];
        for (name, text) in texts {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let before = fs::metadata(folder.path().join("second"))
            .unwrap()
            .permissions();
        let found = look(&places).await;
        assert!(!format!("{found:?}").contains("canary"));
        let [second, third] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!(second.path, folder.path().join("second"));
        assert_eq!(second.subscription.as_deref(), Some("max"));
        let at = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(second.expires_at, Some(at));
        assert_eq!(
            (third.expires_at, third.subscription.as_ref()),
            (None, None)
        );
        let after = fs::metadata(folder.path().join("second"))
            .unwrap()
            .permissions();
        assert_eq!(before, after);
        for (name, text) in texts {
            assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), text);
        }
    }
}
