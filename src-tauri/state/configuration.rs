//! The settings that the shell itself follows: for its views, its switches and its accounts.

use std::{path::PathBuf, sync::Arc};

use secrecy::SecretString;
use settings::{Loaded, Origin, Sources, Watch, edit};
use tokio::sync::watch;

use crate::views::{sentence, settings::locked_by};

/// The settings, and the way to change them.
#[derive(Debug)]
pub(crate) struct Configuration {
    sources: Sources,
    watch: Watch,
}

/// One change.
#[derive(Debug)]
pub(crate) enum Change {
    /// Gives a key a value. A secret's is never logged.
    Set(String, SecretString),
    /// Goes back to what holds where nobody sets one.
    Unset(String),
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeError {
    /// Something stronger than the file has the last word.
    #[error("{by} sets this. Change it there.")]
    Locked {
        /// What.
        by: String,
    },
    /// The settings refuse it.
    #[error("{}", reason(.0))]
    Refused(#[from] settings::Error),
    /// The program is ending.
    #[error("Not changed. Try again.")]
    Interrupted,
}

impl Configuration {
    /// Reads the settings and follows them, and counts the changes of `extra`. It blocks on files.
    ///
    /// # Errors
    /// The files cannot be watched.
    pub(crate) fn start(sources: Sources, extra: Vec<PathBuf>) -> Result<Self, settings::Error> {
        // With mistakes in the files the defaults hold here, and the watch tells the mistakes.
        let loaded = settings::load(&sources).or_else(|_| settings::load(&defaults(&sources)))?;
        let watch = Watch::start(sources.clone(), loaded, extra)?;
        Ok(Self { sources, watch })
    }

    /// Where they come from.
    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The settings in force.
    pub(crate) fn loaded(&self) -> Arc<Loaded> {
        self.watch.loaded().borrow().clone()
    }

    /// A receiver of new settings.
    pub(crate) fn changes(&self) -> watch::Receiver<Arc<Loaded>> {
        self.watch.loaded()
    }

    /// A receiver of what is wrong with the files.
    pub(crate) fn problems(&self) -> watch::Receiver<Option<String>> {
        self.watch.problem()
    }

    /// Ticks when one of the extra files changes.
    pub(crate) fn extra(&self) -> watch::Receiver<u64> {
        self.watch.extra()
    }

    /// Changes `config.toml`, unless that would have no effect.
    pub(crate) async fn change(&self, change: Change) -> Result<(), ChangeError> {
        let loaded = self.loaded();
        if let Some(by) = locked_by(&loaded, change.key()) {
            return Err(ChangeError::Locked { by });
        }
        self.write(change).await?;
        Ok(())
    }

    /// Switches something on that nobody has said a word about: what the person has just logged in for should answer.
    pub(crate) async fn switch_on(&self, key: &str) {
        if !matches!(self.loaded().origin(key), Origin::Default) {
            return;
        }
        if let Err(why) = self.write(Change::set(key, "true")).await {
            tracing::warn!(%why, key, "not switched on");
        }
    }

    /// Changes `config.toml`, also where something stronger has the last word; says whether that is so.
    pub(crate) async fn write(&self, change: Change) -> Result<bool, ChangeError> {
        let sources = self.sources.clone();
        let edited = tokio::task::spawn_blocking(move || match &change {
            Change::Set(key, value) => edit::set_secret(&sources, key, value),
            Change::Unset(key) => edit::unset(&sources, key),
        });
        let edited = edited.await.map_err(|_| ChangeError::Interrupted)??;
        Ok(!edited.overrides.is_empty())
    }
}

impl Change {
    /// A change to this value.
    pub(crate) fn set(key: &str, value: impl Into<SecretString>) -> Self {
        Self::Set(key.to_owned(), value.into())
    }

    fn key(&self) -> &str {
        match self {
            Self::Set(key, _) | Self::Unset(key) => key,
        }
    }
}

/// What is wrong with a value, without the name of the file that was just to be changed.
fn reason(error: &settings::Error) -> String {
    match error.problems() {
        [problem] => sentence(&problem.text),
        _ => sentence(&error.to_string()),
    }
}

/// Sources in which nothing is set.
fn defaults(sources: &Sources) -> Sources {
    Sources::in_folder(&sources.state_dir.join("no-settings"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use settings::Flag;
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn what_nobody_spoke_of_is_switched_on_and_a_no_stays_a_no() {
        let folder = tempfile::tempdir().expect("a folder");
        let sources = Sources::in_folder(folder.path());
        let file = sources.config_file.clone();
        let configuration = Configuration::start(sources.clone(), Vec::new()).expect("started");
        configuration.switch_on("codex.enabled").await;
        let text = std::fs::read_to_string(&file).expect("written");
        assert!(text.contains("enabled = true"), "{text}");

        std::fs::write(&file, "[openai]\nenabled = false\n").expect("written");
        let configuration = Configuration::start(sources, Vec::new()).expect("started");
        configuration.switch_on("openai.enabled").await;
        let text = std::fs::read_to_string(&file).expect("read");
        assert!(text.contains("enabled = false"), "{text}");
    }

    #[tokio::test]
    async fn a_change_is_written_and_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration =
            Configuration::start(Sources::in_folder(folder.path()), vec![]).expect("started");
        let mut changes = configuration.changes();
        changes.borrow_and_update();
        let change = Change::set("codex.enabled", "true");
        configuration.change(change).await.expect("changed");
        let seen = changes.wait_for(|loaded| loaded.settings.codex.enabled);
        timeout(Duration::from_secs(10), seen)
            .await
            .expect("in time")
            .expect("followed");
    }

    #[tokio::test]
    async fn what_a_flag_sets_is_not_written_behind_its_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut sources = Sources::in_folder(folder.path());
        sources.flags.push(Flag {
            key: "server.port",
            value: "8123".into(),
            name: "--port",
        });
        let file = sources.config_file.clone();
        let configuration = Configuration::start(sources, vec![]).expect("started");
        let change = Change::set("server.port", "8124");
        let error = configuration.change(change).await.expect_err("locked");
        assert_eq!(
            error.to_string(),
            "--port on the command line sets this. Change it there."
        );
        assert!(!file.exists());
    }

    #[tokio::test]
    async fn a_value_of_another_kind_is_refused_with_what_would_be_right() {
        let folder = tempfile::tempdir().expect("a folder");
        let sources = Sources::in_folder(folder.path());
        let configuration = Configuration::start(sources, vec![]).expect("started");
        let change = Change::set("log.level", "loud");
        let error = configuration.change(change).await.expect_err("refused");
        let said = error.to_string();
        assert!(said.starts_with("Log.level must be"), "{said}");
    }

    #[tokio::test]
    async fn mistakes_in_the_file_leave_the_defaults_and_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(
            folder.path().join("config.toml"),
            "[server]\nport = \"x\"\n",
        )
        .expect("written");
        let configuration =
            Configuration::start(Sources::in_folder(folder.path()), vec![]).expect("started");
        assert_eq!(configuration.loaded().settings.server.port, 8000);
        let mut problems = configuration.problems();
        let told = problems.wait_for(Option::is_some);
        timeout(Duration::from_secs(10), told)
            .await
            .expect("in time")
            .expect("told");
    }
}
