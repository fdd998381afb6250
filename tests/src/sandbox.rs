//! A home of its own for a program under test, so that no test reads or writes the person's files.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use tempfile::TempDir;

/// A temporary home folder with the XDG folders in it; removed on drop.
#[derive(Debug)]
pub struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// Makes an empty home.
    ///
    /// # Errors
    /// The temporary folder cannot be written.
    pub fn new() -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("ccproxy-e2e-")
            .tempdir()
            .context("no temporary folder")?;
        let sandbox = Self { folder };
        for made in [sandbox.settings_folder(), sandbox.work()] {
            std::fs::create_dir_all(made)?;
        }
        Ok(sandbox)
    }

    /// The home folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// The working folder that programs are started in.
    #[must_use]
    pub fn work(&self) -> PathBuf {
        self.home().join("work")
    }

    /// `$XDG_CONFIG_HOME/ccproxy`.
    #[must_use]
    pub fn settings_folder(&self) -> PathBuf {
        self.home().join(".config/ccproxy")
    }

    /// `$XDG_CONFIG_HOME/ccproxy/config.toml`.
    #[must_use]
    pub fn settings_file(&self) -> PathBuf {
        self.settings_folder().join("config.toml")
    }

    /// Writes `config.toml` the way editors save: a new file, renamed over the old one.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_settings(&self, toml: &str) -> Result<()> {
        let draft = self.settings_folder().join("config.toml.draft");
        std::fs::write(&draft, toml)?;
        std::fs::rename(&draft, self.settings_file()).context("config.toml cannot be replaced")
    }

    /// Gives `command` this home and nothing else of the environment but the path.
    pub fn dress(&self, command: &mut Command) {
        command.env_clear();
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        let home = self.home();
        command
            .current_dir(self.work())
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("XDG_DATA_HOME", home.join(".local/share"))
            .env("XDG_STATE_HOME", home.join(".local/state"))
            .env("XDG_CACHE_HOME", home.join(".cache"))
            .env("XDG_RUNTIME_DIR", home.join(".runtime"));
    }

    /// Every regular file of this home, for a search through all that a program wrote.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        let mut folders = vec![self.home().to_path_buf()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    folders.push(entry.path());
                } else if entry.file_type()?.is_file() {
                    files.push(entry.path());
                }
            }
        }
        Ok(files)
    }
}
