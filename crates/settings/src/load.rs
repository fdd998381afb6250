//! Reading all layers into one tree.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Problem, Problems};
use crate::key::{Key, find};
use crate::layer::{Entry, open_to_others, read_all, read_text};
use crate::origin::Origin;
use crate::show::shell_quote;
use crate::source::Sources;
use crate::tree::{Draft, Settings};
use crate::value::Raw;

/// The settings, and where each value comes from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The typed tree.
    pub settings: Arc<Settings>,
    pub(crate) held: BTreeMap<&'static str, Held>,
    warnings: Vec<Problem>,
}

/// The value that won for a key.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) raw: Raw,
    pub(crate) origin: Origin,
}

impl Loaded {
    /// What deserves a look: ignored keys, names that nearly are ours, a file that others can read.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// Where the value of a key comes from.
    #[must_use]
    pub fn origin(&self, key: &str) -> Origin {
        self.held
            .get(key)
            .map_or(Origin::Default, |held| held.origin.clone())
    }

    /// Whether there is nothing new in `other`.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        self.settings == other.settings && self.warnings == other.warnings
    }
}

/// Reads every layer. It blocks on files.
///
/// # Errors
/// [`Error::Invalid`] with every mistake that there is.
pub fn load(sources: &Sources) -> Result<Loaded, Error> {
    let (config, unreadable) = match read_text(&sources.config_file) {
        Ok(text) => (text, None),
        Err(problem) => (None, Some(problem)),
    };
    let mut evaluated = evaluate(sources, config.as_deref());
    evaluated.problems.list.splice(0..0, unreadable);
    evaluated.finish()
}

/// What the layers amount to, mistakes included.
pub(crate) struct Evaluated {
    pub(crate) loaded: Loaded,
    pub(crate) problems: Problems,
}

impl Evaluated {
    fn finish(self) -> Result<Loaded, Error> {
        if self.problems.list.is_empty() {
            Ok(self.loaded)
        } else {
            Err(self.problems.into())
        }
    }
}

/// Reads every layer, with this text for `config.toml`.
pub(crate) fn evaluate(sources: &Sources, config: Option<&str>) -> Evaluated {
    let found = read_all(sources, config);
    let (mut problems, mut warnings) = (found.problems, found.warnings);
    let mut draft = Draft::new();
    let mut held = BTreeMap::new();
    for entry in &found.entries {
        match (entry.key.store)(&mut draft, &entry.raw, &entry.context) {
            Ok(()) => {
                let (raw, origin) = (entry.raw.clone(), entry.origin.clone());
                held.insert(entry.key.path, Held { raw, origin });
            }
            Err(refusal) => {
                let refusal = if entry.key.is_secret() {
                    refusal.without_value()
                } else {
                    refusal
                };
                let text = refusal.after(&subject(entry.key, &entry.origin));
                problems.push(Problem::at(&entry.origin, text));
            }
        }
    }
    problems.list.extend(half_a_tls_pair(&draft, &held));
    warnings.extend(exposed(sources, &found.entries));
    let loaded = Loaded {
        settings: Arc::new(draft.finish()),
        held,
        warnings,
    };
    Evaluated { loaded, problems }
}

/// What a message calls the setting: as it is spelled at the place that it comes from.
fn subject(key: &Key, origin: &Origin) -> String {
    match origin {
        Origin::Default | Origin::File { .. } => key.path.to_owned(),
        Origin::Flag { name } => (*name).to_owned(),
        Origin::UserEnv { .. } | Origin::FolderEnv { .. } | Origin::Environment { .. } => {
            key.env_name()
        }
    }
}

fn half_a_tls_pair(draft: &Draft, held: &BTreeMap<&'static str, Held>) -> Option<Problem> {
    let (set, missing) = match (&draft.tls_cert, &draft.tls_key) {
        (Some(_), None) => ("server.tls_cert", "server.tls_key"),
        (None, Some(_)) => ("server.tls_key", "server.tls_cert"),
        _ => return None,
    };
    let origin = &held.get(set)?.origin;
    let set = subject(find(set)?, origin);
    Some(Problem::at(
        origin,
        format!("{set} is set but {missing} is not; HTTPS needs both"),
    ))
}

/// Files of the person that hold a secret and that others can read.
fn exposed(sources: &Sources, entries: &[Entry]) -> Vec<Problem> {
    let secret_in = |file: &Path| {
        entries.iter().find(|entry| match &entry.origin {
            Origin::File { path, .. } | Origin::UserEnv { path, .. } => {
                entry.key.is_secret() && path == file
            }
            _ => false,
        })
    };
    [&sources.config_file, &sources.user_env]
        .into_iter()
        .filter_map(|file| Some((file, secret_in(file)?)))
        .filter(|(file, _)| open_to_others(file))
        .map(|(file, entry)| {
            let text = format!(
                "holds {} and can be read by other users; run: chmod 600 {}",
                entry.key.path,
                shell_quote(file)
            );
            Problem::in_file(file, text)
        })
        .collect()
}
