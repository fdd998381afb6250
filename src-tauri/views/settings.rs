//! The settings as the window shows them.

use serde::Serialize;
use settings::{Kind, Loaded, Origin, Row};

/// `settings`, event `settings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsView {
    /// Every setting, in the order of the table.
    pub(crate) rows: Vec<SettingRow>,
    /// Whether the app starts with the session; nothing where that cannot be told.
    pub(crate) launch_at_login: Option<bool>,
    /// `config.toml`.
    pub(crate) file: String,
    /// Why the file's present state is not in force.
    pub(crate) problem: Option<String>,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingRow {
    /// The dotted path.
    pub(crate) key: &'static str,
    /// What kind of value it takes.
    #[cfg_attr(
        test,
        ts(
            type = "\"text\" | \"choice\" | \"switch\" | \"number\" | \"size\" | \"time\" | \"path\" | \"list\" | \"map\" | \"secret\""
        )
    )]
    pub(crate) kind: &'static str,
    /// The words of a choice.
    pub(crate) choices: Vec<&'static str>,
    /// The value as it was written; a secret masked.
    pub(crate) value: Option<String>,
    /// What holds where nobody sets one.
    pub(crate) default: Option<&'static str>,
    /// One sentence about it.
    pub(crate) help: &'static str,
    /// Where the value comes from.
    pub(crate) origin: String,
    /// Whether something stronger than the file sets it.
    pub(crate) locked: bool,
}

impl SettingsView {
    /// The view of the settings in force.
    pub(crate) fn of(
        loaded: &Loaded,
        file: String,
        problem: Option<&str>,
        launch_at_login: Option<bool>,
    ) -> Self {
        Self {
            rows: loaded
                .rows()
                .into_iter()
                .filter_map(SettingRow::of)
                .collect(),
            launch_at_login,
            file,
            problem: problem.map(super::sentence),
        }
    }
}

impl SettingRow {
    fn of(row: Row) -> Option<Self> {
        let key = settings::find(row.key)?;
        let (kind, choices) = kind(key.kind);
        Some(Self {
            key: row.key,
            kind,
            choices: choices.to_vec(),
            value: row.value,
            default: key.default,
            help: row.help,
            origin: origin(&row.source),
            locked: is_stronger(&row.source),
        })
    }
}

fn kind(kind: Kind) -> (&'static str, &'static [&'static str]) {
    match kind {
        Kind::Text => ("text", &[]),
        Kind::Choice(words) => ("choice", words),
        Kind::Switch => ("switch", &[]),
        Kind::Number => ("number", &[]),
        Kind::Size => ("size", &[]),
        Kind::Time => ("time", &[]),
        Kind::Path => ("path", &[]),
        Kind::List => ("list", &[]),
        Kind::Map => ("map", &[]),
        Kind::Secret => ("secret", &[]),
    }
}

/// Who sets a key where an edit of the file has no effect.
pub(crate) fn locked_by(loaded: &Loaded, key: &str) -> Option<String> {
    let source = loaded.origin(key);
    is_stronger(&source).then(|| origin(&source))
}

/// Where a value comes from, for a person.
pub(crate) fn origin(source: &Origin) -> String {
    match source {
        Origin::Default => "default".into(),
        Origin::File { .. } => "config.toml".into(),
        Origin::UserEnv { path, line } | Origin::FolderEnv { path, line } => {
            format!("{}, line {line}", path.display())
        }
        Origin::Environment { name } => format!("{name} in the environment"),
        Origin::Flag { name } => format!("{name} on the command line"),
    }
}

fn is_stronger(source: &Origin) -> bool {
    !matches!(source, Origin::Default | Origin::File { .. })
}

#[cfg(test)]
mod tests {
    use settings::{Flag, Sources};

    use super::*;

    #[test]
    fn a_row_says_where_its_value_comes_from_and_whether_the_file_may_change_it() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(
            folder.path().join("config.toml"),
            "[log]\nlevel = \"debug\"\n",
        )
        .expect("written");
        let mut sources = Sources::in_folder(folder.path());
        sources.flags.push(Flag {
            key: "server.port",
            value: "8123".into(),
            name: "--port",
        });
        let loaded = settings::load(&sources).expect("loaded");
        let view = SettingsView::of(&loaded, "config.toml".into(), None, None);
        let row = |key: &str| view.rows.iter().find(|row| row.key == key).expect("a row");
        assert_eq!(view.rows.len(), settings::keys().len());
        let port = row("server.port");
        assert_eq!((port.value.as_deref(), port.locked), (Some("8123"), true));
        assert_eq!(port.origin, "--port on the command line");
        let level = row("log.level");
        assert_eq!(
            (level.origin.as_str(), level.locked),
            ("config.toml", false)
        );
        assert!(level.kind == "choice" && level.choices.contains(&"debug"));
        assert_eq!(row("codex.enabled").origin, "default");
        assert_eq!(locked_by(&loaded, "log.level"), None);
    }
}
