//! What was told once and must not be told again, in a file of the state folder.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

/// The file's name.
const FILE: &str = "desktop.json";

/// What the app remembers from one run to the next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Remembered {
    /// That the window was closed and the app stayed.
    pub(crate) closed_once: bool,
    /// That the ChatGPT plan is used.
    pub(crate) plan_use_told: bool,
}

/// The file and what stands in it.
#[derive(Debug)]
pub(crate) struct Memory {
    file: PathBuf,
    now: Mutex<Remembered>,
}

impl Memory {
    /// Reads what was remembered; nothing where that cannot be read. It blocks on a file.
    pub(crate) fn open(state: &Path) -> Self {
        let file = state.join(FILE);
        let text = std::fs::read(&file).unwrap_or_default();
        let now = serde_json::from_slice(&text).unwrap_or_default();
        Self {
            file,
            now: Mutex::new(now),
        }
    }

    /// What is remembered.
    pub(crate) fn now(&self) -> Remembered {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers that something happened; whether it was the first time.
    pub(crate) fn first(&self, what: fn(&mut Remembered) -> &mut bool) -> bool {
        let remembered = {
            let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
            if std::mem::replace(what(&mut now), true) {
                return false;
            }
            *now
        };
        let file = self.file.clone();
        tauri::async_runtime::spawn_blocking(move || {
            if let Err(error) = write(&file, remembered) {
                tracing::warn!(%error, "not remembered");
            }
        });
        true
    }
}

/// Whole or not at all: a file beside it takes its place.
fn write(file: &Path, remembered: Remembered) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let new = file.with_extension("json.new");
    std::fs::write(&new, serde_json::to_vec(&remembered)?)?;
    std::fs::rename(new, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_happens_for_the_first_time_once_also_after_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let memory = Memory::open(folder.path());
        assert!(memory.first(|now| &mut now.closed_once));
        assert!(!memory.first(|now| &mut now.closed_once));
        write(&folder.path().join(FILE), memory.now()).expect("written");
        let again = Memory::open(folder.path());
        assert!(!again.first(|now| &mut now.closed_once));
        assert!(again.first(|now| &mut now.plan_use_told));
    }
}
