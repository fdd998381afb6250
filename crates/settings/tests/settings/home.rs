//! A person's folders, made for one test.

use std::fs;
use std::path::{Path, PathBuf};

use settings::{Environment, Error, Flag, Loaded, Sources, load};
use tempfile::TempDir;

pub(crate) struct Home {
    folder: TempDir,
    pub(crate) sources: Sources,
}

impl Home {
    pub(crate) fn new() -> Self {
        let folder = TempDir::with_prefix("settings").unwrap();
        let root = folder.path();
        let mut sources = Sources::in_folder(&root.join("config"));
        sources.cwd_env = Some(root.join("work/.env"));
        sources.home = Some(root.to_path_buf());
        sources.state_dir = root.join("state");
        fs::create_dir(root.join("config")).unwrap();
        fs::create_dir(root.join("work")).unwrap();
        Self { folder, sources }
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn config(self, text: &str) -> Self {
        write_private(&self.sources.config_file, text);
        self
    }

    pub(crate) fn user_env(self, text: &str) -> Self {
        write_private(&self.sources.user_env, text);
        self
    }

    pub(crate) fn folder_env(self, text: &str) -> Self {
        write_private(&self.root().join("work/.env"), text);
        self
    }

    pub(crate) fn variables(mut self, variables: &[(&str, &str)]) -> Self {
        self.sources.environment = variables.iter().copied().collect::<Environment>();
        self
    }

    pub(crate) fn flag(mut self, key: &'static str, name: &'static str, value: &str) -> Self {
        self.sources.flags.push(Flag {
            key,
            value: value.to_owned(),
            name,
        });
        self
    }

    pub(crate) fn load(&self) -> Loaded {
        load(&self.sources).unwrap()
    }

    /// The message of a load that fails, without the name of the test's folder.
    pub(crate) fn failure(&self) -> String {
        self.plain(&load(&self.sources).unwrap_err().to_string())
    }

    pub(crate) fn warnings(&self) -> Vec<String> {
        self.load()
            .warnings()
            .iter()
            .map(|warning| self.plain(&warning.to_string()))
            .collect()
    }

    pub(crate) fn message(&self, error: &Error) -> String {
        self.plain(&error.to_string())
    }

    pub(crate) fn text(&self) -> String {
        fs::read_to_string(&self.sources.config_file).unwrap()
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root().join(below)
    }

    pub(crate) fn plain(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.root().display()), "")
    }
}

fn write_private(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}
