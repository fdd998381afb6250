use std::fmt::Write as _;

use serde::Serialize;
use settings::edit::Edited;
use settings::{Row, Sources, edit};

use crate::arguments::Config;
use crate::commands::token::read_secret;
use crate::exit::Code;
use crate::output::Output;

#[derive(Serialize)]
struct Shown<'a> {
    file: String,
    settings: &'a [Row],
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Path {
    file: String,
}

#[derive(Serialize)]
struct Changed<'a> {
    key: &'a str,
    file: String,
    /// Why the change has no effect, where something overrides it.
    overridden_by: Option<String>,
}

pub(crate) fn run(action: Config, output: &Output) -> anyhow::Result<Code> {
    let sources = Sources::from_process(Vec::new())?;
    match action {
        Config::Show => show(&sources, output)?,
        Config::Path => {
            let file = sources.config_file.display().to_string();
            output.result(&file, &Path { file: file.clone() })?;
        }
        Config::Set { key, value } => set(&sources, &key, value, output)?,
        Config::Codex(switch) => {
            let edited = edit::set(&sources, "codex.enabled", &switch.enable.to_string())?;
            report(&edited, "codex.enabled", output)?;
        }
        Config::Unset { key } => {
            let edited = edit::unset(&sources, &key)?;
            report(&edited, &key, output)?;
        }
    }
    Ok(Code::Done)
}

fn show(sources: &Sources, output: &Output) -> anyhow::Result<()> {
    let loaded = settings::load(sources)?;
    let rows = loaded.rows();
    let warnings: Vec<String> = loaded.warnings().iter().map(ToString::to_string).collect();
    for warning in &warnings {
        output.note(warning);
    }
    let width = |f: fn(&Row) -> usize| rows.iter().map(f).max().unwrap_or(0).min(40);
    let keys = width(|r| r.key.len());
    let values = width(|r| shown(r).chars().count());
    let mut text = String::new();
    for row in &rows {
        writeln!(
            text,
            "{:keys$}  {:values$}  {}",
            row.key,
            shown(row),
            row.origin
        )?;
    }
    output.result(
        &text,
        &Shown {
            file: sources.config_file.display().to_string(),
            settings: &rows,
            warnings,
        },
    )?;
    Ok(())
}

fn shown(row: &Row) -> &str {
    row.value.as_deref().unwrap_or("-")
}

fn set(sources: &Sources, key: &str, value: Option<String>, output: &Output) -> anyhow::Result<()> {
    let secret = settings::find(key).is_some_and(settings::Key::is_secret);
    let edited = match value {
        None if secret => edit::set_secret(sources, key, &read_secret(key)?)?,
        None => anyhow::bail!("give the value too: ccproxy config set {key} VALUE"),
        // A secret is refused there, with the way that keeps it out of the argument list.
        Some(value) => edit::set(sources, key, &value)?,
    };
    report(&edited, key, output)
}

/// Says what was changed, and whether it has an effect.
pub(crate) fn report(edited: &Edited, key: &str, output: &Output) -> anyhow::Result<()> {
    let file = edited.file.display().to_string();
    let mut text = if edited.changed {
        format!("{key} changed in {file}")
    } else {
        format!("{file} says so already")
    };
    let overridden_by = overridden_by(edited);
    if let Some(by) = &overridden_by {
        write!(
            text,
            "\nbut {by} overrides it: the change has no effect until that is gone"
        )?;
    }
    for problem in &edited.problems {
        output.note(&problem.to_string());
    }
    output.result(
        &text,
        &Changed {
            key,
            file,
            overridden_by,
        },
    )?;
    Ok(())
}

/// What has the last word instead of the file, in words.
pub(crate) fn overridden_by(edited: &Edited) -> Option<String> {
    edited.overrides.first().map(|o| o.by.to_string())
}
