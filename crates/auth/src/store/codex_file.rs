use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::time::sleep;
use toml_edit::Document;

use super::{StoreError, atomic, blocking};
use crate::credentials::CodexAuth;

/// The Codex CLI empties `auth.json` and then writes it (openai/codex, `login/src/auth/storage.rs`): a broken text may
/// be one that is being written, and is read again after these pauses, which make a quarter of a second.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(10),
    Duration::from_millis(25),
    Duration::from_millis(45),
    Duration::from_millis(70),
    Duration::from_millis(100),
];

/// `config.toml` is larger than this nowhere.
const LARGEST: u64 = 1024 * 1024;

/// The Codex CLI's `auth.json`, which ccproxy shares with it.
#[derive(Debug, Clone)]
pub struct CodexFile {
    path: PathBuf,
}

/// Where the Codex CLI keeps its login when not in `auth.json`, by the key `cli_auth_credentials_store` of its
/// `config.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodexKeeping {
    /// In the system's keyring. A successful write there deletes `auth.json`.
    Keyring,
    /// In the system's keyring where there is one, else in `auth.json`.
    Auto,
    /// In memory, until it ends.
    Ephemeral,
}

impl CodexFile {
    /// The file at `path`. Nothing is touched yet.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it holds; `None` where there is no file.
    ///
    /// # Errors
    /// It cannot be read, belongs to somebody else, or is broken, and was so for a quarter of a second.
    pub async fn read(&self) -> Result<Option<CodexAuth>, StoreError> {
        for pause in PAUSES {
            match self.read_once().await {
                Err(StoreError::Malformed { .. }) => sleep(pause).await,
                outcome => return outcome,
            }
        }
        self.read_once().await
    }

    /// Replaces it in one step. Where it is a symbolic link, the link's target is replaced.
    ///
    /// # Errors
    /// It cannot be written, and what it held before is still there; or it belongs to somebody else.
    pub async fn write(&self, auth: &CodexAuth) -> Result<(), StoreError> {
        let text = auth.to_text();
        let path = self.path.clone();
        blocking(&self.path, move || atomic::replace(&path, &text)).await
    }

    async fn read_once(&self) -> Result<Option<CodexAuth>, StoreError> {
        let path = self.path.clone();
        let text = blocking(&self.path, move || atomic::read(&path)).await?;
        text.map(|text| CodexAuth::parse(text.expose_secret()))
            .transpose()
            .map_err(|why| StoreError::Malformed {
                path: self.path.clone(),
                why: why.to_string(),
            })
    }
}

/// Where the Codex CLI whose folder is `codex_home` may keep a login that is not in its `auth.json`; `None` where it
/// keeps it there, as it does when nothing is configured or `config.toml` cannot be read.
pub async fn kept_elsewhere(codex_home: &Path) -> Option<CodexKeeping> {
    let path = codex_home.join("config.toml");
    let text = tokio::task::spawn_blocking(move || {
        let mut text = String::new();
        let file = File::open(path).ok()?;
        file.take(LARGEST).read_to_string(&mut text).ok()?;
        Some(text)
    })
    .await
    .ok()??;
    let document = Document::parse(text).ok()?;
    match document.get("cli_auth_credentials_store")?.as_str()? {
        "keyring" => Some(CodexKeeping::Keyring),
        "auto" => Some(CodexKeeping::Auto),
        "ephemeral" => Some(CodexKeeping::Ephemeral),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use secrecy::SecretString;

    use super::*;
    use crate::credentials::CodexTokens;

    fn tokens(name: &str) -> CodexTokens {
        CodexTokens {
            id_token: SecretString::from("i"),
            access_token: SecretString::from(name.to_owned()),
            refresh_token: None,
            account_id: None,
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_file_that_the_codex_command_is_writing_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("auth.json");
        let text = r#"{"tokens":{"id_token":"i","access_token":"whole"}}"#;
        fs::write(&path, text).unwrap();
        let writer = {
            let path = path.clone();
            tokio::spawn(async move {
                for _ in 0..30 {
                    let mut file = fs::File::create(&path).unwrap();
                    sleep(Duration::from_millis(4)).await;
                    file.write_all(&text.as_bytes()[..20]).unwrap();
                    sleep(Duration::from_millis(4)).await;
                    file.write_all(&text.as_bytes()[20..]).unwrap();
                    drop(file);
                    sleep(Duration::from_millis(30)).await;
                }
            })
        };
        let file = CodexFile::new(path);
        while !writer.is_finished() {
            let auth = file.read().await.unwrap().unwrap();
            assert_eq!(auth.tokens.unwrap().access_token.expose_secret(), "whole");
        }
    }

    #[tokio::test]
    async fn a_file_that_stays_broken_is_told_soon_and_without_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("auth.json");
        let file = CodexFile::new(path.clone());
        assert!(file.read().await.unwrap().is_none());
        for text in ["", r#"{"tokens":{"access_token":"canary"#] {
            fs::write(&path, text).unwrap();
            let began = std::time::Instant::now();
            let error = file.read().await.unwrap_err();
            assert!(began.elapsed() < Duration::from_secs(2));
            assert!(matches!(error, StoreError::Malformed { .. }), "{error:?}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }

    #[tokio::test]
    async fn it_is_written_for_its_owner_alone_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home/.codex");
        let file = CodexFile::new(home.join("auth.json"));
        let mut auth = CodexAuth::default();
        auth.log_in(tokens("one"), std::time::SystemTime::now());
        file.write(&auth).await.unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&home), 0o700);
            assert_eq!(mode(file.path()), 0o600);

            let real = folder.path().join("real.json");
            fs::rename(file.path(), &real).unwrap();
            std::os::unix::fs::symlink(&real, file.path()).unwrap();
            auth.renew(tokens("two"), std::time::SystemTime::now());
            file.write(&auth).await.unwrap();
            assert!(file.path().is_symlink());
            assert!(fs::read_to_string(&real).unwrap().contains("two"));
        }
    }

    #[tokio::test]
    async fn a_login_that_is_kept_elsewhere_is_told_from_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(kept_elsewhere(folder.path()).await, None);
        for (text, keeping) in [
            (
                "cli_auth_credentials_store = \"keyring\"",
                Some(CodexKeeping::Keyring),
            ),
            (
                "model = \"x\"\ncli_auth_credentials_store = 'auto' # why\n[mcp_servers.x]\ncommand = \"y\"",
                Some(CodexKeeping::Auto),
            ),
            (
                "cli_auth_credentials_store = \"ephemeral\"",
                Some(CodexKeeping::Ephemeral),
            ),
            ("cli_auth_credentials_store = \"file\"", None),
            ("cli_auth_credentials_store = 1", None),
            ("[other]\ncli_auth_credentials_store = \"keyring\"", None),
            ("broken", None),
        ] {
            fs::write(folder.path().join("config.toml"), text).unwrap();
            assert_eq!(kept_elsewhere(folder.path()).await, keeping, "{text}");
        }
    }
}
