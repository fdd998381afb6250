use std::path::{Path, PathBuf};

/// Where a person's credentials lie.
#[derive(Debug, Clone)]
pub struct Places {
    /// Our own `credentials.json`.
    pub credentials: PathBuf,
    /// Locks, the journal and the generation of the keyring's entries.
    pub state: PathBuf,
    /// The Codex CLI's folder: `$CODEX_HOME`, else `~/.codex`.
    pub codex_home: PathBuf,
    /// The person's home folder, where it is known.
    pub home: Option<PathBuf>,
    /// Where the Claude CLI may keep its login, likeliest first. Only looked at.
    pub claude_cli: Vec<PathBuf>,
}

impl Places {
    /// The places of this process, whose own settings lie in `config` and whose state in `state`.
    #[must_use]
    pub fn from_process(config: &Path, state: &Path, home: Option<&Path>) -> Self {
        let variable = |name: &str| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let known = home.map(Path::to_owned);
        let home = known.clone().unwrap_or_else(|| config.to_owned());
        // `CLAUDE_CONFIG_DIR` moves the Claude CLI's own folder (measured with claude 2.1.331).
        let claude = variable("CLAUDE_CONFIG_DIR").unwrap_or_else(|| home.join(".claude"));
        Self {
            credentials: config.join("credentials.json"),
            state: state.to_owned(),
            codex_home: variable("CODEX_HOME").unwrap_or_else(|| home.join(".codex")),
            home: known,
            claude_cli: vec![
                claude.join(".credentials.json"),
                claude.join("credentials.json"),
                home.join(".config/claude/credentials.json"),
                home.join(".config/claude/.credentials.json"),
            ],
        }
    }

    /// The places within one folder and nothing else: no environment, no home.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            credentials: folder.join("credentials.json"),
            state: folder.join("state"),
            codex_home: folder.join("codex"),
            home: None,
            claude_cli: vec![folder.join("claude/.credentials.json")],
        }
    }

    /// The Codex CLI's `auth.json`.
    #[must_use]
    pub fn codex_auth(&self) -> PathBuf {
        self.codex_home.join("auth.json")
    }

    /// The file that grows with each change of a keyring entry.
    #[must_use]
    pub fn generation(&self) -> PathBuf {
        self.state.join("generation")
    }
}
