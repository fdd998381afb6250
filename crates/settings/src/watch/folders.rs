//! The folders in which something must be noticed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// More rounds than folders that can appear one inside the other while we look.
const ROUNDS: usize = 8;

/// Watches the folders of files, or the nearest folder above that exists. Files themselves are not
/// watched: an editor that saves by renaming would leave us with the old one.
pub(super) struct Folders {
    watcher: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
    interest: Arc<Mutex<Vec<PathBuf>>>,
    incomplete: bool,
}

impl Folders {
    /// `wake` is rung when one of the files may have changed.
    pub(super) fn new(wake: SyncSender<()>) -> Self {
        let interest = Arc::new(Mutex::new(Vec::<PathBuf>::new()));
        let files = Arc::clone(&interest);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let files = files.lock().unwrap_or_else(PoisonError::into_inner);
            if event.map_or(true, |event| matters(&event, &files)) {
                // A full channel says it already.
                let _ = wake.try_send(());
            }
        })
        .inspect_err(|error| tracing::warn!(%error, "cannot watch files; looking at them instead"))
        .ok();
        Self {
            watcher,
            watched: BTreeSet::new(),
            interest,
            incomplete: false,
        }
    }

    /// Watches what `files` need now. Whatever happens to them after this rings the bell, so they are
    /// read after it.
    pub(super) fn update(&mut self, files: &[PathBuf]) {
        let files = with_targets(files);
        *self.interest.lock().unwrap_or_else(PoisonError::into_inner) = with_real_names(&files);
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        for _ in 0..ROUNDS {
            let wanted: BTreeSet<PathBuf> =
                files.iter().filter_map(|f| nearest_folder(f)).collect();
            for folder in self.watched.difference(&wanted) {
                // Already gone, with the folder, more often than not.
                let _ = watcher.unwatch(folder);
            }
            // Also those that are watched: a folder that was removed and made again has lost its watch.
            self.incomplete = wanted
                .iter()
                .map(|folder| watcher.watch(folder, RecursiveMode::NonRecursive))
                .filter(Result::is_err)
                .count()
                > 0;
            let settled = wanted == self.watched;
            self.watched = wanted;
            if settled {
                break;
            }
        }
    }

    /// Whether there may be changes that ring no bell: a watch was refused, or a file is reached
    /// through links, any of which may change.
    pub(super) fn needs_polling(&self, files: &[PathBuf]) -> bool {
        self.watcher.is_none() || self.incomplete || files.iter().any(|file| file.is_symlink())
    }
}

/// The files, and what they lead to where they are links.
fn with_targets(files: &[PathBuf]) -> Vec<PathBuf> {
    let targets = files
        .iter()
        .filter(|file| file.is_symlink())
        .filter_map(|f| f.canonicalize().ok());
    files.iter().cloned().chain(targets).collect()
}

/// The same files by the names that the system may report: without links in their folders.
fn with_real_names(files: &[PathBuf]) -> Vec<PathBuf> {
    let real = |file: &PathBuf| {
        let folder = nearest_folder(file)?;
        let below = file.strip_prefix(&folder).ok()?;
        Some(folder.canonicalize().ok()?.join(below))
    };
    files
        .iter()
        .cloned()
        .chain(files.iter().filter_map(real))
        .collect()
}

fn nearest_folder(file: &Path) -> Option<PathBuf> {
    file.ancestors()
        .skip(1)
        .find(|folder| folder.is_dir())
        .map(Path::to_path_buf)
}

/// Whether the event is a change of one of the files, or of a folder above it.
fn matters(event: &Event, files: &[PathBuf]) -> bool {
    let only_read = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    };
    let ours = |path: &PathBuf| files.iter().any(|file| file.starts_with(path));
    event.need_rescan() || (!only_read && (event.paths.is_empty() || event.paths.iter().any(ours)))
}
