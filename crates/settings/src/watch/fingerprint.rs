//! Whether a file has changed, without reading it: it may hold a secret that is not ours to read.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::PathBuf;

/// What a write, a replacement and a removal leave different.
type Fingerprint = Option<(u64, Option<std::time::SystemTime>, u64, i64, i64)>;

/// Files, and how they were when they were last looked at.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    seen: BTreeMap<PathBuf, Fingerprint>,
}

impl Fingerprints {
    /// Whether one of `files` has changed since the last look. One that is new among them has not.
    pub(super) fn changed(&mut self, files: impl Iterator<Item = PathBuf>) -> bool {
        let now: BTreeMap<PathBuf, Fingerprint> = files.map(look).collect();
        let changed = now
            .iter()
            .any(|(file, new)| self.seen.get(file).is_some_and(|old| old != new));
        self.seen = now;
        changed
    }

    /// Takes note of files that are new, and leaves the others to the next look.
    pub(super) fn add(&mut self, files: impl Iterator<Item = PathBuf>) {
        for (file, fingerprint) in files.map(look) {
            self.seen.entry(file).or_insert(fingerprint);
        }
    }
}

fn look(file: PathBuf) -> (PathBuf, Fingerprint) {
    let fingerprint = fs::metadata(&file).ok().map(|metadata| of(&metadata));
    (file, fingerprint)
}

#[cfg(unix)]
fn of(metadata: &Metadata) -> (u64, Option<std::time::SystemTime>, u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    // The change time moves even when a program sets the modification time back.
    let modified = metadata.modified().ok();
    (
        metadata.len(),
        modified,
        metadata.ino(),
        metadata.ctime(),
        metadata.ctime_nsec(),
    )
}

#[cfg(not(unix))]
fn of(metadata: &Metadata) -> (u64, Option<std::time::SystemTime>, u64, i64, i64) {
    (metadata.len(), metadata.modified().ok(), 0, 0, 0)
}
